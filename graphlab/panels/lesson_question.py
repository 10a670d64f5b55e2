"""One question of a lesson: what is asked, where the answer goes, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from graphlab.panels.flow import Flow
from graphlab.panels.lesson_entry import entry_for
from graphlab.panels.lesson_options import OptionsEntry
from graphlab.panels.lesson_text import LessonText
from graphlab.panels.lesson_verdict import DONE, GIVEN, NONE, VerdictBox, said
from graphlab.panels.narration import announce_to
from graphlab.panels.own_keys import OwnKeys
from graphlab.study.lesson.spoken import spoken

if TYPE_CHECKING:
    from graphlab.panels.lesson_verdict import Said
    from graphlab.study.lesson.model import Question
    from graphlab.study.lesson.showing import AskedView

PAD = 10


class QuestionBox(QFrame):
    """Shows one AskedView after the other; what is typed stays until another round begins."""

    answered = Signal(str, str)
    hint_wanted = Signal(str)
    told_wanted = Signal(str)
    again_wanted = Signal(str)
    grown = Signal()

    def __init__(self, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonQuestion")
        self.question = question
        self.prompt = LessonText(self)
        self.entry = entry_for(question, self)
        self.verdict = VerdictBox(self)
        self.answer = self._button("Answer", self.send)
        self.hint = self._button("Hint", self._ask_hint)
        self.tell = self._button("Show the solution", self._ask_told)
        self.again = self._button("Another like this", self._ask_again)
        self.answer.setObjectName("lessonAnswer")
        self.tick = QLabel("☐ To do", self)
        self.tick.setObjectName("quiet")
        self.tick.setVisible(question.kind == "do")
        self._keys = OwnKeys(self)
        self._keys.watch((self.answer, self.hint, self.tell, self.again))
        self._helps = QVBoxLayout()
        self._helps.setSpacing(8)
        self._told: list[_Told] = []
        self._view: AskedView | None = None
        self._is_over = False
        self._theme = "light"
        buttons = Flow()
        for button in (self.answer, self.hint, self.tell, self.again):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(PAD, PAD, PAD, PAD)
        column.setSpacing(8)
        column.addWidget(self.prompt)
        if self.entry is not None:
            column.addWidget(self.entry)
            self.entry.entered.connect(self.send)
            self.entry.edited.connect(self._typed)
        column.addWidget(self.tick)
        column.addWidget(self.verdict)
        column.addLayout(self._helps)
        column.addLayout(buttons)

    @property
    def text(self) -> str:
        """What is typed or ticked now."""
        return self.entry.text if self.entry is not None else ""

    @property
    def is_unsent(self) -> bool:
        """Whether what stands there was not given as an answer."""
        given = self._view.text if self._view is not None else ""
        return bool(self.text.strip()) and self.text != given

    @property
    def round(self) -> int:
        return self._view.round if self._view is not None else 0

    def show_asked(self, view: AskedView, *, is_over: bool = False, draft: str = "") -> None:
        """Shows how the question stands; ``is_over`` closes it whatever came of it.

        ``draft`` is put where nothing was typed yet.
        """
        is_over = is_over or _is_over(view)
        if (view, is_over) == (self._view, self._is_over):
            return
        before, self._view, self._is_over = self._view, view, is_over
        focused = QApplication.focusWidget()
        had_keys = focused if focused is not None and self.isAncestorOf(focused) else None
        self.prompt.show_blocks(view.prompt)
        self.setAccessibleName(f"Question: {spoken(view.prompt)}")
        if self.entry is not None:
            if before is None or before.round != view.round:
                self.entry.set_text(draft or view.text)
            elif view.question.kind == "click" and view.text != before.text:
                self.entry.set_text(view.text)
            self.entry.lock(is_over)
            self.entry.setVisible(not is_over or bool(self.text) or view.question.kind == "choice")
            if isinstance(self.entry, OptionsEntry):
                right = enumerate(view.question.options)
                self.entry.show_right([str(n) for n, each in right if is_over and each.is_right])
        self.verdict.show_said(self._said(view, is_over=is_over))
        self._show_helps(view)
        self.tick.setVisible(view.question.kind == "do" and view.state != "right")
        self._show_buttons(view, is_over=is_over)
        if before is not None and before != view:
            if before.verdict is not view.verdict:
                announce_to(self, self.verdict.speech)
            self.grown.emit()
        if had_keys is not None and not had_keys.isVisibleTo(self):
            self._give_keys(anew=before is not None and before.round != view.round)

    def is_of(self, view: AskedView, is_over: bool, draft: str) -> bool:
        """Whether it stands there as it would if it were made for this now."""
        shown = view, is_over or _is_over(view)
        return shown == (self._view, self._is_over) and self.text == (draft or view.text)

    def set_theme(self, theme: str) -> None:
        """Colours of code, by the name of a theme."""
        self._theme = theme
        self.prompt.set_theme(theme)
        for told in self._told:
            told.words.set_theme(theme)
        if self.entry is not None:
            self.entry.set_theme(theme)

    @property
    def can_send(self) -> bool:
        """Whether there is an answer; that no tensor shares the memory is one too."""
        return bool(self.text.strip()) or self.question.kind == "memory"

    def send(self) -> None:
        """Answers with what is typed, if anything is."""
        if self.answer.isVisibleTo(self) and self.can_send:
            self.answered.emit(self.question.name, self.text)

    # ── parts ────────────────────────────────────────────────────────────────────────────────

    def _said(self, view: AskedView, *, is_over: bool) -> Said | None:
        if view.question.kind == "do":
            return DONE if view.state == "right" else None
        if view.state == "told":
            return None
        if view.verdict is not None:
            return said(view.verdict)
        if is_over:
            return NONE
        return GIVEN if view.state == "given" else None

    def _show_buttons(self, view: AskedView, *, is_over: bool) -> None:
        self.answer.setVisible(self.entry is not None and not is_over)
        self._typed()
        shown = len(view.hints)
        self.hint.setText("Hint" if not shown else "Next hint")
        self.hint.setVisible(view.hints_left > 0 and not is_over)
        self.tell.setVisible(view.can_tell and not is_over)
        self.again.setVisible(view.can_again)

    def _show_helps(self, view: AskedView) -> None:
        """Hints and solution; those that stand there already stay as they are."""
        count = len(view.hints) + view.hints_left
        wanted = [
            (f"Hint {place} of {max(count, len(view.question.hints))}", blocks)
            for place, blocks in enumerate(view.hints, 1)
        ]
        if view.solution:
            wanted.append(("Solution", view.solution))
        while len(self._told) > len(wanted):
            told = self._told.pop()
            self._helps.removeWidget(told)
            told.hide()
            told.deleteLater()
        for place, (title, blocks) in enumerate(wanted):
            if place == len(self._told):
                self._told.append(_Told(self))
                self._told[-1].words.set_theme(self._theme)
                self._helps.addWidget(self._told[-1])
            told = self._told[place]
            told.title.setText(title)
            told.words.show_blocks(blocks)
            told.show()

    def _typed(self) -> None:
        self.answer.setEnabled(self.can_send)

    def _give_keys(self, *, anew: bool) -> None:
        """What had the keys is gone: the next thing that can be done takes them."""
        buttons = (self.again, self.hint, self.tell)
        entry = () if self.entry is None else (self.entry,)
        for widget in (*entry, *buttons) if anew else (*buttons, *entry):
            if widget.isVisibleTo(self) and widget.isEnabled():
                widget.setFocus()
                return

    def _button(self, text: str, slot: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(True)  # Enter presses it
        button.clicked.connect(slot)
        return button

    def _ask_hint(self) -> None:
        self.hint_wanted.emit(self.question.name)

    def _ask_told(self) -> None:
        self.told_wanted.emit(self.question.name)

    def _ask_again(self) -> None:
        self.again_wanted.emit(self.question.name)


class _Told(QFrame):
    """A hint or the solution, under its title."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("lessonTold")
        self.title = QLabel(self)
        self.title.setObjectName("lessonToldTitle")
        self.words = LessonText(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 2, 2, 2)
        column.setSpacing(3)
        column.addWidget(self.title)
        column.addWidget(self.words)


def _is_over(view: AskedView) -> bool:
    """Whether no answer is taken any more; a wrong one that cannot be told was handed in."""
    return view.state in {"right", "told"} or (view.state == "wrong" and not view.can_tell)
