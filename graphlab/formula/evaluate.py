"""Numbers of a tree in float64 by numpy: the second opinion beside PyTorch."""

from __future__ import annotations

import math
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from graphlab.formula.tree import Call, Const, Name, Num, Tree, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import numpy as np
    from numpy.typing import NDArray

    Number = float | NDArray[np.float64]
    Evaluator = Callable[[Mapping[str, Number]], Number]

CONSTANTS = {"pi": math.pi, "e": math.e, "": math.nan}


def evaluate(tree: Tree, values: Mapping[str, Number]) -> Number:
    """Value of ``tree`` where names have ``values``; NaN and ±∞ as IEEE 754 has them.

    Comparisons are 1.0 or 0.0. Raises KeyError for a name without a value.
    """
    import numpy as np

    table = _table()
    done: list[Number] = []
    with np.errstate(all="ignore"):
        for part in walk(tree):
            match part:
                case Num():
                    done.append(part.value)
                case Const():
                    done.append(CONSTANTS[part.name])
                case Name():
                    done.append(values[part.name])
                case Call():
                    count = len(part.args)
                    args = done[len(done) - count :]
                    del done[len(done) - count :]
                    done.append(table[part.function](*(_operand(a) for a in args)))
    return done[0]


def _operand(argument: Any) -> Any:
    """A number as float64; slices and names of missing ends stay what they are."""
    import numpy as np

    return argument if isinstance(argument, slice) else np.asarray(argument, dtype=np.float64)


@lru_cache(maxsize=8192)
def compiled(tree: Tree) -> Evaluator:
    """``evaluate`` for a small tree that is asked often; numpy's warnings are the caller's."""
    match tree:
        case Num(value):
            return lambda _: value
        case Const(name):
            constant = CONSTANTS[name]
            return lambda _: constant
        case Name(name):
            return itemgetter(name)
    function = _table()[tree.function]
    parts = [compiled(argument) for argument in tree.args]
    if len(parts) == 1:
        (one,) = parts
        return lambda values: function(one(values))
    if len(parts) == 2:
        left, right = parts
        return lambda values: function(left(values), right(values))
    return lambda values: function(*(part(values) for part in parts))


_TABLES: list[dict[str, Callable[..., Number]]] = []


def _table() -> dict[str, Callable[..., Number]]:
    if not _TABLES:
        from graphlab.formula.tensor_evaluate import numpy_functions

        _TABLES.append(_numpy_functions() | numpy_functions())
    return _TABLES[0]


def _numpy_functions() -> dict[str, Callable[..., Number]]:
    """One numpy function a row of the table of functions."""
    import numpy as np

    erf = np.vectorize(math.erf, otypes=[np.float64])

    def truth(compare: Callable[..., Number]) -> Callable[..., Number]:
        return lambda a, b: np.asarray(compare(a, b), dtype=np.float64)

    def choose(condition: Number, a: Number, b: Number) -> Number:
        return np.asarray(np.where(np.asarray(condition) != 0, a, b), dtype=np.float64)

    def sigmoid(a: Number) -> Number:
        """Without overflow at either end."""
        small = np.exp(-np.abs(a))
        return choose(np.heaviside(a, 1.0), 1 / (1 + small), small / (1 + small))

    return {
        "add": np.add,
        "sub": np.subtract,
        "mul": np.multiply,
        "div": np.divide,
        "neg": np.negative,
        "pow": np.power,
        "remainder": np.remainder,
        "sin": np.sin,
        "cos": np.cos,
        "tan": np.tan,
        "asin": np.arcsin,
        "acos": np.arccos,
        "atan": np.arctan,
        "sinh": np.sinh,
        "cosh": np.cosh,
        "tanh": np.tanh,
        "asinh": np.arcsinh,
        "acosh": np.arccosh,
        "atanh": np.arctanh,
        "exp": np.exp,
        "ln": np.log,
        "log10": np.log10,
        "log2": np.log2,
        "sqrt": np.sqrt,
        "cbrt": np.cbrt,
        "abs": np.abs,
        "sigmoid": sigmoid,
        "relu": lambda a: np.maximum(a, 0.0),
        "softplus": lambda a: np.logaddexp(a, 0.0),
        "erf": erf,
        "sign": np.sign,
        "step": lambda a: np.heaviside(a, 1.0),
        "floor": np.floor,
        "ceil": np.ceil,
        "min": np.minimum,
        "max": np.maximum,
        "where": choose,
        "lt": truth(np.less),
        "le": truth(np.less_equal),
        "gt": truth(np.greater),
        "ge": truth(np.greater_equal),
        "eq": truth(np.equal),
        "ne": truth(np.not_equal),
    }
