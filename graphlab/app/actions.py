"""Makes the menus and shortcuts out of the table of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu

from graphlab.app.commands import COMMANDS, MENUS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QMainWindow, QWidget

    from graphlab.app.commands import Command


class Actions(QObject):
    """One QAction a command. ``menus`` has the menus by name, submenus by ``Menu/Submenu``.

    ``barred`` sends why what the person wanted must not be done now.
    """

    barred = Signal(str)

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._barred: dict[str, tuple[bool, str]] = {}
        self._groups: dict[str, QActionGroup] = {}
        self._slots: Mapping[str, Callable[..., object]] = {}
        for name in MENUS:
            self.menus[name] = window.menuBar().addMenu(f"&{name}")
        for command in COMMANDS:
            self._add(command)
        for menu in self.menus.values():
            menu.aboutToShow.connect(self._give_letters)

    def __getitem__(self, name: str) -> QAction:
        return self.actions[name]

    def connect_parts(self, parts: Mapping[str, object]) -> None:
        """Finds each command's slot, ``part.method``, among these parts."""
        slots: dict[str, Callable[..., object]] = {}
        for command in COMMANDS:
            part, _, method = command.slot.partition(".")
            slots[command.id] = getattr(parts[part], method)
        self._slots = slots
        self.enable(True)

    def place(self, places: Mapping[str, Sequence[QWidget]]) -> None:
        """Says which widgets each place is: there, and in what is inside, its keys work."""
        for command in COMMANDS:
            if command.keys:
                for widget in places[command.place]:
                    widget.addAction(self.actions[command.id])

    def enable(self, enabled: bool) -> None:
        """Before the window is furnished only Quit works."""
        for command in COMMANDS:
            self.actions[command.id].setEnabled(enabled or command.id == "quit")

    def bar(self, whys: Mapping[str, str]) -> None:
        """Has these commands, and no others, do nothing; their tips say why."""
        for name in self._barred.keys() - whys.keys():
            could, tip = self._barred.pop(name)
            self.actions[name].setEnabled(could)
            self.actions[name].setToolTip(tip)
        for name, why in whys.items():
            action = self.actions[name]
            if name not in self._barred:
                self._barred[name] = action.isEnabled(), action.toolTip()
                action.setEnabled(False)
            action.setToolTip(why)

    def show_choices(self, chosen: Mapping[str, str]) -> None:
        """Checks the command of each group that is in force."""
        for command in COMMANDS:
            if command.group in chosen:
                self.actions[command.id].setChecked(chosen[command.group] == command.value)

    def trigger(self, name: str) -> None:
        """Does a command, as its menu entry would."""
        self.actions[name].trigger()

    def _add(self, command: Command) -> None:
        action = QAction(command.text, self._window)
        action.setObjectName(command.id)
        action.setData(command)
        keys = [QKeySequence(key) for key in command.keys or command.anywhere]
        action.setShortcuts(keys)
        if command.keys:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shown = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
        tip = command.tip or command.text.rstrip("…")
        action.setToolTip(f"{tip} ({shown})" if shown else tip)
        action.setStatusTip(command.tip)
        action.setCheckable(command.toggles or bool(command.group))
        if command.group:
            group = self._groups.setdefault(command.group, QActionGroup(self._window))
            group.addAction(action)
        action.triggered.connect(self._do)
        action.setEnabled(command.id == "quit")
        self.actions[command.id] = action
        self._menu(command).addAction(action)
        if command.keys and command.anywhere:
            self._add_twin(command, action)
        elif command.anywhere:
            self._window.addAction(action)  # its keys work while there is no menu to be seen

    def _add_twin(self, command: Command, action: QAction) -> None:
        """The same command by the keys that work in the whole window."""
        twin = QAction(self._window)
        twin.setShortcuts([QKeySequence(key) for key in command.anywhere])
        twin.triggered.connect(action.trigger)
        self._window.addAction(twin)

    def _menu(self, command: Command) -> QMenu:
        menu = self.menus[command.menu]
        if command.line_above:
            menu.addSeparator()
        if not command.submenu:
            return menu
        path = f"{command.menu}/{command.submenu}"
        if path not in self.menus:
            self.menus[path] = menu.addMenu(command.submenu)
        return self.menus[path]

    def _give_letters(self) -> None:
        """Underlines a letter in each entry that can be seen, by which the keyboard chooses it."""
        menu = self.sender()
        if isinstance(menu, QMenu):
            shown = [a for a in menu.actions() if a.isVisible() and not a.isSeparator()]
            plain = [a.text().replace("&&", "\0").replace("&", "") for a in shown]
            for action, text in zip(shown, with_letters(plain), strict=True):
                action.setText(text.replace("\0", "&&"))

    def _do(self, checked: bool) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        command: Command = action.data()
        slot = self._slots.get(command.id)
        if command.id in self._barred:  # another part has enabled it since
            self.barred.emit(action.toolTip())
        elif slot is None:
            if command.id == "quit":
                self._window.close()
        elif command.toggles:
            slot(checked)
        elif command.group:
            slot(command.value)
        else:
            slot()


def with_letters(texts: Sequence[str]) -> list[str]:
    """The texts with “&” before a letter that no other has; without one where none is left.

    The first letter of a word is taken if it is free.
    """
    taken: set[str] = set()
    lettered = []
    for text in texts:
        starts = [i for i, c in enumerate(text) if c.isalnum() and (i == 0 or text[i - 1] == " ")]
        others = [i for i, c in enumerate(text) if c.isalnum()]
        place = next((i for i in (*starts, *others) if text[i].lower() not in taken), None)
        if place is None:
            lettered.append(text)
            continue
        taken.add(text[place].lower())
        lettered.append(f"{text[:place]}&{text[place:]}")
    return lettered
