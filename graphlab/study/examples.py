"""The examples that the window offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class Example(NamedTuple):
    """A formula worth looking at, with numbers for its inputs."""

    title: str
    text: str
    inputs: Mapping[str, float]
    shows: str


LECTURE = Example(
    "The lecture's function",
    "f(x, y) = 2cos²(xy) + ln(cos(xy))",
    {"x": 0.5, "y": 1.2},
    "cos(xy) is used twice: two contributions meet",
)
EXAMPLES = (
    LECTURE,
    Example("x·x", "x·x", {"x": 3.0}, "one input on both sides of a product"),
    Example(
        "Logistic loss",
        "u = t·(w·x + b); ln(1 + exp(−u))",
        {"t": 1.0, "w": 0.8, "x": 1.5, "b": -0.3},
        "what a classifier with one weight minimises",
    ),
    Example(
        "Vanishing gradient",
        "sigmoid(sigmoid(sigmoid(sigmoid(sigmoid(x)))))",
        {"x": 2.0},
        "each sigmoid makes the adjoint at least four times smaller",
    ),
    Example(
        "A kink",
        "max(x, 0) + |x − 1|",
        {"x": 1.0},
        "at x = 1 the slope jumps",
    ),
    Example(
        "Two outputs",
        "u = x·y; sin(u), u + x²",
        {"x": 0.5, "y": 1.2},
        "choose which one gradients are of",
    ),
)
