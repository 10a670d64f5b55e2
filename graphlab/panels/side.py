"""The panel at the right: a page for each thing to look at; tabs appear with the second page.

Above the pages something else may stand, and stays there while they are turned. A page that needs
height stands beside it, where there is room for both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QSplitter,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.icons import icon
from graphlab.panels.side_stack import Stack, StackArea

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from graphlab.picture.theme import Theme


RIGHT = QTabBar.ButtonPosition.RightSide
NO_BUTTON = cast("QWidget", None)  # Qt's stubs do not say that it takes none
LARGEST = (1 << 24) - 1  # Qt's word for a height without a bound
BESIDE = 480
"""px of width from which a high page stands beside the head."""
MOST_HEAD = 360
"""px of width that are enough to read."""


class Side(QFrame):
    """The first page stays; the others can be closed, which ``closed`` tells by name.

    ``tabbed`` tells whether tabs name the pages. Below a ``head`` the pages can be folded away,
    which ``folded`` tells; their tabs stay. ``paired`` tells whether a page is shown that had
    better stand beside the head, for which it takes the width of both.
    """

    closed = Signal(str)
    turned = Signal(str)
    tabbed = Signal(bool)
    folded = Signal(bool)
    paired = Signal(bool)

    def __init__(self, first: str, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("Pages")
        self.stack = Stack()
        self._area = StackArea(self.stack, self)
        self._pages: dict[str, QWidget] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._first = first
        self._high: set[str] = set()
        self._share = 0.5
        self.head: QWidget | None = None
        self.is_pair = False
        self._is_moved = False  # the border of a pair, by the person
        self._lower = QWidget(self)
        lower = QVBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(0)
        lower.addWidget(self.tabs)
        lower.addWidget(self._area, 1)
        self._halves = QSplitter(Qt.Orientation.Vertical, self)
        self._halves.setChildrenCollapsible(False)
        self._halves.setHandleWidth(5)
        self._halves.addWidget(self._lower)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._halves)
        self.tabs.currentChanged.connect(self._turn)
        self.tabs.tabBarClicked.connect(self._click)
        self._halves.splitterMoved.connect(self._keep_border)
        self.add(first, page)

    # ── what stands above ────────────────────────────────────────────────────────────────────

    def set_head(self, head: QWidget | None) -> None:
        """Puts something above the pages, which are folded away, or has them alone again."""
        if self.head is not None and head is not self.head:
            self.head.hide()
        self.head = head
        if head is not None:
            if self._halves.indexOf(head) < 0:
                self._halves.insertWidget(0, head)
            head.show()
        self._fold(head is not None)
        self._show_tabs()

    @property
    def is_folded(self) -> bool:
        """Whether only the tabs of the pages are seen."""
        return self._area.isHidden()

    def fold(self, folded: bool, share: float | None = None) -> None:
        """Folds the pages away below the head, or gives them a share of the height.

        Pages that have this share keep what the person made of it.
        """
        was_folded = self.is_folded
        share = share or self._share
        if self.head is None or (folded == was_folded and (folded or share == self._share)):
            return
        self._fold(folded)
        if not folded:
            self._share = share
            self._place_border()
        if was_folded and not folded:
            self.turned.emit(self.current)

    def _fold(self, folded: bool) -> None:
        self._area.setHidden(folded)
        self._lower.setMaximumHeight(LARGEST if not folded else self._tabs_height)
        self._pair()
        self.folded.emit(folded)

    @property
    def _tabs_height(self) -> int:
        return 0 if self.tabs.isHidden() else self.tabs.sizeHint().height()

    def _click(self, place: int) -> None:
        """The tab of the page that is shown folds it away."""
        if place >= 0:
            self.fold(not self.is_folded and place == self.tabs.currentIndex())

    # ── side by side ─────────────────────────────────────────────────────────────────────────

    def _pair(self) -> None:
        """Whether the page that is shown is one to stand beside the head."""
        wanted = self.head is not None and not self.is_folded and self.current in self._high
        if wanted != self.is_pair:
            self.is_pair, self._is_moved = wanted, False
            self.paired.emit(wanted)
        self._stand()

    def _stand(self) -> None:
        """Side by side, or one below the other."""
        beside = self.is_pair and self.width() >= BESIDE
        way = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if way != self._halves.orientation():
            self._halves.setOrientation(way)
            self._place_border()
        elif beside and not self._is_moved:
            self._place_border()

    def _place_border(self) -> None:
        if self._halves.orientation() is Qt.Orientation.Horizontal:
            width = self._halves.width()
            head = min(MOST_HEAD, width // 2)
            self._halves.setSizes([head, width - head])
        elif not self.is_folded:
            height = self._halves.height()
            self._halves.setSizes([round(height * (1 - self._share)), round(height * self._share)])

    def _keep_border(self) -> None:
        self._is_moved = True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stand()

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    @property
    def current(self) -> str:
        """The name of the page that is shown."""
        return self.tabs.tabText(self.tabs.currentIndex())

    @property
    def page(self) -> QWidget:
        """The page that is shown."""
        return self._pages[self.current]

    def has(self, name: str) -> bool:
        """Whether there is a tab of this name."""
        return self._place(name) is not None

    def add(self, name: str, page: QWidget, *, is_high: bool = False) -> None:
        """A page at the end, not shown yet. One that was closed comes back."""
        if self.has(name):
            return
        if is_high:
            self._high.add(name)
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self._pages[name] = page
        self.tabs.addTab(name)
        if name != self._first and name not in self._buttons:
            button = QToolButton(self.tabs)
            button.setObjectName("tabClose")
            button.setAutoRaise(True)
            button.setIcon(icon("close"))
            button.setToolTip(f"Close {name}")
            button.setAccessibleName(f"Close {name}")
            button.setProperty("page", name)
            button.clicked.connect(self._close_clicked)
            button.hide()
            self._buttons[name] = button
        self._show_tabs()

    def show_page(self, name: str) -> None:
        """Turns to a page."""
        if (place := self._place(name)) is not None:
            self.fold(False)
            self.tabs.setCurrentIndex(place)

    def turn_to(self, name: str) -> None:
        """The same, and pages that are folded away stay so."""
        if (place := self._place(name)) is not None:
            self.tabs.setCurrentIndex(place)

    def set_barred(self, barred: bool) -> None:
        """Takes the first page away, though not for good."""
        place = self._place(self._first)
        assert place is not None
        self.tabs.setTabVisible(place, not barred)
        self._show_tabs()
        if barred and self.current == self._first:
            self.fold(True)

    def remove(self, name: str) -> None:
        """Takes a page away; it keeps what it shows."""
        place = self._place(name)
        if place is None or name == self._first:
            return
        self.tabs.setTabButton(place, RIGHT, NO_BUTTON)
        self.tabs.removeTab(place)
        self._show_tabs()

    def set_theme(self, _theme: Theme) -> None:
        """Tints the close buttons."""
        for button in self._buttons.values():
            button.setIcon(icon("close"))

    def _show_tabs(self) -> None:
        places = range(self.tabs.count())
        there = sum(self.tabs.isTabVisible(place) for place in places)
        several = there > 1 or (self.head is not None and there > 0)
        self.tabs.setVisible(several)
        if self._area.isHidden():
            self._lower.setMaximumHeight(self._tabs_height)
        self.tabbed.emit(several)

    def _place(self, name: str) -> int | None:
        names = [self.tabs.tabText(place) for place in range(self.tabs.count())]
        return names.index(name) if name in names else None

    def _turn(self, place: int) -> None:
        if place >= 0:
            name = self.tabs.tabText(place)
            self.stack.setCurrentWidget(self._pages[name])
            for other in range(self.tabs.count()):  # a hidden button would take its room
                button = self._buttons.get(name) if other == place else None
                if self.tabs.tabButton(other, RIGHT) is not button:
                    self.tabs.setTabButton(other, RIGHT, button or NO_BUTTON)
                    if button is not None:
                        button.show()
            self._pair()
            self.turned.emit(name)

    def _close_clicked(self) -> None:
        name = self.sender().property("page")
        self.remove(name)
        self.closed.emit(name)
