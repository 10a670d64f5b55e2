"""What cards say where their formulas are too small to be read."""

import numpy as np
import pytest
import torch
from PySide6.QtGui import QImage
from torch import nn

import graphlab
from graphlab.canvas.camera import fitted
from graphlab.canvas.heading import heading_at
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.shapes import Bounds, Box, Heading, Item, Picture
from graphlab.picture.theme import LIGHT
from graphlab.study.moment import EVERYTHING

ROW, WHOLE = Bounds(0, 0, 150, 32), Bounds(0, 0, 150, 90)
HEADING = Heading(16.0, ("w12 = batch_norm", "batch_norm", "w12"), "#000000", ROW, WHOLE)


def said(heading, zoom):
    found = heading_at(heading, zoom)
    return None if found is None else (found.words._shape.text, found.alone)


@pytest.mark.parametrize(
    ("zoom", "words"),
    [
        (1.0, None),
        (0.69, None),
        (0.65, ("w₁₂ = batch_norm", False)),
        (0.5, ("batch_norm", False)),
        (0.36, ("w₁₂", False)),
        (0.25, ("w₁₂", True)),
        (0.1, None),
    ],
)
def test_the_longest_words_that_can_be_read_are_said(zoom, words):
    assert said(HEADING, zoom) == words


def test_without_a_whole_a_heading_stays_in_its_row():
    assert said(HEADING._replace(whole=None), 0.25) is None


def test_type_of_a_heading_is_as_large_as_the_smallest_that_is_painted():
    found = heading_at(HEADING, 0.5)
    assert found is not None
    assert found.words.type_size * 0.5 == pytest.approx(11)


def test_a_card_alone_with_its_heading_shows_its_outline_only(view):
    outline, inner = (
        Box(Bounds(10, 10, 120, 90), 0, "#ffffff"),
        Box(Bounds(60, 40, 20, 20), 0, "#ff0000"),
    )
    card = Item(
        "card:a",
        "card",
        Bounds(10, 10, 120, 90),
        (outline, inner),
        heading=Heading(16.0, ("a",), "#000000", Bounds(10, 10, 120, 20), Bounds(10, 10, 120, 90)),
    )
    view.set_picture(Picture((140.0, 120.0), "#ffffff", (card,)))

    def red(zoom):
        view.zoom_by(zoom / view.zoom)
        image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        dots = np.frombuffer(image.constBits(), np.uint8).reshape(-1, 4).astype(int)
        return bool(((dots[:, 2] > 200) & (dots[:, 1] < 100)).any())

    assert red(1.0)
    assert not red(0.3)
    assert red(0.05)


def test_a_graph_of_thirty_nodes_is_legible_on_a_laptop_without_zooming():
    """1366×768 with the default docks leaves 1,054 × 482 px for the graph."""
    torch.manual_seed(0)
    layers = [layer for _ in range(7) for layer in (nn.Linear(8, 8), nn.Tanh())]
    record = graphlab.record(nn.Sequential(*layers, nn.Linear(8, 1)), torch.randn(4, 8))
    assert len(record.nodes) >= 30
    composer = Composer(record, LIGHT, Options(aspect=1054 / 482))
    zoom = fitted(composer.size, (1054.0, 482.0), None, 0.0).zoom
    for item in composer.picture(EVERYTHING).items:
        if item.kind == "card":
            assert item.heading is not None
            assert heading_at(item.heading, zoom) is not None, (item.key, zoom)
