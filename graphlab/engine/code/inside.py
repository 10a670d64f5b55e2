"""One part of a module by itself, with the input that it gets in a run of the whole."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from graphlab.engine.recording.copies import copied
from graphlab.engine.recording.tape import emptied, filled, tensors_in
from graphlab.engine.seeds import everything_seeded
from graphlab.errors import InputError
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphlab.engine.call import Recording

_MOST_NAMES = 8


class _ReachedError(BaseException):
    """The part is about to be called; no ``except`` of the person's keeps it."""


def inside(
    module: Callable[..., Any],
    path: str,
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    seed: int,
) -> tuple[nn.Module, list[Any], dict[str, Any]]:
    """The part of this path, and the arguments of its first call.

    The whole runs up to there, quietly, without a graph and on a copy where there can be one. Its
    inputs get gradients, so that what leaves the part backward is seen. Raises InputError where
    there is no such part, or the run does not come to it; what the code raises comes through.
    """
    if not isinstance(module, nn.Module):
        raise InputError("Only a module has parts.")
    parts = dict(module.named_modules())
    if not path or path not in parts:
        called = [name for name, part in parts.items() if name and not _is_list(part)]
        known = called[:_MOST_NAMES]
        raise InputError(
            f"There is no part “{path}” in {type(module).__name__}; it has {', '.join(known)}."
            if known
            else f"{type(module).__name__} has no parts."
        )
    try:
        whole = copied(module)
    except Exception:  # noqa: BLE001 (whatever the person's __deepcopy__ raises)
        whole = module
    found: list[tuple[tuple[Any, ...], dict[str, Any]]] = []

    def reached(_part: nn.Module, given: tuple[Any, ...], named: dict[str, Any]) -> None:
        found.append((given, named))
        raise _ReachedError

    hook = whole.get_submodule(path).register_forward_pre_hook(reached, with_kwargs=True)
    try:
        with everything_seeded(seed), torch.no_grad(), _quiet(), contextlib.suppress(_ReachedError):
            whole(*args, **kwargs)
    finally:
        hook.remove()
    if not found:
        raise InputError(f"This run does not come to the part “{path}”.")
    given, named = found[0]
    tensors: Iterator[Tensor] = (_cut(tensor) for tensor in tensors_in((given, named)))
    own = [filled(argument, tensors) for argument in emptied(given)]
    by_name = {
        name: filled(value, tensors)
        for name, value in zip(named, emptied(tuple(named.values())), strict=True)
    }
    return parts[path], own, by_name


def told_inside(recording: Recording, path: str) -> Recording:
    """A recording of a part that says so."""
    events = (alone_event(path), *recording.record.events)
    return replace(recording, record=replace(recording.record, events=events))


def alone_event(path: str) -> Event:
    """That the graph is of one part."""
    sentence = f"The graph is of {path} alone, with the input that it gets in a run of the whole."
    return Event("inside", sentence)


def _is_list(part: nn.Module) -> bool:
    """Whether it only holds others, and is never called itself."""
    return type(part).forward is nn.Module.forward


def _cut(tensor: Tensor) -> Tensor:
    """The same numbers as an input of their own, which gets a gradient if it can have one."""
    can = tensor.is_floating_point() or tensor.is_complex()
    return tensor.detach().clone().requires_grad_(can)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
