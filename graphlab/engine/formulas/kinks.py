"""Where tensor code meets a kink, a tie, a flat function or the end of a domain, in a sentence.

The conditions are those of the table of functions, evaluated on the whole arrays; operations that
formulas do not have stand in a table of their own here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.formulas.partials import row
from graphlab.engine.formulas.spelling import REVERSED, table_name
from graphlab.engine.recording.kinds import name_of
from graphlab.engine.recording.tape import TENSOR
from graphlab.formula.evaluate import compiled
from graphlab.formula.functions import FUNCTIONS
from graphlab.formula.numbers import format_number
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from graphlab.engine.recording.tape import Entry, Tape
    from graphlab.record import Array, Node

MAX_ELEMENTS = 1 << 20
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def kinks(tape: Tape, ids: Mapping[int, str], nodes: Sequence[Node]) -> list[Event]:
    """An event for each node whose derivative is a choice of PyTorch's, or nothing at all.

    Kinks, ties and flat functions are told where a gradient arrives; numbers outside a domain
    wherever they make the result one that is not finite.
    """
    by_id = {node.id: node for node in nodes}
    found = []
    for index, entry in enumerate(tape.entries):
        if entry.function is None or entry.op not in ("call", "inplace"):
            continue
        name = _watched(entry.function)
        if name is None:
            continue
        node = _with_numbers(entry, by_id[ids[index]], by_id, index, ids)
        sources = [by_id[ids[use.source]] for use in entry.uses]
        said = _about(name, entry, node, sources)
        if said is not None:
            found.append(Event(said[0], said[1], entry.line, node.id))
    return found


def _with_numbers(
    entry: Entry, node: Node, by_id: Mapping[str, Node], index: int, ids: Mapping[int, str]
) -> Node:
    """The first result of an operation with several, such as ``max`` along a direction."""
    following = by_id.get(ids.get(index + 1, ""))
    if entry.form is None and following is not None and following.op == "item":
        return following
    return node


def _about(name: str, entry: Entry, node: Node, sources: Sequence[Node]) -> tuple[str, str] | None:
    own = node.value
    values = _arguments(entry, [source.value for source in sources])
    if own is None or not values or max(np.size(v) for v in values.values()) > MAX_ELEMENTS:
        return None
    label = node.id.translate(_SUBSCRIPTS)
    rule = FUNCTIONS.get(name) if _is_elementwise(name, entry) else None
    with np.errstate(all="ignore"):
        if rule is not None and rule.domain and not np.isfinite(own).all():
            outside = _mask(compiled(row(rule.domain))(values)) ^ True
            outside &= ~np.isnan(np.asarray(values["a"], dtype=np.float64))
            if outside.any():
                needs = f"{_said(name)} needs {rule.needs}"
                if not outside.ndim:
                    given = _numbers(entry, sources)
                    result = f"{label} is {format_number(float(own))}"
                    return "domain", f"{needs}; {given}, so {result}."
                return "domain", f"{needs}; {_counted(outside, label)} have other ones."
        if node.adjoint is None:
            return None
        if rule is not None and rule.kink:
            where = _mask(compiled(row(rule.kink))(values))
            if where.any():
                return "kink", f"{_said(name)} {rule.at_kink} ({_counted(where, label)})."
        elif rule is not None and rule.flat:
            return "flat", f"{_said(name)} is flat: no gradient gets through {label}."
        if (
            rule is None
            and name in _KINKS
            and (said := _KINKS[name](entry, values, np.asarray(own), label))
        ):
            return "kink", said
    return None


def _arguments(entry: Entry, tensors: Sequence[Array | None]) -> dict[str, Any]:
    """The leading arguments as a, b, c; empty if a number that is needed is not there."""
    stream = iter(tensors)
    values: dict[str, Any] = {}
    for letter, argument in zip("abc", entry.args, strict=False):
        if argument is TENSOR:
            value = next(stream, None)
            if value is None or value.dtype.kind not in "fiub":
                return {}
            values[letter] = value
        elif isinstance(argument, int | float) and not isinstance(argument, bool):
            values[letter] = float(argument)
        else:
            break
    name = _watched(entry.function) or ""
    rule = FUNCTIONS.get(name) if _is_elementwise(name, entry) else None
    if rule is not None and len(values) < rule.arity:
        return {}
    if name_of(entry.function) in REVERSED and len(values) == 2:
        values["a"], values["b"] = values["b"], values["a"]
    return values


@lru_cache(maxsize=4096)
def _watched(function: Any) -> str | None:
    """The table's name of an operation, in place or not; None if nothing can be odd about it."""
    own = name_of(function)
    known = table_name(own)
    known = known if known != own else table_name(own.strip("_"))
    return known if known in _WATCHED else None


def _is_elementwise(name: str, entry: Entry) -> bool:
    """``max`` and ``min`` of one tensor look for its largest or smallest element instead."""
    return name not in ("max", "min") or (len(entry.args) > 1 and entry.args[1] is TENSOR)


def _mask(condition: Any) -> NDArray[np.bool_]:
    where: NDArray[np.bool_] = np.asarray(condition) != 0
    return where


def _counted(where: NDArray[np.bool_], label: str) -> str:
    return f"{int(where.sum())} of {where.size} elements of {label}" if where.ndim else label


