import pytest

from graphlab.canvas.camera import Camera
from graphlab.canvas.motion import PAN, TRAVEL, Pan, Span, along, flights
from tests.pictures import chip


def test_a_span_eases_out_from_0_to_1():
    span = Span(10.0, 0.2)
    assert span.share(9.0) == 0.0
    assert span.share(10.1) > 0.5
    assert span.share(11.0) == 1.0
    assert not span.over(10.19)
    assert span.over(10.2)


@pytest.mark.parametrize(
    ("share", "point"), [(0.0, (0, 0)), (0.25, (5, 0)), (0.5, (10, 0)), (1.0, (10, 10))]
)
def test_a_chip_moves_evenly_along_its_curve(share, point):
    assert along(((0, 0), (10, 0), (10, 10)), share) == pytest.approx(point)


def test_a_curve_that_stands_still_ends_where_it_is():
    assert along(((3, 4), (3, 4)), 0.5) == (3, 4)


def test_chips_travel_in_turn():
    first, second = flights([chip(1), chip(2)], now=5.0)
    assert first.place(5.0) == chip(1).travel[0]
    assert second.place(5.1) is None
    assert second.span.start == 5.0 + TRAVEL
    assert first.place(5.0 + TRAVEL) == pytest.approx(chip(1).travel[-1])


def test_many_chips_do_not_take_forever():
    assert flights([chip(1)] * 50, now=0.0)[-1].span.start < 0.7


def test_a_pan_ends_at_its_goal_without_zooming():
    pan = Pan(Camera(0.8, 0, 0), Camera(0.8, 100, 50), Span(0.0, PAN))
    assert pan.camera(PAN) == Camera(0.8, 100, 50)
    assert pan.camera(PAN / 2).zoom == 0.8
