"""Numbers as people type them."""

from __future__ import annotations

import pytest

from graphlab.errors import InputError
from graphlab.study.reading import read_formula, read_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" −1,25 ", -1.25),
        ("1e-3", 0.001),
        ("−1.2e−5", -1.2e-5),
        ("+3", 3.0),
        (".5", 0.5),
        ("1 000", 1000.0),
    ],
)
def test_a_number_is_read(text: str, value: float) -> None:
    assert read_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "  ", "x", "1,2,3", "1,2.3", "1_000", "nan", "inf", "9" * 400]
)
def test_anything_else_is_answered_by_a_sentence_that_names_the_input(text: str) -> None:
    with pytest.raises(InputError, match="x"):
        read_number(text, "x")


def test_a_formula_is_read_with_the_vectors_that_its_inputs_are() -> None:
    assert dict(read_formula("x + 1", {"x": (3,), "t": (2,)}).shapes) == {"x": (3,)}
    assert read_formula("x + 1", {}).shapes == ()


def test_a_formula_that_needs_other_shapes_is_read_without_these() -> None:
    assert dict(read_formula("inv(A)", {"A": (3,)}).shapes) == {"A": (2, 2)}
