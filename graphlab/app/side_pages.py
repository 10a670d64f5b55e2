"""The pages at the right beside the values: each is made when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.panels.printed import PrintedPanel
from graphlab.worker.messages import Printed

if TYPE_CHECKING:
    from graphlab.app.actions import Actions
    from graphlab.app.desk import Desk
    from graphlab.app.settings import Settings
    from graphlab.app.work import Link, Work

PRINTED = "Printed"
COMMANDS = {PRINTED: "printed"}


class SidePages(QObject):
    """The slots of the View menu that open and close them."""

    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        work: Work,
        link: Link,
        actions: Actions,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = work
        self._actions = actions
        self._settings = settings
        self.printed: PrintedPanel | None = None
        self._fresh = True
        desk.side.closed.connect(self._take_close)
        link.message.connect(self._hear)
        work.sent.connect(self._take_run)

    def set_printed(self, shown: bool) -> None:
        """What the code printed."""
        if shown:
            self._open(PRINTED)
        else:
            self._close(PRINTED)

    def _open(self, name: str) -> None:
        side = self._desk.side
        if name == PRINTED:
            side.add(name, self._printed)
        side.show_page(name)
        side.show()
        self._actions[COMMANDS[name]].setChecked(True)

    def _close(self, name: str) -> None:
        self._desk.side.remove(name)
        self._actions[COMMANDS[name]].setChecked(False)

    def _take_close(self, name: str) -> None:
        self._actions[COMMANDS[name]].setChecked(False)

    @property
    def _printed(self) -> PrintedPanel:
        if self.printed is None:
            self.printed = PrintedPanel()
            self.printed.said.connect(self.said)
        return self.printed

    def _take_run(self) -> None:
        self._fresh = True

    def _hear(self, message: object) -> None:
        if not isinstance(message, Printed):
            if self._fresh and self.printed is not None and self._is_answer(message):
                self.printed.clear()
            return
        if self._fresh:
            self._printed.clear()
            self._fresh = False
        self._printed.add(message.text)
        if not self._desk.side.has(PRINTED):
            self._open(PRINTED)

    @staticmethod
    def _is_answer(message: object) -> bool:
        from graphlab.worker.messages import Recorded

        return isinstance(message, Recorded)
