"""Find nodes by what a person remembers of them: name, operation, shape, module or line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from graphlab.study.boxes import boxes_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import Node, Record
    from graphlab.study.labels import Labels

_LINE = re.compile(r"(?:line[ :]?|:)(\d+)", re.IGNORECASE)
_SHAPE = re.compile(r"\(?\d+(?:[x×,]\d+)*,?\)?|scalar", re.IGNORECASE)
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def find(record: Record, query: str, labels: Labels) -> tuple[str, ...]:
    """The nodes of a run that all words of ``query`` fit, in evaluation order; none for no words.

    A word fits a part of a node's name, formula, operation, type or module path, its whole label
    (``w12``) or shape (``4×8``, ``4x8``, ``(4,8)``, ``scalar``); ``line 7`` or ``:7`` its line.
    """
    lines = {int(number) for number in _LINE.findall(query)}
    words = _LINE.sub(" ", query).translate(_SUBSCRIPTS).lower().replace(", ", ",").split()
    if not words and not lines:
        return ()
    return tuple(
        node.id
        for node in record.nodes
        if (not lines or node.line in lines)
        and all(_fits(word, record, node, labels) for word in words)
    )


def _fits(word: str, record: Record, node: Node, labels: Labels) -> bool:
    if _SHAPE.fullmatch(word):
        if node.shape is not None and _sides(word) == node.shape:
            return True
        if word.isdigit() or word == "scalar":  # also a part of a name: layers.3
            return word != "scalar" and _says(word, node)
        return False
    label = labels.name(node.id).lower()
    if word == label or re.fullmatch(rf"{label[0]}\d+", word):
        return word == label
    box = boxes_of(record).get(node.id)
    return _says(word, node) or (box is not None and word in box.part.kind.lower())


def _says(word: str, node: Node) -> bool:
    told: Sequence[str | None] = (
        node.name,
        node.path,
        node.op,
        node.target.rpartition(".")[2],
        node.dtype,
        node.text,
    )
    if word.isdigit():
        told = (node.name, node.path)
    return any(word in part.lower() for part in told if part)


def _sides(word: str) -> tuple[int, ...] | None:
    if word == "scalar":
        return ()
    return tuple(int(side) for side in re.findall(r"\d+", word))
