"""How long a run may take and how much memory it may use are set in the dialog of settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from graphlab.app.limits import Limits
from graphlab.app.palette import CommandPalette
from graphlab.app.settings import Settings
from graphlab.worker.limits import GIBIBYTE

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.window import Window
    from graphlab.panels.settings_dialog import SettingsDialog
    from tests.app.conftest import HandLink

Key = Qt.Key
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same machine for every test: 16 GB, of which runs may usually use 4."""
    monkeypatch.setattr("graphlab.app.limits.machine_memory", lambda: 16 * GIBIBYTE)
    monkeypatch.setattr("graphlab.app.limits.usual_limit", lambda: 4 * GIBIBYTE)


@pytest.fixture
def dialog(qtbot: QtBot, controller: Controller) -> SettingsDialog:
    """Opened as a person would without a mouse: palette, a word, Enter."""
    qtbot.keyClick(controller.desk.canvas, Key.Key_P, CTRL_SHIFT)
    palette = next(w for w in QApplication.topLevelWidgets() if isinstance(w, CommandPalette))
    qtbot.keyClicks(palette.line, "settings")
    assert palette.list.count() == 1
    qtbot.keyClick(palette.line, Key.Key_Return)
    dialog = controller.preferences.dialog
    assert dialog is not None
    qtbot.waitExposed(dialog)
    return dialog


def test_the_usual_limits_hold_until_others_are_set(dialog: SettingsDialog, link: HandLink) -> None:
    assert link.limits == [(30.0, None)]
    assert (dialog.seconds.value(), dialog.memory.value()) == (30, 4.0)


def test_typed_limits_hold_at_once_and_are_remembered(
    qtbot: QtBot, dialog: SettingsDialog, controller: Controller, settings: Settings, link: HandLink
) -> None:
    dialog.seconds.setFocus()
    dialog.seconds.selectAll()
    qtbot.keyClicks(dialog.seconds, "90")
    qtbot.keyClick(dialog.seconds, Key.Key_Tab)
    assert dialog.memory.hasFocus()
    dialog.memory.selectAll()
    qtbot.keyClicks(dialog.memory, dialog.locale().toString(2.5, "f", 1))
    qtbot.keyClick(dialog.memory, Key.Key_Return)
    assert link.limits[-1] == (90.0, int(2.5 * GIBIBYTE))
    assert controller.preferences.dialog is None
    settings.save()
    again = Settings(QSettings(settings._store.fileName(), QSettings.Format.IniFormat))
    Limits(again, link).apply()
    assert link.limits[-1] == (90.0, int(2.5 * GIBIBYTE))


def test_escape_changes_nothing(
    qtbot: QtBot, dialog: SettingsDialog, controller: Controller, link: HandLink
) -> None:
    dialog.seconds.setFocus()
    dialog.seconds.selectAll()
    qtbot.keyClicks(dialog.seconds, "90")
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert len(link.limits) == 1
    assert controller.preferences.dialog is None


def test_the_usual_limits_come_back_and_are_not_written_down(
    qtbot: QtBot, controller: Controller, settings: Settings, link: HandLink
) -> None:
    controller.limits.set(5, 1.5)
    assert link.limits[-1] == (5.0, int(1.5 * GIBIBYTE))
    controller.preferences.open()
    assert controller.preferences.dialog is not None
    kinds, buttons = QDialogButtonBox.StandardButton, controller.preferences.dialog.buttons
    qtbot.mouseClick(buttons.button(kinds.RestoreDefaults), LEFT)
    qtbot.mouseClick(buttons.button(kinds.Ok), LEFT)
    assert link.limits[-1] == (30.0, None)
    assert not settings.remove("time-limit")
    assert not settings.remove("memory-limit")


@pytest.mark.parametrize("bad", ["", "soon", "nan", "inf", "-3", "0", "1e9", "[1, 2]"])
def test_a_stored_limit_that_makes_no_sense_is_reset_alone_and_said(
    qtbot: QtBot,
    window: Window,
    controller: Controller,
    settings: Settings,
    link: HandLink,
    bad: str,
) -> None:
    settings.keep("time-limit", bad)
    settings.keep("memory-limit", 2)
    settings.keep("theme", "dark")
    limits = Limits(settings, link)
    limits.apply()
    assert link.limits[-1] == (30.0, 2 * GIBIBYTE)
    with qtbot.waitSignal(limits.said) as said:
        limits.say_resets()
    assert said.args == ["The time limit in the settings made no sense; it is 30 s again."]
    with qtbot.assertNotEmitted(limits.said):
        limits.say_resets()
    assert not settings.remove("time-limit")
    assert settings.text("theme") == "dark"


def test_a_reset_is_said_in_the_window_once_there_is_a_graph(
    qtbot: QtBot, settings: Settings, link: HandLink
) -> None:
    from graphlab.app.controller import Controller
    from graphlab.app.window import Window

    settings.keep("memory-limit", "much")
    window = Window(settings, "light")
    qtbot.addWidget(window)
    controller = Controller(window, settings, None, {}, link)
    controller.start()
    said = controller.desk.notice.sentence.text()
    assert said == "The memory limit in the settings made no sense; it is 4 GB again."
    controller.messages._passing.stop()
    controller.desk.close()
