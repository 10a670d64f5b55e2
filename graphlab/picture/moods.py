"""How an edge, its label and its chip look at a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.picture.edges import new_state
from graphlab.study.memory import shares

if TYPE_CHECKING:
    from graphlab.picture.edges import ChipMood, EdgeMood, EdgeState, LabelMood
    from graphlab.picture.options import Options
    from graphlab.record import Edge, Record
    from graphlab.study.reveal import Reveal


def edge_state(
    record: Record, edge: Edge, reveal: Reveal, options: Options, *, crowded: bool
) -> EdgeState:
    """What the step shows of an edge; in a crowded graph only active edges have labels."""
    active, key = reveal.active, edge.key
    backward = reveal.phase == "backward"
    arrived = reveal.edge_arrived(key)
    forward_now = active is not None and active.phase == "forward" and active.node == edge.target
    backward_now = (
        active is not None and active.phase == "backward" and active.node == edge.source and arrived
    )
    mood: EdgeMood = "idle"
    if forward_now:
        mood = "forward"
    elif backward_now:
        mood = "backward"
    elif backward and record.cuts(edge):
        mood = "cut"
    return new_state(
        mood,
        _label(options, crowded, backward=backward, now=backward_now, symbol=forward_now),
        _chip(options, crowded, arrived=arrived, now=backward_now, all_shown=active is None),
        shares(record, key.source, key.target),
    )


def _label(
    options: Options, crowded: bool, *, backward: bool, now: bool, symbol: bool
) -> LabelMood | None:
    if now:
        return "hidden" if options.hide else "active"
    if options.labels == "symbols" and (symbol or not crowded):
        return "symbol"
    if options.labels == "all" and backward and not crowded:
        return "muted"
    return None


def _chip(
    options: Options, crowded: bool, *, arrived: bool, now: bool, all_shown: bool
) -> ChipMood | None:
    if now:
        return "hidden" if options.hide else "active"
    return "done" if arrived and not (crowded and all_shown) else None
