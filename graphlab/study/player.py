"""The Player: a cursor over the steps of a Record. Frozen; each move gives the next one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from graphlab.study.boxes import boxes_of
from graphlab.study.moment import NOTHING, Moment
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.record import EdgeKey, Phase, Record, Step


@dataclass(frozen=True, eq=False)
class Player:
    """Where the walk stands. ``fine`` shows one incoming contribution at a time."""

    record: Record
    moment: Moment = NOTHING
    fine: bool = False

    @property
    def index(self) -> int:
        """The step shown; the last one when everything is revealed."""
        return self.count if self.moment.step is None else self.moment.step

    @property
    def count(self) -> int:
        """The number of steps."""
        return len(self.record.steps)

    @property
    def border(self) -> int:
        """The last forward step."""
        return self.record.border

    @property
    def step(self) -> Step | None:
        """The step that is active, if one is."""
        return self.record.steps[self.moment.step - 1] if self.moment.step else None

    @property
    def among_all(self) -> tuple[int, int] | None:
        """Where modules are closed: which step of the run this stop is, and of how many."""
        boxes, whole = boxes_of(self.record), whole_of(self.record)
        if not boxes:
            return None
        if self.step is None:
            return (0 if self.at_start else len(whole.steps)), len(whole.steps)
        node, phase = self.step.node, self.step.phase
        if phase == "forward" and node in boxes:
            node = f"w{boxes[node].part.last}"  # the stop is the last step inside
        return _indices(whole)[phase, node], len(whole.steps)

    @property
    def phase(self) -> Phase | None:
        """The pass of the active step."""
        return self.step.phase if self.step else None

    @property
    def at_start(self) -> bool:
        return self.moment.step == 0

    @property
    def at_end(self) -> bool:
        return self.index == self.count and not self.moment.fine

    @property
    def at_turn(self) -> bool:
        """Whether the first step of the backward pass is active."""
        return self.moment.step == self.border + 1 and not self.moment.fine

    def forward(self) -> Player:
        """One stop on: a step, or one contribution of it."""
        step, shown = self.index, self.moment.fine
        if shown:
            return self.at(step, shown + 1)
        if step >= self.count:
            return self
        return self.at(step + 1, 1 if self.fine else 0)

    def back(self) -> Player:
        """One stop back, exactly the way that ``forward`` came."""
        step, shown = self.index, self.moment.fine
        if shown > 1:
            return self.at(step, shown - 1)
        if shown == 1 or not self.fine:
            return self.at(step - 1)
        if (parts := self.parts(step)) > 1:
            return self.at(step, parts - 1)
        return self.at(step - 1)

    def first(self) -> Player:
        return self.at(0)

    def last(self) -> Player:
        return self.at(self.count)

    def next_border(self) -> Player:
        """To the end of the forward pass, or of the walk."""
        return self.at(self.border if self.index < self.border else self.count)

    def previous_border(self) -> Player:
        """To the end of the forward pass, or to the start."""
        beyond = self.index > self.border or (self.index == self.border and self.moment.fine)
        return self.at(self.border if beyond else 0)

    def backward_pass(self) -> Player:
        """To the first step of the backward pass."""
        return self.at(self.border + 1)

    def at(self, step: int, fine: int = 0) -> Player:
        """To a step, clamped; a ``fine`` that completes the step is the whole step."""
        step = max(0, min(step, self.count))
        fine = fine if 0 < fine < self.parts(step) else 0
        return replace(self, moment=Moment(step, fine))

    def to_value(self, node: str) -> Player:
        """To the step that computes this node's value."""
        return self._to(self._forward.get(node))

    def to_adjoint(self, node: str) -> Player:
        """To the step that completes this node's adjoint, if it has one."""
        return self._to(self._backward.get(node))

    def stops_at(self, node: str, phase: Phase) -> bool:
        """Whether this walk has such a step: what is folded away has none."""
        return node in (self._forward if phase == "forward" else self._backward)

    def to_node(self, node: str) -> Player:
        """To this node's step in the pass that the walk is in."""
        if self.index > self.border and node in self._backward:
            return self.to_adjoint(node)
        return self.to_value(node)

    def to_edge(self, key: EdgeKey) -> Player:
        """To the step in which this edge contributes, else the one that uses it forward."""
        step = self._backward.get(key.source)
        if step is not None and key in self.record.steps[step - 1].edges:
            return self.at(step)
        return self.to_value(key.target)

    def finer(self, fine: bool) -> Player:
        """With one contribution at a time, or a step at a time."""
        return replace(self, fine=fine).at(self.index, self.moment.fine if fine else 0)

    def with_record(self, record: Record) -> Player:
        """The same place in another run."""
        if self.moment.step is None:
            return replace(self, record=record)
        return replace(self, record=record).at(self.moment.step, self.moment.fine)

    def parts(self, step: int) -> int:
        """How many contributions step ``step`` adds up; 0 for a forward step."""
        if not self.border < step <= self.count:
            return 0
        return len(self.record.steps[step - 1].edges)

    @cached_property
    def _forward(self) -> dict[str, int]:
        return {s.node: s.index for s in self.record.steps if s.phase == "forward"}

    @cached_property
    def _backward(self) -> dict[str, int]:
        return {s.node: s.index for s in self.record.steps if s.phase == "backward"}

    def _to(self, step: int | None) -> Player:
        return self if step is None else self.at(step)


@lru_cache(maxsize=4)
def _indices(record: Record) -> dict[tuple[Phase, str], int]:
    return {(step.phase, step.node): step.index for step in record.steps}
