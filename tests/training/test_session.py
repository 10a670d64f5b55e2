"""The loop: repeatable, undisturbed, stopped and gone on with, and what it tells."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from graphlab.errors import DocumentError, InputError
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.optimizers import OPTIMIZERS
from graphlab.task.points import Points
from graphlab.task.presets import LECTURE
from graphlab.task.setup import Setup, Split
from graphlab.training.session import Session

if TYPE_CHECKING:
    from graphlab.task.history import Epoch

SETUP = replace(LECTURE, epochs=3)
POINTS = made(LECTURE.data, 0)
CURVE = made(Choice("line"), 0)
LINE = Setup(model=Choice("linear"), objective="mse", epochs=3)


def ran(session: Session) -> list[Epoch]:
    while not session.is_over:
        session.advance()
    return session.history


class Dropping(nn.Module):
    """Draws numbers in every forward pass, and measures otherwise in evaluation."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 1)
        self.drop = nn.Dropout(0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.layer(self.drop(x))).squeeze(-1)


TYPED = replace(SETUP, model=Choice("typed"))


def test_the_same_seed_gives_the_same_history_and_another_seed_another() -> None:
    first = ran(Session(SETUP, POINTS))
    assert ran(Session(SETUP, POINTS)) == first
    assert ran(Session(replace(SETUP, seed=1), POINTS)) != first


def test_two_sessions_and_their_surroundings_do_not_disturb_each_other() -> None:
    alone = ran(Session(TYPED, POINTS, Dropping))
    torch.manual_seed(7)
    np.random.seed(7)
    random.seed(7)
    wanted = torch.rand(1), np.random.rand(), random.random()
    torch.manual_seed(7)
    np.random.seed(7)
    random.seed(7)
    one, other = Session(TYPED, POINTS, Dropping), Session(TYPED, POINTS, Dropping)
    while not other.is_over:
        one.is_over or one.advance()
        one.predict(POINTS.xy)
        one.test()
        if one.updates > 3:
            other.advance()
    assert one.history == other.history == alone
    assert (torch.rand(1), np.random.rand(), random.random()) == wanted


def test_working_keeps_the_generators_in_place_and_changes_nothing() -> None:
    session = Session(TYPED, POINTS, Dropping)
    with session.working():
        while not session.is_over:
            session.advance()
    assert session.history == ran(Session(TYPED, POINTS, Dropping))


def test_reset_goes_back_to_the_same_weights_and_the_same_history() -> None:
    session = Session(TYPED, POINTS, Dropping)
    first = session.weights()
    history = ran(session)
    session.reset()
    assert session.epoch == session.batch == session.updates == 0
    assert all(np.array_equal(session.weights()[name], first[name]) for name in first)
    assert not any(array is not None for array in session.gradients().values())
    assert ran(session) == history


@pytest.mark.parametrize("row", OPTIMIZERS, ids=lambda row: row.key)
@pytest.mark.parametrize("updates", [0, 3, 8, 13])
def test_a_checkpoint_goes_on_to_the_last_bit(row: object, updates: int) -> None:
    key = row.key  # type: ignore[attr-defined]
    settings = () if key == "adam" else (("momentum", 0.9),)
    setup = replace(TYPED, optimizer=Choice(key, settings))
    whole = Session(setup, POINTS, Dropping)
    ran(whole)
    begun = Session(setup, POINTS, Dropping)
    for _ in range(updates):
        begun.advance()
    kept = begun.checkpoint()
    again = Session(setup, POINTS, Dropping)
    again.advance()
    again.restore(kept)
    assert again.batch_points() == begun.batch_points()
    assert ran(again) == whole.history
    for name, array in whole.weights().items():
        assert np.array_equal(again.weights()[name], array)
    again.reset()
    assert ran(again) == whole.history


def test_a_checkpoint_keeps_gradients_that_were_not_cleared() -> None:
    one, other = Session(SETUP, POINTS), Session(SETUP, POINTS)
    for session in (one, other):
        session.leaves_out_zero_grad = True
    one.advance()
    other.restore(one.checkpoint())
    one.advance()
    other.advance()
    assert np.array_equal(one.weights()["w"], other.weights()["w"])


@pytest.mark.parametrize("kept", [b"", b"nonsense", b"PK\x03\x04"])
def test_bytes_that_are_no_checkpoint_are_refused_and_change_nothing(kept: bytes) -> None:
    session = Session(SETUP, POINTS)
    session.advance()
    before = session.weights()["w"]
    with pytest.raises(DocumentError, match="not a checkpoint"):
        session.restore(kept)
    assert np.array_equal(session.weights()["w"], before)


def test_a_checkpoint_of_other_points_or_another_model_is_refused() -> None:
    kept = Session(SETUP, POINTS).checkpoint()
    with pytest.raises(DocumentError, match="other points"):
        Session(SETUP, POINTS.taking(np.arange(150))).restore(kept)
    with pytest.raises(DocumentError, match="another model"):
        Session(replace(SETUP, model=Choice("mlp"), objective="bce-logits"), POINTS).restore(kept)


