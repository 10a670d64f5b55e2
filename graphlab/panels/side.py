"""The panel at the right: a page for each thing to look at; tabs appear with the second page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QTabBar, QToolButton, QVBoxLayout, QWidget

from graphlab.panels.icons import icon

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme


RIGHT = QTabBar.ButtonPosition.RightSide
NO_BUTTON = cast("QWidget", None)  # Qt's stubs do not say that it takes none


class Side(QFrame):
    """The first page stays; the others can be closed, which ``closed`` tells by name.

    ``tabbed`` tells whether tabs name the pages.
    """

    closed = Signal(str)
    turned = Signal(str)
    tabbed = Signal(bool)

    def __init__(self, first: str, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side")
        self.tabs = QTabBar(self)
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setUsesScrollButtons(True)
        self.tabs.setAccessibleName("Pages")
        self.stack = QStackedWidget(self)
        self._pages: dict[str, QWidget] = {}
        self._buttons: dict[str, QToolButton] = {}
        self._first = first
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.tabs.currentChanged.connect(self._turn)
        self.add(first, page)

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

    def add(self, name: str, page: QWidget) -> None:
        """A page at the end, not shown yet. One that was closed comes back."""
        if self.has(name):
            return
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
            self.tabs.setCurrentIndex(place)

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
        several = self.tabs.count() > 1
        self.tabs.setVisible(several)
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
            self.turned.emit(name)

    def _close_clicked(self) -> None:
        name = self.sender().property("page")
        self.remove(name)
        self.closed.emit(name)
