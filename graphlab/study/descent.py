"""Gradient descent on the formula that is studied: its set-up, what it goes over, what is said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.study.grid import Grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.study.document import Document

    Span = tuple[float, float]
    Box = tuple[Span, ...]

MOST_STEPS = 1_000
LARGEST_RATE = 1e6
MOST_NAMES = 12
"""Of a formula with more inputs the first ones are offered."""
HEADS = (1.0, 2.0, 5.0, 10.0)
MARGIN = 0.12
NARROWEST, WIDEST = 1e-9, 1e12

EMPTY = "Type an expression with one or two inputs, such as x^2 + 10y^2."
CODE = f"Gradient descent is drawn for formulas. {EMPTY}"
NO_INPUTS = f"This formula has no inputs. {EMPTY}"
TENSOR = (
    "{} is a vector or a matrix; gradient descent is drawn for formulas whose inputs are numbers."
)


@dataclass(frozen=True, slots=True)
class Descending:
    """What a person set: the inputs that vary (none: the first two), and how steps are taken."""

    varying: tuple[str, ...] = ()
    rate: float = 0.1
    momentum: float = 0.0
    steps: int = 50


USUAL = Descending()


def obstacle(document: Document) -> str:
    """Why there is nothing to walk down, and what to do; nothing if there is."""
    if document.kind == "code":
        return CODE
    if document.is_empty:
        return EMPTY
    if not document.dials:
        return NO_INPUTS
    tensor = next((dial.name for dial in document.dials if isinstance(dial, Grid)), None)
    return "" if tensor is None else TENSOR.format(tensor)


def choices(document: Document) -> tuple[tuple[str, ...], ...]:
    """The inputs that may vary, two of them or one; the rest stays where its slider is."""
    names = [dial.name for dial in document.dials[:MOST_NAMES]]
    return (*combinations(names, 2), *((name,) for name in names))


def varying(document: Document) -> tuple[str, ...]:
    """The inputs that do vary."""
    possible, wanted = choices(document), document.descent.varying
    return wanted if wanted in possible else possible[0]


def place(document: Document, names: Sequence[str]) -> tuple[float, ...]:
    """Where these inputs are."""
    given = document.inputs
    return tuple(float(value) for name in names if isinstance(value := given[name], float))


def ranges(document: Document, names: Sequence[str]) -> Box:
    """What the sliders of these inputs reach over."""
    dials = (dial for dial in document.dials if not isinstance(dial, Grid))
    spans = {dial.name: (dial.low, dial.high) for dial in dials}
    return tuple(spans[name] for name in names)


def holds(box: Box, point: Sequence[float]) -> bool:
    """Whether a point lies in it."""
    return all(low <= part <= high for (low, high), part in zip(box, point, strict=True))


def zoomed(box: Box, about: Sequence[float], factor: float) -> Box:
    """The box with its sides times ``factor``, in which ``about`` stays in its place."""
    sides = tuple(
        (part + (low - part) * factor, part + (high - part) * factor)
        for (low, high), part in zip(box, about, strict=True)
    )
    widths = [high - low for low, high in sides]
    return sides if NARROWEST < min(widths) and max(widths) < WIDEST else box


def around(points: Sequence[Sequence[float]], box: Box) -> Box:
    """A box around the points, with a margin; as wide as ``box`` / 100 at least."""
    sides = []
    for parts, (low, high) in zip(zip(*points, strict=True), box, strict=True):
        finite = [part for part in parts if math.isfinite(part)] or [low, high]
        first, last = min(finite), max(finite)
        reach = max((last - first) * (1 + 2 * MARGIN), (high - low) / 100)
        middle = first / 2 + last / 2
        sides.append((middle - reach / 2, middle + reach / 2))
    return tuple(sides)


def rounded(point: Sequence[float], box: Box) -> tuple[float, ...]:
    """A point that was clicked, with as many digits as a click can mean."""
    found = []
    for part, (low, high) in zip(point, box, strict=True):
        digits = 2 - math.floor(math.log10(high - low))
        found.append(round(part, digits) + 0.0)
    return tuple(found)


def stepped(rate: float, steps: int) -> float:
    """The learning rate so many steps of 1, 2, 5, 10, 20 … away.

    >>> [stepped(0.1, 1), stepped(0.1, -1), stepped(0.03, 1), stepped(0.03, -1)]
    [0.2, 0.05, 0.05, 0.02]
    """
    for _ in range(abs(steps)):
        if rate <= 0:
            rate = 1e-4 if steps > 0 else 0.0
            continue
        decade = 10.0 ** math.floor(math.log10(rate) + 1e-9)
        near = [head * scale for scale in (decade / 10, decade) for head in HEADS]
        if steps > 0:
            rate = min(step for step in near if step > rate * (1 + 1e-9))
        else:
            rate = max(step for step in near if step < rate * (1 - 1e-9))
    return min(float(f"{rate:.6g}"), LARGEST_RATE)


def letter(document: Document) -> str:
    """What the formula calls itself."""
    from graphlab.formula.parser import parse

    try:
        return parse(document.text, [dial.name for dial in document.dials]).function or "f"
    except InputError:
        return "f"


def located(names: Sequence[str], point: Sequence[float], digits: int = 4) -> str:
    """``x = 0.5, y = 1.2``."""
    parts = zip(names, point, strict=True)
    return ", ".join(f"{name} = {format_number(part, digits)}" for name, part in parts)


def summary(
    letter: str,
    names: Sequence[str],
    path: Sequence[Sequence[float]],
    values: Sequence[float],
    stopped: str,
) -> str:
    """What the path comes to, in a sentence."""
    if stopped:
        return stopped
    last = len(values) - 1
    first, end = format_number(values[0]), format_number(values[-1])
    where = located(names, path[-1])
    if last == 0:
        return f"{letter} = {first} at the start, {where}."
    steps = "1 step" if last == 1 else f"{last:,} steps"
    if all(tuple(point) == tuple(path[0]) for point in path):
        return f"The path stays at the start, {where}: the gradient or the learning rate is 0."
    if values[-1] > values[0]:
        return f"After {steps} {letter} has risen from {first} to {end}, at {where}."
    return f"{steps}: {letter} falls from {first} to {end}, at {where}."