def test_every_epoch_draws_each_training_point_once_and_the_last_batch_is_short() -> None:
    session = Session(SETUP, POINTS)
    batches = [session.advance() for _ in range(8)]
    drawn = [point for batch in batches for point in batch.points]
    assert sorted(drawn) == sorted(session.parts.train.tolist())
    assert [len(batch.points) for batch in batches] == [8] * 7 + [4]
    assert [batch.ends_epoch for batch in batches] == [False] * 7 + [True]
    assert (batches[2].epoch, batches[2].batch) == (1, 3)
    assert session.batch_points() == batches[-1].points
    assert session.history[0].train_loss == sum(batch.loss for batch in batches) / 8


def test_batch_size_0_is_gradient_descent() -> None:
    session = Session(replace(SETUP, batch_size=0), POINTS)
    assert session.batches == 1
    assert len(session.advance().points) == 60


def test_left_out_zero_grad_lets_gradients_add_up() -> None:
    setup = replace(SETUP, optimizer=Choice("sgd", (("lr", 0.0),)), batch_size=0)
    session = Session(setup, POINTS)
    session.leaves_out_zero_grad = True
    session.advance()
    once = session.gradients()["w"]
    session.advance()
    twice = session.gradients()["w"]
    assert once is not None
    assert twice is not None
    assert twice == pytest.approx(2 * once, rel=1e-5)
    session.leaves_out_zero_grad = False
    session.advance()
    assert session.gradients()["w"] == pytest.approx(once, rel=1e-5)


@pytest.mark.parametrize("left_out", [False, True])
@pytest.mark.parametrize("row", OPTIMIZERS, ids=lambda row: row.key)
def test_slow_motion_is_the_same_run_and_its_last_term_is_the_weight(
    row: object, left_out: bool
) -> None:
    setup = replace(SETUP, optimizer=Choice(row.key))  # type: ignore[attr-defined]
    slow, fast = Session(setup, POINTS), Session(setup, POINTS)
    slow.leaves_out_zero_grad = fast.leaves_out_zero_grad = left_out
    while not slow.is_over:
        before = slow.weights()
        phases = slow.phases()
        batch = fast.advance()
        assert [phase.name for phase in phases] == [
            "zero_grad",
            "forward",
            "loss",
            "backward",
            "step",
        ]
        cleared, forward, measured, backward, step = phases
        assert cleared.is_left_out is left_out
        assert forward.loss is None
        assert forward.outputs is not None
        assert len(forward.outputs) == len(batch.points)
        assert measured.loss == batch.loss
        assert step.points == batch.points
        for name, numbers in step.parameters.items():
            assert np.array_equal(numbers.update[0][1], before[name])
            assert np.array_equal(numbers.update[-1][1], numbers.w)
            assert np.array_equal(numbers.w, fast.weights()[name])
            grad = backward.parameters[name].grad
            assert grad is not None
            assert np.array_equal(grad, fast.gradients()[name])
    assert slow.history == fast.history


def test_zero_grad_empties_the_slots() -> None:
    session = Session(SETUP, POINTS)
    session.advance()
    cleared, *_ = session.phases()
    assert [numbers.grad for numbers in cleared.parameters.values()] == [None, None]


def test_other_points_are_taken_from_the_next_epoch_on() -> None:
    session = Session(SETUP, POINTS)
    session.advance()
    more = POINTS.with_more(np.array([[0.0, 0.0]]), np.array([1.0]))
    session.take(more)
    for _ in range(7):
        session.advance()
        assert session.parts.points == POINTS
    session.advance()
    assert session.parts.points == more
    with pytest.raises(InputError, match="another kind"):
        session.take(CURVE)


def test_regression_is_measured_by_r2_over_the_training_points() -> None:
    setup = replace(
        LINE, epochs=1, batch_size=0, optimizer=Choice("sgd", (("lr", 0.0),)), split=Split()
    )
    session = Session(setup, CURVE)
    session.advance()
    weights, chosen = session.weights(), session.parts.train
    x, y = CURVE.inputs[chosen], CURVE.targets[chosen]
    residual = y - (x @ weights["w"] + weights["b"])
    wanted = 1 - (residual**2).sum() / ((y - y.mean()) ** 2).sum()
    assert session.history[0].train_score == pytest.approx(wanted, rel=1e-5)
    assert session.history[0].train_loss == pytest.approx((residual**2).mean(), rel=1e-5)


def test_r2_of_equal_targets_is_not_a_number() -> None:
    flat = Points(np.column_stack([np.arange(10.0), np.ones(10)]), np.zeros(10), "curve")
    setup = replace(LINE, epochs=1, optimizer=Choice("sgd", (("lr", 1e-4),)))
    assert np.isnan(ran(Session(setup, flat))[0].train_score)


def test_without_points_to_validate_or_test_there_is_no_such_loss() -> None:
    session = Session(replace(SETUP, epochs=1, split=Split.read("60,0,0")), POINTS)
    (row,) = ran(session)
    assert (row.val_loss, row.val_score, session.test()) == (None, None, None)
    assert len(session.parts.unused) == 140


