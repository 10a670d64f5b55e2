"""Arrays laid one behind the other in the bytes of a message, and found again there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from graphlab.errors import WorkerError

if TYPE_CHECKING:
    from graphlab.record import Array

ALIGNMENT = 16
_DTYPE = re.compile(r"[<>|][biufc][0-9]{1,2}")


class Place(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """Where an array is: ``offset`` counts from the start of the buffer."""

    dtype: str
    shape: tuple[int, ...]
    offset: int


class Writer:
    """Lays arrays; an array that is used twice is laid once. Beyond ``most`` it only counts."""

    def __init__(self, most: int) -> None:
        self.chunks: list[bytes] = []
        self.size = 0
        self._most = most
        self._places: dict[int, Place] = {}
        self._names: dict[np.dtype[np.generic], str] = {}

    def place(self, value: Array | np.generic) -> Place:
        if (known := self._places.get(id(value))) is not None:
            return known
        array = np.asarray(value)
        dtype = array.dtype
        if (name := self._names.get(dtype)) is None:
            if dtype.kind not in "biufc":
                raise WorkerError(f"Numbers of the type {dtype} cannot be shown.")
            name = self._names[dtype] = dtype.str
        place = Place(name, array.shape, self.size)
        end = self.size + array.nbytes
        self.size = aligned(end)
        if self.size <= self._most:
            self.chunks += (array.tobytes(), bytes(self.size - end))
        self._places[id(value)] = place
        return place


class Reader:
    """Finds arrays in a message, and refuses what lies outside it."""

    def __init__(self, data: bytes, start: int) -> None:
        self._data = data
        self._start = start
        self._arrays: dict[int, tuple[Place, Array]] = {}
        self._dtypes: dict[str, np.dtype[np.generic]] = {}

    def placed(self, kind: type, place: object) -> Array:
        """The array of a field that holds one; raises ValueError for a field of another kind."""
        if kind is not np.ndarray:
            raise ValueError(f"a message has no {kind.__name__}")
        return self.array(msgspec.convert(place, Place))

    def array(self, place: Place) -> Array:
        offset = place.offset
        known = self._arrays.get(offset)
        if known is not None and known[0] == place:
            return known[1]
        if (dtype := self._dtypes.get(place.dtype)) is None:
            if not _DTYPE.fullmatch(place.dtype):
                raise ValueError(f"{place.dtype[:20]!r} is no type of numbers")
            dtype = self._dtypes[place.dtype] = np.dtype(place.dtype)
        if offset < 0 or offset % ALIGNMENT:
            raise ValueError("an array has no place")
        if place.shape and min(place.shape) < 0:
            raise ValueError("an array has a negative size")
        array: Array = np.ndarray(
            place.shape, dtype, buffer=self._data, offset=self._start + offset
        )
        self._arrays[offset] = (place, array)
        return array


def aligned(size: int) -> int:
    """The next multiple of 16."""
    return -(-size // ALIGNMENT) * ALIGNMENT
