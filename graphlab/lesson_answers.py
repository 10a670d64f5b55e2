"""Verifies the answers of a lesson: what is right is judged right, and what is wrong wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.study.judging.bench import bench_of
from graphlab.study.judging.choices import right_nodes
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.judging.truth import sharing, truth
from graphlab.study.lesson.fields import shortened
from graphlab.study.lesson.model import Target

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.lesson_runs import Run, Runs
    from graphlab.record import Array
    from graphlab.study.lesson.model import Mistake, Question, Scene


def answer_problems(
    question: Question, ground: Ground, scene: Scene | None, run: Run | None, runs: Runs
) -> Iterator[str]:
    """A sentence for everything that is wrong with the answers of a question."""
    try:
        match question.kind:
            case "number" | "formula" | "tensor":
                yield from _of_quantity(question, ground)
                yield from _of_proof(question, ground, scene, runs)
            case "printed":
                yield from _of_printed(question, scene, run, runs)
            case "choice":
                yield from _of_choice(question, ground, scene, runs)
            case "click":
                yield from _of_click(question, ground)
            case "memory":
                yield from _of_memory(question, ground)
    except InputError as error:
        yield error.problem
        return
    for mistake in question.mistakes:
        yield from _of_mistake(question, mistake, ground)


def is_unverified(question: Question) -> bool:
    """Whether an answer is known from the lesson alone."""
    return (
        question.kind in ("number", "formula", "tensor")
        and question.of is None
        and not question.proof
    )


def asks_for_no_number(question: Question, ground: Ground) -> bool:
    """Whether what is right is not finite."""
    if question.of is None or ground.record is None:
        return False
    try:
        return not np.isfinite(truth(ground.record, question.of)).all()
    except InputError:
        return False  # told with the answers


def _of_quantity(question: Question, ground: Ground) -> Iterator[str]:
    if question.of is not None:
        truth_of(question.of, ground)
    for text in right_answers(question, question.of, ground):
        verdict = judge(question, question.of, text, ground)
        if not verdict.is_right:
            yield (
                f"The answer {shortened(text)} is not right: {verdict.sentence}"
                f"{_in_place(question, ground)}"
            )
    for again in question.again:
        for text in right_answers(question.about(again.of), again.of, ground):
            verdict = judge(question, again.of, text, ground)
            if not verdict.is_right:
                yield f"“again” cannot be answered by {shortened(text)}: {verdict.sentence}"


def _in_place(question: Question, ground: Ground) -> str:
    """What the engine has instead."""
    if question.of is None:
        return ""
    return f" The engine has {typed(truth_of(question.of, ground))}."


def truth_of(target: Target, ground: Ground) -> Array:
    """A quantity of the scene's run. Raises InputError."""
    if ground.record is None:
        raise InputError("This asks about a graph, and no scene above sets one.")
    return truth(ground.record, target)


def right_answers(question: Question, of: Target | None, ground: Ground) -> Iterator[str]:
    """What is surely right: the lesson's answer, and the engine's number or formula."""
    if question.answer:
        yield question.answer
    if of is None:
        return
    value = truth_of(of, ground)
    if question.kind != "formula":
        yield typed(value)
    elif not question.answer and not value.ndim:
        written = bench_of(ground.record, of, question.answer).written
        if written and question.within != "inputs":
            yield written


def typed(value: Array) -> str:
    """A quantity as a person may type it, with all of its digits."""
    if not value.ndim:
        return repr(value[()].item())
    return str(np.asarray(value).tolist())


def _of_mistake(question: Question, mistake: Mistake, ground: Ground) -> Iterator[str]:
    try:
        given = mistake.answer
        text = typed(truth_of(given, ground)) if isinstance(given, Target) else given
    except InputError as error:
        yield f"A wrong answer is not there: {error.problem}"
        return
    if question.kind == "formula" and isinstance(given, Target):
        text = bench_of(ground.record, given, "").written or text
    verdict = judge(question, question.of, text, ground)
    if verdict.is_right:
        yield f"“wrong: {shortened(text)}” is judged right."
    elif not verdict.counts:
        yield f"“wrong: {shortened(text)}” cannot be read as an answer: {verdict.sentence}"


