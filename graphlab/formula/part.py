"""A part of a formula that is understood: its tree and its shape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.formula.tree import Call

if TYPE_CHECKING:
    from graphlab.formula.shapes import Shape
    from graphlab.formula.tree import Tree


@dataclass(frozen=True, slots=True)
class Part:
    """A part that is understood. ``lies`` marks a vector that was transposed.

    ``front`` and ``rest`` are set for a number times a tensor: what follows belongs to the rest.
    """

    tree: Tree
    shape: Shape = ()
    lies: bool = False
    truth: bool = False
    front: Part | None = None
    rest: Part | None = None

    @property
    def rank(self) -> int:
        return len(self.shape)


def upright(part: Part) -> Tree:
    """The tree of a lying vector without its ᵀ."""
    tree = part.tree
    if isinstance(tree, Call) and tree.function == "row":
        return tree.args[0]
    return Call("row", (tree,)) if part.lies else tree
