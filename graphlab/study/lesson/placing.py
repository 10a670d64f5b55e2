"""Where in a graph a lesson's scene stands: its nodes, its edges, its step."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.boxes import standing_for
from graphlab.study.judging.truth import edges_between, node_named
from graphlab.study.moment import EVERYTHING
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.record import EdgeKey, Phase, Record
    from graphlab.study.lesson.model import EdgeName, StepAt
    from graphlab.study.player import Player


def ids_of(record: Record, names: Iterable[str]) -> tuple[str, ...]:
    """The nodes that are there, by their ids."""
    found = (_id(record, name) for name in names)
    return tuple(node for node in found if node is not None)


def edge_keys(record: Record, names: Iterable[EdgeName]) -> tuple[EdgeKey, ...]:
    """The edges that are there; two between the same nodes both count."""
    keys: list[EdgeKey] = []
    for name in names:
        try:
            keys += [edge.key for edge in edges_between(record, *name)]
        except InputError:
            continue
    return tuple(keys)


def place_in(at: StepAt, player: Player) -> Player:
    """The walk at a scene's step; at the start if the graph has no such node."""
    match at.kind:
        case "all":
            return replace(player, moment=EVERYTHING)
        case "index":
            return player.at(at.index)
        case "backward":
            return player.backward_pass()
    node = _id(whole_of(player.record), at.node)
    if node is None:
        return player.first()
    shown = standing_for(player.record, node)
    phase: Phase = "forward" if at.kind == "value" else "backward"
    if not player.stops_at(shown, phase):
        return player.first()
    there = player.to_value(shown) if at.kind == "value" else player.to_adjoint(shown)
    return player.at(there.index - 1) if at.before else there


def _id(record: Record, name: str) -> str | None:
    try:
        return node_named(record, name).id
    except InputError:
        return None
