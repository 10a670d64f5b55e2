"""A tape with its gradients to a Record: nodes, edges, formulas, steps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch

from graphlab.engine.events import events
from graphlab.engine.invariant import BROKEN, adds_up
from graphlab.engine.partials import partial
from graphlab.formula.tree import Call
from graphlab.record import Edge, Node, Record, Source, make_steps

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from torch import Tensor

    from graphlab.engine.build import Expression, Operation
    from graphlab.engine.tape import Gradients, Tape, Use
    from graphlab.record import Array, Check


def assemble(
    expression: Expression,
    tape: Tape,
    gradients: Gradients,
    local: Sequence[Sequence[Tensor | None]],
    outputs: Sequence[Tensor],
    cotangents: Sequence[float],
    check: Check,
) -> Record:
    """Everything that is known about one run, as a Record."""
    starts = _starts(tape, outputs, cotangents)
    slopes = iter(arrays([slope for entry in local for slope in entry]))
    shares = iter(arrays([share for entry in gradients.contributions for share in entry]))
    values = arrays([entry.result for entry in tape.entries])
    adjoints = arrays(gradients.adjoints)
    nodes = tuple(
        _node(operation, index, values[index], adjoints[index], starts.get(index))
        for index, operation in enumerate(expression.operations)
    )
    numbers = {node.id: _number(node.value) for node in nodes}
    operations = expression.operations
    with np.errstate(all="ignore"):
        edges = tuple(
            edge
            for index, entry in enumerate(tape.entries)
            for edge in _edges(operations[index], entry.uses, slopes, shares, numbers)
        )
        told = events(expression.program, nodes, edges, [o.tree for o in operations], numbers)
    if check.agrees and not adds_up(nodes, edges):
        check = replace(check, agrees=False, note=BROKEN)
        edges = tuple(replace(edge, contribution=None) for edge in edges)
    program = expression.program
    return Record(
        nodes=nodes,
        edges=edges,
        inputs=tuple(f"w{i + 1}" for i in range(len(program.inputs))),
        output_ids=tuple(f"w{(tape.number_of(o) or 0) + 1}" for o in outputs),
        outputs=tuple(a for a in arrays(outputs) if a is not None),
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


def _starts(tape: Tape, outputs: Sequence[Tensor], cotangents: Sequence[float]) -> dict[int, float]:
    """Starting gradient of each output's entry; an output returned twice has the sum."""
    starts: dict[int, float] = {}
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
    start: float | None,
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
        cotangent=None if start is None else np.asarray(start, dtype=np.float64),
        is_output=start is not None,
        shape=value.shape,
        dtype=str(value.dtype),
        line=operation.line,
        storage=index,
    )


def _edges(
    operation: Operation,
    uses: Sequence[Use],
    slopes: Iterator[Array | None],
    shares: Iterator[Array | None],
    numbers: Mapping[str, float],
) -> Iterator[Edge]:
    """The edges into one node, each with the formula that reproduces its number."""
    for argument, use in enumerate(uses):
        local, share = next(slopes), next(shares)
        form = None
        if local is not None and isinstance(operation.tree, Call):
            form = partial(operation.tree, use.leaf, operation.id, numbers, _number(local))
        yield Edge(
            f"w{use.source + 1}",
            operation.id,
            argument,
            None if form is None else form.latex,
            None if form is None else form.text,
            local,
            share,
        )


def _number(array: Array | None) -> float:
    assert array is not None
    return float(array)


def arrays(tensors: Sequence[Tensor | None]) -> list[Array | None]:
    """Read-only copies. Single float64 numbers are copied together, which is much faster."""
    numbers = [t for t in tensors if t is not None and t.ndim == 0 and t.dtype == torch.float64]
    together = torch.stack(numbers).detach().numpy() if numbers else np.empty(0)
    together.setflags(write=False)
    single = iter(together.reshape(-1, 1))
    found: list[Array | None] = []
    for tensor in tensors:
        if tensor is None:
            found.append(None)
        elif tensor.ndim == 0 and tensor.dtype == torch.float64:
            found.append(next(single).reshape(()))
        else:
            array = tensor.detach().numpy().copy()
            array.setflags(write=False)
            found.append(array)
    return found
