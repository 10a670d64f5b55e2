import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.export.changes import walk_of
from graphlab.export.frames import several
from graphlab.picture.compose import Composer
from graphlab.picture.shapes import Bounds, Item, Picture
from graphlab.picture.theme import THEMES
from tests.lecture import lecture_record

WHERE = Bounds(0, 0, 1, 1)


@given(st.lists(st.permutations("abcd").map(lambda keys: keys[:3]), min_size=1, max_size=6))
def test_every_picture_can_be_had_back_from_a_walk(walks):
    """Each shows the items that it had in the order that they had, whatever comes and goes."""
    known = {}
    pictures = []
    for number, keys in enumerate(walks):
        # The same thing is the same object at every second picture only.
        items = tuple(known.setdefault((k, number // 2), Item(k, "card", WHERE, ())) for k in keys)
        pictures.append(Picture((9, 9), None, items))
    walk = walk_of(pictures)
    assert walk.count == len(pictures)
    for number, picture in enumerate(pictures):
        shown = [
            kept.item
            for kept in walk.items
            if any(first <= number <= last for first, last in kept.spans)
        ]
        assert [*map(id, shown)] == [*map(id, picture.items)]
    assert all(kept.spans == tuple(sorted(kept.spans)) for kept in walk.items)


@pytest.mark.parametrize("fine", [False, True])
def test_a_walk_paints_in_the_order_of_its_pictures_and_hardly_anything_twice(fine):
    """An active line rises above the idle ones, as in the picture of its step alone."""
    composer = Composer(lecture_record(), THEMES["light"])
    moments = several(composer.record, "all", "contribution" if fine else "step")
    pictures = [composer.picture(moment) for moment in moments]
    walk = walk_of(pictures)
    for number, picture in enumerate(pictures):
        shown = [kept.item for kept in walk.items if number in kept.shown]
        assert [*map(id, shown)] == [*map(id, picture.items)]
    twice = len(walk.items) - len({id(kept.item) for kept in walk.items})
    assert twice <= 2
    assert any("adjoint 4.513" in title for title in walk.titles)
