"""How long a run may take and how much memory it may use: remembered and applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.worker.limits import GIBIBYTE, machine_memory, usual_limit

if TYPE_CHECKING:
    from graphlab.app.questions import Link
    from graphlab.app.settings import Settings

USUAL_SECONDS = 30
SECONDS = (1, 3600)
LEAST_MEMORY = 0.5  # GB
RESET = "The {what} in the settings made no sense; it is {usual} again."


class Limits(QObject):
    """``now`` are seconds and gigabytes, ``usual`` those at first, ``reach`` what they can be.

    ``said`` sends a remark for the person.
    """

    said = Signal(str)

    def __init__(self, settings: Settings, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._link = link
        usual = round(usual_limit() / GIBIBYTE, 1)
        self.usual = USUAL_SECONDS, usual
        most = max(usual, machine_memory() * 10 // GIBIBYTE / 10)
        self.reach = SECONDS, (min(LEAST_MEMORY, usual), most)
        seconds = self._kept("time limit", USUAL_SECONDS, SECONDS, "s")
        self.now = int(seconds), self._kept("memory limit", usual, self.reach[1], "GB")

    def apply(self) -> None:
        """Holds the runs from the next one on to what is set."""
        seconds, gigabytes = self.now
        memory = None if gigabytes == self.usual[1] else int(gigabytes * GIBIBYTE)
        self._link.set_limits(float(seconds), memory)

    def set(self, seconds: int, gigabytes: float) -> None:
        """Holds from now on, and is remembered."""
        self.now = seconds, round(gigabytes, 1)
        for name, value, usual in zip(
            ("time-limit", "memory-limit"), self.now, self.usual, strict=True
        ):
            if value == usual:  # on another machine, or later, the usual may be another
                self._settings.remove(name)
            else:
                self._settings.keep(name, value)
        self.apply()

    def say_resets(self) -> None:
        """Tells, once, what of the settings made no sense."""
        if news := self._settings.news():
            self.said.emit(news)

    def _kept(self, what: str, usual: float, reach: tuple[float, float], unit: str) -> float:
        """What is remembered; a value that makes no sense is removed, and it alone."""
        name = what.replace(" ", "-")
        kept = self._settings.within(name, *reach)
        if kept is None and self._settings.remove(name):
            self._settings.resets.append(RESET.format(what=what, usual=f"{usual:g} {unit}"))
        return usual if kept is None else kept
