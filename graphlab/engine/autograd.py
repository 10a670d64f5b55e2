"""Autograd's own graph of the plain run, as torchviz shows it, with our nodes where proven."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING, Any

from graphlab.engine.twins import Twins
from graphlab.errors import InputError
from graphlab.record import AutogradGraph, AutogradLink, AutogradNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphlab.engine.call import Recording
    from graphlab.engine.recording.ends import End, PlainGraph
    from graphlab.record import AutogradBond, AutogradKind

UNFINISHED = (
    "Autograd has no graph of this run: the code stopped with an error, or no backward pass"
    " can be made of it."
)
NO_GRADIENT = "No output of this run requires a gradient, so autograd keeps no graph of it."
TOO_DEEP = (
    "torchviz gave up (RecursionError): it calls itself once for each operation of a chain, and"
    " Python allows about 1,000 of such calls. graphlab's own graph shows the same run."
)
_NODE = re.compile(
    r'\s*(\d+) \[label=(?:"((?:[^"\\]|\\.)*)"|(\S+?))(?: fillcolor=(\w+))?\]\s*', re.DOTALL
)
_LINK = re.compile(r"\s*(\d+) -> (\d+)(?: \[(\w+)=\w+\])?\s*")
_KINDS: dict[str | None, AutogradKind] = {
    None: "function",
    "lightblue": "leaf",
    "orange": "saved",
    "darkolivegreen1": "output",
    "darkolivegreen3": "base",
}
_BONDS: dict[str | None, AutogradBond] = {None: "flow", "dir": "saved", "style": "view"}


def autograd_graph(recording: Recording) -> AutogradGraph:
    """What ``torchviz.make_dot`` shows of the outputs of the plain run.

    Raises InputError, with a sentence, where there is no such graph or torchviz cannot show it.
    """
    plain = recording.plain
    if plain is None:
        raise InputError(UNFINISHED)
    if all(end.node is None for end in plain.ends):
        raise InputError(NO_GRADIENT)
    twins = Twins(recording.tape, recording.numbering.ids, recording.record.output_ids, plain)
    mirror = _Mirror(plain, twins)
    names = {node.id: node.name for node in recording.record.nodes}
    params = {
        name: leaf
        for leaf, id_ in mirror.leaves
        if id_ is not None and (name := names[id_]) is not None
    }
    return _read(_drawn(mirror.ends, params), mirror.owners(recording.record.output_ids))


def _drawn(ends: Sequence[Any], params: Mapping[str, Any]) -> Sequence[str]:
    """The lines of torchviz's graph; nothing is laid out."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torchviz compares versions with distutils
        from torchviz import make_dot

        try:
            dot = make_dot(tuple(ends), params=params)
        except RecursionError:
            raise InputError(TOO_DEEP) from None
    lines: list[str] = dot.body
    return lines


class _Function:
    """Stands for a node of autograd's graph; its class bears the name of that node's class."""

    next_functions: tuple[tuple[_Function | None, int], ...] = ()


class _Tensor:
    """Stands for an output, or what an output is a view of."""

    def __init__(self, end: End, mirror: _Mirror) -> None:
        self.grad_fn = mirror.of(end.node)
        self._shape = end.shape
        self._base = None if end.base is None else mirror.tensor(end.base)

    def size(self) -> tuple[int, ...]:
        return self._shape

    def _is_view(self) -> bool:
        return self._base is not None


