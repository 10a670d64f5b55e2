"""A Moment: how much of a walk is revealed."""

from __future__ import annotations

from typing import NamedTuple


class Moment(NamedTuple):
    """``step`` None: all revealed and nothing active; 0: nothing revealed; k: up to step k.

    ``fine`` 0 shows step k whole; i shows its first i incoming contributions only.
    """

    step: int | None
    fine: int = 0


EVERYTHING = Moment(None)
NOTHING = Moment(0)
