"""Settings: one dialog for them, and a damaged one is reset alone and told of once."""

import pytest
from PySide6.QtCore import QByteArray, QSettings, Qt
from PySide6.QtWidgets import QDialogButtonBox

from graphlab.app.controller import Controller
from graphlab.app.settings import Settings
from graphlab.app.view import CHOICES
from graphlab.app.walk import SPEEDS
from graphlab.app.window import Window
from graphlab.export.paper import OWN_SIZE, remembered
from graphlab.panels.export_wish import last_wish
from graphlab.picture.theme import THEMES

Key = Qt.Key
GOOD = {
    "orientation": "lr",
    "labels": "active",
    "numbering": "level",
    "digits": "6",
    "theme": "dark",
    "speed": 2.0,
    "values": False,
    "map": False,
    "finer": True,
    "page-printed": True,
    "code-width": "400",
    "folder": "/tmp",
    "geometry": QByteArray(b"x"),
    "files": '["a.py"]',
    "recent": '["x*y"]',
    "setups": '{"Net": "{}"}',
    "paper": "a3 - auto rows",
    "export-present": '{"scale": 3.0}',
}
READ = {
    **{name: lambda s, n=name: s.choice(n, CHOICES[n], "") for name in CHOICES},
    "theme": lambda s: s.choice("theme", tuple(THEMES), ""),
    "speed": lambda s: s.number("speed", SPEEDS, 0.0),
    **{
        name: lambda s, n=name: s.flag(n, default=n not in ("finer", "page-printed"))
        for name in ("values", "map", "finer", "page-printed")
    },
    "code-width": lambda s: s.whole_number("code-width"),
    "folder": lambda s: s.text("folder"),
    "geometry": lambda s: s.layout("geometry"),
    "files": Settings.recent_files,
    "recent": Settings.recent,
    "setups": lambda s: s.setup("Net"),
    "paper": lambda s: s.read("paper", remembered, OWN_SIZE),
    "export-present": lambda s: s.read("export-present", last_wish, {}),
}
ODD = ("@Variant(\\0\\0\\0\\x7f)", "a, b", "💥", "@ByteArray()", "1e999", "{]")


def stored(path):
    return Settings(QSettings(str(path), QSettings.Format.IniFormat))


@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_setting_is_reset_alone_and_told_once(tmp_path, name):
    path = tmp_path / "graphlab.ini"
    settings = stored(path)
    for each, value in GOOD.items():
        settings.keep(each, value)
    settings.save()
    good = {each: read(stored(path)) for each, read in READ.items()}
    assert stored(path).news() == ""
    lines = path.read_text(encoding="utf-8").splitlines()
    for odd in ODD:
        damaged = [f"{name}={odd}" if line.startswith(f"{name}=") else line for line in lines]
        path.write_text("\n".join(damaged), encoding="utf-8")
        settings = stored(path)
        found = {each: read(settings) for each, read in READ.items()}
        assert {each for each in good if found[each] != good[each]} <= {name}
        told = settings.news()
        assert told.startswith("Settings that made no sense are as at first: ") or (
            name == "folder"  # any text may be a folder
        )
        assert settings.news() == ""
        settings.save()
        assert {each: read(stored(path)) for each, read in READ.items()} == found


@pytest.mark.parametrize("how", ["every one", "no settings at all", "a folder"])
def test_the_window_starts_whatever_the_file_holds(qtbot, tmp_path, link, how):
    path = tmp_path / "graphlab.ini"
    if how == "a folder":
        path.mkdir()
    elif how == "every one":
        path.write_text("[General]\n" + "\n".join(f"{name}=@Variant(x), 💥" for name in GOOD))
    else:
        path.write_bytes(bytes(range(256)) * 20)
    settings = stored(path)
    window = Window(settings, "light")
    qtbot.addWidget(window)
    controller = Controller(window, settings, None, {}, link)
    controller.start()
    assert controller.walk.player is not None
    said = controller.desk.notice.sentence.text()
    assert ("Settings that made no sense" in said) == (how == "every one")
    controller.messages._passing.stop()
    controller.close()
    controller.desk.close()


def test_the_dialog_sets_what_the_menus_set_and_it_is_remembered(qtbot, controller, settings):
    qtbot.keyClick(controller.desk.canvas, Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    dialog = controller.preferences.dialog
    qtbot.waitUntil(dialog.isActiveWindow)
    assert {name: box.currentData() for name, box in dialog.choices.items()} == {
        "orientation": "auto",
        "labels": "all",
        "numbering": "evaluation",
        "digits": "4",
        "theme": "light",
        "jacobian-layout": "numerator",
    }
    heights = {box.height() for box in (dialog.seconds, dialog.memory, *dialog.choices.values())}
    assert len(heights) == 1
    qtbot.keyClick(dialog.choices["digits"], Key.Key_Down)
    qtbot.keyClick(dialog.choices["numbering"], Key.Key_Down)
    controller.actions.trigger("jacobian")
    qtbot.keyClick(dialog.choices["jacobian-layout"], Key.Key_Down)
    qtbot.keyClick(dialog.finer, Key.Key_Space)
    qtbot.keyClick(dialog, Key.Key_Return)
    assert controller.pages.jacobian.layout_ == settings.text("jacobian-layout") == "denominator"
    assert controller.preferences.dialog is None
    options = controller.view.options
    assert (options.digits, options.numbering, options.labels) == (6, "level", "all")
    assert controller.actions["digits-6"].isChecked()
    assert (settings.text("digits"), settings.flag("finer", default=False)) == ("6", True)
    controller.walk.first()
    controller.actions.trigger("settings")
    dialog = controller.preferences.dialog
    kinds = QDialogButtonBox.StandardButton
    dialog.buttons.button(kinds.RestoreDefaults).click()
    dialog.buttons.button(kinds.Ok).click()
    assert controller.view.options.digits == 4
    assert controller.pages.jacobian.layout_ == "numerator"
    assert not controller.actions["finer"].isChecked()
