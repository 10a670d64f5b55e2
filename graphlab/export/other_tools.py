"""A record for other programs: DOT, node-link JSON of its networkx graph, and a Python script."""

from __future__ import annotations

import json
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from graphlab.errors import ExportError
from graphlab.export.python_of_code import lines_of_code
from graphlab.export.python_values import numbers
from graphlab.record_json.writing import nested
from graphlab.study.arrays import short_of
from graphlab.study.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import Array, Record
    from graphlab.study.code import Code

RESERVED = frozenset({"source", "seed", "cotangents", "values"})
"""Arguments of ``graphlab.record`` itself."""
SHAPES = {"input": "ellipse", "parameter": "ellipse", "buffer": "ellipse", "constant": "ellipse"}


def dot(record: Record) -> str:
    """The graph for Graphviz: a box a node with its formula, value and adjoint."""
    labels = labels_of(record)
    lines = ["digraph graphlab {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    for node in record.nodes:
        name = labels.text(node.id)
        said = [f"{name} = {labels.formula_text(node)}"]
        said += [f"value {short_of(node, 'value')}", f"adjoint {short_of(node, 'adjoint')}"]
        shape = f", shape={SHAPES[node.op]}" if node.op in SHAPES else ""
        double = ", peripheries=2" if node.is_output else ""
        lines.append(f"  {_dot_text(node.id)} [label={_dot_text(*said)}{shape}{double}];")
    for edge in record.edges:
        text = labels.rewrite_text(edge.text) if edge.text else ""
        label = f" [label={_dot_text(text)}]" if text else ""
        lines.append(f"  {_dot_text(edge.source)} -> {_dot_text(edge.target)}{label};")
    return "\n".join([*lines, "}", ""])


def _dot_text(*lines: str) -> str:
    """A quoted string of several lines, in which DOT reads backslashes and quotes."""
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") for line in lines)
    return '"' + "\\n".join(escaped) + '"'


def node_link(record: Record) -> str:
    """``networkx.node_link_data`` of ``record.graph``; arrays are nested lists.

    ``networkx.node_link_graph(data, edges="edges")`` reads it back.
    """
    import networkx as nx

    data: Mapping[str, Any] = nx.node_link_data(record.graph, edges="edges")
    return json.dumps(data, default=nested, ensure_ascii=False) + "\n"


def script(
    record: Record,
    code: Code | None = None,
    *,
    seed: int = 0,
    step: int | None = None,
    theme: str = "print",
) -> str:
    """Python that records the same again through the public interface and writes the figure.

    ``code`` is what a run of code came from, ``seed`` that of the run. Raises ExportError where no
    call stands for the run.
    """
    if record.source.kind == "expression":
        lines = _of_expression(record)
    else:
        lines = lines_of_code(record, code, seed)
    shown = "" if step is None else f", step={step}"
    shown += "" if theme == "print" else f", theme={theme!r}"
    end = [
        "print(r.gradients, r.check.agrees)",
        f'graphlab.export(r, "figure.svg"{shown})',
        "",
    ]
    return "\n".join([*lines, *end])


def _of_expression(record: Record) -> list[str]:
    if taken := RESERVED & record.gradients.keys():
        raise ExportError(
            f"“{min(taken)}” means something else to graphlab.record; give that input another name."
        )
    inputs = [
        f"    **{{{node.name!r}: {_literal(node.value)}}},"
        if not _is_argument(str(node.name))
        else f"    {node.name}={_literal(node.value)},"
        for node in (record.by_id[name] for name in record.inputs)
        if node.value is not None
    ]
    starts = [record.by_id[name].cotangent for name in record.output_ids]
    cotangents: list[str] = []
    if any(start is not None and (start != 1).any() for start in starts):
        numbers = ", ".join("1.0" if start is None else _literal(start) for start in starts)
        cotangents = [f"    cotangents=[{numbers}],"]
    call = ["r = graphlab.record(", f"    {record.source.text!r},", *inputs, *cotangents, ")"]
    return ["import graphlab", "", *call]


def _is_argument(name: str) -> bool:
    """Whether a call may name it: λ is called lambda, which is Python's own word."""
    return name.isidentifier() and not iskeyword(name)


def _literal(array: Array | None) -> str:
    return "None" if array is None else numbers(array)
