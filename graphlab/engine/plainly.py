"""Statements run plainly: what they define, and what a recorded run of them is held against."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import Tensor

from graphlab.engine.agreement import agreement
from graphlab.engine.recording.halting import STOP
from graphlab.engine.recording.plain import FirstPass, leaf_gradients, ones_like
from graphlab.engine.verdict import same

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.engine.recording.heard import Heard
    from graphlab.engine.recording.plain import Plain

Namespace = dict[str, Any]
"""The names that the statements defined."""


class PlainRun:
    """What the statements define without a recorder, and their first backward pass if any."""

    def __init__(self, namespace: Namespace, first: FirstPass) -> None:
        self._namespace = namespace
        self._first = first.plain
        self._last = first.last

    def let_go(self) -> None:
        """Forget what is not needed once the statements have started a backward pass."""
        if self._first is not None:
            self._namespace, self._last = {}, None

    def is_like(self, other: PlainRun) -> bool:
        """Whether another run defined the same, and started from it the same backward pass."""
        mine, theirs = self._tensors(), other._tensors()
        if mine.keys() != theirs.keys() or (self._first is None) != (other._first is None):
            return False
        if self._first is not None and other._first is not None:
            if not same(self._first, other._first):
                return False
        return bool(agreement([(mine[n], theirs[n]) for n in mine], [], []).agrees)

    def _tensors(self) -> dict[str, Tensor]:
        return {n: v.detach() for n, v in self._namespace.items() if isinstance(v, Tensor)}

    def reference(
        self, namespace: Namespace, ends_there: Sequence[Tensor], *, has_root: bool
    ) -> Plain | None:
        """Ends and gradients that belong to those of a recorded run, which defined ``namespace``.

        ``has_root`` tells that it started a backward pass itself.
        """
        if has_root:
            return self._first
        names = [_name_in(namespace, end) for end in ends_there]
        ends = [self._namespace.get(name) if name else self._last for name in names]
        tensors = [end for end in ends if isinstance(end, Tensor)]
        if len(tensors) != len(names):
            return None
        wanted = [end for end in tensors if end.requires_grad]
        plain = leaf_gradients(wanted, [ones_like(end) for end in wanted], retain_graph=False)
        plain.outputs = [end.detach() for end in tensors]
        return plain


def plainly(run: Callable[[], Namespace], heard: Heard) -> tuple[PlainRun, Exception | None]:
    """Run the statements without a recorder; what they raise is told by the recorded run."""
    first = FirstPass()
    try:
        with STOP.running(), heard.run(), first:
            namespace = run()
    except Exception as error:  # noqa: BLE001 (the recorded run tells the person about it)
        return PlainRun({}, first), error
    return PlainRun(namespace, first), None


def _name_in(namespace: Namespace, tensor: Tensor) -> str | None:
    return next((name for name, value in namespace.items() if value is tensor), None)
