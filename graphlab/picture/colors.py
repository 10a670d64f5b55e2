"""Arithmetic with colours."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1024)
def mixed(color: str, canvas: str, left: float) -> str:
    """A colour with only so much of it left, the rest canvas; both are ``#RRGGBB``.

    >>> mixed("#000000", "#FFFFFF", 0.25)
    '#BFBFBF'
    """
    pairs = zip(_parts(color), _parts(canvas), strict=True)
    return "#" + "".join(f"{round(c * left + ground * (1 - left)):02X}" for c, ground in pairs)


def _parts(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)
