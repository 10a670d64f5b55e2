"""A Record as text for `trace`: aligned table, JSON, CSV, Markdown or LaTeX, one row a format.

The two tables are those of the blackboard: nodes with value and adjoint in evaluation order, and
edges with partial and contribution, last edge first.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import InputError
from graphlab.formula.latex_signs import math_latex
from graphlab.formula.numbers import format_number
from graphlab.study.arrays import full, has, short, short_of
from graphlab.study.labels import labels_of
from graphlab.study.segment import array_latex

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from graphlab.record import Array, Edge, Node, Record
    from graphlab.study.arrays import Which

    Rows = Sequence[Sequence[str]]

NODE_HEAD = ("node", "formula", "value", "adjoint")
EDGE_HEAD = ("edge", "formula", "value", "contribution")
CSV_HEAD = ("kind", "node", "target", "argument", "name", "formula", "value", "adjoint")


def write_trace(record: Record, form: str, *, answers: bool = True) -> str:
    """Text of ``record`` in one of FORMATS; without ``answers`` numbers are left blank.

    Raises InputError where a format has nothing but answers.
    """
    if answers:
        return FORMATS[form](record)
    without_answers(form)
    return BLANKS[form](record)


def without_answers(form: str) -> None:
    """Raises InputError if a format is of no use without its numbers."""
    if form not in BLANKS:
        raise InputError(
            f"--without-answers is for tables to be filled in: {', '.join(BLANKS)}, not {form}."
        )


def table(record: Record) -> str:
    """Two aligned tables for a terminal, then the check and what to know about the run."""
    blocks = [
        _aligned(NODE_HEAD, [_node_row(record, node) for node in record.nodes]),
        _aligned(EDGE_HEAD, [_edge_row(record, edge) for edge in _last_first(record)]),
        "\n".join([_check(record), *_notes(record)]),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def as_json(record: Record) -> str:
    """The JSON of the contract."""
    from graphlab.record_json import record_to_json

    return record_to_json(record)


def as_csv(record: Record, *, answers: bool = True) -> str:
    """One row a node and one row an edge, every digit kept, as RFC 4180 has it.

    An edge's ``value`` is its partial derivative and its ``adjoint`` the contribution.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEAD)
    for node in record.nodes:
        value = _plain(node.value) if answers or _is_given(node) else ""
        numbers = (value, _plain(node.adjoint) if answers else "")
        writer.writerow(("node", node.id, "", "", node.name or "", node.text, *numbers))
    for edge in _last_first(record):
        numbers = (_plain(edge.local), _plain(edge.contribution)) if answers else ("", "")
        place = (edge.source, edge.target, edge.argument)
        formula = (edge.text or "") if answers else ""
        writer.writerow(("edge", *place, "", formula, *numbers))
    return text.getvalue()


def markdown(record: Record, *, answers: bool = True) -> str:
    """Two tables with mathematics between dollar signs."""
    told = "\n".join(f"{line}  " for line in (_check(record), *_notes(record))).rstrip()
    tables = (
        _markdown_table(NODE_HEAD, _node_latex(record, answers=answers)),
        _markdown_table(EDGE_HEAD, _edge_latex(record, answers=answers)),
    )
    return "\n\n".join((*tables, told) if answers else tables) + "\n"


def latex(record: Record, *, answers: bool = True) -> str:
    r"""Two tabulars with booktabs' lines; formulas are in ``$\displaystyle …$``."""
    return "\n".join(
        (
            "% \\usepackage{amsmath,amssymb,booktabs}",
            _latex_table(NODE_HEAD, _node_latex(record, answers=answers)),
            "\\medskip\n",
            _latex_table(EDGE_HEAD, _edge_latex(record, answers=answers)),
        )
    )


TALL = (r"\frac", r"\begin{")
"""What is higher than a line, and would touch what stands above and below."""

FORMATS: dict[str, Callable[[Record], str]] = {
    "table": table,
    "json": as_json,
    "csv": as_csv,
    "markdown": markdown,
    "latex": latex,
}
BLANKS: dict[str, Callable[[Record], str]] = {
    "csv": partial(as_csv, answers=False),
    "markdown": partial(markdown, answers=False),
    "latex": partial(latex, answers=False),
}


def _is_given(node: Node) -> bool:
    """Whether a value is part of the question: what was put in is not to be worked out."""
    return node.op in {"input", "parameter", "buffer", "constant"}


class _Latex(NamedTuple):
    symbol: str
    formula: str
    first: str
    second: str


def _node_row(record: Record, node: Node) -> tuple[str, ...]:
    labels = labels_of(record)
    label = labels.text(node.id)
    if node.name and node.op != "input" and node.name != labels.name(node.id):
        label += f" ({node.name})"
    return label, labels.formula_text(node), short_of(node, "value"), short_of(node, "adjoint")


