"""The Document: everything a person set that undo brings back. Frozen: a change is a new one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, floor, isfinite, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FIRST_VALUES = (0.5, 1.2, 0.8, 1.5, 0.3, 2.0)
SMALLEST_REACH = 3.0
LARGEST_REACH = 1e307


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

    ``cotangents`` has one number an output; None means 1 for each.
    """

    text: str = ""
    dials: tuple[Dial, ...] = ()
    cotangents: tuple[float, ...] | None = None
    seed: int = 0

    @property
    def inputs(self) -> dict[str, float]:
        """The value of each input, in order."""
        return {dial.name: dial.value for dial in self.dials}

    def reading(self, text: str, names: Iterable[str]) -> Document:
        """Another text with these inputs; an input that is known by name keeps its dial."""
        if text == self.text and tuple(names) == tuple(self.inputs):
            return self
        known = {dial.name: dial for dial in self.dials}
        dials = tuple(
            known.get(name) or dial_at(name, FIRST_VALUES[place % len(FIRST_VALUES)])
            for place, name in enumerate(names)
        )
        return replace(self, text=text, dials=dials, cotangents=None)

    def setting(self, name: str, value: float) -> Document:
        """The same with one input at another value."""
        dials = (dial.at(value) if dial.name == name else dial for dial in self.dials)
        return replace(self, dials=tuple(dials))

    def starting(self, cotangents: tuple[float, ...] | None) -> Document:
        """The same with other starting gradients."""
        return replace(self, cotangents=cotangents)


def dial_at(name: str, value: float) -> Dial:
    """An input at ``value`` with a range around zero that holds it."""
    return Dial(name, 0.0).at(value)


def document(text: str, inputs: Mapping[str, float]) -> Document:
    """A fresh Document."""
    return Document(text, tuple(dial_at(name, value) for name, value in inputs.items()))


def _round_up(value: float) -> float:
    """The next of 1, 2, 3, 5, 10, 20, … that is not below ``value``."""
    decade = 10.0 ** floor(log10(value))
    head = next(head for head in (1, 2, 3, 5, 10) if head >= ceil(value / decade - 1e-9))
    return head * decade
