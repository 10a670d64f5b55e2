"""A table that paints mathematics in its cells and copies itself as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QMimeData, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.math_label import paint_formula
from graphlab.panels.mathematics import formula
from graphlab.panels.table_model import ACTIVE, KEY, LATEX, TONE, Index, Row, TableModel

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme

ROW_HEIGHT = 28
FORMULA_SIZE = 15
PAD = 6


class TableView(QTableView, Generic[Row]):
    """``chosen`` names the row that was clicked, ``asked`` the number to be explained."""

    chosen = Signal(str, int)
    asked = Signal(str)

    def __init__(
        self, model: TableModel[Row], parent: QWidget | None = None, row_height: int = ROW_HEIGHT
    ) -> None:
        super().__init__(parent)
        self.rows: TableModel[Row] = model
        model.setParent(self)
        self.setModel(model)
        self.painter_ = MathDelegate(self)
        self.setItemDelegate(self.painter_)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(32)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        # An opaque viewport is moved when it scrolls, and only the rows that come in are painted.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.clicked.connect(self._clicked)

    def set_theme(self, theme: Theme) -> None:
        """The colours of values and adjoints."""
        self.painter_.set_theme(theme)
        self.viewport().update()

    @property
    def whole_height(self) -> int:
        """What it takes to show all rows without scrolling."""
        return self.horizontalHeader().sizeHint().height() + self.verticalHeader().length() + 2

    def show_row(self, name: str | None) -> None:
        """Selects the row with this name and scrolls to it."""
        row = self.rows.row_of(name) if name is not None else None
        if row is None:
            self.clearSelection()
            return
        if self.currentIndex().row() != row:
            self.setCurrentIndex(self.rows.index(row, max(0, self.currentIndex().column())))
        self.selectRow(row)

    def set_row_height(self, height: int) -> None:
        """Fractions need higher rows than names."""
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    def copy(self) -> None:
        """Puts the whole table on the clipboard: tab-separated, every digit."""
        lines = ["\t".join(column.title for column in self.rows.columns)]
        for row in self.rows.rows:
            cells = [column.full or column.text for column in self.rows.columns]
            lines.append("\t".join(cell(row) for cell in cells))
        data = QMimeData()
        data.setText("\n".join(lines) + "\n")
        QGuiApplication.clipboard().setMimeData(data)

    def _clicked(self, index: Index) -> None:
        name = self.rows.name(self.rows.rows[index.row()])
        self.chosen.emit(name, index.column())
        if key := index.data(KEY):
            self.asked.emit(key)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Base))
        super().paintEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._clicked(index)
        else:
            super().keyPressEvent(event)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(160, 3 * ROW_HEIGHT)


class MathDelegate(QStyledItemDelegate):
    """Paints a cell's LaTeX, or its text; the active rows on a tint."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = parent
        self.theme: Theme | None = None

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme

    def _ink(self, index: Index, option: QStyleOptionViewItem) -> QColor:
        theme, tone = self.theme, index.data(TONE)
        if theme is None or tone == "plain" or index.data() in ("–", "?"):
            return option.palette.color(QPalette.ColorRole.Text)
        return QColor(theme.value_text if tone == "value" else theme.adjoint_text)

    def _back(self, index: Index, option: QStyleOptionViewItem) -> QColor:
        tinted = index.data(ACTIVE) or (
            option.state & QStyle.StateFlag.State_Selected
            and option.state & QStyle.StateFlag.State_Active
            and self._table.hasFocus()
        )
        role = QPalette.ColorRole.AlternateBase if tinted else QPalette.ColorRole.Base
        return option.palette.color(role)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        ink = self._ink(index, option)
        painter.save()
        painter.fillRect(rect, self._back(index, option))
        font = option.font
        if index.data(ACTIVE):
            mark = option.palette.color(QPalette.ColorRole.Highlight)
            if index.column() == 0:
                painter.fillRect(QRect(rect.left(), rect.top() + 3, 3, rect.height() - 6), mark)
            font.setBold(index.data(LATEX) is None)
        inner = rect.adjusted(PAD, 1, -PAD, -1)
        latex = index.data(LATEX)
        text = str(index.data() or "")
        if index.data(TONE) != "plain":
            font = fitting(font, text, inner.width())
        painter.setFont(font)
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        shown = formula(latex) if latex else None
        paint_formula(painter, inner, shown, text, FORMULA_SIZE, ink, alignment=side, smallest=12)
        here = option.state & QStyle.StateFlag.State_HasFocus
        if here:
            painter.setPen(option.palette.color(QPalette.ColorRole.Highlight))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
        painter.restore()

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(60, ROW_HEIGHT)


def fitting(font: QFont, text: str, room: int) -> QFont:
    """The font, narrower and then smaller, down to 11 px: no digit of a number is left out."""
    font = QFont(font)
    if QFontMetricsF(font).horizontalAdvance(text) <= room:
        return font
    font.setStretch(QFont.Stretch.SemiCondensed)
    wide = QFontMetricsF(font).horizontalAdvance(text)
    if wide > room:
        size = QFontInfo(font).pixelSize()
        font.setPixelSize(max(11, int(size * room / wide)))
    return font
