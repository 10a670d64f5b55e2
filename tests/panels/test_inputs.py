"""Rows of inputs come again for the same names, and show nothing of before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtTest import QTest

from graphlab.panels.dial_row import DialRow
from graphlab.panels.inputs import MOST_KEPT, Inputs
from graphlab.study.document import document

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_a_row_that_comes_again_shows_its_new_number_and_nothing_that_was_typed(
    qtbot: QtBot,
) -> None:
    inputs = Inputs()
    qtbot.addWidget(inputs)
    with qtbot.waitExposed(inputs):
        inputs.show()
    inputs.show_document(document("x + y", {"x": 1.0, "y": 2.0}))
    row = inputs.rows["x"]
    assert isinstance(row, DialRow)
    QTest.keyClicks(row.field, "7e")
    inputs.show_document(document("a*y", {"a": 3.0, "y": 4.0}))
    assert not row.isVisible()
    assert [each.isVisible() for each in inputs.rows.values()] == [True, True]
    inputs.prepare(document("x^2", {"x": 5.0}))
    assert not row.isVisible()
    inputs.show_document(document("x^2", {"x": 5.0}))
    assert inputs.rows == {"x": row}
    assert (row.isVisible(), row.field.text()) == (True, "5")
    with qtbot.waitSignal(inputs.moved) as heard:
        row.slider.setValue(row.slider.maximum())
    assert heard.args is not None
    assert heard.args[0] == "x"


def test_a_number_and_a_vector_of_one_name_are_two_rows(qtbot: QtBot) -> None:
    inputs = Inputs()
    qtbot.addWidget(inputs)
    inputs.show_document(document("sum(x)", {"x": ((1.0,), (2.0,))}))
    vector = inputs.rows["x"]
    inputs.show_document(document("x^2", {"x": 5.0}))
    assert inputs.rows["x"] is not vector


def test_rows_that_are_not_shown_are_let_go_in_the_end(qtbot: QtBot) -> None:
    inputs = Inputs()
    qtbot.addWidget(inputs)
    for number in range(MOST_KEPT + 8):
        inputs.show_document(document(f"x{number}", {f"x{number}": 1.0}))
    qtbot.waitUntil(lambda: len(inputs.findChildren(DialRow)) == MOST_KEPT + 1)
