"""Learn: a lesson's page with its head and foot, or the list of lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.panels.elided_label import ElidedLabel
from graphlab.panels.icons import icon
from graphlab.panels.lesson_list import LessonList, Listed
from graphlab.panels.lesson_page import EDGE, PageArea
from graphlab.panels.lesson_problems import ProblemsBox
from graphlab.panels.lesson_text import LessonText
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.reading_order import beyond, in_reading_order
from graphlab.study.lesson.model import Heading

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from graphlab.picture.theme import Theme
    from graphlab.study.lesson.model import Problem
    from graphlab.study.lesson.showing import PageView

SURE = "Nothing can be changed afterwards."
UNSENT = "What you typed for {questions} is not given yet: “Answer” below it does that."


class LessonPane(QFrame):
    """Pages count from 0; ``answered`` sends a question's name and what was typed or ticked."""

    answered = Signal(str, str)
    hint_wanted = Signal(str)
    told_wanted = Signal(str)
    again_wanted = Signal(str)
    moved = Signal(int)
    scene_wanted = Signal()
    handed_in = Signal()
    lesson_chosen = Signal(str)
    closed = Signal()
    practice_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonPane")
        self._number, self._count = 0, 0
        self._can_back = self._can_next = False
        self._title = ""
        self.list = LessonList(self)
        self.list.chosen.connect(self.lesson_chosen)
        self.list.practice_wanted.connect(self.practice_wanted)
        self.list.left.connect(self.left)
        self.page = PageArea(self)
        for name in ("answered", "hint_wanted", "told_wanted", "again_wanted", "moved"):
            getattr(self.page, name).connect(getattr(self, name))
        self._lesson = QWidget(self)
        column = QVBoxLayout(self._lesson)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.problems = ProblemsBox(self)
        column.addLayout(self._make_head())
        column.addWidget(self.problems)
        column.addWidget(self.page, 1)
        self._foot = self._make_foot()
        column.addWidget(self._foot)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._lesson)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)
        self._keys = OwnKeys(self)
        self._keys.watch(
            (self.close_, self.scene, self.back, self.next, self.hand_in, self.sure, self.not_yet)
        )

        # of the whole window, so that a page is turned while one walks through the graph
        for key, slot in (("Alt+PgUp", self.turn_back), ("Alt+PgDown", self.turn_on)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    @property
    def has_lesson(self) -> bool:
        """Whether a lesson's page is shown, not the list."""
        return self._stack.currentWidget() is self._lesson

    def show_lessons(self, listed: Iterable[Listed], *, can_practise: bool | None = None) -> None:
        """Shows the list, and lets go of the lesson that was open."""
        self.list.show_lessons(listed, can_practise=can_practise)
        self._title = ""
        self.page.forget()
        self._stack.setCurrentWidget(self.list)

    def show_page(self, view: PageView, lesson: str = "") -> None:
        """Shows a page of the lesson of that title; what is shown already stays as it is."""
        focused = QApplication.focusWidget()
        has_keys = focused is not None and self.isAncestorOf(focused)
        if lesson != self._title:
            self.page.forget()
            self._asks.hide()
        self._title = lesson
        turned = view.number != self._number or not self.has_lesson
        self._number, self._count = view.number, view.count
        self._can_back, self._can_next = view.can_back, view.can_next
        self.name.setText(lesson)
        self.title.show_blocks((Heading(view.title),))
        said = f"Page {view.number + 1} of {view.count}"
        self.place.setText(said)
        self.line.setRange(0, max(1, view.count))
        self.line.setValue(view.done)
        self.line.setAccessibleName(f"{view.done} of {view.count} pages done")
        self.line.setToolTip(self.line.accessibleName())
        self.page.show_page(view)
        self.back.setVisible(view.can_back)
        self.next.setVisible(view.can_next)
        self.finish.setVisible(not view.can_next and not view.can_hand_in)
        self.report.setVisible(bool(view.report) and view.can_next)
        if not view.can_hand_in:
            self._asks.hide()
        self.hand_in.setVisible(view.can_hand_in and not self._asks.isVisibleTo(self))
        self._stack.setCurrentWidget(self._lesson)
        if turned:
            self.page.to_top()
        if has_keys and focused is not None and not focused.isVisibleTo(self):
            now = QApplication.focusWidget()  # a question gives them to what it offers next
            if now is None or not self.page.inside.isAncestorOf(now):
                self.page.setFocus()  # Qt would give them to whatever comes next in the window

    def prepare(self, views: Iterable[PageView]) -> None:
        """Has the widgets of these pages made while nothing else is to be done."""
        self.page.prepare(views)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """What is to be mended in the lesson's file; nothing takes the list away."""
        self.problems.show_problems(problems)

    def set_wandered(self, is_away: bool) -> None:
        """Offers the way back while the graph is not the page's any more."""
        self.scene.setVisible(is_away)

    def set_theme(self, theme: Theme) -> None:
        """Colours of code and icons; all others are the palette's."""
        self.page.set_theme(theme.name)
        self.title.set_theme(theme.name)
        for button in (self.close_, self.list.close_):
            button.setIcon(icon("close"))

    def set_presenting(self, on: bool) -> None:
        """Larger, to be read from the last row."""
        if on == bool(self.property("presenting")):
            return
        self.setProperty("presenting", on)
        for part in (self, *self.findChildren(QWidget)):  # the sheet has the sizes
            part.style().unpolish(part)
            part.style().polish(part)

    def turn_back(self) -> None:
        """Asks for the page before, if there is one."""
        if self.has_lesson and self._can_back:
            self.moved.emit(self._number - 1)

    def turn_on(self) -> None:
        """Asks for the next page, if there is one."""
        if self.has_lesson and self._can_next:
            self.moved.emit(self._number + 1)

    def ask_to_hand_in(self, on: bool = True) -> None:
        """Asks once more before an exam is over."""
        unsent = self.page.unsent
        many = "one question" if unsent == 1 else f"{unsent} questions"
        self.words.setText(f"{UNSENT.format(questions=many)} {SURE}" if unsent else SURE)
        self._asks.setVisible(on)
        self.hand_in.setVisible(not on)
        if on:
            self.not_yet.setFocus()

    # ── parts ────────────────────────────────────────────────────────────────────────────────

    def _make_head(self) -> QVBoxLayout:
        self.name, self.place = ElidedLabel(self), QLabel(self)
        for label in (self.name, self.place):
            label.setObjectName("quiet")
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.close_ = QToolButton(self)
        self.close_.setAutoRaise(True)
        self.close_.setIcon(icon("close"))
        self.close_.setToolTip("Leave the lesson; what you did is kept")
        self.close_.setAccessibleName("Leave the lesson")
        self.close_.clicked.connect(self.closed)
        self.title = LessonText(self)
        self.title.set_scale(1.2)
        self.line = QProgressBar(self)
        self.line.setObjectName("lessonProgress")
        self.line.setTextVisible(False)
        self.line.setFixedHeight(3)
        top = QHBoxLayout()
        top.setContentsMargins(EDGE, 4, 4, 0)
        top.setSpacing(10)
        top.addWidget(self.name, 1)
        top.addWidget(self.place)
        top.addWidget(self.close_)
        titled = QVBoxLayout()
        titled.setContentsMargins(EDGE, 0, EDGE, 8)
        titled.addWidget(self.title)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addLayout(top)
        head.addLayout(titled)
        head.addWidget(self.line)
        return head

    def _make_foot(self) -> QFrame:
        foot = QFrame(self)
        foot.setObjectName("lessonFoot")
        self.scene = _button("Back to this page’s scene", self.scene_wanted, foot)
        self.scene.setObjectName("lessonScene")
        self.scene.setToolTip("Puts the graph, its inputs and the step back as the page has them")
        self.scene.hide()
        self.back = _button("‹ Back", self.turn_back, foot)
        self.back.setToolTip("The page before (Alt+PageUp)")
        self.next = _button("Next ›", self.turn_on, foot)
        self.next.setObjectName("lessonNext")
        self.next.setToolTip("The next page (Alt+PageDown)")
        self.finish = _button("All lessons", self.closed, foot)
        self.report = _button("Report", self._to_report, foot)
        self.hand_in = _button("Hand in", self._ask, foot)
        self.hand_in.setObjectName("lessonNext")
        self._asks = QWidget(foot)
        self.words = QLabel(SURE, self._asks)
        self.words.setWordWrap(True)
        self.sure = _button("Hand in now", self._hand_in, foot)
        self.not_yet = _button("Not yet", self._ask_no_more, foot)
        asked = QHBoxLayout()
        asked.addStretch(1)
        asked.addWidget(self.not_yet)
        asked.addWidget(self.sure)
        asks = QVBoxLayout(self._asks)
        asks.setContentsMargins(0, 0, 0, 0)
        asks.addWidget(self.words)
        asks.addLayout(asked)
        self._asks.hide()
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.back)
        row.addStretch(1)
        for button in (self.report, self.finish, self.hand_in, self.next):
            row.addWidget(button)
        column = QVBoxLayout(foot)
        column.setContentsMargins(EDGE, 8, EDGE, 8)
        column.setSpacing(6)
        column.addWidget(self.scene)
        column.addWidget(self._asks)
        column.addLayout(row)
        return foot

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes over the lesson as it is read; questions are made after the buttons below."""
        here = self.focusWidget()
        order = [self.close_, self.page, *in_reading_order(self.page.inside)]
        order += in_reading_order(self._foot)
        if not self.has_lesson or here not in order:
            return super().focusNextPrevChild(forward)
        place = order.index(here) + (1 if forward else -1)
        inside = 0 <= place < len(order)
        there = order[place] if inside else beyond(self, here, forward=forward)
        if there is None:
            there = order[0 if forward else -1]
        reason = Qt.FocusReason
        there.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        if self.page.inside.isAncestorOf(there):
            self.page.ensureWidgetVisible(there)
        return True

    def _to_report(self) -> None:
        self.moved.emit(self._count - 1)

    def _ask(self) -> None:
        self.ask_to_hand_in()

    def _ask_no_more(self) -> None:
        self.ask_to_hand_in(False)
        self.hand_in.setFocus()

    def _hand_in(self) -> None:
        self.ask_to_hand_in(False)
        self.handed_in.emit()
        self.page.to_top()
        self.page.setFocus()


def _button(text: str, slot: object, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    button.setAutoDefault(True)  # Enter presses it
    button.clicked.connect(slot)
    return button
