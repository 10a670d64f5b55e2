"""Enter to painted picture, worker warm, against torchviz's SVG of the same function."""

from __future__ import annotations

import itertools
import queue
import sys

import torch
from examples import AT, LECTURE
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from ratio import Goal, main, timed
from torchviz import make_dot

from graphlab.export.paint import paint_picture
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING
from graphlab.worker.client import Worker
from graphlab.worker.messages import Recorded, RecordRequest

torch.set_num_threads(1)


def torchviz_svg() -> bytes:
    """What torchviz's own users wait for: the graph of grad_fn, laid out by dot."""
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    y = torch.tensor(1.2, dtype=torch.float64, requires_grad=True)
    c = torch.cos(x * y)
    graph = make_dot(2 * c**2 + torch.log(c), params={"x": x, "y": y})
    return bytes(graph.pipe(format="svg"))


class Window:
    """What happens between Enter and a painted picture, without the widgets around it."""

    def __init__(self) -> None:
        self.answers: queue.SimpleQueue[object] = queue.SimpleQueue()
        self.worker = Worker(self.answers.put, self.answers.put)
        self.worker.start()
        self.numbers = itertools.count(1)
        self.image = QImage(1280, 800, QImage.Format.Format_ARGB32_Premultiplied)

    def enter(self) -> None:
        """Ask the worker, lay out, set the formulas, paint."""
        number = next(self.numbers)
        self.worker.send(RecordRequest(number, LECTURE, AT))
        while not isinstance(answer := self.answers.get(timeout=120), Recorded):
            if isinstance(answer, str):
                raise RuntimeError(answer)
        picture = Composer(answer.record, THEMES["light"], Options()).picture(EVERYTHING)
        with QPainter(self.image) as painter:
            paint_picture(painter, picture)

    def enter_for_the_first_time(self) -> None:
        """The same, with nothing typeset, placed or made ready before."""
        forget()
        self.enter()


def forget() -> None:
    """Empty every cache of the rooms that make and paint pictures."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("graphlab.picture", "graphlab.export", "graphlab.formula")):
            for thing in list(vars(module).values()):
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


if __name__ == "__main__":
    application = QGuiApplication([])
    window = Window()
    window.enter()
    try:
        status = main(
            {
                "torchviz's SVG": timed(torchviz_svg),
                "picture, first time": timed(window.enter_for_the_first_time),
                "picture, again": timed(window.enter),
            },
            [
                Goal("picture, first time", "torchviz's SVG", 20),
                Goal("picture, again", "torchviz's SVG", 2),
            ],
        )
    finally:
        window.worker.close()
    raise SystemExit(status)
