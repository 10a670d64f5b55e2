"""Training in the whole window: the page, its commands, what opens in the graph."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from graphlab.task.choice import Choice
from graphlab.worker.messages import Recorded
from graphlab.worker.refusals import refused
from graphlab.worker.trainer import Trainer
from graphlab.worker.training_messages import StepRequest, TrainingRequest
from tests.app.conftest import HandLink
from tests.script.test_training import CLASSES, LOOP


class TrainLink(HandLink):
    """Answers training at once, and the rest as the other does."""

    def __init__(self) -> None:
        super().__init__()
        self.trainer = Trainer()
        self.queue: list[TrainingRequest] = []
        self.is_busy = False

    def send(self, request, *, latest=False) -> None:
        if not isinstance(request, TrainingRequest):
            super().send(request, latest=latest)
            return
        self.queue.append(request)
        if self.is_busy:
            return
        self.is_busy = True
        while self.queue:
            self.answer_training(self.queue.pop(0))
        self.is_busy = False

    def answer_training(self, request: TrainingRequest) -> None:
        try:
            if isinstance(request, StepRequest):
                reply = Recorded(request.number, self.trainer.record_step(request).record)
            else:
                reply = self.trainer.answer(request)
        except Exception as error:  # noqa: BLE001 - as the worker does
            reply = refused(request.number, error)
        self.message.emit(reply)


@pytest.fixture
def link() -> TrainLink:
    return TrainLink()


@pytest.fixture
def page(controller):
    controller.pages.set_train(True)
    page = controller.training
    assert page.panel is not None
    return page


@pytest.fixture
def said(controller):
    heard: list[str] = []
    controller.training.said.connect(heard.append)
    return heard


def two_class(page, **more):
    setup = page._work.document.training
    page._make_data(type(setup)(data=Choice("two-class"), epochs=3, batch_size=32, **more))


def test_the_command_opens_the_page_and_says_what_is_missing(controller, said, qtbot):
    assert not controller.desk.side.has("Train")
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_F5)
    assert controller.desk.side.has("Train")
    assert said == ["There are no points: draw some, or choose a data set."]


def test_nothing_is_trained_while_something_stands_against_it(page, said):
    for what in (
        page.run,
        page.one_batch,
        page.one_epoch,
        page.open_batch,
        page.update_batch,
        page.run_or_pause,
        page.slow,
        page.copy_script,
        page.save_weights,
    ):
        said.clear()
        what()
        assert said == ["There are no points: draw some, or choose a data set."], what
        assert page.training.run.state == "new", what


def test_a_data_set_is_one_step_of_undo(page, controller):
    two_class(page)
    assert len(controller.work.document.points) == 200
    assert len(page.panel.plane.points) == 200
    controller.work.undo()
    assert len(controller.work.document.points) == 0
    assert len(page.panel.plane.points) == 0
    controller.work.redo()
    assert len(page.panel.plane.points) == 200


def test_drawing_runs_nothing_and_leaves_the_graph(page, controller, link):
    record, asked = controller.work.record, len(link.runs)
    two_class(page)
    controller.work.undo()
    assert controller.work.record is record
    assert len(link.runs) == asked
    assert not controller.work.is_ahead


def test_first_weights_are_shown_a_moment_after_the_data(page, qtbot):
    two_class(page)
    qtbot.waitUntil(lambda: page.training.run.said is not None)
    assert page.training.run.last.updates == 0


def test_a_stroke_on_a_made_set_joins_the_run_at_the_next_epoch(page, controller):
    two_class(page)
    page.one_batch()
    points = controller.work.document.points.with_more([[0.0, 0.0]], [1.0])
    page.panel.points_changed.emit(points, "Draw points")
    assert controller.work.document.training.data == Choice("drawn")
    assert page.training.run.last.updates == 1
    page.one_epoch()
    page.one_epoch()
    assert sum(map(len, page.training.run.parts)) == len(points)


def test_a_run_goes_to_its_end_and_again_leaves_a_ghost(page, controller, qtbot):
    two_class(page)
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_F5)
    assert page.training.run.state == "over"
    assert [row.epoch for row in page.training.run.rows] == [1, 2, 3]
    page.run()
    assert len(page.training.run.ghosts) == 1


def test_the_next_batch_opens_in_the_graph_and_its_update_moves_the_weights(page, controller):
    two_class(page)
    page.one_batch()
    before = page.training.run.last.weights["w"].tolist()
    page.open_batch()
    record = controller.work.record
    assert record.check.agrees
    assert {"model.w", "model.b"} <= set(record.gradients)
    assert controller.work.document.kind == "code"
    assert not controller.work.is_from_file
    assert len(controller.work.document.points) == 200
    page.update_batch()
    run = page.training.run
    assert run.last.weights["w"].tolist() != before
    assert run.last.gradients["w"].tolist() == pytest.approx(record.gradients["model.w"].tolist())
    controller.work.undo()
    assert controller.work.document.kind == "expression"


def test_in_slow_motion_the_walk_follows_the_lines_of_the_loop(page, controller, qtbot):
    two_class(page)
    page.panel.slow_asked.emit()
    record = controller.work.record
    assert controller.work.program.name == "Loss of batch 1 of epoch 1"
    assert page.training.run.last.updates == 1
    strip, walk = page.panel.strip, controller.walk
    qtbot.waitUntil(lambda: walk.player is not None and walk.player.record is record)
    phase = page.training.run.phases[3].parameters["w"]
    assert phase.grad.tolist() == pytest.approx(record.gradients["model.w"].tolist())
    places = []
    for line in range(5):
        strip.show_line(line)
        places.append(walk.player.index)
    assert places == [0, record.border, record.border, len(record.steps), len(record.steps)]
    assert "torch.no_grad()" in strip.validation.text()
    controller.work.undo()
    before = walk.player.index if walk.player else 0
    strip.show_line(4)
    assert (walk.player.index if walk.player else 0) == before


def test_a_clicked_point_opens_its_own_loss(page, controller):
    two_class(page)
    page.training.open_step((7,))
    assert controller.work.record.check.agrees
    assert controller.work.program.name == "Loss of point 7"
    assert controller.desk.formula.call.text().startswith("Loss of point 7: x = [[")


def test_another_seed_makes_other_points_of_a_made_set(page, controller):
    two_class(page)
    points = controller.work.document.points
    page.new_seed()
    assert controller.work.document.training.seed == 1
    assert controller.work.document.points != points
    page.new_data()
    assert controller.work.document.training.seed == 2


def test_drawn_points_have_no_new_data(page, said):
    page.new_data()
    assert said == ["Choose a data set first; drawn points are made by hand."]


def test_points_of_more_classes_get_a_model_that_can_learn_them(page, controller):
    setup = controller.work.document.training
    page._make_data(type(setup)(data=Choice("blobs", (("k", 4),))))
    assert controller.work.document.training.model.key == "softmax"
    assert controller.work.document.training.objective == "cross-entropy"
    page._make_data(type(setup)(data=Choice("sine")))
    assert controller.work.document.training.model.key == "linear"


def test_a_table_is_opened_and_a_bad_one_said(page, controller, said, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("x1,x2,class\n0,1,a\n1,0,b\n2,2,a\n")
    bad.write_text("x1,x2,class\n0,NaN,a\n")
    page.read_csv(good)
    points = controller.work.document.points
    assert (len(points), points.names) == (3, ("a", "b"))
    page.read_csv(bad)
    assert said[-1].startswith("bad.csv: Line 2")
    assert controller.work.document.points == points


def test_opening_a_table_from_the_menu_shows_the_page(controller, tmp_path, monkeypatch):
    path = tmp_path / "points.csv"
    path.write_text("x,y\n0,1\n1,3\n2,5\n")
    monkeypatch.setattr(
        "graphlab.app.training_page.QFileDialog.getOpenFileName", lambda *_: (str(path), "")
    )
    controller.actions["train-csv"].trigger()
    assert controller.desk.side.has("Train")
    assert len(controller.training.panel.plane.points) == 3


def test_no_points_are_not_saved_as_an_empty_table(page, said):
    page.save_csv()
    assert said == ["There are no points to save; draw some, or choose a data set."]


def test_the_history_is_saved_once_there_is_any(page, said, tmp_path, monkeypatch):
    page.save_history()
    assert said == ["There is no epoch yet; run the training first."]
    two_class(page)
    page.run()
    target = tmp_path / "history.csv"
    monkeypatch.setattr(
        "graphlab.app.training_page.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    page.save_history()
    assert target.read_text().splitlines()[0] == (
        "epoch,train_loss,train_accuracy,val_loss,val_accuracy"
    )
    page.save_weights()
    assert target.stat().st_size > 500
    assert said[-1] == "Saved history.csv."


def test_the_script_goes_to_the_clipboard(page):
    two_class(page)
    page.copy_script()
    assert "optimizer.zero_grad()" in QGuiApplication.clipboard().text()


def test_a_pasted_scripts_training_is_taken_over(page, controller, said):
    controller.coding.paste(CLASSES + LOOP)
    offers = controller.coding.panel.offers
    assert offers.train.text() == "Train Net on Spots"
    offers.train.click()
    document = controller.work.document
    assert len(document.points) == 50
    assert document.training.feeding == "column"
    page.run()
    assert page.training.run.state == "over"
    assert page.training.run.epoch == 40
    page.open_batch()
    assert controller.work.record.check.agrees


def test_a_files_training_waits_for_consent(page, controller, tmp_path):
    path = tmp_path / "net.py"
    path.write_text(CLASSES + LOOP)
    controller.coding.open_file(path)
    panel = controller.coding.panel
    panel.offers.train.click()
    assert len(controller.work.document.points) == 0
    assert not panel.consent.isHidden()
    panel.consent.agreed.emit()
    assert len(controller.work.document.points) == 50


def test_typed_classes_do_not_run_before_the_person_says_so(page, controller, said):
    two_class(page)
    setup = controller.work.document.training
    typed = type(setup)(model=Choice("typed"), typed_model="Net", objective="bce")
    controller.work.set_training(controller.work.document.points, typed, "Typed")
    page.one_batch()
    assert page.training.run.last is None or page.training.run.last.updates == 0
    assert "press Run" in said[-1]


@pytest.mark.parametrize("suffix", ["svg", "pdf", "png"])
def test_plots_are_written_as_seen(page, said, tmp_path, monkeypatch, suffix):
    two_class(page)
    page.run()
    target = tmp_path / f"plots.{suffix}"
    monkeypatch.setattr(
        "graphlab.app.training_page.QFileDialog.getSaveFileName", lambda *_: (str(target), "")
    )
    page.save_plots()
    assert said[-1] == f"Saved plots.{suffix}."
    data = target.read_bytes()
    beginnings = {"svg": b"<?xml", "pdf": b"%PDF", "png": b"\x89PNG"}
    assert data.startswith(beginnings[suffix])
    if suffix == "svg":
        text = data.decode()
        assert text.count("<path") + text.count("<polyline") > 200  # a marker each
        assert "epoch" in text


def test_plots_of_another_kind_are_refused_with_what_there_is(page, said, monkeypatch):
    two_class(page)
    monkeypatch.setattr(
        "graphlab.app.training_page.QFileDialog.getSaveFileName", lambda *_: ("plots.doc", "")
    )
    page.save_plots()
    assert said == ["Plots are written as .svg, .pdf, .png; plots.doc is none of them."]
