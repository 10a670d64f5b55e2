"""A run with some of its modules closed: one node stands for all that a module computed.

Contributions to what stays are added up per closed module, so that every adjoint on screen still is
its starting gradient plus all contributions on screen.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from math import prod
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from graphlab.formula.latex import name_latex
from graphlab.making import maker
from graphlab.record import Edge, EdgeKey, Node, Record
from graphlab.study.arrays import shape_text
from graphlab.study.modules import LEAVES, tree_of
from graphlab.study.passes import Folded, passes_of, whole_of
from graphlab.study.tensor_sums import total

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from graphlab.record import Array, Event, Step
    from graphlab.study.modules import Part

    Origin = Literal["measured", "residual"]


class Box(NamedTuple):
    """What a closed part holds: how many nodes it computed, and how many numbers its weights have.

    ``entering`` are the nodes outside that it takes.
    """

    part: Part
    nodes: int
    weights: int
    entering: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Boxed(Folded):
    """A Record in which closed modules are nodes with the operation "module".

    One with a single result has the id, value and adjoint of that; one with several has the id of a
    node inside, and is followed by an "item" for each. ``boxes`` tells what each holds, ``stands``
    which node is shown for one that is hidden.
    """

    boxes: Mapping[str, Box] = field(default_factory=dict)
    stands: Mapping[str, str] = field(default_factory=dict)


def boxes_of(record: Record) -> Mapping[str, Box]:
    """The closed modules of a record, by their ids."""
    return record.boxes if isinstance(record, Boxed) else {}


def holds(box: Box) -> tuple[str, str]:
    """What a closed module is and holds: ``Block × 12`` and ``168 nodes · 38,016 parameters``."""
    nodes = f"{box.nodes:,} node{'' if box.nodes == 1 else 's'}"
    weights = [f"{box.weights:,} parameter{'' if box.weights == 1 else 's'}"] if box.weights else []
    return box.part.what, " · ".join([nodes, *weights])


def in_and_out(record: Record, node: str) -> str:
    """The shapes that a closed module takes and gives: ``6×16, 6×6 → 6×16``."""
    box, shape = boxes_of(record)[node], record.by_id[node].shape
    given = [_shape(record.by_id[id_].shape) for id_ in box.entering if id_ in record.by_id]
    results = f"{len(record.outgoing[node])} results" if shape is None else _shape(shape)
    return f"{', '.join(given)} → {results}"


def _shape(shape: tuple[int, ...] | None) -> str:
    if shape is None:
        return "outputs"
    return shape_text(shape) or "number"


def standing_for(record: Record, node: str) -> str:
    """The node that is shown for one of the run: mostly itself."""
    return record.stands.get(node, node) if isinstance(record, Boxed) else node


def closed(record: Record, keys: Collection[str]) -> Record:
    """The record with these parts closed; of parts inside each other the outer one counts."""
    if not keys:
        return record
    groups = [group for group in _groups(record, keys) if group.hides]
    if not groups:
        return record
    return _Closing(record, groups).record()


def shown_when_closed(record: Record, keys: Collection[str]) -> int:
    """How many nodes ``closed`` would leave, without making them."""
    return len(record.nodes) - sum(group.hidden for group in _groups(record, keys) if group.hides)


class _Group(NamedTuple):
    """All that one closed part holds: what it computed, the leaves only it uses, its results."""

    part: Part
    computed: tuple[Node, ...]
    leaves: tuple[Node, ...]
    results: tuple[str, ...]

    @property
    def hidden(self) -> int:
        """How many nodes fewer are shown when it is closed."""
        shown = 1 if len(self.results) == 1 else 1 + len(self.results)
        return len(self.computed) + len(self.leaves) - shown

    @property
    def hides(self) -> bool:
        return self.hidden > 0

    @property
    def id(self) -> str:
        if len(self.results) == 1:
            return self.results[0]
        return next(node.id for node in self.computed if node.id not in self.results)


def _groups(record: Record, keys: Collection[str]) -> Iterator[_Group]:
    tree = tree_of(whole_of(record))
    computed: dict[str, list[Node]] = defaultdict(list)
    owner: dict[str, str] = {}
    for node in record.nodes:
        if node.op in LEAVES:
            continue
        shut = [part.key for part in tree.around(node) if part.key in keys]
        if shut:
            computed[shut[-1]].append(node)
            owner[node.id] = shut[-1]
    leaves: dict[str, list[Node]] = defaultdict(list)
    for node in record.nodes:
        if node.op in LEAVES and node.op != "input" and not node.is_output:
            users = {owner.get(edge.target, "") for edge in record.outgoing[node.id]}
            if len(users) == 1 and "" not in users:
                leaves[users.pop()].append(node)
    ends = set(record.output_ids)
    for key, nodes in computed.items():
        results = [
            node.id
            for node in nodes
            if node.id in ends
            or node.is_output
            or any(owner.get(edge.target) != key for edge in record.outgoing[node.id])
        ]
        if len(results) == len(nodes) > 1:
            continue  # nothing is left to stand for the module itself
        yield _Group(
            tree.parts[key],
            tuple(nodes),
            tuple(leaves[key]),
            tuple(results or [nodes[-1].id]),
        )


class _Closing:
    """The parts of a record with closed modules."""

    def __init__(self, record: Record, groups: Sequence[_Group]) -> None:
        self._record = record
        self._groups = {group.id: group for group in groups}
        self._owner = {
            node.id: group.id for group in groups for node in (*group.computed, *group.leaves)
        }
        self._result = {
            result: group.id
            for group in groups
            if len(group.results) > 1
            for result in group.results
        }
        # Where a module's own node stands: at its result, of several before the first.
        self._begun = {
            group.id if len(group.results) == 1 else group.computed[0].id: group for group in groups
        }
        self._entering = {group.id: self._sources(group) for group in groups}

    def record(self) -> Record:
        record = self._record
        shown = {f.name: getattr(record, f.name) for f in fields(Record)} | {
            "nodes": tuple(self._nodes()),
            "edges": tuple(self._edges()),
            "steps": self._steps(),
            "events": tuple(map(self._moved, record.events)),
        }
        return Boxed(
            **shown,
            whole=whole_of(record),
            passes=passes_of(record),
            boxes={group.id: self._box(group) for group in self._begun.values()},
            stands={id_: self._stands(id_) for id_ in self._owner},
        )

    # ── who is shown ─────────────────────────────────────────────────────────────────────────

    def _stands(self, id_: str) -> str:
        return id_ if id_ in self._result else self._owner.get(id_, id_)

    def _is_hidden(self, id_: str) -> bool:
        return self._stands(id_) != id_

    def _is_inside(self, edge: Edge) -> bool:
        owner = self._owner.get(edge.target)
        return owner is not None and owner == self._owner.get(edge.source)

    def _sources(self, group: _Group) -> tuple[str, ...]:
        """The nodes outside that a part takes, in the order in which it takes them."""
        found = (
            self._stands(edge.source)
            for node in group.computed
            for edge in self._record.incoming[node.id]
            if not self._is_inside(edge)
        )
        return tuple(dict.fromkeys(found))

    # ── nodes ────────────────────────────────────────────────────────────────────────────────

    def _nodes(self) -> Iterator[Node]:
        by_id = self._record.by_id
        for node in self._record.nodes:
            if (group := self._begun.get(node.id)) is not None:
                yield self._module(group, by_id[group.id])
            if node.id in self._result:
                yield self._item(node)
            elif node.id not in self._groups and not self._is_hidden(node.id):
                yield node

    def _module(self, group: _Group, node: Node) -> Node:
        names = self._entering[group.id]
        title = group.part.as_function
        told: dict[str, Any] = {
            "op": "module",
            "target": group.part.kind,
            "path": group.part.parent,
            "cotangent": None,
            "formula": rf"\text{{{title}}}({', '.join(map(name_latex, names))})",
            "text": f"{title}({', '.join(names)})",
        }
        if len(group.results) == 1:
            return replace(node, **told | {"cotangent": self._start(node)})
        nothing = dict.fromkeys(
            "value adjoint shape dtype storage stride offset storage_bytes value_digest"
            " adjoint_digest name line".split()
        )
        return replace(node, **told | nothing | {"is_output": False})

    def _item(self, node: Node) -> Node:
        group = self._groups[self._result[node.id]]
        place = group.results.index(node.id)
        return replace(
            node,
            op="item",
            formula=f"{name_latex(group.id)}[{place}]",
            text=f"{group.id}[{place}]",
            path=group.part.parent,
            cotangent=self._start(node),
        )

    def _start(self, node: Node) -> Array | None:
        """The starting gradient of a result, with what flows back to it inside of the module."""
        inner = [
            edge.contribution
            for edge in self._record.outgoing[node.id]
            if self._is_inside(edge) and edge.contribution is not None
        ]
        given = [node.cotangent] if node.cotangent is not None else []
        return total([*given, *inner]) if inner else node.cotangent

    def _box(self, group: _Group) -> Box:
        own = (leaf.shape or () for leaf in group.leaves if leaf.op == "parameter")
        weights = sum(map(prod, own))
        return Box(group.part, len(group.computed), weights, self._entering[group.id])

    # ── edges and steps ──────────────────────────────────────────────────────────────────────

    def _edges(self) -> Iterator[Edge]:
        entering: dict[EdgeKey, list[Edge]] = defaultdict(list)
        for edge in self._record.edges:
            key = self._key(edge)
            if key is not None and key.target in self._groups:
                entering[key].append(edge)
        make = maker(Edge)
        for node in self._record.nodes:
            if (group := self._begun.get(node.id)) is not None:
                for key in self._keys_into(group):
                    share, origin = self._summed(entering[key])
                    yield make(*key, contribution=share, origin=origin)
            if node.id in self._result:
                yield make(self._result[node.id], node.id, 0, contribution=node.adjoint)
            elif node.id not in self._groups and not self._is_hidden(node.id):
                for edge in self._record.incoming[node.id]:
                    source = self._stands(edge.source)
                    yield edge if source == edge.source else replace(edge, source=source)

    def _summed(self, edges: Sequence[Edge]) -> tuple[Array | None, Origin]:
        """What flows through one edge on screen; None if a part of it is not known here."""
        flowing = [edge for edge in edges if edge.key in self._record.flowing]
        shares = [edge.contribution for edge in flowing if edge.contribution is not None]
        derived = [edge for edge in edges if edge.origin == "residual"]
        unknown = len(shares) < len(flowing) or any(e.contribution is None for e in derived)
        origin: Origin = "residual" if derived else "measured"
        return (None if unknown or not shares else total(shares)), origin

    def _key(self, edge: Edge) -> EdgeKey | None:
        """The edge on screen that an edge of the run is part of; None for one that is inside."""
        if self._is_inside(edge):
            return None
        source, owner = self._stands(edge.source), self._owner.get(edge.target)
        if owner is None:
            return EdgeKey(source, edge.target, edge.argument)
        return EdgeKey(source, owner, self._entering[owner].index(source))

    def _steps(self) -> tuple[Step, ...]:
        """One a node that is shown; edges that are not sent along keep their place in them."""
        stops = [stop for step in self._record.steps for stop in self._stops(step)]
        return tuple(replace(stop, index=index) for index, stop in enumerate(stops, start=1))

    def _stops(self, step: Step) -> Iterator[Step]:
        begun = self._begun.get(step.node) if step.phase == "forward" else None
        if begun is not None:
            keys = tuple(self._keys_into(begun))
            yield replace(step, node=begun.id, edges=keys, group=begun.part.parent)
        own = self._groups.get(step.node)
        if own is not None and (step.phase == "forward" or len(own.results) > 1):
            return
        if not self._is_hidden(step.node):
            holder = own or self._groups.get(self._result.get(step.node, ""))
            group = step.group if holder is None else holder.part.parent
            yield replace(step, edges=self._keys_of(step), group=group)

    def _keys_of(self, step: Step) -> tuple[EdgeKey, ...]:
        if step.phase == "forward" and step.node in self._result:
            return (EdgeKey(self._result[step.node], step.node, 0),)
        edges = (self._record.by_key[key] for key in step.edges)
        return tuple(dict.fromkeys(key for e in edges if (key := self._key(e)) is not None))

    def _keys_into(self, group: _Group) -> Iterator[EdgeKey]:
        for place, source in enumerate(self._entering[group.id]):
            yield EdgeKey(source, group.id, place)

    def _moved(self, event: Event) -> Event:
        if event.node is None or not self._is_hidden(event.node):
            return event
        return replace(event, node=self._stands(event.node))