class _Mirror:
    """The graph of the plain run for torchviz to walk through.

    It differs from autograd's in two things. Copies that the code was given in place of its inputs
    are left out: the code itself knows nothing of them. And what a Function of the person's own had
    saved, which the backward pass of the plain run has freed, is that of its twin.
    """

    def __init__(self, plain: PlainGraph, twins: Twins) -> None:
        self._twins = twins
        self._of: dict[Any, _Function] = {}
        self._classes: dict[str, type[_Function]] = {}
        self.leaves: list[tuple[Any, str | None]] = []
        self._make([end.node for end in plain.ends] + [e.base.node for e in plain.ends if e.base])
        self._tensors: dict[End, Any] = {}
        self.ends = [self.tensor(end) for end in plain.ends]

    def of(self, node: Any) -> _Function | None:
        """What stands for a node."""
        node, _ = self._twins.plain_behind((node, 0))
        return None if node is None else self._of[node]

    def tensor(self, end: End) -> Any:
        """What stands for a tensor; the same one is one. A copied input is the leaf itself."""
        node, _ = self._twins.plain_behind((end.node, end.place))
        if node is not end.node:
            return node.variable
        if end not in self._tensors:
            self._tensors[end] = _Tensor(end, self)
        return self._tensors[end]

    def owners(self, outputs: Sequence[str]) -> dict[str, str]:
        """Our nodes by the names that torchviz gives to its own."""
        found = {str(id(stand_in)): self._twins.owner(n) for n, stand_in in self._of.items()}
        found |= {str(id(leaf)): id_ for leaf, id_ in self.leaves}
        if len(outputs) == len(self.ends):
            pairs = zip(self.ends, outputs, strict=True)
            found |= {str(id(end)): id_ for end, id_ in pairs}
        return {name: id_ for name, id_ in found.items() if id_ is not None}

    def _make(self, roots: Iterable[Any]) -> None:
        waiting = [self._twins.plain_behind((root, 0))[0] for root in roots]
        while waiting:
            node = waiting.pop()
            if node is None or node in self._of:
                continue
            self._of[node] = self._stand_in(node)
            waiting += [following for following, _ in self._following(node)]
        for node, stand_in in self._of.items():
            stand_in.next_functions = tuple(
                (None if n is None else self._of[n], place) for n, place in self._following(node)
            )
            saved = self._twins.saved(node)
            if saved:
                vars(stand_in)["saved_tensors"] = saved

    def _following(self, node: Any) -> list[tuple[Any, int]]:
        return [self._twins.plain_behind(edge) for edge in node.next_functions]

    def _stand_in(self, node: Any) -> _Function:
        name = type(node).__name__
        if name not in self._classes:
            self._classes[name] = type(name, (_Function,), {})
        made = self._classes[name]()
        if name == "AccumulateGrad":
            vars(made)["variable"] = node.variable
            self.leaves.append((node.variable, self._twins.owner(node)))
        return made


def _read(lines: Sequence[str], owners: Mapping[str, str]) -> AutogradGraph:
    """The nodes and links of torchviz's lines, leaves first."""
    nodes: dict[str, AutogradNode] = {}
    links: list[tuple[str, str, AutogradBond]] = []
    for line in lines:
        if found := _LINK.fullmatch(line):
            links.append((found[1], found[2], _BONDS[found[3]]))
        elif found := _NODE.fullmatch(line):
            label = "\n".join(filter(None, map(str.strip, (found[2] or found[3]).split("\n"))))
            node = AutogradNode(label, _KINDS[found[4]], owners.get(found[1]))
            # torchviz paints a leaf anew that a Function saved, or that is an output too.
            if found[1] not in nodes or node.kind == "leaf":
                nodes[found[1]] = node
    order = _in_order(nodes, links)
    return AutogradGraph(
        tuple(nodes[name] for name in order),
        tuple(AutogradLink(order[a], order[b], bond) for a, b, bond in links),
    )


def _in_order(
    nodes: Mapping[str, AutogradNode], links: Iterable[tuple[str, str, AutogradBond]]
) -> dict[str, int]:
    """The place of each node; none comes before one that leads to it."""
    after: dict[str, list[str]] = {name: [] for name in nodes}
    missing = dict.fromkeys(nodes, 0)
    for source, target, _ in links:
        after[source].append(target)
        missing[target] += 1
    free = [name for name, count in missing.items() if not count]
    order: dict[str, int] = {}
    for name in free:  # grows while it is read
        order[name] = len(order)
        for target in after[name]:
            missing[target] -= 1
            if not missing[target]:
                free.append(target)
    return order
