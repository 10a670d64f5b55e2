"""A tape with its gradients to a Record: numbering, arrays, formulas, steps."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphlab.engine.arrays import array_of, dtype_name
from graphlab.engine.formulas.entry_products import with_products
from graphlab.engine.formulas.slopes import slope_form
from graphlab.engine.formulas.spelling import Spelling, spell, target_name, tree_of
from graphlab.engine.indices import taken
from graphlab.engine.invariant import BROKEN, tensors_add_up
from graphlab.formula.latex import name_latex
from graphlab.making import maker
from graphlab.record import Edge, EdgeKey, Node, Parameter, Record, Source, make_steps

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from torch import Tensor

    from graphlab.engine.recording.backward import Gradients
    from graphlab.engine.recording.tape import Entry, Tape
    from graphlab.record import Array, Check, Digest, Event

_LIKE_A_NODE = re.compile(r"[wW][0-9]*")
_make_node, _make_edge = maker(Node), maker(Edge)
_FIRST = {"input": 0, "parameter": 1, "buffer": 2, "constant": 2}


class Numbering:
    """Which entry is w1, w2, …: inputs, parameters in their own order, the rest as it ran."""

    def __init__(self, entries: Sequence[Entry], parameters: Sequence[str]) -> None:
        place = {name: index for index, name in enumerate(parameters)}

        def rank(index: int) -> tuple[int, int, int]:
            entry = entries[index]
            group = _FIRST[entry.op]
            own = place.get(entry.name or "", len(place)) if group == 1 else 0
            return group, own, index

        first = [index for index, entry in enumerate(entries) if entry.op in _FIRST]
        rest = [index for index, entry in enumerate(entries) if entry.op not in _FIRST]
        self.order = sorted(first, key=rank) + rest
        self.ids = {index: f"w{number}" for number, index in enumerate(self.order, start=1)}


def compile_record(
    tape: Tape,
    found: Gradients,
    local: Sequence[Sequence[Tensor | None]],
    outputs: Sequence[Tensor],
    cotangents: Sequence[Tensor],
    *,
    inputs: Sequence[int],
    wanted: Sequence[str],
    parameters: Sequence[tuple[str, Tensor]],
    check: Check,
    tell: Callable[
        [Mapping[int, str], Sequence[Node], Sequence[Edge], Collection[EdgeKey]], tuple[Event, ...]
    ],
    source: Source,
    budget: int,
    copy: bool = False,
    keeps_values: bool = True,
) -> tuple[Record, Numbering]:
    """Everything that is known about one run of any code.

    ``inputs`` are the entries of the inputs in the order they were given; ``wanted`` names the
    inputs and parameters whose gradient is reported; ``tell`` makes the events, given the names
    and the edges whose contributions were not kept.
    ``budget`` limits the search for products (``entry_products``). A tape without values tells of
    them by digests.
    """
    numbering = Numbering(tape.entries, [name for name, _ in parameters])
    ids = numbering.ids
    starts = _starts(tape, outputs, cotangents)
    storages: dict[int, int] = {}
    nodes: list[Node] = []
    adjoints: dict[int, Array | None] = {}
    numbers: dict[str, float] = {}
    ends = {tape.number_of(output) for output in outputs}
    for index in numbering.order:
        entry = tape.entries[index]
        spelling = _spelling(entry, ids)
        told = found.digests.get(index)
        adjoint = found.adjoints[index] if told is None else None
        node = _node(entry, ids[index], spelling, adjoint, told, storages, copy)
        start = starts.get(index)
        if start is not None or index in ends:
            if start is not None and not keeps_values and start.numel() != 1:
                start = None
            node = replace(
                node, is_output=True, cotangent=None if start is None else array_of(start, copy)
            )
        nodes.append(node)
        adjoints[index] = node.adjoint
        if node.value is not None and node.value.size == 1 and node.value.dtype.kind in "biuf":
            numbers[node.id] = float(node.value.reshape(()))
    edges: list[Edge] = []
    with np.errstate(all="ignore"):
        for index in numbering.order:
            edges += _edges(tape, index, ids, found, local, numbers, adjoints, copy)
        edges = with_products(tape, numbering.order, nodes, edges, budget)
    if check.agrees and not (found.adds_up and tensors_add_up(nodes, edges)):
        check = replace(check, agrees=False, note=BROKEN)
    flowing = _flowing(tape, found, ids)
    if check.agrees is False:
        flowing = set()
        edges = [replace(edge, contribution=None, vjp=None, vjp_text=None) for edge in edges]
    by_name = {node.name: node for node in nodes if node.op in ("input", "parameter")}
    by_id = {node.id: node for node in nodes}
    returned = [by_id[ids[tape.number_of(output) or 0]] for output in outputs]
    record = Record(
        nodes=tuple(nodes),
        edges=tuple(edges),
        inputs=tuple(ids[index] for index in inputs),
        output_ids=tuple(node.id for node in returned),
        outputs=(
            tuple(map(_value, returned))
            if all(node.value_digest is None for node in returned)
            else ()
        ),
        gradients={
            name: by_name[name].adjoint if name in by_name else None
            for name in wanted
            if name not in by_name or by_name[name].adjoint_digest is None
        },
        steps=make_steps(tuple(nodes), tuple(edges), flowing),
        check=check,
        events=tell(ids, nodes, edges, flowing),
        source=_with_letter(source, nodes),
        parameters=tuple(
            Parameter(
                name,
                tuple(tensor.shape),
                dtype_name(tensor.dtype),
                tensor.requires_grad,
                by_name[name].id if name in by_name else None,
            )
            for name, tensor in parameters
        ),
        calls=tuple(tape.calls),
        keeps_values=keeps_values,
    )
    return record, numbering


def _flowing(tape: Tape, found: Gradients, ids: Mapping[int, str]) -> set[EdgeKey]:
    """Edges along which something flowed and was not kept."""
    if not found.flowing:
        return set()
    return {
        EdgeKey(ids[use.source], ids[index], place)
        for index, entry in enumerate(tape.entries)
        for place, use in enumerate(entry.uses)
        if (index, place) in found.flowing or (entry.op == "item" and index in found.digests)
    }


def _starts(
    tape: Tape, outputs: Sequence[Tensor], cotangents: Sequence[Tensor]
) -> dict[int, Tensor]:
    """Starting gradient of each output's entry; an output returned twice has the sum."""
    starts: dict[int, Tensor] = {}
    for output, cotangent in zip(outputs, cotangents, strict=True):
        index = tape.number_of(output)
        if index is not None and output.requires_grad:
            starts[index] = starts[index] + cotangent if index in starts else cotangent
    return starts


