"""Which sentences about a run need attention, and which are there for whoever wants to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.record import Record

INFORMATION = frozenset(
    {
        "inside",
        "not_kept",
        "same_graph",
        "this_input",
        "not_copied",
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
MOST = 2
"""How many sentences of one kind are told at once."""


def alarms(record: Record) -> tuple[str, ...]:
    """What a person has to know before they trust or use the numbers.

    Of many of one kind the first are told; each node tells of its own when the walk gets there.
    """
    found: dict[str, list[str]] = {}
    for event in record.events:
        if event.kind not in INFORMATION:
            found.setdefault(event.kind, []).append(event.sentence)
    told: list[str] = []
    for sentences in found.values():
        told += sentences[:MOST]
        if (more := len(sentences) - MOST) > 0:
            told.append(f"So it is at {more} more {'node' if more == 1 else 'nodes'}.")
    return tuple(told)


def offers(record: Record) -> tuple[str, ...]:
    """Other runs of the same that would do: without values, or the part of each path."""
    return tuple(offer for event in record.events for offer in event.offers)


def behind_alarms(record: Record) -> str:
    """The tracebacks behind those sentences."""
    told = (e.details for e in record.events if e.kind not in INFORMATION and e.details)
    return "\n".join(dict.fromkeys(told))


def remarks(record: Record) -> tuple[str, ...]:
    """What is told quietly, each sentence once."""
    said = (e.sentence for e in record.events if e.kind in INFORMATION)
    return tuple(dict.fromkeys(said))
