"""A training run in the worker: advanced by slices, asked about, opened as a graph."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from dataclasses import astuple

import numpy as np
import pytest
import torch

from graphlab.errors import InputError, WorkerError
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.setup import Setup
from graphlab.training.session import Session
from graphlab.worker import trainer as module
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import Recorded
from graphlab.worker.service import Service
from graphlab.worker.trainer import Trainer
from graphlab.worker.training_messages import (
    AdvanceRequest,
    ChangeRequest,
    Drawn,
    Ground,
    PointsRequest,
    ScriptRequest,
    Slow,
    SlowRequest,
    StepRequest,
    Trained,
    TrainRequest,
    UpdateRequest,
    WeightsRequest,
)

SETUP = Setup(
    data=Choice("two-class"), optimizer=Choice("sgd", (("momentum", 0.9),)), epochs=4, batch_size=16
)
POINTS = made(SETUP.data, 0)
LINE = Setup(data=Choice("line"), model=Choice("linear"), objective="mse", epochs=3)
PLENTY = 100.0  # seconds of a slice that is to end by itself


def begun(setup: Setup = SETUP, points=POINTS, **more) -> tuple[Trainer, Trained]:
    trainer = Trainer()
    request = TrainRequest(1, setup, Drawn.of(points), **more)
    return trainer, passed(trainer.answer(passed(request)))


def passed(message):
    """As it comes out at the other end of the pipe."""
    return decode(encode(message))


def advanced(trainer: Trainer, **more) -> Trained:
    answer = passed(trainer.answer(AdvanceRequest(2, 1, PLENTY, **more)))
    assert isinstance(answer, Trained)
    return answer


def test_a_run_begins_at_the_first_weights_with_all_its_parts_told():
    _, first = begun()
    assert (first.epoch, first.batch, first.updates, first.is_over) == (0, 0, 0, False)
    assert sorted(np.concatenate(first.parts)) == [*range(len(POINTS))]
    assert first.weights["w"].tolist() == [1, 1]
    assert first.loss is None
    assert first.drawn is None


def test_slices_give_the_history_of_the_plain_loop():
    plain = Session(SETUP, POINTS)
    while not plain.is_over:
        plain.advance()
    trainer, _ = begun()
    rows = []
    while not (answer := advanced(trainer, batches=3)).is_over:
        rows += answer.rows
    assert [*rows, *answer.rows] == plain.history
    assert {name: w.tolist() for name, w in answer.weights.items()} == {
        name: w.tolist() for name, w in plain.weights().items()
    }
    assert answer.test == plain.test()


def test_a_slice_ends_after_its_batches_at_its_epoch_or_when_its_time_is_up():
    trainer, first = begun()
    assert advanced(trainer, batches=2).updates == 2
    assert (one := advanced(trainer, until=2)).epoch == 2
    assert one.batch == 0
    assert len(one.rows) == 2
    answer = trainer.answer(AdvanceRequest(3, 1, 0.0))
    assert answer.updates == 2 * first.batches + 1


def test_more_epochs_than_the_set_up_has_can_be_asked_for():
    trainer, _ = begun()
    assert advanced(trainer).is_over
    assert (more := advanced(trainer, until=6)).epoch == 6
    assert more.is_over


def test_the_batch_that_is_recorded_is_the_one_that_is_taken_next():
    trainer, _ = begun()
    advanced(trainer, batches=5)
    record = trainer.record_step(StepRequest(7, 1)).record
    after = trainer.answer(UpdateRequest(8, 1))
    assert record.check.agrees
    assert record.outputs[0].item() == pytest.approx(after.loss)
    for name in ("w", "b"):
        np.testing.assert_allclose(record.gradients[f"model.{name}"], after.gradients[name])
    plain, _ = begun()
    assert advanced(plain, batches=6).weights["w"].tolist() == after.weights["w"].tolist()


def test_a_point_is_recorded_and_its_step_applied():
    trainer, first = begun()
    record = trainer.record_step(StepRequest(7, 1, (3,))).record
    after = trainer.answer(UpdateRequest(8, 1, (3,)))
    gradient = record.gradients["model.w"]
    expected = first.weights["w"] - 0.01 * gradient
    np.testing.assert_allclose(after.weights["w"], expected, rtol=1e-6)
    assert (after.epoch, after.batch) == (0, 0)


def test_recordings_of_steps_are_kept_to_be_asked_about():
    class Engine:
        record_step = staticmethod(lambda request: trainer.record_step(request))

    trainer, _ = begun()
    answer = Service(Engine()).answer(StepRequest(7, 1))  # type: ignore[arg-type]
    assert isinstance(answer, Recorded)
    assert answer.number == 7


def test_on_the_ground_the_model_says_what_it_says_there():
    trainer, _ = begun()
    ground = Ground(-4.0, -2.0, 4.0, 2.0, 8, 4)
    answer = passed(trainer.answer(AdvanceRequest(2, 1, PLENTY, batches=9, ground=ground)))
    session = trainer._session
    places = np.array([(-3.5 + column, -1.5 + row) for row in range(4) for column in range(8)])
    np.testing.assert_array_equal(answer.said.ravel(), session.predict(places).numbers)
    assert answer.said.shape == (4, 8)
    np.testing.assert_array_equal(answer.decided, session.predict(POINTS.inputs).classes)
    curve, _ = begun(LINE, made(LINE.data, 0))
    assert curve.answer(AdvanceRequest(2, 1, 0.0, ground=ground)).said.shape == (1, 8)


@pytest.mark.parametrize(("columns", "rows"), [(0, 4), (4, -1), (10_000, 10_000)])
def test_a_ground_without_places_or_with_too_many_is_refused(columns, rows):
    trainer, _ = begun()
    with pytest.raises(WorkerError, match="too many places"):
        trainer.answer(AdvanceRequest(2, 1, 0.0, ground=Ground(0, 0, 1, 1, columns, rows)))


def test_another_worker_goes_on_from_the_last_epoch_to_the_same_end(monkeypatch):
    monkeypatch.setattr(module, "SECONDS_BETWEEN_CHECKPOINTS", 0.0)
    trainer, _ = begun()
    kept = advanced(trainer, until=2).checkpoint
    assert kept
    end = advanced(trainer)
    other, first = begun(checkpoint=kept)
    assert first.epoch == 2
    assert len(first.rows) == 2
    assert advanced(other).weights["w"].tolist() == end.weights["w"].tolist()


def test_checkpoints_are_not_taken_more_than_once_a_second(monkeypatch):
    now = [0.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    trainer, _ = begun()
    trainer._kept_at = 0.0
    assert not advanced(trainer, until=1).checkpoint
    now[0] = 1.5
    assert advanced(trainer, until=2).checkpoint
    assert not advanced(trainer, until=3).checkpoint


def test_at_the_closed_form_all_gradients_end():
    trainer, first = begun(LINE, made(LINE.data, 0))
    advanced(trainer)
    best = trainer.answer(ChangeRequest(4, 1, "closed form"))
    np.testing.assert_allclose(best.weights["w"], first.fit.weights["w"], rtol=1e-6)
    everything = tuple(first.parts[0].tolist())
    record = trainer.record_step(StepRequest(5, 1, everything)).record
    assert np.abs(record.gradients["model.w"]).max() < 1e-5


def test_parts_and_closed_form_are_told_when_they_are_new_and_only_then():
    trainer, first = begun(LINE, made(LINE.data, 0))
    assert first.fit is not None
    assert advanced(trainer, until=1).parts == ()
    more = made(LINE.data, 0).with_more([[9.0, -50.0]] * 20, [0.0] * 20)
    assert trainer.answer(PointsRequest(3, 1, Drawn.of(more))).fit is None
    then = advanced(trainer, until=2)
    assert sum(map(len, then.parts)) == len(more)
    assert then.fit.weights["w"].tolist() != first.fit.weights["w"].tolist()
    best = trainer.answer(ChangeRequest(4, 1, "closed form"))
    np.testing.assert_allclose(best.weights["w"], then.fit.weights["w"], rtol=1e-6)


def test_what_has_no_closed_form_says_so():
    trainer, _ = begun()
    with pytest.raises(InputError, match="linear and polynomial"):
        trainer.answer(ChangeRequest(4, 1, "closed form"))


def test_gradients_add_up_while_zero_grad_is_left_out():
    trainer, _ = begun()
    trainer.answer(ChangeRequest(3, 1, "leave out zero_grad"))
    first = trainer.answer(SlowRequest(4, 1))
    second = passed(trainer.answer(SlowRequest(5, 1)))
    assert isinstance(second, Slow)
    assert [phase.name for phase in second.phases] == [
        "zero_grad",
        "forward",
        "loss",
        "backward",
        "step",
    ]
    held = second.phases[0].parameters["w"].grad
    assert second.phases[0].is_left_out
    np.testing.assert_array_equal(held, first.phases[-1].parameters["w"].grad)
    trainer.answer(ChangeRequest(6, 1, "with zero_grad"))
    assert trainer.answer(SlowRequest(7, 1)).phases[0].parameters["w"].grad is None


def test_other_points_count_from_the_next_epoch_on():
    trainer, first = begun()
    advanced(trainer, batches=1)
    more = POINTS.with_more([[0.0, 0.0]], [1.0])
    trainer.answer(PointsRequest(3, 1, Drawn.of(more)))
    assert advanced(trainer, until=1).epoch == 1
    then = advanced(trainer, until=2)
    assert sum(map(len, then.parts)) == len(POINTS) + 1
    assert first.parts is not then.parts


def test_a_run_that_diverges_says_where():
    wild = Setup(
        data=Choice("line"),
        model=Choice("linear"),
        objective="mse",
        optimizer=Choice("sgd", (("lr", 1e6),)),
    )
    trainer, _ = begun(wild, made(wild.data, 0))
    answer = advanced(trainer)
    assert answer.is_over
    assert "update" in answer.problem
    assert answer.place
    assert answer.test is None


def test_a_run_of_before_is_told_to_be_gone():
    trainer, _ = begun()
    trainer.answer(TrainRequest(9, SETUP, Drawn.of(POINTS)))
    with pytest.raises(WorkerError, match="not there any more"):
        trainer.answer(AdvanceRequest(10, 1, 0.1))


@pytest.mark.parametrize("points", [(-1,), (10_000, 20_000)])
def test_points_that_are_not_there_are_refused(points):
    trainer, _ = begun()
    with pytest.raises(InputError, match="None of these"):
        trainer.answer(UpdateRequest(3, 1, points))


# ── typed classes ────────────────────────────────────────────────────────────────────────────

TYPED = """
import torch
from torch import nn
from torch.utils.data import Dataset

