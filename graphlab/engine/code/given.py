"""What ``graphlab.record`` and ``graphlab.show`` are given: a formula, a module or a function."""

from __future__ import annotations

import inspect
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from graphlab.engine.call import file_of, recording_of_call, written_in
from graphlab.engine.expressions.expression import recording_of_expression
from graphlab.errors import InputError
from graphlab.record import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.engine.call import Recording

LONGEST = 200_000
TURN = threading.RLock()
"""Two recordings in one program would mix: that of a window's thread and one of the program's."""
FORMULAS_KEEP = "A formula keeps its values; values=False is for modules and functions."
_TORCH = Path(torch.__file__).parent


def recording_of(
    source: object,
    args: Sequence[object],
    kwargs: Mapping[str, Any],
    *,
    seed: int = 0,
    cotangents: Any = None,
    thorough: bool = False,
    keep_halted: bool = False,
    keeps_values: bool = True,
) -> Recording:
    """Run it once and keep the run.

    A formula gets its inputs by name. ``cotangents`` has one tensor, or what becomes one, for each
    output; a single tensor is taken for a single output's. ``thorough`` and ``keeps_values`` are
    ``record_call``'s and ``keep_halted`` is that of ``recording_of_call``.
    """
    if isinstance(source, str):
        if args:
            raise InputError(
                'Give the inputs of an expression by name: record("x*y", x=0.5, y=1.2).'
            )
        if not keeps_values:
            raise InputError(FORMULAS_KEEP)
        values = {name: _number(name, value) for name, value in kwargs.items()}
        with TURN:
            return recording_of_expression(source, values, cotangents=cotangents, seed=seed)
    function = check_callable(source)
    starts = starting_tensors(cotangents)
    with TURN:
        return recording_of_call(
            function,
            args,
            kwargs,
            seed=seed,
            cotangents=starts,
            source=source_of(function),
            thorough=thorough,
            keep_halted=keep_halted,
            keeps_values=keeps_values,
        )


def check_callable(source: object) -> Callable[..., Any]:
    """What can be recorded by calling it; InputError for anything else."""
    if not callable(source):
        raise InputError(
            "What is recorded is an expression given as text, a module or a function, and no"
            f" {type(source).__name__}."
        )
    if isinstance(source, type) and issubclass(source, nn.Module):
        raise InputError(
            f"{source.__name__} is a class; make a module of it first: {source.__name__}(…)."
        )
    return source


def source_of(function: Callable[..., Any]) -> Source:
    """The whole file that holds the function or the module's class, so that lines count in it.

    Without text where there is none to read, or where it is PyTorch's own.
    """
    kind: Any = "module" if isinstance(function, nn.Module) else "callable"
    file = file_of(function)
    try:
        lines, _ = inspect.findsource(written_in(function))
    except (TypeError, OSError, ValueError, IndexError, SyntaxError):
        return Source(kind=kind)
    text = "".join(lines)
    if file is None or len(text) > LONGEST or _TORCH in Path(file).parents:
        return Source(kind=kind)
    return Source(text=text, kind=kind)


def _number(name: str, value: Any) -> Any:
    if isinstance(value, Tensor):
        value = value.numpy(force=True)
    if isinstance(value, list | tuple) or getattr(value, "ndim", False):
        return value
    try:
        return float(value)
    except (TypeError, ValueError):
        raise InputError(f"{name} must be one number, not {type(value).__name__}.") from None


def starting_tensors(cotangents: Any) -> list[Tensor] | None:
    """Starting gradients as tensors; a single one is a single output's."""
    if cotangents is None:
        return None
    given = cotangents if isinstance(cotangents, Sequence) else [cotangents]
    try:
        return [torch.as_tensor(start) for start in given]
    except (TypeError, ValueError, RuntimeError):
        raise InputError("Starting gradients are tensors, one for each output.") from None
