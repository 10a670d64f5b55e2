"""Vectors and matrices typed, pasted and resized with real keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from graphlab.panels.dial_row import DialRow
from graphlab.panels.grid_row import GridRow
from graphlab.panels.inputs import Inputs
from graphlab.study.document import document

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.panels.grid_editor import GridEditor

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
MADE = document("A x", {"x": 0.5, "A": [[1.0, 2.0], [3.0, 4.0]]})


@pytest.fixture
def inputs(qtbot: QtBot) -> Inputs:
    inputs = Inputs()
    qtbot.addWidget(inputs)
    inputs.resize(700, 36)
    inputs.show_document(MADE)
    inputs.show()
    qtbot.waitExposed(inputs)
    return inputs


def opened(qtbot: QtBot, inputs: Inputs, name: str) -> GridEditor:
    row = inputs.rows[name]
    qtbot.mouseClick(row.button if isinstance(row, GridRow) else row.grid, LEFT)
    assert inputs.grid is not None
    assert inputs.grid.isVisible()
    return inputs.grid


def type_cell(qtbot: QtBot, grid: GridEditor, text: str, end: Key) -> None:
    """Typing on a cell opens its editor; Tab goes on in the editor of the next one."""
    for letter in text:
        qtbot.keyClick(QApplication.focusWidget(), letter)
    assert QApplication.focusWidget() is not grid.table
    qtbot.keyClick(QApplication.focusWidget(), end)


def test_a_matrix_is_a_button_and_a_number_a_slider(inputs: Inputs) -> None:
    assert isinstance(inputs.rows["x"], DialRow)
    row = inputs.rows["A"]
    assert isinstance(row, GridRow)
    assert row.button.text() == "[1, 2; 3, 4]"
    assert row.button.toolTip() == "A is 2×2: [1, 2; 3, 4]"
    inputs.show_document(MADE.setting("A", [[1.25] * 5] * 5))
    assert row.button.text() == "5×5"


def test_numbers_are_typed_cell_by_cell_and_enter_uses_them(qtbot: QtBot, inputs: Inputs) -> None:
    grid = opened(qtbot, inputs, "A")
    type_cell(qtbot, grid, "-7", Key.Key_Tab)
    with qtbot.waitSignal(inputs.given) as caught:
        type_cell(qtbot, grid, "8.5", Key.Key_Return)
    assert caught.args == ["A", [[-7.0, 8.5], [3.0, 4.0]]]
    assert not grid.isVisible()


def test_escape_leaves_without_a_change(qtbot: QtBot, inputs: Inputs) -> None:
    grid = opened(qtbot, inputs, "A")
    type_cell(qtbot, grid, "9", Key.Key_Tab)
    with qtbot.assertNotEmitted(inputs.given):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Escape)
    assert not grid.isVisible()
    assert opened(qtbot, inputs, "A").value == [[1.0, 2.0], [3.0, 4.0]]
    grid.close()


def test_what_is_no_number_is_named_and_not_used(qtbot: QtBot, inputs: Inputs) -> None:
    grid = opened(qtbot, inputs, "A")
    with qtbot.assertNotEmitted(inputs.given):
        type_cell(qtbot, grid, "abc", Key.Key_Return)
    assert grid.note.text() == "“abc” is not a number that A[0, 0] can take."
    type_cell(qtbot, grid, "3", Key.Key_Tab)
    assert grid.note.text().startswith("Tab")
    grid.close()


def test_rows_and_columns_come_and_go(qtbot: QtBot, inputs: Inputs) -> None:
    grid = opened(qtbot, inputs, "A")
    grid.rows.stepUp()
    grid.columns.stepDown()
    assert grid.value == [[1.0], [3.0], [0.0]]
    grid.kind.setCurrentText("vector")
    grid.kind.activated.emit(1)
    assert grid.value == [1.0, 3.0, 0.0]
    assert not grid.columns.isVisible()
    grid.kind.setCurrentText("number")
    grid.kind.activated.emit(0)
    with qtbot.waitSignal(inputs.given) as caught:
        qtbot.mouseClick(grid.use, LEFT)
    assert caught.args == ["A", 1.0]


def test_a_number_becomes_a_vector_or_a_matrix(qtbot: QtBot, inputs: Inputs) -> None:
    grid = opened(qtbot, inputs, "x")
    assert grid.kind.currentText() == "number"
    grid.kind.setCurrentText("matrix")
    grid.kind.activated.emit(2)
    assert grid.value == [[0.5, 0.0], [0.0, 0.0]]
    grid.close()
    grid = opened(qtbot, inputs, "x")
    grid.kind.setCurrentText("vector")
    grid.kind.activated.emit(1)
    assert grid.value == [0.5, 0.0]
    grid.close()


@pytest.mark.parametrize("text", ["5\t6\n7\t8", "5,6\n7,8", "[[5, 6], [7, 8]]"])
def test_a_table_is_pasted(qtbot: QtBot, inputs: Inputs, text: str) -> None:
    grid = opened(qtbot, inputs, "x")
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(grid.table, Key.Key_V, CTRL)
    assert (grid.kind.currentText(), grid.rows.value(), grid.columns.value()) == ("matrix", 2, 2)
    with qtbot.waitSignal(inputs.given) as caught:
        qtbot.keyClick(grid.table, Key.Key_Return)
    assert caught.args == ["x", [[5.0, 6.0], [7.0, 8.0]]]


def test_what_cannot_be_pasted_is_named(qtbot: QtBot, inputs: Inputs) -> None:
    grid = opened(qtbot, inputs, "A")
    QGuiApplication.clipboard().setText("1, 2\n3")
    qtbot.keyClick(grid.table, Key.Key_V, CTRL)
    assert grid.note.text() == "Row 2 of A has 1 number, the first one has 2."
    grid.close()
