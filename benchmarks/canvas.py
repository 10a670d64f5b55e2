"""The canvas at 100, 1,000 and 10,000 nodes: how its costs grow, and what it holds in memory."""

from __future__ import annotations

import gc
import itertools
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from ratio import SMOKE, Goal, main  # isort: skip  # it chooses the offscreen platform

import numpy as np
import psutil
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication, QGraphicsItem, QGraphicsScene, QGraphicsView, QWidget

from graphlab.canvas.detail import readable
from graphlab.canvas.minimap import Minimap
from graphlab.canvas.view import CanvasView
from graphlab.export.paint import ready
from graphlab.picture.compose import Composer
from graphlab.picture.layout import arrangement
from graphlab.picture.theme import THEMES
from graphlab.record import Check, Edge, Node, Record, make_steps
from graphlab.study.moment import EVERYTHING, Moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionGraphicsItem
    from ratio import Timer

    from graphlab.picture.shapes import Item, Picture

VIEW = 1200, 700
GROWTH = 12.0
TIMES = 2 if SMOKE else 15  # of which the median is one measurement
STEPS = 40
LEAST_MEMORY = 1 / 3


def residual(nodes: int) -> Record:
    """Two operations and an addition with what came before, again and again."""
    one = np.array(0.5)
    made = [Node("w1", "input", "", "x", "x", "x", one, one, shape=(), dtype="float64")]
    edges: list[Edge] = []

    def call(target: str, formula: str, *sources: str) -> str:
        node = f"w{len(made) + 1}"
        latex = formula.format(*(f"w_{{{source[1:]}}}" for source in sources))
        made.append(Node(node, "call", target, latex, latex, None, one, one, shape=()))
        for place, source in enumerate(sources):
            edges.append(Edge(source, node, place, "1", "1", one, one))
        return node

    last = "w1"
    while len(made) < nodes - 2:
        inner = call("sin", r"\sin({})", last)
        last = call("add", "{} + {}", last, call("cos", r"\cos({})", inner))
    ends = tuple(made), tuple(edges)
    check = Check(True, 0.0, 0.0)
    return Record(*ends, ("w1",), (last,), (one,), {"x": one}, make_steps(*ends), check)


def composer(record: Record) -> Composer:
    """Sizes and layout from nothing."""
    arrangement.forget()
    return Composer(record, THEMES["light"])


class Desk:
    """One record on a canvas with its map, and what a person does there."""

    def __init__(self, nodes: int) -> None:
        self.record = residual(nodes)
        self.composer = composer(self.record)
        self.window = QWidget()
        self.window.resize(*VIEW)
        self.view = CanvasView(self.window)
        self.view.resize(*VIEW)
        self.map = Minimap(self.view, self.window)
        self.window.show()
        last = len(self.record.steps)
        middle = (self.record.border + last) // 2
        self._moments = itertools.cycle(map(Moment, range(middle, min(middle + STEPS, last))))
        self._themes = itertools.cycle(("dark", "light"))
        self._ways = itertools.cycle((3, -3))
        self._factors = itertools.cycle((1.1, 1 / 1.1))

    def laid_out(self) -> float:
        return seconds(lambda: composer(self.record))

    def composed(self) -> float:
        """All cards and lines, in another theme, so that none is there before."""
        self.composer = self.composer.updated(theme=THEMES[next(self._themes)])
        gc.collect()
        return seconds(lambda: self.composer.picture(EVERYTHING))

    def first(self) -> float:
        """From a picture to what is seen of it, where the canvas was empty."""
        self.view.set_picture(None)
        return seconds(lambda: self.whole(self.composer.picture(EVERYTHING)))

    def whole(self, picture: Picture) -> None:
        """All of it in view."""
        self.view.set_picture(picture, animate=False)
        self.view.fit(whole=True)
        QApplication.processEvents()

    def near(self) -> None:
        """At a step, with its numbers readable."""
        self.step()
        self.view.fit()
        QApplication.processEvents()

    def step(self) -> None:
        self.view.set_picture(self.composer.picture(next(self._moments)), animate=False)
        QApplication.processEvents()

    def pan(self) -> None:
        self.view.pan_by(next(self._ways), 0)
        QApplication.processEvents()

    def zoom(self) -> None:
        self.view.zoom_by(next(self._factors))
        QApplication.processEvents()

    def from_afar(self, work: Callable[[], None]) -> Timer:
        """The median of some, with all of the graph in view."""

        def once() -> float:
            self.step()
            self.whole(self.composer.picture(next(self._moments)))
            work()
            return statistics.median(seconds(work) for _ in range(TIMES))

        return once

    def from_near(self, work: Callable[[], None]) -> Timer:
        """The same where a step is seen from near."""

        def once() -> float:
            self.near()
            work()
            return statistics.median(seconds(work) for _ in range(TIMES))

        return once

    def timers(self) -> dict[str, Timer]:
        return {
            "layout": self.laid_out,
            "cards and lines": self.composed,
            "first picture": self.first,
            "a step, all in view": self.from_afar(self.step),
            "a pan, all in view": self.from_afar(self.pan),
            "a zoom, all in view": self.from_afar(self.zoom),
            "a step": self.from_near(self.step),
            "a pan": self.from_near(self.pan),
            "a zoom": self.from_near(self.zoom),
        }


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


