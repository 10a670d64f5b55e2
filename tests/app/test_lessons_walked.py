"""A person's path through each lesson: every page turned, every question answered rightly."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from typing_extensions import override

from graphlab.app.side_pages import COMMANDS
from graphlab.lesson_answers import right_answers
from graphlab.study.boxes import standing_for
from graphlab.study.judging.choices import right_nodes
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.truth import node_named, sharing
from graphlab.study.lesson.observed import holds
from graphlab.study.lesson.reading import shipped
from graphlab.study.practice.gradients import gradient
from graphlab.worker.pytorch import PyTorch
from graphlab.worker.service import Service
from tests.app.conftest import HandLink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.learning import Learning
    from graphlab.study.lesson.model import Condition, Question
    from graphlab.worker.messages import Request

LEFT = Qt.MouseButton.LeftButton
QUICK = "chain-rule"
LESSONS = [
    pytest.param(one.name, marks=() if one.name == QUICK else pytest.mark.long, id=one.name)
    for one in shipped()
]


class RealLink(HandLink):
    """Answers as the worker does, one request after the other, in this process."""

    def __init__(self) -> None:
        super().__init__()
        self._service = Service(PyTorch(threads=1))

    @override
    def send(self, request: Request, *, latest: bool = False) -> None:
        self.asked.append(request)
        QTimer.singleShot(0, self, self._answer_next)

    def _answer_next(self) -> None:
        self.message.emit(self._service.answer(self.asked.pop(0)))


@pytest.fixture
def link() -> RealLink:
    return RealLink()


@pytest.mark.parametrize("name", LESSONS)
def test_a_persons_path_through_a_lesson(qtbot: QtBot, controller: Controller, name: str) -> None:
    controller.learn.learning.open_named(name)
    learning = controller.learn.learning
    pane, lesson = learning.pane, learning.course and learning.course.lesson
    assert lesson is not None
    for number, page in enumerate(lesson.pages):
        assert learning.progress.page == number
        qtbot.waitUntil(lambda: learning.stage.has_arrived, timeout=20_000)
        for question in page.questions:
            answer(qtbot, controller, learning, question)
            if not lesson.is_exam:
                assert learning.progress.of(question.name).is_right, (number + 1, question.name)
        if pane.next.isVisible():
            qtbot.mouseClick(pane.next, LEFT)
    if lesson.is_exam:
        qtbot.mouseClick(pane.hand_in, LEFT)
        qtbot.mouseClick(pane.sure, LEFT)
        wrong = [q for q in lesson.questions if not learning.progress.of(q).is_right]
        assert not wrong
    assert learning.progress.over(lesson)
    controller.actions.trigger("lesson-leave")
    qtbot.wait(1)
    assert controller.work.document.text == "f(x, y) = 2cos²(xy) + ln(cos(xy))"


def answer(qtbot: QtBot, controller: Controller, learning: Learning, question: Question) -> None:
    box = learning.pane.page.questions[question.name]
    if question.kind == "do":
        for _ in range(3):  # one thing may undo what was done for another
            if not learning.progress.of(question.name).is_right:
                do(qtbot, controller, learning, question)
        return
    record = learning.record_of(question.name)
    if question.kind == "click":
        assert record is not None
        node = right_nodes(question, record)[0]
        click(qtbot, controller, node)
        return
    entry = box.entry
    assert entry is not None
    if question.kind == "choice":
        ticked = [str(place) for place, each in enumerate(question.options) if each.is_right]
        entry.set_text(",".join(ticked))
    elif question.kind == "memory":
        assert record is not None
        entry.set_text(",".join(sharing(record, question.share, question.among)))
    elif question.kind == "printed":
        entry.set_text(question.answer)
    else:
        entry.set_text(right(question, Ground(record)))
    box.send()


def right(question: Question, ground: Ground) -> str:
    """What is surely right, as it is typed."""
    known = next(right_answers(question, question.of, ground), None)
    if known is not None:
        return known
    assert ground.record is not None
    assert question.of is not None
    found = gradient(ground.record, node_named(ground.record, question.of.node).id)
    assert found is not None
    return found.text


def click(qtbot: QtBot, controller: Controller, node: str) -> None:
    """On the formula of a card, wherever it is."""
    canvas, record = controller.desk.canvas, controller.work.record
    assert record is not None
    controller.desk.why.dismiss()
    item = canvas.picture and canvas.picture.item(f"card:{standing_for(record, node)}")
    assert item
    canvas.ensure_visible(item.bounds, animate=False)
    x, y, zoom = item.bounds.centre[0], item.bounds.y + 26, canvas.camera.zoom
    at = QPoint(round(x * zoom + canvas.camera.x), round(y * zoom + canvas.camera.y))
    qtbot.mouseClick(canvas, LEFT, pos=at)


def do(qtbot: QtBot, controller: Controller, learning: Learning, question: Question) -> None:
    """What a task asks for, by the keys and fields that a person uses."""
    desk, canvas = controller.desk, controller.desk.canvas
    by_subject: dict[str, list[Condition]] = {}
    for condition in question.until:
        by_subject.setdefault(condition.subject, []).append(condition)
    for subject, conditions in sorted(by_subject.items(), key=lambda pair: _order(pair[0])):
        wanted = conditions[0].value
        if subject.startswith("input."):
            field = desk.inputs.rows[subject.removeprefix("input.")].field
            field.setText(repr(_fitting(subject, conditions)))
            qtbot.keyClick(field, Qt.Key.Key_Return)
        elif subject == "source":
            text = str(wanted) if conditions[0].compare == "=" else "x*y"
            desk.formula.take(text)
        elif subject == "page":
            name = "values" if wanted in ("values", "edges") else str(wanted)
            assert name in (*COMMANDS.values(), "values")
            if not controller.actions[name].isChecked():
                controller.actions.trigger(name)
        elif subject in ("epochs", "batches", "accuracy", "loss"):
            if not controller.training.training.is_running:
                controller.actions.trigger("train-run")
        elif subject in ("why", "node"):
            record = controller.work.record
            assert record is not None
            click(qtbot, controller, node_named(record, str(wanted)).id)
            if subject == "why":
                canvas.setFocus()
                qtbot.keyClick(canvas, Qt.Key.Key_W)
        elif subject == "hidden":
            controller.actions.trigger("hide")
        elif subject == "theme":
            controller.actions.trigger(f"theme-{wanted}")
        elif subject == "playing":
            qtbot.keyClick(canvas, Qt.Key.Key_Space)
        qtbot.waitUntil(lambda: not controller.work.is_ahead or controller.work.has_failed)
        qtbot.wait(1)
        if subject == "phase":
            canvas.setFocus()
            qtbot.keyClick(canvas, Qt.Key.Key_B)
        elif subject == "step":
            for _ in range(100):
                player = controller.walk.player
                if player is None or holds(tuple(conditions), {"step": player.index}):
                    break
                canvas.setFocus()
                qtbot.keyClick(canvas, Qt.Key.Key_Right)
    is_training = {"epochs", "batches", "accuracy", "loss"} & by_subject.keys()
    patience = 60_000 if is_training else 3_000
    qtbot.waitUntil(lambda: learning.progress.of(question.name).is_right, timeout=patience)
    if is_training and controller.training.training.is_running:
        controller.actions.trigger("train-run")


def _order(subject: str) -> int:
    """Sources before inputs, inputs before steps."""
    return 0 if subject == "source" else 1 if subject.startswith("input.") else 2


def _fitting(subject: str, conditions: list[Condition]) -> float:
    """A number for which all of them are true."""
    near: Iterator[float] = (
        float(condition.value) + way * size
        for condition, size, way in itertools.product(conditions, (0.0, 0.01, 0.1, 1), (1, -1))
    )
    return next(round(number, 6) for number in near if holds(tuple(conditions), {subject: number}))
