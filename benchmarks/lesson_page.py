"""A lesson's next page, from the click to painted pixels, against one repaint of the window.

The page's scene was run ahead: its graph, its step and its text are there when all is painted.
A page that was read for half a second has the widgets of the next one ready; one that is turned
at once has not.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

from examples import AT, LECTURE
from PySide6.QtCore import QEvent, QSettings
from PySide6.QtWidgets import QApplication
from ratio import Goal, main
from step_paint import Engine
from typing_extensions import override

from graphlab.app.controller import Controller
from graphlab.app.learning_beside import SETTLED
from graphlab.app.settings import Settings
from graphlab.app.style import set_colours, set_font
from graphlab.app.window import Window
from graphlab.worker.messages import CodeRequest, Recorded, RecordRequest, Request
from graphlab.worker.pytorch import PyTorch

FRAME = 1 / 60
ONE_FORMULA, OTHER_FORMULAS, CODE = "chain-rule", "jacobians", "tensors"
ROUNDS = 7  # each turns every page


class Ahead(Engine):
    """Answers what is asked ahead, and leaves what is asked again to be answered later."""

    is_quiet = False

    def __init__(self) -> None:
        super().__init__()
        self._pytorch = PyTorch()

    @override
    def send(self, request: Request, *, latest: bool = False) -> None:
        runs = isinstance(request, RecordRequest | CodeRequest)
        if runs and (request.aside or not self.is_quiet):
            self.message.emit(Recorded(request.number, self._pytorch.record(request).record))


class Pages:
    """A window with a lesson, all of whose scenes have been run and drawn."""

    def __init__(self, folder: str, lesson: str) -> None:
        kept = Settings(QSettings(str(Path(folder) / "graphlab.ini"), QSettings.Format.IniFormat))
        self.link = Ahead()
        self.window = Window(kept, "light")
        self.window.resize(1366, 768)
        self.controller = Controller(self.window, kept, LECTURE, AT, self.link)
        self.window.setCentralWidget(self.controller.desk)
        self.controller.start()
        self.window.show()
        self.learning = self.controller.learn.learning
        self.learning.open_named(lesson)
        for _ in range(2):
            self._turn_through()
        self.link.is_quiet = True

    def next_page(self) -> float:
        """Median seconds of Next on a page that was read."""
        return statistics.median(self._turn_through())

    def next_at_once(self) -> float:
        """The same when a page is turned as soon as it is seen."""
        return statistics.median(self._turn_through(is_read=False))

    def repaint(self) -> float:
        """Seconds in which the whole window is painted once."""
        begin = time.perf_counter()
        self.window.repaint()
        QApplication.processEvents()
        return time.perf_counter() - begin

    def _turn_through(self, *, is_read: bool = True) -> list[float]:
        assert self.learning.course is not None
        self.learning.turn_to(0)
        found = []
        for _ in self.learning.course.lesson.pages[1:]:
            self._read() if is_read else QApplication.processEvents()
            begin = time.perf_counter()
            self.learning.next_page()
            QApplication.processEvents()
            found.append(time.perf_counter() - begin)
        return found

    def _read(self) -> None:
        """Lets time pass until the pages beside this one are ready, and old ones are gone."""
        until = time.perf_counter() + 2 * SETTLED / 1000
        while time.perf_counter() < until or not self.learning.pane.page.is_ready:
            QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    application = QApplication([])
    set_font(application)
    set_colours(application, "light")
    with tempfile.TemporaryDirectory() as folder:
        lessons = ONE_FORMULA, OTHER_FORMULAS, CODE
        pages, others, codes = (Pages(folder, lesson) for lesson in lessons)
        status = main(
            {
                "one frame at 60 Hz": lambda: FRAME,
                "next page": pages.next_page,
                "next page, another formula": others.next_page,
                "next page, other code": codes.next_page,
                "next page at once": pages.next_at_once,
                "repaint": pages.repaint,
            },
            [
                Goal("next page", "repaint", 3),
                Goal("next page at once", "repaint"),
                Goal("next page", "one frame at 60 Hz", 1),
                Goal("next page, another formula", "one frame at 60 Hz", 1),
                Goal("next page, other code", "one frame at 60 Hz"),
            ],
            ROUNDS,
        )
        for one in (pages, others, codes):
            one.controller.close()
            one.window.close()
    raise SystemExit(status)
