"""Which sentences about a run need attention, and which are there for whoever wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.record import Record

INFORMATION = frozenset(
    {
        "same_graph",
        "branch",
        "folded",
        "left",
        "cut",
        "inplace",
        "random",
        "statistics",
        "opaque",
        "residual",
        "passes",
        "stand_in",
        "formula",
        "no_grad_needed",
    }
)
"""Kinds of events that tell how a run went; nothing is wrong and nothing has to be done."""


def alarms(record: Record) -> tuple[str, ...]:
    """What a person has to know before they trust or use the numbers."""
    return tuple(e.sentence for e in record.events if e.kind not in INFORMATION)


def behind_alarms(record: Record) -> str:
    """The tracebacks behind those sentences."""
    told = (e.details for e in record.events if e.kind not in INFORMATION and e.details)
    return "\n".join(dict.fromkeys(told))


def remarks(record: Record) -> tuple[str, ...]:
    """What is told quietly, each sentence once."""
    said = (e.sentence for e in record.events if e.kind in INFORMATION)
    return tuple(dict.fromkeys(said))