def _numbers(entry: Entry, sources: Sequence[Node]) -> str:
    """``w₇ = −1.5``: the numbers that an operation was given."""
    said = [
        f"{source.id.translate(_SUBSCRIPTS)} = {format_number(float(source.value))}"
        for source in sources
        if source.value is not None
    ]
    return " and ".join(dict.fromkeys(said))


def _said(name: str) -> str:
    return _WORDS.get(name, name)


def _at_0(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    slope = _given(entry, 1, "negative_slope", 0.01)
    where = _mask(values["a"] == 0)
    if not where.any() or slope == 1:
        return None
    told = f"has a kink at 0, where PyTorch uses the derivative {slope:g}"
    return f"leaky_relu {told} ({_counted(where, label)})."


def _at_ends(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    relu6 = name_of(entry.function) == "relu6"
    low = 0.0 if relu6 else _given(entry, 1, "min_val", -1.0)
    high = 6.0 if relu6 else _given(entry, 2, "max_val", 1.0)
    where = _mask((values["a"] == low) | (values["a"] == high))
    if not where.any():
        return None
    ends = f"{format_number(low)} and {format_number(high)}"
    told = f"has kinks at {ends}, where PyTorch uses the derivative 0"
    return f"{name_of(entry.function)} {told} ({_counted(where, label)})."


def _at_bounds(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    bounds = [_given(entry, 1, "min", None), _given(entry, 2, "max", None)]
    numbers = [b for b in bounds if isinstance(b, int | float)]
    where = np.zeros(np.shape(values["a"]), dtype=bool)
    for bound in numbers:
        where |= _mask(values["a"] == bound)
    if not where.any():
        return None
    told = "has kinks at its bounds, where PyTorch uses the derivative 1"
    return f"clamp {told} ({_counted(where, label)})."


def _equal(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    if "b" not in values or np.shape(values["a"]) != np.shape(values["b"]):
        return None
    where = _mask(values["a"] == values["b"])
    if not where.any():
        return None
    return (
        "l1_loss has a kink where prediction and target are equal; PyTorch uses the derivative 0"
        f" there ({int(where.sum())} of {where.size} elements)."
    )


def _shared_ties(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    """``amax``, and ``max`` of everything, share the gradient among equal elements."""
    ties = _ties(entry, values, own)
    if ties is None:
        return None
    which = "largest" if name_of(entry.function) in ("max", "amax") else "smallest"
    return (
        f"Up to {ties} elements are the {which}; PyTorch shares the gradient among them ({label})."
    )


def _first_of_ties(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    """``max`` along a direction gives it to the one element whose index it returns."""
    if len(entry.args) == 1 and not entry.kwargs:
        return _shared_ties(entry, values, own, label)
    ties = _ties(entry, values, own)
    if ties is None:
        return None
    which = "largest" if name_of(entry.function) == "max" else "smallest"
    return (
        f"Up to {ties} elements are the {which}; PyTorch gives the gradient to the one whose index"
        f" it returns ({label})."
    )


def _ties(entry: Entry, values: Mapping[str, Any], own: Array) -> int | None:
    """How many elements of the argument share one place of the result, if more than one does."""
    whole: Any = values["a"]
    along = _given(entry, 1, "dim", None)
    axes = tuple(along) if isinstance(along, list | tuple) else along
    keep = bool(_given(entry, 2, "keepdim", False))
    if axes == ():
        axes = None
    result: Any = own if keep or axes is None else np.expand_dims(own, axes)
    if not whole.ndim:
        return None
    most = int(np.max(np.sum(whole == result, axis=axes)))
    return most if most > 1 else None


def _at_zero_norm(entry: Entry, values: Mapping[str, Any], own: Array, label: str) -> str | None:
    where = _mask(own == 0)
    if not where.any():
        return None
    counted = _counted(where, label) if where.ndim else f"{label} = 0"
    return f"A norm has a kink at 0, where PyTorch uses the derivative 0 ({counted})."


def _given(entry: Entry, place: int, name: str, default: Any) -> Any:
    if entry.kwargs and name in entry.kwargs:
        return entry.kwargs[name]
    return entry.args[place] if place < len(entry.args) else default


_WORDS = {"div": "A division", "pow": "A power", "remainder": "A remainder", "ln": "log"}
_KINKS: dict[str, Callable[[Entry, Mapping[str, Any], Array, str], str | None]] = {
    "leaky_relu": _at_0,
    "relu6": _at_ends,
    "hardtanh": _at_ends,
    "clamp": _at_bounds,
    "l1_loss": _equal,
    "amax": _shared_ties,
    "amin": _shared_ties,
    "max": _first_of_ties,
    "min": _first_of_ties,
    "norm": _at_zero_norm,
    "vector_norm": _at_zero_norm,
    "linalg_norm": _at_zero_norm,
    "linalg_vector_norm": _at_zero_norm,
}
_COMPARISONS = frozenset("lt le gt ge eq ne where".split())
_WATCHED = frozenset(_KINKS) | {
    rule.name
    for rule in FUNCTIONS.values()
    if (rule.kink or rule.flat or rule.domain) and rule.name not in _COMPARISONS
}
"""Operations that are looked at. Max pooling is not: after a relu nearly every picture has windows
full of equal zeros, and telling of them would drown the rest."""
