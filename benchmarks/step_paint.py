"""One step from its event to painted pixels: a graph of 300 nodes against the lecture's eight."""

from __future__ import annotations

import itertools
import statistics
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from ratio import Goal, main

from graphlab.canvas.view import CanvasView
from graphlab.engine.expression import record_expression
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.study.moment import Moment

if TYPE_CHECKING:
    from graphlab.record import Record

FRAME = 1 / 60
LECTURE = "2cos²(xy) + ln(cos(xy))"
AT = {"x": 0.5, "y": 1.2}
STEPS = 16
BRANCHES, LINKS = 10, 28


def branches() -> str:
    """Ten chains of 28 functions and their sum: 300 nodes."""
    lines = []
    for branch in range(BRANCHES):
        inner = " ".join("sin" if link % 2 else "cos" for link in range(LINKS))
        lines.append(f"a{branch}={inner}(x+{branch + 2}*y)")
    lines.append("+".join(f"a{branch}" for branch in range(BRANCHES)))
    return "\n".join(lines)


class Painted(QObject):
    """Notes when a widget has painted."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self.seen = False
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.seen |= event.type() == QEvent.Type.Paint
        return False


class Walk:
    """A canvas that walks along a record, some steps a round, composing every frame anew."""

    def __init__(self, record: Record, *, animate: bool) -> None:
        self.record = record
        self.animate = animate
        self.view = CanvasView()
        self.view.resize(980, 560)
        self.view.show()
        self.painted = Painted(self.view)
        self.now = itertools.count()
        self.view.clock = lambda: float(next(self.now))  # every step counts as unhurried
        last = len(record.steps)
        self.starts = itertools.cycle(range(0, last - STEPS + 1, max(1, last // 7)))
        self.composer = Composer(record, THEMES["light"], Options(aspect=980 / 560))

    def __call__(self) -> float:
        """Median seconds of one step."""
        start = next(self.starts)
        composer = self.composer.updated(self.record)
        self.view.set_picture(composer.picture(Moment(start)), animate=False)
        QApplication.processEvents()
        return statistics.median(self.step(composer, start + number) for number in range(1, STEPS))

    def step(self, composer: Composer, index: int) -> float:
        self.painted.seen = False
        begin = time.perf_counter()
        self.view.set_picture(composer.picture(Moment(index)), animate=self.animate)
        while not self.painted.seen:
            QApplication.processEvents()
        return time.perf_counter() - begin


if __name__ == "__main__":
    application = QApplication([])
    small = record_expression(LECTURE, AT)
    large = record_expression(branches(), AT)
    print(f"{len(small.nodes)} and {len(large.nodes)} nodes")
    status = main(
        {
            "one frame at 60 Hz": lambda: FRAME,
            "8 nodes": Walk(small, animate=False),
            "300 nodes": Walk(large, animate=False),
            "8 nodes, animated": Walk(small, animate=True),
            "300 nodes, animated": Walk(large, animate=True),
        },
        [
            Goal("8 nodes", "one frame at 60 Hz", 1),
            Goal("300 nodes", "8 nodes", 2),
            Goal("8 nodes, animated", "one frame at 60 Hz", 1),
            Goal("300 nodes, animated", "8 nodes, animated", 2),
        ],
    )
    raise SystemExit(status)