def _of_printed(
    question: Question, scene: Scene | None, run: Run | None, runs: Runs
) -> Iterator[str]:
    code = scene.code if scene is not None else ""
    if question.printing:
        printed = runs.printed_after(code, question.printing, scene.seed if scene else 0)
    elif not code or run is None:
        yield "Nothing prints here: write “print:”, or a scene with code: above."
        return
    elif run.record is None:
        return  # the scene did not run, which is told
    else:
        printed = run.printed
    if not printed.strip():
        yield "Nothing is printed here."
        return
    verdict = judge(question, None, printed, Ground())
    if verdict.finding != "right":
        yield f"The answer is not what is printed: that is “{shortened(printed)}”."


def _of_proof(question: Question, ground: Ground, scene: Scene | None, runs: Runs) -> Iterator[str]:
    """An answer that is none of the graph's quantities, against the code that finds it."""
    if not question.proof:
        return
    right = _proved(question, scene, runs)
    text = right if isinstance(right, str) else str(right) if _is_typed(right) else ""
    if not text:
        raise InputError("The proof of this question sets right to a number, a list or a formula.")
    verdict = judge(question, question.of, text, ground)
    if not verdict.is_right:
        yield f"By the proof {shortened(text)} is right, which is judged wrong: {verdict.sentence}"


def _is_typed(right: object) -> bool:
    if isinstance(right, list | tuple):
        return all(_is_typed(each) for each in right)
    return isinstance(right, int | float)


def _proved(question: Question, scene: Scene | None, runs: Runs) -> object:
    code, seed = ("", 0) if scene is None else (scene.code, scene.seed)
    return runs.proved(code, question.proof, seed)


def _of_choice(
    question: Question, ground: Ground, scene: Scene | None, runs: Runs
) -> Iterator[str]:
    right = [str(i) for i, option in enumerate(question.options) if option.is_right]
    verdict = judge(question, None, ",".join(right), ground)
    if not verdict.is_right:
        yield f"What is marked right is judged wrong: {verdict.sentence}"
    if not question.proof:
        return
    proved = _proved(question, scene, runs)
    if not isinstance(proved, list | tuple) or len(proved) != len(question.options):
        raise InputError(
            "The proof of a choice sets right, a list with True or False for each option:"
            f" {len(question.options)} of them."
        )
    for number, (option, is_right) in enumerate(
        zip(question.options, proved, strict=True), start=1
    ):
        if option.is_right != bool(is_right):
            words = ("right", "wrong") if is_right else ("wrong", "right")
            yield f"Option {number} is {words[0]} by the proof, and marked {words[1]}."


def _of_click(question: Question, ground: Ground) -> Iterator[str]:
    if ground.record is None:
        raise InputError("This asks about a graph, and no scene above sets one.")
    nodes = right_nodes(question, ground.record)
    if not nodes:
        yield "No node of this graph is meant by “where:”."
    elif len(nodes) == len(ground.record.nodes):
        yield "Every node of this graph is right."
    for node in nodes:
        verdict = judge(question, None, node, ground)
        if not verdict.is_right:
            yield f"{node} is not right: {verdict.sentence}"


def _of_memory(question: Question, ground: Ground) -> Iterator[str]:
    if ground.record is None:
        raise InputError("This asks about a run, and no scene above sets one.")
    right = sharing(ground.record, question.share, question.among)
    if question.share in question.among:
        yield f"{question.share} shares memory with itself: leave it out of “among:”."
    verdict = judge(question, None, ",".join(right), ground)
    if not verdict.is_right:
        yield f"{', '.join(right) or 'None'} is not right: {verdict.sentence}"
