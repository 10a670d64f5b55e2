"""Products that are told rather than computed by a formula: what goes where.

A row gives a LaTeX template, the same in plain characters, and the numbers. ``{g}`` is the adjoint,
``{w}`` the result, ``{a}`` the first argument.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from graphlab.engine.recording.tape import TENSOR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.engine.formulas.product_call import Bound

    Said = tuple[str, str, Any]
    Teller = Callable[[Bound, int], Said | None]

TOLD: dict[str, tuple[Teller, ...]] = {}


def told(names: str, table: dict[str, tuple[Teller, ...]] = TOLD) -> Callable[[Teller], Teller]:
    """Enter a row under all its names."""

    def enter(teller: Teller) -> Teller:
        for name in names.split():
            table[name] = (*table.get(name, ()), teller)
        return teller

    return enter


@told("sum mean nansum nanmean")
def _each_gets(call: Bound, argument: int) -> Said | None:
    """ȳ·1: every element of a sum gets the whole adjoint, of a mean its part."""
    shape = call.measured.shape
    spread = _expanded(call, shape)
    count = call.measured.size // max(call.adjoint.size, 1)
    averaged = bool(spread.size) and count > 1 and not np.allclose(spread, call.measured)
    value = spread / count if averaged else spread
    ones, plain = _ones(call, shape)
    if averaged:
        return rf"\frac{{{{1}}}}{{{{{count}}}}} {ones}", f"1/{count} {plain}", value
    return ones, plain, value


def _ones(call: Bound, shape: tuple[int, ...]) -> tuple[str, str]:
    """The adjoint times ones, on the side where it was summed."""
    if len(shape) == 2 and call.adjoint.ndim == 1:
        axis = call.option("dim", 1, 0)
        axis = axis[0] if isinstance(axis, list | tuple) and axis else axis
        if isinstance(axis, int | float) and int(axis) % 2 == 0:
            return r"\mathbf{{1}} {g}^{{\top}}", "1 {g}ᵀ"
        return r"{g} \mathbf{{1}}^{{\top}}", "{g} 1ᵀ"
    return r"{g} \mathbf{{1}}", "{g}·1"


def _expanded(call: Bound, shape: tuple[int, ...]) -> Any:
    """The adjoint repeated along the directions that were summed."""
    adjoint = call.adjoint
    if not adjoint.ndim or adjoint.size == 1:
        return np.broadcast_to(adjoint.reshape(()), shape)
    axes = call.option("dim", 1)
    axes = [int(axis) % len(shape) for axis in (axes if isinstance(axes, list | tuple) else [axes])]
    kept = [1 if axis in axes else count for axis, count in enumerate(shape)]
    return np.broadcast_to(adjoint.reshape(kept), shape)


@told(
    "reshape view flatten ravel unflatten squeeze unsqueeze view_as reshape_as atleast_1d"
    " atleast_2d atleast_3d"
)
def _reshaped(call: Bound, argument: int) -> Said | None:
    value = call.adjoint.reshape(call.measured.shape)
    return r"\operatorname{{reshape}}({g})", "reshape({g})", value


@told("permute transpose movedim moveaxis swapaxes swapdims")
def _turned_back(call: Bound, argument: int) -> Said | None:
    """Every adjoint goes to the place that its element was taken from."""
    shape = call.measured.shape
    places = _turned(call, np.arange(call.measured.size).reshape(shape))
    value = np.zeros(call.measured.size)
    value[places.reshape(-1)] = call.adjoint.reshape(-1)
    return r"\operatorname{{permute}}({g})", "permute({g})", value.reshape(shape)


def _turned(call: Bound, array: Any) -> Any:
    """What the operation makes of an array."""
    if call.own == "permute":
        return np.transpose(array, _axes(call))
    one, other = (
        next(call.options[key] for key in keys if key in call.options)
        for keys in (("source", "dim0", "axis0", 1), ("destination", "dim1", "axis1", 2))
    )
    move: Any = np.moveaxis if call.own.startswith("move") else np.swapaxes
    return move(array, one, other)


def _axes(call: Bound) -> Sequence[int]:
    """Directions given as one sequence, or one by one."""
    axes = call.option("dims", 1)
    if isinstance(axes, list | tuple):
        return axes
    return [axis for place, axis in call.options.items() if isinstance(place, int) and place]


@told("expand expand_as broadcast_to repeat tile")
def _folded(call: Bound, argument: int) -> Said | None:
    """What was repeated is summed: every direction is split in repetitions and elements."""
    shape, wide = call.measured.shape, call.adjoint.shape
    narrow = (*([1] * (len(wide) - len(shape))), *shape)
    split = [part for w, n in zip(wide, narrow, strict=True) for part in (w // max(n, 1), n)]
    value = call.adjoint.reshape(split).sum(axis=tuple(range(0, len(split), 2))).reshape(shape)
    return r"\operatorname{{sum}}({g})", "sum of {g} over what was repeated", value


@told("flip fliplr flipud")
def _flipped(call: Bound, argument: int) -> Said | None:
    named = {"fliplr": [1], "flipud": [0]}
    value = np.flip(call.adjoint, tuple(named.get(call.own) or _axes(call)))
    return r"\operatorname{{flip}}({g})", "flip({g})", value


@told("tril triu")
def _triangle(call: Bound, argument: int) -> Said | None:
    cut = np.tril if call.own == "tril" else np.triu
    value = cut(call.adjoint, int(call.option("diagonal", 1, 0)))
    return rf"\operatorname{{{{{call.own}}}}}({{g}})", f"{call.own}({{g}})", value


@told("cumsum")
def _sums_from_behind(call: Bound, argument: int) -> Said | None:
    axis = int(call.option("dim", 1, 0))
    value = np.flip(np.cumsum(np.flip(call.adjoint, axis), axis), axis)
    return (
        r"\operatorname{{revcumsum}}({g})",
        "cumsum({g}) from the end",
        value,
    )


@told(
    "__getitem__ getitem index select narrow index_select masked_select take gather take_along_dim"
    " diagonal embedding"
)
def _scattered(call: Bound, argument: int) -> Said | None:
    """Where the elements were taken goes their adjoint; elsewhere goes nothing."""
    if call.taken is None or argument:
        return None
    value: Any = np.zeros(call.measured.size)
    np.add.at(value, np.asarray(call.taken, dtype=np.int64), call.adjoint.reshape(-1))
    value = value.reshape(call.measured.shape)
    return (
        r"\operatorname{{scatter}}({g})",
        "{g} where its elements were taken, 0 elsewhere",
        value,
    )


@told("__setitem__")
def _written(call: Bound, argument: int) -> Said | None:
    """What was overwritten gets nothing more; what was written gets its own part."""
    if call.taken is None:
        return None
    places = np.asarray(call.taken, dtype=np.int64)
    if not argument:
        value = call.adjoint.copy().reshape(-1)
        value[places.reshape(-1)] = 0
        text = "{g} where nothing was written, 0 elsewhere"
        return r"\operatorname{{kept}}({g})", text, value.reshape(call.measured.shape)
    value = call.adjoint.reshape(-1)[places]
    while value.ndim > call.measured.ndim:
        value = value.sum(axis=0)
    for axis, size in enumerate(call.measured.shape):
        value = value.sum(axis=axis, keepdims=True) if size == 1 else value
    return r"\operatorname{{written}}({g})", "{g} where it was written", value


@told("cat concat concatenate hstack vstack stack row_stack column_stack vector matrix")
def _own_part(call: Bound, argument: int) -> Said | None:
    """Of what was put together, each part gets its own piece."""
    shape, whole = call.measured.shape, call.adjoint
    if whole.ndim == len(shape) + 1:
        place = _stacked_at(call, argument)
        for axis in range(whole.ndim):
            value = np.take(whole, place, axis) if place < whole.shape[axis] else None
            if value is not None and value.shape == shape and np.allclose(value, call.measured):
                where = ", ".join([":"] * axis + [str(place)])
                return f"{{g}}[{where}]", f"{{g}}[{where}]", value
        return None
    for axis in range(len(shape)):
        start = sum(array.shape[axis] for array in call.arrays[:argument] if array.ndim > axis)
        stop = start + shape[axis]
        value = np.take(whole, range(start, min(stop, whole.shape[axis])), axis)
        if value.shape == shape and np.allclose(value, call.measured):
            where = ", ".join([":"] * axis + [f"{start}:{stop}"])
            return f"{{g}}[{where}]", f"{{g}}[{where}]", value
    return None


def _stacked_at(call: Bound, argument: int) -> int:
    """The place among all that was stacked, numbers included."""
    places = [
        place
        for place, value in sorted((k, v) for k, v in call.options.items() if isinstance(k, int))
        if value is TENSOR or isinstance(value, np.ndarray | torch.Tensor)
    ]
    return places[argument] if argument < len(places) and len(call.options) > 1 else argument


@told("eigvalsh")
def _eigenvalues(call: Bound, argument: int) -> Said | None:
    _, vectors = np.linalg.eigh(call.arrays[0])
    value = vectors @ np.diag(call.adjoint) @ vectors.T
    return (
        r"V \operatorname{{diag}}({g}) V^{{\top}}",
        "V diag({g}) Vᵀ with the eigenvectors V",
        value,
    )


@told("matrix_norm norm colnorm spectral")
def _of_singular_vectors(call: Bound, argument: int) -> Said | None:
    """The largest singular value, or the largest column sum."""
    matrix = call.arrays[0]
    if matrix.ndim != 2 or call.adjoint.ndim:
        return None
    left, sizes, right = np.linalg.svd(matrix)
    if np.isclose(sizes[0], call.result):
        value = call.adjoint * np.outer(left[:, 0], right[0])
        return (
            r"{g} u_{{1}} v_{{1}}^{{\top}}",
            "{g} u₁v₁ᵀ with the first singular vectors",
            value,
        )
    column = int(np.argmax(np.abs(matrix).sum(axis=0)))
    value = np.zeros(matrix.shape)
    value[:, column] = call.adjoint * np.sign(matrix[:, column])
    unit = rf"e_{{{{{column}}}}}"
    return (
        rf"{{g}} \operatorname{{{{sign}}}}({{a}}) {unit} {unit}^{{{{\top}}}}",
        f"{{g}} sign({{a}}) in column {column}",
        value,
    )


@told("cross_entropy")
def _cross_entropy(call: Bound, argument: int) -> Said | None:
    """softmax(z) − y, for the classes as numbers or as probabilities."""
    if argument or len(call.arrays) < 2:
        return None
    scores, classes = call.arrays[0], call.arrays[1]
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    share = powers / powers.sum(axis=-1, keepdims=True) - _one_hot(classes, scores)
    return _averaged(
        call,
        share,
        rf"\left(\operatorname{{{{softmax}}}}({{a}}) - {_wanted(classes, scores)[0]}\right)",
        f"(softmax({{a}}) − {_wanted(classes, scores)[1]})",
    )


@told("nll_loss")
def _negative_likelihood(call: Bound, argument: int) -> Said | None:
    scores, classes = call.arrays[0], call.arrays[1]
    latex, text = _wanted(classes, scores)
    share = -_one_hot(classes, scores)
    return _averaged(call, share, rf"\left(-{latex}\right)", f"(−{text})")


def _one_hot(classes: Any, scores: Any) -> Any:
    if classes.shape == scores.shape:
        return classes
    return np.eye(scores.shape[-1])[classes.astype(np.int64)]


def _wanted(classes: Any, scores: Any) -> tuple[str, str]:
    """The classes as they stand in the formula: themselves, or their unit vectors."""
    if classes.shape == scores.shape:
        return "{b}", "{b}"
    return "e_{{{b}}}", "e[{b}]"


def _averaged(call: Bound, share: Any, latex: str, text: str) -> Said | None:
    count = share.size // share.shape[-1]
    if call.adjoint.ndim:
        return rf"{{g}} {latex}", f"{{g}} {text}", call.adjoint[..., None] * share
    value = call.adjoint * share
    if count > 1 and np.allclose(value / count, call.measured):
        return rf"\frac{{{{{{g}}}}}}{{{{{count}}}}} {latex}", f"{{g}}/{count} {text}", value / count
    return rf"{{g}} {latex}", f"{{g}} {text}", value
