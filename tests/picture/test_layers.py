import pytest

from graphlab.picture import layers
from graphlab.picture.compose import Composer
from graphlab.picture.layers import RUN, Layer, Stack, runs_of
from graphlab.picture.options import Options
from graphlab.picture.shapes import Bounds, Item
from graphlab.picture.theme import THEMES
from graphlab.study.light import Light
from graphlab.study.moment import Moment
from tests.lecture import lecture_record


def item(name):
    return Item(str(name), "card", Bounds(0, 0, 1, 1), ())


@pytest.fixture
def layer():
    full = Layer(range(3 * RUN))
    for number in range(3 * RUN):
        full.put(number, item(number))
    return full


def test_a_layer_tells_its_items_in_the_order_of_their_places():
    layer = Layer("abc")
    for name in "cab":
        layer.put(name, item(name))
    layer.put("b", None)
    assert [one.key for run in layer.runs() for one in run] == ["a", "c"]
    assert layer.get("b") is None


def test_only_the_run_with_a_new_item_is_new(layer):
    before = [*layer.runs()]
    layer.put(RUN + 1, item("other"))
    layer.put(0, layer.get(0))
    same = [new is old for new, old in zip(layer.runs(), before, strict=True)]
    assert same == [True, False, True]


def test_a_stack_has_all_items_and_remembers_their_runs(layer):
    runs = (*layer.runs(), (), (item("last"),))
    stack = Stack(runs)
    assert [*stack] == [one for run in runs for one in run]
    assert runs_of(stack) == runs
    assert runs_of(tuple(stack)) == (stack,)


@pytest.mark.parametrize("light", [None, Light(frozenset({"w1", "w3"}), frozenset())])
def test_frames_of_two_steps_share_the_runs_in_which_nothing_changed(monkeypatch, light):
    monkeypatch.setattr(layers, "RUN", 2)
    composer = Composer(lecture_record(), THEMES["light"], Options(light=light, strip=False))
    one, two = ({*map(id, runs)} for runs in _runs_at(composer, 10, 11))
    assert len(two - one) < 10 < len(two)


def _runs_at(composer, *steps):
    return [[run for run in runs_of(composer.picture(Moment(k)).items) if run] for k in steps]
