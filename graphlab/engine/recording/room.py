"""How much memory a recording needs, and whether it finds it.

A recording holds every value until the end, and then an adjoint of the same size for each that a
gradient reaches. Both are counted while the code runs, so that it can be ended with a sentence
before memory is out. Without values only gradients of inputs and parameters are held, and beside
what autograd keeps some few tensors pass at a time.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import torch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from graphlab.engine.recording.tape import Entry

LARGE: Final = 16_384
"""Elements; smaller tensors are not worth being counted one by one."""
_LOOK: Final = 16 << 20
"""Bytes between two looks at what is left."""
_SPARE: Final = 64 << 20
"""What is needed to put a record together and send it."""
_PASSING: Final = 6
"""Tensors that pass at once in a backward pass without values, as large as the largest."""

_M_MMAP_THRESHOLD: Final = -3
_LARGE_BLOCK: Final = 128 << 10
_USUAL_BLOCK: Final = 32 << 20
"""Where glibc's own threshold ends up once large blocks were freed."""


class Room:
    """The memory of this process: held to a limit, or all that the machine has free."""

    def __init__(self) -> None:
        self._most: int | None = None
        self._mapped: int | None = None

    def hold_to(self, most: int, mapped: int | None) -> None:
        """Bytes that may be in use, and that may be mapped, where the system limits these."""
        self._most, self._mapped = most, mapped

    @property
    def left(self) -> int:
        """Bytes that can still be taken."""
        mapped, used = _mapped_and_used()
        if self._most is None:
            return _free()
        left = self._most - used
        if self._mapped is None:
            return left
        return min(left, self._mapped - mapped + _freed_and_mapped())

    def told(self, values: int = 0) -> str:
        """Of how much there is, in words; ``values`` are the bytes that the run itself holds."""
        if self._most is None:
            return f"this machine has {size_of(_free())} left"
        said = f"graphlab may use {size_of(self._most)}"
        others = self._most - self.left - values
        if others < self._most // 10:
            return said
        return f"{said}, and {size_of(others)} of it is taken by PyTorch and what else is loaded"


ROOM: Final = Room()


class Needs:
    """What a recording holds, and what its backward pass will ask for."""

    def __init__(self) -> None:
        self.values = 0
        self.adjoints = 0
        self._seen: set[int] = set()
        self._looked = 0
        self._through = 0
        self._largest = 0

    def add(self, entry: Entry, sources: list[Tensor | None]) -> bool:
        """Count one entry; whether what is left is too little for the backward pass to come.

        ``sources`` are the tensors that it uses: one that is used twice has two contributions.
        """
        result = entry.result
        if result is None or result.layout is not torch.strided:
            return False
        size = result.nbytes
        memory = result.untyped_storage()
        if memory.data_ptr() not in self._seen:
            self._seen.add(memory.data_ptr())
            self.values += memory.nbytes()
        if entry.edge is not None:
            self.adjoints += size
            several = [s.nbytes for s in sources if s is not None and s.numel() >= LARGE]
            self.adjoints += sum(several[1:])
        if self.values + self.adjoints < self._looked + _LOOK:
            return False
        self._looked = self.values + self.adjoints
        return _is_short_of(self.adjoints + _SPARE)

    def let_through(self, entry: Entry, result: Tensor) -> bool:
        """The same for an entry whose value is not kept."""
        if result.layout is not torch.strided:
            return False
        size = result.nbytes
        if entry.op in ("input", "parameter"):
            self.adjoints += size
        self._through += size
        self._largest = max(self._largest, size)
        if self._through < self._looked + _LOOK:
            return False
        self._looked = self._through
        return _is_short_of(self.adjoints + _PASSING * self._largest + _SPARE)


def _is_short_of(needed: int) -> bool:
    if ROOM.left >= needed:
        return False
    give_back()
    return ROOM.left < needed


def size_of(size: float) -> str:
    """``4.1 GB``."""
    for unit, name in ((1 << 30, "GB"), (1 << 20, "MB")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{max(size, 0) / (1 << 10):.3g} kB"


def _mapped_and_used() -> tuple[int, int]:
    try:
        pages = Path("/proc/self/statm").read_text("ascii").split()
        page = os.sysconf("SC_PAGE_SIZE")
        return int(pages[0]) * page, int(pages[1]) * page
    except (OSError, ValueError, IndexError, AttributeError):
        import psutil

        told = psutil.Process().memory_info()
        return int(told.vms), int(told.rss)


class _Heap(ctypes.Structure):
    """What glibc tells of its heap; ``fordblks`` are bytes that are free and still mapped."""

    _fields_ = tuple(
        (name, ctypes.c_size_t)
        for name in (
            "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost".split()
        )
    )


def _freed_and_mapped() -> int:
    with contextlib.suppress(OSError, AttributeError):
        ask = ctypes.CDLL(None).mallinfo2
        ask.restype = _Heap
        return int(ask().fordblks)
    return 0


def give_back() -> None:
    """Memory that was freed, by the plain run above all, goes back to the system."""
    with contextlib.suppress(OSError, AttributeError):  # glibc alone has this
        ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def unbroken(wanted: bool) -> Iterator[None]:
    """Large tensors lie in mappings of their own, which the system has back when they are freed.

    In the heap what is small and stays would come to lie in the gaps between those that pass, and
    no tensor of the same size would fit there again: half of the memory is lost to that.
    """
    try:
        tell = ctypes.CDLL(None).mallopt if wanted else None
    except (OSError, AttributeError):  # glibc alone has this
        tell = None
    if tell is None:
        yield
        return
    tell(_M_MMAP_THRESHOLD, _LARGE_BLOCK)
    try:
        yield
    finally:
        tell(_M_MMAP_THRESHOLD, _USUAL_BLOCK)


def _free() -> int:
    import psutil

    return int(psutil.virtual_memory().available)
