"""Lets a layout that nobody waits for any more end early, wherever it is."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class GivingUpError(Exception):
    """Raised out of a layout when what it was asked for is no longer wanted."""


_thread = threading.local()


@contextmanager
def until(unwanted: Callable[[], bool]) -> Iterator[None]:
    """In this block and thread a layout raises GivingUpError once ``unwanted()`` is true."""
    before = getattr(_thread, "unwanted", None)
    _thread.unwanted = unwanted
    try:
        yield
    finally:
        _thread.unwanted = before


def look() -> None:
    """Called in every loop that may take long."""
    unwanted = getattr(_thread, "unwanted", None)
    if unwanted is not None and unwanted():
        raise GivingUpError
