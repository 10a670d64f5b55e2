"""The lecture's run: its own loop, written here from its facts, gives the same history."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset

from graphlab.task.data_sets import made
from graphlab.task.history import Epoch
from graphlab.task.presets import LECTURE
from graphlab.training.session import Session

if TYPE_CHECKING:
    from graphlab.task.points import Points

SEED = 3


class Lecture(nn.Module):
    """Takes one point, or a column of points, as the lecture's does."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.ones(2))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return 1 / (1 + torch.exp(-(self.w @ x + self.b)))


def right(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    with torch.no_grad():
        p = model(x.unsqueeze(-1)).squeeze(-1)
    return float(((p >= 0.5) * y).sum() + ((p < 0.5) * (1 - y)).sum())


def lecture_history(points: Points, epochs: int) -> list[Epoch]:
    """One loop over loaders, one mean of batch means, accuracies just after each update."""
    torch.manual_seed(SEED)
    np.random.seed(SEED)
    random.seed(SEED)
    dataset = TensorDataset(
        torch.tensor(points.xy, dtype=torch.float32), torch.tensor(points.mark, dtype=torch.float32)
    )
    order = np.arange(len(dataset))
    np.random.shuffle(order)
    loaders = [
        DataLoader(dataset, batch_size=8, sampler=SubsetRandomSampler(part.tolist()))
        for part in (order[:60], order[60:80])
    ]
    model = Lecture()
    criterion = nn.BCELoss(reduction="mean")
    optimizer = torch.optim.SGD(model.parameters(), lr=1e-2, momentum=0.99, weight_decay=1e-3)
    history = []
    for epoch in range(epochs):
        loss_sum, accuracy = 0.0, 0.0
        for x, y in loaders[0]:
            optimizer.zero_grad()
            loss = criterion(model(x.unsqueeze(-1)).squeeze(-1), y)
            loss.backward()
            optimizer.step()
            loss_sum += loss.item()
            accuracy += right(model, x, y)
        val_loss, val_accuracy = 0.0, 0.0
        for x, y in loaders[1]:
            with torch.no_grad():
                val_loss += criterion(model(x.unsqueeze(-1)).squeeze(-1), y).item()
            val_accuracy += right(model, x, y)
        history.append(
            Epoch(
                epoch + 1,
                loss_sum / len(loaders[0]),
                accuracy / 60,
                val_loss / len(loaders[1]),
                val_accuracy / 20,
            )
        )
    return history


def ran(session: Session) -> list[Epoch]:
    while not session.is_over:
        session.advance()
    return session.history


@pytest.fixture(scope="module")
def points() -> Points:
    return made(LECTURE.data, SEED)


def test_the_lectures_module_fed_as_a_column_gives_its_history_to_the_last_bit(
    points: Points,
) -> None:
    setup = replace(
        LECTURE, seed=SEED, epochs=20, feeding="column", model=replace(LECTURE.model, key="typed")
    )
    assert ran(Session(setup, points, Lecture())) == lecture_history(points, 20)


def test_the_preset_gives_the_lectures_history(points: Points) -> None:
    """Its sigmoid is PyTorch's, which rounds in another way and never overflows."""
    found = ran(Session(replace(LECTURE, seed=SEED, epochs=30), points))
    wanted = lecture_history(points, 30)
    for one, other in zip(found, wanted, strict=True):
        assert one.train_loss == pytest.approx(other.train_loss, rel=1e-4)
        assert one.val_loss == pytest.approx(other.val_loss, rel=1e-4)
        assert (one.train_score, one.val_score) == (other.train_score, other.val_score)


def test_the_preset_is_the_lectures(points: Points) -> None:
    session = Session(LECTURE, points)
    assert [len(part) for part in session.parts.indices] == [60, 20, 120, 0]
    assert session.batches == 8
    assert session.epochs == 100
    assert session.weights()["w"].tolist() == [1.0, 1.0]
    assert session.weights()["b"].tolist() == [0.0]
    ran(session)
    final = session.test()
    assert final is not None
    assert final[1] > 0.7
