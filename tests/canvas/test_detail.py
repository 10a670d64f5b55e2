import pytest

from graphlab.canvas.detail import growth, painted_bounds, readable
from tests.pictures import card, chip, label


@pytest.mark.parametrize(("zoom", "seen"), [(1.0, True), (0.74, True), (0.7, False), (0.1, False)])
def test_a_number_of_15_px_is_painted_down_to_11_px(zoom, seen):
    assert readable(15, zoom) is seen


def test_geometry_is_painted_at_any_zoom():
    assert readable(0, 0.01)


@pytest.mark.parametrize("make", [label, chip])
def test_labels_keep_11_px_down_to_zoom_075(make):
    item = make(1, active=False)
    assert growth(item, 1.0) == 1.0
    assert growth(item, 0.8) * 13 * 0.8 == pytest.approx(11)


@pytest.mark.parametrize("make", [label, chip])
def test_below_zoom_075_only_active_labels_are_painted_at_a_constant_13_px(make):
    assert growth(make(1, active=False), 0.7) == 0
    assert painted_bounds(make(1, active=False), 0.7) is None
    assert growth(make(1, active=True), 0.2) * 13 * 0.2 == pytest.approx(13)


def test_a_grown_label_stays_centred():
    item = label(1, active=True)
    grown = painted_bounds(item, 0.5)
    assert grown.centre == pytest.approx(item.bounds.centre)
    assert grown.width == 2 * item.bounds.width


def test_cards_never_grow():
    assert growth(card(1), 0.1) == 1.0
