import pytest

from graphlab.canvas.scene import Scene
from tests.pictures import Walk

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def walk():
    return Walk(4)


def test_only_items_that_are_not_the_same_object_have_changed(walk):
    before, after = walk.frame(1), walk.frame(2)
    changed = Scene(after).changes_from(Scene(before), 1.0)
    assert sorted(changed) == sorted(
        picture.item(key).bounds for picture in (before, after) for key in ("card:w1", "card:w2")
    )


def test_the_same_frame_again_changes_nothing(walk):
    assert Scene(walk.frame(2)).changes_from(Scene(walk.frame(2)), 1.0) == []


def test_a_chip_that_appears_or_goes_has_changed(walk):
    plain, with_chip = Scene(walk.frame(2)), Scene(walk.frame(2, chips=(1,)))
    chip = with_chip.picture.item("chip:w1>w2:0").bounds
    assert with_chip.changes_from(plain, 1.0) == [chip]
    assert plain.changes_from(with_chip, 1.0) == [chip]


def test_a_region_answers_before_its_card(walk):
    scene = Scene(walk.frame(2))
    assert scene.key_at(40, 90, 1.0) == "value:w1"
    assert scene.key_at(40, 115, 1.0) == "adjoint:w1"
    assert scene.key_at(40, 60, 1.0) == "card:w1"


def test_an_edge_answers_near_its_line_only(walk):
    scene = Scene(walk.frame(2))
    assert scene.key_at(160, 94, 1.0) == "edge:w1>w2:0"
    assert scene.key_at(160, 99, 1.0) is None


def test_what_lies_in_front_answers_first(walk):
    assert Scene(walk.frame(2, chips=(1,))).key_at(171, 97, 1.0) == "chip:w1>w2:0"


def test_what_is_too_small_to_be_painted_does_not_answer(walk):
    scene = Scene(walk.frame(2))
    assert scene.key_at(189, 70, 1.0) == "label:w1>w2:0"
    assert scene.key_at(189, 70, 0.5) is None
