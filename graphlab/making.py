"""Objects in great numbers: frozen dataclasses at the cost of plain ones, fewer collections."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from dataclasses import MISSING, field, fields, make_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

_Kind = TypeVar("_Kind")
_OBJECTS = 500_000


def maker(kind: type[_Kind]) -> type[_Kind]:
    """What takes the arguments of a frozen dataclass with slots, and gives an instance of it.

    A frozen ``__init__`` calls ``object.__setattr__`` for each field, which is two thirds of the
    time that an instance takes. Here a twin with the same slots is filled and then told what it
    is, which Python allows where the slots are the same. For fields without a default factory.
    """
    return cast("type[_Kind]", _maker(cast("Any", kind)))


@cache
def _maker(kind: Any) -> Any:
    made_of = [
        (own.name, Any, field() if own.default is MISSING else field(default=own.default))
        for own in fields(kind)
    ]

    def become(made: Any) -> None:
        made.__class__ = kind

    methods = {"__post_init__": become}
    return make_dataclass(kind.__name__, made_of, slots=True, eq=False, namespace=methods)


class _Calm:
    """How many want it, in all threads, and what the thresholds were before the first."""

    lock = threading.Lock()
    wanted = 0
    before = (0, 0, 0)


@contextmanager
def calm() -> Iterator[None]:
    """Collect only after half a million new objects: for work that makes many which all stay.

    At 10,000 operations that halves the time of a recording.
    """
    with _Calm.lock:
        if not _Calm.wanted:
            _Calm.before = gc.get_threshold()
            gc.set_threshold(_OBJECTS, *_Calm.before[1:])
        _Calm.wanted += 1
    try:
        yield
    finally:
        with _Calm.lock:
            _Calm.wanted -= 1
            if not _Calm.wanted:
                gc.set_threshold(*_Calm.before)
