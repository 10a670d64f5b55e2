"""The losses that can be put on top of a module, as they are chosen and typed."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import Final

from graphlab.errors import InputError
from graphlab.script.specs import Typed, parse_spec


@dataclass(frozen=True, slots=True)
class LossKind:
    """``label`` is for people; ``target`` says what the target holds, empty without one."""

    label: str
    target: str


LOSSES: Final = {
    "mse": LossKind("Mean squared error", "numbers in the shape of the output"),
    "bce": LossKind("Binary cross-entropy", "0 or 1 for each element of the output"),
    "cross_entropy": LossKind("Cross-entropy", "the number of the right class, for each row"),
    "hinge": LossKind("Hinge", "−1 or 1 for each element of the output"),
    "sum": LossKind("Sum", ""),
}


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss and its target; without one, a target is made that fits the output."""

    name: str
    target: Typed | None = None


def parse_loss(text: str | None) -> Loss | None:
    """Read ``mse``, ``mse(zeros(2, 1))`` or ``none``.

    >>> parse_loss("sum")
    Loss(name='sum', target=None)
    """
    typed = (text or "").strip()
    if typed.lower() in {"", "none"}:
        return None
    found = re.fullmatch(r"([\w -]+?)\s*(?:\((.*)\))?", typed, re.DOTALL)
    name = _SPELLED.get(re.sub(r"[\W_]", "", found[1]).lower()) if found else None
    if found is None or name is None:
        near = difflib.get_close_matches(typed.split("(")[0], LOSSES, n=1)
        hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(LOSSES)}."
        raise InputError(f"“{typed.split('(')[0][:40]}” is not a loss graphlab knows.{hint}")
    target = found[2]
    if target is None or not target.strip():
        return Loss(name)
    if not LOSSES[name].target:
        raise InputError(f"The loss {name} takes no target.")
    try:
        return Loss(name, parse_spec(target))
    except InputError as error:
        raise InputError(f"The target cannot be read: {error.problem}") from None


_SPELLED: Final = {name.replace("_", ""): name for name in LOSSES} | {
    "binarycrossentropy": "bce",
    "bceloss": "bce",
    "mseloss": "mse",
    "meansquarederror": "mse",
    "crossentropyloss": "cross_entropy",
    "ce": "cross_entropy",
    "hingeloss": "hinge",
}
