"""Folding: of passes of a loop that are alike and lead nowhere else, one is shown.

``for i in range(len(e)): if e[i] % 4 == 0: …`` asks ten times, and each question is a small graph
that ends in a truth value. Nodes whose adjoint is known, and all that leads to one of them or to an
output, always stay, so that every sum of contributions is whole.
"""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import GraphlabError
from graphlab.record import Event, Record, Step
from graphlab.script.reading import read
from graphlab.study.arrays import has

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from graphlab.record import Node

FOLDED = "folded"
_REPEATED = (
    *(ast.For, ast.AsyncFor, ast.While),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda),
)
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, eq=False)
class Folded(Record):
    """A Record of which some nodes are not shown; those that are keep their ids.

    ``passes`` tells of how many passes a node that stands for others is shown. ``whole`` is the run
    itself.
    """

    whole: Record | None = None
    passes: Mapping[str, int] = field(default_factory=dict)


def whole_of(record: Record) -> Record:
    """The run itself, with all passes of its loops."""
    return record.whole if isinstance(record, Folded) and record.whole is not None else record


def outputs_of(record: Record, node: str) -> int:
    """How many outputs a node has that is followed by one node for each."""
    shown = record if record.by_id[node].op == "module" else whole_of(record)
    return len(shown.outgoing[node])


def passes_of(record: Record) -> Mapping[str, int]:
    """The nodes that stand for several passes, and for how many."""
    return record.passes if isinstance(record, Folded) else {}


@lru_cache(maxsize=4)
def folded(record: Record) -> Record:
    """The record with one pass of each loop whose passes fold; itself if there are none."""
    if record.source.kind == "expression":
        return record
    loops = _Loops(record)
    groups = _groups(record, loops)
    leaving = {end.id for group in groups for end in group.ends if end.id != group.shown}
    hidden = _with_sources(record, loops.side, leaving)
    if not hidden:
        return record
    stands = _counterparts(record, loops, groups, hidden)
    counts = Counter(stands.values())
    nodes = tuple(node for node in record.nodes if node.id not in hidden)
    edges = tuple(edge for edge in record.edges if edge.target not in hidden)
    outputs = [place for place, id_ in enumerate(record.output_ids) if id_ not in hidden]
    shown = {f.name: getattr(record, f.name) for f in fields(Record)} | {
        "nodes": nodes,
        "edges": edges,
        "output_ids": tuple(record.output_ids[place] for place in outputs),
        "outputs": tuple(record.outputs[place] for place in outputs) if record.outputs else (),
        "steps": _steps(record.steps, hidden),
        "events": tuple(_events(record, groups, hidden, stands)),
    }
    return Folded(**shown, whole=record, passes={n: 1 + counts[n] for n in counts})


class _Group(NamedTuple):
    """Ends of passes that are alike, in evaluation order; ``shown`` is the one that stays."""

    ends: tuple[Node, ...]
    shown: str
    asked: Event | None  # what says that values decided here
    others: tuple[Node, ...]  # the same asked where the answer leads to something

    @property
    def is_condition(self) -> bool:
        return self.asked is not None and all(end.dtype == "bool" for end in self.ends)


def _side(record: Record) -> frozenset[str]:
    """Nodes from which no way leads to an output or to an adjoint."""
    stays = {id_ for id_ in record.output_ids if not _ends_by_chance(record, id_)}
    stays |= {step.node for step in record.steps if step.phase == "backward"}
    for node in reversed(record.nodes):
        if node.id in stays:
            stays.update(edge.source for edge in record.incoming[node.id])
    kinds = ("input", "parameter", "buffer")
    return frozenset(n.id for n in record.nodes if n.id not in stays and n.op not in kinds)


def _ends_by_chance(record: Record, id_: str) -> bool:
    """Whether an output is only what the statements happened to compute last.

    Without a name it is; and so is the last element of ``for v in e``, unlike the last of the
    sums in ``s = s + v``, which the sums before lead to.
    """
    node = record.by_id[id_]
    differentiated = has(node, "adjoint") or node.cotangent is not None
    if record.source.kind != "script" or differentiated:
        return False
    if node.name is None:
        return True
    alike = {n.id for n in record.nodes if _likeness(n) == _likeness(node)} - {id_}
    return bool(alike) and not alike & _ancestors(record, id_)


def _ancestors(record: Record, id_: str) -> frozenset[str]:
    found: set[str] = set()
    waiting = [id_]
    while waiting:
        more = {edge.source for edge in record.incoming[waiting.pop()]} - found
        found |= more
        waiting += more
    return frozenset(found)


class _Loops:
    """What of a record may be a pass of a loop."""

    def __init__(self, record: Record) -> None:
        self.side = _side(record)
        self._record = record
        self._lines = _repeated_lines(record.source.text)

    def repeats(self, node: Node) -> bool:
        """Whether a node comes from a line that may run more than once."""
        return node.line is not None and (self._lines is None or node.line in self._lines)

    def climb(self, end: Node) -> tuple[dict[object, str], frozenset[str]]:
        """The side computation that ends here, and what it takes from outside of the loop.

        One node of a likeness: what the pass before did in the same place is no part of this one.
        """
        found, outside, waiting = {_likeness(end): end.id}, set(), [end]
        while waiting:
            for edge in self._record.incoming[waiting.pop().id]:
                source = self._record.by_id[edge.source]
                if not self.repeats(source):
                    outside.add(source.id)
                elif source.id in self.side and _likeness(source) not in found:
                    found[_likeness(source)] = source.id
                    waiting.append(source)
        return found, frozenset(outside)


