"""Where a training run stands, as it is shown; frozen, each answer makes a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.record import Array
    from graphlab.task.history import Epoch
    from graphlab.task.points import Points
    from graphlab.worker.training_messages import Fit, PhaseOf, Slow, Trained

State = Literal["new", "beginning", "paused", "running", "over", "lost"]
"""``new``: nothing was begun for this set-up; ``lost``: the run's process ended, ``checkpoint``
has its last epoch."""

MOST_GHOSTS = 3
NOWHERE = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """A training run: its epochs, and what was told last.

    ``said`` is what the model gives on the ``ground`` (left, bottom, right, top), of shape (rows,
    columns) or (rows, columns, classes); ``decided`` the class of each point. ``ghosts`` are the
    epochs of up to three runs before. ``phases`` are the last batch's, if it went in slow motion.
    """

    state: State = "new"
    rows: tuple[Epoch, ...] = ()
    last: Trained | None = None
    said: Array | None = None
    ground: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    at_points: Array | None = None
    decided: Array | None = None
    parts: tuple[Array, ...] = ()
    fit: Fit | None = None
    test: tuple[float, float] | None = None
    checkpoint: bytes = b""
    problem: str = ""
    phases: tuple[PhaseOf, ...] = ()
    ghosts: tuple[tuple[Epoch, ...], ...] = ()
    zero_grad_left_out: bool = False

    @property
    def epoch(self) -> int:
        """Epochs that are done."""
        return self.last.epoch if self.last is not None else 0

    @property
    def batch(self) -> int:
        """Batches of the epoch under way that are done."""
        return self.last.batch if self.last is not None else 0

    @property
    def drawn(self) -> Array:
        """Indices of the points of the last batch."""
        found = self.last.drawn if self.last is not None else None
        return NOWHERE if found is None else found

    def heard(self, told: Trained, ground: tuple[float, float, float, float] | None = None) -> Run:
        """After an answer; ``ground`` is what was asked for with it."""
        run = replace(
            self,
            last=told,
            rows=(*self.rows, *told.rows),
            fit=told.fit or self.fit,
            parts=told.parts or self.parts,
            test=told.test,
            checkpoint=told.checkpoint or self.checkpoint,
            problem=told.problem,
            phases=(),
        )
        if told.is_over:
            run = replace(run, state="over")
        elif self.state == "over":  # it was given more epochs
            run = replace(run, state="paused")
        if told.said is None or ground is None:
            return run
        return replace(
            run, said=told.said, ground=ground, at_points=told.at_points, decided=told.decided
        )

    def slowly(self, told: Slow, ground: tuple[float, float, float, float] | None) -> Run:
        """After a batch in slow motion."""
        return replace(self.heard(told.after, ground), phases=told.phases)

    def in_state(self, state: State, problem: str = "") -> Run:
        return replace(self, state=state, problem=problem)

    def anew(self, *, keep_ghost: bool = True) -> Run:
        """Before its first batch; what it had come to stays as a ghost."""
        ghosts = self.ghosts
        if keep_ghost and self.rows:
            ghosts = (*ghosts, self.rows)[-MOST_GHOSTS:]
        return Run(ghosts=ghosts, zero_grad_left_out=self.zero_grad_left_out)


def misclassified(run: Run, points: Points) -> NDArray[np.intp]:
    """Indices of the points that are decided for wrongly; none where it is not known."""
    if run.decided is None or points.kind != "classes" or len(run.decided) != len(points):
        return np.empty(0, np.intp)
    return np.flatnonzero(run.decided != points.mark)


def support(run: Run, points: Points) -> NDArray[np.intp]:
    """Indices of the points on or inside the margin, t·z ≤ 1, of a model that gives scores."""
    found = run.at_points
    if found is None or run.last is None or run.last.meaning != "score" or len(points.names) > 2:
        return np.empty(0, np.intp)
    if len(found) != len(points) or found.ndim != 1:
        return np.empty(0, np.intp)
    scores = np.asarray(found, np.float64)
    return np.flatnonzero((2 * points.mark - 1) * scores <= 1.0 + 1e-6)
