"""The points of a typed Dataset: its numbers, put on the plane."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError, LimitError
from graphlab.task.points import MOST_CLASSES, Points

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from graphlab.task.points import Floats


def from_arrays(
    inputs: ArrayLike, labels: ArrayLike, columns: tuple[int, int] | None = None
) -> Points:
    """The points of ``inputs`` (N,), (N, 1), (N, 2) or (N, d), and of ``labels`` (N,) or (N, 1).

    One input gives a curve: the label is y. With two, labels that are 0 and 1, −1 and +1, whole
    numbers from 0 below 8, or of a whole type are classes, named as they are written; any other
    numbers make a surface. Of more than two inputs, ``columns`` from 0 are those to show. Raises
    InputError that says what does not fit the plane.
    """
    given = np.asarray(labels)
    shown = _shown(_numbers(inputs, "inputs"), columns)
    answers = _numbers(labels, "labels")
    if answers.ndim == 2 and answers.shape[1] == 1:
        answers = answers[:, 0]
    if answers.ndim != 1:
        raise InputError(
            f"The labels of the data set have the shape {_shape(answers)}: one number a point is "
            "needed" + (", such as labels.argmax(1)." if answers.ndim == 2 else ".")
        )
    if len(answers) != len(shown):
        raise InputError(
            f"The data set gives {len(shown):,} inputs and {len(answers):,} labels: one label for "
            "each input is needed."
        )
    for place in np.flatnonzero(~np.isfinite(answers))[:1]:
        raise InputError(f"The label of item {place} of the data set is {answers[place]:g}.")
    if shown.shape[1] == 1:
        return Points(np.column_stack([shown[:, 0], answers]), np.zeros(len(shown)), "curve")
    found = np.unique(answers)
    if given.dtype.kind not in "biu" and not _are_classes(found):
        return Points(shown, answers, "surface")
    if len(found) > MOST_CLASSES:
        raise LimitError(
            f"The labels of the data set are {len(found):,} different whole numbers and graphlab "
            f"takes {MOST_CLASSES} classes: give them as floats if they are numbers to be found."
        )
    values, names = _named(found)
    return Points(shown, np.searchsorted(values, answers).astype(np.float64), names=names)


def _numbers(given: ArrayLike, what: str) -> Floats:
    try:
        array = np.asarray(given)
    except ValueError as error:  # rows of different lengths
        raise InputError(f"The {what} of the data set are not all of one shape.") from error
    if array.dtype.kind not in "biuf":
        raise InputError(f"The {what} of the data set are not real numbers but {array.dtype}.")
    if not array.size:
        raise InputError(f"The {what} of the data set are empty: there is no point in it.")
    return array.astype(np.float64)


def _shown(inputs: Floats, columns: tuple[int, int] | None) -> Floats:
    """The one or two columns of the inputs that the plane shows, all finite."""
    rows = inputs[:, None] if inputs.ndim == 1 else inputs
    if rows.ndim != 2:
        raise InputError(
            f"The inputs of the data set have the shape {_shape(rows)}: the plane shows rows of "
            "numbers, (N, 1) or (N, 2)."
        )
    count = rows.shape[1]
    if columns is None and count > 2:
        raise InputError(_which(rows))
    taken = columns or (0, 1)[:count]
    for column in taken:
        if not 0 <= column < count:
            raise InputError(f"There is no input column {column + 1}: the data set has {count}.")
    chosen = rows[:, taken]
    for item, place in np.argwhere(~np.isfinite(chosen))[:1]:
        raise InputError(
            f"Item {item} of the data set has {chosen[item, place]:g} in input column "
            f"{taken[place] + 1}."
        )
    return chosen


def _which(rows: Floats) -> str:
    """The sentence for more inputs than the plane has, with the columns that can be shown."""
    finite = np.isfinite(rows).all(axis=0)
    with np.errstate(invalid="ignore"):
        varies = (rows != rows[:1]).any(axis=0)
    good = [str(at + 1) for at in np.flatnonzero(finite & varies)]
    told = f"The data set has {rows.shape[1]} inputs and the plane shows two: "
    if len(good) < 2:
        return f"{told}no two of their columns are finite and vary."
    return f"{told}choose two of the columns {', '.join(good)}."


def _are_classes(found: Floats) -> bool:
    """Whether floats can only be meant as classes."""
    return _are_counted(found) or set(found.tolist()) <= {-1.0, 1.0}


def _are_counted(found: Floats) -> bool:
    return bool(((found == np.rint(found)) & (found >= 0) & (found < MOST_CLASSES)).all())


def _named(found: Floats) -> tuple[Floats, tuple[str, ...]]:
    """The labels of the classes in order, those that no point has included, and their names.

    A class keeps its number: label 2 is class 2, as cross-entropy counts.
    """
    if _are_counted(found):
        values = np.arange(max(found[-1] + 1, 2.0))
        return values, tuple(f"{value:g}" for value in values)
    if set(found.tolist()) <= {-1.0, 1.0}:
        return np.array([-1.0, 1.0]), ("-1", "+1")
    return found, tuple(f"{value:.17g}" for value in found)


def _shape(array: Floats) -> str:
    return f"({', '.join(map(str, array.shape))})"
