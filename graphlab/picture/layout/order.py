"""Order within the ranks: fewer crossings by medians and exchanges (Gansner et al. 1993, § 3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from graphlab.picture.layout.giving_up import look

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.picture.layout.layers import Layers, Slot

EXCHANGES_UP_TO = 400
"""Slots up to which neighbours are also tried the other way round, one by one."""


def arrange(layers: Layers, arguments: Mapping[Slot, int], sweeps: int = 12) -> None:
    """Reorder ``layers.rows`` in place; deterministic, and never worse than it was."""
    best = [list(row) for row in layers.rows]
    fewest = crossings(layers)
    slots = sum(map(len, layers.rows))
    for sweep in range(sweeps):
        if fewest == 0:
            break
        look()
        downwards = sweep % 2 == 0
        rows = layers.rows if downwards else layers.rows[::-1]
        neighbours = layers.above if downwards else layers.below
        for fixed, row in pairwise(rows):
            place = {slot: i for i, slot in enumerate(fixed)}
            row.sort(key=_median_key(row, neighbours, place, arguments))
        if slots <= EXCHANGES_UP_TO:
            _exchange(layers)
        now = crossings(layers)
        if now < fewest:
            fewest, best = now, [list(row) for row in layers.rows]
    for row, kept in zip(layers.rows, best, strict=True):
        row[:] = kept


def crossings(layers: Layers) -> int:
    """Number of pairs of edges that cross between neighbouring ranks."""
    total = 0
    for upper, lower in pairwise(layers.rows):
        place = {slot: i for i, slot in enumerate(lower)}
        ends: list[float] = []
        for slot in upper:
            ends += sorted(_entry(layers, slot, other, place) for other in layers.below[slot])
        total += _inversions(ends)
    return total


def _entry(layers: Layers, slot: Slot, other: Slot, place: Mapping[Slot, int]) -> float:
    """Where an edge enters ``other``: its place and, within it, the port of the argument."""
    return place[other] + layers.ports.get((slot, other), 0) / 64


def _median_key(
    row: list[Slot],
    neighbours: Mapping[Slot, list[Slot]],
    place: Mapping[Slot, int],
    arguments: Mapping[Slot, int],
) -> Callable[[Slot], tuple[float, int, int]]:
    now = {slot: i for i, slot in enumerate(row)}

    def key(slot: Slot) -> tuple[float, int, int]:
        at = sorted(place[other] for other in neighbours[slot])
        middle = float(now[slot])
        if at:
            half = len(at) // 2
            middle = float(at[half]) if len(at) % 2 else (at[half - 1] + at[half]) / 2
        return middle, arguments.get(slot, 0), now[slot]

    return key


def _exchange(layers: Layers) -> None:
    """Swap neighbours while that removes crossings."""
    for index, row in enumerate(layers.rows):
        above = {s: i for i, s in enumerate(layers.rows[index - 1])} if index else {}
        last = index + 1 == len(layers.rows)
        below = {} if last else {s: i for i, s in enumerate(layers.rows[index + 1])}
        improved = True
        while improved:
            look()
            improved = False
            for i in range(len(row) - 1):
                a, b = row[i], row[i + 1]
                upper = [[above[o] for o in layers.above[s] if o in above] for s in (a, b)]
                lower = [
                    [_entry(layers, s, o, below) for o in layers.below[s] if o in below]
                    for s in (a, b)
                ]
                gain = _gain(upper[0], upper[1]) + _gain(lower[0], lower[1])
                if gain > 0:
                    row[i], row[i + 1] = b, a
                    improved = True


def _gain(left: Sequence[float], right: Sequence[float]) -> int:
    """Crossings that exchanging two neighbours removes, given where their edges end."""
    more = sum(x > y for x in left for y in right)
    return more - sum(x < y for x in left for y in right)


def _inversions(values: list[float]) -> int:
    """Pairs out of order, by merging: O(n log n)."""
    if len(values) < 2:
        return 0
    half = len(values) // 2
    left, right = values[:half], values[half:]
    total = _inversions(left) + _inversions(right)
    merged: list[float] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] <= right[j]:
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            total += len(left) - i
            j += 1
    values[:] = merged + left[i:] + right[j:]
    return total
