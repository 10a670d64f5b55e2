"""Which output gradients are of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from graphlab.panels.starting import ALL, AS_GIVEN, OWN, StartingGradients

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def starting(qtbot: QtBot) -> StartingGradients:
    starting = StartingGradients()
    qtbot.addWidget(starting)
    starting.show_outputs(("w₃", "w₄"), None)
    starting.show()
    return starting


def test_one_output_offers_nothing(qtbot: QtBot) -> None:
    starting = StartingGradients()
    qtbot.addWidget(starting)
    starting.show_outputs(("w₃",), None)
    assert starting.isHidden()


def test_two_outputs_offer_the_sum_each_and_own_numbers(starting: StartingGradients) -> None:
    entries = [starting.choice.itemText(i) for i in range(starting.choice.count())]
    assert entries == [ALL, "w₃", "w₄", OWN]
    assert starting.choice.currentText() == ALL


@pytest.mark.parametrize(("entry", "sent"), [(0, None), (1, (1.0, 0.0)), (2, (0.0, 1.0))])
def test_a_choice_sends_the_numbers(
    qtbot: QtBot, starting: StartingGradients, entry: int, sent: tuple[float, ...] | None
) -> None:
    with qtbot.waitSignal(starting.changed) as changed:
        starting.choice.activated.emit(entry)
    assert changed.args == [sent]


def test_own_numbers_are_typed(qtbot: QtBot, starting: StartingGradients) -> None:
    starting.choice.activated.emit(3)
    field = starting.fields[0]
    field.selectAll()
    qtbot.keyClicks(field, "2.5")
    with qtbot.waitSignal(starting.changed) as changed:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert changed.args == [(2.5, 1.0)]
    starting.show_outputs(("w₃", "w₄"), (2.5, 1.0))
    assert starting.choice.currentText() == OWN


def test_a_programs_own_starting_gradients_come_first_even_for_one_output(
    qtbot: QtBot, starting: StartingGradients
) -> None:
    starting.show_outputs(("w₃",), None, has_own=True)
    entries = [starting.choice.itemText(i) for i in range(starting.choice.count())]
    assert entries == [AS_GIVEN, ALL, "w₃", OWN]
    assert starting.choice.currentText() == AS_GIVEN
    assert starting.isVisible()
    starting.show_outputs(("w₃",), (1.0,), has_own=True)
    assert starting.choice.currentText() == ALL
    starting.show_outputs(("w₃",), None)
    assert starting.isHidden()
