"""The products of all edges of recorded code, from what the tape holds."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from graphlab.engine.formulas.product_call import MAX_ELEMENTS, bind
from graphlab.engine.formulas.products import Product, has_row, operation, share
from graphlab.engine.recording.kinds import name_of
from graphlab.engine.recording.tape import filled
from graphlab.formula.latex import name_latex
from graphlab.making import maker
from graphlab.record import Edge

QUICK = 60_000
"""How many numbers, all nodes together, may be compared with what a formula gives: in a script."""
THOROUGH = 30_000_000
"""The same where somebody looks at the graph, who may go to any node: half a second or so."""
_NODE = 1_500
"""What a node costs by itself, in numbers."""
_make_edge = maker(Edge)
_TIMES = {"conv2d": 20, "max_pool2d": 10, "avg_pool2d": 5, "layer_norm": 4, "batch_norm": 4}
"""How much more than one comparison a formula costs."""

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.engine.formulas.product_call import Bound
    from graphlab.engine.recording.tape import Entry, Tape
    from graphlab.record import Array, Node


def with_products(
    tape: Tape,
    order: Sequence[int],
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    budget: int,
) -> list[Edge]:
    """The edges, each with its contribution as a product where the table has one.

    ``order`` are the entries of the nodes; the edges into one node stand together. An edge between
    two numbers has its partial instead. In a large graph only the cheapest nodes have products, as
    many as ``budget`` (in numbers compared) allows.
    """
    entries = {node.id: tape.entries[index] for node, index in zip(nodes, order, strict=True)}
    by_id = {node.id: node for node in nodes}
    found: list[Edge] = []
    wanted = _affordable(edges, by_id, budget)
    for target, into in groupby(edges, key=attrgetter("target")):
        if target in wanted:
            found += _told(entries[target], by_id[target], by_id, list(into))
        else:
            found += into
    return found


def _affordable(edges: Sequence[Edge], by_id: dict[str, Node], budget: int) -> set[str]:
    """The nodes whose products are checked: the cheapest first, until the budget is spent."""
    sizes = {id_: 0 if node.value is None else node.value.size for id_, node in by_id.items()}
    compared = dict.fromkeys((edge.target for edge in edges), 0)
    for edge in edges:
        compared[edge.target] += sizes[edge.source] + sizes[edge.target]
    costs = []
    for place, (target, numbers) in enumerate(compared.items()):
        times = _TIMES.get(operation(by_id[target].target), 1)
        costs.append((_NODE + numbers * times, place, target))
    wanted = set()
    for cost, _, target in sorted(costs):
        if cost > budget:
            break
        budget -= cost
        wanted.add(target)
    return wanted


def _told(entry: Entry, target: Node, by_id: dict[str, Node], group: list[Edge]) -> Iterator[Edge]:
    if entry.op == "item":
        yield from (_item(edge) for edge in group)
        return
    if all(edge.contribution is None or edge.local is not None for edge in group):
        yield from group
        return
    call = _bound(entry, target, [by_id[edge.source] for edge in group], group)
    for edge in group:
        product = None
        if call is not None and edge.contribution is not None and edge.local is None:
            product = share(call, edge.argument, edge.contribution)
        yield edge if product is None else _with(edge, product)


def _bound(
    entry: Entry, target: Node, sources: Sequence[Node], group: Sequence[Edge]
) -> Bound | None:
    if entry.function is None or entry.op not in ("call", "inplace") or target.adjoint is None:
        return None
    own = operation(name_of(entry.function))
    if not has_row(own) or any(source.value is None for source in sources):
        return None
    elements = group[0].taken
    if own == "__setitem__":
        elements = _written(entry, sources)
    return bind(
        own,
        entry.args,
        entry.kwargs or {},
        [edge.source for edge in group],
        [source.value for source in sources],
        target.id,
        target.value,
        target.adjoint,
        elements,
    )


def _written(entry: Entry, sources: Sequence[Node]) -> Array | None:
    """Positions that an assignment to elements wrote."""
    whole = sources[0].value
    if whole is None or whole.size > MAX_ELEMENTS:
        return None
    index: Any = filled(entry.args[1], iter([source.value for source in sources[1:]]))
    try:
        written: Array = np.arange(whole.size).reshape(whole.shape)[index]
    except (IndexError, TypeError, ValueError):
        return None
    return written


def _item(edge: Edge) -> Edge:
    """One of several results: what arrives at it goes to the operation as it is."""
    if edge.contribution is None:
        return edge
    return _with(edge, Product(*_bar(edge.target)))


def _with(edge: Edge, product: Product) -> Edge:
    """The edge with its product; ``dataclasses.replace`` takes longer than finding one."""
    return _make_edge(
        edge.source,
        edge.target,
        edge.argument,
        edge.partial,
        edge.text,
        edge.local,
        edge.contribution,
        edge.origin,
        product.latex,
        product.text,
        edge.taken,
    )


def _bar(node: str) -> tuple[str, str]:
    name = f"{node[0]}\u0304{node[1:]}"
    return name_latex(name), name
