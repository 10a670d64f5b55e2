"""The formula of a slope is shown only where it gives the measured number in its precision."""

from __future__ import annotations

import math

import pytest

from graphlab.engine.formulas.slopes import slope_form
from graphlab.formula.tree import Call, Name, Num, Tree

W1, W2 = Name("w1"), Name("w2")
PRODUCT = Call("mul", (W1, W2))
NUMBERS = {"w1": 2.0, "w2": 3.0, "w3": 6.0}


@pytest.mark.parametrize(
    ("measured", "dtype", "text"),
    [
        (3.0, "float64", "w2"),
        (3.0 * (1 + 1e-8), "float64", None),
        (3.0 * (1 + 1e-5), "float32", "w2"),
        (3.0 * (1 + 1e-3), "float32", None),
        (3.0 * (1 + 1e-2), "float16", "w2"),
        (math.inf, "float64", None),
        (math.nan, "float64", None),
    ],
)
def test_the_measured_slope_decides(measured: float, dtype: str, text: str | None) -> None:
    form = slope_form(PRODUCT, 0, "w3", NUMBERS, measured, dtype)
    assert (form and form.text) == text


@pytest.mark.parametrize(
    ("tree", "argument"),
    [(None, 0), (PRODUCT, 2), (Call("pow", (Num(2.0), W1)), 0)],
    ids=["no formula", "no such argument", "a number has no slope"],
)
def test_without_a_name_there_is_no_slope(tree: Tree | None, argument: int) -> None:
    assert slope_form(tree, argument, "w3", NUMBERS, 3.0, "float64") is None


def test_a_slope_that_needs_a_whole_tensor_is_left_to_the_products() -> None:
    assert slope_form(PRODUCT, 0, "w3", {"w1": 2.0}, 3.0, "float64") is None


@pytest.mark.parametrize(("measured", "text"), [(math.inf, "1/w1"), (-math.inf, None)])
def test_at_a_pole_the_same_infinity_counts(measured: float, text: str | None) -> None:
    import numpy as np

    with np.errstate(all="ignore"):
        form = slope_form(
            Call("ln", (W1,)),
            0,
            "w2",
            {"w1": np.float64(0.0), "w2": -math.inf},
            measured,
            "float64",
        )
    assert (form and form.text) == text
