"""Copies of modules, as ``copy.deepcopy`` makes them, in a third of its time."""

from __future__ import annotations

import copy
from collections import OrderedDict
from types import MethodType
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = frozenset([bool, int, float, complex, str, bytes, type(None)])
_BOXES = frozenset([dict, OrderedDict, list, set])
_OWN_WAYS = frozenset(
    "__deepcopy__ __reduce__ __reduce_ex__ __getstate__ __getnewargs__ __getnewargs_ex__"
    " __slots__".split()
)
_usual: dict[type[nn.Module], bool] = {}


def copied(module: nn.Module, memo: dict[int, Any] | None = None) -> nn.Module:
    """An independent copy; parts and tensors that occur twice do so in the copy as well.

    Most of a module's attributes are empty boxes for hooks, which deepcopy takes apart one by one.
    A module that has its own way of being copied or pickled goes through deepcopy. Raises what
    the person's ``__deepcopy__`` raises.
    """
    memo = {} if memo is None else memo
    known: nn.Module | None = memo.get(id(module))
    if known is not None:
        return known
    kind = type(module)
    if not _is_usual(kind):
        return copy.deepcopy(module, memo)
    own: nn.Module = kind.__new__(kind)
    memo[id(module)] = own
    state = {name: _value(value, memo) for name, value in module.__dict__.items()}
    restore: Callable[[dict[str, Any]], None] = own.__setstate__
    restore(state)
    return own


def hindrance(module: nn.Module) -> str:
    """What of a module cannot be copied: ``part.lock is a lock``; empty where that is not found."""
    for path, part in module.named_modules():
        for name, value in vars(part).items():
            if name in _TABLES or isinstance(value, MethodType):  # which hold the whole module
                continue
            try:
                copy.deepcopy(value)
            except Exception:  # noqa: BLE001 (whatever the person's __deepcopy__ raises)
                where = f"{path}.{name}" if path else f"self.{name}"
                return f"{where} is {_kind(value)}"
        if "__deepcopy__" in dir(type(part)):
            return f"{path or 'its class'} has a __deepcopy__ that fails"
    return ""


_TABLES = frozenset(["_modules", "_parameters", "_buffers"])


def _kind(value: object) -> str:
    if isinstance(value, Tensor) and not value.is_leaf:
        return "a tensor computed from others"
    name = type(value).__name__.lstrip("_")
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def _value(value: Any, memo: dict[int, Any]) -> Any:
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind in _BOXES and id(value) not in memo:
        if not value:
            memo[id(value)] = empty = kind()
            return empty
        if kind is dict and all(isinstance(part, nn.Module) for part in value.values()):
            parts: dict[Any, nn.Module] = {}
            memo[id(value)] = parts
            parts.update({name: copied(part, memo) for name, part in value.items()})
            return parts
    if isinstance(value, nn.Module):
        return copied(value, memo)
    return copy.deepcopy(value, memo)


def _is_usual(kind: type[nn.Module]) -> bool:
    known = _usual.get(kind)
    if known is None:
        bases = [base for base in kind.__mro__ if base not in (nn.Module, object)]
        known = _usual[kind] = all(_OWN_WAYS.isdisjoint(vars(base)) for base in bases)
    return known
