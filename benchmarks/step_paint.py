"""One step in the whole window, from its event to painted pixels: 300 nodes against eight.

The window is the real one: canvas, narration, written-out sum, tables, transport. Only its worker
is replaced, by the engine in the same process. Time ends when all that had to be painted is.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from examples import AT, BRANCHES, LECTURE, branches
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication
from ratio import SMOKE, Goal, main

from graphlab.app.controller import Controller
from graphlab.app.settings import Settings
from graphlab.app.style import set_colours, set_font
from graphlab.app.window import Window
from graphlab.engine.expressions.expression import record_expression
from graphlab.worker.messages import Recorded, RecordRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.worker.messages import Request

FRAME = 1 / 60
STEPS = 2 if SMOKE else 12


class Engine(QObject):
    """A link to a worker that answers at once."""

    message = Signal(object)
    gone = Signal(str)
    overdue = Signal(int)
    left = Signal(str)
    is_attached = False

    def send(self, request: Request, *, latest: bool = False) -> None:
        if isinstance(request, RecordRequest):
            record = record_expression(request.text, request.inputs)
            self.message.emit(Recorded(request.number, record))

    def stop(self) -> None:
        """There is nothing to stop."""

    def keep_waiting(self) -> None:
        """Nobody waits."""

    def set_limits(self, time_limit: float, memory_limit: int | None) -> None:
        """There is nothing to limit."""


class Walk:
    """A window that shows one formula and walks along it, some steps a round."""

    def __init__(self, text: str, settings: str) -> None:
        kept = Settings(QSettings(str(Path(settings) / "graphlab.ini"), QSettings.Format.IniFormat))
        self.window = Window(kept, "light")
        self.window.resize(1280, 800)
        self.controller = Controller(self.window, kept, text, AT, Engine())
        self.window.setCentralWidget(self.controller.desk)
        self.controller.start()
        self.window.show()
        while self.controller.walk.player is None:  # a large layout is made on a thread
            QApplication.processEvents()
        self.nodes = len(self.controller.walk.player.record.nodes)
        self.value = AT["x"]

    def step(self) -> float:
        """Median seconds of a step with its animation's first frame."""
        return statistics.median(self._forward() for _ in range(STEPS))

    def back(self) -> float:
        """The same backwards from the end, where the chips of all edges are shown."""
        walk = self.controller.walk
        before = walk.player.index if walk.player else 0
        walk.last()
        seconds = [self._timed(walk.back) for _ in range(STEPS)]
        walk.scrub(before)  # so that steps forward go on to what was never shown
        return statistics.median(seconds)

    def drag(self) -> float:
        """Median seconds from a slider's event to the checked numbers on screen."""
        return statistics.median(self._timed(self._move) for _ in range(1 if SMOKE else 3))

    def _move(self) -> None:
        self.value = 0.5 + (self.value + 0.01) % 0.4
        self.controller.work.set_input("x", self.value)

    def _forward(self) -> float:
        walk = self.controller.walk
        if walk.player is not None and walk.player.index + STEPS > len(walk.player.record.steps):
            walk.first()
        return self._timed(walk.forward)

    def _timed(self, event: Callable[[], None]) -> float:
        QApplication.processEvents()
        begin = time.perf_counter()
        event()
        QApplication.processEvents()
        return time.perf_counter() - begin


if __name__ == "__main__":
    application = QApplication([])
    set_font(application)
    set_colours(application, "light")
    with tempfile.TemporaryDirectory() as settings:
        small, large = Walk(LECTURE, settings), Walk(branches(3 if SMOKE else BRANCHES), settings)
        print(f"{small.nodes} and {large.nodes} nodes")
        status = main(
            {
                "one frame at 60 Hz": lambda: FRAME,
                "step, 8 nodes": small.step,
                "step, 300 nodes": large.step,
                "step back, 8 nodes": small.back,
                "step back, 300 nodes": large.back,
                "drag, 8 nodes": small.drag,
                "drag, 300 nodes": large.drag,
            },
            [
                Goal("step, 8 nodes", "one frame at 60 Hz", 1),
                Goal("step, 300 nodes", "one frame at 60 Hz", 1),
                Goal("step, 300 nodes", "step, 8 nodes", 2),
                Goal("step back, 8 nodes", "one frame at 60 Hz", 1),
                Goal("step back, 300 nodes", "one frame at 60 Hz", 1),
                Goal("step back, 300 nodes", "step back, 8 nodes", 2),
                Goal("drag, 8 nodes", "one frame at 60 Hz", 2),
                Goal("drag, 300 nodes", "one frame at 60 Hz"),
            ],
        )
        for walk in (small, large):
            walk.controller.close()
            walk.window.close()
    raise SystemExit(status)