def _edge_row(record: Record, edge: Edge) -> tuple[str, ...]:
    labels = labels_of(record)
    label = f"∂{labels.text(edge.target)}/∂{labels.text(edge.source)}"
    if _parallel(record, edge):
        label += f" [{edge.argument + 1}]"
    formula = edge.text or edge.vjp_text
    partial = labels.rewrite_text(formula) if formula else "–"
    return label, partial, _shown(edge.local), _shown(edge.contribution)


def _node_latex(record: Record, *, answers: bool) -> list[_Latex]:
    labels = labels_of(record)
    return [
        _Latex(
            labels.latex(node.id),
            labels.formula(node),
            _told_latex(node, "value") if answers or _is_given(node) else "",
            _told_latex(node, "adjoint") if answers else "",
        )
        for node in record.nodes
    ]


def _edge_latex(record: Record, *, answers: bool) -> list[_Latex]:
    labels = labels_of(record)
    return [
        _Latex(
            rf"\partial {labels.latex(edge.target)} / \partial {labels.latex(edge.source)}"
            + (rf"\;[{edge.argument + 1}]" if _parallel(record, edge) else ""),
            labels.rewrite(edge.partial or edge.vjp or r"\text{–}") if answers else "",
            _number_latex(edge.local) if answers else "",
            _number_latex(edge.contribution) if answers else "",
        )
        for edge in _last_first(record)
    ]


def _last_first(record: Record) -> list[Edge]:
    return list(reversed(record.edges))


def _parallel(record: Record, edge: Edge) -> bool:
    """Whether another edge joins the same two nodes, as in x*x."""
    return sum(other.source == edge.source for other in record.incoming[edge.target]) > 1


def _shown(array: Array | None) -> str:
    return "–" if array is None else short(array)


def _plain(array: Array | None) -> str:
    return "" if array is None else full(array).replace("−", "-")


def _number_latex(array: Array | None) -> str:
    if array is not None and array.ndim:
        return array_latex(array) or rf"\text{{{short(array)}}}"
    text = _shown(array).replace("−", "-").replace("∞", r"\infty")
    if text in {"–", "NaN"}:
        return rf"\text{{{text}}}"
    mantissa, e, exponent = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{exponent}}}" if e else text


def _told_latex(node: Node, which: Which) -> str:
    array = node.value if which == "value" else node.adjoint
    if array is None and has(node, which):
        return rf"\text{{{short_of(node, which)}}}"
    return _number_latex(array)


def _check(record: Record) -> str:
    check = record.check
    if check.agrees is None:
        return f"Not checked against plain PyTorch: {check.note}"
    if not check.agrees:
        return f"✕ Differs from plain PyTorch by up to {format_number(check.max_abs_error)}."
    if check.max_abs_error == 0:
        return "✓ Checked: the same numbers as plain PyTorch."
    return f"✓ Checked: largest difference from plain PyTorch {format_number(check.max_abs_error)}."


def _notes(record: Record) -> list[str]:
    return [f"{choice}." for choice in record.source.choices] + [
        event.placed for event in record.events
    ]


def _aligned(head: Sequence[str], rows: Rows) -> str:
    """Columns as wide as needed; the last two, the numbers, end flush right."""
    if not rows:
        return ""
    lines = [head, *rows]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            _padded(cell, width, right=column >= 2)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _width(text: str) -> int:
    return sum(not unicodedata.combining(character) for character in text)


def _padded(text: str, width: int, *, right: bool) -> str:
    blank = " " * (width - _width(text))
    return blank + text if right else text + blank


def _markdown_table(head: Sequence[str], rows: Iterable[_Latex]) -> str:
    lines = [head, ("---", "---", "--:", "--:")]
    lines += [[f"${cell}$".replace("|", r"\vert ") if cell else "" for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _latex_table(head: Sequence[str], rows: Iterable[_Latex]) -> str:
    body: list[str] = []
    was_tall = False
    for row in rows:
        is_tall = any(sign in cell for cell in row for sign in TALL)
        if body and (is_tall or was_tall):
            body.append(r"\addlinespace")
        body.append(" & ".join(map(_latex_cell, row)) + r" \\")
        was_tall = is_tall
    top = (r"\begin{tabular}{llrr}", r"\toprule", " & ".join(head) + r" \\", r"\midrule")
    return "\n".join((*top, *body, r"\bottomrule", r"\end{tabular}", ""))


def _latex_cell(cell: str) -> str:
    return rf"$\displaystyle {math_latex(cell)}$" if cell else ""
