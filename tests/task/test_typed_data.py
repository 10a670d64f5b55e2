"""The numbers of a typed Dataset as points, and what does not fit the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.errors import InputError, LimitError
from graphlab.task.typed_data import from_arrays

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

TWO = np.array([[-1.0, 1.0], [1.0, -1.0], [0.5, 2.0]])


@pytest.mark.parametrize(
    ("labels", "names", "marks"),
    [
        ([1.0, 0.0, 1.0], ("0", "1"), [1, 0, 1]),
        (np.array([1, 0, 1], np.float32), ("0", "1"), [1, 0, 1]),
        ([[1.0], [0.0], [1.0]], ("0", "1"), [1, 0, 1]),
        ([True, False, True], ("0", "1"), [1, 0, 1]),
        ([1.0, 1.0, 1.0], ("0", "1"), [1, 1, 1]),
        ([0, 0, 0], ("0", "1"), [0, 0, 0]),
        ([-1.0, 1.0, -1.0], ("-1", "+1"), [0, 1, 0]),
        ([-1, -1, -1], ("-1", "+1"), [0, 0, 0]),
        ([0, 2, 1], ("0", "1", "2"), [0, 2, 1]),
        ([3, 1, 2], ("0", "1", "2", "3"), [3, 1, 2]),
        ([12, -5, 12], ("-5", "12"), [1, 0, 1]),
    ],
)
def test_labels_are_read_as_classes(
    labels: ArrayLike, names: tuple[str, ...], marks: list[int]
) -> None:
    points = from_arrays(TWO, labels)
    assert (points.kind, points.names, points.mark.tolist()) == ("classes", names, marks)
    assert points.xy.tolist() == TWO.tolist()


@given(st.lists(st.integers(0, 7), min_size=3, max_size=3))
def test_the_class_of_a_point_is_its_label_as_cross_entropy_counts(labels: list[int]) -> None:
    assert from_arrays(TWO, labels).mark.tolist() == labels
    assert from_arrays(TWO, [float(label) for label in labels]).mark.tolist() == labels


@pytest.mark.parametrize("labels", [[0.5, 1, 2], [0.0, 1.0, 8.0], [-2.0, 1.0, 0.0]])
def test_other_numbers_make_a_surface(labels: list[float]) -> None:
    points = from_arrays(TWO, labels)
    assert (points.kind, points.mark.tolist()) == ("surface", labels)


@pytest.mark.parametrize("inputs", [[1.0, 2.0, 3.0], [[1.0], [2.0], [3.0]]])
def test_one_input_makes_a_curve(inputs: ArrayLike) -> None:
    points = from_arrays(inputs, [0, 1, 1])
    assert points.kind == "curve"
    assert points.targets.tolist() == [0, 1, 1]
    assert points.inputs.tolist() == [[1], [2], [3]]


def test_columns_of_more_inputs_are_chosen() -> None:
    many = np.array([[1.0, 5.0, 2.0, np.nan], [3.0, 5.0, 4.0, 0.0], [5.0, 5.0, 6.0, 0.0]])
    with pytest.raises(InputError) as error:
        from_arrays(many, [0, 1, 1])
    assert str(error.value) == (
        "The data set has 4 inputs and the plane shows two: choose two of the columns 1, 3."
    )
    assert from_arrays(many, [0, 1, 1], (2, 0)).xy.tolist() == [[2, 1], [4, 3], [6, 5]]
    with pytest.raises(InputError, match="Item 0 of the data set has nan in input column 4"):
        from_arrays(many, [0, 1, 1], (0, 3))
    with pytest.raises(InputError, match="There is no input column 5: the data set has 4"):
        from_arrays(many, [0, 1, 1], (0, 4))
    with pytest.raises(InputError, match="no two of their columns are finite and vary"):
        from_arrays(many[:, [0, 1, 3]], [0, 1, 1])


@pytest.mark.parametrize(
    ("inputs", "labels", "sentence"),
    [
        (TWO, [0, 1], "The data set gives 3 inputs and 2 labels: one label for each input is "
         "needed."),
        (TWO, [0.0, np.nan, 1.0], "The label of item 1 of the data set is nan."),
        ([[0, 1], [2, np.inf]], [0, 1], "Item 1 of the data set has inf in input column 2."),
        (TWO, np.eye(3), "The labels of the data set have the shape (3, 3): one number a point is "
         "needed, such as labels.argmax(1)."),
        (TWO, np.zeros((3, 2, 2)), "The labels of the data set have the shape (3, 2, 2): one "
         "number a point is needed."),
        (np.zeros((3, 28, 28)), [0, 1, 2], "The inputs of the data set have the shape (3, 28, 28): "
         "the plane shows rows of numbers, (N, 1) or (N, 2)."),
        (np.zeros(()), [0], "The inputs of the data set have the shape (): the plane shows rows "
         "of numbers, (N, 1) or (N, 2)."),
        (TWO, ["a", "b", "c"], "The labels of the data set are not real numbers but <U1."),
        (TWO * 1j, [0, 1, 2], "The inputs of the data set are not real numbers but complex128."),
        ([[1, 2], [3]], [0, 1], "The inputs of the data set are not all of one shape."),
        (np.empty((0, 2)), [], "The inputs of the data set are empty: there is no point in it."),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told(inputs: ArrayLike, labels: ArrayLike, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        from_arrays(inputs, labels)
    assert str(error.value) == sentence


def test_more_whole_labels_than_classes_are_told() -> None:
    with pytest.raises(LimitError, match="10 different whole numbers and graphlab takes 8"):
        from_arrays(np.zeros((10, 2)), np.arange(10))
    assert from_arrays(np.zeros((10, 2)), np.arange(10.0)).kind == "surface"
