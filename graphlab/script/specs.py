"""Example inputs and constructor arguments: tensors to be made, and plain values."""

from __future__ import annotations

import ast
import difflib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from graphlab.errors import LimitError
from graphlab.script.values import EXAMPLES, MAX_DEPTH, Number, Shape, Values

MAX_ELEMENTS = 10_000_000


@dataclass(frozen=True, slots=True)
class Spec:
    """One tensor to be made.

    ``values`` are the numbers a generator takes besides the shape (low and high of ``randint``,
    start, end and step of ``arange``), or the elements of a ``tensor`` in row-major order.
    ``requires_grad`` is None where nothing was said.
    """

    generator: str
    shape: Shape
    dtype: str | None = None
    requires_grad: bool | None = None
    values: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Constant:
    """A number, a text, True, False or None, or a tuple, list or dict of them."""

    value: object


@dataclass(frozen=True, slots=True)
class Group:
    """A tuple, list or dict that holds tensors; ``keys`` are those of a dict."""

    kind: Literal["tuple", "list", "dict"]
    items: tuple[Typed, ...]
    keys: tuple[object, ...] = ()


Typed = Spec | Constant | Group


def parse_spec(text: str) -> Typed:
    """What was typed for one input: ``randn(2, 1)``, ``[[1, 2], [3, 4]]``, ``0.5``, ``None``.

    Lists of numbers are tensors. Raises InputError with the column.

    >>> parse_spec("ones(3, dtype=float64)")
    Spec(generator='ones', shape=(3,), dtype='float64', requires_grad=None, values=())
    """
    return _parsed(text, lists_are_tensors=True)


def parse_argument(text: str) -> Typed:
    """What was typed for an argument of a constructor: as an input, but lists stay lists."""
    return _parsed(text, lists_are_tensors=False)


def _parsed(text: str, *, lists_are_tensors: bool) -> Typed:
    values = Values(text)
    tree = values.tree()
    try:
        return _typed(values, tree, lists_are_tensors, MAX_DEPTH)
    except RecursionError:
        raise LimitError("This is nested too deeply.", line=1, column=1) from None


def _typed(values: Values, node: ast.expr, lists_are_tensors: bool, left: int) -> Typed:
    if left == 0:
        values.fail(node, f"This is nested deeper than {MAX_DEPTH} levels.")
    match node:
        case ast.Call():
            return _generated(values, node)
        case ast.List() if lists_are_tensors and not _holds_calls(node):
            shape, elements = values.table(node)
            return Spec("tensor", shape, values=elements)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            kind: Literal["tuple", "list"] = "list" if isinstance(node, ast.List) else "tuple"
            items = tuple(_typed(values, p, lists_are_tensors, left - 1) for p in parts)
            return _plain_if_possible(Group(kind, items))
        case ast.Dict(keys=keys, values=parts):
            names = tuple(values.plain(key) if key else values.fail(node, EXAMPLES) for key in keys)
            items = tuple(_typed(values, p, lists_are_tensors, left - 1) for p in parts)
            return _plain_if_possible(Group("dict", items, names))
        case ast.Name(id=name) if name in _GENERATORS:
            values.fail(node, f"“{name}” needs its numbers in brackets: {_SHOWN[name]}.", len(name))
    return Constant(values.plain(node))


def _plain_if_possible(group: Group) -> Typed:
    plain = [item.value for item in group.items if isinstance(item, Constant)]
    if len(plain) < len(group.items):
        return group
    if group.kind == "dict":
        return Constant(dict(zip(group.keys, plain, strict=True)))
    return Constant(tuple(plain) if group.kind == "tuple" else plain)


def _holds_calls(node: ast.expr) -> bool:
    return any(isinstance(part, ast.Call) for part in ast.walk(node))


def _generated(values: Values, node: ast.Call) -> Spec:
    name = _last_name(node.func)
    if name not in _GENERATORS:
        near = difflib.get_close_matches(name, _GENERATORS, n=1)
        hint = f"Did you mean {near[0]}?" if near else f"There are {', '.join(_GENERATORS)}."
        called = f"“{name}”" if name else "This call"
        values.fail(node, f"{called} makes no tensor here. {hint}", len(name) or 1)
    named = {keyword.arg or "**": keyword.value for keyword in node.keywords}
    dtype = _dtype(values, named.pop("dtype")) if "dtype" in named else None
    grad = _truth(values, named.pop("requires_grad")) if "requires_grad" in named else None
    wanted, rule = _GENERATORS[name]
    for spare in named.keys() - set(wanted):
        values.fail(named[spare], f"“{spare}” is not known to {name}; write {_SHOWN[name]}.")
    arguments = [*node.args, *(named[key] for key in wanted if key in named)]
    shape, numbers = rule(values, node, arguments)
    if math.prod(shape) > MAX_ELEMENTS:
        problem = f"This has {math.prod(shape):,} elements; graphlab takes {MAX_ELEMENTS:,}."
        raise LimitError(problem, line=1, column=values.column(node))
    if grad and not _may_require_grad(dtype, name, numbers):
        values.fail(node, "Only tensors of floating-point numbers can require gradients.")
    return Spec(name, shape, dtype, grad, numbers)


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="torch" | "np"), attr=name):
            return name
    return ""


