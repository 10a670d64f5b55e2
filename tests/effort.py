"""How much work something is, counted: the same on any machine, however busy it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class TooMuchWorkError(AssertionError):
    """More calls than a test allows; what hangs comes to an end here, too."""


def calls_of(work: Callable[[], object], most: int) -> int:
    """How many Python functions ``work`` calls; TooMuchWorkError at the call after ``most``."""
    count = 0

    def counted(_frame: Any, event: str, _argument: Any) -> None:
        nonlocal count
        count += event == "call"
        if count > most:
            raise TooMuchWorkError(f"more than {most:,} calls")

    before = sys.getprofile()
    sys.setprofile(counted)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
