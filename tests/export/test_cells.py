"""Cells in files: the same rectangles as vectors, and sharp pixels without seams."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphlab.export.pdf import pictures_pdf
from graphlab.export.png import picture_image
from graphlab.export.svg import picture_svg
from graphlab.picture.shapes import Bounds, Cells, Item, Picture

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

COLORS = ("#FF0000", "#00FF00", "#0000FF", "#FFFF00")
BOX = Bounds(3.3, 4.7, 20, 20)


def picture(cells: Cells) -> Picture:
    return Picture((30, 30), "#FFFFFF", (Item("card:w1", "card", BOX, (cells,)),))


def test_svg_has_one_crisp_path_a_colour() -> None:
    text = picture_svg(picture(Cells(Bounds(0, 0, 20, 20), 2, (*COLORS[:2], *COLORS[:2]))))
    assert re.findall(r'<path d="([^"]*)" fill="([^"]*)"/>', text) == [
        ("M0 0v10h10v-10M0 10v10h10v-10", "#FF0000"),
        ("M10 0v10h10v-10M10 10v10h10v-10", "#00FF00"),
    ]
    assert 'shape-rendering="crispEdges"' in text


def test_pixels_have_the_colours_of_cells_and_no_others(qapp: QApplication) -> None:
    image = picture_image(picture(Cells(BOX, 2, COLORS)), scale=1.7)
    found = {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
    }
    assert found == {*COLORS, "#FFFFFF"}


def test_an_empty_cell_is_not_painted(qapp: QApplication) -> None:
    image = picture_image(picture(Cells(BOX, 2, ("#FF0000", None, None, "#FF0000"))), scale=1.0)
    assert image.pixelColor(18, 10).name() == "#ffffff"
    assert image.pixelColor(8, 10).name() == "#ff0000"


def test_pdf_keeps_cells_as_vectors(qapp: QApplication) -> None:
    data = pictures_pdf([picture(Cells(BOX, 2, COLORS))])
    assert b"/Subtype /Image" not in data
