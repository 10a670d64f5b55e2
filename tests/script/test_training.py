"""What a script tells of its training, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graphlab.script.training import training_in
from graphlab.study.training_offer import gives_of, offer_of, setup_of
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.problems import problems
from graphlab.task.setup import Setup

CLASSES = """
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset, SubsetRandomSampler

class Net(nn.Module):
    def __init__(self, N):
        super().__init__()
        self.w = nn.Parameter(torch.ones(N))
    def forward(self, x):
        return torch.sigmoid(self.w @ x)

class Spots(Dataset):
    def __init__(self, N, sigma):
        self.data = sigma * torch.randn(N, 2)
        self.labels = (self.data[:, 0] > 0).float()
    def __len__(self):
        return len(self.labels)
    def __getitem__(self, idx):
        return self.data[idx], self.labels[idx]
"""
LOOP = """
N, sigma = 50, 1.5
spots = Spots(N, sigma)
size = 8
loader = DataLoader(spots, batch_size=size, shuffle=True)
net = Net(2)
criterion = nn.BCELoss(reduction="sum")
rate = 1e-2
optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9, weight_decay=1e-3)
passes = 40
for n in range(passes):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(net(x.unsqueeze(-1)).squeeze(-1), y)
        loss.backward()
        optimizer.step()
"""


def test_all_of_a_loop_is_read_without_running_it():
    found = training_in(CLASSES + LOOP)
    assert found is not None
    assert (found.model, found.init) == ("Net", (("N", "2"),))
    assert (found.data, found.data_init) == ("Spots", (("N", "50"), ("sigma", "1.5")))
    assert (found.objective, found.reduction) == ("bce", "sum")
    assert found.optimizer == "sgd"
    assert dict(found.settings) == {"lr": 0.01, "momentum": 0.9, "weight_decay": 0.001}
    assert (found.batch_size, found.epochs, found.as_column) == (8, 40, True)


def test_it_becomes_a_set_up():
    setup = setup_of(CLASSES + LOOP, Setup())
    assert setup is not None
    assert (setup.model.key, setup.data.key) == ("typed", "typed")
    assert (setup.typed_model, setup.typed_data) == ("Net", "Spots")
    assert dict(setup.data.settings) == {"N": "50", "sigma": "1.5"}
    assert (setup.objective, setup.reduction, setup.feeding) == ("bce", "sum", "column")
    assert (setup.optimizer.key, setup.batch_size, setup.epochs) == ("sgd", 8, 40)
    assert dict(setup.optimizer.settings)["momentum"] == 0.9


def test_what_is_not_told_stays_as_it_was():
    before = Setup(batch_size=3, epochs=7)
    setup = setup_of(CLASSES, before)
    assert setup is not None
    assert (setup.batch_size, setup.epochs, setup.objective) == (3, 7, before.objective)
    assert setup.optimizer == before.optimizer


@pytest.mark.parametrize(
    "text", ["", "x = 1", "def f(:", CLASSES.partition("class Spots")[0], "class A: pass"]
)
def test_without_both_classes_nothing_is_offered(text):
    assert training_in(text) is None
    assert offer_of(text) == ""
    assert setup_of(text, Setup()) is None


@pytest.mark.parametrize(
    ("result", "objective", "warned"),
    [
        ("torch.sigmoid(self.w @ x)", "bce-logits", "Sigmoid before BCE-with-logits"),
        ("torch.softmax(x, -1)", "cross-entropy", "Softmax before cross-entropy"),
        ("torch.sigmoid(self.w @ x)", "bce", ""),
        ("self.w @ x", "bce-logits", ""),
    ],
)
def test_what_is_squashed_twice_is_named(result, objective, warned):
    text = CLASSES.replace("torch.sigmoid(self.w @ x)", result)
    setup = replace(Setup(), model=Choice("typed"), objective=objective, typed_model="Net")
    points = made(Choice("two-class"), 0)
    for name in ("Net", ""):
        named = replace(setup, typed_model=name)
        told = [p.sentence for p in problems(named, points, gives_of(text, named))]
        assert any(sentence.startswith(warned) for sentence in told) == bool(warned), told


def test_the_offer_names_both():
    assert offer_of(CLASSES) == "Train Net on Spots"


@pytest.mark.parametrize(
    "line",
    ["loader = DataLoader(spots, batch_size=size())", "loader = DataLoader(spots, batch_size=-1)"],
)
def test_a_size_that_the_text_does_not_tell_is_none(line):
    assert training_in(f"{CLASSES}\nspots = Spots(5, 1.)\n{line}\n").batch_size is None
