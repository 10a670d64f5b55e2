"""How far a person is in a lesson: frozen, each event gives the next one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.judging.verdict import Verdict
    from graphlab.study.lesson.model import Lesson, Page, Question

MOST_TRIES = 100
"""Tries of one question that are kept; the first ones go."""


@dataclass(frozen=True, slots=True)
class Try:
    """An answer as it was typed, and what was said of it.

    Of a choice and of shared memory the text has the numbers, from 0, or the names of what was
    ticked, with commas; of a click the node.
    """

    text: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person did about one question. ``round`` counts the similar ones after the first."""

    tries: tuple[Try, ...] = ()
    hints: int = 0
    is_told: bool = False
    round: int = 0

    @property
    def last(self) -> Try | None:
        """The newest try of this round."""
        return self.tries[-1] if self.tries else None

    @property
    def is_right(self) -> bool:
        """Whether the newest try is right."""
        return self.last is not None and self.last.verdict.is_right

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked: it was right, or the solution was shown."""
        return self.is_right or self.is_told


NOT_ASKED = Asked()


@dataclass(frozen=True)
class Progress:
    """The page, from 0, and every question that was touched, by its name.

    ``first`` keeps the answer of each question's first round once it is over, for the score and
    for a report; ``is_handed_in`` ends an exam.
    """

    page: int = 0
    asked: Mapping[str, Asked] = field(default_factory=dict)
    first: Mapping[str, Asked] = field(default_factory=dict)
    seen: frozenset[int] = frozenset({0})
    is_handed_in: bool = False

    def of(self, question: str) -> Asked:
        """What was done about a question."""
        return self.asked.get(question, NOT_ASKED)

    def at(self, page: int, lesson: Lesson) -> Progress:
        """On another page; beyond the ends it stays at the end."""
        page = min(max(page, 0), len(lesson.pages) - 1)
        return replace(self, page=page, seen=self.seen | {page})

    def answered(self, question: Question, text: str, verdict: Verdict) -> Progress:
        """With one more answer to a question. What was no answer replaces the one before it."""
        asked = self.of(question.name)
        before = asked.tries
        if before and not before[-1].verdict.counts:
            before = before[:-1]
        return self._with(
            question, replace(asked, tries=(*before, Try(text, verdict))[-MOST_TRIES:])
        )

    def reworded(self, question: Question, text: str, verdict: Verdict) -> Progress:
        """With other words for the newest answer, if that is still this one."""
        asked = self.of(question.name)
        if asked.last is None or asked.last.text != text:
            return self
        return self._with(question, replace(asked, tries=(*asked.tries[:-1], Try(text, verdict))))

    def hinted(self, question: Question) -> Progress:
        """With one more hint shown, if there is one."""
        asked = self.of(question.name)
        return self._with(question, replace(asked, hints=min(asked.hints + 1, len(question.hints))))

    def told(self, question: Question) -> Progress:
        """With the solution shown."""
        return self._with(question, replace(self.of(question.name), is_told=True))

    def again(self, question: Question) -> Progress:
        """At a similar question: nothing typed yet."""
        return self._with(question, Asked(round=self.of(question.name).round + 1))

    def at_first_rounds(self, page: Page) -> Progress:
        """With the similar questions of a page given up: the first ones stand there again."""
        asked = {
            q.name: self.first.get(q.name, NOT_ASKED)
            for q in page.questions
            if self.of(q.name).round
        }
        return replace(self, asked={**self.asked, **asked}) if asked else self

    def fitting(self, lesson: Lesson) -> Progress:
        """Of a lesson that was written anew: without the pages and questions that are gone."""
        last = len(lesson.pages) - 1
        page = min(self.page, last)
        return replace(
            self,
            page=page,
            asked={name: each for name, each in self.asked.items() if name in lesson.questions},
            first={name: each for name, each in self.first.items() if name in lesson.questions},
            seen=frozenset({page, *(number for number in self.seen if number <= last)}),
        )

    def handed_in(self) -> Progress:
        """With an exam over."""
        return replace(self, is_handed_in=True)

    def over(self, lesson: Lesson) -> bool:
        """Whether every question of a lesson was right once, or its solution was shown."""
        return all(self.of(name).is_over or name in self.first for name in lesson.questions)

    def done(self, lesson: Lesson) -> int:
        """Pages that were seen and on which no question is left."""
        return sum(
            number in self.seen
            and all(self.of(q.name).is_over or q.name in self.first for q in page.questions)
            for number, page in enumerate(lesson.pages)
        )

    def _with(self, question: Question, asked: Asked) -> Progress:
        kept = replace(self, asked={**self.asked, question.name: asked})
        if asked.is_over and asked.round == 0:
            kept = replace(kept, first={**self.first, question.name: asked})
        return kept
