"""A tape with its gradients to a Record: nodes, edges, formulas, steps."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING

import numpy as np
import torch

from graphlab.engine.expressions.events import events
from graphlab.engine.formulas.partials import partial
from graphlab.engine.formulas.tensor_edges import with_memory, with_products
from graphlab.engine.invariant import BROKEN, adds_up, tensors_add_up
from graphlab.formula.tree import Call
from graphlab.record import Edge, Node, Record, Source, make_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.engine.expressions.build import Expression, Operation
    from graphlab.engine.recording.backward import Gradients
    from graphlab.engine.recording.tape import Tape, Use
    from graphlab.record import Array, Check

    Floats = NDArray[np.float64]


def assemble(
    expression: Expression,
    tape: Tape,
    gradients: Gradients,
    local: Sequence[Sequence[Tensor | None]],
    outputs: Sequence[Tensor],
    cotangents: Sequence[float | Floats],
    check: Check,
) -> Record:
    """Everything that is known about one run, as a Record."""
    starts = _starts(tape, outputs, cotangents)
    copies = iter(
        arrays(
            [
                *(entry.result for entry in tape.entries),
                *gradients.adjoints,
                *chain.from_iterable(local),
                *chain.from_iterable(gradients.contributions),
            ]
        )
    )
    count, uses = len(tape.entries), sum(len(entry.uses) for entry in tape.entries)
    values, adjoints = list(islice(copies, count)), list(islice(copies, count))
    slopes, shares = iter(list(islice(copies, uses))), copies
    nodes = tuple(
        _node(operation, index, values[index], adjoints[index], starts.get(index))
        for index, operation in enumerate(expression.operations)
    )
    numbers = {node.id: _number(_value(node)) for node in nodes}
    tensors = any(node.shape for node in nodes)
    if tensors:
        nodes = with_memory(tape, nodes)
    operations = expression.operations
    with np.errstate(all="ignore"):
        edges = tuple(
            edge
            for index, entry in enumerate(tape.entries)
            for edge in _edges(operations[index], entry.uses, slopes, shares, numbers)
        )
        if tensors:
            edges = with_products(tape, operations, nodes, edges)
        told = events(expression.program, nodes, edges, [o.tree for o in operations], numbers)
    law = tensors_add_up if tensors else adds_up
    if check.agrees and not law(nodes, edges):
        check = replace(check, agrees=False, note=BROKEN)
        edges = tuple(replace(edge, contribution=None, vjp=None, vjp_text=None) for edge in edges)
    program = expression.program
    ends = [nodes[tape.number_of(output) or 0] for output in outputs]
    return Record(
        nodes=nodes,
        edges=edges,
        inputs=tuple(f"w{i + 1}" for i in range(len(program.inputs))),
        output_ids=tuple(node.id for node in ends),
        outputs=tuple(_value(node) for node in ends),
        gradients={name: nodes[i].adjoint for i, name in enumerate(program.inputs)},
        steps=make_steps(nodes, edges),
        check=check,
        events=told,
        source=Source(
            text=program.text,
            latex=program.latex,
            choices=tuple(choice.sentence for choice in program.choices),
            letter=program.letter,
            keeps_names=program.keeps_names,
        ),
    )


def _starts(
    tape: Tape, outputs: Sequence[Tensor], cotangents: Sequence[float | Floats]
) -> dict[int, float | Floats]:
    """Starting gradient of each output's entry; an output returned twice has the sum."""
    starts: dict[int, float | Floats] = {}
    for output, cotangent in zip(outputs, cotangents, strict=True):
        index = tape.number_of(output)
        if index is not None:
            starts[index] = starts.get(index, 0.0) + cotangent
    return starts


def _node(
    operation: Operation,
    index: int,
    value: Array | None,
    adjoint: Array | None,
    start: float | Floats | None,
) -> Node:
    assert value is not None
    return Node(
        id=operation.id,
        op=operation.op,
        target=operation.target,
        formula=operation.formula,
        text=operation.text,
        name=operation.name,
        value=value,
        adjoint=adjoint,
        cotangent=None if start is None else _filled(start, value.shape),
        is_output=start is not None,
        shape=value.shape,
        dtype=_dtype_name(value.dtype),
        line=operation.line,
        storage=index,
    )


def _filled(start: float | Floats, shape: tuple[int, ...]) -> Array:
    """A starting gradient; one number stands for every element of its output."""
    if not shape:
        return np.asarray(start, dtype=np.float64)
    filled = np.array(np.broadcast_to(start, shape), dtype=np.float64)
    filled.setflags(write=False)
    return filled


_dtype_name = cache(str)  # numpy puts the name together anew each time


def _edges(
    operation: Operation,
    uses: Sequence[Use],
    slopes: Iterator[Array | None],
    shares: Iterator[Array | None],
    numbers: Mapping[str, float | Floats],
) -> Iterator[Edge]:
    """The edges into one node, each with the formula that reproduces its number."""
    for argument, use in enumerate(uses):
        local, share = next(slopes), next(shares)
        form = None
        if local is not None and isinstance(operation.tree, Call):
            form = partial(operation.tree, use.leaf, operation.id, numbers, float(local))
        yield Edge(
            f"w{use.source + 1}",
            operation.id,
            argument,
            None if form is None else form.latex,
            None if form is None else form.text,
            local,
            share,
        )


def _number(value: Array) -> float | Floats:
    """A single number as a float, which is quicker to compute with; a tensor as float64."""
    return np.asarray(value, dtype=np.float64) if value.ndim else float(value)


def _value(node: Node) -> Array:
    assert node.value is not None
    return node.value


def arrays(tensors: Sequence[Tensor | None]) -> list[Array | None]:
    """Read-only copies. Single float64 numbers are copied together, which is much faster."""
    found: list[Array | None] = [None] * len(tensors)
    numbers: list[Tensor] = []
    places: list[int] = []
    for place, tensor in enumerate(tensors):
        if tensor is None:
            continue
        if tensor.ndim == 0 and tensor.dtype == torch.float64:
            numbers.append(tensor)
            places.append(place)
        else:
            array = tensor.detach().numpy().copy()
            array.setflags(write=False)
            found[place] = array
    if numbers:
        with torch.no_grad():
            together = torch.stack(numbers).numpy()
        together.setflags(write=False)
        for index, place in enumerate(places):
            found[place] = together[index, ...]
    return found
