"""The public interface: record a run, look at its numbers, write pictures of it.

>>> import graphlab
>>> r = graphlab.record("2*cos(x*y)**2 + ln(cos(x*y))", x=0.5, y=1.2)
>>> r.check.agrees
True
>>> graphlab.export(r, "figure.svg", step=13)  # doctest: +SKIP

Importing this imports nothing heavy: PyTorch waits for the first call of ``record``.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from os import PathLike

    from graphlab.record import Record

__version__ = "0.1.0"
__all__ = ["export", "record"]


def record(
    source: str | Callable[..., object],
    *inputs: object,
    seed: int = 0,
    cotangents: Sequence[float] | None = None,
    **named: object,
) -> Record:
    """Run an expression once under PyTorch and return the verified Record.

    ``named`` gives each input its value: a number, or a vector or matrix as an array, a tensor or
    nested lists. ``cotangents`` multiply the outputs (ones by default).
    Raises InputError, with line and column, for a mistake in the text or a missing value.
    """
    from graphlab.errors import InputError

    if not isinstance(source, str):
        kind = type(source).__name__
        raise InputError(
            f"This version of graphlab records expressions given as text, not yet a {kind}."
        )
    if inputs:
        raise InputError('Give the inputs of an expression by name: record("x*y", x=0.5, y=1.2).')
    from graphlab.engine.expression import record_expression

    values = {name: _number(name, value) for name, value in named.items()}
    return record_expression(source, values, cotangents=cotangents, seed=seed)


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


def _number(name: str, value: Any) -> Any:
    from graphlab.errors import InputError

    if isinstance(value, list | tuple) or getattr(value, "ndim", False):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be one number, not {type(value).__name__}.") from None


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
