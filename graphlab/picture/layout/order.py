"""Order within the ranks: fewer crossings by medians and exchanges (Gansner et al. 1993, § 3)."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from graphlab.picture.layout.giving_up import look

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.picture.layout.layers import Layers, Slot

EXCHANGES_UP_TO = 400
"""Slots up to which neighbours are also tried the other way round, one by one."""


def arrange(layers: Layers, arguments: Sequence[int], sweeps: int = 12) -> None:
    """Reorder ``layers.rows`` in place; deterministic, and never worse than it was.

    ``arguments`` are by slot: into which argument its value goes first.
    """
    best = [list(row) for row in layers.rows]
    fewest = crossings(layers)
    place = [0] * len(layers.rank)
    for sweep in range(sweeps):
        if fewest == 0:
            break
        look()
        if sweep == 0 and len(layers.rank) > EXCHANGES_UP_TO:
            _visit(layers)
        else:
            _sweep(layers, place, arguments, downwards=sweep % 2 == 0)
        if len(layers.rank) <= EXCHANGES_UP_TO:
            _exchange(layers, place)
        now = crossings(layers)
        if now < fewest:
            fewest, best = now, [list(row) for row in layers.rows]
    for row, kept in zip(layers.rows, best, strict=True):
        row[:] = kept


def crossings(layers: Layers) -> int:
    """Number of pairs of edges that cross between neighbouring ranks."""
    total = 0
    place = [0] * len(layers.rank)
    below, ports = layers.below, layers.ports
    for upper, lower in pairwise(layers.rows):
        if len(upper) == 1:  # its own edges part in the order of their targets
            continue
        for i, slot in enumerate(lower):
            place[slot] = i
        ends: list[float] = []
        for slot in upper:
            ends += _entries(place, below[slot], ports[slot])
        total += _inversions(ends)
    return total


def _entries(place: Sequence[int], below: Sequence[Slot], ports: Sequence[int]) -> list[float]:
    """Where a slot's edges enter the next rank: the place and, within it, the argument's port."""
    if len(below) == 1:
        return [place[below[0]] + ports[0] / 64]
    return sorted(place[other] + port / 64 for other, port in zip(below, ports, strict=True))


def _visit(layers: Layers) -> None:
    """Every rank in the order of a walk from the outputs backwards, argument by argument.

    Without crossings where a graph is made of parts in series and in parallel.
    """
    into: list[list[tuple[int, Slot]]] = [[] for _ in layers.rank]
    for slot, (below, ports) in enumerate(zip(layers.below, layers.ports, strict=True)):
        for other, port in zip(below, ports, strict=True):
            into[other].append((port, slot))
    rows: list[list[Slot]] = [[] for _ in layers.rows]
    seen = [False] * len(layers.rank)
    ends = [slot for row in reversed(layers.rows) for slot in row if not layers.below[slot]]
    waiting = ends[::-1]
    while waiting:
        slot = waiting.pop()
        if not seen[slot]:
            seen[slot] = True
            rows[layers.rank[slot]].append(slot)
            waiting += [source for _, source in sorted(into[slot], reverse=True)]
    layers.rows[:] = rows


def _sweep(layers: Layers, place: list[int], arguments: Sequence[int], *, downwards: bool) -> None:
    """Every rank by the medians of its neighbours in the rank before."""
    rows = layers.rows if downwards else layers.rows[::-1]
    neighbours = layers.above if downwards else layers.below
    for fixed, row in pairwise(rows):
        if len(row) == 1:
            continue
        for i, slot in enumerate(fixed):
            place[slot] = i
        row[:] = [slot for *_, slot in sorted(_ranked(row, neighbours, place, arguments))]


def _ranked(
    row: Sequence[Slot],
    neighbours: Sequence[Sequence[Slot]],
    place: Sequence[int],
    arguments: Sequence[int],
) -> Iterator[tuple[float, int, int, Slot]]:
    """A slot's median, with what decides where two are equal: the argument, then the old place."""
    for now, slot in enumerate(row):
        near = neighbours[slot]
        if not near:
            middle = float(now)
        elif len(near) == 1:
            middle = float(place[near[0]])
        else:
            at = sorted(place[other] for other in near)
            half = len(at) // 2
            middle = float(at[half]) if len(at) % 2 else (at[half - 1] + at[half]) / 2
        yield middle, arguments[slot], now, slot


def _exchange(layers: Layers, place: list[int]) -> None:
    """Swap neighbours while that removes crossings."""
    for index, row in enumerate(layers.rows):
        for beside in layers.rows[max(index - 1, 0) : index + 2]:
            for i, slot in enumerate(beside):
                place[slot] = i
        improved = True
        while improved:
            look()
            improved = False
            for i in range(len(row) - 1):
                a, b = row[i], row[i + 1]
                upper = [[float(place[o]) for o in layers.above[s]] for s in (a, b)]
                lower = [_entries(place, layers.below[s], layers.ports[s]) for s in (a, b)]
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
