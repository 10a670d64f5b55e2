"""Code recorded without values: the button, the command, the badge, and what panels say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from graphlab.engine.code.scripts import record_script
from graphlab.record import NOT_KEPT, Check, Event
from tests.app.conftest import show_code
from tests.app.test_coding import LEFT, SCRIPT, paste, run

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.record import Record
    from tests.app.conftest import HandLink

TEXT = "a = torch.randn(5, 5, requires_grad=True)\nb = (torch.tanh(a @ a) * a).sum()\n"


@pytest.fixture(scope="module")
def lean() -> Record:
    return record_script(TEXT, keeps_values=False)


def test_what_does_not_fit_offers_to_be_recorded_without_values_and_undo_keeps_them_again(
    qtbot: QtBot, controller: Controller, link: HandLink, lean: Record
) -> None:
    offers = ("without-values", "part a.0")
    halted = replace(
        lean, keeps_values=True, events=(Event("halted", "Too large.", 2, offers=offers),)
    )
    show_code(controller, link, halted, TEXT)
    notice, command = controller.desk.notice, controller.actions["without-values"]
    said = [button.text() for button in notice.buttons]
    assert said == ["Record without values", "Record a.0 alone", "Close"]
    assert not command.isChecked()
    qtbot.mouseClick(notice.buttons[0], LEFT)
    assert not link.codes[-1].keeps_values
    assert command.isChecked()
    link.answer(lean)
    assert not notice.isVisible(), "nothing has to be done about it"
    badge = controller.desk.formula.badge
    assert badge.text() == "✓ checked · values not kept"
    assert "Recorded without values: " in badge.toolTip()
    assert controller.actions["undo"].text() == "Undo: Record without values"
    controller.work.undo()
    assert link.codes[-1].keeps_values
    assert not command.isChecked()


def test_the_command_records_without_values_and_with_them_again(
    qtbot: QtBot, controller: Controller, link: HandLink, lean: Record
) -> None:
    command = controller.actions["without-values"]
    assert not command.isEnabled(), "a formula keeps its values"
    show_code(controller, link, lean, TEXT)
    command.trigger()
    link.answer(replace(lean, check=Check(None, 0.0, 0.0, "no plain run")))
    badge = controller.desk.formula.badge
    assert badge.text() == "not checkable: no plain run · values not kept"
    run(qtbot, controller.coding.panel)
    assert not link.codes[-1].keeps_values, "the same code run again"
    link.answer(lean)
    command.trigger()
    assert link.codes[-1].keeps_values
    assert controller.actions["undo"].text() == "Undo: Keep values again"
    command.trigger()
    paste(qtbot, controller, SCRIPT)
    run(qtbot, controller.coding.panel)
    assert link.codes[-1].keeps_values, "it was chosen for another text"


def test_who_asks_for_whole_arrays_is_told_how_to_get_them(
    qtbot: QtBot, controller: Controller, link: HandLink, lean: Record
) -> None:
    show_code(controller, link, lean, TEXT)
    asked = len(link.asked)
    controller.actions["jacobian"].trigger()
    page = controller.pages.jacobian
    assert page is not None
    assert page.sentence.text() == NOT_KEPT
    controller.tables.open("value:w3")
    table = controller.tables.table
    assert table is not None
    assert NOT_KEPT in table.kind.text()
    controller.tables.close()
    QApplication.processEvents()
    assert len(link.asked) == asked, "there is nothing to ask for"
