"""What was typed for an argument, and arrays of numbers, as Python with PyTorch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.script.specs import Constant, Group, Spec

if TYPE_CHECKING:
    from graphlab.record import Array
    from graphlab.script.specs import Typed

DRAWN = ("randn", "rand", "ones", "zeros", "eye")


def python_of(typed: Typed) -> str:
    """Tensors by the function that makes them, from the same random numbers as in the window.

    >>> python_of(Spec("randn", (2, 1), requires_grad=True))
    'torch.randn(2, 1).requires_grad_()'
    """
    match typed:
        case Spec():
            return _tensor(typed)
        case Constant(value=value):
            return _plain(value)
        case Group(kind="dict", items=items, keys=keys):
            pairs = zip(keys, items, strict=True)
            return "{" + ", ".join(f"{_plain(k)}: {python_of(v)}" for k, v in pairs) + "}"
        case Group(kind="tuple", items=items):
            return "(" + "".join(f"{python_of(item)}, " for item in items).rstrip() + ")"
        case Group(items=items):
            return f"[{', '.join(map(python_of, items))}]"


def holds_tensors(typed: Typed) -> bool:
    """Whether it becomes a tensor, or has one inside, as an input of a call."""
    if isinstance(typed, Constant):
        return isinstance(typed.value, float | complex)
    return isinstance(typed, Spec) or any(map(holds_tensors, typed.items))


def floating(typed: Typed) -> bool:
    """Whether it is one tensor that can have a gradient."""
    if isinstance(typed, Constant):
        return isinstance(typed.value, int | float | complex) and not isinstance(typed.value, bool)
    if not isinstance(typed, Spec):
        return False
    if typed.dtype is not None:
        return typed.dtype.startswith(("float", "bfloat", "complex", "double", "half"))
    return typed.generator in {*DRAWN, "linspace"} or any(
        isinstance(value, float | complex) for value in typed.values
    )


def numbers(array: Array) -> str:
    """Nested lists of numbers that Python reads."""
    return _plain(array.tolist())


def _tensor(spec: Spec) -> str:
    name = spec.generator
    whole = (spec.dtype or "").startswith(("int", "uint", "bool"))
    match name:
        case "tensor":
            made = [_plain(_nested(list(spec.values), spec.shape))]
        case "randint":
            made = [*map(_plain, spec.values), str(spec.shape)]
        case "full":
            made = [str(spec.shape), _plain(spec.values[0])]
        case "arange":
            made = [*map(_plain, spec.values)]
        case "linspace":
            made = [*map(_plain, spec.values), str(spec.shape[0])]
        case _:
            made = [*map(str, spec.shape)] or ["()"]
    later = ""
    if spec.dtype and (name == "randint" or (whole and name in {"randn", "rand"})):
        later = f".to(torch.{spec.dtype})"  # drawn first, then turned into another type
    elif spec.dtype:
        made.append(f"dtype=torch.{spec.dtype}")
    if spec.requires_grad is not None:
        later += f".requires_grad_({'' if spec.requires_grad else 'False'})"
    return f"torch.{name}({', '.join(made)}){later}"


def _nested(values: list[object], shape: tuple[int, ...]) -> object:
    if not shape:
        return values[0]
    if not shape[0]:
        return []
    step = len(values) // shape[0]
    return [_nested(values[i * step : (i + 1) * step], shape[1:]) for i in range(shape[0])]


def _plain(value: object) -> str:
    """As repr, but numbers that are not finite are calls."""
    if isinstance(value, float) and not math.isfinite(value):
        return f"float({str(value)!r})"
    if isinstance(value, list):
        return f"[{', '.join(map(_plain, value))}]"
    if isinstance(value, tuple):
        return "(" + "".join(f"{_plain(item)}, " for item in value).rstrip() + ")"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_plain(k)}: {_plain(v)}" for k, v in value.items()) + "}"
    return repr(value)
