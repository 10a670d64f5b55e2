"""The columns of the two tables, one row of code a column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.panels.table_model import Column

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.tables import EdgeRow, NodeRow


def edge_name(row: EdgeRow) -> str:
    """``w4>w5:0``, as keys of pictures say it."""
    return f"{row.key.source}>{row.key.target}:{row.key.argument}"


def _partial(row: EdgeRow) -> str:
    """The whole formula, and its number where that has been revealed."""
    return f"{row.partial_text} = {row.value}" if row.value not in ("–", "?") else row.partial_text


FORM_TIP = "The adjoint of each node: how much f changes per unit of it"

FORMULA: Column[NodeRow] = Column(
    "formula",
    "How this node is computed",
    lambda row: row.formula_text,
    latex=lambda row: row.formula_latex,
)


def node_columns(letter: str = "w") -> tuple[Column[NodeRow], ...]:
    """wᵢ | formula | value | adjoint, with the letter of the nodes."""
    return (
        Column(
            f"{letter}ᵢ",
            "The node",
            lambda row: row.label_text,
            latex=lambda row: row.label_latex,
        ),
        FORMULA,
        Column(
            "value",
            "The number this node has",
            lambda row: row.value,
            full=lambda row: row.full_value,
            key=lambda row: f"value:{row.id}",
            tone="value",
            right=True,
        ),
        Column(
            "adjoint",
            f"∂f/∂{letter}ᵢ: how much f changes per unit of {letter}ᵢ",
            lambda row: row.adjoint,
            full=lambda row: row.full_adjoint,
            key=lambda row: f"adjoint:{row.id}",
            tone="adjoint",
            right=True,
        ),
    )


def edge_columns(letter: str = "w") -> tuple[Column[EdgeRow], ...]:
    """∂wⱼ/∂wᵢ | formula | value | contribution, with the letter of the nodes."""
    partial = f"∂{letter}ⱼ/∂{letter}ᵢ"
    return (
        Column(
            partial,
            "The partial of an edge, the last edge first",
            lambda row: row.label_text,
            latex=lambda row: row.label_latex,
        ),
        Column(
            "formula",
            "The partial as a formula",
            lambda row: row.partial_text,
            latex=lambda row: row.partial_latex,
            key=lambda row: f"label:{edge_name(row)}",
            hint=_partial,
        ),
        Column(
            "value",
            "The partial as a number",
            lambda row: row.value,
            full=lambda row: row.full_value,
            key=lambda row: f"label:{edge_name(row)}",
            tone="value",
            right=True,
        ),
        Column(
            "contribution",
            f"What this edge adds to the adjoint of its source: {letter}\u0304ⱼ · {partial}",
            lambda row: row.contribution,
            full=lambda row: row.full_contribution,
            key=lambda row: f"chip:{edge_name(row)}",
            tone="adjoint",
            right=True,
        ),
    )


NODE_COLUMNS = node_columns()
EDGE_COLUMNS = edge_columns()


def form_column(title: str, formulas: Mapping[str, tuple[str | None, str]]) -> Column[NodeRow]:
    """A column with one form of the adjoints."""

    def latex(row: NodeRow) -> str | None:
        return formulas.get(row.id, (None, ""))[0]

    def text(row: NodeRow) -> str:
        return formulas.get(row.id, (None, "…"))[1]

    return Column(title, FORM_TIP, text, latex=latex, key=lambda row: f"adjoint:{row.id}")
