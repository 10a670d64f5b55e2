"""Where in the person's code a PyTorch call comes from."""

from __future__ import annotations

import os
from enum import Enum, auto
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType, FrameType

    from torch import Tensor
    from torch.nn import Module

TORCH = os.path.dirname(torch.__file__) + os.sep
_HIDDEN = tuple(
    TORCH + part
    for part in (f"optim{os.sep}", f"utils{os.sep}data", f"nn{os.sep}init", "storage.py")
)
_MODULES = TORCH + os.path.join("nn", "modules")
_MAKING = frozenset(["__init__", "reset_parameters", "_reset_parameters", "_apply"])


class _Sort(Enum):
    OWN = auto()
    OWN_ITEM = auto()
    OWN_MAKING = auto()
    HIDES = auto()
    CALLS = auto()
    OTHER = auto()


# A global name is read ten times as fast as a member of an Enum, and these are read at every call.
_OWN, _OWN_ITEM, _OWN_MAKING, _HIDES, _CALLS, _OTHER = _Sort


class Places:
    """Finds the line of a call, and whether it is housekeeping that is not to be shown.

    Housekeeping is what optimisers, data loaders, the making of a module and its conversion
    (``to``, ``double``) do. ``counters`` are the ids of tensors in which BatchNorm counts its
    batches.
    """

    def __init__(self, files: Iterable[str], counters: Iterable[int] = ()) -> None:
        self._files = frozenset(files)
        self._counters = set(counters)
        self._sorts: dict[int, _Sort] = {}
        self._codes: list[CodeType] = []  # keeps their ids from being given to others
        self._calls: list[tuple[int | None, bool]] = []
        self.module_call: CodeType | None = None

    def find(self, frame: FrameType | None) -> tuple[int | None, bool]:
        """The line of the innermost frame in the person's own files, and whether to hide.

        What PyTorch does to make a module has no line: it was not written there.
        """
        sorts = self._sorts
        line: int | None = None
        while frame is not None:
            code = frame.f_code
            sort = sorts.get(id(code))  # to hash a code object is to hash its constants
            if sort is None:
                sort = sorts[id(code)] = self._sort(code)
                self._codes.append(code)
            if sort is _OTHER:
                frame = frame.f_back
                continue
            if sort is _OWN:
                return (frame.f_lineno if line is None else line), False
            if sort is _HIDES:
                return line, True
            if sort is _OWN_MAKING:
                return (frame.f_lineno if line is None else line), True
            if sort is _OWN_ITEM and line is None:
                line = frame.f_lineno
            elif sort is _CALLS and self._calls:
                outer, hidden = self._calls[-1]
                return (outer if line is None else line), hidden
            frame = frame.f_back
        return line, False

    def enter(self, frame: FrameType | None) -> None:
        """A module is called from ``frame``: the walk for calls in it need not go further."""
        self._calls.append(self.find(frame))

    def leave(self) -> None:
        """The call of a module ended."""
        self._calls.pop()

    def name_of(self, frame: FrameType | None, thing: Tensor | Module) -> str | None:
        """The name by which the innermost of the person's own frames knows a tensor or a module."""
        while frame is not None and frame.f_code.co_filename not in self._files:
            frame = frame.f_back
        if frame is None:
            return None
        for names in (frame.f_locals, frame.f_globals):
            for name, value in names.items():
                if value is thing and not name.startswith("_"):
                    return str(name)
        return None

    def count_batches_in(self, counters: Iterable[int]) -> None:
        """These tensors count batches too: their module was made by the code itself."""
        self._counters.update(counters)

    def counts_batches(self, tensor: Tensor) -> bool:
        """Whether this is BatchNorm's counter of batches."""
        return id(tensor) in self._counters

    def _sort(self, code: CodeType) -> _Sort:
        file = code.co_filename
        if code is self.module_call:
            return _CALLS
        if file in self._files:
            if code.co_name == "__init__":
                return _OWN_MAKING
            return _OWN_ITEM if code.co_name == "__getitem__" else _OWN
        if file.startswith(_HIDDEN) or (file.startswith(_MODULES) and code.co_name in _MAKING):
            return _HIDES
        return _OTHER
