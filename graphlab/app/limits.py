"""How long a run may take and how much memory it may use: asked for, remembered, applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.panels.limits_dialog import LimitsDialog
from graphlab.worker.limits import GIBIBYTE, machine_memory, usual_limit

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMainWindow

    from graphlab.app.questions import Link
    from graphlab.app.settings import Settings

USUAL_SECONDS = 30
SECONDS = (1, 3600)
LEAST_MEMORY = 0.5  # GB
RESET = "The {what} in the settings made no sense; it is {usual} again."


class Limits(QObject):
    """The slot of Edit › Limits. ``said`` sends a remark for the person."""

    said = Signal(str)

    def __init__(
        self, window: QMainWindow, settings: Settings, link: Link, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._settings = settings
        self._link = link
        usual = round(usual_limit() / GIBIBYTE, 1)
        self._usual = USUAL_SECONDS, usual
        most = max(usual, machine_memory() * 10 // GIBIBYTE / 10)
        self._reach = SECONDS, (min(LEAST_MEMORY, usual), most)
        self._resets: list[str] = []
        seconds = self._kept("time limit", USUAL_SECONDS, SECONDS, "s")
        self._now = int(seconds), self._kept("memory limit", usual, self._reach[1], "GB")
        self.dialog: LimitsDialog | None = None

    def apply(self) -> None:
        """Holds the runs from the next one on to what is set."""
        seconds, gigabytes = self._now
        memory = None if gigabytes == self._usual[1] else int(gigabytes * GIBIBYTE)
        self._link.set_limits(float(seconds), memory)

    def say_resets(self) -> None:
        """Tells, once, what of the settings made no sense."""
        if self._resets:
            self.said.emit(" ".join(self._resets))
            self._resets.clear()

    def open(self) -> None:
        """Asks."""
        self.dialog = LimitsDialog(self._now, self._usual, self._reach, self._window)
        self.dialog.chosen.connect(self._take)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _kept(self, what: str, usual: float, reach: tuple[float, float], unit: str) -> float:
        """What is remembered; a value that makes no sense is removed, and it alone."""
        name = what.replace(" ", "-")
        kept = self._settings.within(name, *reach)
        if kept is None and self._settings.remove(name):
            self._resets.append(RESET.format(what=what, usual=f"{usual:g} {unit}"))
        return usual if kept is None else kept

    def _take(self, seconds: int, gigabytes: float) -> None:
        self._now = seconds, round(gigabytes, 1)
        for name, value, usual in zip(
            ("time-limit", "memory-limit"), self._now, self._usual, strict=True
        ):
            if value == usual:  # on another machine, or later, the usual may be another
                self._settings.remove(name)
            else:
                self._settings.keep(name, value)
        self.apply()

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
