"""Verifies a lesson: every scene runs, every node that is named is there, every answer is right."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.lesson_answers import answer_problems, asks_for_no_number, is_unverified
from graphlab.lesson_mathematics import mathematics_problems
from graphlab.lesson_runs import ENDED, Runs
from graphlab.study.descent import obstacle
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.truth import node_named
from graphlab.study.lesson.model import Problem
from graphlab.study.lesson.observed import holds
from graphlab.study.lesson.scenes import lit_in, shown_edge, step_index, training
from graphlab.task.problems import problems as training_problems

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphlab.lesson_runs import Run
    from graphlab.record import Record
    from graphlab.study.lesson.model import Condition, Lesson, Page, Question, Scene

UNVERIFIED = "Nothing verifies this answer: write “of:”, or a proof below it that sets right."
NOT_FINITE = "What is asked for is NaN or infinite here; choose other inputs if that is not meant."
OF_LOCKS = {"step": "step", "phase": "step", "source": "formula"}
"""What a person cannot reach where the control is locked; ``input.x`` is of ``inputs``."""


def check_lesson(lesson: Lesson, *, trusts: bool) -> tuple[Problem, ...]:
    """All that is wrong, by line; formulas are run by the engine, code only with ``trusts``."""
    found: list[Problem] = []
    runs = Runs(trusts=trusts)
    seen: set[int] = set()
    graph: Scene | None = None
    for page in lesson.pages:
        scene = page.scene
        if scene is not None and scene.has_graph:
            graph = scene
        run = runs.of(graph) if graph is not None else None
        if scene is not None and id(scene) not in seen:
            seen.add(id(scene))
            if scene.is_whole:  # else it is told what is wrong with it
                found += _of_scene(scene, run if scene.has_graph else None)
        for question in page.questions:
            found += _of_question(lesson, page, question, graph, run, runs)
    unique = dict.fromkeys((*found, *mathematics_problems(lesson)))
    return tuple(sorted(unique, key=lambda problem: problem.line))


# ── scenes ───────────────────────────────────────────────────────────────────────────────────


def _of_scene(scene: Scene, run: Run | None) -> Iterator[Problem]:
    if run is not None and run.problem is not None:
        line = scene.text_line + (run.problem.line or 1) - 1
        yield Problem(line, run.problem.problem)
    if run is not None and run.record is not None:
        yield from _of_run(scene, run.record)
    try:
        task = training(scene)
    except InputError as error:
        yield Problem(scene.line_of("train"), error.problem)
        return
    if task is not None:
        points, setup = task
        for problem in training_problems(setup, points):
            yield Problem(scene.line_of("train"), problem.sentence, problem.blocks)
    if scene.show == "descent" and run is not None and run.document is not None:
        if sentence := obstacle(run.document):
            yield Problem(scene.line_of("show"), sentence)
    if scene.show == "printed" and run is not None and not run.has_failed and not run.printed:
        said = "This scene shows what is printed, and nothing is printed."
        yield Problem(scene.line_of("show"), said)


def _of_run(scene: Scene, record: Record) -> Iterator[Problem]:
    for event in record.events:
        if event.kind in ENDED:
            yield Problem(scene.text_line + (event.line or 1) - 1, event.sentence)
    if record.check.agrees is False:
        yield Problem(scene.at_line, f"The run differs from plain PyTorch: {record.check.note}")
    looks: dict[str, Callable[[], object]] = {
        "step": lambda: step_index(scene.step, record),
        "show": lambda: shown_edge(scene, record),
    }
    for name, look in looks.items():
        try:
            look()
        except InputError as error:
            yield Problem(scene.line_of(name), error.problem)
    for sentence in lit_in(scene, record).missing:
        yield Problem(scene.line_of("highlight"), sentence)


# ── questions ────────────────────────────────────────────────────────────────────────────────


def _of_question(
    lesson: Lesson, page: Page, question: Question, graph: Scene | None, run: Run | None, runs: Runs
) -> Iterator[Problem]:
    record = run.record if run is not None else None
    if question.kind == "do":
        sentences = _of_doing(lesson, page.scene, question, run)
    elif run is not None and run.has_failed and (question.kind != "choice" or question.proof):
        return  # that its scene did not run to its end is told
    else:
        sentences = answer_problems(question, Ground(record), graph, run, runs)
    for sentence in sentences:
        yield Problem(question.at_line, sentence)
    if is_unverified(question):
        yield Problem(question.at_line, UNVERIFIED, is_fatal=False)
    elif asks_for_no_number(question, Ground(record)):
        yield Problem(question.at_line, NOT_FINITE, is_fatal=False)


def _of_doing(
    lesson: Lesson, scene: Scene | None, question: Question, run: Run | None
) -> Iterator[str]:
    locks = {*lesson.lock, *(scene.lock if scene is not None else ())}
    for condition in question.until:
        subject = condition.subject
        lock = "inputs" if subject.startswith("input.") else OF_LOCKS.get(subject, "")
        if lock in locks:
            yield f"“{subject}” cannot change here: {lock} is locked."
        yield from _unreachable(condition, scene, run)
    record = run.record if run is not None else None
    if (
        record is not None
        and scene is not None
        and scene.has_graph
        and _is_done(scene, record, question)
    ):
        yield "This is done before anybody does anything: the scene begins there."


def _is_done(scene: Scene, record: Record, question: Question) -> bool:
    try:
        step = step_index(scene.step, record)
    except InputError:
        return False
    seen: dict[str, float | str | bool | None] = {"step": float(step)}
    if step:
        seen["phase"] = record.steps[step - 1].phase
    seen |= {f"input.{n}": v for n, v in scene.values.items() if isinstance(v, float)}
    return holds(question.until, seen)


def _unreachable(condition: Condition, scene: Scene | None, run: Run | None) -> Iterator[str]:
    """What can never come about."""
    subject, compare, value = condition
    record = run.record if run is not None else None
    of_graph = subject in ("step", "phase", "node", "why") or subject.startswith("input.")
    if of_graph and run is None:
        yield f"“{subject}” is of a graph, and no scene above sets one."
    elif record is None:
        pass
    elif subject == "step" and isinstance(value, float):
        steps = range(len(record.steps) + 1)
        if not any(holds((condition,), {"step": float(step)}) for step in steps):
            yield f"No step is {compare} {value:g}: the walk has {len(record.steps)}."
    elif subject == "phase" and value == "backward" and record.border == len(record.steps):
        yield "There is no backward pass in this walk."
    elif subject in ("node", "why") and isinstance(value, str) and value not in ("yes", "no"):
        try:
            node_named(record, value)
        except InputError as error:
            yield error.problem
    elif subject.startswith("input.") and run is not None and run.document is not None:
        name = subject.removeprefix("input.")
        if name not in run.document.inputs:
            inputs = ", ".join(run.document.inputs) or "none"
            yield f"There is no input {name} in this scene (inputs: {inputs})."
        elif not isinstance(run.document.inputs[name], float):
            yield f"{name} is a vector or a matrix, which no number is compared with."
    if subject == "epochs" and scene is not None and isinstance(value, float):
        yield from _too_long(condition, scene)


def _too_long(condition: Condition, scene: Scene) -> Iterator[str]:
    try:
        task = training(scene)
    except InputError:
        return  # told with the scene
    if task is None or not isinstance(condition.value, float):
        return
    most = task[1].epochs
    reached = {0.0, float(most), math.floor(condition.value), math.ceil(condition.value)}
    if not any(holds((condition,), {"epochs": e}) for e in reached if 0 <= e <= most):
        yield f"No epoch is {condition.compare} {condition.value:g}: the run has {most}."
