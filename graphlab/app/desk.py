"""The desk: all parts of the window in their places. It decides nothing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.canvas.view import CanvasView
from graphlab.panels.empty_state import EmptyState
from graphlab.panels.formula_bar import FormulaBar
from graphlab.panels.inputs import Inputs
from graphlab.panels.narration import Narration
from graphlab.panels.notice import Notice
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.transport import Transport
from graphlab.panels.values import Values
from graphlab.panels.why import WhyCard

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from graphlab.picture.theme import Theme

NARROW = 1200
PANEL, NARROW_PANEL, SMALLEST_PANEL = 300, 240, 200
LARGEST_SHARE = 0.45  # of the width for the right panel; the graph keeps 55 %


class Desk(QWidget):
    """The views, as attributes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("desk")
        self.formula = FormulaBar(self)
        self.inputs = Inputs(self)
        self.inputs.examples.setObjectName("examples")
        self.stage = Stage(self)
        self.canvas = self.stage.canvas
        self.empty = self.stage.empty
        self.notice = self.stage.notice
        self.why = self.stage.why
        self.narration = Narration(self)
        self.transport = Transport(self)
        self.values = Values(self)
        self._own_keys = OwnKeys(self)
        self._lay_out()
        self._own_keys.watch(
            [
                *self.transport.buttons.values(),
                self.transport.bar,
                self.transport.speed,
                self.values.form,
                self.values.hide_answer,
            ]
        )

    def set_theme(self, theme: Theme) -> None:
        """Hands the theme to every part that paints with it."""
        self.canvas.set_theme(theme.name)
        for part in (self.formula, self.narration, self.transport, self.values):
            part.set_theme(theme)

    def start_sizes(self, width: int) -> None:
        """The first split: 300 px for the panel, 240 in a narrow window."""
        panel = NARROW_PANEL if width < NARROW else PANEL
        self.split.setSizes([width - panel, panel])

    def show_bare(self, bare: bool, *, values: bool) -> None:
        """Leaves the graph, its sentence and the transport."""
        self.formula.setVisible(not bare)
        self.inputs.setVisible(not bare)
        self.values.setVisible(values and not bare)

    def regions(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        return [
            self.formula.edit,
            self.inputs,
            self.canvas,
            self.transport,
            self.values.nodes,
            self.values.edges,
        ]

    def focus_region(self, region: QWidget) -> None:
        """Gives the focus to a region or to the first of its parts that takes it."""
        first: QWidget = region
        if region is self.inputs:
            rows = list(self.inputs.rows.values())
            first = rows[0] if rows else self.inputs.examples
        elif region is self.transport:
            first = self.transport.bar
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
        column.addWidget(self.narration)
        column.addWidget(self.transport)
        self.split = QSplitter(Qt.Orientation.Horizontal, self)
        self.split.addWidget(left)
        self.split.addWidget(self.values)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(5)
        self.values.setMinimumWidth(SMALLEST_PANEL)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.formula)
        whole.addWidget(self.inputs)
        whole.addWidget(self.split, 1)
        order = [
            self.formula.edit,
            self.inputs,
            self.canvas,
            self.transport.bar,
            self.values.nodes,
            self.values.edges,
        ]
        for before, after in itertools.pairwise(order):
            QWidget.setTabOrder(before, after)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.why.isVisible():
            self.why.dismiss()
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        most = max(SMALLEST_PANEL, int(LARGEST_SHARE * self.width()))
        self.values.setMaximumWidth(most)
        if self.split.sizes()[1] > most:
            self.split.setSizes([self.width() - most, most])


class Stage(QFrame):
    """The canvas with what floats over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = CanvasView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.empty = EmptyState(self)
        self.notice = Notice(self)
        self.why = WhyCard(self)
        self.setMinimumSize(320, 200)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty.setGeometry(self.rect())
        self.why.dismiss()
        if self.notice.isVisible():
            self.notice.settle()