def _groups(record: Record, loops: _Loops) -> list[_Group]:
    others: dict[object, list[Node]] = defaultdict(list)
    ends: dict[object, list[Node]] = defaultdict(list)
    for node in record.nodes:
        is_end = node.id in loops.side and not record.outgoing[node.id] and node.op != "constant"
        if is_end and loops.repeats(node):
            ends[_likeness(node)].append(node)
        else:
            others[_likeness(node)].append(node)
    return [
        _group(record, group, others[likeness])
        for likeness, found in ends.items()
        for group in _apart(found, loops)
        if len(group) > 1
    ]


def _apart(ends: Sequence[Node], loops: _Loops) -> Iterable[list[Node]]:
    """Ends that ask different tensors, as in ``if a[i] > 0 and b[i] > 0``, are different questions.

    Where a loop begins is asked at most twice: by the first pass and through what it computed.
    """
    outside = {end.id: loops.climb(end)[1] for end in ends}
    often = Counter(id_ for ids in outside.values() for id_ in ids)
    found: dict[object, list[Node]] = defaultdict(list)
    for end in ends:
        found[frozenset(id_ for id_ in outside[end.id] if often[id_] > 2)].append(end)
    return found.values()


def _group(record: Record, ends: Sequence[Node], others: Sequence[Node]) -> _Group:
    ids = {end.id for end in ends}
    asked = [
        event
        for event in record.events
        if event.kind == "branch" and (event.node in ids or event.line == ends[0].line)
    ]
    asked.sort(key=lambda event: event.node not in ids)
    true = [end for end in ends if _is_true(end)] if asked else []
    named = [end for end in ends if end.is_output and end.name is not None]
    return _Group(
        tuple(ends), (true or named or ends)[0].id, asked[0] if asked else None, tuple(others)
    )


def _is_true(node: Node) -> bool:
    return node.value is not None and node.value.size == 1 and bool(node.value.reshape(()))


def _with_sources(
    record: Record, side: Collection[str], leaving: Collection[str]
) -> frozenset[str]:
    """The ends that leave, and all that leads to nothing else."""
    hidden = set(leaving)
    for node in reversed(record.nodes):
        out = record.outgoing[node.id]
        if out and node.id in side and all(edge.target in hidden for edge in out):
            hidden.add(node.id)
    return frozenset(hidden)


# ── what is alike ────────────────────────────────────────────────────────────────────────────


def _likeness(node: Node) -> object:
    return node.line, node.op, node.target, node.path, node.shape, node.dtype


def _counterparts(
    record: Record, loops: _Loops, groups: Sequence[_Group], hidden: Collection[str]
) -> dict[str, str]:
    """The node that is shown for each hidden one, where there is one."""
    stands: dict[str, str] = {}
    for group in groups:
        shown, _ = loops.climb(record.by_id[group.shown])
        for end in group.ends:
            for likeness, id_ in loops.climb(end)[0].items():
                if id_ in hidden and likeness in shown:
                    stands.setdefault(id_, shown[likeness])
    return stands


@lru_cache(maxsize=4)
def _repeated_lines(text: str) -> frozenset[int] | None:
    """The lines of a text that may run more than once; None if that cannot be told."""
    try:
        tree = read(text)
    except GraphlabError:
        return None
    if not tree.body:
        return None
    spans = [n for n in ast.walk(tree) if isinstance(n, _REPEATED)]
    return frozenset(
        line for n in spans for line in range(n.lineno, (n.end_lineno or n.lineno) + 1)
    )


# ── steps and events of what is left ─────────────────────────────────────────────────────────


def _steps(steps: Iterable[Step], hidden: Collection[str]) -> tuple[Step, ...]:
    """Not made anew: contributions that were too large to be sent along have their steps too."""
    left = (step for step in steps if step.node not in hidden)
    return tuple(
        replace(
            step, index=index, edges=tuple(key for key in step.edges if key.target not in hidden)
        )
        for index, step in enumerate(left, start=1)
    )


def _events(
    record: Record,
    groups: Sequence[_Group],
    hidden: Collection[str],
    stands: Mapping[str, str],
) -> list[Event]:
    told = [group for group in groups if any(end.id in hidden for end in group.ends)]
    instead = {id(group.asked) for group in told if group.is_condition}
    events = [_moved(e, hidden, stands) for e in record.events if id(e) not in instead]
    events += [
        Event(FOLDED, _sentence(group, hidden), group.ends[0].line, group.shown)
        for group in sorted(told, key=lambda group: record.by_id[group.shown].number)
    ]
    return sorted(events, key=lambda event: (event.line is None, event.line or 0))


def _sentence(group: _Group, hidden: Collection[str]) -> str:
    members = [*group.ends, *(group.others if group.is_condition else ())]
    members.sort(key=lambda node: node.number)
    left = [node.id for node in members if node.id not in hidden]
    count = len(members)
    place = [node.id for node in members].index(group.shown) + 1
    shown = f"one pass is shown (pass {place} of {count})"
    if len(left) > 1:
        shown = f"{len(left)} passes are shown"
    if group.is_condition:
        true = sum(_is_true(node) for node in members)
        return f"The condition was True in {true} of {count} passes; {shown}."
    return f"The same was done in {count} passes; {shown}."


def _moved(event: Event, hidden: Collection[str], stands: Mapping[str, str]) -> Event:
    """An event of a hidden node is told of the node that is shown for it."""
    if event.node is None or event.node not in hidden:
        return event
    other = stands.get(event.node)
    if other is None:
        return replace(event, node=None)
    number, its = (id_[1:].translate(_SUBSCRIPTS) for id_ in (event.node, other))
    return replace(
        event, node=other, sentence=re.sub(f"(?<![₀-₉]){number}(?![₀-₉])", its, event.sentence)
    )