def _spelling(entry: Entry, ids: Mapping[int, str]) -> Spelling:
    if entry.name is not None and not entry.uses and entry.op != "call":
        return Spelling(_own_name(entry.name), entry.name)
    if entry.function is None and not entry.uses:
        return Spelling(r"\mathrm{constant}", "constant")
    return spell(entry, [ids[use.source] for use in entry.uses])


def _with_letter(source: Source, nodes: Sequence[Node]) -> Source:
    """Nodes are called v when the person's own code has a w."""
    own = (node.name.rpartition(".")[2] for node in nodes if node.name)
    return replace(source, letter="v") if any(map(_LIKE_A_NODE.fullmatch, own)) else source


def _own_name(name: str) -> str:
    """A letter is italic as on the blackboard, a word or a dotted name upright."""
    if name.isascii() and name.isalnum() and not _LIKE_A_NODE.fullmatch(name):
        return name_latex(name)
    return rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}"


def _node(
    entry: Entry,
    id_: str,
    spelling: Spelling,
    adjoint: Tensor | None,
    told: Digest | None,
    storages: dict[int, int],
    copy: bool,
) -> Node:
    form, value = entry.form, entry.value
    if form is None:
        return _make_node(
            id_,
            entry.op,
            target_name(entry.function),
            spelling.latex,
            spelling.text,
            name=entry.name,
            path=entry.path,
            line=entry.line,
        )
    return _make_node(
        id_,
        entry.op,
        target_name(entry.function) if entry.function is not None else entry.op,
        spelling.latex,
        spelling.text,
        entry.name,
        value=None if value is None else array_of(value, copy),
        adjoint=None if adjoint is None else array_of(adjoint, copy),
        shape=form.shape,
        dtype=dtype_name(form.dtype),
        path=entry.path,
        line=entry.line,
        storage=storages.setdefault(form.memory, len(storages)),
        version=entry.version,
        stride=form.stride,
        offset=form.offset,
        storage_bytes=form.memory_bytes,
        value_digest=entry.digest,
        adjoint_digest=told,
    )


def _edges(
    tape: Tape,
    index: int,
    ids: Mapping[int, str],
    found: Gradients,
    local: Sequence[Sequence[Tensor | None]],
    numbers: Mapping[str, float],
    adjoints: Mapping[int, Array | None],
    copy: bool,
) -> list[Edge]:
    """The edges into one node, each with the formulas that reproduce its numbers.

    The share of a node's only use is its whole adjoint, and has the same array.
    """
    entry, target = tape.entries[index], ids[index]
    edges = []
    elements = taken(tape, entry)
    for argument, use in enumerate(entry.uses):
        share = found.contributions[index][argument]
        if entry.op == "item":
            share = found.adjoints[index]
        slope = local[index][argument]
        measured = None if slope is None else array_of(slope.reshape(()), copy)
        form = None
        if measured is not None:
            tree, turned = tree_of(entry, [ids[use.source] for use in entry.uses])
            place = 1 - use.leaf if turned else use.leaf
            form = slope_form(tree, place, target, numbers, float(measured), measured.dtype)
        contribution = None
        if share is not None:
            whole = share is found.adjoints[use.source]
            contribution = adjoints[use.source] if whole else array_of(share, copy)
        derived = use.residual or (entry.write is not None and use.edge is None)
        edges.append(
            _make_edge(
                ids[use.source],
                target,
                argument,
                None if form is None else form.latex,
                None if form is None else form.text,
                measured,
                contribution,
                "residual" if derived else "measured",
                taken=elements if argument == 0 else None,
            )
        )
    return edges


def _value(node: Node) -> Array:
    return node.value if node.value is not None else np.zeros(0)
