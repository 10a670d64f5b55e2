"""Coordinates within the ranks: the longest chain straight, the rest close to its neighbours."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from graphlab.picture.layout.giving_up import look

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.picture.layout.layers import Layers, Slot

STILL = 0.01
"""Pixels: a sweep that moves nothing further than this is the last one."""


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
    for sweep in range(sweeps):
        look()
        still = True
        for row, offsets, pinned in rows if sweep % 2 == 0 else rows[::-1]:
            if len(row) == 2 and pinned is not None:  # most ranks of a long graph
                other, apart = row[1 - pinned], offsets[1]
                want = _wanted(layers, other, at, sweep)
                settled = max(want, apart) if pinned == 0 else min(want, -apart)
                still = still and abs(at[other] - settled) <= STILL
                at[other] = settled
                continue
            wanted = [_wanted(layers, slot, at, sweep) for slot in row]
            for slot, settled in zip(row, _settled(offsets, pinned, wanted), strict=True):
                if abs(at[slot] - settled) > STILL:
                    still = False
                at[slot] = settled
        if still and sweep > 3:
            break
    return at


def straighten(
    layers: Layers,
    chain: Sequence[Slot],
    extent: Sequence[float],
    gap: Callable[[Slot, Slot], float],
    at: list[float],
    shortest: int = 2,
) -> None:
    """Brings the stand-ins of an edge onto one line as far as their neighbours leave room.

    Long edges come first, down to those of ``shortest`` stand-ins; the slots of ``chain`` and all
    cards stay where they are.
    """
    place = [0] * len(at)
    for row in layers.rows:
        for i, slot in enumerate(row):
            place[slot] = i

    def room(slot: Slot) -> tuple[float, float]:
        row, i = layers.rows[layers.rank[slot]], place[slot]
        low, high = -inf, inf
        if i:
            before = row[i - 1]
            low = at[before] + (extent[before] + extent[slot]) / 2 + gap(before, slot)
        if i + 1 < len(row):
            after = row[i + 1]
            high = at[after] - (extent[after] + extent[slot]) / 2 - gap(slot, after)
        return low, high

    fixed = set(chain)
    long = [path[1:-1] for path in layers.paths if len(path) - 2 >= shortest]
    for between in sorted(long, key=len, reverse=True):
        if between[0] in fixed:
            continue
        run: list[Slot] = []
        least, most = -inf, inf
        for slot in between:
            low, high = room(slot)
            if run and max(low, least) > min(high, most):
                _level(run, at, least, most)
                run, least, most = [], -inf, inf
            run.append(slot)
            least, most = max(low, least), min(high, most)
        _level(run, at, least, most)


def _level(run: Sequence[Slot], at: list[float], least: float, most: float) -> None:
    """Brings a run to the height that it has on average, within its bounds."""
    wanted = sum(at[slot] for slot in run) / len(run)
    for slot in run:
        at[slot] = min(max(wanted, least), most)


def _wanted(layers: Layers, slot: Slot, at: Sequence[float], sweep: int) -> float:
    """Where its neighbours pull a slot: at first those of one side, then all of them."""
    near = layers.above[slot] if sweep % 2 == 0 else layers.below[slot]
    if sweep > 3 or not near:
        near = layers.above[slot] + layers.below[slot]
    if len(near) == 1:
        return at[near[0]]
    if not near:
        return at[slot]
    nodes = len(layers.nodes)
    if slot >= nodes:
        return sum([at[n] for n in near]) / len(near)
    # A stand-in pulls harder: long edges should be straight before short ones are.
    whole = pull = 0.0
    for n in near:
        weight = 3.0 if n >= nodes else 1.0
        whole += weight
        pull += at[n] * weight
    return pull / whole


def _offsets(
    row: Sequence[Slot], extent: Sequence[float], gap: Callable[[Slot, Slot], float]
) -> list[float]:
    """Centres of a row packed as tightly as the gaps allow, from 0 on."""
    found = [0.0]
    for before, slot in pairwise(row):
        found.append(found[-1] + (extent[before] + extent[slot]) / 2 + gap(before, slot))
    return found if row else []


def _settled(
    offsets: Sequence[float], pinned: int | None, wanted: Sequence[float]
) -> Sequence[float]:
    """A row's centres, as close to those wanted as its gaps allow; the pinned slot's is 0."""
    if len(wanted) == 1:
        return wanted
    # Without the gaps the constraint is only "not decreasing".
    values = [want - offset for want, offset in zip(wanted, offsets, strict=True)]
    if pinned is None:
        level = _isotonic(values)
    else:
        low = -offsets[pinned]
        before = [min(v, low) for v in _isotonic(values[:pinned])]
        after = [max(v, low) for v in _isotonic(values[pinned + 1 :])]
        level = [*before, low, *after]
    return [v + offset for v, offset in zip(level, offsets, strict=True)]


def _isotonic(values: Sequence[float]) -> list[float]:
    """The non-decreasing sequence closest to ``values`` in least squares."""
    blocks: list[tuple[float, int]] = []
    for value in values:
        total, count = value, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before, size = blocks.pop()
            total, count = total + before, count + size
        blocks.append((total, count))
    return [total / count for total, count in blocks for _ in range(count)]
