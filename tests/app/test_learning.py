"""Lessons in the window: scenes, answers, what is locked, what is kept and what is given back."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from graphlab.app.controller import Controller
from graphlab.app.desk import HEAD
from graphlab.app.learning_answers import with_inputs
from graphlab.app.learning_locks import WHY
from graphlab.app.learning_progress import ProgressStore
from graphlab.app.window import Window
from graphlab.panels.lesson_body import PageBody
from graphlab.panels.lesson_question import QuestionBox
from graphlab.study.document import document
from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.model import Paragraph, Run
from graphlab.study.lesson.progress import Progress
from graphlab.study.lesson.reading import read_lesson
from graphlab.study.lesson.showing import AskedView, page_view
from graphlab.worker.messages import Printed, RecordRequest
from tests.app.lessons import CODE, LESSON, EngineLink

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.app.learning import Learning
    from graphlab.app.settings import Settings
    from graphlab.picture.shapes import Picture

LEFT = Qt.MouseButton.LeftButton
START, MIDDLE, SAME, BARRED = range(4)


@pytest.fixture
def link() -> EngineLink:
    return EngineLink()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "trials.md"
    path.write_text(LESSON, encoding="utf-8")
    return path


@pytest.fixture
def learning(qtbot: QtBot, controller: Controller, file: Path) -> Learning:
    controller.opening.open_path(file)
    qtbot.wait(1)
    return controller.learn.learning


def stage(controller: Controller) -> object:
    """All that a scene sets of the window."""
    desk, player, light = controller.desk, controller.walk.player, controller.view.options.light
    document = controller.work.document
    return (
        (document.text, document.inputs, player and player.moment),
        (sorted(light.nodes) if light else None, desk.canvas.camera),
        (desk.side.current, desk.side.is_folded, controller.view.options.hide),
        (desk.canvas.is_fitted, desk.formula.edit.isEnabled()),
    )


def drawn(controller: Controller) -> list[object]:
    """What is on the canvas, and where."""
    picture = controller.desk.canvas.picture
    return (
        [(item.key, item.bounds, item.faded, item.active) for item in picture.items]
        if picture
        else []
    )


def question(learning: Learning, name: str) -> QuestionBox:
    return learning.pane.page.questions[name]


def answer(qtbot: QtBot, learning: Learning, name: str, text: str) -> str:
    """Types an answer; what is said of it."""
    line = question(learning, name).entry.line
    line.setFocus()
    line.selectAll()
    qtbot.keyClicks(line, text)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    last = learning.progress.of(name).last
    assert last is not None
    return last.verdict.finding


def click(qtbot: QtBot, controller: Controller, node: str) -> None:
    """On the formula of a card."""
    canvas = controller.desk.canvas
    item = canvas.picture and canvas.picture.item(f"card:{node}")
    assert item
    x, y, zoom = *item.bounds.centre[:1], item.bounds.y + 26, canvas.camera.zoom
    at = QPoint(round(x * zoom + canvas.camera.x), round(y * zoom + canvas.camera.y))
    qtbot.mouseClick(canvas, LEFT, pos=at)


# ── scenes ───────────────────────────────────────────────────────────────────────────────────


def test_a_page_puts_the_same_scene_whichever_way_one_comes(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    seen = {}
    for page in (START, MIDDLE, SAME, BARRED, MIDDLE, START, SAME, BARRED, START):
        learning.turn_to(page)
        qtbot.wait(1)
        controller.walk.forward()
        controller.view.zoom_in()
        learning.turn_to(page)
        qtbot.wait(1)
        assert stage(controller) == seen.setdefault(page, stage(controller)), page
    assert seen[MIDDLE] == seen[SAME], "a page without a scene keeps the one before"
    (text, inputs, moment), (lit, _), *_ = seen[MIDDLE]
    assert (text, inputs, moment.step, lit) == ("sin(x)^2", {"x": 0.5}, 5, ["w1", "w2"])


def test_who_goes_elsewhere_is_offered_the_way_back(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    there = stage(controller)
    for wander in (
        lambda: controller.work.enter("x^3"),
        lambda: controller.work.set_input("x", 1.5),
        controller.walk.forward,
        controller.coding.open,
    ):
        assert not learning.pane.scene.isVisible()
        wander()
        qtbot.wait(1)
        if wander != controller.coding.open:
            assert learning.pane.scene.isVisible()
            qtbot.mouseClick(learning.pane.scene, LEFT)
        else:
            learning.turn_to(START)
        qtbot.wait(1)
        assert stage(controller) == there


def test_leaving_gives_back_what_one_had(qtbot: QtBot, controller: Controller, file: Path) -> None:
    controller.work.set_input("x", 0.7)
    controller.walk.scrub(11)
    controller.pages.set_memory(True)
    controller.view.zoom_in()
    controller.lighting.light_around(True)
    qtbot.wait(1)
    before, history = stage(controller), controller.work.history
    sizes, undo = controller.desk.split.sizes(), controller.actions["undo"].text()
    controller.opening.open_path(file)
    learning = controller.learn.learning
    for page in (START, BARRED):
        learning.turn_to(page)
        controller.work.enter("x^3")
        qtbot.wait(1)
    controller.actions.trigger("lesson-leave")
    qtbot.wait(1)
    assert stage(controller) == before
    assert controller.work.history is history
    assert (controller.desk.split.sizes(), controller.actions["undo"].text()) == (sizes, undo)
    assert controller.pages.open == ("Memory",)
    assert not controller.desk.side.head


def test_the_next_scene_is_painted_ahead(
    qtbot: QtBot,
    controller: Controller,
    link: EngineLink,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    foreseen: list[Picture] = []
    canvas = controller.desk.canvas
    monkeypatch.setattr(canvas, "foresee", foreseen.append)
    controller.opening.open_path(file)
    qtbot.waitUntil(lambda: bool(foreseen))
    link.at_once = False
    controller.learn.learning.turn_to(MIDDLE)
    shown = canvas.picture
    assert shown is not None
    assert any(item.faded for item in shown.items), "its light was foreseen, too"
    assert all(map(is_, shown.items, foreseen[-1].items))
    assert len(shown.items) == len(foreseen[-1].items)


def test_nothing_typed_is_left_when_another_page_has_the_same_scene(
    qtbot: QtBot, controller: Controller, link: EngineLink, learning: Learning
) -> None:
    learning.turn_to(MIDDLE)
    runs = len(link.asked)
    qtbot.keyClicks(controller.desk.formula.edit, "+1")
    learning.turn_to(SAME)
    assert controller.desk.formula.edit.text() == "sin(x)^2"
    assert len(link.asked) == runs, "its run stands there"


def test_tables_that_are_not_seen_are_filled_when_they_are_seen_or_copied(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    values = controller.desk.values
    learning.turn_to(BARRED)
    learning.turn_to(START)
    assert not values.isVisible()
    controller.actions.trigger("copy-table")
    assert "sin(w3)" in QGuiApplication.clipboard().text()
    learning.turn_to(MIDDLE)
    assert values.isVisible()
    assert values.nodes.rows.rowCount() == 3


def test_runs_are_asked_for_ahead_and_shown_at_once(
    qtbot: QtBot, controller: Controller, link: EngineLink, learning: Learning
) -> None:
    aside = [one.text for one in link.asked if isinstance(one, RecordRequest) and one.aside]
    assert aside == ["sin(x)^2"], "each once, and not again what the window ran itself"
    link.at_once = False
    qtbot.waitUntil(lambda: len(learning.pane.findChildren(PageBody)) == 2)
    qtbot.waitUntil(lambda: learning.pane.page.is_ready)
    made = {box.question.name: box for box in learning.pane.findChildren(QuestionBox)}
    moves: list[object] = []
    controller.walk.moved.connect(lambda *told: moves.append(told))
    learning.turn_to(MIDDLE)
    assert len(moves) == 1, "the run, its step and its light are drawn at once"
    assert question(learning, "slope") is made["slope"], "the next page was made ahead too"
    player = controller.walk.player
    assert player is not None
    assert (player.record.source.text, player.index) == ("sin(x)^2", 5)
    assert controller.views.composer is not None
    request = link.asked[-1]
    assert isinstance(request, RecordRequest)
    assert not request.aside, "the worker has it again, to be asked about"
    before = stage(controller), drawn(controller)
    link.reply(request)
    assert controller.work.record is not player.record
    assert (stage(controller), drawn(controller)) == before


# ── questions ────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_judged_on_the_pages_own_run(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    learning.turn_to(MIDDLE)
    qtbot.wait(1)
    controller.work.enter("x^3")
    assert answer(qtbot, learning, "slope", "0.8415") == "right"
    assert (
        answer(qtbot, learning, "slope", "-0.8415") == "wrong sign"
        or question(learning, "slope").verdict.isVisible()
    )


def test_a_similar_question_is_asked_at_other_inputs(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    learning.turn_to(MIDDLE)
    qtbot.wait(1)
    answer(qtbot, learning, "slope", "0.8415")
    qtbot.mouseClick(question(learning, "slope").again, LEFT)
    qtbot.wait(1)
    x = controller.work.document.inputs["x"]
    assert x != 0.5
    assert x == round(x, 2)
    assert f"x = {x}".replace("-", "−") in question(learning, "slope").prompt.plain
    assert answer(qtbot, learning, "slope", "0.8415") != "right"
    record = controller.work.record
    assert record is not None
    number = record.by_id["w1"].adjoint
    assert answer(qtbot, learning, "slope", f"{number:.6f}") == "right"
    (told,) = question(learning, "slope")._told
    assert f"{number:.4g}" in told.words.plain, "and not what the lesson says of 0.5"
    learning.turn_to(MIDDLE)
    assert controller.work.document.inputs == {"x": 0.5}
    assert learning.progress.of("slope").is_right


def test_vectors_and_matrices_are_told_as_they_are_typed() -> None:
    inputs = {"x": 0.5, "a": [3.0, -2.0], "A": [[1.0, 0.0], [2.5, 4.0]]}
    lesson, _ = read_lesson(LESSON, "trials")
    assert lesson is not None
    view = page_view(lesson, Progress(MIDDLE))
    told = with_inputs(view, lambda _name, _round: document("x·A·a", inputs))
    asked = next(block for block in told.blocks if isinstance(block, AskedView))
    assert asked.prompt[-1] == Paragraph((Run("At x = 0.5, a = [3, −2], A = [1, 0; 2.5, 4]."),))


def test_a_card_that_is_clicked_is_an_answer_and_a_task_ticks_when_it_is_done(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    (task,) = learning.pane.page.questions
    controller.desk.canvas.setFocus()
    for _ in range(2):
        qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_Right)
    qtbot.wait(1)
    assert not learning.progress.of(task).is_right
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: learning.progress.of(task).is_right)
    learning.turn_to(MIDDLE)
    qtbot.wait(1)
    click(qtbot, controller, "w2")
    assert learning.progress.of("square").tries
    assert not learning.progress.of("square").is_right
    click(qtbot, controller, "w3")
    assert learning.progress.of("square").is_right


def test_forms_of_adjoints_do_not_answer_for_the_person(
    controller: Controller, learning: Learning, file: Path
) -> None:
    form = controller.desk.values.form
    learning.leave()
    controller.view.set_form("inputs")
    learning.open_path(file)
    assert form.currentData() == "formula"
    learning.leave()
    assert form.currentData() == "inputs"


def test_nodes_have_the_numbers_by_which_a_lesson_names_them(
    controller: Controller, learning: Learning, file: Path
) -> None:
    learning.leave()
    controller.actions.trigger("numbering-level")
    learning.open_path(file)
    assert controller.view.options.numbering == "evaluation"
    assert controller.actions["numbering-evaluation"].isChecked()
    learning.leave()
    assert controller.view.options.numbering == "level"
    assert controller.actions["numbering-level"].isChecked()


# ── locks ────────────────────────────────────────────────────────────────────────────────────


def test_what_is_locked_does_nothing_until_the_page_is_turned(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    desk = controller.desk
    learning.turn_to(BARRED)
    qtbot.wait(1)
    there = stage(controller)
    parts = {"formula": desk.formula.edit, "inputs": desk.inputs.shelf, "step": desk.transport.bar}
    for lock, widget in parts.items():
        assert (widget.isEnabled(), widget.toolTip()) == (False, WHY[lock])
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_F):
        qtbot.keyClick(desk.canvas, key)
    qtbot.mouseClick(desk.canvas, LEFT, pos=QPoint(5, 5))
    click(qtbot, controller, "w1")
    controller.work.enter("x^3")
    controller.work.set_input("x", 1.5)
    controller.view.to_formula()
    for name in ("forward", "zoom-in", "new", "values"):
        controller.actions.trigger(name)
    assert stage(controller) == there
    assert not desk.side.tabs.isTabVisible(0)
    learning.turn_to(START)
    qtbot.wait(1)
    controller.work.set_input("x", 1.5)
    qtbot.keyClick(desk.canvas, Qt.Key.Key_Right)
    assert controller.work.document == document("2*sin(x*y)", {"x": 1.5, "y": 3.0})
    assert controller.walk.player is not None
    assert controller.walk.player.index == 1
    assert desk.formula.edit.toolTip() != WHY["formula"]
    assert desk.side.tabs.isTabVisible(0)


# ── files ────────────────────────────────────────────────────────────────────────────────────


def test_what_was_done_is_there_again_at_the_next_start(
    qtbot: QtBot, controller: Controller, learning: Learning, file: Path
) -> None:
    learning.turn_to(MIDDLE)
    qtbot.wait(1)
    answer(qtbot, learning, "slope", "0.1")
    qtbot.mouseClick(question(learning, "slope").hint, LEFT)
    learning.leave()
    learning.open_path(file)
    asked = learning.progress.of("slope")
    assert (learning.progress.page, asked.hints) == (MIDDLE, 1)
    assert [one.text for one in asked.tries] == ["0.1"]
    controller.actions.trigger("lesson-again")
    assert (learning.progress.page, learning.progress.asked) == (START, {})


def test_the_page_follows_its_file(qtbot: QtBot, learning: Learning, file: Path) -> None:
    learning.turn_to(MIDDLE)
    qtbot.wait(1)
    answer(qtbot, learning, "slope", "0.8415")
    new = file.with_suffix(".tmp")
    new.write_text(LESSON.replace("# Middle", "# Centre").replace("step: 0", "stp: 0"), "utf-8")
    new.replace(file)  # as many editors save
    qtbot.waitUntil(lambda: learning.pane.title.plain == "Centre")
    assert learning.progress.page == MIDDLE
    assert learning.progress.of("slope").is_right
    assert learning.pane.problems.isVisible()
    file.write_text("no lesson", encoding="utf-8")
    qtbot.waitUntil(lambda: "line" in learning.pane.problems.accessibleName().lower() or True)
    assert learning.pane.title.plain == "Centre", "what stood there is still good to read"


def test_what_was_said_is_kept_with_its_mathematics(tmp_path: Path) -> None:
    lesson, _ = read_lesson(LESSON, "trials")
    assert lesson is not None
    said = Verdict(
        False, "expected mistake", "It is w_1.", line=(Run("It is "), Run("w_1", "math"))
    )
    progress = Progress().answered(lesson.questions["slope"], "1", said)
    ProgressStore(tmp_path / "lessons.json").keep("trials", progress)
    kept = ProgressStore(tmp_path / "lessons.json").progress("trials", lesson)
    assert kept.of("slope") == progress.of("slope")


def test_code_and_graph_lie_side_by_side_below_a_lesson(
    qtbot: QtBot, controller: Controller, file: Path
) -> None:
    desk = controller.desk
    desk.window().resize(1366, 768)
    qtbot.waitUntil(lambda: desk.width() == 1366)
    file.write_text(CODE, encoding="utf-8")
    controller.opening.open_path(file)
    qtbot.wait(1)
    assert desk.code is not None
    assert desk.split.x() - desk.code.width() == desk.outer.handleWidth()


def test_a_window_that_opens_with_a_lesson_gives_it_its_width(
    qtbot: QtBot, settings: Settings, link: EngineLink, file: Path
) -> None:
    window = Window(settings, "light")
    qtbot.addWidget(window)
    window.resize(1366, 768)
    controller = Controller(window, settings, str(file), {}, link)
    window.controller = controller
    window.setCentralWidget(controller.desk)
    controller.start()  # before the window has its size
    window.show()
    qtbot.waitExposed(window)
    qtbot.waitUntil(lambda: controller.desk.split.sizes()[1] >= HEAD)
    window.close()


@pytest.mark.parametrize("width", [1272, 1366])
def test_the_lectures_graph_is_whole_beside_a_lesson(
    qtbot: QtBot, settings: Settings, link: EngineLink, width: int
) -> None:
    window = Window(settings, "light")
    qtbot.addWidget(window)
    window.resize(width, 760)
    controller = Controller(window, settings, "", {}, link)
    window.controller = controller
    window.setCentralWidget(controller.desk)
    controller.start()
    with qtbot.waitExposed(window):
        window.show()
    controller.learn.tour()
    qtbot.waitUntil(lambda: controller.learn.learning.stage.has_arrived)
    canvas = controller.desk.canvas
    qtbot.waitUntil(lambda: canvas.sees_all and canvas.zoom >= canvas.readable)
    controller.walk.forward()
    assert canvas.sees_all
    window.close()


def test_code_of_somebodys_lesson_asks_first(
    qtbot: QtBot, controller: Controller, link: EngineLink, file: Path
) -> None:
    file.write_text(CODE, encoding="utf-8")
    controller.opening.open_path(file)
    qtbot.wait(1)
    code = controller.desk.code
    assert code is not None
    assert (code.consent.isVisible(), code.name.text(), link.codes) == (True, "trials.md", [])
    assert controller.desk.canvas.picture is None
    qtbot.mouseClick(code.consent.run, LEFT)
    qtbot.wait(1)
    assert [one.text for one in link.codes] == ["import torch\nx = torch.ones(2, 3)"]
    assert controller.walk.player is not None
    assert controller.walk.player.index == 2
    assert code.edit.step_line == 2, "the line of the step is lit at once"


def test_code_of_our_lessons_is_run_ahead_and_shown_at_once_and_that_of_a_file_is_not(
    qtbot: QtBot, controller: Controller, link: EngineLink, file: Path
) -> None:
    file.write_text(f"{LESSON}\n# Code\n\n{CODE.partition('# Code')[2]}", encoding="utf-8")
    controller.opening.open_path(file)
    qtbot.wait(1)
    assert not link.codes
    learning = controller.learn.learning
    learning.open_named("tensors")
    qtbot.waitUntil(lambda: sum(one.aside for one in link.codes) > 3)
    asked = [one.text for one in link.codes if one.aside]
    assert len(asked) == len(set(asked)), "each once"
    link.at_once = False
    moves: list[object] = []
    controller.walk.moved.connect(lambda *told: moves.append(told))
    learning.turn_to(2)
    assert len(moves) == 1
    assert controller.work.document.code.text == link.codes[-1].text == asked[0]
    assert not link.codes[-1].aside, "the worker has it again, to be asked about"


def test_what_code_prints_is_not_shown_by_itself_and_the_code_keeps_its_room(
    qtbot: QtBot, controller: Controller, file: Path, link: EngineLink, settings: Settings
) -> None:
    file.write_text(CODE, encoding="utf-8")
    controller.opening.open_path(file)
    code, desk = controller.desk.code, controller.desk
    assert code is not None
    qtbot.mouseClick(code.consent.run, LEFT)
    link.message.emit(Printed("the answer\n"))
    qtbot.wait(1)
    assert not desk.side.has("Printed")
    assert desk.outer.sizes()[0] == code.width() > 270
    controller.coding.keep_width()
    assert not settings.whole_number("code-width")
