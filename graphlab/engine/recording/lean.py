"""Entries that hold no values: of each value its digest is taken when it is made.

A result lives as long as the person's code or autograd keeps it, and no longer. While it lives it
is found again by a weak reference, since the code may go on to use it or to write to it.
"""

from __future__ import annotations

import weakref
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import torch
from torch.multiprocessing.reductions import StorageWeakRef
from typing_extensions import override

from graphlab.digest import digest
from graphlab.engine.arrays import array_of
from graphlab.engine.recording.forms import form_of
from graphlab.engine.recording.tape import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from graphlab.engine.recording.forms import Form
    from graphlab.engine.recording.tape import Tape
    from graphlab.record import Digest


class LeanEntry(Entry):
    """An entry without its value, but for a single number.

    ``is_hooked`` tells that the code put a hook of its own on the result.
    """

    __slots__ = ("_digest", "_form", "_number", "_ref", "is_hooked")

    def __init__(
        self, entry: Entry, memory: int = 0, gone: Callable[[object], object] | None = None
    ) -> None:
        self._digest: Digest | None = None
        self._form: Form | None = None
        self._number: Tensor | None = None
        self._ref: Callable[[], Tensor | None] = _nothing
        self.is_hooked = False
        super().__init__(*(getattr(entry, field.name) for field in _FIELDS))
        result = entry.result
        if result is None:
            return
        self._form = form_of(result, result, memory)
        if not result.is_cpu:
            self._ref = lambda: result  # it is refused at the end of the run
            return
        self._ref = weakref.ref(result, gone)
        if result.numel() == 1:
            self._number = result.detach().clone()
        else:
            self._digest = digest(array_of(result))

    @property  # type: ignore[explicit-override]  # mypy does not see it where there is a setter
    @override
    def result(self) -> Tensor | None:
        """The tensor, if anybody else has it."""
        tensor: Any = self._ref()
        if tensor is not None:
            tensor._fix_weakref()  # Python may have let go of it, and PyTorch not
        found: Tensor | None = tensor
        return found

    @result.setter
    @override
    def result(self, _tensor: Tensor | None) -> None:
        """Set by the constructor of an entry, which has it otherwise."""

    @property
    @override
    def value(self) -> Tensor | None:
        return self._number

    @property
    @override
    def form(self) -> Form | None:
        return self._form

    @property
    @override
    def digest(self) -> Digest | None:
        return self._digest

    @property
    @override
    def is_held(self) -> bool:
        return self._ref() is not None

    @override
    def keep(self, *, copy: bool = False) -> None:
        """Its digest was taken already."""


_FIELDS = fields(Entry)


class Memories:
    """Tells apart memory of tensors that are gone from what is made later at the same place."""

    def __init__(self) -> None:
        self._at: dict[int, int] = {}
        self._known: list[tuple[Any, int]] = []

    def number_of(self, tensor: Tensor, tape: Tape) -> int:
        """One number for all that lie in one memory."""
        memory = tensor.untyped_storage() if tensor.layout is torch.strided else None
        if memory is None or not memory.nbytes():
            index = tape.number_of(tensor)
            form = None if index is None else tape.entries[index].form
            return self._new(None, 0) if form is None else form.memory
        place = memory.data_ptr()
        known = self._at.get(place)
        if known is not None:
            reference = self._known[known][0]
            if reference is not None and not reference.expired():
                return known
        self._at[place] = self._new(_reference_to(memory), memory.nbytes())
        return self._at[place]

    def held(self) -> int:
        """Bytes of recorded memory that somebody still holds: autograd or the person's code."""
        return sum(
            size
            for reference, size in self._known
            if reference is not None and not reference.expired()
        )

    def _new(self, reference: Any, size: int) -> int:
        self._known.append((reference, size))
        return len(self._known) - 1


_reference_to: Any = StorageWeakRef


def _nothing() -> None:
    """The result of an operation with several."""
