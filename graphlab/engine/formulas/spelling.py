"""How a recorded PyTorch call is written: its name, and its formula in the w's.

PyTorch respells what was typed (``1/t`` arrives as ``__rdiv__``, ``2*t`` as ``mul(t, 2)``); here it
becomes mathematics again where the table of functions knows it, and a plain call where not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import torch
from torch.overrides import resolve_name

from graphlab.engine.recording.kinds import name_of
from graphlab.engine.recording.tape import TENSOR
from graphlab.formula.functions import FUNCTIONS
from graphlab.formula.latex import latex
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Num, Tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.engine.recording.tape import Entry

    _Parted = tuple[tuple[str, ...], tuple[int, ...]]


class Spelling(NamedTuple):
    """A formula's LaTeX, and the same in plain characters."""

    latex: str
    text: str


_TARGETS: dict[Any, str] = {}
_SAME = {
    "true_divide": "div",
    "divide": "div",
    "multiply": "mul",
    "subtract": "sub",
    "negative": "neg",
    "absolute": "abs",
    "__pow__": "pow",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "maximum": "max",
    "minimum": "min",
    "__and__": "",
    "__or__": "",
    "log": "ln",
    "__eq__": "eq",
    "__ne__": "ne",
    "greater": "gt",
    "less": "lt",
    "clip": "clamp",
}
REVERSED = {
    "__rdiv__": "div",
    "__rtruediv__": "div",
    "__rsub__": "sub",
    "rsub": "sub",
    "__rpow__": "pow",
}
_UNITS = {
    "square": "{}^{{2}}",
    "reciprocal": r"\frac{{1}}{{{}}}",
    "rsqrt": r"\frac{{1}}{{\sqrt{{{}}}}}",
}
_TRANSPOSES = frozenset(["T", "t", "mT", "H", "mH"])
_PRODUCTS = frozenset(["matmul", "mm", "mv", "bmm", "dot", "__matmul__", "vdot", "inner"])
_SHORT = 28
_UNKNOWN: Final = object()
_FORMS: dict[Any, Any] = {}
_MOST_FORMS = 10_000
_PLACE = 987_654_001
"""Numbers of nodes that stand in a printed form until it is filled."""


def target_name(function: Any) -> str:
    """``torch.mul``: the public name of a function."""
    known = _TARGETS.get(function)
    if known is None:
        known = _TARGETS[function] = _target_name(function)
    return known


def _target_name(function: Any) -> str:
    try:
        name = resolve_name(function)
    except (TypeError, AttributeError):
        name = None
    if name:
        return str(name).removesuffix(".__get__").removesuffix(".__set__")
    module = getattr(function, "__module__", None)
    own = name_of(function)
    return f"{module}.{own}" if module and str(module).startswith("torch") else own


def spell(entry: Entry, names: Sequence[str]) -> Spelling:
    """The formula of an entry; ``names`` are the w's of its tensor arguments, in order."""
    if entry.op == "item":
        return Spelling(rf"{_name(names[0])}[{entry.item}]", f"{names[0]}[{entry.item}]")
    if entry.op == "update":
        return _named_call("written", [names[0], names[1]])
    if entry.op == "opaque" or entry.function is None:
        return _named_call("block", list(names))
    own = name_of(entry.function)
    if entry.op == "inplace":
        return _in_place(own, entry, names)
    form = _form_of(entry)
    if form is not None:
        return Spelling(_filled(form[0], names), _filled(form[1], names))
    return _special(own, entry, names) or _generic(own, entry, names)


def table_name(own: str) -> str:
    """The name in the table of functions of what PyTorch calls ``own``."""
    return REVERSED.get(own) or _SAME.get(own, own)


def tree_of(entry: Entry, names: Sequence[str]) -> tuple[Call | None, bool]:
    """The call as a tree of the function table, and whether its two arguments are turned round."""
    if entry.function is None or entry.op != "call":
        return None, False
    own = name_of(entry.function)
    return _tree(own, entry, names), own in REVERSED


def _form_of(entry: Entry) -> tuple[_Parted, _Parted] | None:
    """A call of the table as it is printed, with numbers of its own in place of the names.

    Printing is slow, and a model has the same few calls again and again.
    """
    if entry.kwargs:
        return None
    try:
        key = entry.function, entry.args, tuple(map(type, entry.args))
        known = _FORMS.get(key, _UNKNOWN)
    except TypeError:
        return None  # an argument that has no hash is no number
    if known is _UNKNOWN:
        count = sum(argument is TENSOR for argument in entry.args)
        names = [f"w{_PLACE + place}" for place in range(count)]
        tree = _tree(name_of(entry.function), entry, names)
        known = None if tree is None else (_parted(latex(tree)), _parted(typed(tree)))
        if len(_FORMS) < _MOST_FORMS:
            _FORMS[key] = known
    return known if isinstance(known, tuple) else None


def _parted(printed: str) -> _Parted:
    """A printed form as what stands between the names, and which name stands at each place."""
    parts = re.split(rf"({_PLACE // 1000}\d{{3}})", printed)
    return tuple(parts[::2]), tuple(int(number) - _PLACE for number in parts[1::2])


def _filled(form: _Parted, names: Sequence[str]) -> str:
    between, places = form
    filled = between[0]
    for place, text in zip(places, between[1:], strict=True):
        filled += names[place][1:] + text
    return filled


