"""The Values panel: nodes and edges as two tables in step with the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.columns import EDGE_COLUMNS, FORMULA, NODE_COLUMNS, edge_name, form_column
from graphlab.panels.icons import icon
from graphlab.panels.table_model import FULL, TableModel
from graphlab.panels.table_view import ROW_HEIGHT, TableView
from graphlab.study.adjoint_form import FORMS, NONE
from graphlab.study.tables import EdgeRow, NodeRow

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtGui import QAction, QResizeEvent, QShowEvent

    from graphlab.picture.theme import Theme

NARROW = 280  # below it the number of a partial stands in the tip and below the tables
SYMBOL, NARROW_SYMBOL = 42, 34
PARTIAL, NARROW_PARTIAL = 58, 54
NUMBER, NARROW_NUMBER = 80, 74
EDGE_NUMBER = 76
CONTRIBUTION = 90
VALUE = 2  # the place of the column
EDGE_HEIGHT = 34


class Values(QFrame):
    """Shows rows; says which node or edge was chosen and which number is to be explained.

    ``needed`` tells that the rows are about to be seen or copied: until then none need be shown.
    """

    node_chosen = Signal(str, bool)
    edge_chosen = Signal(str)
    asked = Signal(str)
    form_chosen = Signal(str)
    needed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("values")
        self.nodes = TableView(TableModel[NodeRow](NODE_COLUMNS, lambda row: row.id), self)
        self.edges = TableView(TableModel[EdgeRow](EDGE_COLUMNS, edge_name), self, EDGE_HEIGHT)
        self.nodes.setAccessibleName("Nodes")
        self.edges.setAccessibleName("Edges")
        self.hide_answer = QToolButton(self)
        self.hide_answer.setAutoRaise(True)
        self.form = QComboBox(self)
        self.form.setAccessibleName("Second column of the nodes")
        self.form.setToolTip("What stands beside each node: its formula, or a form of its adjoint")
        for name, title in FORMS.items():
            self.form.addItem(title, name)
        self.form.setMinimumContentsLength(5)
        self.form.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.form.activated.connect(self._chose_form)
        self.digits = QLabel(self)
        self.digits.setObjectName("digits")
        self.digits.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._full: tuple[str, ...] = ()
        self._has_numbers = True
        self._lay_out()
        self.nodes.chosen.connect(self._chose_node)
        self.edges.chosen.connect(self._chose_edge)
        for table in (self.nodes, self.edges):
            table.asked.connect(self.asked)
            table.selectionModel().currentChanged.connect(self._show_digits)
        self._share_columns()

    def set_theme(self, theme: Theme) -> None:
        """The colours of values and adjoints."""
        self.nodes.set_theme(theme)
        self.edges.set_theme(theme)
        action: QAction | None = self.hide_answer.defaultAction()
        if action is not None:
            action.setIcon(icon("hide"))

    def set_commands(self, actions: Mapping[str, QAction]) -> None:
        """Gives the button in the corner its command."""
        self.hide_answer.setDefaultAction(actions["hide"])
        actions["hide"].setIcon(icon("hide"))

    def show_rows(self, nodes: Sequence[NodeRow], edges: Sequence[EdgeRow]) -> None:
        """Shows the rows of a step and marks those that it is about."""
        active_node = next((row.id for row in nodes if row.state), None)
        active_edges = frozenset(edge_name(row) for row in edges if row.state)
        other = len(nodes) != self.nodes.rows.rowCount()
        self.nodes.rows.show_rows(nodes, frozenset({active_node} if active_node else ()))
        self.edges.rows.show_rows(edges, active_edges)
        self._has_numbers = any(row.is_number for row in edges) or not edges
        self._share_columns()
        if other:
            self.tables.setSizes([self.nodes.whole_height, self.edges.whole_height])
        self.nodes.show_row(active_node)
        last = next((edge_name(row) for row in edges if row.state), None)
        self.edges.show_row(last)
        self._show_digits(self.nodes.currentIndex())

    def show_form(self, name: str, formulas: Mapping[str, tuple[str | None, str]]) -> None:
        """Shows a form of the adjoints in the second column: LaTeX and text of each node."""
        self.form.setCurrentIndex(self.form.findData(name))
        column = FORMULA if name == NONE else form_column(FORMS[name], formulas)
        self.nodes.rows.set_column(1, column)
        self.nodes.setColumnHidden(VALUE, name != NONE)
        self._share_columns()
        self.nodes.set_row_height(ROW_HEIGHT if name == NONE else EDGE_HEIGHT)

    def _share_columns(self) -> None:
        """What is left of the width is for the formulas; nothing is wider than the panel."""
        narrow = self.width() < NARROW
        symbol = NARROW_SYMBOL if narrow else SYMBOL
        bar = self.nodes.verticalScrollBar().sizeHint().width()
        formula = self.nodes.horizontalHeader().minimumSectionSize()
        left = (self.width() - bar - symbol - formula) // 2
        number = min(left, NARROW_NUMBER) if narrow else NUMBER
        partial = NARROW_PARTIAL if narrow else PARTIAL
        for table, widths in (
            (self.nodes, {0: symbol, VALUE: number, VALUE + 1: number}),
            (self.edges, {0: partial, VALUE: EDGE_NUMBER, VALUE + 1: CONTRIBUTION}),
        ):
            for place, width in widths.items():
                if table.columnWidth(place) != width and not table.isColumnHidden(place):
                    table.setColumnWidth(place, width)
        hidden = narrow or not self._has_numbers
        if self.edges.isColumnHidden(VALUE) != hidden:
            self.edges.setColumnHidden(VALUE, hidden)
            self.edges.setColumnWidth(VALUE, EDGE_NUMBER)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_columns()
        self._fit_digits()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.needed.emit()

    def copy_focused(self) -> None:
        """Copies the table that has the focus, else the nodes."""
        self.needed.emit()
        (self.edges if self.edges.hasFocus() else self.nodes).copy()

    def _chose_node(self, name: str, column: int) -> None:
        self.node_chosen.emit(name, column == 3)

    def _chose_edge(self, name: str, _column: int) -> None:
        self.edge_chosen.emit(name)

    def _chose_form(self, index: int) -> None:
        self.form_chosen.emit(self.form.itemData(index))

    def _show_digits(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        """Every digit of the row that is current."""
        model = index.model()
        self._full = ()
        if isinstance(model, TableModel):
            self._full = tuple(
                f"{column.title} = {text}"
                for place, column in enumerate(model.columns)
                if (text := model.index(index.row(), place).data(FULL)) and text not in ("–", "?")
            )
        self._fit_digits()

    def _fit_digits(self) -> None:
        """What is too long ends in dots, and is whole in the tip; the tables keep their height."""
        margins = self.digits.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        metrics = self.digits.fontMetrics()
        dots = Qt.TextElideMode.ElideRight
        shown = [metrics.elidedText(line, dots, room) for line in self._full]
        self.digits.setText("\n".join(shown))
        self.digits.setToolTip("\n".join(self._full) if shown != list(self._full) else "")

    def _lay_out(self) -> None:
        self.title = QLabel("Values", self)
        self.title.setObjectName("panelTitle")
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 6, 4)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.form, 2)
        head.addWidget(self.hide_answer)
        self.tables = QSplitter(Qt.Orientation.Vertical, self)
        self.tables.addWidget(self.nodes)
        self.tables.addWidget(self.edges)
        self.tables.setChildrenCollapsible(False)
        self.tables.setHandleWidth(5)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.tables, 1)
        column.addWidget(self.digits)
        self.digits.setContentsMargins(12, 4, 12, 6)
        self.digits.setMinimumHeight(44)
        self.digits.setMinimumWidth(40)
