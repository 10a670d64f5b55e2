"""The classes of points: one more, another name, one less, or a painted number instead."""

from __future__ import annotations

import numpy as np

from graphlab.errors import InputError
from graphlab.task.points import LETTERS, MOST_CLASSES, Points

LONGEST_NAME = 30


def class_added(points: Points) -> Points:
    """With a class of the next free letter; a curve becomes points of two classes."""
    if points.kind != "classes":
        return Points(points.xy, np.zeros(len(points)), "classes", ("A", "B"))
    if len(points.names) >= MOST_CLASSES:
        raise InputError(f"There are {MOST_CLASSES} classes, as many as graphlab takes.")
    free = next(letter for letter in LETTERS if letter not in points.names)
    return Points(points.xy, points.mark, "classes", (*points.names, free))


def class_renamed(points: Points, place: int, name: str) -> Points:
    """With another name for a class; raises InputError for one that is taken, empty or long."""
    name = " ".join(name.split())
    others = (*points.names[:place], *points.names[place + 1 :])
    if not name:
        raise InputError("A class needs a name.")
    if len(name) > LONGEST_NAME:
        raise InputError(f"A name of a class has up to {LONGEST_NAME} characters.")
    if name in others:
        raise InputError(f"There is another class called “{name}”.")
    names = (*points.names[:place], name, *points.names[place + 1 :])
    return Points(points.xy, points.mark, "classes", names)


def class_removed(points: Points, place: int) -> Points:
    """Without a class and its points; what is left of two classes is a curve."""
    left = points.taking(points.mark != place)
    names = (*points.names[:place], *points.names[place + 1 :])
    if len(names) < 2:
        return Points(left.xy, np.zeros(len(left)), "curve", ())
    return Points(left.xy, left.mark - (left.mark > place), "classes", names)


def painted(points: Points) -> Points:
    """The same places with a number at each: class A is +1, B is −1, C is +2, D is −2 and so on."""
    if points.kind == "surface":
        return points
    place = points.mark
    numbers = np.where(place % 2 == 0, 1.0, -1.0) * (place // 2 + 1)
    return Points(points.xy, numbers, "surface", ())


def unpainted(points: Points) -> Points:
    """The same places with two classes: A where the number is at least 0, else B."""
    if points.kind != "surface":
        return points
    return Points(points.xy, (points.mark < 0).astype(np.float64), "classes", ("A", "B"))