def _tree(own: str, entry: Entry, names: Sequence[str]) -> Call | None:
    """The call as a tree of the function table, if all arguments are tensors or numbers."""
    row = FUNCTIONS.get(table_name(own))
    if row is None or entry.kwargs or row.arity != len(entry.args):
        return None
    stream = iter(names)
    args: list[Tree] = []
    for argument in entry.args:
        if argument is TENSOR:
            args.append(Name(next(stream)))
        elif isinstance(argument, int | float) and not isinstance(argument, bool):
            args.append(Num(float(argument), repr(argument) if argument >= 0 else ""))
        else:
            return None
    if own in REVERSED:
        args.reverse()
    if any(isinstance(a, Num) and not _plain(a.value) for a in args):
        return None
    return Call(row.name, tuple(_signed(a) for a in args))


def _signed(tree: Tree) -> Tree:
    if isinstance(tree, Num) and tree.value < 0:
        return Call("neg", (Num(-tree.value),))
    return tree


def _plain(value: float) -> bool:
    return value == value and abs(value) != float("inf")


def _special(own: str, entry: Entry, names: Sequence[str]) -> Spelling | None:
    plain = not entry.kwargs and all(argument is TENSOR for argument in entry.args)
    if own in _TRANSPOSES and len(names) == 1:
        return Spelling(rf"{_name(names[0])}^{{\top}}", f"{names[0]}ᵀ")
    if own in _PRODUCTS and plain and len(names) == 2:
        one, two = names
        if own in ("dot", "vdot", "inner"):
            return Spelling(rf"{_name(one)}^{{\top}} {_name(two)}", f"{one}ᵀ {two}")
        return Spelling(f"{_name(one)} {_name(two)}", f"{one} {two}")
    if own == "linear" and not (entry.kwargs and set(entry.kwargs) - {"bias", "weight", "input"}):
        one, two, *rest = names
        bias = f" + {_name(rest[0])}" if rest else ""
        text = f" + {rest[0]}" if rest else ""
        return Spelling(rf"{_name(one)} {_name(two)}^{{\top}}{bias}", f"{one} {two}ᵀ{text}")
    if own in _UNITS and len(names) == 1:
        texts = {"square": "{}²", "reciprocal": "1/{}", "rsqrt": "1/√{}"}
        return Spelling(_UNITS[own].format(_name(names[0])), texts[own].format(names[0]))
    if own == "__getitem__":
        stream = iter(names)
        first = next(stream)
        inside = _index(entry.args[1], stream)
        return Spelling(f"{_name(first)}[{_mixed(_clipped(inside))}]", f"{first}[{inside}]")
    return None


def _in_place(own: str, entry: Entry, names: Sequence[str]) -> Spelling:
    if own == "__setitem__":
        stream = iter(names)
        first = next(stream)
        inside = _index(entry.args[1], stream)
        value = _argument(entry.args[2], stream)
        text = f"{first}[{inside}] = {value}"
        return Spelling(_mixed(_clipped(text)), text)
    return _generic(own, entry, names)


def _generic(own: str, entry: Entry, names: Sequence[str]) -> Spelling:
    stream = iter(names)
    parts = [_argument(argument, stream) for argument in entry.args]
    for key, value in (entry.kwargs or {}).items():
        said = _argument(value, stream)
        if said != "None" and (key, said) != ("inplace", "False"):
            parts.append(f"{key}={said}")
    while parts and parts[-1] == "None":
        parts.pop()
    return _named_call(own, parts)


def _named_call(own: str, parts: Sequence[str]) -> Spelling:
    own = own.strip("_") if own.startswith("__") else own
    text = f"{own}({', '.join(parts)})"
    shown: list[str] = []
    room = _SHORT
    for part in parts:
        if room <= 0:
            shown.append(r"\ldots")
            break
        shown.append(_latex_part(part))
        room -= len(part) + 2
    head = rf"\operatorname{{{_escaped(own)}}}"
    return Spelling(rf"{head}({', '.join(shown)})", text)


def _latex_part(part: str) -> str:
    if part[:1] == "w" and part[1:].isdigit():
        return _name(part)
    if part.replace(".", "", 1).replace("-", "", 1).isdigit():
        return part
    return _mixed(_clipped(part))


def _mixed(text: str) -> str:
    """Words as text and names of nodes as mathematics."""
    parts = re.split(r"\b(w[0-9]+)\b", text)
    return "".join(
        _name(part) if place % 2 else rf"\text{{{_escaped(part)}}}" if part else ""
        for place, part in enumerate(parts)
    )


def _argument(argument: Any, stream: Iterator[str]) -> str:
    if argument is TENSOR:
        return next(stream)
    if isinstance(argument, list | tuple):
        inside = ", ".join(_argument(part, stream) for part in argument)
        if isinstance(argument, list):
            return f"[{inside}]"
        return f"({inside},)" if len(argument) == 1 else f"({inside})"
    if isinstance(argument, slice | type(...)):
        return _index(argument, stream)
    if isinstance(argument, float):
        return f"{argument:.6g}"
    if isinstance(argument, torch.dtype):
        return str(argument).removeprefix("torch.")
    if isinstance(argument, str | int | bool | type(None) | torch.device):
        return repr(argument)
    return type(argument).__name__


def _index(index: Any, stream: Iterator[str]) -> str:
    if isinstance(index, tuple):
        return ", ".join(_index(part, stream) for part in index)
    if isinstance(index, slice):
        ends = ["" if end is None else _argument(end, stream) for end in (index.start, index.stop)]
        step = "" if index.step is None else f":{_argument(index.step, stream)}"
        return ":".join(ends) + step
    if index is Ellipsis:
        return "..."
    return _argument(index, stream)


def _name(name: str) -> str:
    return f"{name[0]}_{{{name[1:]}}}"


def _clipped(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


def _escaped(text: str) -> str:
    for character in "\\{}":
        text = text.replace(character, "")
    return text.replace("_", r"\_").replace("%", r"\%").replace("#", r"\#").replace("&", r"\&")
