"""Bookmarks: what one looked at, to look at it again. Frozen, a part of the Document.

Nodes are named by the run, not by what stood for them on screen. Their formulas are kept as well:
in the run of a changed source the same name may be another node's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from graphlab.study.boxes import boxes_of
from graphlab.study.modules import tree_of
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graphlab.record import Phase, Record
    from graphlab.study.labels import Labels
    from graphlab.study.light import Wish
    from graphlab.study.player import Player

MOST_NAMED = 4
"""What is missing is named up to so many; then their number is told."""


class Stop(NamedTuple):
    """A step of the run; with ``fine`` contributions of it, 0 for all."""

    node: str
    phase: Phase
    fine: int = 0


class Aim(NamedTuple):
    """Where one looked: so far from the middle of a node's card, at this zoom."""

    node: str
    dx: float
    dy: float
    zoom: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """``closed`` are the modules that were closed; ``stop`` is None at the start of the walk.

    ``aim`` is None where the view had chosen what is seen, ``wish`` where all was lit; ``only``:
    what was not lit was left out. ``formulas`` has those of the nodes that are named here.
    """

    name: str
    closed: frozenset[str] = frozenset()
    all_passes: bool = False
    stop: Stop | None = None
    aim: Aim | None = None
    wish: Wish | None = None
    only: bool = False
    formulas: frozenset[tuple[str, str]] = frozenset()

    @property
    def nodes(self) -> frozenset[str]:
        """All nodes that are named."""
        wish = [self.wish.node, self.wish.other] if self.wish is not None else []
        named = [self.stop and self.stop.node, self.aim and self.aim.node, *wish]
        return frozenset(node for node in named if node is not None)

    def of(self, record: Record) -> Bookmark:
        """The same with the formulas that its nodes have in this run."""
        nodes = whole_of(record).by_id
        return replace(self, formulas=frozenset((id_, nodes[id_].text) for id_ in self.nodes))

    def kept(self, record: Record) -> tuple[Bookmark, tuple[str, ...]]:
        """What of it this run has, and the names of the nodes and modules that it lacks."""
        whole = whole_of(record)
        tree = tree_of(whole)
        known = dict(self.formulas)
        gone = {
            node
            for node in self.nodes | known.keys()
            if node not in whole.by_id or whole.by_id[node].text != known.get(node, "")
        }
        parts = self.closed - tree.parts.keys()
        lost_light = self.wish is not None and bool(gone & {self.wish.node, self.wish.other})
        left = replace(
            self,
            closed=self.closed - parts,
            stop=None if self.stop is not None and self.stop.node in gone else self.stop,
            aim=None if self.aim is not None and self.aim.node in gone else self.aim,
            wish=None if lost_light else self.wish,
        )
        outermost = (part for part in parts if not _is_inside(part, parts))
        return left, (
            *sorted(gone, key=_number),
            *(f"module {part}" for part in sorted(outermost)),
        )


def stop_of(player: Player) -> Stop | None:
    """Where a walk stands."""
    step = player.step
    return None if step is None else Stop(step.node, step.phase, player.moment.fine)


def usual_name(player: Player, labels: Labels, taken: Iterable[str] = ()) -> str:
    """``blocks.3, step 41``; without modules ``w̄₄, step 13``; unlike those that are taken."""
    index = player.index if player.among_all is None else player.among_all[0]
    place = "Start" if player.step is None else f"{_place(player, labels)}, step {index}"
    names, number = set(taken), 1
    name = place
    while name in names:
        number += 1
        name = f"{place} ({number})"
    return name


def missing(name: str, lacking: tuple[str, ...]) -> str:
    """The sentence about what a bookmark leads to no more; empty if that is nothing."""
    if not lacking:
        return ""
    if len(lacking) > MOST_NAMED:
        listed = f"{', '.join(lacking[:MOST_NAMED])} and {len(lacking) - MOST_NAMED} more are"
    elif len(lacking) > 1:
        listed = f"{', '.join(lacking[:-1])} and {lacking[-1]} are"
    else:
        listed = f"{lacking[0]} is"
    return f"“{name}” was made for another graph: {listed} not in this one."


def _place(player: Player, labels: Labels) -> str:
    step, record = player.step, player.record
    assert step is not None
    box = boxes_of(record).get(step.node)
    if box is not None:
        return box.part.key
    inside = record.by_id[step.node].path
    if inside:
        return inside
    return labels.text(step.node) if step.phase == "forward" else labels.bar_text(step.node)


def _is_inside(part: str, others: Iterable[str]) -> bool:
    return any(part.startswith(f"{other}.") for other in others)


def _number(node: str) -> tuple[int, str]:
    digits = node.lstrip("w")
    return (int(digits), node) if digits.isdigit() else (0, node)
