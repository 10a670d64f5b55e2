import numpy as np
import pytest

from graphlab.errors import InputError
from graphlab.task.classes import (
    class_added,
    class_removed,
    class_renamed,
    painted,
    unpainted,
)
from graphlab.task.points import Points

THREE = Points(np.arange(6.0).reshape(3, 2), np.array([0, 1, 2.0]), "classes", ("A", "B", "C"))


def test_a_new_class_has_the_first_free_letter():
    assert class_added(THREE).names == ("A", "B", "C", "D")
    assert class_added(class_removed(THREE, 0)).names == ("B", "C", "A")


def test_there_are_eight_classes_at_most():
    points = THREE
    for _ in range(5):
        points = class_added(points)
    with pytest.raises(InputError, match="8 classes"):
        class_added(points)


def test_the_points_of_a_removed_class_go_and_the_others_keep_theirs():
    after = class_removed(THREE, 1)
    assert after.names == ("A", "C")
    assert after.mark.tolist() == [0, 1]
    assert after.xy.tolist() == [[0, 1], [4, 5]]


def test_one_class_is_a_curve_and_a_curve_with_one_more_is_two():
    two = class_removed(THREE, 2)
    curve = class_removed(two, 0)
    assert (curve.kind, curve.names, len(curve)) == ("curve", (), 1)
    assert class_added(curve).names == ("A", "B")


@pytest.mark.parametrize(
    ("name", "said"), [("", "needs a name"), ("B", "another"), ("x" * 31, "30")]
)
def test_a_name_that_cannot_be_says_why(name, said):
    with pytest.raises(InputError, match=said):
        class_renamed(THREE, 0, name)
    assert class_renamed(THREE, 0, "  very \n ill ").names[0] == "very ill"
    assert class_renamed(THREE, 1, "B").names == THREE.names


def test_classes_become_numbers_and_two_classes_again():
    surface = painted(THREE)
    assert surface.mark.tolist() == [1, -1, 2]
    assert painted(surface) is surface
    assert unpainted(surface).mark.tolist() == [0, 1, 0]
    assert unpainted(THREE) is THREE
