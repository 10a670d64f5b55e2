"""A Record as a table of text: nodes, edges and steps, with ten digits. The form of golden files.

To write a golden file anew after a change that is meant, run ``python -m tests.engine.steps_table``
and read the difference line by line.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graphlab.engine.expressions.expression import record_expression

if TYPE_CHECKING:
    from graphlab.record import Array, Record

GOLDEN = Path(__file__).parents[1] / "golden" / "steps"


class Example(NamedTuple):
    """A formula, where it is taken, and starting gradients."""

    text: str
    inputs: dict[str, float]
    cotangents: tuple[float, ...] | None = None

    def record(self) -> Record:
        return record_expression(self.text, self.inputs, cotangents=self.cotangents)


EXAMPLES = {
    "lecture": Example("f(x, y) = 2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2}),
    "baydin": Example("f(x1, x2) = ln(x1) + x1*x2 - sin(x2)", {"x1": 2.0, "x2": 5.0}),
    "square": Example("x*x", {"x": 3.0}),
    "logistic": Example(
        "f(w, x, b, t) = -(t*ln(σ(w*x + b)) + (1 - t)*ln(1 - σ(w*x + b)))",
        {"w": 0.5, "x": 2.0, "b": -0.25, "t": 1.0},
    ),
    "softplus": Example("softplus(a*x)", {"a": 2.0, "x": 0.75}),
    "power": Example("x^y", {"x": 2.0, "y": 3.0}),
    "tie": Example("max(x, y)*x", {"x": 4.0, "y": 4.0}),
    "dead-relu": Example("y*relu(x) + x", {"x": -2.0, "y": 3.0}),
    "nested": Example("exp(2ln(x) + ln(ln(x)))", {"x": 3.0}),
    "two-outputs": Example("x*y, x + y", {"x": 3.0, "y": 4.0}, (2.0, -1.0)),
}


def steps_table(record: Record) -> str:
    """Everything a walk shows, as text."""
    nodes = [
        (n.id, n.op, n.name or "", n.text, n.formula, number(n.value), number(n.adjoint))
        for n in record.nodes
    ]
    edges = [
        (arrow(e.key), e.text or "", e.partial or "", number(e.local), number(e.contribution))
        for e in record.edges
    ]
    steps = [
        (str(s.index), s.phase, s.node, " ".join(arrow(key) for key in s.edges))
        for s in record.steps
    ]
    parts = [
        record.source.text,
        record.source.latex,
        columns([("id", "op", "name", "text", "formula", "value", "adjoint"), *nodes]),
        columns([("edge", "text", "partial", "local", "contribution"), *edges]),
        columns([("step", "phase", "node", "edges"), *steps]),
        "\n".join(f"{event.kind}: {event.sentence}" for event in record.events) or "no events",
    ]
    return "\n\n".join(parts) + "\n"


def arrow(key: tuple[str, str, int]) -> str:
    return f"{key[0]}>{key[1]}:{key[2]}"


def number(array: Array | None) -> str:
    return "none" if array is None else f"{float(array) + 0.0:.10g}"


def columns(rows: list[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


if __name__ == "__main__":
    for name, example in EXAMPLES.items():
        (GOLDEN / f"{name}.txt").write_text(steps_table(example.record()), encoding="utf-8")
