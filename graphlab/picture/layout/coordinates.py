"""Coordinates within the ranks: the longest chain straight, the rest close to its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.picture.layout.giving_up import look

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.picture.layout.layers import Layers, Slot


def across(
    layers: Layers,
    chain: Sequence[Slot],
    extent: Mapping[Slot, float],
    gap: Callable[[Slot, Slot], float],
    sweeps: int = 10,
) -> dict[Slot, float]:
    """Centre of every slot across the ranks; the slots of ``chain`` are at 0.

    ``extent`` is a slot's size across the ranks, ``gap`` the room between two neighbours. Each
    sweep moves a rank to the mean of its neighbours, exactly in least squares under the order
    and the gaps (isotonic regression by pool-adjacent-violators).
    """
    fixed = set(chain)
    at: dict[Slot, float] = {}
    for row in layers.rows:
        at |= _initial(row, fixed, extent, gap)
    for sweep in range(sweeps):
        rows = layers.rows if sweep % 2 == 0 else layers.rows[::-1]
        for row in rows:
            look()
            wanted = {slot: _wanted(slot, layers, at, sweep) for slot in row}
            at |= _settled(row, fixed, wanted, extent, gap)
    return at


def _wanted(slot: Slot, layers: Layers, at: Mapping[Slot, float], sweep: int) -> float:
    above, below = layers.above[slot], layers.below[slot]
    near = above + below if sweep > 3 else (above if sweep % 2 == 0 else below) or above + below
    if not near:
        return at[slot]
    # A stand-in pulls harder: long edges should be straight before short ones are.
    weights = [3.0 if isinstance(n, tuple) or isinstance(slot, tuple) else 1.0 for n in near]
    return sum(at[n] * w for n, w in zip(near, weights, strict=True)) / sum(weights)


def _initial(
    row: Sequence[Slot],
    fixed: set[Slot],
    extent: Mapping[Slot, float],
    gap: Callable[[Slot, Slot], float],
) -> dict[Slot, float]:
    offsets = _offsets(row, extent, gap)
    origin = next((o for s, o in zip(row, offsets, strict=True) if s in fixed), None)
    if origin is None:
        origin = (offsets[0] + offsets[-1]) / 2 if offsets else 0.0
    return {slot: offset - origin for slot, offset in zip(row, offsets, strict=True)}


def _offsets(
    row: Sequence[Slot], extent: Mapping[Slot, float], gap: Callable[[Slot, Slot], float]
) -> list[float]:
    """Centres of a row packed as tightly as the gaps allow, from 0 on."""
    found: list[float] = []
    for index, slot in enumerate(row):
        if index == 0:
            found.append(0.0)
        else:
            before = row[index - 1]
            half = (extent[before] + extent[slot]) / 2
            found.append(found[-1] + half + gap(before, slot))
    return found


def _settled(
    row: Sequence[Slot],
    fixed: set[Slot],
    wanted: Mapping[Slot, float],
    extent: Mapping[Slot, float],
    gap: Callable[[Slot, Slot], float],
) -> dict[Slot, float]:
    offsets = _offsets(row, extent, gap)
    pinned = next((i for i, slot in enumerate(row) if slot in fixed), None)
    # Without the gaps the constraint is only "not decreasing".
    values = [wanted[slot] - offset for slot, offset in zip(row, offsets, strict=True)]
    if pinned is None:
        level = _isotonic(values)
    else:
        low = -offsets[pinned]
        before = [min(v, low) for v in _isotonic(values[:pinned])]
        after = [max(v, low) for v in _isotonic(values[pinned + 1 :])]
        level = [*before, low, *after]
    return {slot: v + o for slot, v, o in zip(row, level, offsets, strict=True)}


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
