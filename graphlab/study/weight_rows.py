"""Numbers of parameters one by one, as tables show them: the first few, and how many more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphlab.record import Array
    from graphlab.worker.training_messages import PhaseOf

MOST = 12


@dataclass(frozen=True, slots=True)
class Numbered:
    """One element of a parameter, ``w[0, 1]``, and what belongs to it; None where nothing is."""

    name: str
    numbers: tuple[float | None, ...]


def element_rows(
    parameters: Mapping[str, Array], others: Sequence[Mapping[str, Array]], most: int = MOST
) -> tuple[tuple[Numbered, ...], int]:
    """The first elements of all parameters with theirs in ``others``, and how many more there are.

    What has another shape than the parameter is left out.
    """
    rows: list[Numbered] = []
    count = 0
    for name, array in parameters.items():
        found = np.asarray(array, np.float64)
        count += found.size
        flat = [found.ravel(), *(_fitting(each.get(name), found) for each in others)]
        for place in range(min(found.size, most - len(rows))):
            numbers = tuple(None if part is None else float(part[place]) for part in flat)
            rows.append(Numbered(_named(name, found.shape, place), numbers))
    return tuple(rows), count - len(rows)


def phase_rows(
    phase: PhaseOf, most: int = MOST
) -> tuple[tuple[str, ...], tuple[Numbered, ...], int]:
    """What each element holds after a line of the loop: names of the numbers, elements, the rest.

    After the step these are all terms of the update, in the order they are made.
    """
    weights = {name: held.w for name, held in phase.parameters.items()}
    updates = [dict(held.update) for held in phase.parameters.values() if held.update]
    if not updates:
        gradients = {n: held.grad for n, held in phase.parameters.items() if held.grad is not None}
        rows, more = element_rows(weights, [gradients], most)
        return ("w", ".grad"), rows, more
    titles = tuple(updates[0])
    columns = [
        {name: dict(held.update).get(title) for name, held in phase.parameters.items()}
        for title in titles
    ]
    known = [{n: a for n, a in column.items() if a is not None} for column in columns]
    rows, more = element_rows(weights, known, most)
    # The weight after the step is the last of the terms.
    return titles, tuple(Numbered(row.name, row.numbers[1:]) for row in rows), more


def _fitting(array: Array | None, like: Array) -> Array | None:
    if array is None or np.size(array) != like.size:
        return None
    return np.asarray(array, np.float64).ravel()


def _named(name: str, shape: tuple[int, ...], place: int) -> str:
    if not shape or shape == (1,):
        return name
    index = ", ".join(str(int(part)) for part in np.unravel_index(place, shape))
    return f"{name}[{index}]"