def test_a_loss_that_grows_stops_the_run_and_names_the_update() -> None:
    session = Session(replace(LINE, optimizer=Choice("sgd", (("lr", 1e6),))), CURVE)
    while not session.is_over:
        batch = session.advance()
    assert batch.divergence is session.divergence is not None
    assert session.divergence.update == session.updates
    assert session.divergence.place == "loss"
    assert f"update {session.updates} (epoch 1, batch " in session.divergence.sentence
    with pytest.raises(InputError, match="run is over"):
        session.advance()
    session.reset()
    assert session.divergence is None


def test_a_parameter_that_is_no_number_is_named() -> None:
    class Breaking(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = nn.Parameter(torch.zeros(1))
            self.shift = nn.Parameter(torch.zeros(1))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return torch.sigmoid(x[..., 0] * torch.sqrt(self.scale) + self.shift)

    session = Session(TYPED, POINTS, Breaking())
    batch = session.advance()
    assert batch.divergence is not None
    assert batch.divergence.place == "scale"
    assert "scale is" in batch.divergence.sentence


def test_raising_the_epochs_goes_on_as_a_longer_run_would() -> None:
    short = Session(SETUP, POINTS)
    ran(short)
    short.test()
    short.epochs = 5
    assert ran(short) == ran(Session(replace(SETUP, epochs=5), POINTS))


def test_points_and_module_may_be_made_within_the_sessions_own_randomness() -> None:
    def points() -> Points:
        return Points(torch.randn(40, 2).double().numpy(), np.repeat([0.0, 1.0], 20))

    setup = replace(TYPED, split=Split())
    one, other = Session(setup, points, Dropping), Session(setup, points, Dropping)
    assert one.parts.points == other.parts.points
    assert ran(one) == ran(other)


def test_decisions_and_probabilities_of_the_plane() -> None:
    session = Session(SETUP, POINTS)
    ran(session)
    shown = session.predict(POINTS.xy)
    weights = session.weights()
    p = 1 / (1 + np.exp(-(POINTS.xy @ weights["w"] + weights["b"])))
    assert shown.meaning == "probability"
    assert shown.numbers == pytest.approx(p, abs=1e-6)
    assert shown.classes is not None
    assert np.array_equal(shown.classes, p >= 0.5)


def test_probabilities_of_several_classes_add_up_to_one() -> None:
    blobs = made(Choice("blobs"), 0)
    setup = replace(SETUP, model=Choice("softmax"), objective="cross-entropy")
    session = Session(setup, blobs)
    ran(session)
    shown = session.predict(blobs.xy)
    assert shown.meaning == "probabilities"
    assert shown.numbers.sum(axis=1) == pytest.approx(np.ones(len(blobs)))
    assert shown.classes is not None
    assert np.array_equal(shown.classes, shown.numbers.argmax(axis=1))


def test_scores_for_bce_are_shown_as_probabilities() -> None:
    session = Session(replace(SETUP, model=Choice("mlp"), objective="bce-logits"), POINTS)
    shown = session.predict(POINTS.xy)
    assert shown.meaning == "probability"
    assert shown.classes is not None
    assert np.array_equal(shown.classes, shown.numbers >= 0.5)


@pytest.mark.parametrize(
    ("changed", "points", "sentence"),
    [
        ({"model": Choice("linear"), "objective": "mse"}, POINTS, "does not learn classes"),
        ({}, CURVE, "does not learn a curve"),
        ({"objective": "cross-entropy"}, POINTS, "one number a point"),
        ({"model": Choice("softmax")}, POINTS, "a score for every class"),
        ({}, made(Choice("blobs"), 0), "there are 3"),
        ({"model": Choice("typed")}, POINTS, "no typed model"),
        ({"epochs": 0}, POINTS, "0 epochs"),
        ({"split": Split.read("150,60,0")}, POINTS, "asks for 210 points"),
        ({"reduction": "none"}, POINTS, "not reduced by"),
    ],
)
def test_what_does_not_go_together_is_told(
    changed: dict[str, object], points: Points, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        Session(replace(SETUP, **changed), points)  # type: ignore[arg-type]


@pytest.mark.parametrize("updates", [0, 3, 8])
def test_a_checkpoint_after_the_next_batch_was_looked_at_goes_on_to_the_last_bit(
    updates: int,
) -> None:
    whole, begun, again = (Session(SETUP, POINTS) for _ in range(3))
    ran(whole)
    for _ in range(updates):
        begun.advance()
    begun.upcoming()
    again.restore(begun.checkpoint())
    assert ran(again) == whole.history
    assert ran(begun) == whole.history


def test_a_large_first_loss_is_no_growth_after_an_update_beside_the_loop() -> None:
    far = Points(np.column_stack([np.linspace(0, 1, 20), np.full(20, 1e6)]), np.zeros(20), "curve")
    session = Session(replace(LINE, optimizer=Choice("sgd", (("lr", 1e-3),))), far)
    session.update_on([0, 1])
    ran(session)
    assert session.divergence is None
