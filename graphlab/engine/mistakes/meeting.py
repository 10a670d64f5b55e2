"""The shapes of the tensors that stand in the expression that failed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from torch import Tensor, nn

if TYPE_CHECKING:
    from types import FrameType

_MOST = 4
_MISSING = object()


def shapes_that_met(node: ast.AST, frame: FrameType) -> str:
    """`` Here x has the shape [3, 1] and self.w [2].``; empty without tensors that have names.

    What is not on the cpu has its device behind the shape. Names are looked up, never computed: no
    property and no method of the person's is called.
    """
    found: dict[str, str] = {}
    for part in ast.walk(node):
        if isinstance(part, ast.Name | ast.Attribute) and len(found) < _MOST:
            value = _value(part, frame)
            if isinstance(value, Tensor) and not isinstance(value, nn.UninitializedParameter):
                found[ast.unparse(part)] = _shape(value)
    if not found:
        return ""
    (first, shape), *others = found.items()
    words = [f"{first} has the shape {shape}", *(f"{name} {size}" for name, size in others)]
    return f" Here {', '.join(words[:-1])}{' and ' if words[:-1] else ''}{words[-1]}."


def _shape(tensor: Tensor) -> str:
    place = "" if tensor.is_cpu else f" on {tensor.device}"
    return f"{list(tensor.shape)}{place}"


def holds(owner: object, name: str) -> bool:
    """Whether an object has an attribute, found without calling anything of the person's."""
    return _held(owner, name) is not _MISSING


def _value(node: ast.expr, frame: FrameType) -> object:
    match node:
        case ast.Name(id=name):
            return frame.f_locals.get(name, frame.f_globals.get(name, _MISSING))
        case ast.Attribute(value=owner, attr=name):
            return _held(_value(owner, frame), name)
    return _MISSING


def _held(owner: object, name: str) -> object:
    if isinstance(owner, nn.Module):
        for table in ("_parameters", "_buffers", "_modules"):
            held = vars(owner).get(table)
            if isinstance(held, dict) and name in held:
                return held[name]
    if owner is _MISSING or isinstance(owner, type) or not hasattr(type(owner), "__dict__"):
        return _MISSING
    try:
        return vars(owner).get(name, _MISSING)
    except TypeError:
        return _MISSING
