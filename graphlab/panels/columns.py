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


ADJOINT_TIP = "∂f/∂wᵢ: how much f changes per unit of wᵢ"

FORMULA: Column[NodeRow] = Column(
    "formula",
    "How this node is computed",
    lambda row: row.formula_text,
    latex=lambda row: row.formula_latex,
)
NODE_COLUMNS: tuple[Column[NodeRow], ...] = (
    Column("wᵢ", "The node", lambda row: row.label_text, latex=lambda row: row.label_latex),
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
        ADJOINT_TIP,
        lambda row: row.adjoint,
        full=lambda row: row.full_adjoint,
        key=lambda row: f"adjoint:{row.id}",
        tone="adjoint",
        right=True,
    ),
)
EDGE_COLUMNS: tuple[Column[EdgeRow], ...] = (
    Column(
        "∂wⱼ/∂wᵢ",
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
        "What this edge adds to the adjoint of its source: w̄ⱼ · ∂wⱼ/∂wᵢ",
        lambda row: row.contribution,
        full=lambda row: row.full_contribution,
        key=lambda row: f"chip:{edge_name(row)}",
        tone="adjoint",
        right=True,
    ),
)


def form_column(title: str, formulas: Mapping[str, tuple[str | None, str]]) -> Column[NodeRow]:
    """A column with one form of the adjoints."""

    def latex(row: NodeRow) -> str | None:
        return formulas.get(row.id, (None, ""))[0]

    def text(row: NodeRow) -> str:
        return formulas.get(row.id, (None, "…"))[1]

    return Column(title, ADJOINT_TIP, text, latex=latex, key=lambda row: f"adjoint:{row.id}")
