"""Whether two formulas are the same function, by sympy within a time limit.

Numbers decide whether an answer is right; this only says whether it is proved.
"""

from __future__ import annotations

import importlib
import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sympy

from graphlab.engine.expressions.sympy_trees import to_sympy
from graphlab.formula.parser import parse

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from graphlab.formula.tree import Tree

SECONDS = 1.0
MAX_OPERATIONS = 200
"""Of a difference; sympy may take for ever with a longer one, and some systems have no alarm."""

BROUGHT_IN = "sympy.physics.units"
"""By sympy.simplify when it is first called: the alarm must not ring in the middle of an import."""


class _LateError(BaseException):
    """The time is over. No Exception: sympy catches those on its way."""


def same_function(left: str, right: str, definitions: Mapping[str, str]) -> bool:
    """Whether the difference of two formulas simplifies to 0 within ``SECONDS``.

    ``definitions`` say what names stand for, each in terms of those before it. Raises InputError
    for a text that cannot be read.
    """
    sides = [_read(left), _read(right)]
    meanings = {name: _read(text) for name, text in definitions.items()}
    importlib.import_module(BROUGHT_IN)
    unfolded: dict[sympy.Symbol, sympy.Expr] = {}
    try:
        with _limited(SECONDS):
            for name, tree in meanings.items():
                unfolded[sympy.Symbol(name)] = to_sympy(tree).xreplace(unfolded)
            one, other = (to_sympy(tree).xreplace(unfolded) for tree in sides)
            return _vanishes(one - other)
    except _LateError:
        return False


def _vanishes(difference: sympy.Expr) -> bool:
    if difference.count_ops() > MAX_OPERATIONS:
        return False
    for simpler in (sympy.expand, sympy.cancel, sympy.trigsimp, sympy.simplify):
        if simpler(difference) == 0:
            return True
    return False


def _read(text: str) -> Tree:
    return parse(text).outputs[0]


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises _LateError after some seconds, where the system has an alarm for this thread."""
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def ring(_number: int, _frame: object) -> None:
        raise _LateError

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
