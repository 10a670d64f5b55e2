"""A lesson's next page, from the click to painted pixels, against one repaint of the window.

The page's scene was run ahead: its graph, its step and its text are there when all is painted.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from examples import AT, LECTURE
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from ratio import SMOKE, Goal, main
from step_paint import Engine
from typing_extensions import override

from graphlab.app.controller import Controller
from graphlab.app.settings import Settings
from graphlab.app.style import set_colours, set_font
from graphlab.app.window import Window
from graphlab.worker.messages import RecordRequest, Request

FRAME = 1 / 60
LESSON = "chain-rule"
ROUNDS = 1 if SMOKE else 3


class Ahead(Engine):
    """Answers what is asked ahead, and leaves what is asked again to be answered later."""

    is_quiet = False

    @override
    def send(self, request: Request, *, latest: bool = False) -> None:
        if not self.is_quiet or (isinstance(request, RecordRequest) and request.aside):
            super().send(request, latest=latest)


class Pages:
    """A window with a lesson, all of whose scenes have been run and drawn."""

    def __init__(self, folder: str) -> None:
        kept = Settings(QSettings(str(Path(folder) / "graphlab.ini"), QSettings.Format.IniFormat))
        self.link = Ahead()
        self.window = Window(kept, "light")
        self.window.resize(1366, 768)
        self.controller = Controller(self.window, kept, LECTURE, AT, self.link)
        self.window.setCentralWidget(self.controller.desk)
        self.controller.start()
        self.window.show()
        self.learning = self.controller.learn.learning
        self.learning.open_named(LESSON)
        for _ in range(2):
            self._turn_through()
        self.link.is_quiet = True

    def next_page(self) -> float:
        """Median seconds of Next."""
        return statistics.median(seconds for _ in range(ROUNDS) for seconds in self._turn_through())

    def repaint(self) -> float:
        """Seconds in which the whole window is painted once."""
        begin = time.perf_counter()
        self.window.repaint()
        QApplication.processEvents()
        return time.perf_counter() - begin

    def _turn_through(self) -> list[float]:
        assert self.learning.course is not None
        self.learning.turn_to(0)
        found = []
        for _ in self.learning.course.lesson.pages[1:]:
            QApplication.processEvents()
            begin = time.perf_counter()
            self.learning.next_page()
            QApplication.processEvents()
            found.append(time.perf_counter() - begin)
        return found


if __name__ == "__main__":
    application = QApplication([])
    set_font(application)
    set_colours(application, "light")
    with tempfile.TemporaryDirectory() as folder:
        pages = Pages(folder)
        status = main(
            {
                "one frame at 60 Hz": lambda: FRAME,
                "next page": pages.next_page,
                "repaint": pages.repaint,
            },
            [
                Goal("next page", "repaint"),
                Goal("next page", "one frame at 60 Hz"),
            ],
        )
        pages.controller.close()
        pages.window.close()
    raise SystemExit(status)
