"""The Document: everything a person set that undo brings back. Frozen: a change is a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING, Literal

from graphlab.study.code import NO_CODE, Code
from graphlab.study.descent import USUAL, Descending
from graphlab.study.grid import Grid, grid
from graphlab.task.points import NO_POINTS, Points
from graphlab.task.setup import Setup as TrainingSetup

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from graphlab.study.bookmarks import Bookmark
    from graphlab.study.grid import Numbers
    from graphlab.study.pins import Pins

    Given = float | Numbers

FIRST_VALUES = (0.5, 1.2, 0.8, 1.5, 0.3, 2.0)
SMALLEST_REACH = 3.0
LARGEST_REACH = 1e307
FIRST_TRAINING = TrainingSetup()


@dataclass(frozen=True, slots=True)
class Dial:
    """One input: its name, its value, and the range of its slider."""

    name: str
    value: float
    low: float = -SMALLEST_REACH
    high: float = SMALLEST_REACH

    @property
    def quantum(self) -> float:
        """The distance of two neighbouring slider positions: a power of ten."""
        return float(10.0 ** floor(log10(self.high / 200 - self.low / 200)))

    def at(self, value: float) -> Dial:
        """The same input at ``value``; the range widens when it does not hold it."""
        if not isfinite(value) or self.low <= value <= self.high:
            return replace(self, value=value)
        reach = max(abs(value), _round_up(min(1.5 * abs(value), LARGEST_REACH)))
        return replace(self, value=value, low=-reach, high=reach)


@dataclass(frozen=True, slots=True)
class Document:
    """What is studied: the text, the numbers given to its inputs, and where gradients start.

    ``cotangents`` has one number an output; None means 1 for each. While ``kind`` is code, that
    is studied; the formula stays where it was. ``bookmarks`` lead to views of what is studied,
    ``pins`` are its cards that were moved by hand, ``descent`` is how gradient descent walks on it.
    ``points`` and ``training`` are what a model is trained on, and how.
    """

    text: str = ""
    dials: tuple[Dial | Grid, ...] = ()
    cotangents: tuple[float, ...] | None = None
    seed: int = 0
    kind: Literal["expression", "code"] = "expression"
    code: Code = NO_CODE
    bookmarks: tuple[Bookmark, ...] = ()
    pins: Pins = ()
    descent: Descending = USUAL
    points: Points = NO_POINTS
    training: TrainingSetup = FIRST_TRAINING

    @property
    def inputs(self) -> dict[str, Given]:
        """The value of each input, in order."""
        return {dial.name: dial.value for dial in self.dials}

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to run."""
        if self.kind == "code":
            return not (self.code.text.strip() or self.code.is_given)
        return not self.text.strip()

    def has_source_of(self, other: Document) -> bool:
        """Whether both study the same text, at whatever inputs."""
        if self.kind != other.kind:
            return False
        if self.kind == "expression":
            return self.text == other.text
        return (self.code.text, self.code.part) == (other.code.text, other.code.part)

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The shape of each input that is a vector or a matrix."""
        return {dial.name: dial.shape for dial in self.dials if isinstance(dial, Grid)}

    def reading(
        self, text: str, names: Iterable[str], tensors: Mapping[str, Numbers] | None = None
    ) -> Document:
        """Another text with these inputs; an input that is known by name keeps its dial.

        ``tensors`` has numbers to begin with for those that are vectors or matrices; of these,
        one that has the same shape already is kept.
        """
        tensors = tensors or {}
        known = {dial.name: dial for dial in self.dials}
        dials = tuple(
            _begun(name, known.get(name), tensors.get(name), FIRST_VALUES[i % len(FIRST_VALUES)])
            for i, name in enumerate(names)
        )
        if text == self.text and dials == self.dials:
            return self if self.kind == "expression" else replace(self, kind="expression")
        return replace(self, text=text, dials=dials, cotangents=None, kind="expression")

    def setting(self, name: str, value: Given) -> Document:
        """The same with one input at another value: a number, or nested lists of them."""
        dials = (_set(dial, value) if dial.name == name else dial for dial in self.dials)
        return replace(self, dials=tuple(dials))

    def coding(self, code: Code) -> Document:
        """The same with this code as what is studied."""
        other = (code.text, code.part) != (self.code.text, self.code.part)
        gone = other or self.kind != "code"
        return replace(self, kind="code", code=code, cotangents=None if gone else self.cotangents)

    def runs_like(self, other: Document) -> bool:
        """Whether both give the same run: they differ in how it is looked at, if at all."""
        return self.looked_at_like(other) == other

    def draws_like(self, other: Document) -> bool:
        """Whether both give the same run, with the same cards moved by hand."""
        return self.pins == other.pins and self.runs_like(other)

    def looked_at_like(self, other: Document) -> Document:
        """The same with all of the other that no run depends on."""
        return replace(
            self,
            bookmarks=other.bookmarks,
            pins=other.pins,
            descent=other.descent,
            points=other.points,
            training=other.training,
        )

    def starting(self, cotangents: tuple[float, ...] | None) -> Document:
        """The same with other starting gradients."""
        return replace(self, cotangents=cotangents)


def dial_at(name: str, value: float) -> Dial:
    """An input at ``value`` with a range around zero that holds it."""
    return Dial(name, 0.0).at(value)


def document(text: str, inputs: Mapping[str, Given]) -> Document:
    """A fresh Document."""
    dials = tuple(_set(Dial(name, 0.0), value) for name, value in inputs.items())
    return Document(text, dials)


def _begun(
    name: str, dial: Dial | Grid | None, tensor: Numbers | None, first: float
) -> Dial | Grid:
    """An input of a text that was just read: as it was, if that is of the right kind."""
    if tensor is None:
        return dial if isinstance(dial, Dial) else dial_at(name, first)
    made = grid(name, tensor)
    return dial if isinstance(dial, Grid) and dial.shape == made.shape else made


def _set(dial: Dial | Grid, value: Given) -> Dial | Grid:
    if not isinstance(value, int | float):
        return grid(dial.name, value)
    return dial.at(value) if isinstance(dial, Dial) else dial_at(dial.name, value)


def _round_up(value: float) -> float:
    """The next of 1, 2, 3, 5, 10, 20, … that is not below ``value``."""
    decade = 10.0 ** floor(log10(value))
    head = next(head for head in (1, 2, 3, 5, 10) if head >= ceil(value / decade - 1e-9))
    return head * decade