# ── memory ───────────────────────────────────────────────────────────────────────────────────


class CardItem(QGraphicsItem):
    """The plain alternative: an object of Qt's for each card."""

    def __init__(self, item: Item) -> None:
        super().__init__()
        self._bounds = QRectF(*item.bounds)
        self._ready = ready(item)

    def boundingRect(self) -> QRectF:
        return self._bounds

    def paint(
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        for shape in self._ready:
            if readable(shape.type_size, zoom):
                shape.paint(painter)


def held(nodes: int, kind: str) -> int:
    """Bytes that this process needs for a canvas, or for an item a card, beside the picture."""
    made = composer(residual(nodes))
    pictures = [made.picture(EVERYTHING), *(made.picture(Moment(n)) for n in range(1, 11))]
    QApplication.processEvents()
    gc.collect()
    before = psutil.Process().memory_info().rss
    if kind == "items":
        scene = QGraphicsScene()
        for item in pictures[0].items:
            if item.kind == "card":
                scene.addItem(CardItem(item))
        view = QGraphicsView(scene)
        view.resize(*VIEW)
        view.show()
        view.fitInView(scene.sceneRect())
    else:
        view = CanvasView()
        view.resize(*VIEW)
        view.show()
        view.set_picture(pictures[0], animate=False)
        view.fit(whole=True)
    QApplication.processEvents()
    if kind == "canvas":
        for picture in pictures[1:]:
            view.set_picture(picture, animate=False)
            view.fit()
            QApplication.processEvents()
    gc.collect()
    return psutil.Process().memory_info().rss - before


def in_a_child(nodes: int, kind: str) -> float:
    """The same in a process of its own, in MB."""
    if SMOKE:
        return held(nodes, kind) / 1e6
    child = [sys.executable, __file__, "--held", str(nodes), kind]
    asked = subprocess.run(child, capture_output=True, text=True, check=True)
    return int(asked.stdout) / 1e6


def memory(many: int, most: int) -> bool:
    """Print the ratios of memory; whether they keep their goals."""
    canvas, fewer = in_a_child(most, "canvas"), in_a_child(many, "canvas")
    items = in_a_child(most, "items")
    lean = canvas <= LEAST_MEMORY * items
    grown = canvas <= GROWTH * max(fewer, 1.0)
    print(
        f"{'ok  ' if lean else 'MISS'} memory of the canvas, {most:,} nodes: {canvas:.1f} MB,"
        f" of an item a card {items:.1f} MB (at most a third)"
    )
    print(f"{'ok  ' if grown else 'MISS'} memory of the canvas, {many:,} nodes: {fewer:.1f} MB")
    return lean and grown


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    if sys.argv[1:2] == ["--held"]:
        print(held(int(sys.argv[2]), sys.argv[3]))
        raise SystemExit
    few, many, most = sizes = (50, 60, 70) if SMOKE else (100, 1_000, 10_000)
    desks = {size: Desk(size) for size in sizes}
    timers = {
        f"{cost}, {size:,} nodes": timer
        for size, desk in desks.items()
        for cost, timer in desk.timers().items()
    }
    timers["a 60 Hz frame"] = lambda: 1 / 60
    costs = [*desks[few].timers()]
    goals = [Goal(f"{c}, {most:,} nodes", f"{c}, {many:,} nodes", GROWTH) for c in costs]
    goals.append(Goal(f"a step, {most:,} nodes", f"a step, {few:,} nodes", 2))
    goals += [Goal(f"{c}, {most:,} nodes", "a 60 Hz frame") for c in costs[3:]]
    lean = memory(many, most)
    raise SystemExit(main(timers, goals, rounds=3) or not (lean or SMOKE))
