"""The public interface: record a run, look at its numbers, show it, write pictures of it.

>>> import graphlab
>>> r = graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2)
>>> r.check.agrees
True
>>> graphlab.export(r, "figure.svg", step=13)  # doctest: +SKIP
>>> graphlab.show(torch.nn.Linear(2, 1), torch.ones(2))  # doctest: +SKIP

Importing this imports nothing heavy: PyTorch waits for the first call of ``record``.
"""

from __future__ import annotations

import builtins
import sys
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike

    from graphlab.record import Record

__version__ = "0.1.0"
__all__ = ["export", "record", "show"]


def record(
    source: str | Callable[..., object],
    *inputs: object,
    seed: int = 0,
    cotangents: Sequence[object] | None = None,
    values: bool = True,
    **named: object,
) -> Record:
    """Run something once under PyTorch and return the verified Record.

    ``source`` is an expression as text, a module, or any function of tensors. An expression gets
    its inputs by name: numbers, or vectors and matrices as arrays, tensors or nested lists. The
    others are called with ``inputs`` and ``named``: tensors, also in nested lists, tuples and
    dicts. ``seed`` sets torch, numpy and random, which are restored afterwards; ``cotangents``
    multiply the outputs, one each (ones by default). With ``values=False`` a module or function is
    recorded without values, in the memory that PyTorch itself needs: arrays of more than one
    element are told by their digests (``node.value_digest``, ``node.adjoint_digest``).

    Raises InputError, with line and column, for a mistake in a text or a missing value. What a
    function raises comes through.
    """
    from graphlab.engine.code.given import recording_of

    return recording_of(
        source, inputs, named, seed=seed, cotangents=cotangents, keeps_values=values
    ).record


def show(
    source: str | Callable[..., object],
    *inputs: object,
    seed: int = 0,
    cotangents: Sequence[object] | None = None,
    values: bool = True,
    block: bool | None = None,
    **named: object,
) -> None:
    """Open a window on a run; the arguments are those of ``record``.

    The run takes place here, and this process answers what the window asks about it. In a script
    ``show`` returns when the window is closed; with ``block=False``, in notebooks and at the prompt
    it returns at once and a thread answers. Raises NoDisplayError where there is no screen.
    """
    from graphlab.app.display import require_screen
    from graphlab.errors import NoDisplayError

    try:
        require_screen()
    except NoDisplayError as error:
        reason = str(error).partition(". ")[0]
        raise NoDisplayError(
            f"{reason}; graphlab.export(graphlab.record(…), 'figure.svg') needs none."
        ) from None
    from graphlab.engine.code.shown import Shown
    from graphlab.worker.showing import show as open_window

    shown = Shown(source, inputs, named, seed=seed, cotangents=cotangents, keeps_values=values)
    open_window(shown, block=not _at_a_prompt() if block is None else block)


def export(
    record: Record,
    path: str | PathLike[str],
    *,
    step: int | None = None,
    theme: str = "print",
) -> None:
    """Write one picture of a Record; the suffix of ``path`` names the format.

    ``step`` None shows everything revealed; 0 nothing; k what step k of the walk shows.
    """
    from pathlib import Path

    from graphlab.export.registry import export as write

    write(record, Path(path), step=step, theme=theme)


def _at_a_prompt() -> bool:
    """Whether a person types into this Python: its own prompt, IPython's, or a notebook."""
    in_ipython = bool(getattr(builtins, "__IPYTHON__", False))
    return in_ipython or hasattr(sys, "ps1") or bool(sys.flags.interactive)


class _Interface(ModuleType):
    """This package as an object: ``record`` and ``export`` stay functions.

    Importing ``graphlab.record`` would otherwise put the module of that name in their place.
    """

    def __setattr__(  # type: ignore[explicit-override]  # typing.override is new in Python 3.12
        self, name: str, value: object
    ) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Interface
