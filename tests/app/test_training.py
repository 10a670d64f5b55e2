"""A run as the window drives it: slices ahead of the worker, pauses, losses, other points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, Signal

from graphlab.app import training as module
from graphlab.app.training import Training
from graphlab.errors import GraphlabError
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.setup import Setup
from graphlab.training.session import Session
from graphlab.worker.messages import Recorded, Refused
from graphlab.worker.refusals import refused
from graphlab.worker.trainer import Trainer
from graphlab.worker.training_messages import (
    AdvanceRequest,
    ChangeRequest,
    Ground,
    PointsRequest,
    StepRequest,
    TrainRequest,
)

SETUP = Setup(data=Choice("two-class"), epochs=3, batch_size=32)
POINTS = made(SETUP.data, 0)
GROUND = Ground(-3.0, -3.0, 3.0, 3.0, 6, 6)


class TrainingLink(QObject):
    """Answers one request after the other, when told to, as a worker does."""

    message = Signal(object)
    gone = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.waiting = []
        self.asked = []
        self.trainer = Trainer()

    def send(self, request, *, latest=False) -> None:
        self.asked.append(request)
        self.waiting.append(request)

    def answer(self, count=1) -> None:
        for _ in range(count):
            request = self.waiting.pop(0)
            try:
                if isinstance(request, StepRequest):
                    reply = Recorded(request.number, self.trainer.record_step(request).record)
                else:
                    reply = self.trainer.answer(request)
            except GraphlabError as error:
                reply = refused(request.number, error)
            self.message.emit(reply)

    def answer_all(self) -> None:
        while self.waiting:
            self.answer()

    def replace_worker(self) -> None:
        """Another process, which knows of nothing."""
        self.trainer = Trainer()

    def die(self) -> None:
        self.waiting.clear()
        self.trainer = Trainer()
        self.gone.emit("Your code ended its process.")


@pytest.fixture
def link(qapp):
    return TrainingLink()


@pytest.fixture
def training(link):
    training = Training(link)
    training.ground = lambda: GROUND
    training.set_task(SETUP, POINTS)
    return training


def plain(setup=SETUP, points=POINTS):
    session = Session(setup, points)
    while not session.is_over:
        session.advance()
    return session


def kinds(link):
    return [type(request).__name__ for request in link.waiting]


def test_first_weights_are_seen_before_any_batch(training, link):
    training.prepare()
    link.answer_all()
    assert training.run.state == "new"
    assert training.run.said.shape == (6, 6)
    assert not training.is_begun


def test_a_run_goes_to_its_end_and_is_the_plain_loop(training, link):
    training.go()
    link.answer_all()
    assert training.run.state == "over"
    assert list(training.run.rows) == plain().history
    assert training.run.test == plain().test()


def test_two_slices_wait_with_the_worker_and_no_more(training, link, monkeypatch):
    monkeypatch.setattr(module, "SLICE", 0.0)  # a batch each
    training.go()
    assert kinds(link) == ["TrainRequest", "AdvanceRequest", "AdvanceRequest"]
    link.answer(2)
    assert kinds(link) == ["AdvanceRequest", "AdvanceRequest"]


def test_the_ground_is_looked_at_ten_times_a_second(training, link, monkeypatch):
    monkeypatch.setattr(module, "SLICE", 0.0)
    now = [0.0]
    training.clock = lambda: now[0]
    training.go()
    for tick in range(8):
        now[0] = tick * 0.04
        link.answer()
    grounds = [r.ground is not None for r in link.asked if isinstance(r, AdvanceRequest)]
    assert grounds[:2] == [True, False]
    assert sum(grounds) == 3


def test_a_pause_ends_with_the_slices_that_are_under_way(training, link, monkeypatch):
    monkeypatch.setattr(module, "SLICE", 0.0)
    training.go()
    link.answer(4)
    training.pause()
    link.answer_all()
    at = training.run.last.updates
    assert training.run.state == "paused"
    training.go()
    link.answer_all()
    assert at < training.run.last.updates
    assert list(training.run.rows) == plain().history


def test_one_batch_one_epoch_and_until_an_epoch(training, link):
    training.one_batch()
    link.answer_all()
    assert training.run.last.updates == 1
    assert training.run.state == "paused"
    training.one_epoch()
    link.answer_all()
    assert (training.run.epoch, training.run.last.batch) == (1, 0)
    assert training.run.state == "paused"
    training.go(5)
    link.answer_all()
    assert training.run.epoch == 5


def test_a_run_that_is_over_begins_anew_and_leaves_a_ghost(training, link):
    training.go()
    link.answer_all()
    rows = training.run.rows
    training.go()
    link.answer_all()
    assert training.run.rows == rows
    assert training.run.ghosts == (rows,)


def test_reset_leads_to_the_same_first_weights(training, link):
    training.prepare()
    link.answer_all()
    first = training.run.last.weights["w"].tolist()
    training.one_epoch()
    link.answer_all()
    training.reset()
    link.answer_all()
    assert training.run.last.weights["w"].tolist() == first
    assert training.run.rows == ()


def test_another_set_up_ends_the_run_but_more_epochs_do_not(training, link):
    training.one_epoch()
    link.answer_all()
    training.set_task(replace(SETUP, epochs=9), POINTS)
    assert training.run.epoch == 1
    training.set_task(replace(SETUP, batch_size=4), POINTS)
    assert training.run.state == "new"
    assert training.run.rows == ()
    assert len(training.run.ghosts) == 1


def test_points_drawn_while_training_join_at_the_next_epoch(training, link):
    training.one_batch()
    link.answer_all()
    more = POINTS.with_more([[0.0, 0.0]], [0.0])
    training.set_task(SETUP, more)
    assert kinds(link) == ["PointsRequest"]
    training.go()
    link.answer_all()
    assert training.run.state == "over"
    assert sum(map(len, training.run.parts)) == len(more)


def test_points_of_another_kind_end_the_run(training, link):
    training.one_batch()
    link.answer_all()
    training.set_task(
        replace(SETUP, model=Choice("linear"), objective="mse"), made(Choice("line"), 0)
    )
    assert training.run.state == "new"
    assert not any(isinstance(request, PointsRequest) for request in link.asked)


def test_another_process_takes_over_from_the_last_epoch(training, link, monkeypatch):
    monkeypatch.setattr("graphlab.worker.trainer.SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    training.one_epoch()
    link.answer_all()
    link.replace_worker()
    training.go()
    link.answer_all()
    assert training.run.state == "over"
    assert list(training.run.rows) == plain().history


def test_a_process_that_dies_is_told_and_run_goes_on(training, link, monkeypatch):
    monkeypatch.setattr("graphlab.worker.trainer.SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    training.go(2)
    link.answer_all()
    training.go()
    link.die()
    assert training.run.state == "lost"
    assert "last epoch" in training.run.problem
    training.go()
    link.answer_all()
    assert training.run.state == "over"
    assert list(training.run.rows) == plain().history


def test_what_cannot_be_trained_is_said(training, link):
    training.set_task(replace(SETUP, model=Choice("linear"), objective="mse"), POINTS)
    training.go()
    link.answer_all()
    assert training.run.state == "new"
    assert training.run.problem
    assert not link.waiting


def test_stopped_with_the_other_runs_it_can_go_on(training, link):
    training.go()
    link.answer()
    request = link.waiting[0]
    link.message.emit(Refused(request.number, "Stopped."))
    assert training.run.state == "lost"
    assert training.run.problem.startswith("Stopped.")


def test_the_loss_of_the_next_batch_is_recorded_with_its_points(training, link, qtbot):
    heard = []
    training.recorded.connect(lambda reply, points: heard.append((reply, points)))
    training.open_step(())
    training.open_step((4,))
    link.answer_all()
    (first, no_points), (_, points) = heard
    assert first.record.check.agrees
    assert (no_points, points) == ((), (4,))
    training.update((4,))
    link.answer_all()
    assert training.run.last.updates == 1


def test_zero_grad_stays_left_out_after_a_reset(training, link):
    training.leave_out_zero_grad(True)
    training.one_batch()
    training.reset()
    link.answer_all()
    assert training.run.zero_grad_left_out
    begun = [request for request in link.asked if isinstance(request, TrainRequest)]
    assert [request.leaves_out for request in begun] == [True, True]


def test_slow_motion_shows_five_phases_of_the_next_batch(training, link):
    training.slowly()
    link.answer_all()
    assert [phase.name for phase in training.run.phases][-1] == "step"
    assert training.run.last.updates == 1
    training.one_batch()
    link.answer_all()
    assert training.run.phases == ()


def test_where_one_looks_is_asked_for_only_between_batches(training, link):
    training.prepare()
    link.answer_all()
    training.look()
    assert [r.change for r in link.waiting if isinstance(r, ChangeRequest)] == ["look"]
    link.answer_all()
    training.go()
    training.look()
    assert not any(isinstance(request, ChangeRequest) for request in link.waiting)


def test_a_script_is_given(training, link):
    heard = []
    training.scripted.connect(heard.append)
    training.ask_script()
    link.answer_all()
    assert "SubsetRandomSampler" in heard[0]


def test_an_answer_to_a_run_of_before_is_not_heard(training, link):
    training.go()
    old = list(link.waiting)
    training.set_task(replace(SETUP, seed=3), POINTS)
    link.waiting = old
    link.answer(1)
    assert training.run.last is None


def test_a_run_that_is_over_can_be_looked_at_for_a_batch_more(training, link):
    heard = []
    training.recorded.connect(lambda reply, points: heard.append(reply))
    training.go()
    link.answer_all()
    done = training.run.last.updates
    training.open_step(())
    link.answer_all()
    assert heard[0].record.check.agrees
    training.update(())
    link.answer_all()
    assert training.run.last.updates == done + 1
    assert training.run.state == "paused"
    training.one_batch()
    link.answer_all()
    assert training.run.last.updates == done + 2
    assert not link.waiting


def test_without_a_place_to_look_at_nothing_is_looked_at(training, link):
    training.ground = lambda: None
    training.one_batch()
    link.answer(2)
    assert link.waiting == []
    assert training.run.state == "paused"
