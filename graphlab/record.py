"""The Record: one verified run, as plain frozen data that every room may read.

A Record is made once by the engine and never changes. Arrays are numpy arrays and read-only by
convention. The only heavy import, networkx, waits until ``Record.graph`` is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from graphlab.making import maker

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import networkx as nx
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.generic]
    _Stop = tuple["Phase", "Node", list["EdgeKey"]]

Operation = Literal[
    "input",
    "parameter",
    "buffer",
    "constant",
    "call",
    "item",
    "inplace",
    "update",
    "opaque",
    "module",
]
Phase = Literal["forward", "backward"]
NOT_KEPT = (
    "Values were not kept in this run. To have them, record one part of the model, or give it a"
    " smaller input, and keep values again."
)
"""The answer to whoever asks for the numbers of a run without values."""


class EdgeKey(NamedTuple):
    """Names one edge: from ``source`` into the ``argument``-th tensor of ``target``'s arguments."""

    source: str
    target: str
    argument: int


@dataclass(frozen=True, slots=True, eq=False)
class Digest:
    """What is told of an array that is not kept or not sent: its range, and a coarse image of it.

    ``low``, ``high``, ``mean`` and ``rms`` (root mean square) are of the finite elements, None
    without any; ``zeros`` counts those that are 0. ``thumbnail`` has at most 48 rows and columns,
    each element the mean of the part of the array it stands for.
    """

    low: float | None
    high: float | None
    mean: float | None
    not_finite: int
    thumbnail: Array
    rms: float | None = None
    zeros: int = 0


@dataclass(frozen=True, slots=True)
class Parameter:
    """One tensor that ``module.parameters()`` collects; ``node`` is None when no step used it."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    requires_grad: bool
    node: str | None = None


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """One call of a module, of the class ``kind``, that ran inside the call ``parent``.

    ``path`` names it as ``Node.path`` does: ``blocks.3.attn``, a second call ``blocks.3.attn#2``.
    The outermost module has no call of its own; ``parent`` is "" for what it calls.
    """

    path: str
    parent: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    """One operation, input or parameter of the run.

    ``formula`` is the right-hand side in LaTeX with other nodes as ``w_{3}``; ``text`` is the
    same as it can be typed (``cos(w3)``). ``value`` and ``adjoint`` have shape ``shape``; an array
    that is too large to be sent along is None and has a digest instead. ``stride`` and ``offset``
    count elements of the memory with the number ``storage``, which is ``storage_bytes`` long.
    """

    id: str
    op: Operation
    target: str
    formula: str
    text: str
    name: str | None = None
    value: Array | None = None
    adjoint: Array | None = None
    cotangent: Array | None = None
    is_output: bool = False
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    path: str = ""
    line: int | None = None
    storage: int | None = None
    version: int = 0
    stride: tuple[int, ...] | None = None
    offset: int | None = None
    storage_bytes: int | None = None
    value_digest: Digest | None = None
    adjoint_digest: Digest | None = None

    @property
    def number(self) -> int:
        """The subscript: 4 for ``w4``."""
        return int(self.id[1:])


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """One use of ``source`` as an argument of ``target``.

    ``local`` is ∂target/∂source as a 0-d array when both ends have one element.
    ``contribution`` is adjoint(target)·∂target/∂source in the source's shape; None where no
    gradient can flow. ``partial`` is LaTeX, ``text`` the same as it can be typed; both are None
    when no formula reproduces the measured number. ``vjp`` is the contribution as a vector-Jacobian
    product in the w's, with ``vjp_text`` in plain characters. ``taken`` are the elements of the
    source, counted in row-major order, that an indexing target holds. Where a source has an
    ``adjoint_digest``, the contributions to it are None too, since they were not sent along:
    ``Record.flowing`` tells which edges carry one.
    """

    source: str
    target: str
    argument: int
    partial: str | None = None
    text: str | None = None
    local: Array | None = None
    contribution: Array | None = None
    origin: Literal["measured", "residual"] = "measured"
    vjp: str | None = None
    vjp_text: str | None = None
    taken: Array | None = None

    @property
    def key(self) -> EdgeKey:
        return EdgeKey(self.source, self.target, self.argument)


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the walk: ``index`` runs from 1; 0 means that nothing is revealed."""

    index: int
    phase: Phase
    node: str
    edges: tuple[EdgeKey, ...]
    group: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """Agreement with plain PyTorch. ``agrees`` is None when it could not be checked."""

    agrees: bool | None
    max_abs_error: float
    max_rel_error: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something the person must know about this run, as one sentence.

    ``line`` and ``column`` count from 1 and say where in the person's text it happens. ``details``
    is the traceback of the person's own code, for those who ask for it. ``offers`` are other runs
    of the same that would do: ``without-values``, or ``part`` and the path of a module.
    """

    kind: str
    sentence: str
    line: int | None = None
    node: str | None = None
    column: int | None = None
    details: str = ""
    offers: tuple[str, ...] = ()

    @property
    def placed(self) -> str:
        """The sentence with its place in front, if it has one."""
        if self.column is None:
            return self.sentence
        return f"Line {self.line}, column {self.column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Source:
    """What was recorded: the person's text, its LaTeX, and the choices made while reading it."""

    text: str = ""
    latex: str = ""
    kind: Literal["expression", "callable", "module", "script"] = "expression"
    choices: tuple[str, ...] = ()
    letter: str = "w"
    keeps_names: bool = False

    @property
    def title(self) -> str:
        """A formula in one line; empty for code, which is no title."""
        return " ".join(self.text.split()) if self.kind == "expression" else ""


