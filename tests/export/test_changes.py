from hypothesis import given
from hypothesis import strategies as st

from graphlab.export.changes import walk_of
from graphlab.picture.compose import Composer
from graphlab.picture.shapes import Bounds, Item, Picture
from graphlab.picture.theme import THEMES
from graphlab.study.moment import Moment
from tests.lecture import lecture_record

WHERE = Bounds(0, 0, 1, 1)


@given(st.lists(st.permutations("abcd").map(lambda keys: keys[:3]), min_size=1, max_size=6))
def test_every_picture_can_be_had_back_from_a_walk(walks):
    """Each shows the items that it had, whatever comes and goes."""
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
        assert {id(item) for item in shown} == {id(item) for item in picture.items}
    assert all(kept.spans == tuple(sorted(kept.spans)) for kept in walk.items)


def test_a_walk_shows_what_its_pictures_show_with_lines_below_cards_below_chips():
    composer = Composer(lecture_record(), THEMES["light"])
    pictures = [composer.picture(Moment(step)) for step in range(17)]
    walk = walk_of(pictures)
    for number, picture in enumerate(pictures):
        shown = [kept.item for kept in walk.items if number in kept.shown]
        assert {id(item) for item in shown} == {id(item) for item in picture.items}
        assert [item.kind for item in shown] == [item.kind for item in picture.items]
    assert "adjoint 4.513" in walk.titles[13]
