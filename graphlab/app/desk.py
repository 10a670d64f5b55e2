"""The desk: all parts of the window in their places. It decides nothing."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtWidgets import QFrame, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.canvas.minimap import Minimap
from graphlab.canvas.view import CanvasView
from graphlab.panels.empty_state import EmptyState
from graphlab.panels.find_bar import FindBar
from graphlab.panels.formula_bar import FormulaBar
from graphlab.panels.inputs import Inputs
from graphlab.panels.narration import Narration
from graphlab.panels.notice import Notice
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.side import Side
from graphlab.panels.transport import Transport
from graphlab.panels.values import Values
from graphlab.panels.why import WhyCard

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from graphlab.panels.code_panel import CodePanel
    from graphlab.panels.news_bar import NewsBar
    from graphlab.picture.theme import Theme

NARROW = 1200
PANEL, NARROW_PANEL, SMALLEST_PANEL = 300, 240, 200
CODE, SMALLEST_CODE = 420, 220
HEAD, NARROW_HEAD = 360, 300  # to read beside the graph
WIDE = 1324  # from where on both have their width: what is read, and the lecture's graph
LARGEST_SHARE = 0.45  # of the width for code and the right panel; the graph keeps 55 %
VALUES = "Values"


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
        self.finder = self.stage.finder
        self.narration = Narration(self)
        self.transport = Transport(self)
        self.values = Values(self)
        self.side = Side(VALUES, self.values, self)
        self.side.tabbed.connect(self.values.title.setHidden)
        self.side.paired.connect(self._take_pair)
        self.code: CodePanel | None = None
        self._news: list[NewsBar] = []
        self.is_code_open = False
        self._is_code_first = False
        self._first_panel = 0  # until the person moves its border
        self._code_width = 0  # as it was opened, until the person moves its border
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._start_panel)
        self._fitting.timeout.connect(self.widen_head)
        self._fitting.timeout.connect(self._fit_code)
        self._is_side_open = True
        self._is_bare = False
        self._head_widths: dict[bool, int] = {}  # of one column and of two, moved by the person
        self._column = 0  # the width of one column before there were two
        self._before_head: tuple[bool, list[int]] = (True, [])
        self.on_escape: Callable[[], bool] = bool
        self._theme: Theme | None = None
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
        self._theme = theme
        self.canvas.set_theme(theme.name)
        for part in (self.formula, self.narration, self.transport, self.values, self.side):
            part.set_theme(theme)
        self.finder.set_theme()
        if self.code is not None:
            self.code.set_theme(theme)

    def start_sizes(self, width: int) -> None:
        """The first split: 300 px for the panel, 240 in a narrow window."""
        self._first_panel = NARROW_PANEL if width < NARROW else PANEL
        self._start_panel()

    def _start_panel(self) -> None:
        """Once more when the window has its width: a splitter scales what it was given before."""
        if self._first_panel and self.side.head is None:
            whole = max(sum(self.split.sizes()), 2 * self._first_panel)
            self.split.setSizes([whole - self._first_panel, self._first_panel])

    def show_bare(self, bare: bool) -> None:
        """Leaves the graph, its sentence and the transport."""
        self._is_bare = bare
        self.formula.setVisible(not bare)
        self.inputs.setVisible(not bare)
        self._share_width()

    def show_side(self, shown: bool, *, wanted: bool = True) -> None:
        """Opens or closes the panel at the right.

        Where there is room for one of panel and code, it is the one that was ``wanted`` last.
        """
        if self.side.head is not None and not self._is_bare:
            self.side.fold(not shown)  # what stands above the pages stays
            shown = True
        self._is_side_open = shown
        self._is_code_first = self._is_code_first and not (shown and wanted)
        self._share_width()

    def show_head(self, head: QWidget | None) -> None:
        """Puts something to read above the pages at the right, or has them as they were before."""
        side = self.side
        if head is not None and side.head is None:
            self._before_head = self._is_side_open, self.split.sizes()
            self._head_widths.clear()
        if head is None and side.head is not None:
            side.set_head(None)
            self._is_side_open, sizes = self._before_head
            self.split.setSizes(sizes)
        else:
            side.set_head(head)
            self._is_side_open = True
        self._share_width()
        self.widen_head()

    def widen_head(self) -> None:
        """Gives what is read its width, as far as the graph has its own."""
        if self.side.head is None or self.side.is_pair in self._head_widths:
            return
        if self.side.is_pair:
            self._set_side(self.width())
            return
        is_wide = self.width() >= WIDE and not self.is_code_open
        wanted = HEAD if is_wide else NARROW_HEAD  # code must be legible too
        if self.split.sizes()[1] < wanted:
            self._set_side(wanted)
        self._share_width()

    def _set_side(self, width: int) -> None:
        """The right panel gets this width, or as much as it may have."""
        self._share_width()
        width = min(width, self.side.maximumWidth())
        self.split.setSizes([sum(self.split.sizes()) - width, width])

    def _take_pair(self, is_pair: bool) -> None:
        """Two columns take all the room there is; one has its width back afterwards."""
        if self.side.head is None:
            return
        if is_pair:
            self._column = self.split.sizes()[1]
        chosen = self._head_widths.get(is_pair, 0 if is_pair else self._column)
        if chosen:
            self._set_side(chosen)
        self.widen_head()

    def make_code(self, check: Callable[[str, str], object]) -> CodePanel:
        """The code panel, made when it is first wanted; it is not shown yet."""
        if self.code is None:
            from graphlab.panels.code_panel import CodePanel

            self.code = CodePanel(check, self)
            if self._theme is not None:
                self.code.set_theme(self._theme)
            self.outer.insertWidget(0, self.code)
            self.outer.setStretchFactor(0, 0)
            self.outer.setStretchFactor(1, 1)
            self._own_keys.watch([self.code.run, self.code.stop, self.code.close_])
            self.code.hide()
        return self.code

    def add_news(self) -> NewsBar:
        """A line above everything, which is not shown yet."""
        from graphlab.panels.news_bar import NewsBar

        bar = NewsBar(self)
        self._whole.insertWidget(0, bar)
        self._news.append(bar)
        return bar

    def show_code(self, shown: bool, width: int = CODE) -> None:
        """Opens or closes the code panel; the graph keeps its share of the width."""
        if self.code is None or shown == self.is_code_open:
            return
        self.is_code_open = shown
        self._is_code_first = shown
        self._share_width()
        self._code_width = width if shown else 0
        self._fit_code()

    def _fit_code(self) -> None:
        """Gives the code its width; a window that opens with code has its own only later."""
        width = self._code_width
        if self.code is None or not width:
            return
        sides = self.split.sizes()
        room = int(LARGEST_SHARE * self.width())
        if self.side.isVisibleTo(self) and width + sides[1] > room:
            least = NARROW_PANEL if self.side.head is None else NARROW_HEAD
            narrow = max(SMALLEST_PANEL, min(sides[1], least))
            self.split.setSizes([sum(sides) - narrow, narrow])
        self._share_width()
        width = min(width, self.code.maximumWidth())
        self.outer.setSizes([width, self.width() - width])

    def _keep_head(self) -> None:
        self._first_panel = 0
        if self.side.head is not None:
            self._head_widths[self.side.is_pair] = self.split.sizes()[1]

    def _forget_code_width(self) -> None:
        self._code_width = 0

    def regions(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        code = [self.code.edit, self.code.form] if self.code is not None else []
        page = self.side.page
        return [
            *self._news,
            self.formula.edit,
            self.inputs,
            *code,
            self.canvas,
            self.transport,
            *([self.side.head] if self.side.head is not None else []),
            self.side.tabs,
            *([self.values.nodes, self.values.edges] if page is self.values else [page]),
        ]

    def focus_region(self, region: QWidget) -> None:
        """Gives the focus to a region or to the first of its parts that takes it."""
        first: QWidget = region
        if region is self.inputs:
            rows = list(self.inputs.rows.values())
            first = rows[0] if rows else self.inputs.examples
        elif region is self.transport:
            first = self.transport.bar
        elif self.code is not None and region is self.code.form:
            first = next(iter(self.code.form.fields.values()), first)
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def escape(self) -> bool:
        """Closes Why?, else does what ``on_escape`` does, else stops code that runs.

        Whether there was anything to end.
        """
        if self.why.isVisible():
            self.why.dismiss()
            return True
        if self.on_escape():
            return True
        if self.code is not None and self.code.is_running:
            self.code.stop.click()
            return True
        return False

    def _lay_out(self) -> None:
        # From the outside in: what moves with all that is in it is styled anew.
        whole = self._whole = QVBoxLayout(self)
        self.outer = QSplitter(Qt.Orientation.Horizontal, self)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.outer.addWidget(self.split)
        left = QWidget()
        self.split.addWidget(left)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stage, 1)
        column.addWidget(self.narration)
        column.addWidget(self.transport)
        self.split.addWidget(self.side)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(5)
        self.side.setMinimumWidth(SMALLEST_PANEL)
        self.outer.setChildrenCollapsible(False)
        self.outer.setHandleWidth(5)
        for splitter in (self.split, self.outer):
            splitter.splitterMoved.connect(self._share_width)
        self.outer.splitterMoved.connect(self._forget_code_width)
        self.split.splitterMoved.connect(self._keep_head)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.formula)
        whole.addWidget(self.inputs)
        whole.addWidget(self.outer, 1)
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

    def _share_width(self) -> None:
        """Code and the right panel get at most their share; the panel gives way first."""
        room = int(LARGEST_SHARE * self.width())
        self._show_what_fits(room)
        code = self.code if self.code is not None and self.code.isVisibleTo(self) else None
        panel = self.split.sizes()[1] if self.side.isVisibleTo(self) else 0
        taken = 0
        if code is not None:
            code.setMaximumWidth(max(SMALLEST_CODE, room - panel))
            sizes = self.outer.sizes()
            taken = min(sizes[0], code.maximumWidth())
            if taken < sizes[0]:  # a splitter keeps the place of what became too narrow for it
                self.outer.setSizes([taken, sum(sizes) - taken])
        most = max(SMALLEST_PANEL, room - taken)
        self.side.setMaximumWidth(most)
        if panel > most:
            self.split.setSizes([self.split.width() - most, most])

    def _show_what_fits(self, room: int) -> None:
        side, code = self._is_side_open, self.code is not None and self.is_code_open
        if side and code and room < SMALLEST_CODE + SMALLEST_PANEL:
            side, code = not self._is_code_first, self._is_code_first
        self.side.setVisible(side and not self._is_bare)
        if self.code is not None:
            self.code.setVisible(code and not self._is_bare)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Escape or not self.escape():
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()
        if self._first_panel or self._code_width or self.side.head is not None:
            self._fitting.start()  # when the splitters have the new width too


class Stage(QFrame):
    """The canvas with what floats over it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.canvas = CanvasView(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.canvas)
        self.map = Minimap(self.canvas, self)
        self.empty = EmptyState(self)
        self.notice = Notice(self)
        self.why = WhyCard(self)
        self.finder = FindBar(self)
        self.map.busy = self._other_than_map
        self.setMinimumSize(320, 200)

    def _other_than_map(self) -> list[QRect]:
        return [part.geometry() for part in (self.notice, self.finder) if part.isVisible()]

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.empty.setGeometry(self.rect())
        self.why.dismiss()
        self.finder.settle()
        if self.notice.isVisible():
            self.notice.settle()
