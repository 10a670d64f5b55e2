"""What happens in a run that the person must know: values that leave, writes, cuts, chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from graphlab.engine.recording.kinds import name_of
from graphlab.formula.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(slots=True)
class Happening:
    """One kind of thing at one line; ``entry`` is the first node that it concerns."""

    kind: str
    line: int | None
    entry: int | None
    name: str = ""
    truths: int = 0
    times: int = 0
    value: str = ""


class Happenings:
    """Collects, one for each kind, line and name, however often it happens."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int | None, str], Happening] = {}

    def __iter__(self) -> Iterator[Happening]:
        return iter(self._found.values())

    def left(self, name: str, result: object, line: int | None, entry: int | None) -> None:
        """A value went to Python; a truth value decided something."""
        kind = "branch" if name in ("__bool__", "is_nonzero", "equal", "allclose") else "left"
        if name == "__index__":
            kind = "branch"
        found = self._at(kind, line, name, entry)
        found.truths += result is True
        if isinstance(result, bool | int | float):
            found.value = str(result) if isinstance(result, bool) else format_number(float(result))

    def drew(
        self,
        function: Any,
        args: tuple[Any, ...],
        kwargs: Mapping[str, Any] | None,
        line: int | None,
        entry: int | None,
    ) -> None:
        """Random numbers were drawn, unless dropout is switched off."""
        name = name_of(function)
        if "dropout" in name and _is_off(args, kwargs):
            return
        if name in ("lstm", "gru", "rnn_tanh", "rnn_relu", "multi_head_attention_forward"):
            return
        if name == "scaled_dot_product_attention" and not (kwargs or {}).get("dropout_p"):
            return
        self._at("random", line, name, entry)

    def wrote(self, function: Any, line: int | None, entry: int | None) -> None:
        """Memory was written to in place."""
        self._at("inplace", line, name_of(function), entry)

    def cut(self, name: str, line: int | None, entry: int) -> None:
        """``detach`` or ``data`` let no gradient through."""
        self._at("cut", line, name, entry)

    def _at(self, kind: str, line: int | None, name: str, entry: int | None) -> Happening:
        found = self._found.setdefault((kind, line, name), Happening(kind, line, entry, name))
        found.times += 1
        return found


def _is_off(args: tuple[Any, ...], kwargs: Mapping[str, Any] | None) -> bool:
    named = kwargs or {}
    training = named.get("training", named.get("train", args[2] if len(args) > 2 else True))
    p = named.get("p", args[1] if len(args) > 1 else 0.5)
    return not training or (not isinstance(p, torch.Tensor) and p == 0)
