"""Training as the window drives it, against the same loop written by hand in PyTorch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ratio import SMOKE, Goal, main  # isort: skip  # it limits numpy to one thread, too

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, SubsetRandomSampler, TensorDataset

from graphlab.task import strokes
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.setup import Setup
from graphlab.worker.codec import decode, encode
from graphlab.worker.trainer import Trainer
from graphlab.worker.training_messages import AdvanceRequest, Drawn, Ground, TrainRequest

if TYPE_CHECKING:
    from ratio import Timer

torch.set_num_threads(1)

EPOCHS = 1 if SMOKE else 12
SLICE = 0.04  # seconds of the loop between two answers, as in the window
GROUNDS = 0.1  # seconds between two looks at the ground
SETUP = Setup(
    data=Choice("two-class", (("n", 500),)),
    model=Choice("mlp", (("layers", "32,32"), ("activation", "relu"))),
    objective="cross-entropy",
    batch_size=32,
    epochs=EPOCHS,
)
POINTS = made(SETUP.data, 0)
GROUND = Ground(-5.0, -5.0, 5.0, 5.0, 100, 100)


def by_hand() -> float:
    """Seconds of the processor for the lecture's loop with validation, and no window."""
    torch.manual_seed(0)
    data = torch.tensor(POINTS.inputs, dtype=torch.float32)
    labels = torch.tensor(POINTS.targets, dtype=torch.int64)
    indices = np.random.default_rng(0).permutation(len(POINTS))
    train, validation, _ = np.split(indices, [600, 800])
    loaders = [
        DataLoader(TensorDataset(data, labels), 32, sampler=SubsetRandomSampler(part.tolist()))
        for part in (train, validation)
    ]
    model = nn.Sequential(
        nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 2)
    )
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    begin = time.process_time()
    for _ in range(EPOCHS):
        epoch_loss = correct = 0.0
        for x, t in loaders[0]:
            optimizer.zero_grad()
            loss = criterion(model(x), t)
            loss.backward()
            optimizer.step()
            epoch_loss += loss.item()
            with torch.no_grad():
                correct += (model(x).argmax(dim=-1) == t).sum().item()
        with torch.no_grad():
            for x, t in loaders[1]:
                outputs = model(x)
                epoch_loss += criterion(outputs, t).item()
                correct += (outputs.argmax(dim=-1) == t).sum().item()
    return time.process_time() - begin


def in_slices(*, drawing: bool) -> Timer:
    """The same number of updates in the worker, its messages included."""

    def once() -> float:
        trainer = Trainer()
        trainer.answer(TrainRequest(1, SETUP, Drawn.of(POINTS)))
        begin, looked, number = time.process_time(), float("-inf"), 1
        is_over = False
        while not is_over:
            number += 1
            now = time.process_time()
            is_due = drawing and now - looked >= GROUNDS
            looked = now if is_due else looked
            ground = GROUND if is_due else None
            request = AdvanceRequest(number, 1, SLICE, until=EPOCHS, ground=ground)
            answer = trainer.answer(decode(encode(request)))
            encode(answer)
            is_over = answer.is_over
        return time.process_time() - begin

    return once


def stroke() -> float:
    """Ten events of a brush over 10,000 points, and its end."""
    points = made(Choice("two-class", (("n", 5_000),)), 0)
    way = np.column_stack([np.linspace(-3, 3, 11), np.linspace(-2, 2, 11)])
    begin = time.perf_counter()
    strokes.brushed(points, way, strokes.Brush((0.3, 0.3), 5.0, 1), 0.0)
    return time.perf_counter() - begin


def frame() -> float:
    """Of a 60 Hz screen."""
    return 1 / 60


if __name__ == "__main__":
    timers = {
        "loop by hand": by_hand,
        "training in slices": in_slices(drawing=False),
        "training while drawing": in_slices(drawing=True),
        "a stroke over 10,000 points": stroke,
        "a frame": frame,
    }
    goals = [
        Goal("training in slices", "loop by hand", 1 / 0.93),
        Goal("training while drawing", "loop by hand", 1 / 0.8),
        Goal("a stroke over 10,000 points", "a frame", 1.0),
    ]
    raise SystemExit(main(timers, goals, rounds=1 if SMOKE else 5))
