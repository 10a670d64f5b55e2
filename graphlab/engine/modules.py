"""Names inside a module: its tensors, and the path of the call that is running.

Module hooks and the patch of ``autograd.Function.apply`` hold for the whole process, so two
recordings must not run at the same time in one process.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.nn.modules.module import (
    register_module_forward_hook,
    register_module_forward_pre_hook,
)

from graphlab.engine.kinds import never_repeat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import FrameType

    from graphlab.engine.places import Places
    from graphlab.engine.recorder import Recorder
    from graphlab.engine.tape import Tape


def known_tensors(modules: Mapping[str, nn.Module]) -> dict[int, tuple[str, str]]:
    """``{id: ("parameter" | "buffer", name)}``; a tied weight has its first name."""
    known: dict[int, tuple[str, str]] = {}
    for prefix, module in modules.items():
        lead = f"{prefix}." if prefix else ""
        for name, parameter in module.named_parameters():
            known.setdefault(id(parameter), ("parameter", lead + name))
        for name, tensor in module.named_buffers():
            known.setdefault(id(tensor), ("buffer", lead + name))
    return known


def batch_counters(modules: Mapping[str, nn.Module]) -> list[int]:
    """Ids of the tensors in which normalisation layers count their batches."""
    return [
        id(tensor)
        for module in modules.values()
        for name, tensor in module.named_buffers()
        if name.endswith("num_batches_tracked")
    ]


def paths_of(modules: Mapping[str, nn.Module]) -> dict[int, str]:
    """Qualified name of every module inside these."""
    paths: dict[int, str] = {}
    for prefix, module in modules.items():
        for name, part in module.named_modules():
            joined = f"{prefix}.{name}" if prefix and name else prefix or name
            paths.setdefault(id(part), joined)
    return paths


_CALL_IMPL = nn.Module._call_impl.__code__


@contextmanager
def follow_modules(tape: Tape, paths: Mapping[int, str], places: Places) -> Iterator[None]:
    """Keep ``tape.path`` at the module call that is running; a second call of one ends in #2.

    ``places`` is told where the call comes from.
    """
    outer: list[str] = []
    counts: dict[str, int] = {}

    def enter(module: nn.Module, _: object) -> None:
        path = paths.get(id(module), type(module).__name__)
        outer.append(tape.path)
        if path:
            counts[path] = counts.get(path, 0) + 1
            path = path if counts[path] == 1 else f"{path}#{counts[path]}"
        tape.path = path
        places.enter(_caller(sys._getframe(1)))

    def leave(module: nn.Module, _: object, __: object) -> None:
        tape.path = outer.pop()
        places.leave()

    hooks = (
        register_module_forward_pre_hook(enter),
        register_module_forward_hook(leave, always_call=True),
    )
    try:
        yield
    finally:
        for hook in hooks:
            hook.remove()


def _caller(frame: FrameType | None) -> FrameType | None:
    """The frame that called the module whose hooks are running."""
    while frame is not None and frame.f_code is not _CALL_IMPL:
        frame = frame.f_back
    return None if frame is None else frame.f_back


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
