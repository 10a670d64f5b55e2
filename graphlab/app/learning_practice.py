"""Practice: exercises without end, or the person's own graph, in the form of a lesson."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.app.learning_file import Course
from graphlab.errors import GraphlabError
from graphlab.export.save import save
from graphlab.panels.practice_bar import PracticeBar
from graphlab.study.lesson.model import Lesson, Page, Paragraph, Run, Scene, StepAt
from graphlab.study.lesson.scenes import scene_document
from graphlab.study.passes import whole_of
from graphlab.study.practice.answers import Exercises, OwnGraph
from graphlab.study.practice.generate import exercise
from graphlab.study.practice.parts import (
    OWN,
    PARTS,
    TITLES,
    exercise_lesson,
    own_lesson,
    part_of,
    predicted,
    why_not,
)
from graphlab.study.practice.score import PREDICTED, opened, score_bytes

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.app.learning import Learning
    from graphlab.app.learning_ahead import Ahead
    from graphlab.app.learning_stage import Stage
    from graphlab.app.settings import Settings
    from graphlab.app.walk import Walk
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.lesson.model import Question
    from graphlab.study.player import Player
    from graphlab.study.practice.answers import About
    from graphlab.study.practice.generate import Exercise, Level

KEPT = "practice.json"
CHAIN: Level = "chain"
EXERCISES: dict[str, str] = {
    "chain": "One function after another",
    "fan-out": "A node that is used again",
    "tensors": "Vectors and matrices",
}
LEVELS = {"chain": "Chain", "fan-out": "Fan-out", "tensors": "Tensors", OWN: "This graph"}
SHORT = {
    "a": "(a) formulas",
    "b": "(b) values",
    "c": "(c) partials",
    "d": "(d) adjoints",
    "verify": "check (d)",
}
GO_ON = "Say what the number will be. Then → shows it, and asks for the next one."
GIVEN = "Nothing is to be predicted here. → goes on."
OVER = "That was the last step."


class Practice(QObject):
    """``said`` sends remarks. What is practised is a lesson of which no progress is kept."""

    said = Signal(str)

    def __init__(
        self,
        learning: Learning,
        stage: Stage,
        walk: Walk,
        ahead: Ahead,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._learning = learning
        self._stage = stage
        self._walk = walk
        self._ahead = ahead
        self._settings = settings
        self._score, problem = opened(settings.folder / KEPT)
        self._level = OWN
        self._exercise: Exercise | None = None
        self._document: Document | None = None
        self._record: Record | None = None
        self._whole: Lesson | None = None  # all parts, also while steps are predicted
        self._counted: set[str] = set()
        self._is_predicting = False
        self.bar = PracticeBar(LEVELS, SHORT, EXERCISES | dict(TITLES.items()), learning.head)
        self.bar.hide()
        learning.column.insertWidget(0, self.bar)
        self.bar.level_chosen.connect(self.choose_level)
        self.bar.part_chosen.connect(self._choose_part)
        self.bar.new_wanted.connect(self.again)
        self.bar.predicting.connect(self.set_predicting)
        ahead.found.connect(self._take)
        learning.changed.connect(self._follow)
        learning.finished.connect(self._count)
        walk.moved.connect(self._step)
        if problem:
            self.said.emit(problem)

    # ── what is practised ────────────────────────────────────────────────────────────────────

    @property
    def about(self) -> About | None:
        """What answers are about, for a file of them; None for the graph of code."""
        if self._exercise is not None:
            return Exercises(self._exercise.level, self._exercise.seed)
        document = self._document
        if document is None or document.kind != "expression":
            return None
        at = {
            name: float(value) if isinstance(value, int | float) else [*value]
            for name, value in document.inputs.items()
        }
        return OwnGraph(document.text, at)

    @property
    def is_open(self) -> bool:
        """Whether the page that is seen is one of practice."""
        course = self._learning.course
        return course is not None and course.path is None

    def own(self) -> None:
        """The graph that the person studies."""
        standing = self._stage.own
        if standing.record is None or standing.recorded is None:
            self.said.emit("There is no graph to ask about yet.")
            return
        record = whole_of(standing.record)
        if reason := why_not(record):
            self.said.emit(reason)
            return
        self._level, self._exercise = OWN, None
        self._begin(record, standing.recorded, _scene_of(standing.recorded), own_lesson)

    def choose_level(self, level: str) -> None:
        """Another level: an exercise of it, or one's own graph."""
        self._level = level
        self.again()

    def again(self) -> None:
        """The next exercise of the level."""
        if self._level == OWN:
            self.own()
            self.bar.show_level(self._level)
            return
        level = next(known for known in ("chain", "fan-out", "tensors") if known == self._level)
        seed = self._settings.whole_number(f"practice-{level}") + 1
        self._settings.keep(f"practice-{level}", seed)
        self._exercise = exercise(level, seed)
        self._document = scene_document(self._exercise.scene)
        self._ahead.want((self._document,))
        if self._ahead.is_known(self._document):
            self._take(self._document)

    def _take(self, document: Document) -> None:
        """The run of an exercise has come."""
        if document is not self._document or self._exercise is None:
            return
        record = self._ahead.record(document)
        self._ahead.forget()
        if record is None:
            self.said.emit("This exercise could not be run; try another.")
            return
        made = self._exercise
        self._begin(record, document, made.scene, lambda _, __: exercise_lesson(record, made))

    def _begin(
        self,
        record: Record,
        document: Document,
        scene: Scene,
        lesson_of: Callable[[Record, Scene], Lesson],
    ) -> None:
        self._record, self._document = record, document
        self._whole = lesson_of(record, scene)
        self._counted = set()
        self._is_predicting = False
        wanted = self._settings.choice("practice-part", PARTS, PARTS[0])
        there = [part_of(page.questions[0].name) for page in self._whole.pages]
        page = there.index(wanted) if wanted in there else 0
        self._learning.open_course(self._course(self._whole), page=page)
        self._show()

    def _course(self, lesson: Lesson) -> Course:
        return Course(lesson, None, "", is_ours=True, document=self._document)

    # ── parts ────────────────────────────────────────────────────────────────────────────────

    def _choose_part(self, part: str) -> None:
        self._settings.keep("practice-part", part)
        lesson = self._whole
        if lesson is not None and not self._is_predicting:
            for number, page in enumerate(lesson.pages):
                if part_of(page.questions[0].name) == part:
                    self._learning.turn_to(number)

    def _follow(self) -> None:
        """The bar is there while one practises."""
        self.bar.setVisible(self.is_open)
        if self.is_open:
            self._show()

    def _show(self) -> None:
        course = self._learning.course
        if course is None or self._whole is None:
            return
        self.bar.show_level(self._level)
        self.bar.new.setEnabled(self._level != OWN)
        self.bar.show_parts(
            frozenset(part_of(page.questions[0].name) for page in self._whole.pages)
        )
        self.bar.show_predicting(self._is_predicting)
        if not self._is_predicting:
            page = course.lesson.pages[self._learning.progress.page]
            self.bar.show_part(part_of(page.questions[0].name))
        self.bar.show_score(self._told)

    # ── predicting ───────────────────────────────────────────────────────────────────────────

    def set_predicting(self, on: bool) -> None:
        """Asks for each number before its step shows it, or for all parts again."""
        if self._record is None or self._whole is None:
            return
        self._is_predicting = on
        lesson = self._whole if not on else self._predicting(1, StepAt("index", 1))
        self._learning.open_course(self._course(lesson))
        self._show()

    def _predicting(self, step: int, at: StepAt) -> Lesson:
        assert self._record is not None
        assert self._whole is not None
        first = self._whole.pages[0].scene
        question = predicted(self._record, step)
        over = step >= len(self._record.steps)
        words = GO_ON if question is not None else OVER if over else GIVEN
        blocks: list[Paragraph | Question] = [Paragraph((Run(words),))]
        if question is not None:
            blocks.append(question)
        scene = replace(
            first or Scene(), step=at, lock=("formula", "inputs"), hide=("values", "answer")
        )
        page = Page((Run("Predict each step"),), tuple(blocks), scene)
        return Lesson("predict", self._whole.title, (page,))

    def _step(self, player: Player, _animate: bool) -> None:
        """The walk went on: the number of its step is asked for, which is hidden still."""
        course = self._learning.course
        if not self._is_predicting or course is None or not self.is_open:
            return
        if not self._stage.has_arrived:
            return
        scene = course.lesson.pages[0].scene
        lesson = self._predicting(player.index, scene.step if scene else StepAt("index", 1))
        self._learning.show_instead(self._course(lesson))
        self._learning.pane.set_wandered(False)  # the way through the walk is meant

    # ── the score ────────────────────────────────────────────────────────────────────────────

    def _count(self, name: str) -> None:
        """Each question once, in its first round."""
        if not self.is_open or name in self._counted:
            return
        self._counted.add(name)
        part = PREDICTED if self._is_predicting else part_of(name)
        asked = self._learning.progress.first.get(name)
        if asked is None:
            return
        self._score = self._score.counted(self._level, part, asked)
        try:
            save(self._settings.folder / KEPT, score_bytes(self._score))
        except GraphlabError as error:
            self.said.emit(str(error))
        self.bar.show_score(self._told)

    @property
    def _told(self) -> str:
        """``7 of 9 right at first try; 3 in a row``."""
        tally = self._score.of(self._level)
        if not tally.asked:
            return ""
        row = f"; {self._score.streak} in a row" if self._score.streak > 1 else ""
        return f"{tally.first} of {tally.asked} right at first try{row}"


def _scene_of(document: Document) -> Scene:
    """What a document studies; the pages of practice are put with the document itself."""
    if document.kind == "code":
        return Scene(code=document.code.text or " ", seed=document.seed)
    return Scene(
        source=document.text,
        at=tuple(document.inputs.items()),
        start=document.cotangents,
        seed=document.seed,
    )
