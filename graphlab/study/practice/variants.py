"""The same formula at other numbers: for a second try, and for neighbours in a classroom."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.parser import parse
from graphlab.formula.values import shapes_of
from graphlab.study.practice.clearness import apart, is_finite, unclear
from graphlab.study.practice.outline import outline
from graphlab.study.practice.picking import Picking
from graphlab.study.practice.scalars import scalar
from graphlab.study.practice.tensors import filled

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.study.document import Given
    from graphlab.study.practice.generate import Exercise
    from graphlab.study.practice.outline import Outline

TRIES = 2000
TRIES_OF_OTHERS = 50

At = dict[str, "Given"]


def variant(first: Exercise, number: int) -> Exercise:
    """An exercise at other numbers; variant 0 is the exercise itself."""
    seed = f"{first.level} {first.seed}"
    at = numbers_of_variants(first.text, first.values, seed, number + 1)[number]
    return replace(first, at=tuple(at.items()), variant=number)


def numbers_of_variants(
    text: str,
    values: Mapping[str, Given],
    seed: str,
    count: int,
    accepts: Callable[[At], bool] | None = None,
) -> tuple[At, ...]:
    """``count`` sets of numbers for the inputs of a formula, the given ones first.

    They follow from the seed. A formula of functions that exercises know gets numbers that make a
    fair question, or finite ones if there are none; of any other what ``accepts`` says counts.
    Raises InputError if there are not so many.
    """
    picking = Picking(f"{seed} again")
    shown = _outline(text, values)
    found = [dict(values)]
    for _ in range(count - 1):
        found.append(_fresh(picking, shown, found, accepts))
    return tuple(found)


def _fresh(
    picking: Picking, shown: Outline | None, taken: list[At], accepts: Callable[[At], bool] | None
) -> At:
    clear: At | None = None
    finite: At | None = None
    ends = [shown.run(known).values[-1] for known in taken] if shown is not None else []
    for _ in range(TRIES if shown is not None else TRIES_OF_OTHERS):
        drawn = {name: _like(picking, value) for name, value in taken[0].items()}
        if any(_sizes(drawn) == _sizes(known) for known in taken):
            continue  # a sign alone: cosines and squares would be those of the neighbour
        if shown is None:
            if accepts is None or accepts(drawn):
                return drawn
            continue
        numbers = shown.run(drawn)
        if not unclear(numbers):
            if all(apart(numbers.values[-1], end) for end in ends):
                return drawn
            clear = clear or drawn
        if finite is None and is_finite(numbers):
            finite = drawn
    spare = clear or finite
    if spare is None:
        raise InputError(
            f"No {len(taken) + 1} sets of numbers were found at which this formula and its"
            " derivatives have values: ask for fewer variants."
        )
    return spare


def _outline(text: str, values: Mapping[str, Given]) -> Outline | None:
    """None for a formula with functions, or in a form, that exercises are not made of."""
    program = parse(text, values, shapes_of(values))
    if len(program.outputs) > 1:
        return None
    try:
        return outline(program)
    except (KeyError, IndexError):
        return None


def _sizes(at: At) -> list[object]:
    """The numbers without their signs."""
    return [
        [list(map(abs, row)) if isinstance(row, list) else abs(row) for row in value]
        if isinstance(value, list)
        else abs(value)
        for value in at.values()
    ]


def _like(picking: Picking, value: Given) -> Given:
    if isinstance(value, int | float):
        return scalar(picking)
    rows = [entry for row in value for entry in (row if isinstance(row, list) else [row])]
    fine = any(entry != int(entry) for entry in rows)
    shape = shapes_of({"": value})[""]
    return filled(picking, shape, fine)
