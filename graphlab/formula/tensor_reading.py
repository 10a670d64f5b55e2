"""A text about vectors and matrices: shapes that are given, shapes that must be assumed.

Without given shapes the text itself tells much: what stands before ᵀ is no number, A x multiplies a
matrix and a vector. Among all assumptions that fit, the one is taken that asks for least: names are
numbers if they can be, small letters become vectors, capital letters matrices.
"""

from __future__ import annotations

import heapq
from dataclasses import replace
from itertools import count, cycle
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import InputError
from graphlab.formula.functions import GREEK
from graphlab.formula.meaning import Meaning
from graphlab.formula.shapes import Size, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphlab.formula.program import Assignment

MAX_TRIES = 200
EXAMPLE_SIZES = (2, 3)
_COUNTERS = set("cdijkmnrst")
_KINDS = ("a number", "a vector", "a matrix")


class Read(NamedTuple):
    """Lines of operations, the shape of every input, and the choices made."""

    lines: tuple[Assignment, ...]
    shapes: dict[str, tuple[int, ...]]
    choices: tuple[str, ...]
    guessed: tuple[str, ...]


def read(
    text: str,
    lines: Sequence[Assignment],
    inputs: Sequence[str],
    given: Mapping[str, tuple[int, ...]],
) -> Read:
    """Understand lines as typed. ``given`` are the shapes that are known; () is a number.

    Raises InputError, with its place, where shapes do not fit.
    """
    open_names = [name for name in inputs if name not in given]
    ranks = _assumed(text, lines, given, open_names) if open_names else {}
    shapes: dict[str, list[int | None]] = {
        name: [None] * ranks[name] if name in ranks else list(given[name]) for name in inputs
    }
    sizes = cycle(EXAMPLE_SIZES)
    while True:
        found = _sizes(shapes)
        meaning = Meaning(text, found, ())
        understood = _understood(meaning, lines)
        unknown = next((n for n in inputs if any(s.known is None for s in found[n])), None)
        if unknown is None:
            break
        # One size at a time: the next reading knows what follows from it.
        for name, shape in found.items():
            shapes[name] = [size.known for size in shape]
        place = shapes[unknown].index(None)
        shapes[unknown][place] = max(next(sizes), found[unknown][place].root().least)
    guessed = tuple(name for name in open_names if shapes[name])
    choices = (*_guesses(guessed, ranks), *meaning.choices)
    final = {name: known(shape) or () for name, shape in found.items()}
    return Read(understood, final, choices, guessed)


def _sizes(shapes: Mapping[str, Sequence[int | None]]) -> dict[str, tuple[Size, ...]]:
    return {name: tuple(Size(size) for size in shape) for name, shape in shapes.items()}


def _understood(meaning: Meaning, lines: Sequence[Assignment]) -> tuple[Assignment, ...]:
    understood: list[Assignment] = []
    for line in lines:
        parts = [meaning.part(tree) for tree in line.trees]
        if line.name is not None:
            meaning.assign(line.name, parts[0])
        understood.append(replace(line, trees=tuple(part.tree for part in parts)))
    return tuple(understood)


def _assumed(
    text: str,
    lines: Sequence[Assignment],
    given: Mapping[str, tuple[int, ...]],
    open_names: Sequence[str],
) -> dict[str, int]:
    """How many directions each open name has, by the cheapest assumption that fits."""
    best: tuple[float, dict[str, int]] | None = None
    refusals: list[tuple[int, InputError]] = []
    for tries, (cost, ranks) in enumerate(_by_cost(open_names)):
        if best is not None and (cost >= best[0] or tries > MAX_TRIES):
            break
        if tries > MAX_TRIES:
            break
        shapes = {**given, **{name: (None,) * rank for name, rank in ranks.items()}}
        meaning = Meaning(text, _sizes(shapes), open_names)
        try:
            _understood(meaning, lines)
        except InputError as error:
            refusals.append((meaning.reached, error))
            continue
        if best is None or cost + meaning.cost < best[0]:
            best = cost + meaning.cost, ranks
    if best is None:
        raise max(refusals, key=lambda refusal: refusal[0])[1]  # what most of the text allows
    return best[1]


def _by_cost(names: Sequence[str]) -> Iterator[tuple[float, dict[str, int]]]:
    """All assignments of 0, 1 or 2 directions to names, the most likely first."""
    options = [sorted(enumerate(_costs(name)), key=lambda option: option[1]) for name in names]
    order = count()
    start = (0,) * len(names)
    heap = [(0.0, next(order), start)]
    seen = {start}
    while heap:
        cost, _, chosen = heapq.heappop(heap)
        yield cost, {n: o[c][0] for n, o, c in zip(names, options, chosen, strict=True)}
        for place, choice in enumerate(chosen):
            if choice == 2:
                continue
            following = (*chosen[:place], choice + 1, *chosen[place + 1 :])
            if following not in seen:
                seen.add(following)
                more = options[place][choice + 1][1] - options[place][choice][1]
                heapq.heappush(heap, (cost + more, next(order), following))


def _costs(name: str) -> tuple[float, float, float]:
    """How unlikely it is that a name means a number, a vector, a matrix."""
    letters = name.rstrip("0123456789").partition("_")[0]
    if len(letters) == 1 and letters.isupper():
        return 0.0, 3.0, 0.5
    if letters in GREEK or letters in _COUNTERS or len(letters) > 2:
        return 0.0, 2.5, 4.0
    return 0.0, 1.0, 4.0


def _guesses(guessed: Sequence[str], ranks: Mapping[str, int]) -> Iterator[str]:
    """“A read as a matrix, x as a vector”."""
    parts = [f"{name} as {_KINDS[ranks[name]]}" for name in guessed]
    if parts:
        yield ", ".join(parts).replace(" as ", " read as ", 1)
