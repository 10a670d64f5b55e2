"""How a document lies in its file: msgspec structures, whose errors name the place."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

LONGEST_TEXT = 1_000_000
MOST_NODES = 20_000
"""As many as a run may have."""

Name = Annotated[str, msgspec.Meta(max_length=4_096)]
"""A formula has no longer ones, nor has a system longer paths."""
Text = Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)]
Few = msgspec.Meta(max_length=1_000)
Many = msgspec.Meta(max_length=MOST_NODES)
Fields = Annotated[tuple[tuple[Name, Text], ...], Few]
Shift = Annotated[float, msgspec.Meta(ge=-1e7, le=1e7)]
"""Logical pixels; the longest chain that is drawn is shorter."""
Endless = Literal["NaN", "Infinity", "-Infinity"]
"""What JSON has no numbers for, and a person may give to an input."""
Number = float | Endless


class DialEntry(msgspec.Struct, kw_only=True):
    """An input that is a number, with the range of its slider."""

    name: Name
    value: Number
    low: float
    high: float


class GridEntry(msgspec.Struct, kw_only=True):
    """An input that is a vector (one number a row) or a matrix."""

    name: Name
    rows: list[list[Number]]
    vector: bool = False


class PartEntry(msgspec.Struct):
    """What of the code is stepped through."""

    kind: Literal["statements", "module", "function"]
    name: Name = ""


class CallEntry(msgspec.Struct, kw_only=True):
    """How a part is called."""

    part: PartEntry
    init: Fields = ()
    inputs: Fields = ()
    loss: Text = ""
    target: Text = ""


class CodeEntry(msgspec.Struct, kw_only=True):
    """The code, and what was entered for its parts."""

    text: str = ""
    part: PartEntry | None = None
    calls: list[CallEntry] = []
    open_fused: bool = False
    folder: Name = ""
    inside: Name = ""
    keeps_values: bool = True


class SourceEntry(msgspec.Struct, kw_only=True):
    """What is studied. ``numbers`` and ``grids`` are in the order that ``inputs`` names."""

    kind: Literal["expression", "code"] = "expression"
    text: str = ""
    inputs: list[Name] = []
    numbers: list[DialEntry] = []
    grids: list[GridEntry] = []
    starting_gradients: Annotated[list[Number], Many] | None = None
    seed: int = 0
    code: CodeEntry = msgspec.field(default_factory=CodeEntry)


class StopEntry(msgspec.Struct, kw_only=True):
    """A step of the walk."""

    node: Name
    phase: Literal["forward", "backward"]
    fine: int = 0


class AimEntry(msgspec.Struct, kw_only=True):
    """Where one looked."""

    node: Name
    dx: Shift
    dy: Shift
    zoom: Annotated[float, msgspec.Meta(gt=0, le=1e6)]


class WishEntry(msgspec.Struct, kw_only=True):
    """What was lit."""

    node: Name
    other: Name | None = None


class MarkEntry(msgspec.Struct, kw_only=True):
    """A bookmark; ``formulas`` are of the nodes that it names."""

    name: Name = ""
    closed: Annotated[list[Name], Many] = []
    all_passes: bool = False
    stop: StopEntry | None = None
    aim: AimEntry | None = None
    wish: WishEntry | None = None
    only: bool = False
    formulas: Annotated[dict[Name, Text], Many] = {}


class PinEntry(msgspec.Struct, kw_only=True):
    """A card that was moved."""

    node: Name
    formula: Text
    way: Literal["lr", "tb"]
    dx: Shift
    dy: Shift


class DescentEntry(msgspec.Struct, kw_only=True):
    """Gradient descent on the formula."""

    varying: list[Name] = []
    rate: float = 0.1
    momentum: float = 0.0
    steps: int = 50


class PointsEntry(msgspec.Struct, kw_only=True):
    """What was drawn: x₁, x₂ and the mark of each point."""

    kind: Literal["classes", "curve", "surface"] = "classes"
    names: tuple[Name, ...] = ("A", "B")
    points: list[tuple[float, float, float]] = []


class ChoiceEntry(msgspec.Struct, kw_only=True):
    """A row of a table, and what was set of it."""

    key: Name
    settings: Annotated[dict[Name, bool | float | Text], Few] = {}


class TrainingEntry(msgspec.Struct, kw_only=True):
    """The set-up of a training run."""

    data: ChoiceEntry
    model: ChoiceEntry
    optimizer: ChoiceEntry
    objective: Name
    reduction: Literal["mean", "sum"] = "mean"
    batch_size: int = 8
    epochs: int = 100
    split: Name = "60%,20%,rest"
    seed: int = 0
    feeding: Name = "batch"
    typed_model: Text = ""
    typed_data: Text = ""


class LookEntry(msgspec.Struct, kw_only=True):
    """How it was looked at."""

    orientation: Name = ""
    labels: Name = ""
    numbering: Name = ""
    digits: int = 0
    at: MarkEntry | None = None
    memory: bool | None = None


class LessonEntry(msgspec.Struct, kw_only=True):
    """The lesson that was open."""

    name: Name
    page: int = 0


class FileEntry(msgspec.Struct, kw_only=True):
    """The whole file."""

    graphlab: Literal["document"]
    version: int
    source: SourceEntry = msgspec.field(default_factory=SourceEntry)
    bookmarks: list[MarkEntry] = []
    pins: list[PinEntry] = []
    descent: DescentEntry = msgspec.field(default_factory=DescentEntry)
    data: PointsEntry = msgspec.field(default_factory=PointsEntry)
    training: TrainingEntry | None = None
    look: LookEntry = msgspec.field(default_factory=LookEntry)
    lesson: LessonEntry | None = None
