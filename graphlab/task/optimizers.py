"""The optimisers, one row each with what can be set of them.

``graphlab.training.optimizers`` builds them and writes out their updates.
"""

from __future__ import annotations

from graphlab.task.choice import Field, Row, row_of


def _rate(default: float) -> Field:
    return Field(
        "lr",
        "learning rate α",
        "How far a step goes along −∇L. Too small: nothing moves. Too large: the steps jump over "
        "the valley and the loss grows.",
        default,
        high=1e9,
    )


_DECAY = Field(
    "weight_decay",
    "weight decay",
    "λ: λ·w is added to every gradient, which pulls weights towards 0, as λ/2·‖w‖² on top of the "
    "loss would.",
    0.0,
    high=1e3,
)


def _momentum(default: float) -> Field:
    return Field(
        "momentum",
        "momentum",
        "μ: the step follows a buffer v ← μ·v + g, which remembers earlier gradients, 1/(1 − μ) of "
        "them or so. Near 1 it swings past the minimum.",
        default,
        high=0.9999,
    )


OPTIMIZERS: tuple[Row, ...] = (
    Row(
        "sgd",
        "SGD",
        "w ← w − α·g with the gradient of one mini-batch. With all points in one batch it is "
        "gradient descent.",
        (
            _rate(0.01),
            _momentum(0.0),
            Field(
                "nesterov",
                "Nesterov",
                "Looks ahead: the step is g + μ·v in place of v. It needs a momentum.",
                False,
                "switch",
            ),
            _DECAY,
        ),
    ),
    Row(
        "adam",
        "Adam",
        "A step of about α for every weight, whatever the size of its gradient: mean of gradients "
        "over the root of the mean of their squares, both corrected for their start at 0.",
        (
            _rate(0.001),
            Field(
                "beta1",
                "β₁",
                "How much of the mean of gradients is kept each step.",
                0.9,
                high=0.9999,
            ),
            Field(
                "beta2",
                "β₂",
                "How much of the mean of their squares is kept each step.",
                0.999,
                high=0.999999,
            ),
            _DECAY,
        ),
    ),
    Row(
        "rmsprop",
        "RMSprop",
        "Divides the gradient of every weight by the root of the mean of its squares, so that flat "
        "and steep directions are walked alike.",
        (
            _rate(0.01),
            Field(
                "alpha",
                "smoothing",
                "How much of the mean of squares is kept each step.",
                0.99,
                high=0.999999,
            ),
            _momentum(0.0),
            _DECAY,
        ),
    ),
)


def optimizer_row(key: str) -> Row:
    """The row of that key; raises InputError, with the keys there are, if there is none."""
    return row_of(OPTIMIZERS, key, "optimiser")
