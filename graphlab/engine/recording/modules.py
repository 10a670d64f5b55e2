"""Names inside a module: its tensors, and the path of the call that is running.

The wrappers of ``Module.__call__`` and ``Function.apply`` hold for the whole process, so two
recordings must not run at the same time in one process; what other threads call, they pass on.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import torch
from torch import nn

from graphlab.engine.recording.kinds import never_repeat
from graphlab.making import maker
from graphlab.record import ModuleCall

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

    from graphlab.engine.recording.places import Places
    from graphlab.engine.recording.recorder import Recorder
    from graphlab.engine.recording.tape import Tape


class Names(NamedTuple):
    """What is known of the tensors and parts of some modules, by id.

    ``tensors`` has ``("parameter" | "buffer", name)``, a tied weight under its first name;
    ``paths`` the qualified name of every part; ``counters`` are the tensors in which normalisation
    layers count their batches.
    """

    tensors: dict[int, tuple[str, str]]
    paths: dict[int, str]
    counters: list[int]


def names_in(modules: Mapping[str, nn.Module]) -> Names:
    """Look through all modules once."""
    tensors: dict[int, tuple[str, str]] = {}
    paths: dict[int, str] = {}
    counters: list[int] = []
    for prefix, module in modules.items():
        for name, part in module.named_modules(prefix=prefix):
            paths.setdefault(id(part), name)
            lead = f"{name}." if name else ""
            for own, parameter in part._parameters.items():
                if parameter is not None:
                    tensors.setdefault(id(parameter), ("parameter", lead + own))
            for own, buffer in part._buffers.items():
                if buffer is not None:
                    tensors.setdefault(id(buffer), ("buffer", lead + own))
                    if own == "num_batches_tracked":
                        counters.append(id(buffer))
    return Names(tensors, paths, counters)


def parts_of(module: nn.Module) -> list[nn.Module]:
    """The module and all below it, each once; ``Module.modules`` asks every level for every part.

    A copy has its parts in the same order.
    """
    found = [module]
    seen = {id(module)}
    for part in found:
        for child in part._modules.values():
            if child is not None and id(child) not in seen:
                seen.add(id(child))
                found.append(child)
    return found


@contextmanager
def follow_modules(tape: Tape, paths: Mapping[int, str], places: Places) -> Iterator[None]:
    """Keep ``tape.path`` at the module call that is running; a second call of one ends in #2.

    ``places`` is told where the call comes from. A module that is not in ``paths`` was made by the
    code meanwhile: it has the name of its variable, or of its class, and its parts follow from it.
    ``Module.__call__`` is wrapped for the time being: hooks would send every call through PyTorch's
    slow way.
    """
    original = nn.Module.__dict__["__call__"]
    paths = dict(paths)
    met: list[nn.Module] = []  # keeps their ids from being given to others
    counts: dict[str, int] = {}
    thread = threading.get_ident()
    make_call = maker(ModuleCall)

    def call(module: nn.Module, *args: Any, **kwargs: Any) -> Any:
        if threading.get_ident() != thread:
            return original(module, *args, **kwargs)
        path = paths.get(id(module))
        if path is None:
            met.append(module)
            path = _learn(module, sys._getframe(1), paths, places)
        if path:
            counts[path] = counts.get(path, 0) + 1
            path = path if counts[path] == 1 else f"{path}#{counts[path]}"
            tape.calls.append(make_call(path, tape.path, type(module).__name__))
        outer, tape.path = tape.path, path
        places.enter(sys._getframe(1))
        try:
            return original(module, *args, **kwargs)
        finally:
            places.leave()
            tape.path = outer

    places.module_call = call.__code__
    type.__setattr__(nn.Module, "__call__", call)
    try:
        yield
    finally:
        type.__setattr__(nn.Module, "__call__", original)


def _learn(module: nn.Module, frame: FrameType, paths: dict[int, str], places: Places) -> str:
    """Name a module that the code made, and its parts."""
    path = places.name_of(frame, module)
    if path is None or path == "self":
        path = type(module).__name__
    paths[id(module)] = path
    if "_modules" in vars(module):  # else __init__ of nn.Module was not called, which PyTorch tells
        found = names_in({path: module})
        for part, name in found.paths.items():
            paths.setdefault(part, name)
        places.count_batches_in(found.counters)
    return path


@contextmanager
def follow_functions(recorder: Recorder) -> Iterator[None]:
    """Report calls of the person's own ``autograd.Function`` classes to the recorder."""
    original = torch.autograd.Function.__dict__["apply"]
    bound: dict[type, Callable[..., Any]] = {}

    def plain(cls: type) -> Callable[..., Any]:
        if cls not in bound:

            def run(*args: Any, **kwargs: Any) -> Any:
                return original.__func__(cls, *args, **kwargs)

            run.__name__ = cls.__name__
            never_repeat(run)  # it may print, or count
            bound[cls] = run
        return bound[cls]

    def apply(cls: type, *args: Any, **kwargs: Any) -> Any:
        if kwargs or not _watching(recorder):
            return plain(cls)(*args, **kwargs)
        with torch.overrides._pop_mode_temporarily():
            return recorder.call_function(plain(cls), args)

    type.__setattr__(torch.autograd.Function, "apply", classmethod(apply))
    try:
        yield
    finally:
        type.__setattr__(torch.autograd.Function, "apply", original)


def _watching(recorder: Recorder) -> bool:
    depth = torch._C._len_torch_function_stack()
    return depth > 0 and torch._C._get_function_stack_at(depth - 1) is recorder
