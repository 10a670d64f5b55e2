"""What the style sheet promises: the focus is seen, and moves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QToolButton, QVBoxLayout, QWidget

from graphlab.app.style import set_colours, set_font
from graphlab.panels.link_label import LinkLabel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QColor, QImage
    from pytestqt.qtbot import QtBot


@pytest.fixture(params=["light", "dark"])
def page(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[QWidget]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    before = application.styleSheet(), application.font(), application.palette()
    set_font(application)
    set_colours(application, request.param)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.addWidget(QLineEdit(page))
    yield page
    application.setStyleSheet(before[0])
    application.setFont(before[1])
    application.setPalette(before[2])


def with_and_without_focus(qtbot: QtBot, page: QWidget, part: QWidget) -> tuple[QImage, QImage]:
    layout = page.layout()
    assert layout is not None
    layout.addWidget(part)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    line = page.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setFocus()
    without = part.grab().toImage()
    part.setFocus(Qt.FocusReason.ShortcutFocusReason)
    assert part.hasFocus()
    return part.grab().toImage(), without


@pytest.mark.parametrize("checked", [False, True])
@pytest.mark.parametrize("name", ["", "gridButton", "switch", "offer", "call", "examples"])
def test_a_button_shows_that_it_has_the_focus(
    qtbot: QtBot, page: QWidget, name: str, checked: bool
) -> None:
    button = QToolButton(page)
    button.setObjectName(name)
    button.setText("[1, 2]")
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCheckable(checked)
    button.setChecked(checked)
    size = button.sizeHint()
    focused, without = with_and_without_focus(qtbot, page, button)
    assert focused != without
    assert button.sizeHint() == size


def test_a_list_with_the_focus_is_framed_and_its_text_stays(qtbot: QtBot, page: QWidget) -> None:
    box = QComboBox(page)
    box.addItems(["∂w₄/∂w₁", "∂w₅/∂w₄"])
    focused, without = with_and_without_focus(qtbot, page, box)
    assert focused != without
    ink = box.palette().text().color()
    assert first_dark(focused, ink) == first_dark(without, ink)


def first_dark(image: QImage, ink: QColor) -> int:
    """The column in which the text begins."""
    for x in range(4, image.width()):
        for y in range(4, image.height() - 4):
            if abs(image.pixelColor(x, y).lightness() - ink.lightness()) < 60:
                return x
    return -1


def test_links_have_the_colour_of_the_next_theme(qtbot: QtBot, page: QWidget) -> None:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    link = LinkLabel('<a href="there">there</a>', page)
    page.show()
    for name in ("dark", "light"):
        set_colours(application, name)
        qtbot.wait(10)
        fresh = LinkLabel(link.text(), page)
        fresh.resize(link.size())
        fresh.show()
        assert link.grab().toImage() == fresh.grab().toImage()
