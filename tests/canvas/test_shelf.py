from dataclasses import replace
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.canvas import shelf
from graphlab.canvas.shelf import Laid, Shelf, in_any
from graphlab.picture.layers import Stack
from graphlab.picture.shapes import Bounds
from tests.pictures import Walk


@pytest.fixture
def walk():
    return Walk(30)


def plainly(picture, window):
    return [item for item in picture.items if item.bounds.overlaps(window)]


@pytest.mark.parametrize("left", range(-100, 3000, 370))
def test_what_lies_in_a_part_is_found_back_to_front(walk, left):
    frames = [walk.frame(step, chips=(step,)) for step in range(1, 20)]
    laid = Laid(frames[0])
    for frame in frames:
        laid = Laid(frame, laid)
        window = Bounds(left, 40, 500, 60)
        assert laid.within(window) == plainly(frame, window)


def test_labels_and_chips_are_told_apart_and_what_is_named_is_there_too(walk):
    frame = walk.frame(3, chips=(2,))
    laid, everywhere = Laid(frame), Bounds(-1e6, -1e6, 2e6, 2e6)
    afloat = [item for item in frame.items if item.kind in ("label", "chip")]
    assert laid.within(everywhere, True) == afloat
    inks = laid.floating(all_of_them=True)
    assert [inks.number(item) for item in afloat] == [*range(len(afloat))]
    assert laid.within(everywhere, False) == [i for i in frame.items if i not in afloat]
    assert laid.within(Bounds(-9, -9, 1, 1), None, afloat[-1:]) == afloat[-1:]


def test_a_step_adds_the_rows_of_what_is_new_and_no_others(walk):
    first = Laid(walk.frame(1))
    second = Laid(walk.frame(2), first)
    gone, fresh = second.changes(first)
    assert {item.key for item in gone} == {item.key for item in fresh} == {"card:w1", "card:w2"}
    assert len(second._shelf.items) == len(first._items) + 2


def test_a_shelf_forgets_what_was_long_ago(walk):
    laid = Laid(walk.frame(1))
    for step in range(400):
        laid = Laid(Walk(30).frame(step % 20), laid)
    assert len(laid._shelf.items) < 1_000


def test_the_solid_parts_are_of_the_cards_that_are_there(walk):
    first = Laid(walk.frame(1))
    second = Laid(walk.frame(2), first)
    fresh = Laid(walk.frame(2))
    assert _of_cards(second) == _of_cards(fresh)


def _of_cards(laid):
    sides, here = laid.solids()
    return sorted(sides[:, here].T.tolist())


@given(st.lists(st.tuples(st.integers(0, 12), st.permutations(range(1, 12))), max_size=12))
def test_rows_are_the_items_own_whatever_moved_since_the_frame_before(frames):
    walk, laid = Walk(12), None
    for step, order in frames:
        picture = walk.frame(step, chips=(*order[:3],))
        moved = sorted(picture.items[:11], key=lambda item: order.index(int(item.key[6:7])))
        picture = in_runs(replace(picture, items=(*moved, *picture.items[11:])), 5)
        laid = Laid(picture, laid)
        assert [laid._shelf.items[row] for row in laid._rows] == [*picture.items]
        everywhere = Bounds(-1e6, -1e6, 2e6, 2e6)
        assert laid.within(everywhere) == [*picture.items]


def in_runs(picture, length=7):
    """The same picture in runs, which two pictures share where they are alike."""
    runs = [picture.items[at : at + length] for at in range(0, len(picture.items), length)]
    return replace(picture, items=Stack(runs))


def test_of_a_frame_like_the_one_before_only_runs_with_something_new_are_looked_up(
    walk, monkeypatch
):
    frame = in_runs(walk.frame(1))
    first = Laid(frame)
    runs = [
        walk.frame(2).items[at : at + 7] if at >= 56 else run
        for at, run in zip(range(0, 100, 7), frame.items.runs, strict=False)
    ]
    monkeypatch.setattr(Shelf, "rows", looked_up := Mock(side_effect=first._shelf.rows))
    second = Laid(replace(frame, items=Stack(runs)), first)
    assert [len(call.args[0]) for call in looked_up.call_args_list] == [len(frame.items) - 56]
    assert [second._shelf.items[row] for row in second._rows] == [*walk.frame(2).items]
    assert len(second.changes(first)[0]) == 2


def test_where_cards_stand_is_looked_up_once_until_one_stands_elsewhere(walk):
    first = Laid(walk.frame(1, active=False))
    sides = first.card_sides()
    second = Laid(walk.frame(2, active=False), first)
    assert second.card_sides() is sides
    frame = walk.frame(2, active=False)
    other = replace(frame, items=frame.items[::-1])
    assert Laid(other, second).card_sides().T.tolist() == sides.T.tolist()[::-1]


BOXES = st.lists(
    st.builds(Bounds, *[st.integers(-50, 50).map(float)] * 2, *[st.integers(1, 40).map(float)] * 2),
    min_size=1,
    max_size=12,
)


@given(BOXES, BOXES)
def test_what_lies_in_any_of_several_parts(boxes, windows):
    sides = shelf._sides(boxes)
    plain = [n for n, box in enumerate(boxes) if any(map(box.overlaps, windows))]
    assert in_any(sides, windows).tolist() == plain
