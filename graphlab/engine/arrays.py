"""Tensors as the numpy arrays of a Record."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from graphlab.record import Array

_COMMON = frozenset([torch.float32, torch.float64, torch.int64, torch.bool])
_NARROW = frozenset(
    [torch.bfloat16] + [kind for name, kind in vars(torch).items() if name.startswith("float8_")]
)


@cache
def dtype_name(dtype: torch.dtype) -> str:
    """``float32``."""
    return str(dtype).removeprefix("torch.")


def array_of(tensor: Tensor, copy: bool = False) -> Array:
    """A read-only array; numbers that numpy does not know come as float32.

    Without ``copy`` it may be a view of the tensor's memory.
    """
    if tensor.layout is not torch.strided:
        tensor = tensor.to_dense()
    if tensor.dtype not in _COMMON:
        tensor = _known_to_numpy(tensor)
    array: Array = tensor.numpy(force=True)  # detaches as well
    if copy:
        array = array.copy()
    array.setflags(write=False)
    return array


def _known_to_numpy(tensor: Tensor) -> Tensor:
    if tensor.is_quantized:
        return tensor.dequantize()
    if tensor.dtype in _NARROW:
        return tensor.to(torch.float32)
    return tensor.to(torch.complex64) if tensor.dtype is torch.complex32 else tensor
