"""What a person's text says: its lines, inputs, outputs, and the choices made while reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.formula.tree import Tree


@dataclass(frozen=True, slots=True)
class Choice:
    """How something ambiguous was read; ``alternative`` is a text that reads it the other way."""

    sentence: str
    alternative: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One line: ``name`` is None for a bare expression; several trees are several outputs."""

    name: str | None
    trees: tuple[Tree, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Program:
    """A read text. ``letter`` names the nodes: w, or v when the person uses w otherwise.

    ``shapes`` are of those inputs that are vectors and matrices; of these, ``guessed`` are the
    ones whose shape was not given but follows from how they are used.
    """

    text: str
    lines: tuple[Assignment, ...]
    inputs: tuple[str, ...]
    latex: str
    choices: tuple[Choice, ...] = ()
    function: str | None = None
    letter: str = "w"
    keeps_names: bool = False
    shapes: tuple[tuple[str, tuple[int, ...]], ...] = ()
    guessed: tuple[str, ...] = ()

    @property
    def outputs(self) -> tuple[Tree, ...]:
        return self.lines[-1].trees
