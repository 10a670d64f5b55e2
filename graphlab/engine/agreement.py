"""Whether a recording agrees with plain PyTorch: the comparison behind ``check``."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import torch

from graphlab.record import Check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from torch import Tensor

RTOL = {
    torch.float64: 1e-9,
    torch.complex128: 1e-9,
    torch.float32: 1e-4,
    torch.complex64: 1e-4,
    torch.float16: 2e-2,
    torch.bfloat16: 2e-2,
}
"""Relative tolerances, part of the promise of ``check.agrees``."""
_PIECE = 1 << 18
"""Elements that are compared at a time."""
DIFFERS = "the recorded graph does not reproduce plain PyTorch"


def agreement(
    outputs: Sequence[tuple[Tensor, Tensor]],
    gradients: Sequence[tuple[Tensor | None, Tensor | None]],
    adjoints: Sequence[Tensor | None],
) -> Check:
    """Hold pairs (recorded, plain) against each other, elementwise: |a−b| ≤ rtol·max(|b|, s).

    s is the largest |output| for an output and the largest adjoint of the run for a gradient.
    NaN and ∞ must stand at the same places; a gradient must be None in both or in neither.
    """
    worst = _Worst()
    for mine, plain in outputs:
        worst.hold(mine, plain, partial(_largest, [plain]))
    among = cache(partial(_largest, adjoints))
    many: dict[torch.dtype, list[tuple[Tensor, Tensor]]] = {}
    for gradient, expected in gradients:
        if gradient is None or expected is None:
            worst.agrees &= gradient is expected
        elif gradient.shape != expected.shape or gradient.dtype != expected.dtype:
            worst.agrees = False
        elif not _strided(gradient) or not _strided(expected):
            worst.hold(gradient, expected, among)
        elif not _equal(gradient, expected):
            many.setdefault(gradient.dtype, []).append((gradient, expected))
    for pairs in many.values():
        worst.hold_all([g.detach() for g, _ in pairs], [e.detach() for _, e in pairs], among)
    return Check(worst.agrees, worst.absolute, worst.relative, "" if worst.agrees else DIFFERS)


class _Worst:
    def __init__(self) -> None:
        self.agrees = True
        self.absolute = 0.0
        self.relative = 0.0

    def hold(self, mine: Tensor, plain: Tensor, among: Callable[[], float]) -> None:
        """Compare two tensors; ``among`` gives s, and is asked only if they differ at all."""
        if mine.shape != plain.shape or mine.dtype != plain.dtype:
            self.agrees = False
            return
        rtol = RTOL.get(plain.dtype, 0.0)
        if mine.layout is not torch.strided or plain.layout is not torch.strided:
            mine, plain = mine.detach().to_dense(), plain.detach().to_dense()
        if _equal(mine, plain):
            return
        if _strided(plain) and self._near([mine.detach()], [plain.detach()], among):
            return
        mine, plain = _dense(mine), _dense(plain)
        same = (mine == plain) | (mine.isnan() & plain.isnan())
        difference = torch.where(same, 0.0, (mine - plain).abs())
        allowed = rtol * plain.abs().clamp(min=among())
        # ∞ is within any tolerance of ∞, so only finite numbers may differ at all.
        close = (difference <= allowed) & mine.isfinite() & plain.isfinite()
        self.agrees &= bool((same | close).all())
        self.absolute = max(self.absolute, _most(difference))
        self.relative = max(self.relative, _most(torch.where(same, 0.0, difference / plain.abs())))

    def hold_all(self, mine: list[Tensor], plain: list[Tensor], among: Callable[[], float]) -> None:
        """The same for strided tensors of one dtype that share one s, in one go."""
        if not self._near(mine, plain, among):
            one = torch.cat([tensor.reshape(-1) for tensor in mine])
            self.hold(one, torch.cat([tensor.reshape(-1) for tensor in plain]), among)

    def _near(self, mine: list[Tensor], plain: list[Tensor], among: Callable[[], float]) -> bool:
        """The common case, in few passes: all finite, and nothing further off than rtol·s."""
        dtype = plain[0].dtype
        if dtype.is_complex or not all(tensor.numel() for tensor in plain):
            return False
        peaks = [_peak(torch._foreach_sub(*piece)) for piece in _pieces(mine, plain)]
        if not all(peak < torch.inf for peak in peaks):
            return False
        most, rtol = max(peaks), RTOL.get(dtype, 0.0)
        if most > rtol * _peak(plain[:1]) and most > rtol * _peak(plain) and most > rtol * among():
            return False
        self.absolute = max(self.absolute, most)
        for some, others in _pieces(mine, plain):
            off, sizes = torch._foreach_sub(some, others), torch._foreach_abs(others)
            torch._foreach_clamp_min_(sizes, torch.finfo(dtype).tiny)
            torch._foreach_div_(off, sizes)
            self.relative = max(self.relative, _peak(off))
        return True


def _pieces(
    mine: Sequence[Tensor], plain: Sequence[Tensor]
) -> Iterator[tuple[list[Tensor], list[Tensor]]]:
    """Pairs in groups of so few elements that what is made of them stays in the cache.

    New memory for a whole model costs more than the arithmetic.
    """
    some: list[Tensor] = []
    others: list[Tensor] = []
    count = 0
    for one, other in zip(mine, plain, strict=True):
        if one.numel() > _PIECE:
            flat, plain_flat = one.reshape(-1), other.reshape(-1)
            parts = (torch.split(each, _PIECE) for each in (flat, plain_flat))
            for part, plain_part in zip(*parts, strict=True):
                yield [part], [plain_part]
            continue
        some.append(one)
        others.append(other)
        count += one.numel()
        if count > _PIECE:
            yield some, others
            some, others, count = [], [], 0
    if some:
        yield some, others


def _equal(one: Tensor, two: Tensor) -> bool:
    if one.dtype is torch.complex32:  # PyTorch cannot compare these
        one, two = one.to(torch.complex64), two.to(torch.complex64)
    return torch.equal(one, two)


def _dense(tensor: Tensor) -> Tensor:
    tensor = tensor.detach()
    if tensor.layout is not torch.strided:
        tensor = tensor.to_dense()
    return tensor.to(torch.complex128) if tensor.is_complex() else tensor.double()


def _strided(tensor: Tensor) -> bool:
    return tensor.layout is torch.strided and (tensor.is_floating_point() or tensor.is_complex())


def _most(errors: Tensor) -> float:
    return float(errors.nan_to_num(nan=torch.inf, posinf=torch.inf).max())


def _peak(tensors: Sequence[Tensor]) -> float:
    """The largest absolute value, NaN if there is one."""
    real = (tensor.abs() if tensor.is_complex() else tensor for tensor in tensors)
    ends = [end for tensor in real for end in tensor.aminmax()]
    return float(torch.stack(ends).abs().max())


def _largest(tensors: Sequence[Tensor | None]) -> float:
    """The largest finite absolute value."""
    largest = 0.0
    by_kind: dict[torch.dtype, list[Tensor]] = {}
    for tensor in tensors:
        if tensor is not None and tensor.numel():
            by_kind.setdefault(tensor.dtype, []).append(tensor.detach())
    for group in by_kind.values():
        most = torch.inf
        if all(map(_strided, group)):
            most = _peak(group)
        if not most < torch.inf:  # NaN, ∞, or a kind of numbers that has no norm
            most = max(map(_largest_finite, group))
        largest = max(largest, most)
    return largest


def _largest_finite(tensor: Tensor) -> float:
    size = _dense(tensor).abs()
    size = size[size.isfinite()]
    return float(size.max()) if size.numel() else 0.0
