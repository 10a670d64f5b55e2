"""The tree of a formula: numbers, constants, names and applied functions."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Num:
    """A number; ``text`` keeps the person's own spelling (``0.50``)."""

    value: float
    text: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)

    @property
    def shown(self) -> str:
        """The spelling to show: the person's, else the shortest that reads back the same."""
        return self.text or number_text(self.value)


@dataclass(frozen=True, slots=True)
class Const:
    """π or e."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An input, an assigned name, or a node (``w4``)."""

    name: str
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of the table applied to its arguments; operators are functions too."""

    function: str
    args: tuple[Tree, ...]
    at: int = field(default=0, compare=False)


Tree = Num | Const | Name | Call


def number_text(value: float) -> str:
    """Shortest decimal that reads back as ``value``; integers without a point."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def walk(tree: Tree) -> Iterator[Tree]:
    """Every part of a tree, arguments before their function, without recursion."""
    stack: list[tuple[Tree, bool]] = [(tree, False)]
    while stack:
        part, opened = stack.pop()
        if opened or not isinstance(part, Call):
            yield part
        else:
            stack.append((part, True))
            stack.extend((argument, False) for argument in reversed(part.args))


def names(tree: Tree) -> tuple[str, ...]:
    """The names in a tree, in order of first appearance."""
    return tuple(dict.fromkeys(part.name for part in walk(tree) if isinstance(part, Name)))


def is_constant(tree: Tree) -> bool:
    """Whether a tree contains no name."""
    return not any(isinstance(part, Name) for part in walk(tree))


def replace(tree: Tree, names: Mapping[str, Tree]) -> Tree:
    """``tree`` with names replaced by trees."""
    if isinstance(tree, Name):
        return names.get(tree.name, tree)
    if isinstance(tree, Call):
        return Call(tree.function, tuple(replace(a, names) for a in tree.args), tree.at)
    return tree


def rewrite(tree: Tree, rule: Callable[[Call], Tree]) -> Tree:
    """``tree`` with ``rule`` applied to every call, arguments first."""
    if not isinstance(tree, Call):
        return tree
    return rule(Call(tree.function, tuple(rewrite(a, rule) for a in tree.args), tree.at))
