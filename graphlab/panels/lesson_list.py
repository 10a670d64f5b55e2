"""The lessons there are, by topic, with what comes next on top."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.icons import icon
from graphlab.panels.own_keys import OwnKeys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPaintEvent, QResizeEvent

TOUR = "tour"
EDGE = 14
PAD = 10
BAR = 3
NOTHING = "There are no lessons yet. Open a lesson file to see it here."


class Listed(NamedTuple):
    """A lesson as a list shows it; ``done`` are the pages on which nothing is left."""

    name: str
    title: str
    summary: str = ""
    topic: str = ""
    minutes: int = 0
    pages: int = 1
    done: int = 0

    @property
    def is_done(self) -> bool:
        return self.done >= self.pages

    @property
    def told(self) -> str:
        """How long it is and how far one is."""
        parts = [f"{self.minutes} min"] if self.minutes else []
        if self.is_done:
            parts.append("✓ done")
        elif self.done:
            parts.append(f"{self.done} of {self.pages} pages")
        return " · ".join(parts)


class LessonList(QFrame):
    """``chosen`` sends the name of a lesson. The tour is the lesson of that name."""

    chosen = Signal(str)
    practice_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonList")
        self.tour = self._first("Take the tour")
        self.next = self._first("")
        self.practise = self._first("Practise this graph")
        self.tour.clicked.connect(self._take_tour)
        self.next.clicked.connect(self._take_next)
        self.practise.clicked.connect(self.practice_wanted)
        self.practise.hide()
        self.nothing = QLabel(NOTHING, self)
        self.nothing.setWordWrap(True)
        self.nothing.setObjectName("quiet")
        self.cards: list[LessonCard] = []
        self._listed: tuple[Listed, ...] = ()
        self._keys = OwnKeys(self)
        self._keys.watch((self.tour, self.next, self.practise))
        self._inside = QWidget(self)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._column.setSpacing(6)
        for widget in (self.tour, self.next, self.practise, self.nothing):
            self._column.addWidget(widget)
        self._topics: list[QWidget] = []
        self._column.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(self._inside)
        self.title = QLabel("Learn", self)
        self.title.setObjectName("panelTitle")
        self.close_ = QToolButton(self)
        self.close_.setAutoRaise(True)
        self.close_.setIcon(icon("close"))
        self.close_.setToolTip("Close the list of lessons")
        self.close_.setAccessibleName("Close the list of lessons")
        self.close_.clicked.connect(self.left)
        self._keys.watch((self.close_,))
        head = QHBoxLayout()
        head.setContentsMargins(EDGE, 4, 4, 0)
        head.addWidget(self.title, 1)
        head.addWidget(self.close_)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.area)
        self.show_lessons(())

    def show_lessons(self, listed: Iterable[Listed], *, can_practise: bool | None = None) -> None:
        """Shows these, in their order, under their topics."""
        self._listed = tuple(listed)
        if can_practise is not None:
            self.practise.setVisible(can_practise)
        for widget in (*self._topics, *self.cards):
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._topics, self.cards = [], []
        lessons = [each for each in self._listed if each.name != TOUR]  # has its button
        first_lines = list(dict.fromkeys(each.topic for each in lessons))
        by_topic = sorted(lessons, key=lambda each: first_lines.index(each.topic))
        for topic, group in groupby(by_topic, key=lambda each: each.topic):
            if topic:
                self._put(self._topic(topic))
            for each in group:
                card = LessonCard(each, self)
                card.clicked.connect(self._choose)
                self._keys.watch((card,))
                self.cards.append(card)
                self._put(card)
        self._show_first()

    def take_keys(self) -> None:
        """Gives the keys to what comes first."""
        for button in (self.tour, self.next, self.practise, *self.cards):
            if button.isVisibleTo(self) and button.isEnabled():
                button.setFocus()
                return

    def _show_first(self) -> None:
        tour = next((each for each in self._listed if each.name == TOUR), None)
        self.tour.setVisible(tour is not None)
        if tour is not None:
            self.tour.say(f"Take the tour ({tour.minutes} min)")
        coming = coming_next(self._listed)
        self.next.setVisible(coming is not None)
        if coming is not None:
            word = "Go on with" if coming.done else "Next lesson"
            self.next.say(f"{word}: {coming.title}")
        self.tour.setProperty("first", tour is not None and not tour.is_done)
        self.next.setProperty("first", not self.tour.property("first"))
        for button in (self.tour, self.next):
            button.style().unpolish(button)
            button.style().polish(button)
        self.nothing.setVisible(not self._listed)

    def _take_tour(self) -> None:
        self.chosen.emit(TOUR)

    def _take_next(self) -> None:
        if (coming := coming_next(self._listed)) is not None:
            self.chosen.emit(coming.name)

    def _choose(self) -> None:
        card = self.sender()
        if isinstance(card, LessonCard):
            self.chosen.emit(card.listed.name)

    def _put(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        widget.show()

    def _topic(self, words: str) -> QLabel:
        label = QLabel(words, self._inside)
        label.setObjectName("lessonTopic")
        label.setWordWrap(True)
        self._topics.append(label)
        return label

    def _first(self, words: str) -> FirstButton:
        button = FirstButton(self)
        button.say(words)
        return button


class FirstButton(QPushButton):
    """As wide as the page; what it has no room for is in its tool tip."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lessonFirst")
        self.setAutoDefault(True)  # Enter presses it
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.words = ""

    def say(self, words: str) -> None:
        """What it does, in full."""
        self.words = words
        self.setAccessibleName(words)
        self._fit()

    def _fit(self) -> None:
        dots = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(self.words, dots, self.width() - 2 * PAD - 4)
        self.setText(shown.replace("&", "&&"))
        self.setToolTip(self.words if shown != self.words else "")

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


class LessonCard(QPushButton):
    """Title, summary, minutes, and a thin line that says how far one is."""

    def __init__(self, listed: Listed, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.listed = listed
        self.setObjectName("lessonCard")
        self.setAutoDefault(True)
        self.setAccessibleName(f"{listed.title}, {listed.told}" if listed.told else listed.title)
        self.setAccessibleDescription(listed.summary)
        title = QLabel(listed.title, self)
        title.setObjectName("lessonCardTitle")
        summary = QLabel(listed.summary, self)
        summary.setVisible(bool(listed.summary))
        told = QLabel(listed.told, self)
        told.setObjectName("quiet")
        told.setVisible(bool(listed.told))
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, 7, PAD, 9 + (2 * BAR if self._is_begun else 0))
        column.setSpacing(2)
        for label in (title, summary, told):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self._lines = column
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def _is_begun(self) -> bool:
        return 0 < self.listed.done < self.listed.pages

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._lines.totalHeightForWidth(width)

    @override
    def sizeHint(self) -> QSize:
        width = max(200, self.width())
        return QSize(width, self.heightForWidth(width))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(120, 0)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._is_begun:
            with QPainter(self) as painter:
                wide = (self.width() - 2 * PAD) * self.listed.done // self.listed.pages
                colour = self.palette().color(QPalette.ColorRole.Accent)
                painter.fillRect(PAD, self.height() - BAR - 5, wide, BAR, colour)


def coming_next(listed: Sequence[Listed]) -> Listed | None:
    """The lesson that was begun, else the first that is not done; the tour is no lesson."""
    left = [each for each in listed if not each.is_done and each.name != TOUR]
    return next((each for each in left if each.done), left[0] if left else None)
