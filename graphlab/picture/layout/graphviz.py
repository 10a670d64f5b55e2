"""Graphviz in a process of its own: ranks and orders for graphs that we leave with crossings.

``arrange`` runs in the child, the only place that imports pygraphviz: it holds the interpreter's
lock, and one hub makes it run for minutes, so it is ended when its budget is over.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from graphlab.picture.layout.layered import crossings_of, lay_out, own_orders

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.picture.layout.plan import Geometry, Plan

    Ask = Callable[[bytes, float], bytes | None]

TARGET = "graphlab.picture.layout.graphviz_child:arrange"
BUDGET = 1.0
"""Seconds a layout may take."""

ASKED_UP_TO = 500
"""Nodes up to which Graphviz is asked at all; above, it takes too long too often."""


class GraphvizLayouter:
    """Lays out by our own method, in Graphviz's order where that has fewer crossings.

    ``ask`` sends bytes to the child and returns its answer, or None when the budget is over.
    """

    def __init__(self, ask: Ask, budget: float = BUDGET) -> None:
        self._ask = ask
        self._budget = budget

    def __call__(self, plan: Plan) -> Geometry:
        own = own_orders(plan)
        fewest = crossings_of(plan, own)
        if fewest == 0 or len(plan.cards) > ASKED_UP_TO:
            return lay_out(plan, own)
        answer = self._ask(question(plan), self._budget)
        if answer is None:
            return lay_out(plan, own)
        found = {node: (rank, place) for node, rank, place in json.loads(answer)}
        better = found.keys() == own.keys() and crossings_of(plan, found) < fewest
        return lay_out(plan, found if better else own)


def question(plan: Plan) -> bytes:
    """What the child is asked: sizes of the cards and the edges between them."""
    turned = plan.direction == "tb"
    cards = [(c.id, c.width, c.height) for c in plan.cards]
    edges = [(link.key.source, link.key.target) for link in plan.links]
    return json.dumps({"cards": cards, "edges": edges, "turned": turned}).encode()