# One rule a generator: the shape, and the numbers it takes besides

_Made = tuple[Shape, tuple[Number, ...]]
_Rule = Callable[[Values, ast.Call, Sequence[ast.expr]], _Made]


def _shaped(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    return values.sizes(node, parts), ()


def _whole_numbers(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    if len(parts) not in (2, 3) or not isinstance(parts[-1], ast.Tuple | ast.List):
        values.fail(node, f"randint takes limits and a shape: {_SHOWN['randint']}.")
    ends = [values.plain(part) for part in parts[:-1]]
    low, high = ends if len(ends) == 2 else (0, ends[0])
    if not isinstance(low, int) or not isinstance(high, int) or not -(2**62) < low < high < 2**62:
        values.fail(node, "randint takes whole numbers, the first limit below the second.")
    return values.sizes(node, parts[-1:]), (low, high)


def _filled(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    if len(parts) != 2:
        values.fail(node, f"full takes a shape and a number: {_SHOWN['full']}.")
    return values.sizes(node, parts[:1]), (values.number(parts[1]),)


def _identity(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    if len(parts) not in (1, 2):
        values.fail(node, f"eye takes one or two sizes: {_SHOWN['eye']}.")
    return (values.size(parts[0]), values.size(parts[-1])), ()


def _counted(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    if len(parts) not in (1, 2, 3):
        values.fail(node, f"arange takes one to three numbers: {_SHOWN['arange']}.")
    numbers = [values.number(part) for part in parts]
    start, end, step = [0, *numbers, 1] if len(numbers) == 1 else [*numbers, 1][:3]
    try:
        length = math.ceil((end - start) / step)
    except (ArithmeticError, ValueError):
        length = -1
    if length < 0:
        values.fail(node, "From this start, such steps do not lead to the end.")
    return (length,), (start, end, step)


def _spaced(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    if len(parts) != 3:
        values.fail(node, f"linspace takes start, end and count: {_SHOWN['linspace']}.")
    return (values.size(parts[2]),), (values.number(parts[0]), values.number(parts[1]))


def _listed(values: Values, node: ast.Call, parts: Sequence[ast.expr]) -> _Made:
    if len(parts) != 1:
        values.fail(node, f"tensor takes a number or nested lists: {_SHOWN['tensor']}.")
    return values.table(parts[0])


_GENERATORS: Final[dict[str, tuple[tuple[str, ...], _Rule]]] = {
    "randn": (("size",), _shaped),
    "rand": (("size",), _shaped),
    "ones": (("size",), _shaped),
    "zeros": (("size",), _shaped),
    "randint": (("low", "high", "size"), _whole_numbers),
    "arange": (("start", "end", "step"), _counted),
    "linspace": (("start", "end", "steps"), _spaced),
    "full": (("size", "fill_value"), _filled),
    "eye": ((), _identity),
    "tensor": (("data",), _listed),
}

_SHOWN: Final = {
    "randn": "randn(2, 1)",
    "rand": "rand(2, 1)",
    "ones": "ones(3)",
    "zeros": "zeros(3)",
    "randint": "randint(0, 10, (5,))",
    "arange": "arange(4)",
    "linspace": "linspace(0, 1, 5)",
    "full": "full((2, 3), 0.5)",
    "eye": "eye(3)",
    "tensor": "tensor([[1, 2], [3, 4]])",
}

_DTYPES: Final = {
    **{
        name: name
        for name in (
            "float16 bfloat16 float32 float64 complex64 complex128"
            " int8 int16 int32 int64 uint8 bool"
        ).split()
    },
    **{"half": "float16", "float": "float32", "double": "float64", "short": "int16"},
    **{"int": "int32", "long": "int64", "cfloat": "complex64", "cdouble": "complex128"},
}


def _dtype(values: Values, node: ast.expr) -> str:
    name = _last_name(node)
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = node.value.removeprefix("torch.")
    elif isinstance(node, ast.Name) and name in {"float", "int"}:
        return f"{name}64"  # Python's own types, as PyTorch reads them
    if name not in _DTYPES:
        values.fail(node, "This is no data type; there are float32, float64, int64, bool and more.")
    return _DTYPES[name]


def _truth(values: Values, node: ast.expr) -> bool:
    value = values.plain(node)
    if not isinstance(value, bool):
        values.fail(node, "requires_grad is True or False.")
    return value


def _may_require_grad(dtype: str | None, generator: str, numbers: Sequence[Number]) -> bool:
    if dtype is not None:
        return dtype.startswith(("float", "bfloat", "complex"))
    if generator in {"arange", "randint", "tensor", "full"}:
        return any(isinstance(number, float | complex) for number in numbers)
    return True
