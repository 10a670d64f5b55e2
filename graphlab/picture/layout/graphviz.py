"""Graphviz's order in place of ours, where ours leaves crossings and Graphviz has fewer.

It runs in a process of its own, ended when its budget is over: Graphviz holds the interpreter's
lock, and one hub makes it run for minutes. A plain subprocess, not ``multiprocessing``, which would
run a person's unguarded script a second time. Nothing is kept running between two layouts.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

from graphlab.picture.layout.arrangement import crossings_of
from graphlab.picture.layout.layered import lay_out

if TYPE_CHECKING:
    from graphlab.picture.layout.plan import Geometry, Plan

CHILD = "graphlab.picture.layout.graphviz_child"
BUDGET = 2.0
"""Seconds a layout may take, the start of its process included."""

ASKED_UP_TO = 500
"""Nodes up to which Graphviz is asked at all; above, it takes too long too often."""


class GraphvizLayouter:
    """Call it with a plan. ``cancel`` from another thread ends a call early, with our own order."""

    def __init__(self, budget: float = BUDGET) -> None:
        self._budget = budget
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self, plan: Plan) -> Geometry:
        fewest = crossings_of(plan)
        if fewest == 0 or len(plan.cards) > ASKED_UP_TO:
            return lay_out(plan)
        found = self._ask(plan)
        whole = found.keys() == {card.id for card in plan.cards}
        better = whole and crossings_of(plan, found) < fewest
        return lay_out(plan, found if better else None)

    def cancel(self) -> None:
        process = self._process
        if process is not None:
            process.kill()

    def _ask(self, plan: Plan) -> dict[str, tuple[int, float]]:
        """Rank and place of every node; nothing when Graphviz fails, is missing or too slow."""
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", CHILD],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except OSError:
            return {}
        with self._process as process:
            try:
                answer, _ = process.communicate(question(plan), timeout=self._budget)
                return {node: (rank, place) for node, rank, place in json.loads(answer)}
            except (subprocess.TimeoutExpired, ValueError):
                return {}
            finally:
                process.kill()
                self._process = None


def is_tangled(plan: Plan) -> bool:
    """Whether our own order leaves crossings, so that Graphviz is worth its time."""
    return len(plan.cards) > ASKED_UP_TO or crossings_of(plan) > 0


def question(plan: Plan) -> bytes:
    """What the child is asked: sizes of the cards and the edges between them."""
    turned = plan.direction == "tb"
    cards = [(c.id, c.width, c.height) for c in plan.cards]
    edges = [(*link.key[:2], 2 if link.apart else 1) for link in plan.links]
    return json.dumps({"cards": cards, "edges": edges, "turned": turned}).encode()
