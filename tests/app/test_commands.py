"""The table of commands, and what is made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QTextBrowser

from graphlab.app.actions import with_letters
from graphlab.app.commands import BY_ID, COMMANDS
from graphlab.app.learn import IN_A_LESSON
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
    expected = [
        "undo",
        "redo",
        "without-values",
        "unlit",
        "unpin",
        "open-fused",
        "all-passes",
        *modules,
        *IN_A_LESSON,
    ]
    assert resting == expected, "nothing to undo, no light, no code, no loop, module or lesson"
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
    assert titles == ["&File", "&Edit", "&View", "&Step", "&Train", "&Learn", "&Help"]
    file = [action.text() for action in window.actions_.menus["File"].actions() if action.text()]
    assert file == [
        "New", "Open…", "Recent", "Examples", "Save", "Save as…",
        "Export picture…", "Export all steps…", "Copy as command", "Copy as Python", "Quit",
    ]  # fmt: skip


def test_each_entry_of_a_menu_has_a_letter_of_its_own() -> None:
    assert with_letters(["Fit", "Zoom in", "Zoom out", "Turn the graph", "ab", "ba", "aa"]) == [
        "&Fit",
        "&Zoom in",
        "Zoom &out",
        "&Turn the graph",
        "&ab",
        "&ba",
        "aa",
    ]


def test_an_open_menu_is_chosen_from_by_letters(qtbot: QtBot, controller: Controller) -> None:
    menu = controller.actions.menus["View"]
    menu.popup(QPoint(0, 0))
    texts = [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]
    letters = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(set(letters)) == len(letters) >= len(texts) - 1
    action = controller.actions["jacobian"]
    letter = action.text()[action.text().index("&") + 1]
    qtbot.keyClicks(menu, letter)
    assert action.isChecked()
    menu.close()
    menu.popup(QPoint(0, 0))
    again = [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]
    assert again == texts
    menu.close()


def test_what_undo_names_keeps_its_own_signs(controller: Controller) -> None:
    menu = controller.actions.menus["Edit"]
    controller.actions["undo"].setText("Undo: Type a && b")
    menu.popup(QPoint(0, 0))
    assert controller.actions["undo"].text() == "&Undo: Type a && b"
    menu.close()
