"""Set-ups that are ready to be run."""

from __future__ import annotations

from graphlab.task.choice import Choice
from graphlab.task.setup import Setup, Split

LECTURE = Setup(
    data=Choice("two-class", (("n", 100), ("sigma", 1.5))),
    model=Choice("logistic"),
    objective="bce",
    reduction="mean",
    optimizer=Choice("sgd", (("lr", 0.01), ("momentum", 0.99), ("weight_decay", 0.001))),
    batch_size=8,
    epochs=100,
    split=Split(60, 20, None, (False, False, False)),
)
"""The lecture's training of a logistic regression on two classes."""
