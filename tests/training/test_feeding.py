"""How a typed model is given a batch: what is read, what is refused, what is silently wrong."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from graphlab.errors import InputError
from graphlab.training.feeding import check, feed_of


class Lecture(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.tensor([1.0, 2.0]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.w @ x


class Mixing(nn.Module):
    """A softmax along the batch in place of the classes."""

    def __init__(self) -> None:
        super().__init__()
        self.layer = nn.Linear(2, 3)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.softmax(self.layer(x), dim=0)


def told(module: nn.Module, feeding: str, outputs: int = 1) -> str:
    report = check(module, feeding, 2, outputs, torch.float32)
    assert not report.agrees
    return report.sentence


X = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


@pytest.mark.parametrize(
    "feeding",
    [
        "column",
        "each",
        "model(x.T)",
        "model(x.unsqueeze(-1)).squeeze(-1)",
        "model(x[:, :, None])[..., 0]",
        "model(x.reshape(3, 2, 1)).flatten()",
    ],
)
def test_the_lectures_model_may_be_fed_in_these_ways(feeding: str) -> None:
    assert feed_of(feeding)(Lecture(), X).tolist() == [5.0, 11.0, 17.0]


@pytest.mark.parametrize("feeding", ["column", "each", "model(x.T)"])
def test_feeding_that_fits_is_said_to_agree(feeding: str) -> None:
    assert check(Lecture(), feeding, 2, 1, torch.float32).agrees


def test_a_batch_of_two_points_is_silently_wrong_and_found() -> None:
    """w@x runs on a batch of shape (2, 2), and takes a sum over the points."""
    assert feed_of("batch")(Lecture(), X[:2]).shape == (2,)
    assert feed_of("batch")(Lecture(), X[:2]).tolist() != [5.0, 11.0]
    assert not check(Lecture(), "batch", 2, 1, torch.float32).agrees


class OnlySquare(Lecture):
    """Right for other sizes, so that only the batch of two can tell."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.ndim == 2 and x.shape[0] != 2:
            return x @ self.w
        return self.w @ x


def test_the_batch_as_large_as_the_inputs_is_among_those_compared() -> None:
    sentence = told(OnlySquare(), "batch")
    assert "(2, 2)" in sentence
    assert "gives other numbers than its points one at a time" in sentence
    assert "model(x.unsqueeze(-1)).squeeze(-1)" in sentence


def test_a_model_that_mixes_points_is_found() -> None:
    assert "mixes the points of a batch" in told(Mixing(), "batch", outputs=3)


class OnlyMany(Lecture):
    """Has nothing to say about one point alone, as a last batch may be."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.ndim < 2 or len(x) < 2:
            raise ValueError("at least two points")
        return x @ self.w


def test_a_model_that_fails_for_one_point_is_not_said_to_mix_them() -> None:
    sentence = told(OnlyMany(), "batch")
    assert "(1, 2) fails: at least two points" in sentence
    assert "mixes" not in sentence


def test_a_model_for_one_point_is_told_how_to_be_fed() -> None:
    sentence = told(Lecture(), "batch")
    assert "(3, 2)" in sentence
    assert "takes one point at a time" in sentence


def test_an_output_with_a_dimension_too_many_is_told_with_its_remedy() -> None:
    sentence = told(nn.Linear(2, 1), "batch")
    assert "shape (3, 1) for x of shape (3, 2)" in sentence
    assert sentence.endswith("Feed it as model(x).squeeze(-1).")
    assert check(nn.Linear(2, 1), "model(x).squeeze(-1)", 2, 1, torch.float32).agrees


def test_a_model_for_other_inputs_is_told_with_both_shapes() -> None:
    assert "(3, 2)" in told(nn.Linear(3, 1), "batch")


def test_what_is_no_tensor_is_told() -> None:
    class Pair(Lecture):
        def forward(self, x: torch.Tensor) -> object:  # type: ignore[override]
            return x, x

    assert "gives a tuple" in told(Pair(), "batch")


def test_checking_leaves_training_mode_as_it_was() -> None:
    module = nn.Sequential(nn.Linear(2, 1), nn.Flatten(0), nn.Dropout())
    assert check(module, "batch", 2, 1, torch.float32).agrees
    assert module.training


@pytest.mark.parametrize(
    "feeding",
    [
        "__import__('os').system('true')",
        "model.__class__(x)",
        "model(x).__class__",
        "model(x, key=1)",
        "model(open('x'))",
        "[model(x) for y in x]",
        "model(x) + 1.5",
        "model(x.numpy())",
        "(lambda: model(x))()",
        "model('x')",
        "y(x)",
        "torch.sum(model(x))",
    ],
)
def test_anything_else_is_refused_before_it_runs(feeding: str) -> None:
    with pytest.raises(InputError, match="Fed as"):
        feed_of(feeding)


@pytest.mark.parametrize(
    ("feeding", "sentence"),
    [
        ("x", "does not call the model"),
        ("model(x", "cannot be read"),
        ("", "cannot be read"),
        ("model(" * 300, "longer than 200"),
    ],
)
def test_what_cannot_be_read_is_told(feeding: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        feed_of(feeding)
