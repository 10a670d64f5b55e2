"""Whether an array is the sum of others, up to rounding in its type."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from graphlab.record import Array

TOLERANCE = 1e-9
_TOLERANCES = {"float32": 1e-4, "complex64": 1e-4, "float16": 2e-2, "bfloat16": 2e-2}


def is_sum(whole: Array, total: Array, size: Array, dtype: str) -> bool:
    """Whether ``whole`` is ``total``, where ``size`` is the sum of the parts' magnitudes."""
    if np.array_equal(total, whole):
        return True
    finite = np.isfinite(whole)
    if not np.array_equal(finite, np.isfinite(total)):
        return False
    tolerance = _TOLERANCES.get(dtype, TOLERANCE)
    off: Any = np.abs(np.subtract(whole, total))
    return bool((off <= tolerance * np.maximum(size, _floor(size)))[finite].all())


def _floor(size: Array) -> float:
    """Rounding is measured against the largest share, not against an element that cancels."""
    finite: Any = size[np.isfinite(size)]
    return float(finite.max()) * 1e-3 if finite.size else 0.0
