"""The table of commands, and what is made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QTextBrowser

from graphlab.app.commands import BY_ID, COMMANDS
from graphlab.app.palette import CommandPalette, keys_of

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.window import Window


def test_no_two_commands_share_a_key_in_one_place() -> None:
    taken: dict[tuple[str, str], str] = {}
    for command in COMMANDS:
        places = {
            "walk": ("canvas", "tables"),
            "canvas": ("canvas",),
            "tables": ("tables",),
            "code": ("code",),
        }
        for key in command.keys:
            for place in places[command.place]:
                assert taken.setdefault((place, key), command.id) == command.id
        for key in command.anywhere:
            for place in ("canvas", "tables"):
                assert taken.setdefault((place, key), command.id) == command.id


def test_every_key_is_one_that_qt_knows() -> None:
    for command in COMMANDS:
        for key in (*command.keys, *command.anywhere):
            assert not QKeySequence(key).isEmpty(), key


def test_every_command_has_a_slot(controller: Controller) -> None:
    assert len(BY_ID) == len(COMMANDS)
    resting = [c.id for c in COMMANDS if not controller.actions[c.id].isEnabled()]
    modules = ["open-module", "close-module", "deeper", "shallower"]
    expected = ["undo", "redo", "open-fused", "all-passes", *modules]
    assert resting == expected, "there is nothing to undo, no code, no loop and no module"
    controller.work.set_input("x", 0.7)
    assert controller.actions["undo"].text() == "Undo: Change x"
    assert controller.actions["undo"].isEnabled()


def test_the_palette_finds_a_command_by_a_part_of_its_name_and_does_it(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    qtbot.keyClick(
        controller.desk.canvas,
        Qt.Key.Key_P,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    palette = next(w for w in QApplication.topLevelWidgets() if isinstance(w, CommandPalette))
    qtbot.keyClicks(palette.line, "backward pass")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.line, Qt.Key.Key_Return)
    assert controller.walk.player is not None
    assert controller.walk.player.index == 9


def test_the_page_of_keys_lists_every_key(qtbot: QtBot, controller: Controller) -> None:
    from graphlab.app.pages import keys_page

    page = keys_page(controller.desk)
    qtbot.addWidget(page)
    text = page.findChild(QTextBrowser).toPlainText()
    for command in COMMANDS:
        if keys_of(command):
            assert command.text in text
            assert keys_of(command) in text
    page.close()


def test_the_menus_have_no_dead_entries(window: Window, controller: Controller) -> None:
    titles = [action.text() for action in window.menuBar().actions()]
    assert titles == ["&File", "&Edit", "&View", "&Step", "&Help"]
    file = [action.text() for action in window.actions_.menus["File"].actions() if action.text()]
    assert file == [
        "New", "Open…", "Recent", "Examples", "Export picture…", "Export all steps…", "Quit",
    ]  # fmt: skip
