"""What is shown of a lesson at a moment: a pure function of the lesson and a person's progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.study.lesson.model import Question

if TYPE_CHECKING:
    from graphlab.study.judging.verdict import Verdict
    from graphlab.study.lesson.model import Block, Lesson, Line, Target
    from graphlab.study.lesson.progress import Progress

State = Literal["open", "wrong", "right", "told", "given"]
"""``given``: an exam's question with an answer of which nothing is said yet."""


@dataclass(frozen=True, slots=True)
class AskedView:
    """A question as it stands: what to paint, and which of its buttons do something.

    ``of`` is what is asked now, which for a similar question may be another quantity. ``hints``
    are those shown so far, ``solution`` is empty until it is shown.
    """

    question: Question
    prompt: tuple[Block, ...]
    of: Target | None
    state: State
    text: str = ""
    verdict: Verdict | None = None
    hints: tuple[tuple[Block, ...], ...] = ()
    hints_left: int = 0
    solution: tuple[Block, ...] = ()
    can_tell: bool = False
    can_again: bool = False
    round: int = 0


@dataclass(frozen=True, slots=True)
class PageView:
    """One page: its title, and its blocks with each question as it stands."""

    title: Line
    blocks: tuple[Block | AskedView, ...]
    number: int
    count: int
    done: int
    can_back: bool
    can_next: bool
    can_hand_in: bool = False
    report: tuple[TopicScore, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Points got and to be got in one topic, and the pages, from 0, to read again."""

    topic: str
    got: float
    of: float
    pages: tuple[int, ...] = ()


def page_view(lesson: Lesson, progress: Progress) -> PageView:
    """The page that a person is on."""
    page = lesson.pages[progress.page]
    blocks = tuple(
        asked_view(lesson, progress, block) if isinstance(block, Question) else block
        for block in page.blocks
    )
    last = progress.page == len(lesson.pages) - 1
    return PageView(
        title=page.title,
        blocks=blocks,
        number=progress.page,
        count=len(lesson.pages),
        done=progress.done(lesson),
        can_back=progress.page > 0,
        can_next=not last,
        can_hand_in=lesson.is_exam and last and not progress.is_handed_in,
        report=report(lesson, progress) if lesson.is_exam and progress.is_handed_in else (),
    )


def asked_view(lesson: Lesson, progress: Progress, question: Question) -> AskedView:
    """One question as it stands."""
    asked = progress.of(question.name)
    similar = (
        question.again[(asked.round - 1) % len(question.again)]
        if _other(progress, question)
        else None
    )
    last = asked.last
    is_silent = lesson.is_exam and not progress.is_handed_in
    state: State = "open"
    if is_silent:
        state = "given" if last is not None and last.verdict.counts else "open"
    elif last is not None and last.verdict.counts:
        state = "right" if last.verdict.is_right else "wrong"
    if asked.is_told and state != "right":
        state = "told"
    unread = last is not None and not last.verdict.counts
    is_over = asked.is_over or (lesson.is_exam and progress.is_handed_in)
    return AskedView(
        question=question,
        prompt=question.prompt if similar is None else similar.prompt,
        of=question.of if similar is None else similar.of,
        state=state,
        text=last.text if last is not None else "",
        verdict=last.verdict if last is not None and (unread or not is_silent) else None,
        hints=() if is_silent else question.hints[: asked.hints],
        hints_left=0 if is_silent or is_over else len(question.hints) - asked.hints,
        solution=question.solution if is_over and not is_silent else (),
        can_tell=not is_silent and not is_over and question.kind != "do",
        can_again=not lesson.is_exam and asked.is_over and has_similar(question),
        round=asked.round,
    )


def has_similar(question: Question) -> bool:
    """Whether there is a similar question: another of the same graph, or other inputs.

    At other inputs a formula is the same, and so is a shape.
    """
    if question.again:
        return True
    of = question.of
    has_number = question.kind in ("number", "tensor") and not question.answer
    return has_number and of is not None and of.quantity != "shape"


def report(lesson: Lesson, progress: Progress) -> tuple[TopicScore, ...]:
    """Points by topic, in the order in which the topics come."""
    found: dict[str, TopicScore] = {}
    for number, page in enumerate(lesson.pages):
        for question in page.questions:
            topic = question.topic or lesson.topic or lesson.title
            so_far = found.get(topic, TopicScore(topic, 0.0, 0.0))
            right = progress.of(question.name).is_right
            pages = so_far.pages if right or number in so_far.pages else (*so_far.pages, number)
            found[topic] = TopicScore(
                topic,
                so_far.got + (question.points if right else 0.0),
                so_far.of + question.points,
                pages,
            )
    return tuple(found.values())


def _other(progress: Progress, question: Question) -> bool:
    return bool(question.again) and progress.of(question.name).round > 0
