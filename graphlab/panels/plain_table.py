"""A table of a side page: heads with tips, whole rows chosen, nothing to edit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableWidget, QTableWidgetItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

ROW_HEIGHT = 26


def plain_table(
    name: str, heads: Sequence[str], tips: Sequence[str], parent: QWidget
) -> QTableWidget:
    """An empty one, each column as wide as what stands in it; ``name`` is for style sheets."""
    table = QTableWidget(0, len(heads), parent)
    for place, (title, tip) in enumerate(zip(heads, tips, strict=True)):
        head = QTableWidgetItem(title)
        head.setToolTip(tip)
        table.setHorizontalHeaderItem(place, head)
    table.setObjectName(name)
    table.setFrameShape(QFrame.Shape.NoFrame)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
    header = table.horizontalHeader()
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header.setHighlightSections(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    return table
