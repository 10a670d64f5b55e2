"""What a person does about the questions of a lesson, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.canvas.pulse import Pulse
from graphlab.formula.numbers import format_number
from graphlab.formula.values import read_value
from graphlab.picture.edges import name as edge_name
from graphlab.study.boxes import standing_for
from graphlab.study.grid import grid
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.model import Paragraph, Run
from graphlab.study.lesson.observed import holds
from graphlab.study.lesson.showing import AskedView, asked_view
from graphlab.study.practice.retelling import retold, without_numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from graphlab.app.desk import Desk
    from graphlab.app.learning_watch import Observed
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.lesson.model import Block, Lesson, Question, Target
    from graphlab.study.lesson.progress import Progress
    from graphlab.study.lesson.showing import PageView

DONE = Verdict(True, "right", "Done.")
CARD = ("card", "value", "adjoint", "badge")


def answered(
    lesson: Lesson, progress: Progress, name: str, text: str, record: Record | None
) -> Progress:
    """Progress with an answer that was judged on the run of its scene."""
    question = lesson.questions[name]
    of = asked_view(lesson, progress, question).of
    if progress.of(name).round:
        question = without_numbers(question)
    ground = Ground(record, tuple(_carried(lesson, progress, question)))
    return progress.answered(question, text, judge(question, of, text, ground))


def done(lesson: Lesson, progress: Progress, seen: Mapping[str, Observed]) -> Progress:
    """With the tasks of the page ticked whose conditions are true of what is seen."""
    for question in lesson.pages[progress.page].questions:
        is_open = question.kind == "do" and not progress.of(question.name).is_over
        if is_open and holds(question.until, seen):
            progress = progress.answered(question, "", DONE)
    return progress


def open_click(lesson: Lesson, progress: Progress) -> Question | None:
    """The first question of the page that a click in the graph answers."""
    for question in lesson.pages[progress.page].questions:
        if question.kind == "click" and not progress.of(question.name).is_over:
            return question
    return None


def with_inputs(view: PageView, inputs: Callable[[str, int], Document | None]) -> PageView:
    """With the inputs that a similar question is asked at below its text."""

    def told(block: Block | AskedView) -> Block | AskedView:
        if not isinstance(block, AskedView):
            return block
        document = inputs(block.question.name, block.round)
        if document is None:
            return block
        return replace(block, prompt=(*block.prompt, Paragraph((Run(_at(document)),))))

    return replace(view, blocks=tuple(map(told, view.blocks)))


def with_runs(
    view: PageView, record: Callable[[str, int], Record | None], *, can_vary: bool
) -> PageView:
    """With what is said of similar questions out of their own runs.

    Where a graph has no inputs to vary, there are none but those that the lesson has.
    """

    def told(block: Block | AskedView) -> Block | AskedView:
        if not isinstance(block, AskedView):
            return block
        question = block.question
        if block.round:
            block = retold(block, record(question.name, block.round))
        can_again = block.can_again and (can_vary or bool(question.again))
        return replace(block, can_again=can_again)

    return replace(view, blocks=tuple(map(told, view.blocks)))


def _at(document: Document) -> str:
    """At which numbers: ``At x = 0.73, a = [1, −2]``."""
    given = (
        f"{name} = {format_number(n, 6) if isinstance(n, int | float) else grid(name, n).text}"
        for name, n in document.inputs.items()
    )
    return f"At {', '.join(given)}."


def _carried(
    lesson: Lesson, progress: Progress, question: Question
) -> Iterator[tuple[Target, float]]:
    """Numbers that were given for other quantities of the same graph.

    Similar questions have inputs of their own, each its: to them nothing is carried on.
    """
    if progress.of(question.name).round:
        return
    here = lesson.pages[lesson.page_of(question.name)].scene
    for page in lesson.pages:
        for other in page.questions if page.scene == here else ():
            asked = progress.of(other.name)
            if other is question or asked.last is None or asked.round:
                continue
            target, number = other.of, read_value(asked.last.text)
            if target is not None and isinstance(number, float):
                yield target, number


class Pointing(QObject):
    """What a verdict speaks of lights up in the graph; ``chosen`` sends a card that was chosen."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pulse = Pulse(desk.canvas)
        desk.canvas.clicked.connect(self._take)
        desk.canvas.activated.connect(self._take)

    def point(self, verdict: Verdict, record: Record) -> None:
        """For a moment."""
        cards = {f"card:{standing_for(record, node)}" for node in verdict.nodes}
        self.pulse.point_at(
            frozenset({*cards, *(f"edge:{edge_name(key)}" for key in verdict.edges)})
        )

    def close(self) -> None:
        """Points at nothing more."""
        self.pulse.end()

    def _take(self, key: str) -> None:
        kind, _, name = key.partition(":")
        if kind in CARD:
            self.chosen.emit(name)
