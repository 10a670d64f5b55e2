"""How a tensor lies in memory: what is known of it without its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor


@dataclass(frozen=True, slots=True)
class Form:
    """How a result lies in memory.

    ``memory`` is one number for all that share it; stride and offset count elements, and are None
    for what has none.
    """

    shape: tuple[int, ...]
    dtype: torch.dtype
    nbytes: int
    memory: int
    memory_bytes: int | None
    stride: tuple[int, ...] | None
    offset: int | None
    is_view: bool


def form_of(result: Tensor, value: Tensor, number: int | None = None) -> Form:
    """The form of a result whose value may have been copied, and then lies elsewhere.

    Its memory is told by its address, or by ``number``.
    """
    strided = result.layout is torch.strided
    memory = result.untyped_storage() if strided else None
    size = memory.nbytes() if memory is not None else None
    if number is None:
        number = memory.data_ptr() if memory is not None and size else -id(result)
    layout = result if result.shape == value.shape else value
    return Form(
        tuple(value.shape),
        value.dtype,
        result.nbytes if strided else 0,
        number,
        size,
        layout.stride() if strided else None,
        int(layout.storage_offset()) if strided else None,
        result._is_view(),
    )
