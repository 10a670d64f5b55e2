"""One numpy function a row of the table of functions of vectors and matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def numpy_functions() -> dict[str, Callable[..., Any]]:
    """The functions, by the name of their row."""
    import numpy as np

    return {
        "matmul": np.matmul,
        "hadamard": np.multiply,
        "power": np.power,
        "row": lambda a: a,
        "transpose": lambda a: np.swapaxes(a, -1, -2) if np.ndim(a) > 1 else a,
        "matpow": lambda a, n: np.linalg.matrix_power(a, int(n)),
        "vector": lambda *elements: np.stack(np.broadcast_arrays(*elements)),
        "matrix": lambda *rows: np.stack(rows),
        "index": lambda a, *places: a[tuple(_place(p) for p in places)],
        "slice": lambda *ends: slice(*(None if np.isnan(e) else int(e) for e in ends)),
        "norm": lambda a: np.sqrt(np.sum(a * a)),
        "norm1": lambda a: np.sum(np.abs(a)),
        "norm2": lambda a: np.sqrt(np.sum(a * a)),
        "norminf": lambda a: np.max(np.abs(a)),
        "normF": lambda a: np.sqrt(np.sum(a * a)),
        "colnorm": lambda a: np.max(np.sum(np.abs(a), axis=0)),
        "spectral": lambda a: np.linalg.norm(a, 2),
        "sum": lambda a, axis=None: np.sum(a, axis=_axis(axis)),
        "sums": lambda a, axis: np.sum(a, axis=_axis(axis), keepdims=True),
        "mean": lambda a, axis=None: np.mean(a, axis=_axis(axis)),
        "prod": np.prod,
        "amax": np.max,
        "amin": np.min,
        "dot": np.dot,
        "outer": np.outer,
        "cross": np.cross,
        "inv": np.linalg.inv,
        "solve": np.linalg.solve,
        "det": np.linalg.det,
        "trace": np.trace,
        "eigvalsh": np.linalg.eigvalsh,
        "softmax": _softmax,
        "logsoftmax": _logsoftmax,
        "logsumexp": lambda a: np.max(a) + np.log(np.sum(np.exp(a - np.max(a)))),
        "diag": np.diag,
        "eye": lambda n: np.eye(int(n)),
        "ones": lambda *n: np.ones([int(count) for count in n]),
        "zeros": lambda *n: np.zeros([int(count) for count in n]),
    }


def _axis(axis: float | None) -> int | None:
    return None if axis is None else int(axis)


def _place(place: Any) -> Any:
    """A slice, a whole number, or a mask of ones and zeros."""
    import numpy as np

    if isinstance(place, slice):
        return place
    return np.asarray(place) != 0 if np.ndim(place) else int(np.asarray(place))


def _softmax(a: Floats, axis: float = -1) -> Floats:
    import numpy as np

    powers: Floats = np.exp(a - np.max(a, axis=int(axis), keepdims=True))
    return np.asarray(powers / np.sum(powers, axis=int(axis), keepdims=True))


def _logsoftmax(a: Floats, axis: float = -1) -> Floats:
    import numpy as np

    shifted: Floats = a - np.max(a, axis=int(axis), keepdims=True)
    total = np.sum(np.exp(shifted), axis=int(axis), keepdims=True)
    return np.asarray(shifted - np.log(total))
