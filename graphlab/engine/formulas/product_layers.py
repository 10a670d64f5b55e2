"""Products of the layers of networks, told in words: normalisation, convolution, pooling.

x̂ is the normalised input, h the adjoint times the weight.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.formulas.product_told import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.engine.formulas.product_call import Bound
    from graphlab.engine.formulas.product_told import Said, Teller

MAX_WORK = 10_000_000
"""Products in a convolution; checking a larger one would take longer than the run."""

LAYERS: dict[str, tuple[Teller, ...]] = {}


@told("layer_norm", LAYERS)
def _layer_norm(call: Bound, argument: int) -> Said | None:
    """Over the last directions."""
    shape = call.option("normalized_shape", 1)
    count = len(shape) if isinstance(shape, list | tuple) else 1
    source = call.values["a"]
    axes = tuple(range(source.ndim - count, source.ndim))
    others = tuple(range(source.ndim - count))
    return _normalised(call, argument, axes, others, ("c", "d"), float(call.option("eps", 4, 1e-5)))


@told("batch_norm", LAYERS)
def _batch_norm(call: Bound, argument: int) -> Said | None:
    """Over all directions but the second, by the statistics of the batch or the running ones."""
    source = call.values["a"]
    axes = tuple(axis for axis in range(source.ndim) if axis != 1)
    epsilon = float(call.option("eps", 7, 1e-5))
    if call.option("training", 5, False) or "b" not in call.values:
        return _normalised(call, argument, axes, axes, ("d", "e"), epsilon)
    wide = [-1 if axis == 1 else 1 for axis in range(source.ndim)]
    mean, variance = (call.values[letter].reshape(wide) for letter in "bc")
    deviation = np.sqrt(variance + epsilon)
    letter = call.letter_of(argument)
    if letter in ("d", "e"):
        return _of_scale(call, letter == "d", (source - mean) / deviation, axes)
    scaled = call.adjoint * call.values["d"].reshape(wide) if "d" in call.values else call.adjoint
    return r"\frac{{h}}{{\sigma}}", "h/σ with h = {g} times the weight", scaled / deviation


def _normalised(
    call: Bound,
    argument: int,
    axes: tuple[int, ...],
    others: tuple[int, ...],
    scale: tuple[str, str],
    epsilon: float,
) -> Said | None:
    source = call.values["a"]
    centred = source - source.mean(axis=axes, keepdims=True)
    deviation = np.sqrt((centred**2).mean(axis=axes, keepdims=True) + epsilon)
    normal = centred / deviation
    letter = call.letter_of(argument)
    if letter in scale:
        return _of_scale(call, letter == scale[0], normal, others)
    scaled = call.adjoint
    if scale[0] in call.values:
        wide = [1 if axis in others else size for axis, size in enumerate(source.shape)]
        scaled = scaled * call.values[scale[0]].reshape(wide)
    inner = scaled - scaled.mean(axis=axes, keepdims=True)
    inner = inner - normal * (scaled * normal).mean(axis=axes, keepdims=True)
    return (
        r"\frac{{1}}{{\sigma}} \left(h - \operatorname{{mean}}(h) - \hat{{x}} \odot"
        r" \operatorname{{mean}}(h \odot \hat{{x}})\right)",
        "(h − mean(h) − x̂·mean(h·x̂))/σ with h = {g} times the weight, x̂ the normalised {a}",
        inner / deviation,
    )


def _of_scale(call: Bound, is_weight: bool, normal: Any, axes: tuple[int, ...]) -> Said:
    """The weight that multiplies what was normalised, and the bias that is added to it."""
    if is_weight:
        value = (call.adjoint * normal).sum(axis=axes)
        return r"\sum {g} \odot \hat{{x}}", "sum of {g}·x̂, x̂ the normalised {a}", value
    return r"\sum {g}", "sum of {g}", call.adjoint.sum(axis=axes)


@told("conv2d", LAYERS)
def _convolution(call: Bound, argument: int) -> Said | None:
    letter, adjoint = call.letter_of(argument), call.adjoint
    if adjoint.ndim != 4 or call.option("groups", 6, 1) != 1:
        return None
    if adjoint.size * call.values["b"][0].size > MAX_WORK:
        return None
    if letter == "c":
        return r"\sum {g}", "sum of {g} over images and places", adjoint.sum(axis=(0, 2, 3))
    windows = _Windows(call, call.values["b"].shape[2:], (3, 4, 5))
    value = np.zeros(windows.padded.shape if letter == "a" else call.values["b"].shape)
    for row, column, place in windows:
        if letter == "a":
            kernel = call.values["b"][:, :, row, column]
            value[place] += np.einsum("nohw,oc->nchw", adjoint, kernel)
        else:
            value[:, :, row, column] = np.einsum("nohw,nchw->oc", adjoint, windows.padded[place])
    if letter == "a":
        text = "{g} convolved with {b}"
        return r"\operatorname{{conv}}({g}, {b})", text, windows.inside(value)
    return r"\operatorname{{corr}}({a}, {g})", "{a} correlated with {g}", value


@told("max_pool2d max_pool2d_with_indices avg_pool2d", LAYERS)
def _pooled(call: Bound, argument: int) -> Said | None:
    """To the largest element of each window, or to all of them alike."""
    size = _pair(call.option("kernel_size", 1, 2))
    if call.adjoint.ndim != 4 or argument:
        return None
    windows = _Windows(call, size, (2, 3, 4) if call.own.startswith("max") else (2, 3, 9), size)
    value = np.zeros(windows.padded.shape)
    if call.own == "avg_pool2d":
        for _, _, place in windows:
            value[place] += call.adjoint / (size[0] * size[1])
        return r"\operatorname{{spread}}({g})", "{g} spread over each window", windows.inside(value)
    free = np.ones(call.adjoint.shape, dtype=bool)
    for _, _, place in windows:
        hit = (windows.padded[place] == call.result) & free
        value[place] += call.adjoint * hit
        free &= ~hit
    text = "{g} where the largest of each window stands, 0 elsewhere"
    return r"\operatorname{{scatter}}({g})", text, windows.inside(value)


class _Windows:
    """The windows of a kernel: for each of its elements, where in the padded input that lies."""

    def __init__(
        self,
        call: Bound,
        size: tuple[int, ...],
        places: tuple[int, int, int],
        stride: tuple[int, int] = (1, 1),
    ) -> None:
        step = call.option("stride", places[0])
        self.stride = stride if step in (None, [], ()) else _pair(step)
        self.padding = _pair(call.option("padding", places[1], 0))
        self.dilation = _pair(call.option("dilation", places[2], 1))
        self.size, self.ends = size, call.adjoint.shape[2:]
        source = call.values["a"]
        edge = -np.inf if call.own.startswith("max") else 0.0
        around = [(0, 0), (0, 0), *((p, p) for p in self.padding)]
        self.padded = np.pad(source, around, constant_values=edge)
        self.shape = source.shape

    def __iter__(self) -> Iterator[tuple[int, int, Any]]:
        for row in range(self.size[0]):
            for column in range(self.size[1]):
                starts = row * self.dilation[0], column * self.dilation[1]
                spans = (
                    slice(start, start + step * (count - 1) + 1, step)
                    for start, step, count in zip(starts, self.stride, self.ends, strict=True)
                )
                yield row, column, (slice(None), slice(None), *spans)

    def inside(self, padded: Any) -> Any:
        """Without the padding."""
        down, right = self.padding
        return padded[:, :, down : down + self.shape[2], right : right + self.shape[3]]


def _pair(value: Any) -> tuple[int, int]:
    if isinstance(value, list | tuple):
        return int(value[0]), int(value[-1])
    return int(value), int(value)
