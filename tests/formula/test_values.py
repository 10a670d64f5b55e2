"""Values for inputs, read from text as people write them."""

from __future__ import annotations

import numpy as np
import pytest

from graphlab.formula.values import read_nested, read_value, shapes_of


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("−0.5", -0.5),
        ("1e-3", 0.001),
        ("2^10", 1024.0),
        ("[1, 2, 3]", [1.0, 2.0, 3.0]),
        ("[1, 2; 3, 4]", [[1.0, 2.0], [3.0, 4.0]]),
        ("[1/2, -1]", [0.5, -1.0]),
        ("eye(2)", [[1.0, 0.0], [0.0, 1.0]]),
        ("[1, 2; 3]", None),
        ("x", None),
        ("1, 2", None),
        ("", None),
        ("[1,", None),
    ],
)
def test_a_value_is_read_as_people_write_it(typed: str, value: object) -> None:
    assert read_value(typed) == value


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("[[1, -2.5]]", [[1.0, -2.5]]),
        ("[[1], [2]]", [[1.0], [2.0]]),
        ("[5]", [5.0]),
        ("[[1, 2], [3]]", None),
        ("[1; 2]", None),
        ("[]", None),
        ("{}", None),
        ("5", None),
        ("[" * 100_000, None),
    ],
)
def test_brackets_as_python_writes_them_keep_their_shape(typed: str, value: object) -> None:
    assert read_nested(typed) == value


def test_only_vectors_and_matrices_have_shapes() -> None:
    values = {"x": 1.0, "v": [1.0, 2.0], "A": np.ones((2, 3)), "B": [[1.0], [2.0]]}
    assert shapes_of(values) == {"v": (2,), "A": (2, 3), "B": (2, 1)}
