"""One recorded call with its arguments under the letters that the table of products uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graphlab.engine.tape import TENSOR
from graphlab.formula.latex import latex
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Name, Num, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_PARAMETERS = {
    "linear": "input weight bias",
    "addmm": "input mat1 mat2",
    "addmv": "input mat vec",
    "addbmm": "input batch1 batch2",
    "baddbmm": "input batch1 batch2",
    "addr": "input vec1 vec2",
    "addcmul": "input tensor1 tensor2",
    "addcdiv": "input tensor1 tensor2",
    "where": "condition input other",
    "masked_fill": "input mask value",
    "lerp": "input end weight",
    "clamp": "input min max",
    "clip": "input min max",
    "hardtanh": "input min_val max_val",
    "elu": "input alpha",
    "leaky_relu": "input negative_slope",
    "dropout": "input p",
    "solve": "A B",
    "outer": "input vec2",
    "dot": "input tensor",
    "mv": "input vec",
    "mm": "input mat2",
    "bmm": "input mat2",
    "mse_loss": "input target",
    "l1_loss": "input target",
    "binary_cross_entropy": "input target weight",
    "binary_cross_entropy_with_logits": "input target weight",
    "smooth_l1_loss": "input target",
    "huber_loss": "input target",
}
_DEFAULTS = {"elu": {"b": 1.0}, "leaky_relu": {"b": 0.01}, "dropout": {"b": 0.5},
             "hardtanh": {"b": -1.0, "c": 1.0}}  # fmt: skip
_ALIASES = {"other": 1, "A": 0, "input": 0, "self": 0, "a": 0, "x": 0, "vec2": 1, "mat2": 1}


class Given:
    """A vector or matrix that was typed: an argument with numbers, but no node."""

    def __init__(self, tree: Tree, value: Floats) -> None:
        self.tree, self.value = tree, value


@dataclass(slots=True)
class Bound:
    """The call: a, b, c … its arguments, w its result, g the adjoint of its result.

    ``options`` are arguments that are neither tensors nor single numbers, by name or position.
    """

    trees: dict[str, Tree]
    values: dict[str, Any]
    letters: tuple[str | None, ...]
    arrays: tuple[Floats, ...]
    options: dict[str | int, Any]
    result: Floats
    adjoint: Floats
    measured: Floats
    taken: Any

    def letter_of(self, argument: int) -> str | None:
        """The letter under which the argument-th tensor stands in the table."""
        return self.letters[argument]

    def rank(self, letter: str) -> int:
        """How many directions an argument has."""
        return int(np.ndim(self.values[letter]))

    def option(self, name: str, place: int, default: Any = None) -> Any:
        """An argument given by name, or at a place."""
        return self.options.get(name, self.options.get(place, default))

    def filled(self, template: str, *, as_latex: bool = False) -> str:
        """A template with the names of arguments, result and adjoint in it."""
        show = latex if as_latex else typed
        return template.format(**{letter: show(tree) for letter, tree in self.trees.items()})


def bind(
    own: str,
    args: Sequence[object],
    kwargs: Mapping[str, object],
    names: Sequence[str],
    values: Sequence[Any],
    node: str,
    result: Any,
    adjoint: Any,
    measured: Any,
    taken: Any,
) -> Bound | None:
    """Put a call's arguments under letters; None if there are more than the table has letters."""
    stream = iter(zip(names, values, strict=True))
    trees: dict[str, Tree] = {}
    known: dict[str, Any] = {}
    options: dict[str | int, Any] = {}
    letters: list[str | None] = []
    for place, key, argument in _places(own, args, kwargs):
        letter = "abcdef"[place] if place is not None and place < 6 else None
        if key is not None:
            options[key] = argument
        elif place is not None:
            options[place] = argument
        if _is_tensor(argument):
            name, value = next(stream)
            letters.append(letter)
            if letter is not None:
                trees[letter], known[letter] = Name(name), _floats(value)
        elif isinstance(argument, list | tuple):
            letters += [None for part in _flat(argument) if _is_tensor(part) and next(stream)]
        elif letter is not None and isinstance(argument, Given):
            trees[letter], known[letter] = argument.tree, argument.value
        elif letter is not None and _is_number(argument):
            number = float(argument)  # type: ignore[arg-type]  # just looked at
            trees[letter], known[letter] = Num(number), number
    if len(letters) != len(names):
        return None
    for letter, number in _DEFAULTS.get(own, {}).items():
        if letter not in known:
            trees[letter], known[letter] = Num(number), number
    trees["w"], known["w"] = Name(node), _floats(result)
    trees["g"], known["g"] = Name(f"{node[0]}\u0304{node[1:]}"), _floats(adjoint)
    arrays = tuple(map(_floats, values))
    return Bound(
        trees, known, tuple(letters), arrays, options, known["w"], known["g"], _floats(measured),
        taken,
    )  # fmt: skip


def _places(
    own: str, args: Sequence[object], kwargs: Mapping[str, object]
) -> Iterator[tuple[int | None, str | None, object]]:
    """Every argument with its place among the operation's parameters, if it is known there."""
    for place, argument in enumerate(args):
        yield place, None, argument
    parameters = _PARAMETERS.get(own, "").split()
    for key, argument in kwargs.items():
        place = parameters.index(key) if key in parameters else _ALIASES.get(key)
        yield place, key, argument


def _flat(argument: object) -> Iterator[object]:
    if isinstance(argument, list | tuple):
        for part in argument:
            yield from _flat(part)
    else:
        yield argument


def _is_tensor(argument: object) -> bool:
    return argument is TENSOR or isinstance(argument, torch.Tensor | np.ndarray)


def _is_number(argument: object) -> bool:
    return isinstance(argument, int | float) and not isinstance(argument, bool)


def _floats(value: Any) -> Floats:
    return np.asarray(value, dtype=np.float64)
