"""Memory: which nodes live in the same storage, where in it, and whether two of them meet there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING, Literal

from graphlab.study.arrays import shape_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.record import Node, Record
    from graphlab.study.labels import Labels

Relation = Literal["same", "overlap", "apart", "separate", "unknown"]

COUNTED_UP_TO = 1_000_000
"""Elements up to which places in memory are compared one by one."""


@dataclass(frozen=True, slots=True)
class MemoryRow:
    """One node: name | dtype | shape | stride | offset | bytes. Stride and offset in elements."""

    id: str
    name: str
    dtype: str
    shape: str
    stride: str
    offset: str
    bytes: str
    version: int


@dataclass(frozen=True, slots=True)
class Group:
    """One storage: its letter, its length in bytes, and the nodes in it, in evaluation order."""

    letter: str
    storage: int
    bytes: int | None
    rows: tuple[MemoryRow, ...]

    @property
    def shared(self) -> bool:
        return len(self.rows) > 1


@lru_cache(maxsize=2)
def groups(record: Record, labels: Labels) -> tuple[Group, ...]:
    """All storages of a run by first use, those that nodes share first."""
    found: dict[int, list[Node]] = {}
    for node in record.nodes:
        if node.storage is not None:
            found.setdefault(node.storage, []).append(node)
    ordered = sorted(found.items(), key=lambda pair: len(pair[1]) == 1)
    return tuple(
        Group(
            letter(place),
            storage,
            nodes[0].storage_bytes,
            tuple(_row(node, labels) for node in nodes),
        )
        for place, (storage, nodes) in enumerate(ordered)
    )


@lru_cache(maxsize=2)
def tags(record: Record, labels: Labels) -> Mapping[str, tuple[str, int]]:
    """Letter and place of the storage of every node that shares its own with another."""
    return {
        row.id: (group.letter, place)
        for place, group in enumerate(groups(record, labels))
        if group.shared
        for row in group.rows
    }


def letter(place: int) -> str:
    """A, B, … Z, A2, B2 and so on."""
    turn, place = divmod(place, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")


def relation(record: Record, first: str, second: str) -> Relation:
    """How the memory of two nodes is related."""
    a, b = record.by_id[first], record.by_id[second]
    if a.storage is None or b.storage is None:
        return "unknown"
    if a.storage != b.storage:
        return "separate"
    if not _elements(a) or not _elements(b):
        return "apart"
    if _layout(a) == _layout(b):
        return "same"
    ends = _ends(a), _ends(b)
    if None in ends:
        return "overlap"
    if ends[0] is not None and ends[1] is not None and not _cross(ends[0], ends[1]):
        return "apart"
    if max(_elements(a), _elements(b)) > COUNTED_UP_TO:
        return "overlap"
    import numpy as np

    places = np.intersect1d(_places(a), _places(b))
    if not places.size:
        return "apart"
    both = np.unique(_places(a)).size == places.size == np.unique(_places(b)).size
    return "same" if both else "overlap"


def answer(record: Record, first: str, second: str, labels: Labels) -> str:
    """Do these two share memory? One sentence."""
    one, other = called(record.by_id[first], labels), called(record.by_id[second], labels)
    if first == second:
        return f"{one} is one tensor; it shares its memory with itself."
    match relation(record, first, second):
        case "same":
            if record.by_id[first].version != record.by_id[second].version:
                older, newer = one, other
                if record.by_id[first].version > record.by_id[second].version:
                    older, newer = other, one
                return f"Yes: {newer} lies where {older} was; it was written over in place."
            return f"Yes: {one} and {other} are the same elements in memory."
        case "overlap":
            return f"Yes: {one} and {other} have elements in common; a change of one shows in both."
        case "apart":
            return f"They share a storage, but {one} and {other} have no element in common."
        case "separate":
            return f"No: {one} and {other} have separate memory."
    return f"That is not known: {one} or {other} is not one tensor."


def shares(record: Record, first: str, second: str) -> bool:
    """Whether two nodes lie in one storage."""
    storage = record.by_id[first].storage
    return storage is not None and storage == record.by_id[second].storage


def _row(node: Node, labels: Labels) -> MemoryRow:
    size = _item_bytes(node)
    return MemoryRow(
        node.id,
        called(node, labels),
        node.dtype or "–",
        shape_text(node.shape) or "scalar" if node.shape is not None else "–",
        "–" if node.stride is None else f"({', '.join(map(str, node.stride))})",
        "–" if node.offset is None else str(node.offset),
        "–" if size is None else str(_elements(node) * size),
        node.version,
    )


def called(node: Node, labels: Labels) -> str:
    """``w₃ (b)``: the node as it is shown, and the person's name for it."""
    name = labels.text(node.id)
    return f"{name} ({node.name})" if node.name and node.name != labels.name(node.id) else name


def _elements(node: Node) -> int:
    return math.prod(node.shape or ())


def _layout(node: Node) -> object:
    """Equal for two nodes whose elements lie at the same places in the same order."""
    if node.stride is None or node.shape is None:
        return node.id
    sides = [(n, s) for n, s in zip(node.shape, node.stride, strict=True) if n > 1]
    return node.offset, tuple(sides)


def _ends(node: Node) -> tuple[int, int] | None:
    """The first and the last element in the storage."""
    if node.stride is None or node.shape is None:
        return None
    start = node.offset or 0
    reaches = [(n - 1) * s for n, s in zip(node.shape, node.stride, strict=True)]
    return start + sum(r for r in reaches if r < 0), start + sum(r for r in reaches if r > 0)


def _cross(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def _places(node: Node) -> NDArray[np.int64]:
    """Where each element lies in the storage."""
    import numpy as np

    places = np.asarray(node.offset or 0, dtype=np.int64)
    for side, stride in zip(node.shape or (), node.stride or (), strict=True):
        places = places[..., None] + np.arange(side, dtype=np.int64) * stride
    return places.ravel()


def _item_bytes(node: Node) -> int | None:
    if node.dtype is None:
        return None
    if node.dtype == "bool":
        return 1
    digits = "".join(c for c in node.dtype.split("_")[0] if c.isdigit())
    return int(digits) // 8 if digits and int(digits) % 8 == 0 else None