@dataclass(frozen=True, slots=True)
class AdjointForms:
    """One adjoint as formulas: in the w's, and for an input also in the inputs' own names.

    ``factored`` is the latter after factoring. Each LaTeX string has a twin that can be typed.
    """

    in_nodes: str
    in_nodes_text: str
    in_inputs: str | None = None
    in_inputs_text: str | None = None
    factored: str | None = None
    factored_text: str | None = None


AutogradKind = Literal["function", "leaf", "saved", "output", "base"]
AutogradBond = Literal["flow", "saved", "view"]


@dataclass(frozen=True, slots=True)
class AutogradNode:
    """A node of autograd's own graph as torchviz shows it; ``node`` is the Record's, where proven.

    ``label`` is the name of a function (MulBackward0), of a tensor its name and its shape.
    """

    label: str
    kind: AutogradKind
    node: str | None = None


@dataclass(frozen=True, slots=True)
class AutogradLink:
    """From a node to a later one, by their places in the graph."""

    source: int
    target: int
    bond: AutogradBond = "flow"


@dataclass(frozen=True, slots=True)
class AutogradGraph:
    """Leaves come first, outputs last: every link leads to a later place."""

    nodes: tuple[AutogradNode, ...]
    links: tuple[AutogradLink, ...]


@dataclass(frozen=True, eq=False)
class Record:
    """One run: nodes in evaluation order, edges sorted by target and argument, steps, checks.

    ``calls`` are the module calls of the run in the order they began.

    In the window ``outputs`` is empty and a gradient missing where such an array is too large to be
    sent along; their nodes have digests. So it is with all but single numbers where
    ``keeps_values`` is False: the run was recorded without values.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    inputs: tuple[str, ...]
    output_ids: tuple[str, ...]
    outputs: tuple[Array, ...]
    gradients: Mapping[str, Array | None]
    steps: tuple[Step, ...]
    check: Check
    events: tuple[Event, ...] = ()
    source: Source = field(default_factory=Source)
    parameters: tuple[Parameter, ...] = ()
    calls: tuple[ModuleCall, ...] = ()
    keeps_values: bool = True

    @cached_property
    def by_id(self) -> dict[str, Node]:
        """Node of each id."""
        return {node.id: node for node in self.nodes}

    @cached_property
    def by_key(self) -> dict[EdgeKey, Edge]:
        """Edge of each key."""
        return {edge.key: edge for edge in self.edges}

    @cached_property
    def incoming(self) -> dict[str, tuple[Edge, ...]]:
        """Edges into each node, in argument order."""
        return self._grouped("target")

    @cached_property
    def outgoing(self) -> dict[str, tuple[Edge, ...]]:
        """Edges out of each node, successors in id order."""
        return self._grouped("source")

    @cached_property
    def flowing(self) -> frozenset[EdgeKey]:
        """The edges that carry a contribution, also where it was too large to be sent along."""
        return frozenset(
            key for step in self.steps if step.phase == "backward" for key in step.edges
        )

    def cuts(self, edge: Edge) -> bool:
        """Whether no gradient flows along an edge, as far as contributions are to be believed."""
        flows = edge.contribution is not None or edge.key in self.flowing
        return not flows and self.check.agrees is not False

    @cached_property
    def border(self) -> int:
        """Index of the last forward step; the backward pass begins after it."""
        return sum(step.phase == "forward" for step in self.steps)

    @cached_property
    def graph(self) -> nx.MultiDiGraph:
        """The run as a networkx graph; its attributes are a contract."""
        import networkx as nx

        graph = nx.MultiDiGraph()
        for node in self.nodes:
            graph.add_node(node.id, **node_attributes(node))
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, key=edge.argument, **edge_attributes(edge))
        return graph

    def _grouped(self, end: Literal["source", "target"]) -> dict[str, tuple[Edge, ...]]:
        groups: dict[str, list[Edge]] = {node.id: [] for node in self.nodes}
        for edge in self.edges:
            groups[getattr(edge, end)].append(edge)
        return {name: tuple(edges) for name, edges in groups.items()}

    def _repr_svg_(self) -> str:
        from graphlab.export.svg import record_svg

        return record_svg(self)


def node_attributes(node: Node) -> dict[str, object]:
    """The networkx attributes of a node, in their fixed order."""
    names = (
        "name op target formula shape dtype value adjoint cotangent is_output path line storage"
        " version"
    ).split()
    return {name: getattr(node, name) for name in names}


def edge_attributes(edge: Edge) -> dict[str, object]:
    """The networkx attributes of an edge, in their fixed order."""
    return {name: getattr(edge, name) for name in ("partial", "local", "contribution", "origin")}


def make_steps(
    nodes: tuple[Node, ...], edges: tuple[Edge, ...], flowing: Collection[EdgeKey] = ()
) -> tuple[Step, ...]:
    """One forward step a node in id order, then one backward step a node with an adjoint.

    ``flowing`` are edges with a contribution that is not kept.
    """
    into: dict[str, list[EdgeKey]] = {node.id: [] for node in nodes}
    out: dict[str, list[EdgeKey]] = {node.id: [] for node in nodes}
    for edge in edges:
        key = edge.key
        into[edge.target].append(key)
        if edge.contribution is not None or key in flowing:
            out[edge.source].append(key)
    forward: list[_Stop] = [("forward", node, into[node.id]) for node in nodes]
    backward: list[_Stop] = [
        ("backward", node, out[node.id])
        for node in reversed(nodes)
        if node.adjoint is not None or node.adjoint_digest is not None
    ]
    step = maker(Step)
    return tuple(
        step(index, phase, node.id, tuple(keys), node.path)
        for index, (phase, node, keys) in enumerate(forward + backward, start=1)
    )
