"""The scrolling page of a lesson: changed in place; the pages beside it are made ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.lesson_body import SPACING, Draft, PageBody, skeleton_of
from graphlab.panels.lesson_question import QuestionBox
from graphlab.panels.lesson_report import Report
from graphlab.study.lesson.showing import AskedView
from graphlab.study.lesson.spoken import spoken, spoken_line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtGui import QKeyEvent

    from graphlab.panels.lesson_text import LessonText
    from graphlab.study.lesson.showing import PageView

EDGE = 14
APART = 8  # ms between two parts of a page that is made ahead
LATER = 150  # ms after which the page that was turned to has been seen
Key = Qt.Key


class PageArea(QScrollArea):
    """Sends what its questions send. What is typed in them is kept over other pages.

    Widgets are most of the time that a page takes: those of the pages beside it are made while
    nothing else is to be done. They serve if they show what is wanted then, to the last letter.
    """

    answered = Signal(str, str)
    hint_wanted = Signal(str)
    told_wanted = Signal(str)
    again_wanted = Signal(str)
    moved = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonPage")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.report = Report(self)
        self.report.page_wanted.connect(self.moved)
        self._body: PageBody | None = None
        self._beside: list[PageBody] = []
        self._making: PageBody | None = None
        self._wanted: list[PageView] = []
        self._gone: list[QWidget] = []
        self._drafts: dict[str, Draft] = {}
        self._number = -1
        self._theme = "light"
        self._grown: QuestionBox | None = None
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._show_grown)
        self._idle = QTimer(self, singleShot=True)
        self._idle.timeout.connect(self._make_ahead)
        self.inside = QWidget()
        self.inside.setObjectName("lessonInside")
        self._column = QVBoxLayout(self.inside)
        self._column.setContentsMargins(EDGE, 10, EDGE - 2, 20)
        self._column.setSpacing(SPACING)
        self._column.addWidget(self.report)
        self._column.addStretch(1)
        self.setWidget(self.inside)

    @property
    def questions(self) -> dict[str, QuestionBox]:
        """The questions of the page that is shown, by their names."""
        return self._body.questions if self._body is not None and self._number >= 0 else {}

    @property
    def texts(self) -> list[LessonText]:
        """The runs of text between them."""
        return self._body.texts if self._body is not None else []

    @property
    def unsent(self) -> int:
        """How many answers were typed and not given, on all pages."""
        here = {name for name, box in self.questions.items() if box.is_unsent}
        return len(here | self._drafts.keys())

    @property
    def is_ready(self) -> bool:
        """Whether all that was to be made ahead has been."""
        return not self._idle.isActive()

    def show_page(self, view: PageView) -> None:
        """Shows a page; the one that is shown already is changed where it differs."""
        turned = view.number != self._number
        body = self._body
        if body is None or turned or skeleton_of(view) != body.skeleton:
            body = self._put(view)
        else:
            body.show_view(view, self._drafts)
        for name in body.questions:
            self._drafts.pop(name, None)
        self.report.show_scores(view.report if view.number == view.count - 1 else ())
        said = spoken(b.question if isinstance(b, AskedView) else b for b in view.blocks)
        self.setAccessibleName(f"Page {view.number + 1}: {spoken_line(view.title)}")
        self.setAccessibleDescription(said)
        self._number = view.number
        if turned:
            self.verticalScrollBar().setValue(0)

    def prepare(self, views: Iterable[PageView]) -> None:
        """Has these pages ready, the first one soonest, and lets go of all others."""
        views = list(views)
        self._want(views, {view.number for view in views}, APART)

    def forget(self) -> None:
        """Another lesson comes: nothing that was typed is kept, and it begins at the top."""
        self._drafts, self._number = {}, -1
        self.prepare(())

    def set_theme(self, theme: str) -> None:
        """Colours of code, by the name of a theme."""
        self._theme = theme
        for body in (*self._beside, self._making, self._body):
            if body is not None:
                body.set_theme(theme)

    def to_top(self) -> None:
        self.verticalScrollBar().setValue(0)

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _put(self, view: PageView) -> PageBody:
        """Another body; questions that are on it before and after keep what is typed."""
        self._keep_drafts()
        self._grown = None
        at, before = self.verticalScrollBar().value(), self._body
        if before is not None:
            before.hide()
            self._column.removeWidget(before)
            (self._beside if self._number >= 0 else self._gone).append(before)
        body = next((b for b in self._beside if b.is_of(view, self._drafts)), None)
        if body is None:
            body = PageBody(view, self._theme, self.inside)
            while not body.is_whole:
                self._make_part(body, view)
        else:
            self._beside.remove(body)
        self._body = body
        self._want((), {view.number - 1, view.number + 1}, LATER)
        self._column.insertWidget(1, body)
        body.show()
        if view.number == self._number:
            self._column.activate()
            self.verticalScrollBar().setValue(at)
        return body

    def _make_part(self, body: PageBody, view: PageView) -> None:
        box = body.make_part(view, self._drafts)
        if box is not None:
            box.answered.connect(self.answered)
            box.hint_wanted.connect(self.hint_wanted)
            box.told_wanted.connect(self.told_wanted)
            box.again_wanted.connect(self.again_wanted)
            box.grown.connect(self._remember_grown)

    def _make_ahead(self) -> None:
        """One part more of the pages beside this one, or what is left over goes."""
        if self._wanted:
            self._make_next(self._wanted[0])
            self._idle.start(APART)
            return
        for widget in self._gone:
            widget.deleteLater()
        self._gone = []

    def _make_next(self, view: PageView) -> None:
        body = self._making
        if body is None:
            if not any(each.is_of(view, self._drafts) for each in self._beside):
                self._making = PageBody(view, self._theme, self.inside)
                return
        elif not body.is_whole:
            self._make_part(body, view)
            return
        else:
            if self._body is not None:
                self._lay_out(body)
            self._keep_beside({each.number for each in self._beside} - {view.number})
            self._beside.append(body)
            self._making = None
        self._wanted.pop(0)

    def _lay_out(self, body: PageBody) -> None:
        """As it will stand: beside a bar if it is higher than the place there is."""
        room, margins = self.maximumViewportSize(), self._column.contentsMargins()
        bar = self.verticalScrollBar().sizeHint().width()
        wide = room.width() - margins.left() - margins.right()
        high = room.height() - margins.top() - margins.bottom()
        narrow = wide - bar
        body.polish()
        if body.heightForWidth(wide) > high:
            wide, narrow = narrow, wide
        body.lay_out(wide, narrow)

    def _want(self, views: Iterable[PageView], kept: set[int], after: int) -> None:
        """What is made ahead from now on, in so many ms; pages of these numbers stay."""
        self._wanted = list(views)
        self._keep_beside(kept)
        if self._making is not None:
            self._gone.append(self._making)
            self._making = None
        self._idle.start(after)

    def _keep_beside(self, numbers: set[int]) -> None:
        """The others go when nothing else is to be done; that takes as long as to make them."""
        self._gone += [body for body in self._beside if body.number not in numbers]
        self._beside = [body for body in self._beside if body.number in numbers]

    def _keep_drafts(self) -> None:
        for name, box in self.questions.items():
            if box.is_unsent:
                self._drafts[name] = Draft(box.round, box.text)

    # ── what has grown is brought into view ──────────────────────────────────────────────────

    def _remember_grown(self) -> None:
        box = self.sender()
        focused = QApplication.focusWidget()
        if isinstance(box, QuestionBox) and focused is not None and box.isAncestorOf(focused):
            self._grown = box
            self._settle.start()

    def _show_grown(self) -> None:
        """The end of a question that the person is at, but never past its beginning."""
        box, self._grown = self._grown, None
        if box is None:
            return
        self._column.activate()
        bar, room = self.verticalScrollBar(), self.viewport().height()
        past = box.geometry().bottom() + 8 - (bar.value() + room)
        if past > 0:
            bar.setValue(min(bar.value() + past, max(bar.value(), box.geometry().top() - 8)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match event.key():
            case Key.Key_Home:
                bar.setValue(bar.minimum())
            case Key.Key_End:
                bar.setValue(bar.maximum())
            case _:
                super().keyPressEvent(event)
