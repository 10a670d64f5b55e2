"""A tape with its gradients to a Record: nodes, edges, formulas, steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.engine.events import events
from graphlab.engine.operators import OPERATORS
from graphlab.engine.partials import partial
from graphlab.formula.latex import latex
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Tree
from graphlab.record import Edge, Node, Record, Source, make_steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from graphlab.engine.build import Expression
    from graphlab.engine.tape import Entry, Gradients, Tape
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
    trees = [o.tree for o in expression.operations]
    trees += expression.constants
    nodes = tuple(
        _node(expression, index, tree, entry, gradients.adjoints[index], starts.get(index))
        for index, (tree, entry) in enumerate(zip(trees, tape.entries, strict=True))
    )
    numbers = {
        node.id: float(entry.result.detach())
        for node, entry in zip(nodes, tape.entries, strict=True)
    }
    edges: list[Edge] = []
    for index, (tree, entry) in enumerate(zip(trees, tape.entries, strict=True)):
        for use, slope, share in zip(
            entry.uses, local[index], gradients.contributions[index], strict=True
        ):
            source, target = f"w{use.source + 1}", f"w{index + 1}"
            form: Tree | None = None
            if slope is not None and isinstance(tree, Call):
                form = partial(tree, use.leaf, target, numbers, float(slope))
            edges.append(
                Edge(
                    source,
                    target,
                    use.leaf,
                    None if form is None else latex(form),
                    None if form is None else typed(form),
                    None if slope is None else _array(slope),
                    None if share is None else _array(share),
                )
            )
    program = expression.program
    return Record(
        nodes=nodes,
        edges=tuple(edges),
        inputs=tuple(f"w{i + 1}" for i in range(len(program.inputs))),
        output_ids=tuple(f"w{(tape.number_of(o) or 0) + 1}" for o in outputs),
        outputs=tuple(_array(o) for o in outputs),
        gradients={name: nodes[i].adjoint for i, name in enumerate(program.inputs)},
        steps=make_steps(nodes, tuple(edges)),
        check=check,
        events=events(program, nodes, tuple(edges), trees, numbers),
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
    expression: Expression,
    index: int,
    tree: Tree,
    entry: Entry,
    adjoint: Tensor | None,
    start: float | None,
) -> Node:
    inside = index < len(expression.operations)
    operation = expression.operations[index] if inside else None
    is_input = isinstance(tree, Name)
    target = OPERATORS[tree.function][0] if isinstance(tree, Call) else ""
    return Node(
        id=f"w{index + 1}",
        op="input" if is_input else "call" if isinstance(tree, Call) else "constant",
        target=target,
        formula=latex(tree),
        text=typed(tree),
        name=None if operation is None else operation.name,
        value=_array(entry.result),
        adjoint=None if adjoint is None else _array(adjoint),
        cotangent=None if start is None else np.asarray(start, dtype=np.float64),
        is_output=start is not None,
        shape=tuple(entry.result.shape),
        dtype=str(entry.result.dtype).removeprefix("torch."),
        line=None if operation is None else operation.line,
        storage=index,
    )


def _array(tensor: Tensor) -> Array:
    array: Array = tensor.detach().numpy().copy()
    array.setflags(write=False)
    return array
