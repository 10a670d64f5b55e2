"""One recorded call with its arguments under the letters that the table of products uses."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graphlab.engine.recording.tape import TENSOR
from graphlab.formula.latex import latex, name_latex
from graphlab.formula.text import text as plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from graphlab.formula.tree import Tree

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
    "layer_norm": "input normalized_shape weight bias eps",
    "batch_norm": "input running_mean running_var weight bias training",
    "conv1d": "input weight bias stride padding dilation groups",
    "conv2d": "input weight bias stride padding dilation groups",
}
MAX_ELEMENTS = 1 << 20
"""Above this, checking a formula would cost more than the run itself."""

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

    ``names`` and ``arrays`` are of the tensors, ``numbers`` the single numbers among the arguments,
    ``typed`` vectors and matrices that are no nodes; ``options`` all arguments by place or name.
    """

    own: str
    names: dict[str, str]
    values: dict[str, Any]
    letters: list[str | None]
    arrays: list[Floats]
    options: dict[str | int, Any]
    numbers: tuple[tuple[str, float], ...]
    shapes: tuple[tuple[str, tuple[int, ...]], ...]
    typed: tuple[tuple[str, Tree], ...]
    result: Floats
    adjoint: Floats
    taken: Any
    measured: Floats

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
        shown: dict[str, str] = dict(self.names)
        if as_latex:
            shown = {letter: name_latex(name) for letter, name in self.names.items()}
        shown |= {letter: (latex if as_latex else plain)(tree) for letter, tree in self.typed}
        return template.format(**shown)


def bind(
    own: str,
    args: Sequence[object],
    kwargs: Mapping[str, object],
    names: Sequence[str],
    values: Sequence[Any],
    node: str,
    result: Any,
    adjoint: Any,
    taken: Any,
) -> Bound | None:
    """Put a call's arguments under letters; None if its tensors are not those that are named.

    None too for numbers that are not real, or more of them than can be looked through.
    """
    named: dict[str, str] = {}
    known: dict[str, Any] = {}
    options: dict[str | int, Any] = {}
    letters: list[str | None] = []
    typed: list[tuple[str, Tree]] = []
    numbers = dict(_DEFAULTS.get(own, ()))
    arrays: list[Floats] = []
    for value in (*values, result, adjoint):
        array = np.asarray(value)
        if array.dtype.kind not in "fiub" or array.size > MAX_ELEMENTS:
            return None
        arrays.append(array.astype(np.float64, copy=False))
    count = len(names)
    for place, key, argument in _places(own, args, kwargs):
        letter = "abcdef"[place] if place is not None and place < 6 else None
        if key is not None:
            options["dim" if key == "axis" else key] = argument
        elif place is not None:
            options[place] = argument
        if _is_tensor(argument):
            at = len(letters)
            letters.append(letter)
            if letter is not None and at < count:
                named[letter], known[letter] = names[at], arrays[at]
        elif isinstance(argument, list | tuple):
            letters += [None for part in _flat(argument) if _is_tensor(part)]
        elif letter is not None and isinstance(argument, Given):
            typed.append((letter, argument.tree))
            known[letter] = argument.value
        elif letter is not None and isinstance(argument, int | float):
            if not isinstance(argument, bool) and math.isfinite(argument):
                numbers[letter] = float(argument)
    if len(letters) != count:
        return None
    named["w"], known["w"] = node, arrays[count]
    named["g"], known["g"] = f"{node[0]}\u0304{node[1:]}", arrays[count + 1]
    shapes = tuple((letter, value.shape) for letter, value in known.items())
    known |= {letter: number for letter, number in numbers.items() if letter not in known}
    return Bound(
        own, named, known, letters, arrays[:count], options,
        tuple((k, v) for k, v in numbers.items() if k not in named), shapes, tuple(typed),
        arrays[count], arrays[count + 1], taken, arrays[count],
    )  # fmt: skip


def _places(
    own: str, args: Sequence[object], kwargs: Mapping[str, object]
) -> Iterator[tuple[int | None, str | None, object]]:
    """Every argument with its place among the operation's parameters, if it is known there."""
    for place, argument in enumerate(args):
        yield place, None, argument
    parameters = _PARAMETERS.get(own, "").split()
    for key, argument in kwargs.items():
        known = parameters.index(key) if key in parameters else _ALIASES.get(key)
        yield known, key, argument


def _flat(argument: object) -> Iterator[object]:
    if isinstance(argument, list | tuple):
        for part in argument:
            yield from _flat(part)
    else:
        yield argument


def _is_tensor(argument: object) -> bool:
    return argument is TENSOR or isinstance(argument, torch.Tensor | np.ndarray)
