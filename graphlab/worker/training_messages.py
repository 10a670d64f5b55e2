"""What the window and its worker say to each other about training.

A run is advanced a slice at a time: each request ends in one answer, so that other requests get
their turn in between, and a worker that is gone is noticed. ``session`` is the number of the
``TrainRequest`` that began the run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from graphlab.task.history import Epoch  # noqa: TC001 (schemas need them)
from graphlab.task.points import Kind, Points
from graphlab.task.setup import Setup  # noqa: TC001

if TYPE_CHECKING:
    from graphlab.record import Array
else:
    Array = np.ndarray  # in a message it is a place among the arrays behind the index

MOST_WEIGHTS = 4_096
"""Elements of all parameters together up to which their numbers are sent along."""

LARGEST_GROUND = 65_536
"""Places of one ground."""

GONE = "This training run is not there any more; it begins again from its last epoch."
"""The refusal of whatever is asked of a run that the worker does not have."""

Change = Literal["look", "closed form", "leave out zero_grad", "with zero_grad"]
"""What is done about a run without a batch; to look is to ask for the ground alone."""


class Ground(msgspec.Struct, frozen=True):
    """Where the model is looked at: the middles of a grid of equal cells, row by row from below.

    A curve has one row, whose height does not matter.
    """

    left: float
    bottom: float
    right: float
    top: float
    columns: int
    rows: int


class Drawn(msgspec.Struct, frozen=True):
    """The fields of Points."""

    xy: Array
    mark: Array
    kind: Kind
    names: tuple[str, ...]

    @classmethod
    def of(cls, points: Points) -> Drawn:
        return cls(points.xy, points.mark, points.kind, points.names)

    @property
    def points(self) -> Points:
        """Raises InputError where they are none."""
        xy, mark = self.xy.astype(np.float64), self.mark.astype(np.float64)
        return Points(xy, mark, self.kind, self.names)


class TrainRequest(msgspec.Struct, frozen=True, tag="train"):
    """Begin a run, or go on from where ``checkpoint`` was taken; ``leaves_out``: zero_grad.

    ``text`` has the typed classes that the set-up names; modules in ``folder`` can be imported.
    """

    number: int
    setup: Setup
    points: Drawn
    checkpoint: bytes = b""
    text: str = ""
    folder: str = ""
    leaves_out: bool = False
    ground: Ground | None = None


class AdvanceRequest(msgspec.Struct, frozen=True, tag="advance"):
    """Go on for so many seconds, or until so many batches or that epoch are done (0: no matter).

    With a ``ground`` the answer has what the model says there.
    """

    number: int
    session: int
    seconds: float
    batches: int = 0
    until: int = 0
    ground: Ground | None = None


class ChangeRequest(msgspec.Struct, frozen=True, tag="change"):
    """Something about a run that no batch is needed for."""

    number: int
    session: int
    change: Change
    ground: Ground | None = None


class PointsRequest(msgspec.Struct, frozen=True, tag="points"):
    """Train on these points from the next epoch on."""

    number: int
    session: int
    points: Drawn


class SlowRequest(msgspec.Struct, frozen=True, tag="slow"):
    """The next batch in slow motion."""

    number: int
    session: int
    ground: Ground | None = None


class StepRequest(msgspec.Struct, frozen=True, tag="step-of"):
    """Record the loss of the next batch, or of the points named; the answer is ``Recorded``."""

    number: int
    session: int
    points: tuple[int, ...] = ()


class UpdateRequest(msgspec.Struct, frozen=True, tag="update"):
    """Apply the optimiser's step on the next batch, or on the points named."""

    number: int
    session: int
    points: tuple[int, ...] = ()
    ground: Ground | None = None


class ScriptRequest(msgspec.Struct, frozen=True, tag="script-of"):
    """Write a run as a script of PyTorch's own parts; ``text`` has its typed classes."""

    number: int
    setup: Setup
    points: Drawn
    text: str = ""


class WeightsRequest(msgspec.Struct, frozen=True, tag="weights-of"):
    """Give the weights of a run as PyTorch keeps them in a file."""

    number: int
    session: int


class Fit(msgspec.Struct, frozen=True):
    """The closed form: weights by name, what is told of them, and their loss."""

    weights: dict[str, Array]
    sentence: str
    loss: float


class Trained(msgspec.Struct, frozen=True, tag="trained"):
    """Where a run stands.

    ``rows`` are the epochs that ended since the answer before. ``loss`` and ``drawn`` are of the
    last batch, None and empty before the first. ``said`` is what the model gives on the ground, of
    shape (rows, columns) or (rows, columns, classes), and ``at_points`` at each point, both in the
    unit that ``meaning`` names. ``decided`` has the class of each point. ``parts`` are the points
    to train on, to validate, to test and those left over, where they are new. ``checkpoint`` is
    empty when there is nothing newer. ``place`` of a run that diverged is "loss" or the name of a
    parameter; ``problem`` is the sentence. ``points`` are told when a typed class made them.
    """

    number: int
    session: int
    epoch: int
    batch: int
    updates: int
    batches: int
    is_over: bool
    meaning: str
    rows: tuple[Epoch, ...] = ()
    loss: float | None = None
    drawn: Array | None = None
    weights: dict[str, Array] = {}
    gradients: dict[str, Array] = {}
    said: Array | None = None
    at_points: Array | None = None
    decided: Array | None = None
    parts: tuple[Array, ...] = ()
    points: Drawn | None = None
    fit: Fit | None = None
    test: tuple[float, float] | None = None
    checkpoint: bytes = b""
    problem: str = ""
    place: str = ""


class PhaseNumbers(msgspec.Struct, frozen=True):
    """What one parameter holds after a phase; ``update`` has the terms of the step, in order."""

    w: Array
    grad: Array | None
    update: tuple[tuple[str, Array], ...] = ()


class PhaseOf(msgspec.Struct, frozen=True):
    """One of the five lines of the loop, after it has run."""

    name: str
    parameters: dict[str, PhaseNumbers]
    outputs: Array | None = None
    loss: float | None = None
    is_left_out: bool = False


class Slow(msgspec.Struct, frozen=True, tag="slow-of"):
    """A batch in slow motion, and where the run stands after it."""

    number: int
    session: int
    phases: tuple[PhaseOf, ...]
    after: Trained


class Script(msgspec.Struct, frozen=True, tag="script"):
    """A run as a script that gives the same history."""

    number: int
    text: str


class Weights(msgspec.Struct, frozen=True, tag="weights"):
    """A state_dict, as ``torch.save`` writes it."""

    number: int
    session: int
    data: bytes


TrainingRequest = (
    TrainRequest
    | AdvanceRequest
    | ChangeRequest
    | PointsRequest
    | SlowRequest
    | StepRequest
    | UpdateRequest
    | ScriptRequest
    | WeightsRequest
)
TrainingAnswer = Trained | Slow | Script | Weights
