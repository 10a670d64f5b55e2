"""What stands on one page of a lesson: made part by part, before it is seen or at once."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphlab.panels.lesson_question import QuestionBox
from graphlab.panels.lesson_text import LessonText
from graphlab.study.lesson.showing import AskedView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.lesson.model import Block, Question
    from graphlab.study.lesson.showing import PageView

    Skeleton = tuple[tuple[Block, ...] | Question, ...]

SPACING = 12


class Draft(NamedTuple):
    """What was typed and not answered, in which round of a question."""

    round: int
    text: str


class PageBody(QWidget):
    """Runs of text and the questions between them, hidden until all of it is made."""

    def __init__(self, view: PageView, theme: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.hide()
        self.number = view.number
        self.skeleton = skeleton_of(view)
        self.questions: dict[str, QuestionBox] = {}
        self.texts: list[LessonText] = []
        self._theme = theme
        self._made = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING)

    @property
    def is_whole(self) -> bool:
        return self._made == len(self.skeleton)

    def make_part(self, view: PageView, drafts: Mapping[str, Draft]) -> QuestionBox | None:
        """The next part, and the question if it is one."""
        part = self.skeleton[self._made]
        self._made += 1
        if isinstance(part, tuple):
            text = LessonText(self)
            text.set_theme(self._theme)
            text.show_blocks(part)
            self.texts.append(text)
            self._column.addWidget(text)
            return None
        box = self.questions[part.name] = QuestionBox(part, self)
        box.set_theme(self._theme)
        asked = asked_in(view)[part.name]
        box.show_asked(asked, is_over=bool(view.report), draft=drafted(asked, drafts))
        self._column.addWidget(box)
        return box

    def show_view(self, view: PageView, drafts: Mapping[str, Draft]) -> None:
        """Every question as it stands now."""
        for name, asked in asked_in(view).items():
            self.questions[name].show_asked(
                asked, is_over=bool(view.report), draft=drafted(asked, drafts)
            )

    def is_of(self, view: PageView, drafts: Mapping[str, Draft]) -> bool:
        """Whether all of it is what would be made for this view now."""
        return (
            self.is_whole
            and self.number == view.number
            and self.skeleton == skeleton_of(view)
            and all(
                self.questions[name].is_of(asked, bool(view.report), drafted(asked, drafts))
                for name, asked in asked_in(view).items()
            )
        )

    def polish(self) -> None:
        """Finds the look of everything before it is seen."""
        for widget in (self, *self.findChildren(QWidget)):
            widget.ensurePolished()

    def lay_out(self, width: int, other: int) -> None:
        """Finds the place of everything before it is seen at this width.

        Qt asks for the height at another one too, with or without a bar, and for some more: each of
        them sets all text anew.
        """
        self.sizeHint()
        self.minimumSizeHint()
        self.heightForWidth(other)
        self.resize(width, self.heightForWidth(width))
        for widget in (self, *self.findChildren(QWidget)):  # whoever holds others comes first
            layout = widget.layout()
            if layout is not None:
                layout.activate()
                layout.setGeometry(widget.contentsRect())  # hidden ones hear of no new size
        for text in self.findChildren(LessonText):
            if text.isVisibleTo(self):
                text.settle()
                text.paint_ahead()

    def set_theme(self, theme: str) -> None:
        """Colours of code, by the name of a theme."""
        self._theme = theme
        for text in self.texts:
            text.set_theme(theme)
        for box in self.questions.values():
            box.set_theme(theme)


def asked_in(view: PageView) -> dict[str, AskedView]:
    """The questions of a page as they stand, by their names."""
    return {b.question.name: b for b in view.blocks if isinstance(b, AskedView)}


def drafted(view: AskedView, drafts: Mapping[str, Draft]) -> str:
    """What was typed in this round of a question, and not answered."""
    draft = drafts.get(view.question.name)
    return draft.text if draft is not None and draft.round == view.round else ""


def skeleton_of(view: PageView) -> Skeleton:
    """Runs of text and the questions between them, without what a person did."""
    parts: list[tuple[Block, ...] | Question] = []
    for is_asked, blocks in groupby(view.blocks, key=lambda block: isinstance(block, AskedView)):
        if is_asked:
            parts.extend(block.question for block in blocks if isinstance(block, AskedView))
        else:
            parts.append(tuple(b for b in blocks if not isinstance(b, AskedView)))
    return tuple(parts)
