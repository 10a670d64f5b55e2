"""The data sets that can be chosen: a table, and the points that a row and a seed give.

The class of a point is its number in ``Points.names``. In a set of two classes the second one,
number 1, is the positive one: label 1 where labels are 0 and 1, and +1 where they are −1 and +1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.task.choice import Choice, Field, Row, Setting, row_of
from graphlab.task.points import LETTERS, MOST_CLASSES, MOST_POINTS, Kind, Points

if TYPE_CHECKING:
    from numpy.random import Generator

    from graphlab.task.points import Floats

Settings = Mapping[str, Setting]
Maker = Callable[["Generator", Settings], Points]

TWO_NAMES = ("negative", "positive")


@dataclass(frozen=True, slots=True)
class DataSet(Row):
    """A source of points. Without a ``maker`` they come from elsewhere, and may be of any kind."""

    kind: Kind | None = None
    maker: Maker | None = None


def data_row(key: str) -> DataSet:
    """The row of that key; raises InputError, with the keys there are, if there is none."""
    return row_of(DATA_SETS, key, "data set")


def made(choice: Choice, seed: int) -> Points:
    """The points of a made data set. They follow from the choice and the seed, and nothing else.

    Raises InputError for a set that is drawn, read or typed, and for a setting that cannot be.
    """
    row = data_row(choice.key)
    if row.maker is None:
        raise InputError(f"{row.label}: these points are not made from a seed.")
    if seed < 0:
        raise InputError(f"The seed cannot be {seed}: it is a whole number from 0.")
    return row.maker(np.random.default_rng(seed), choice.values(row))


def _two_class(rng: Generator, values: Settings) -> Points:
    count, sigma = int(values["n"]), float(values["sigma"])
    positive = sigma * rng.standard_normal((count, 2)) + (-1.0, 1.0)
    negative = sigma * rng.standard_normal((count, 2)) + (1.0, -1.0)
    return Points(
        np.concatenate([positive, negative]), np.repeat([1.0, 0.0], count), names=TWO_NAMES
    )


def _moons(rng: Generator, values: Settings) -> Points:
    count = int(values["n"])
    angle = rng.uniform(0.0, np.pi, (2, count))
    upper = np.column_stack([np.cos(angle[0]) - 0.5, np.sin(angle[0]) - 0.25])
    lower = np.column_stack([0.5 - np.cos(angle[1]), 0.25 - np.sin(angle[1])])
    return _classes(rng, [upper, lower], float(values["noise"]))


def _circles(rng: Generator, values: Settings) -> Points:
    count = int(values["n"])
    angle = rng.uniform(0.0, 2 * np.pi, (2, count))
    rings = [
        radius * np.column_stack([np.cos(around), np.sin(around)])
        for radius, around in zip((1.0, float(values["inner"])), angle, strict=True)
    ]
    return _classes(rng, rings, float(values["noise"]))


def _xor(rng: Generator, values: Settings) -> Points:
    turn = np.resize([1.0, -1.0], int(values["n"]))
    alike = np.column_stack([turn, turn])
    unlike = np.column_stack([turn, -turn])
    return _classes(rng, [alike, unlike], float(values["sigma"]))


def _spirals(rng: Generator, values: Settings) -> Points:
    count, arms = int(values["n"]), int(values["k"])
    along = np.sqrt(rng.uniform(0.01, 1.0, (arms, count)))
    angle = 2 * np.pi * (float(values["turns"]) * along + np.arange(arms)[:, None] / arms)
    return _classes(
        rng,
        [
            3.0 * np.column_stack([far * np.cos(around), far * np.sin(around)])
            for far, around in zip(along, angle, strict=True)
        ],
        float(values["noise"]),
    )


def _blobs(rng: Generator, values: Settings) -> Points:
    count, classes = int(values["n"]), int(values["k"])
    angle = np.pi / 2 + 2 * np.pi * np.arange(classes) / classes
    centres = 2.0 * np.column_stack([np.cos(angle), np.sin(angle)])
    return _classes(rng, [np.tile(at, (count, 1)) for at in centres], float(values["sigma"]))


def _classes(rng: Generator, places: list[Floats], noise: float) -> Points:
    xy = np.concatenate(places)
    mark = np.repeat(np.arange(len(places), dtype=np.float64), [len(each) for each in places])
    return Points(
        xy + noise * rng.standard_normal(xy.shape), mark, names=tuple(LETTERS[: len(places)])
    )


def _line(rng: Generator, values: Settings) -> Points:
    slope, intercept = float(values["slope"]), float(values["intercept"])
    return _curve(rng, values, lambda x: slope * x + intercept)


def _cubic(rng: Generator, values: Settings) -> Points:
    return _curve(rng, values, lambda x: 0.5 * x**3 - 2.0 * x)


def _sine(rng: Generator, values: Settings) -> Points:
    periods = float(values["turns"])
    return _curve(rng, values, lambda x: np.sin(2 * np.pi * periods * (x + _HALF) / (2 * _HALF)))


def _step(rng: Generator, values: Settings) -> Points:
    return _curve(rng, values, lambda x: (x >= 0).astype(np.float64))


_HALF = 3.0
"""Curves and surfaces go from −3 to 3."""


def _curve(rng: Generator, values: Settings, of: Callable[[Floats], Floats]) -> Points:
    x = rng.uniform(-_HALF, _HALF, int(values["n"]))
    y = of(x) + float(values["noise"]) * rng.standard_normal(len(x))
    return Points(np.column_stack([x, y]), np.zeros(len(x)), "curve")


def _plane(rng: Generator, values: Settings) -> Points:
    slopes = np.array([float(values["slope1"]), float(values["slope2"])])
    return _surface(rng, values, lambda xy: (xy * slopes).sum(axis=1) + float(values["intercept"]))


def _hill(rng: Generator, values: Settings) -> Points:
    height, width = float(values["height"]), float(values["width"])
    return _surface(rng, values, lambda xy: height * np.exp(-(xy**2).sum(axis=1) / (2 * width**2)))


def _surface(rng: Generator, values: Settings, of: Callable[[Floats], Floats]) -> Points:
    xy = rng.uniform(-_HALF, _HALF, (int(values["n"]), 2))
    return Points(xy, of(xy) + float(values["noise"]) * rng.standard_normal(len(xy)), "surface")


def _per_class(default: int, most: int = MOST_POINTS // 2) -> Field:
    tip = "How many points each class has; the whole set is this many times the classes."
    return Field("n", "Points per class", tip, default, "whole", 1, most)


def _in_all(default: int) -> Field:
    return Field("n", "Points", "How many points there are.", default, "whole", 1, MOST_POINTS)


def _spread(default: float) -> Field:
    tip = "How far the points of a class lie from its centre; the wider, the more they overlap."
    return Field("sigma", "Spread σ", tip, default, "number", 0, 100)


def _noise(default: float) -> Field:
    tip = "The standard deviation of what is added by chance; 0 is none."
    return Field("noise", "Noise σ", tip, default, "number", 0, 100)


def _number(name: str, label: str, tip: str, default: float) -> Field:
    return Field(name, label, tip, default, "number", -100, 100)


def _how_many(label: str, default: int) -> Field:
    return Field("k", label, "One class each.", default, "whole", 2, MOST_CLASSES)


_INTERCEPT = _number("intercept", "Intercept", "The value at zero, the bias to be found.", 1.0)

DATA_SETS: tuple[DataSet, ...] = (
    DataSet(
        "drawn", "Drawn", "The points you paint on the plane: what the model sees is what you drew."
    ),
    DataSet("csv", "From a CSV file", "Points from a table: one line each, and a column for each."),
    DataSet(
        "typed",
        "Typed Dataset",
        "Your own Dataset class: its __len__ and __getitem__ say what the points are.",
    ),
    DataSet(
        "two-class",
        "Two Gaussians",
        "Two round clouds, positive about (−1, 1) and negative about (1, −1); where they overlap, "
        "no boundary is right for every point.",
        (_per_class(100), _spread(1.5)),
        "classes",
        _two_class,
    ),
    DataSet(
        "moons",
        "Moons",
        "Two half circles hooked into each other: a straight boundary cannot part them.",
        (_per_class(100), _noise(0.1)),
        "classes",
        _moons,
    ),
    DataSet(
        "circles",
        "Circles",
        "One class inside the other: with x₁² + x₂² as a feature a linear model parts them.",
        (
            _per_class(100),
            _noise(0.1),
            Field("inner", "Inner radius", "The outer radius is 1.", 0.5, "number", 0, 1),
        ),
        "classes",
        _circles,
    ),
    DataSet(
        "xor",
        "XOR",
        "Opposite corners are of one class: the smallest problem that needs a hidden layer or the "
        "feature x₁·x₂.",
        (_per_class(100), _spread(0.4)),
        "classes",
        _xor,
    ),
    DataSet(
        "spirals",
        "Spirals",
        "Arms wound about each other: a network needs many hidden units to follow them.",
        (
            _per_class(150, MOST_POINTS // MOST_CLASSES),
            _noise(0.1),
            Field("turns", "Turns", "How often each arm goes round.", 1.0, "number", 0, 10),
            _how_many("Arms", 2),
        ),
        "classes",
        _spirals,
    ),
    DataSet(
        "blobs",
        "Blobs",
        "One cloud for each class, set on a circle: softmax parts them with straight lines.",
        (
            _per_class(60, MOST_POINTS // MOST_CLASSES),
            _spread(0.6),
            _how_many("Blobs", 3),
        ),
        "classes",
        _blobs,
    ),
    DataSet(
        "line",
        "Line",
        "A straight line with noise: least squares finds its slope and intercept again.",
        (
            _in_all(60),
            _noise(0.5),
            _number("slope", "Slope", "How steep the line is.", 0.7),
            _INTERCEPT,
        ),
        "curve",
        _line,
    ),
    DataSet(
        "cubic",
        "Cubic",
        "½x³ − 2x with noise: not linear in x, yet linear in the features 1, x, x², x³.",
        (_in_all(60), _noise(0.8)),
        "curve",
        _cubic,
    ),
    DataSet(
        "sine",
        "Sine",
        "A wave with noise: a polynomial follows it between the points and runs away outside them.",
        (
            _in_all(80),
            _noise(0.2),
            Field("turns", "Periods", "Waves from −3 to 3.", 1.0, "number", 0, 20),
        ),
        "curve",
        _sine,
    ),
    DataSet(
        "step",
        "Step",
        "0 on the left, 1 on the right: a smooth model can only come near the jump.",
        (_in_all(60), _noise(0.1)),
        "curve",
        _step,
    ),
    DataSet(
        "plane",
        "Plane",
        "A number at each point, higher to one side: the plane of best fit finds both slopes.",
        (
            _in_all(200),
            _noise(0.3),
            _number("slope1", "Slope along x₁", "How it rises to the right.", 0.6),
            _number("slope2", "Slope along x₂", "How it rises upwards.", -0.4),
            _INTERCEPT,
        ),
        "surface",
        _plane,
    ),
    DataSet(
        "hill",
        "Hill",
        "A number at each point, highest in the middle: a plane misses it, x₁² and x₂² help.",
        (
            _in_all(200),
            _noise(0.1),
            _number("height", "Height", "The number at the top.", 2.0),
            Field("width", "Width", "How far out the slope is steepest.", 1.2, "number", 0.1, 100),
        ),
        "surface",
        _hill,
    ),
)
