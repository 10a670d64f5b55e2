"""The modules of a run as parts that open and close like folders: the tree of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphlab.record import ModuleCall, Node, Record

LEAVES = frozenset({"input", "parameter", "buffer", "constant"})
"""Operations that compute nothing: what they hold belongs to those who use it."""

BOXED = ("module", "item")
"""Operations of what stands for a closed module, and for each of its results if it has several."""

ALIKE_AT_LEAST = 3
"""Calls in a row that do the same, from which on they close into one."""

JOINT_AT_MOST = 3
"""Nodes with an addition between two such calls, up to which they belong to it: x + block(x)."""


class Part(NamedTuple):
    """A module call, or ``times`` calls in a row that are alike.

    ``key`` names it: the path of the call, of several ``layers.0 … layers.11``. ``title`` is its
    name within ``parent``, which is "" for the outermost. ``first`` and ``last`` are the numbers of
    the first and last node that were computed inside. ``joint`` are the operations that follow each
    of several calls: the sum of ``x = x + block(x)`` is computed outside of any.
    """

    key: str
    title: str
    kind: str
    parent: str
    depth: int
    first: int
    last: int
    times: int = 1
    joint: tuple[str, ...] = ()

    @property
    def what(self) -> str:
        """The class: ``Block``, ``Block × 12``, or ``(Block, +) × 12`` where sums lie between."""
        one = f"({', '.join([self.kind, *self.joint])})" if self.joint else self.kind
        return f"{one} × {self.times}" if self.times > 1 else one

    @property
    def name(self) -> str:
        """``layers.3: Block``, for lists and speech."""
        return f"{self.key} × {self.times}" if self.times > 1 else self.key

    @property
    def as_function(self) -> str:
        """The title where it stands before brackets, ``net.40(…)``: 40(…) would be a product."""
        start, first = self.title.partition(" ")[0], self.key.partition(" … ")[0].partition("#")[0]
        if not start[:1].isdigit():
            return self.title
        outer = first.removesuffix(start).split(".")[:-1]
        named = [place for place, name in enumerate(outer) if not name.isdigit()]
        if not named:
            return f"{self.kind} {'.'.join([*outer, self.title])}"
        return ".".join([*outer[named[-1] :], self.title])


@dataclass(frozen=True, eq=False)
class Tree:
    """All parts of a run in the order of their first nodes, outer ones before what they hold.

    ``joints`` has the keys of parts by the numbers of nodes between the calls that they hold.
    """

    parts: Mapping[str, Part]
    joints: Mapping[int, str] = field(default_factory=dict)

    def around(self, node: Node) -> Iterator[Part]:
        """The parts that hold a node, from the innermost to the outermost."""
        boxed = node.op in BOXED  # which may have the number of what it stands for
        part = self.parts.get(node.path if boxed else self.joints.get(node.number, node.path))
        while part is not None:
            yield part
            part = self.parts.get(part.parent)

    def inside(self, key: str) -> list[Part]:
        """The parts directly inside one; of "" the outermost."""
        return [part for part in self.parts.values() if part.parent == key]

    def beyond(self, depth: int) -> frozenset[str]:
        """What is closed when all is open down to a depth; with 0 the outermost are closed."""
        return frozenset(part.key for part in self.parts.values() if part.depth >= depth)

    @property
    def depth(self) -> int:
        """How many parts stand in each other at most."""
        return max((part.depth + 1 for part in self.parts.values()), default=0)


@lru_cache(maxsize=8)
def tree_of(record: Record) -> Tree:
    """The parts of a run; calls that computed nothing are left out."""
    if not record.calls:
        return Tree({})
    computed = {node.number: node for node in record.nodes if node.op not in LEAVES}
    spans = _spans(record, computed)
    below: dict[str, list[ModuleCall]] = {}
    for call in record.calls:
        if call.path in spans:
            below.setdefault(call.parent, []).append(call)
    parts: dict[str, Part] = {}
    joints: dict[int, str] = {}
    waiting = [("", "", 0)]  # the call that holds others, the part that does, and their depth
    while waiting:
        holder, parent, depth = waiting.pop()
        deeper = []
        for group in _alike(below.get(holder, ()), spans, computed):
            inner, level = parent, depth
            if len(group) > 1:
                run = _run(group, spans, parent, depth, computed)
                parts[run.key], inner, level = run, run.key, depth + 1
                joints |= dict.fromkeys(_between(run, group, spans, computed), run.key)
            for call in group:
                title = _title(call.path, holder)
                parts[call.path] = Part(
                    call.path, title, call.kind, inner, level, *spans[call.path]
                )
                deeper.append((call.path, call.path, level + 1))
        waiting += reversed(deeper)
    ordered = sorted(parts.items(), key=lambda item: (item[1].first, item[1].depth))
    return Tree(dict(ordered), joints)


Span = tuple[int, int]


def _spans(record: Record, computed: Mapping[int, Node]) -> dict[str, Span]:
    """Numbers of the first and last node computed in each call, those inside of it included."""
    parents = {call.path: call.parent for call in record.calls}
    spans: dict[str, Span] = {}
    for number, node in computed.items():
        path = node.path
        while path in parents:
            spans[path] = spans.get(path, (number, 0))[0], number
            path = parents[path]
    return spans


def _alike(
    calls: Sequence[ModuleCall], spans: Mapping[str, Span], computed: Mapping[int, Node]
) -> list[list[ModuleCall]]:
    """Calls of one class that follow each other and do the same stand together."""
    groups: list[list[ModuleCall]] = []
    for call in calls:
        if groups and _follows(groups[-1], call, spans, computed):
            groups[-1].append(call)
        else:
            groups.append([call])
    return [
        part
        for group in groups
        for part in ([group] if len(group) >= ALIKE_AT_LEAST else [[call] for call in group])
    ]


def _follows(
    group: Sequence[ModuleCall],
    call: ModuleCall,
    spans: Mapping[str, Span],
    computed: Mapping[int, Node],
) -> bool:
    """At once, or after a sum; as all calls of a group follow each other."""
    before = group[-1]
    (first, last), (start, end) = spans[before.path], spans[call.path]
    if call.kind != before.kind or end - start != last - first:
        return False
    gap = _gap(before, call, spans)
    if not _joins(gap, call.parent, computed):
        return False
    if len(group) > 1 and not _same(gap, _gap(group[-2], before, spans), computed):
        return False
    return _same(range(first, last + 1), range(start, end + 1), computed)


def _gap(before: ModuleCall, call: ModuleCall, spans: Mapping[str, Span]) -> range:
    return range(spans[before.path][1] + 1, spans[call.path][0])


def _joins(gap: range, holder: str, computed: Mapping[int, Node]) -> bool:
    """Whether nothing is computed between two calls, or a sum and little else."""
    nodes = [computed[number] for number in gap if number in computed]
    if any(node.path != holder or node.op in BOXED for node in nodes):
        return False
    return not nodes or (len(nodes) <= JOINT_AT_MOST and any(map(_is_sum, nodes)))


def _is_sum(node: Node) -> bool:
    return _operation(node) in ("add", "iadd", "radd")


def _operation(node: Node) -> str:
    return node.target.rpartition(".")[2].strip("_")


def _same(one: range, other: range, computed: Mapping[int, Node]) -> bool:
    return _likeness(one, computed) == _likeness(other, computed)


def _likeness(numbers: range, computed: Mapping[int, Node]) -> list[object]:
    inside = map(computed.get, numbers)
    return [None if node is None else (node.op, node.target, node.shape) for node in inside]


def _run(
    group: Sequence[ModuleCall],
    spans: Mapping[str, Span],
    parent: str,
    depth: int,
    computed: Mapping[int, Node],
) -> Part:
    one, other = group[0], group[-1]
    first, last = spans[one.path][0], spans[other.path][1]
    gap = _gap(one, group[1], spans)
    after = range(last + 1, last + 1 + len(gap))
    if _same(gap, after, computed) and _joins(after, one.parent, computed):
        last = max((number for number in after if number in computed), default=last)
    joint = [computed[number] for number in gap if number in computed]
    signs = tuple("+" if _is_sum(node) else _operation(node) for node in joint)
    start, end = _title(one.path, one.parent), _title(other.path, one.parent)
    before, dot, number = end.rpartition(".")
    short = number if dot and start.startswith(f"{before}.") else end
    key, title = f"{one.path} … {other.path}", f"{start} … {short}"
    return Part(key, title, one.kind, parent, depth, first, last, len(group), signs)


def _between(
    run: Part,
    group: Sequence[ModuleCall],
    spans: Mapping[str, Span],
    computed: Mapping[int, Node],
) -> list[int]:
    """The numbers of the nodes that belong to a run of calls and to none of these."""
    inside = (range(first, last + 1) for first, last in (spans[call.path] for call in group))
    of_calls = frozenset(number for span in inside for number in span)
    numbers = range(run.first, run.last + 1)
    return [number for number in numbers if number in computed and number not in of_calls]


def _title(path: str, holder: str) -> str:
    """The name of a call within the one that holds it; its number only where it tells anything."""
    name, _, number = path.partition("#")
    outer, _, outer_number = holder.partition("#")
    if outer and name.startswith(f"{outer}."):
        name = name[len(outer) + 1 :]
    return f"{name} #{number}" if number and number != outer_number else name
