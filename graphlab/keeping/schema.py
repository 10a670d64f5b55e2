"""How a document lies in its file: msgspec structures, whose errors name the place."""

from __future__ import annotations

from typing import Literal

import msgspec

Names = tuple[tuple[str, str], ...]
Endless = Literal["NaN", "Infinity", "-Infinity"]
"""What JSON has no numbers for, and a person may give to an input."""
Number = float | Endless


class DialEntry(msgspec.Struct, kw_only=True):
    """An input that is a number, with the range of its slider."""

    name: str
    value: Number
    low: float
    high: float


class GridEntry(msgspec.Struct, kw_only=True):
    """An input that is a vector (one number a row) or a matrix."""

    name: str
    rows: list[list[Number]]
    vector: bool = False


class PartEntry(msgspec.Struct):
    """What of the code is stepped through."""

    kind: Literal["statements", "module", "function"]
    name: str = ""


class CallEntry(msgspec.Struct, kw_only=True):
    """How a part is called."""

    part: PartEntry
    init: Names = ()
    inputs: Names = ()
    loss: str = ""
    target: str = ""


class CodeEntry(msgspec.Struct, kw_only=True):
    """The code, and what was entered for its parts."""

    text: str = ""
    part: PartEntry | None = None
    calls: list[CallEntry] = []
    open_fused: bool = False
    folder: str = ""
    inside: str = ""
    keeps_values: bool = True


class SourceEntry(msgspec.Struct, kw_only=True):
    """What is studied. ``numbers`` and ``grids`` are in the order that ``inputs`` names."""

    kind: Literal["expression", "code"] = "expression"
    text: str = ""
    inputs: list[str] = []
    numbers: list[DialEntry] = []
    grids: list[GridEntry] = []
    starting_gradients: list[Number] | None = None
    seed: int = 0
    code: CodeEntry = msgspec.field(default_factory=CodeEntry)


class StopEntry(msgspec.Struct, kw_only=True):
    """A step of the walk."""

    node: str
    phase: Literal["forward", "backward"]
    fine: int = 0


class AimEntry(msgspec.Struct, kw_only=True):
    """Where one looked."""

    node: str
    dx: float
    dy: float
    zoom: float


class WishEntry(msgspec.Struct, kw_only=True):
    """What was lit."""

    node: str
    other: str | None = None


class MarkEntry(msgspec.Struct, kw_only=True):
    """A bookmark; ``formulas`` are of the nodes that it names."""

    name: str = ""
    closed: list[str] = []
    all_passes: bool = False
    stop: StopEntry | None = None
    aim: AimEntry | None = None
    wish: WishEntry | None = None
    only: bool = False
    formulas: dict[str, str] = {}


class PinEntry(msgspec.Struct, kw_only=True):
    """A card that was moved."""

    node: str
    formula: str
    way: Literal["lr", "tb"]
    dx: float
    dy: float


class DescentEntry(msgspec.Struct, kw_only=True):
    """Gradient descent on the formula."""

    varying: list[str] = []
    rate: float = 0.1
    momentum: float = 0.0
    steps: int = 50


class PointsEntry(msgspec.Struct, kw_only=True):
    """What was drawn: x₁, x₂ and the mark of each point."""

    kind: Literal["classes", "curve", "surface"] = "classes"
    names: tuple[str, ...] = ("A", "B")
    points: list[tuple[float, float, float]] = []


class ChoiceEntry(msgspec.Struct, kw_only=True):
    """A row of a table, and what was set of it."""

    key: str
    settings: dict[str, bool | float | str] = {}


class TrainingEntry(msgspec.Struct, kw_only=True):
    """The set-up of a training run."""

    data: ChoiceEntry
    model: ChoiceEntry
    optimizer: ChoiceEntry
    objective: str
    reduction: Literal["mean", "sum"] = "mean"
    batch_size: int = 8
    epochs: int = 100
    split: str = "60%,20%,rest"
    seed: int = 0
    feeding: str = "batch"
    typed_model: str = ""
    typed_data: str = ""


class LookEntry(msgspec.Struct, kw_only=True):
    """How it was looked at."""

    orientation: str = ""
    labels: str = ""
    numbering: str = ""
    digits: int = 0
    at: MarkEntry | None = None
    memory: bool | None = None


class LessonEntry(msgspec.Struct, kw_only=True):
    """The lesson that was open."""

    name: str
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
