"""What cards are called where they are too small for their formulas."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from graphlab.picture.shapes import Bounds, Heading
from graphlab.study.modules import LEAVES

if TYPE_CHECKING:
    from graphlab.picture.measure import CardSize
    from graphlab.picture.theme import Theme
    from graphlab.record import Node
    from graphlab.study.labels import Labels

MARGIN = 5.0

_NAME = re.compile(r"(?<![\w.])([A-Za-z])([0-9]+)(?![\w.])")
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def card_heading(node: Node, at: Bounds, size: CardSize, labels: Labels, theme: Theme) -> Heading:
    """In place of the formula; of a small card all that is there."""
    row = Bounds(at.x + MARGIN, at.y, at.width - 2 * MARGIN, size.title)
    return Heading(size.size, _words(node, size, labels), theme.ink, row, at.grown(-MARGIN))


@lru_cache(maxsize=4096)
def lowered(words: str) -> str:
    """As a heading is shown, which few ever are: ``w12 = cos(w3)`` is ``w₁₂ = cos(w₃)``."""
    return _NAME.sub(_lowered, words)


def _lowered(name: re.Match[str]) -> str:
    return name[1] + name[2].translate(_SUBSCRIPTS)


def _words(node: Node, size: CardSize, labels: Labels) -> tuple[str, ...]:
    """Longest first: with its name, what it is, and the name alone."""
    name = labels.name(node.id)
    if node.op in LEAVES:
        own = node.name or node.text
        return tuple(dict.fromkeys((f"{name} = {own}", own, own.rpartition(".")[2], name)))
    head = node.text.partition("(")[0]
    if node.op == "module" and size.notes:
        return tuple(dict.fromkeys((f"{head}: {size.notes[0]}", size.notes[0], head, name)))
    formula = labels.formula_text(node)
    found = [f"{name} = {formula}"] if len(formula) < 24 else []
    if head.replace("_", "").isalnum() and head != node.text:
        found += [f"{name} = {head}", head]
    return tuple(dict.fromkeys((*found, name)))
