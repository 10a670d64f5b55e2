"""Fields of a file that are not known here: found when it is read, put back when it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMED_BY = ("name", "node", "key")
"""What tells an entry of a list apart from the others, where it is there."""


def strange_of(raw: Any, known: Any) -> Any:
    """What of ``raw`` has no place in ``known``, in the same form; None if there is nothing.

    Entries of lists are those of the same place, or of the same name where they have one.
    """
    if isinstance(raw, dict) and isinstance(known, dict):
        found = {}
        for name, value in raw.items():
            left = strange_of(value, known[name]) if name in known else value
            if name not in known or left is not None:
                found[name] = left
        return found or None
    if isinstance(raw, list) and isinstance(known, list) and len(raw) == len(known):
        kept = {}
        for place, (one, other) in enumerate(zip(raw, known, strict=True)):
            left = strange_of(one, other)
            if left is not None:
                kept[_called(one, place)] = left
        return kept or None
    return None


def with_strange(raw: Any, strange: Mapping[str, Any] | None) -> Any:
    """``raw`` with fields that were found strange before, where their place is still there."""
    if not strange:
        return raw
    if isinstance(raw, dict):
        found = dict(raw)
        for name, value in strange.items():
            if name not in raw:
                found[name] = value
            elif isinstance(value, dict):
                found[name] = with_strange(raw[name], value)
        return found
    if isinstance(raw, list):
        return [
            with_strange(one, strange.get(_called(one, place))) for place, one in enumerate(raw)
        ]
    return raw


def _called(entry: Any, place: int) -> str:
    if isinstance(entry, dict):
        for name in NAMED_BY:
            if isinstance(entry.get(name), str):
                return f"{name}:{entry[name]}"
    return str(place)
