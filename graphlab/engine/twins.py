"""Which node of the recorded graph is which of the plain one's, and whose it is: only what is sure.

Both graphs are walked through together, from the outputs back, argument by argument. What the
recorder put into its own is stepped over: it is known by identity, never by its name. Two nodes
that are met on equal ways are twins if they bear the same name and take as many arguments; a node
that is met with two others is nobody's twin. Behind nodes that are no twins nothing is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from torch import Tensor

    from graphlab.engine.recording.ends import PlainGraph
    from graphlab.engine.recording.tape import Entry, Tape

    Edge = tuple[Any, int]

NOBODY = -1
MOST_TRIES = 20


class Twins:
    """The twins of one run, and the nodes of its Record that they belong to."""

    def __init__(
        self, tape: Tape, ids: Mapping[int, str], outputs: Sequence[str], plain: PlainGraph
    ) -> None:
        self._ids = ids
        self._given = set(_copying(plain.starts))
        self._recorded = _Recorded(tape)
        self._twin: dict[Any, Any] = {}
        self._of: dict[Any, Any] = {}
        numbers = {id_: index for index, id_ in ids.items()}
        if len(plain.ends) == len(outputs):
            ends = [_end(tape.entries[numbers[id_]]) for id_ in outputs]
            ways = [(e.node, e.place) for e in plain.ends]
            self._pair(list(zip(ways, ends, strict=True)))

    def plain_behind(self, edge: Edge) -> Edge:
        """Where an edge of the plain graph leads without the copies of inputs."""
        node, place = edge
        while node in self._given:
            node, place = node.next_functions[0]
        return node, place

    def twin(self, node: Any) -> Any:
        """The node of the recorded graph that a node of the plain one is, or None."""
        return self._twin.get(node)

    def owner(self, node: Any) -> str | None:
        """The node of the Record that a node of the plain graph belongs to."""
        return self._ids.get(self._recorded.owner(self._twin.get(node)))

    def saved(self, node: Any) -> tuple[Tensor, ...]:
        """The tensors that a Function of the person's own saved for its backward pass.

        Those of the plain run have been freed by then; its twin has them still.
        """
        if not hasattr(type(node), "saved_tensors"):
            return ()
        try:
            kept: Iterable[Tensor | None] = node.saved_tensors
        except RuntimeError:
            twin = self._twin.get(node)
            kept = () if twin is None else map(self._as_leaf, twin.saved_tensors)
        return tuple(tensor for tensor in kept if tensor is not None)

    def _as_leaf(self, saved: Tensor | None) -> Tensor | None:
        """The leaf of the plain run, where a leaf is what was saved."""
        if saved is None or saved.grad_fn is None:
            return saved
        node, _ = self._recorded.behind((saved.grad_fn, 0))
        leaf: Tensor | None = getattr(self._of.get(node), "variable", saved)
        return leaf

    def _pair(self, ways: Sequence[tuple[Edge, Edge]]) -> None:
        barred: set[Any] = set()
        for _ in range(MOST_TRIES):
            quarrel = self._try(ways, barred)
            if not quarrel:
                return
            barred |= quarrel
        self._twin, self._of = {}, {}

    def _try(self, ways: Sequence[tuple[Edge, Edge]], barred: set[Any]) -> set[Any]:
        """Finds the twins; the nodes of the first contradiction, if there is one."""
        self._twin, self._of = {}, {}
        waiting = list(ways)
        while waiting:
            one, other = waiting.pop()
            (mine, place), (theirs, slot) = self.plain_behind(one), self._recorded.behind(other)
            if mine is None or theirs is None or mine in barred or theirs in barred:
                continue
            if mine in self._twin or theirs in self._of:
                if self._twin.get(mine) is not theirs or self._of.get(theirs) is not mine:
                    known = {self._twin.get(mine), self._of.get(theirs)} - {None}
                    return {mine, theirs, *known}
                continue
            ways_on, their_ways = mine.next_functions, self._recorded.following(theirs)
            if place == slot and len(ways_on) == len(their_ways) and _alike(mine, theirs):
                self._twin[mine], self._of[theirs] = theirs, mine
                waiting += zip(ways_on, their_ways, strict=True)
        return set()


class _Recorded:
    """The recorded graph: which of its nodes the recorder added, and whose the others are."""

    def __init__(self, tape: Tape) -> None:
        self._entries = tape.entries
        self._aliases = {u.edge.node for e in tape.entries for u in e.uses if u.edge is not None}
        self._over: dict[Any, Edge] = {node: node.next_functions[0] for node in self._aliases}
        for entry in self._entries:
            if entry.edge is None:
                continue
            if entry.op == "item":
                self._over[entry.edge.node] = entry.edge.node.next_functions[0]
            elif entry.op == "input":
                copies = _copying([entry.edge.node])
                self._over |= {node: node.next_functions[0] for node in copies}
            elif entry.op == "inplace":
                self._step_over_write(entry)
        self._fresh = {
            (entry.edge.node, entry.edge.output_nr): index
            for index, entry in enumerate(self._entries)
            if entry.op == "inplace" and entry.edge is not None
        }
        self._owner: dict[Any, int] = {}
        self._step_over_copying_back()
        self._find_owners()

    def behind(self, edge: Edge) -> Edge:
        """Where an edge leads without what the recorder added."""
        node, place = edge
        while node in self._over:
            node, place = self._over[node]
        return node, place

    def following(self, node: Any) -> Sequence[Edge]:
        """What a node leads to; it is compared with what its twin leads to.

        Where a view was written to, autograd has the arguments of what wrote behind the tensor
        itself. The recorder has what wrote, with its own arguments behind it.
        """
        edges: Sequence[Edge] = node.next_functions
        if self._writer(node) is None:
            return edges
        return [edges[0], *edges[1][0].next_functions[1:]]

    def owner(self, node: Any) -> int:
        """The entry that a node belongs to, or NOBODY."""
        writer = self._writer(node)
        return self._owner.get(node, NOBODY) if writer is None else writer

    def _writer(self, node: Any) -> int | None:
        """The entry whose write into a view a node stands for."""
        if not _writes_a_view(node) or len(node.next_functions) < 2:
            return None
        return self._fresh.get(node.next_functions[1])

    def _step_over_write(self, entry: Entry) -> None:
        """The operation ran on a copy of the old value."""
        first = entry.uses[0].edge if entry.uses else None
        assert entry.edge is not None
        if first is not None:
            for node in self._inside(entry.edge.node):
                if [following for following, _ in node.next_functions] == [first.node]:
                    self._over[node] = first.node, 0

    def _step_over_copying_back(self) -> None:
        """What was written was then copied into the tensor, which may be a part of another."""
        for entry in self._entries:
            for use in entry.uses:
                if use.edge is None or self._entries[use.source].op != "inplace":
                    continue
                node: Any = use.edge.node.next_functions[0][0]
                for edge in node.next_functions:
                    if self._fresh.get(edge) == use.source and not _writes_a_view(node):
                        self._over[node] = edge

    def _find_owners(self) -> None:
        for index, entry in enumerate(self._entries):
            if entry.edge is not None and not self._passes_on(entry):
                self._claim(self.behind((entry.edge.node, 0))[0], self._who(index, entry))
        known = set(self._owner)
        for use in (use for entry in self._entries for use in entry.uses):
            node = None if use.edge is None else self.behind((use.edge.node, 0))[0]
            if node not in known:  # what a value has become since it was made
                self._claim(node, use.source)
        known = set(self._owner)
        for index, entry in enumerate(self._entries):
            if entry.edge is not None and not self._passes_on(entry):
                start, _ = self.behind((entry.edge.node, 0))
                self._claim_inside(start, self._who(index, entry), known)

    def _passes_on(self, entry: Entry) -> bool:
        """Whether an operation gave back its argument as it was, as ``contiguous`` may."""
        return entry.edge is not None and entry.op != "item" and entry.edge.node in self._aliases

    def _who(self, index: int, entry: Entry) -> int:
        """Of several results of one operation all that is behind them is the operation's."""
        return entry.uses[0].source if entry.op == "item" else index

    def _claim_inside(self, start: Any, index: int, known: set[Any]) -> None:
        for node in self._inside(start, known):
            if node is not start and not hasattr(node, "variable"):
                self._claim(node, index)

    def _claim(self, node: Any, index: int) -> None:
        if node is not None and self._owner.setdefault(node, index) != index:
            self._owner[node] = NOBODY

    def _inside(self, start: Any, known: Iterable[Any] = ()) -> Iterator[Any]:
        """The nodes of one operation: up to its arguments, and to what belongs to others."""
        waiting, seen = [start], {start}
        while waiting:
            node = waiting.pop()
            yield node
            for following, _ in node.next_functions:
                if following is None or following in seen or following in known:
                    continue
                if following not in self._aliases:
                    seen.add(following)
                    waiting.append(following)


def _copying(nodes: Iterable[Any]) -> Iterator[Any]:
    """From a copy that was made of an input, the nodes on the way to its leaf."""
    for node in nodes:
        while node is not None and not hasattr(node, "variable"):
            yield node
            node, _ = node.next_functions[0]


def _end(entry: Entry) -> Edge:
    """Where the recorded graph of an output begins."""
    result = entry.result
    written = entry.op == "inplace" and result is not None and result._is_view()
    if entry.edge is not None and not written:
        return entry.edge.node, entry.edge.output_nr
    return (None, 0) if result is None else (result.grad_fn, result.output_nr)


def _writes_a_view(node: Any) -> bool:
    return type(node).__name__ == "CopySlices"


def _alike(one: Any, other: Any) -> bool:
    """Whether two nodes may be of one operation."""
    if type(one).__name__ != type(other).__name__:
        return False
    if hasattr(one, "variable") and hasattr(other, "variable"):
        return bool(one.variable.shape == other.variable.shape)
    return True
