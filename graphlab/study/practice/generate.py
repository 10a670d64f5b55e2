"""Exercises from a seed: a formula and numbers for its inputs that make a fair question."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from graphlab.formula.parser import parse
from graphlab.study.lesson.model import Scene
from graphlab.study.practice.clearness import unclear
from graphlab.study.practice.outline import outline, outline_of
from graphlab.study.practice.picking import Picking
from graphlab.study.practice.scalars import chain, fan_out, scalar, written
from graphlab.study.practice.tensors import FORMS, filled, shapes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.document import Given
    from graphlab.study.practice.outline import Outline

Level = Literal["chain", "fan-out", "tensors"]
LEVELS: tuple[Level, ...] = get_args(Level)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
"""What variants are called."""

FEWEST, MOST = 4, 10
"""Nodes of an exercise."""

TRIES = {"chain": 12, "fan-out": 12, "tensors": 400}
"""Of the few forms with tensors each is to come equally often, however rare its good numbers."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """A formula with numbers. ``variant`` counts those of the same formula with other numbers."""

    level: Level
    seed: int
    text: str
    at: tuple[tuple[str, Given], ...]
    variant: int = 0

    @property
    def name(self) -> str:
        """``fan-out-7``; a variant ``fan-out-7-B``."""
        letter = f"-{LETTERS[self.variant]}" if self.variant else ""
        return f"{self.level}-{self.seed}{letter}"

    @property
    def values(self) -> dict[str, Given]:
        """What the inputs are given."""
        return dict(self.at)

    @property
    def scene(self) -> Scene:
        """The graph that is asked about."""
        return Scene(source=self.text, at=self.at)


class _Plan(NamedTuple):
    """A formula, its nodes, and for inputs that are no numbers how they are filled."""

    outline: Outline
    text: str
    shapes: Mapping[str, tuple[int, ...]]
    fine: frozenset[str] = frozenset()


@lru_cache(maxsize=64)
def exercise(level: Level, seed: int) -> Exercise:
    """The exercise of a level and a seed, the same on every machine."""
    picking = Picking(f"{level} {seed}")
    while True:
        plan = _plan(level, picking)
        if not FEWEST <= plan.outline.count <= MOST:
            continue
        for _ in range(TRIES[level]):
            at = _numbers(picking, plan)
            if not unclear(plan.outline.run(at)):
                return Exercise(level, seed, plan.text, tuple(at.items()))


def _plan(level: Level, picking: Picking) -> _Plan:
    if level == "tensors":
        form = picking.of(FORMS)
        sides = shapes(picking, form)
        known = {name: shape for name, shape in sides.items() if shape}
        return _Plan(outline(parse(form.text, sides, known)), form.text, sides, form.fine)
    tree = (chain if level == "chain" else fan_out)(picking)
    return _Plan(outline_of(tree), written(tree), {})


def _numbers(picking: Picking, plan: _Plan) -> dict[str, Given]:
    names = plan.outline.inputs
    if plan.shapes:
        return {name: filled(picking, plan.shapes[name], name in plan.fine) for name in names}
    return {name: scalar(picking) for name in names}
