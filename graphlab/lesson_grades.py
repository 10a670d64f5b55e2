"""Grades files of answers: every question is run and judged afresh, whatever a file says."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.errors import GraphlabError, InputError
from graphlab.formula.values import read_value
from graphlab.lesson_runs import Runs
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.lesson.model import Lesson, Scene
from graphlab.study.practice.answers import (
    LARGEST,
    Exercises,
    OfLesson,
    OwnGraph,
    name_in,
    read_answers,
)
from graphlab.study.practice.generate import exercise
from graphlab.study.practice.parts import exercise_lesson, own_lesson, why_not
from graphlab.study.practice.variants import variant

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from graphlab.record import Record
    from graphlab.study.lesson.model import Page, Question, Target
    from graphlab.study.practice.answers import About, Answers

RUNLESS = frozenset({"choice", "printed"})
"""Questions that are judged by the lesson alone."""

Points = tuple[float, float]
"""Got, and to be got."""


@dataclass(frozen=True, slots=True)
class Graded:
    """One file. ``topics`` has the points by part or topic, ``problem`` why there are none."""

    file: str
    name: str = ""
    about: str = ""
    topics: tuple[tuple[str, Points], ...] = ()
    problem: str = ""
    is_read: bool = True

    @property
    def total(self) -> Points:
        """All points."""
        return sum(p[0] for _, p in self.topics), sum(p[1] for _, p in self.topics)


class Grader:
    """``lessons`` are those that files may be about, by name.

    Code of a lesson runs if ``trusts``, that of ``ours``, which come with graphlab, in any case.
    """

    def __init__(
        self, lessons: Mapping[str, Lesson], *, trusts: bool, ours: Collection[str] = ()
    ) -> None:
        self._lessons = dict(lessons)
        self._ours = frozenset(ours)
        self._runs = Runs(trusts=trusts)
        self._own_runs = Runs(trusts=True)
        self._made: dict[About, Lesson] = {}

    def graded(self, path: Path) -> Graded:
        """One file; never raises for what is in it."""
        data = b""
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST + 1)
            answers = read_answers(data)
        except OSError as error:
            return _unread(path, f"It cannot be read: {error.strerror or error}.")
        except InputError as error:
            return _unread(path, error.problem, name_in(data))
        read = Graded(str(path), answers.name, answers.about.text)
        try:
            lesson = self._lesson(answers.about)
            return self._judged(read, lesson, answers)
        except InputError as error:
            return replace(read, problem=error.problem, is_read=False)
        except GraphlabError as error:
            return replace(read, problem=str(error), is_read=False)
        except (RecursionError, MemoryError):
            return replace(read, problem="It needs more memory than there is.", is_read=False)

    def _lesson(self, about: About) -> Lesson:
        match about:
            case OfLesson(name):
                if name not in self._lessons:
                    raise InputError(
                        f"There is no lesson “{name}” here: name its file with --lesson."
                    )
                return self._lessons[name]
            case Exercises():
                if about not in self._made:
                    self._made[about] = self._exercises(about)
                return self._made[about]
            case OwnGraph():
                scene = Scene(source=about.source, at=about.given)
                record = self._record(scene)
                if reason := why_not(record):
                    raise InputError(reason)
                return own_lesson(record, scene)

    def _exercises(self, about: Exercises) -> Lesson:
        pages: list[Page] = []
        for seed in range(about.seed, about.seed + about.count):
            found = variant(exercise(about.level, seed), about.variant)
            pages += exercise_lesson(self._record(found.scene), found).pages
        return Lesson("exercises", about.text, tuple(pages))

    def _record(self, scene: Scene, *, is_ours: bool = False) -> Record:
        run = (self._own_runs if is_ours else self._runs).of(scene)
        if run.record is None:
            raise run.problem or InputError("Its scene does not run.")
        return run.record

    def _judged(self, read: Graded, lesson: Lesson, answers: Answers) -> Graded:
        topics: dict[str, Points] = {}
        graph: Scene | None = None
        carried: list[tuple[Target, float]] = []
        is_ours = isinstance(answers.about, OfLesson) and answers.about.name in self._ours
        for page in lesson.pages:
            if page.scene is not None and page.scene.has_graph:
                if graph is None or _run_of(graph) != _run_of(page.scene):
                    carried = []
                graph = page.scene
            for question in page.questions:
                if question.kind == "do":
                    continue  # what was done cannot be judged from a file
                text = answers.typed.get(question.name)
                record = None
                if text is not None and graph is not None and question.kind not in RUNLESS:
                    record = self._record(graph, is_ours=is_ours)
                got = text is not None and _is_right(question, text, record, carried)
                so_far = topics.get(_topic(lesson, question), (0.0, 0.0))
                topics[_topic(lesson, question)] = (
                    so_far[0] + (question.points if got else 0.0),
                    so_far[1] + question.points,
                )
        strange = sum(name not in lesson.questions for name in answers.typed)
        many = "1 answer is" if strange == 1 else f"{strange} answers are"
        problem = f"{many} to questions that are not asked." if strange else ""
        return replace(read, topics=tuple(topics.items()), problem=problem)


def _is_right(
    question: Question, text: str, record: Record | None, carried: list[tuple[Target, float]]
) -> bool:
    """A number that is not right is carried on to those that follow."""
    verdict = judge(question, None, text, Ground(record, tuple(carried)))
    if question.of is not None and question.kind == "number" and not verdict.is_right:
        value = read_value(text)
        if isinstance(value, float):
            carried.append((question.of, value))
    return verdict.is_right


def marked_twice(found: Sequence[Graded]) -> list[Graded]:
    """With a remark where two files have one name and are about the same: neither is left out."""
    by_person: dict[tuple[str, str], list[Graded]] = {}
    for one in found:
        if one.is_read and one.name.strip():
            by_person.setdefault(_whose(one), []).append(one)

    def marked(one: Graded) -> Graded:
        same = by_person.get(_whose(one), ()) if one.is_read else ()
        others = [other.file for other in same if other is not one]
        if not others:
            return one
        more = f" and {len(others) - 1} more have" if len(others) > 1 else " has"
        return replace(one, problem=f"{one.problem} {others[0]}{more} the same name.".lstrip())

    return [marked(one) for one in found]


def _whose(one: Graded) -> tuple[str, str]:
    return " ".join(one.name.casefold().split()), one.about


def _run_of(scene: Scene) -> tuple[object, ...]:
    """What the numbers of a scene depend on, in short."""
    return scene.source, scene.code, scene.part, scene.at, scene.seed


def _topic(lesson: Lesson, question: Question) -> str:
    return question.topic or lesson.topic or lesson.title


def _unread(path: Path, problem: str, name: str = "") -> Graded:
    return Graded(str(path), name, problem=problem, is_read=False)
