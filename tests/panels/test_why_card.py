"""The card of Why?: nothing on it is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QLabel, QWidget

from graphlab.app.chrome import chrome_of
from graphlab.app.style import sheet
from graphlab.panels.math_label import MathLabel
from graphlab.panels.why import MEANING, WIDTH, WhyCard
from graphlab.study.why import Why, WhyLine

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LINES = (
    WhyLine(MEANING, None, "How much f changes per unit of each element of v₁, that is of W"),
    WhyLine("Rule", r"\bar{v}_1 = \bar{v}_4 v_2^{\top}", "v̄₁ = v̄₄v₂ᵀ"),
    WhyLine("Central differences", r"\frac{f(v_1 + h) - f(v_1 - h)}{2 h} \approx 4", "4"),
    WhyLine("", None, "h = 1.8e−5; they differ by at most 6.1e−12"),
)


SHORT = (WhyLine(MEANING, None, "How much f changes per unit of w₄"), *LINES[1:3])


def test_it_is_larger_while_presenting_and_as_before_afterwards(qtbot: QtBot) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.setStyleSheet(sheet(chrome_of("light")))
    stage.resize(1280, 600)
    stage.show()
    card = WhyCard(stage)
    heights = []
    for on in (False, True, False):
        card.set_presenting(on)
        assert not card.isVisible()
        card.explain("adjoint:w1", Why(r"\bar{v}_1", LINES), QRect(300, 200, 80, 60))
        labels = [label for label in card.findChildren(QLabel) if label.isVisible()]
        heights.append(min(label.fontMetrics().height() for label in labels))
    assert heights[1] > 1.5 * heights[0]
    assert heights[2] == heights[0]


@pytest.mark.parametrize("busy", [[], [QRect(0, 0, 960, 380)]], ids=["free", "low"])
@pytest.mark.parametrize("lines", [LINES, LINES[:2], SHORT], ids=["long", "few", "short"])
def test_every_sentence_is_whole(
    qtbot: QtBot, lines: tuple[WhyLine, ...], busy: list[QRect]
) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(960, 480)
    stage.show()
    card = WhyCard(stage)
    card.explain("adjoint:w1", Why(r"\bar{v}_1", lines), QRect(300, 200, 80, 60), busy)
    shown = [label for label in card.findChildren(QLabel) if label.isVisible() and label.text()]
    assert {line.text for line in lines if not line.latex} <= {label.text() for label in shown}
    for label in shown:
        inside = QRect(label.mapTo(card, label.rect().topLeft()), label.size())
        assert card.rect().contains(inside)
        wrap = Qt.TextFlag.TextWordWrap if label.wordWrap() else Qt.TextFlag.TextSingleLine
        room = QRect(0, 0, label.width() if label.wordWrap() else 4000, 4000)
        needed = label.fontMetrics().boundingRect(room, wrap, label.text())
        assert needed.width() <= label.width()
        assert needed.height() <= label.height()
    assert card.width() <= WIDTH or busy


@pytest.mark.parametrize("width", [440, 480, 545, 620, 760])
def test_two_columns_are_taken_only_where_both_have_room(qtbot: QtBot, width: int) -> None:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(width, 250)
    stage.show()
    card = WhyCard(stage)
    value = WhyLine("Value", r"\bar{v}_1 = 4 + 4 + 4 + 4", "4")
    lines = (*LINES[:2], value, *LINES[2:])
    card.explain("adjoint:w1", Why(r"\bar{v}_1", lines), QRect(20, 130, 180, 110))
    for formula in card.findChildren(MathLabel):
        if formula.isVisible():
            assert formula.width() >= formula.sizeHint().width()