class Line(nn.Module):
    def __init__(self, N):
        super().__init__()
        self.w = nn.Parameter(torch.ones(N))
        self.b = nn.Parameter(torch.zeros(1))
    def forward(self, x):
        return torch.sigmoid(x @ self.w + self.b)

class Two(Dataset):
    def __init__(self, N):
        self.data = torch.cat((torch.randn(N, 2) - 1, torch.randn(N, 2) + 1))
        self.labels = torch.cat((torch.zeros(N), torch.ones(N)))
    def __len__(self):
        return len(self.labels)
    def __getitem__(self, idx):
        return self.data[idx], self.labels[idx]
"""


def typed(model: str = "Line", **more) -> Setup:
    init = (("N", "2"),)
    return Setup(
        data=Choice("typed", (("N", "30"),)),
        model=Choice("typed", init),
        objective="bce",
        epochs=2,
        typed_model=model,
        typed_data="Two",
        **more,
    )


def test_typed_classes_are_trained_and_their_points_told():
    trainer, first = begun(typed(), text=TYPED)
    assert len(first.points.points) == 60
    assert first.weights["w"].tolist() == [1, 1]
    end = advanced(trainer)
    assert end.is_over
    assert end.points is None
    record = trainer.record_step(StepRequest(5, 1, (0, 3))).record
    assert record.check.agrees
    assert set(record.gradients) == {"model.w", "model.b"}


def test_a_mistake_in_a_typed_class_is_told_with_its_line():
    broken = TYPED.replace("x @ self.w", "x @ self.v")
    with pytest.raises(InputError) as error:
        begun(typed(), text=broken)
    assert error.value.line == 12
    with pytest.raises(InputError, match="Missing"):
        begun(typed("Missing"), text=TYPED)


def test_without_typed_classes_no_text_is_run():
    trainer, first = begun(text="raise SystemExit")
    assert first.points is None
    assert advanced(trainer, batches=1).updates == 1


def test_the_script_of_a_typed_model_has_its_class_and_nothing_else_of_the_text():
    text = TYPED + "\nprint('not to be copied')\n"
    trainer = Trainer()
    answer = passed(trainer.answer(ScriptRequest(5, typed(), Drawn.of(POINTS), text)))
    assert "class Line(nn.Module):" in answer.text
    assert "model = Line(N=2)" in answer.text
    assert "not to be copied" not in answer.text


def test_the_script_of_typed_classes_gives_the_history_of_the_run(tmp_path):
    trainer, first = begun(typed(), text=TYPED)
    end = advanced(trainer)
    request = ScriptRequest(5, typed(), Drawn.of(first.points.points), TYPED)
    path = tmp_path / "run.py"
    path.write_text(passed(trainer.answer(request)).text, encoding="utf-8")
    code = "import json, runpy, sys; print(json.dumps(runpy.run_path(sys.argv[1])['history']))"
    ended = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    rows = json.loads(ended.stdout.splitlines()[-1])
    assert [list(row.values()) for row in rows] == [list(astuple(row)) for row in end.rows]


def test_weights_are_given_as_pytorch_loads_them():
    trainer, _ = begun()
    end = advanced(trainer)
    answer = passed(trainer.answer(WeightsRequest(5, 1)))
    state = torch.load(io.BytesIO(answer.data), weights_only=True)
    assert state["w"].tolist() == pytest.approx(end.weights["w"].tolist())
