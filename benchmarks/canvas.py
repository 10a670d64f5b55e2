"""The canvas at 100, 1,000 and 10,000 nodes: how its costs grow, and what it holds in memory."""

from __future__ import annotations

import itertools

import numpy as np
from PySide6.QtWidgets import QApplication

from graphlab.canvas.minimap import Minimap
from graphlab.canvas.view import CanvasView
from graphlab.picture.compose import Composer
from graphlab.picture.layout import arrangement
from graphlab.picture.layout.graphviz import GraphvizLayouter
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.record import Check, Edge, Node, Record, make_steps
from graphlab.study.moment import EVERYTHING, Moment

FEW, MANY, MOST = 100, 1_000, 10_000
VIEW = 1200, 700
GROWTH = 12.0
FRAME = 1 / 60
STEPS = 5  # of a walk in one round: the median of a few frames


def residual(nodes: int) -> Record:
    """Two operations and an addition with what came before, again and again."""
    one = np.array(0.5)
    made = [Node("w1", "input", "", "x", "x", "x", one, one, shape=(), dtype="float64")]
    edges: list[Edge] = []

    def call(name: str, formula: str, *sources: str) -> str:
        node = f"w{len(made) + 1}"
        text = formula.format(*(f"w_{{{source[1:]}}}" for source in sources))
        made.append(Node(node, "call", name, text, text, None, one, one, shape=(), dtype="float64"))
        for place, source in enumerate(sources):
            edges.append(Edge(source, node, place, "1", "1", one, one))
        return node

    last = "w1"
    while len(made) < nodes - 2:
        inner = call("sin", r"\\sin({})", last)
        last = call("add", "{} + {}", last, call("cos", r"\\cos({})", inner))
    ends = tuple(made), tuple(edges)
    check = Check(True, 0.0, 0.0)
    return Record(*ends, ("w1",), (last,), (one,), {"x": one}, make_steps(*ends), check)


class Walking:
    """One record on a canvas with its map, and what a person does there."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.composer = composer(record)
        self.view = CanvasView()
        self.map = Minimap(self.view)
        self.view.resize(*VIEW)
        self.view.show()
        self._moments = itertools.cycle(range(len(record.steps) // 2, len(record.steps) // 2 + 40))
        self._ways = itertools.cycle((3, -3))
        self._factors = itertools.cycle((1.1, 1 / 1.1))
        self.whole()

    def whole(self) -> None:
        """All of it in view."""
        self.view.set_picture(self.composer.picture(EVERYTHING), animate=False)
        self.view.fit(whole=True)
        painted(self.view)

    def near(self) -> None:
        """At a step, with its numbers readable."""
        self.view.set_picture(self.composer.picture(Moment(next(self._moments))), animate=False)
        self.view.fit()
        painted(self.view)

    def step(self) -> None:
        self.view.set_picture(self.composer.picture(Moment(next(self._moments))), animate=False)
        painted(self.view)

    def pan(self) -> None:
        self.view.pan_by(next(self._ways), 0)
        painted(self.view)

    def zoom(self) -> None:
        self.view.zoom_by(next(self._factors))
        painted(self.view)


def painted(view: CanvasView) -> None:
    """Until it has painted, as the event loop would have it."""
    QApplication.processEvents()


def composer(record: Record) -> Composer:
    """Sizes and layout from nothing."""
    arrangement.forget()
    return Composer(record, THEMES["light"], Options(), GraphvizLayouter())
