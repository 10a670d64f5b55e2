"""Practice, worksheets, answers as files, and the tour that is offered, in the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QWidget

from graphlab.app.learning_practice import EXERCISES
from graphlab.app.learning_saving import save_answers
from graphlab.panels.worksheet_dialog import SheetWish, WorksheetDialog
from graphlab.picture.shapes import Text
from graphlab.study.examples import LECTURE
from graphlab.study.practice.answers import OwnGraph, read_answers
from graphlab.study.practice.score import read_score
from tests.app.lessons import EngineLink

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.learning_practice import Practice
    from graphlab.app.settings import Settings
    from graphlab.app.window import Window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def link() -> EngineLink:
    return EngineLink()


@pytest.fixture
def practice(qtbot: QtBot, controller: Controller) -> Practice:
    controller.actions.trigger("practise")
    qtbot.wait(1)
    return controller.learn.practice


def answered(controller: Controller, name: str, text: str) -> bool:
    learning = controller.learn.learning
    learning.pane.page.questions[name].entry.line.setText(text)
    learning.pane.page.questions[name].send()
    return learning.progress.of(name).is_right


def test_ones_own_graph_is_asked_about_part_by_part_and_the_score_is_kept(
    qtbot: QtBot, controller: Controller, practice: Practice, settings: Settings
) -> None:
    bar, learning = practice.bar, controller.learn.learning
    assert bar.isVisible()
    assert (bar.level.currentText(), bar.new.isEnabled()) == ("This graph", False)
    bar.part.setCurrentIndex(bar.part.findData("d"))
    bar.part.activated.emit(bar.part.currentIndex())
    qtbot.wait(1)
    assert controller.work.document.inputs == {"x": 0.5, "y": 1.2}

    def numbers() -> list[str]:
        picture = controller.desk.canvas.picture
        card = picture and picture.item("card:w8")
        return [shape.text for shape in card.shapes if isinstance(shape, Text)] if card else []

    qtbot.waitUntil(lambda: numbers() == ["1.17", "–"])  # the last value is not asked for here
    assert not answered(controller, "own.d-w4", "3.301")
    assert answered(controller, "own.d-w4", "4.513")
    assert answered(controller, "own.d-w5", "2")
    assert bar.score.text() == "1 of 2 right at first try"
    kept = read_score((settings.folder / "practice.json").read_bytes())
    assert (kept.of("own", "d").first, kept.of("own", "d").later) == (1, 1)
    bar.part.setCurrentIndex(bar.part.findData("b"))
    bar.part.activated.emit(bar.part.currentIndex())
    qtbot.wait(1)
    assert controller.view.options.hide
    narration = controller.desk.narration
    assert narration.full == "Eight values forward, then eight adjoints backward."  # no Space here
    learning.leave()
    assert not bar.isVisible()
    assert not controller.view.options.hide
    assert narration.full == "Press Space to walk through it"


def test_each_question_is_seen_at_the_inputs_that_it_is_asked_at(
    qtbot: QtBot, controller: Controller, practice: Practice, window: Window
) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    practice._choose_part("d")
    learning, work = controller.learn.learning, controller.work
    asked = dict(work.document.inputs)
    assert answered(controller, "own.d-w5", "2")
    learning.pane.page.questions["own.d-w5"].again_wanted.emit("own.d-w5")
    qtbot.waitUntil(lambda: work.document.inputs != asked)
    similar = dict(work.document.inputs)
    for name, inputs in (("own.d-w4", asked), ("own.d-w5", similar), ("own.d-w4", asked)):
        learning.pane.page.questions[name].entry.line.setFocus()
        qtbot.waitUntil(lambda inputs=inputs: work.document.inputs == inputs)
    assert answered(controller, "own.d-w4", "4.513")


def test_another_exercise_comes_and_steps_are_predicted(
    qtbot: QtBot, controller: Controller, practice: Practice
) -> None:
    bar, learning = practice.bar, controller.learn.learning
    bar.level.setCurrentIndex(bar.level.findData("chain"))
    bar.level.activated.emit(bar.level.currentIndex())
    qtbot.waitUntil(lambda: learning.course is not None and learning.stage.has_arrived)
    first = controller.work.document.text
    qtbot.mouseClick(bar.new, LEFT)
    qtbot.waitUntil(lambda: controller.work.document.text != first)
    bar.predict.click()
    qtbot.waitUntil(lambda: controller.walk.player is not None)
    record = controller.work.record
    assert record is not None
    for step in record.steps[1 : record.border]:
        controller.desk.canvas.setFocus()
        qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_Right)
        node = record.by_id[step.node]
        questions = learning.pane.page.questions
        assert bool(questions) is (node.op != "input")
        if questions:
            assert node.value is not None
            assert answered(controller, f"predict-{step.index}", f"{float(node.value):.6f}")
    assert not learning.pane.scene.isVisible()
    learning.leave()
    assert controller.work.document.text == LECTURE.text


def test_answers_are_saved_for_whoever_grades_them(
    controller: Controller,
    practice: Practice,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    practice._choose_part("d")
    answered(controller, "own.d-w8", "1")
    offered: list[str] = []

    def chosen(_parent: QWidget, _title: str, start: str, _filter: str) -> tuple[str, str]:
        offered.append(start)
        return str(tmp_path / "mine"), ""

    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **__: (" Ada L. ", True))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", chosen)
    controller.actions.trigger("answers")
    kept = read_answers((tmp_path / "mine.json").read_bytes())
    assert (kept.name, kept.typed) == ("Ada L.", {"own.d-w8": "1"})
    assert offered[0].endswith("answers-own-Ada-L.json")
    large, learning = OwnGraph("sum(x)", {"x": [1.0] * 99}), controller.learn.learning
    assert learning.course is not None
    said = save_answers(learning.course, learning.progress, large, settings, controller.desk)
    assert "too large for the file" in said
    assert len(offered) == 1


def test_a_worksheet_is_written_with_its_key_for_each_variant(
    qtbot: QtBot, controller: Controller, tmp_path: Path
) -> None:
    controller.actions.trigger("worksheet")
    sheets = controller.learn.worksheets
    assert sheets.dialog is not None
    assert sheets.dialog.wish == SheetWish("", 1, 1, "", "a4", ".pdf")
    sheets.dialog.reject()
    with qtbot.waitSignal(sheets.said) as said:
        sheets.write(SheetWish("chain", 2, 2, "Sheet", "a4", ".tex"), tmp_path / "s.tex")
    assert said.args == ["Wrote s-A.tex and s-B.tex, each with its key."]
    names = sorted(path.name for path in tmp_path.glob("*.tex"))
    assert names == ["s-A-key.tex", "s-A.tex", "s-B-key.tex", "s-B.tex"]
    assert "Sheet, variant B" in (tmp_path / "s-B.tex").read_text("utf-8")


def test_code_has_no_variants_but_exercises_have(window: Window) -> None:
    dialog = WorksheetDialog(EXERCISES, has_graph=True, can_vary=False, parent=window)
    dialog.variants.setValue(4)
    assert (dialog.variants.isEnabled(), dialog.wish.variants) == (False, 1)
    dialog.source.setCurrentIndex(1)
    assert (dialog.variants.isEnabled(), dialog.wish.variants) == (True, 4)


def test_the_tour_is_offered_once(
    qtbot: QtBot, controller: Controller, window: Window, settings: Settings
) -> None:
    hint = controller.desk.narration.hint
    assert "Take the tour" in hint.text()
    assert settings.flag("tour-offered", default=False)
    hint.linkActivated.emit("tour")
    course = controller.learn.learning.course
    assert course is not None
    assert course.lesson.name == "tour"
    assert hint.isHidden()
