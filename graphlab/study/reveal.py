"""What is known at a moment of the walk: which values, adjoints, contributions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphlab.record import Edge, EdgeKey, Node, Phase, Record, Step
    from graphlab.study.moment import Moment

Adjoint = Literal["unknown", "partial", "known", "none"]


@dataclass(frozen=True, slots=True)
class Reveal:
    """The state of one record at one moment.

    ``forward_only``: nothing requires a gradient, which is clear from the start.
    """

    record: Record
    moment: Moment
    forward: dict[str, int]
    backward: dict[str, int]
    forward_only: bool = False

    @property
    def last(self) -> int:
        """Steps that are fully or partly shown."""
        return len(self.record.steps) if self.moment.step is None else self.moment.step

    @property
    def active(self) -> Step | None:
        """The step that is being shown, if there is one."""
        if not self.moment.step:
            return None
        return self.record.steps[self.moment.step - 1]

    @property
    def phase(self) -> Phase | None:
        """The phase of the moment; with everything revealed that is the backward pass."""
        if self.moment.step is None:
            return "backward" if self.backward else "forward"
        return None if self.active is None else self.active.phase

    def value_known(self, node: str) -> bool:
        return self.last >= self.forward[node]

    def adjoint(self, node: str) -> Adjoint:
        """Whether a node's adjoint is shown; "none" once it is clear that it has none."""
        if node not in self.backward:
            over = self.phase == "backward" or self.forward_only
            return "none" if over else "unknown"
        if self.last < self.backward[node]:
            return "unknown"
        return "partial" if self._counting(node) else "known"

    def arrived(self, node: str) -> tuple[EdgeKey, ...]:
        """Edges whose contribution to a node's adjoint has been shown, in the order of the sum."""
        at = self.backward.get(node)
        if at is None or self.last < at:
            return ()
        edges = self.record.steps[at - 1].edges
        return edges[: self.moment.fine] if self._counting(node) else edges

    def edge_arrived(self, key: EdgeKey) -> bool:
        return key in self.arrived(key.source)

    def _counting(self, node: str) -> bool:
        active = self.active
        return (
            self.moment.fine > 0
            and active is not None
            and active.node == node
            and active.phase == "backward"
            and self.moment.fine < len(active.edges)
        )


def touched(before: Reveal | None, reveal: Reveal) -> tuple[Iterable[Node], Mapping[EdgeKey, Edge]]:
    """Nodes and edges of a record that may look different at two of its moments.

    Within a phase only the steps between the two, and the edges at their nodes; else all.
    """
    record = reveal.record
    stepped = before is not None and before.active is not None and reveal.active is not None
    if before is None or not stepped or before.phase != reveal.phase:
        return record.nodes, record.by_key
    first, last = sorted((before.last, reveal.last))
    nodes = [record.by_id[step.node] for step in record.steps[first - 1 : last]]
    edges = {
        edge.key: edge
        for node in nodes
        for edge in (*record.incoming[node.id], *record.outgoing[node.id])
    }
    return nodes, edges


class Walk:
    """A record's steps, indexed once for any number of moments."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.forward = {s.node: s.index for s in record.steps if s.phase == "forward"}
        self.backward = {s.node: s.index for s in record.steps if s.phase == "backward"}
        told = any(event.kind == "no_grad_needed" for event in record.events)
        self.forward_only = told and not self.backward

    def at(self, moment: Moment) -> Reveal:
        return Reveal(self.record, moment, self.forward, self.backward, self.forward_only)


@lru_cache(maxsize=8)
def walk_of(record: Record) -> Walk:
    """The walk of a record; every view asks for it at every step."""
    return Walk(record)
