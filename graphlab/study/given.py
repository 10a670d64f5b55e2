"""What a Python program gave to ``show``: a part of its text, and the tensors it is called with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphlab.study.code import Code, Part, Setup

if TYPE_CHECKING:
    from graphlab.record import Array, Node, Record

MOST_NUMBERS = 12
_WIDE = ("float32", "float64", "int64", "int32")


@dataclass(frozen=True, slots=True)
class GivenInput:
    """A tensor among the inputs; ``text`` are its numbers as they can be typed, if they are few."""

    name: str
    told: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """The module or function that the program runs again when it is asked to."""

    part: Part
    text: str
    inputs: tuple[GivenInput, ...]

    @property
    def code(self) -> Code:
        """It, as code that is called with what the program called it with."""
        fields = tuple((given.name, given.text) for given in self.inputs)
        return Code(self.text).choosing(self.part).calling(Setup((), fields))


def given_of(record: Record, name: str) -> Given:
    """What the program's own run tells of it."""
    inputs = [record.by_id[id_] for id_ in dict.fromkeys(record.inputs)]
    names = [node.name or node.id for node in inputs]
    return Given(
        Part("given", name),
        record.source.text,
        tuple(
            GivenInput(own if names.count(own) == 1 else node.id, _told(node), _typed(node))
            for own, node in zip(names, inputs, strict=True)
        ),
    )


def _told(node: Node) -> str:
    """What stands in a field that is empty: ``as given, 2×3 float32``."""
    size = "×".join(map(str, node.shape or ())) or "one"
    return f"as given, {size} {node.dtype or ''}".rstrip()


def _typed(node: Node) -> str:
    """The numbers, each in the shortest form that gives just this number again."""
    value = node.value
    if value is None or node.dtype not in _WIDE or not 0 < value.size <= MOST_NUMBERS:
        return ""
    if value.ndim > 2 or not np.isfinite(value).all():
        return ""
    return _listed(value)


def _listed(value: Array) -> str:
    if value.ndim == 0:
        return str(value[()])
    return f"[{', '.join(_listed(value[place, ...]) for place in range(len(value)))}]"
