"""Vectors and matrices as inputs."""

from __future__ import annotations

import time

import pytest

from graphlab.errors import InputError
from graphlab.study.document import document
from graphlab.study.grid import MOST, Grid, grid, read_grid

SQUARE = Grid("A", ((1.0, 2.0), (3.0, 4.0)))


@pytest.mark.parametrize(
    "text",
    [
        "[1, 2; 3, 4]",
        "[[1, 2], [3, 4]]",
        "1\t2\n3\t4\n",
        "1,2\r\n3,4\r\n",
        "1;2\n3;4\n",
        "1,0;2,0\n3,0;4,0\n",
        "[1, 2;\n 3, 4]",
        "\t1\t2\n\t3\t4\n",
        "1\t2\t\n3\t4\t\n",
        "1 2\n3 4",
        "[[1 2]\n [3 4]]",
        "tensor([[1., 2.],\n        [3., 4.]])",
        "np.array([[1, 2], [3, 4]])",
    ],
)
def test_a_matrix_is_read_however_it_was_copied(text: str) -> None:
    assert read_grid("A", text) == SQUARE


@pytest.mark.parametrize("text", ["[1, 2, −3.5]", "1 2 −3.5", "(1, 2, −3.5)", "1\t2\t−3,5"])
def test_one_line_is_a_vector(text: str) -> None:
    assert read_grid("v", text) == Grid("v", ((1.0,), (2.0,), (-3.5,)), is_vector=True)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[1, 2; 3]", "Row 2 of A has 1 number, the first one has 2."),
        ("[1, x]", "“x” is not a number that A[1] can take."),
        ("1\t2\n3\tx", "“x” is not a number that A[1, 1] can take."),
        ("1\t\t2\n3\t4\t5", "A[0, 1] needs a value."),
        ("\t1\n2\t", "A[0, 0] needs a value."),
        ("", "A needs at least one number."),
        ("[]", "A needs at least one number."),
        ("1 " * (MOST + 1), "A can have at most 64 rows and columns here."),
        ("x\n" * (MOST + 1), "A can have at most 64 rows and columns here."),
    ],
)
def test_what_is_no_grid_is_named(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        read_grid("A", text)
    assert caught.value.problem.strip() == sentence


VECTOR = Grid("A", ((1.0,), (2.0,), (3.0,)), is_vector=True)


@pytest.mark.parametrize(
    ("text", "like", "read"),
    [
        ("1\n2\n3\n", VECTOR, VECTOR),
        ("1\t2\t3\n", VECTOR, VECTOR),
        ("1\n2\n3\n", SQUARE, Grid("A", VECTOR.rows)),
        ("1\t2\t3\n", SQUARE, Grid("A", ((1.0, 2.0, 3.0),))),
        ("[1, 2, 3]", SQUARE, VECTOR),
        ("[[1, 2, 3]]", VECTOR, Grid("A", ((1.0, 2.0, 3.0),))),
        ("1\t2\n3\t4", VECTOR, SQUARE),
    ],
)
def test_cells_of_one_line_or_column_are_what_stood_there(
    text: str, like: Grid, read: Grid
) -> None:
    assert read_grid("A", text, like=like) == read


def test_a_paste_of_megabytes_is_refused_at_once() -> None:
    begun = time.perf_counter()
    with pytest.raises(InputError, match="at most 64 rows"):
        read_grid("A", "1\t2\n" * 2_500_000)
    assert time.perf_counter() - begun < 0.5


def test_a_grid_is_told_as_it_can_be_typed_and_sent() -> None:
    assert (SQUARE.text, SQUARE.size_text, SQUARE.value) == (
        "[1, 2; 3, 4]",
        "2×2",
        [[1, 2], [3, 4]],
    )
    vector = grid("v", [1.0, -2.0])
    assert (vector.text, vector.size_text, vector.shape) == ("[1, −2]", "2", (2,))
    assert read_grid("A", SQUARE.text) == grid("A", SQUARE.value)


def test_another_size_keeps_the_numbers_that_fit() -> None:
    assert SQUARE.sized(3, 1).rows == ((1.0,), (3.0,), (0.0,))
    assert SQUARE.sized(2, None) == Grid("A", ((1.0,), (3.0,)), is_vector=True)
    assert SQUARE.at(0, 1, 9.0).rows == ((1.0, 9.0), (3.0, 4.0))


def test_an_input_turns_into_a_matrix_and_back() -> None:
    made = document("x·A", {"x": 0.5, "A": [[1.0, 2.0], [3.0, 4.0]]})
    assert made.inputs == {"x": 0.5, "A": [[1.0, 2.0], [3.0, 4.0]]}
    assert made.setting("x", [1.0]).inputs["x"] == [1.0]
    assert made.setting("A", 2.0).inputs["A"] == 2.0
    kept = made.reading("A", ("A",), {"A": [[0.0, 0.0], [0.0, 0.0]]})
    assert kept.inputs == {"A": [[1.0, 2.0], [3.0, 4.0]]}
