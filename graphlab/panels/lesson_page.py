"""The scrolling page of a lesson: text and questions from top to bottom, changed in place."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.lesson_question import QuestionBox
from graphlab.panels.lesson_report import Report
from graphlab.panels.lesson_text import LessonText
from graphlab.study.lesson.showing import AskedView
from graphlab.study.lesson.spoken import spoken, spoken_line

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from graphlab.study.lesson.model import Block, Question
    from graphlab.study.lesson.showing import PageView

EDGE = 14
Key = Qt.Key
_Skeleton = tuple["tuple[Block, ...] | Question", ...]


class Draft(NamedTuple):
    """What was typed and not answered, in which round of a question."""

    round: int
    text: str


class PageArea(QScrollArea):
    """Sends what its questions send. What is typed in them is kept over other pages."""

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
        self.questions: dict[str, QuestionBox] = {}
        self.texts: list[LessonText] = []
        self._drafts: dict[str, Draft] = {}
        self._skeleton: _Skeleton = ()
        self._number = -1
        self._theme = "light"
        self._grown: QuestionBox | None = None
        self._settle = QTimer(self, singleShot=True, interval=0)
        self._settle.timeout.connect(self._show_grown)
        self.inside = QWidget()
        self.inside.setObjectName("lessonInside")
        self._column = QVBoxLayout(self.inside)
        self._column.setContentsMargins(EDGE, 10, EDGE - 2, 20)
        self._column.setSpacing(12)
        self._column.addWidget(self.report)
        self._column.addStretch(1)
        self.setWidget(self.inside)

    def show_page(self, view: PageView) -> None:
        """Shows a page; the one that is shown already is changed where it differs."""
        skeleton = _skeleton(view)
        turned = view.number != self._number
        if turned or skeleton != self._skeleton:
            self._build(view, skeleton)
        self.report.show_scores(view.report if view.number == view.count - 1 else ())
        for block in view.blocks:
            if isinstance(block, AskedView):
                self._show_asked(block, is_over=bool(view.report))
        said = spoken(b.question if isinstance(b, AskedView) else b for b in view.blocks)
        self.setAccessibleName(f"Page {view.number + 1}: {spoken_line(view.title)}")
        self.setAccessibleDescription(said)
        self._number = view.number
        if turned:
            self.verticalScrollBar().setValue(0)

    def forget(self) -> None:
        """Another lesson comes: nothing that was typed is kept, and it begins at the top."""
        self.questions, self._drafts, self._number = {}, {}, -1

    def set_theme(self, theme: str) -> None:
        """Colours of code, by the name of a theme."""
        self._theme = theme
        for text in self.texts:
            text.set_theme(theme)
        for box in self.questions.values():
            box.set_theme(theme)

    def to_top(self) -> None:
        self.verticalScrollBar().setValue(0)

    # ── building ─────────────────────────────────────────────────────────────────────────────

    def _build(self, view: PageView, skeleton: _Skeleton) -> None:
        """Makes the page anew; questions that are on it before and after keep what is typed."""
        self._keep_drafts()
        self._grown = None
        at = self.verticalScrollBar().value()
        while self._column.count() > 2:
            item = self._column.takeAt(1)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.questions, self.texts, self._skeleton = {}, [], skeleton
        asked = {b.question.name: b for b in view.blocks if isinstance(b, AskedView)}
        for part in skeleton:
            if isinstance(part, tuple):
                text = LessonText(self.inside)
                text.set_theme(self._theme)
                text.show_blocks(part)
                self.texts.append(text)
                self._put(text)
            else:
                box = self.questions[part.name] = self._question(part)
                self._show_asked(asked[part.name], is_over=bool(view.report))
                self._put(box)
        if view.number == self._number:
            self._column.activate()
            self.verticalScrollBar().setValue(at)

    def _question(self, question: Question) -> QuestionBox:
        box = QuestionBox(question, self.inside)
        box.set_theme(self._theme)
        box.answered.connect(self.answered)
        box.hint_wanted.connect(self.hint_wanted)
        box.told_wanted.connect(self.told_wanted)
        box.again_wanted.connect(self.again_wanted)
        box.grown.connect(self._remember_grown)
        return box

    def _show_asked(self, view: AskedView, *, is_over: bool) -> None:
        box = self.questions[view.question.name]
        draft = self._drafts.pop(view.question.name, None)
        text = draft.text if draft is not None and draft.round == view.round else ""
        box.show_asked(view, is_over=is_over, draft=text)

    def _put(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)
        widget.show()

    def _keep_drafts(self) -> None:
        for name, box in self.questions.items():
            if box.text.strip():
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


def _skeleton(view: PageView) -> _Skeleton:
    """Runs of text and the questions between them, without what a person did."""
    parts: list[tuple[Block, ...] | Question] = []
    for is_asked, blocks in groupby(view.blocks, key=lambda block: isinstance(block, AskedView)):
        if is_asked:
            parts.extend(block.question for block in blocks if isinstance(block, AskedView))
        else:
            parts.append(tuple(b for b in blocks if not isinstance(b, AskedView)))
    return tuple(parts)
