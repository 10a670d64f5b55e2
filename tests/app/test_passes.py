"""Passes of loops in the window: folded at first, all of them on request, nothing to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.app.palette import CommandPalette
from graphlab.engine.code.scripts import record_script
from graphlab.panels.export_dialog import Wish
from graphlab.panels.notes_list import Note
from tests.app.conftest import cards, show_code

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.window import Window
    from tests.app.conftest import HandLink

FOURS = """\
e = torch.arange(1., 11., requires_grad=True)
h = []
for i in range(len(e)):
    if e[i] % 4 == 0:
        h.append(e[i])
s = torch.stack(h).sum()
s.backward()
"""
RUN = record_script(FOURS)
SAID = "The condition was True in 2 of 10 passes; one pass is shown (pass 4 of 10)."


@pytest.fixture
def shown(controller: Controller, link: HandLink) -> Controller:
    """The loop has run."""
    return show_code(controller, link, RUN, FOURS)


def titles(window: Window) -> list[str]:
    palette = CommandPalette(window.actions_, window)
    palette.offer("passes")
    found = [palette.list.item(row).text() for row in range(palette.list.count())]
    palette.close()
    return found


def test_one_pass_is_shown_and_the_command_is_there_while_something_folds(
    shown: Controller, window: Window
) -> None:
    action = shown.actions["all-passes"]
    assert cards(shown) == ["w1", "w11", "w12", "w13", "w14", "w27", "w34", "w35"]
    assert action.isVisible()
    assert action.isEnabled()
    assert not action.isChecked()
    assert titles(window) == ["View › All passes of loops"]
    shown.work.to_formula()
    shown.work.new()
    assert not action.isVisible()
    assert titles(window) == []


def test_a_formula_has_no_such_command(controller: Controller, window: Window) -> None:
    assert not controller.actions["all-passes"].isVisible()
    assert titles(window) == []


def test_all_passes_are_shown_without_a_run_and_there_is_nothing_to_undo(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    undo, asked, document = shown.actions["undo"].text(), len(link.asked), shown.work.document
    shown.walk.scrub(3)
    assert shown.walk.player is not None
    assert shown.walk.player.step is not None
    assert shown.walk.player.step.node == "w12"
    shown.actions.trigger("all-passes")
    qtbot.waitUntil(lambda: len(cards(shown)) == 35)
    assert shown.walk.player.step.node == "w12", "the walk stays where it was"
    assert shown.walk.player.step.index == 12
    assert (shown.actions["undo"].text(), len(link.asked)) == (undo, asked)
    assert shown.work.document is document
    shown.walk.scrub(20)
    shown.actions.trigger("all-passes")
    qtbot.waitUntil(lambda: len(cards(shown)) == 8)
    assert shown.walk.player.step.node == "w14", "the last one before it that is shown"
    shown.walk.last()
    shown.walk.scrub(shown.walk.player.border + 1)
    shown.actions.trigger("all-passes")
    qtbot.waitUntil(lambda: len(cards(shown)) == 35)
    assert shown.walk.player.phase == "backward"


def test_the_next_run_is_shown_in_the_same_way(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    shown.actions.trigger("all-passes")
    shown.work.set_seed(3)
    link.answer(record_script(FOURS))
    qtbot.waitUntil(lambda: len(cards(shown)) == 35)
    assert shown.actions["all-passes"].isChecked()


def test_what_folds_is_said_at_its_line_in_the_badge_and_at_its_step(shown: Controller) -> None:
    panel = shown.coding.panel
    assert Note(4, SAID) in panel.notes.notes
    assert f"• {SAID}" in shown.desk.formula.badge.toolTip()
    assert not shown.desk.notice.isVisible()
    shown.walk.scrub(4)
    assert SAID in shown.desk.narration.full


def test_a_picture_is_written_as_it_is_seen(shown: Controller, tmp_path: Path) -> None:
    shown.files.export_picture()
    path = tmp_path / "seen.svg"
    shown.files.write(Wish(path, "whole", 0, "print", 1.0, False, False))
    assert "× 10 passes" in path.read_text(encoding="utf-8")
    assert shown.files.dialog is not None
    shown.files.dialog.reject()
