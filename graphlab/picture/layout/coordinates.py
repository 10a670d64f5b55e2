"""Coordinates within the ranks: the longest chain straight, the rest close to its neighbours."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from graphlab.picture.layout.giving_up import look

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.picture.layout.layers import Layers, Slot


def across(
    layers: Layers,
    chain: Sequence[Slot],
    extent: Sequence[float],
    gap: Callable[[Slot, Slot], float],
    sweeps: int = 10,
) -> list[float]:
    """Centre of every slot across the ranks; the slots of ``chain`` are at 0.

    ``extent`` is a slot's size across the ranks, ``gap`` the room between two neighbours. Each
    sweep moves a rank to the mean of its neighbours, exactly in least squares under the order
    and the gaps (isotonic regression by pool-adjacent-violators).
    """
    fixed = [False] * len(layers.rank)
    for slot in chain:
        fixed[slot] = True
    at = [0.0] * len(layers.rank)
    rows = []
    for row in layers.rows:
        offsets = _offsets(row, extent, gap)
        pinned = next((i for i, slot in enumerate(row) if fixed[slot]), None)
        origin = (offsets[0] + offsets[-1]) / 2 if pinned is None and row else 0.0
        if pinned is not None:
            origin = offsets[pinned]
        for slot, offset in zip(row, offsets, strict=True):
            at[slot] = offset - origin
        if row and (len(row) > 1 or pinned is None):
            rows.append((row, offsets, pinned))
    pulls = _Pulls(layers)
    for sweep in range(sweeps):
        for row, offsets, pinned in rows if sweep % 2 == 0 else rows[::-1]:
            look()
            wanted = [pulls.wanted(slot, at, sweep) for slot in row]
            _settle(row, offsets, pinned, wanted, at)
    return at


class _Pulls:
    """Where its neighbours pull a slot: to their mean, weighted."""

    def __init__(self, layers: Layers) -> None:
        nodes = len(layers.nodes)
        self._near = []
        for slot, (above, below) in enumerate(zip(layers.above, layers.below, strict=True)):
            sides = []
            for near in (above or above + below, below or above + below, above + below):
                # A stand-in pulls harder: long edges should be straight before short ones are.
                weights = [3.0 if slot >= nodes or n >= nodes else 1.0 for n in near]
                sides.append((near, weights, sum(weights)))
            self._near.append(sides)

    def wanted(self, slot: Slot, at: Sequence[float], sweep: int) -> float:
        near, weights, whole = self._near[slot][2 if sweep > 3 else sweep % 2]
        if len(near) == 1:
            return at[near[0]]
        if not near:
            return at[slot]
        return sum([at[n] * w for n, w in zip(near, weights, strict=True)]) / whole


def _offsets(
    row: Sequence[Slot], extent: Sequence[float], gap: Callable[[Slot, Slot], float]
) -> list[float]:
    """Centres of a row packed as tightly as the gaps allow, from 0 on."""
    found = [0.0]
    for before, slot in pairwise(row):
        found.append(found[-1] + (extent[before] + extent[slot]) / 2 + gap(before, slot))
    return found if row else []


def _settle(
    row: Sequence[Slot],
    offsets: Sequence[float],
    pinned: int | None,
    wanted: Sequence[float],
    at: list[float],
) -> None:
    # Without the gaps the constraint is only "not decreasing".
    values = [want - offset for want, offset in zip(wanted, offsets, strict=True)]
    if pinned is None:
        level = _isotonic(values)
    else:
        low = -offsets[pinned]
        before = [min(v, low) for v in _isotonic(values[:pinned])]
        after = [max(v, low) for v in _isotonic(values[pinned + 1 :])]
        level = [*before, low, *after]
    for slot, v, offset in zip(row, level, offsets, strict=True):
        at[slot] = v + offset


def _isotonic(values: Sequence[float]) -> list[float]:
    """The non-decreasing sequence closest to ``values`` in least squares."""
    if len(values) < 2:
        return list(values)
    blocks: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, size = blocks.pop()
            total, count = total + before, count + size
        blocks.append((total, count))
    return [total / count for total, count in blocks for _ in range(count)]
