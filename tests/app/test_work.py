"""The document, its runs, and what comes back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.app.work import Work
from graphlab.engine.expressions.expression import record_expression
from graphlab.record import AdjointForms
from graphlab.study.document import document
from graphlab.worker.messages import AutogradRequest, Recorded, Refused, Symbolic, SymbolicRequest
from tests.tensors import in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.app.conftest import HandLink


@pytest.fixture
def work(qtbot: QtBot, link: HandLink) -> Iterator[Work]:
    work = Work(link, document("cos(x·y)", {"x": 0.5, "y": 1.2}))
    yield work
    work._calm.stop()


def test_a_mistake_is_refused_without_asking_the_worker(
    qtbot: QtBot, work: Work, link: HandLink
) -> None:
    with qtbot.waitSignal(work.refused):
        work.enter("cos(")
    assert link.asked == []
    assert work.document.text == "cos(x·y)"


def test_an_answer_to_an_older_text_is_not_shown(qtbot: QtBot, work: Work, link: HandLink) -> None:
    link.at_once = False
    work.enter("x + y")
    work.enter("x − y")
    with qtbot.assertNotEmitted(work.recorded):
        link.answer()
    assert link.runs[-1].text == "x − y"
    with qtbot.waitSignal(work.recorded):
        link.answer()


def test_the_same_formula_again_runs_only_after_a_failure(work: Work, link: HandLink) -> None:
    work.enter("x·y")
    work.enter("x·y")
    assert len(link.runs) == 1
    link.gone.emit("Your code stopped.")
    work.enter("x·y")
    assert len(link.runs) == 2


def test_formulas_of_the_adjoints_are_asked_for_when_it_is_calm(
    qtbot: QtBot, work: Work, link: HandLink
) -> None:
    work._calm.setInterval(1)
    work.enter("x·y")
    qtbot.waitUntil(lambda: isinstance(link.asked[-1], SymbolicRequest))
    forms = {"w1": AdjointForms("w_{2}", "w2")}
    link.message.emit(Symbolic(link.asked[-1].number, forms))
    assert work.forms == forms
    work.set_input("x", 0.6)
    assert work.forms == forms


def test_formulas_that_cannot_be_found_end_the_waiting(
    qtbot: QtBot, work: Work, link: HandLink
) -> None:
    work._calm.setInterval(1)
    work.enter("x·y")
    link.at_once = False
    qtbot.waitUntil(lambda: isinstance(link.asked[-1], SymbolicRequest))
    assert work.forms is None
    link.message.emit(Refused(link.asked[-1].number, "too long"))
    assert work.forms == {}


def test_a_refusal_is_of_the_question_that_waits_longest(
    qtbot: QtBot, work: Work, link: HandLink
) -> None:
    missed: list[object] = []
    work.not_found.connect(lambda request, _sentence: missed.append(type(request)))
    work._calm.setInterval(1)
    work.enter("x·y")
    link.at_once = False
    qtbot.waitUntil(lambda: isinstance(link.asked[-1], SymbolicRequest))
    number = link.asked[-1].number
    work.ask_autograd()
    link.message.emit(Symbolic(number, {}))
    link.message.emit(Refused(number, "torchviz gave up."))
    assert missed == [AutogradRequest]


def test_another_graph_is_fresh_and_other_numbers_are_not(
    qtbot: QtBot, work: Work, link: HandLink
) -> None:
    seen: list[bool] = []
    work.recorded.connect(lambda _record, fresh: seen.append(fresh))
    work.enter("x·y")
    work.set_input("x", 0.6)
    assert seen == [True, False]


def test_undo_and_redo_run_what_they_bring_back(work: Work, link: HandLink) -> None:
    work.enter("x·y")
    work.enter("x + y")
    work.undo()
    assert (work.document.text, link.runs[-1].text) == ("x·y", "x·y")
    work.redo()
    assert link.runs[-1].text == "x + y"


def test_new_begins_a_history_of_its_own(qtbot: QtBot, work: Work) -> None:
    work.enter("x·y")
    with qtbot.waitSignal(work.emptied):
        work.new()
    assert work.history.undo_text is None
    assert work.document.is_empty


def test_formulas_do_not_outlive_their_starting_gradients(
    qtbot: QtBot, work: Work, link: HandLink
) -> None:
    link.at_once = False
    work.enter("x·y")
    plain = record_expression("x·y", {"x": 1.0, "y": 1.0})
    link.message.emit(Recorded(link.runs[-1].number, plain))
    link.message.emit(Symbolic(link.runs[-1].number, {"w1": AdjointForms("w_{2}", "w2")}))
    assert work.forms is not None
    work.start_at((3.0,))
    tripled = record_expression("x·y", {"x": 1.0, "y": 1.0}, cotangents=[3.0])
    link.message.emit(Recorded(link.runs[-1].number, tripled))
    assert work.forms is None


def test_outputs_may_be_tensors(qtbot: QtBot, work: Work, link: HandLink) -> None:
    work.enter("x·y")
    made = in_place()
    nodes = tuple(
        replace(n, cotangent=np.ones((3, 2)) if n.is_output else None) for n in made.nodes
    )
    link.at_once = False
    for _ in range(2):
        work.run()
        with qtbot.waitSignal(work.recorded):
            link.answer(replace(made, nodes=nodes))
