import pytest

from graphlab.canvas.camera import CLOSEST_FIT, MARGIN, READABLE, Camera, fitted
from graphlab.picture.shapes import Bounds


def test_zooming_keeps_the_point_under_the_cursor():
    camera = Camera(1.0, 10, 20)
    point = camera.under(300, 200)
    assert camera.zoomed(1.7, 300, 200).under(300, 200) == pytest.approx(point)


def test_a_picture_is_fitted_whole_and_centred():
    camera = fitted((1000, 200), (800, 600), None)
    seen = camera.seen(Bounds(0, 0, 1000, 200))
    assert seen.x == pytest.approx(MARGIN)
    assert seen.right == pytest.approx(800 - MARGIN)
    assert seen.y == pytest.approx(600 - seen.bottom)


def test_a_small_picture_is_not_blown_up_beyond_twice_its_size():
    assert fitted((100, 80), (1900, 1000), None).zoom == CLOSEST_FIT


def test_while_stepping_a_large_picture_stays_readable_and_shows_its_active_part():
    active = Bounds(5000, 400, 120, 84)
    camera = fitted((8000, 900), (1000, 600), active)
    assert camera.zoom == READABLE
    seen = camera.seen(active)
    assert 0 < seen.x < seen.right < 1000
    assert 0 < seen.y < seen.bottom < 600


def test_without_a_step_a_large_picture_is_shown_whole():
    assert fitted((8000, 900), (1000, 600), None).zoom < 0.2


def test_fitting_around_an_active_part_at_the_rim_wastes_no_room():
    camera = fitted((8000, 900), (1000, 600), Bounds(0, 0, 120, 84))
    assert (camera.x, camera.y) == (MARGIN, MARGIN)


@pytest.mark.parametrize(
    ("bounds", "dx", "dy"),
    [
        (Bounds(100, 100, 50, 50), 0, 0),
        (Bounds(-30, 100, 50, 50), 30 + MARGIN, 0),
        (Bounds(780, 100, 50, 50), 800 - MARGIN - 830, 0),
        (Bounds(100, 590, 50, 50), 0, 600 - MARGIN - 640),
    ],
)
def test_reaching_a_part_is_the_least_pan_and_never_a_zoom(bounds, dx, dy):
    assert Camera().reaching(bounds, (800, 600)) == Camera(1.0, dx, dy)


@pytest.mark.parametrize(("x", "left"), [(900, 800 - MARGIN - 400 - 50), (-200, MARGIN + 400)])
def test_a_walk_pans_further_than_it_must_so_that_the_next_steps_need_no_pan(x, left):
    camera = Camera().reaching(Bounds(x, 100, 50, 50), (800, 600), ahead=0.5)
    assert camera.seen(Bounds(x, 100, 50, 50)).x == left


def test_panning_ahead_never_loses_the_part_itself():
    camera = Camera().reaching(Bounds(900, 100, 700, 50), (800, 600), ahead=0.5)
    assert camera.seen(Bounds(900, 100, 700, 50)).x == MARGIN


def test_a_walk_that_comes_back_to_the_rim_wastes_no_room():
    part = Bounds(20, 100, 50, 50)
    camera = Camera().panned(-700, 0).following(part, (1600, 500), (800, 600), 0.5)
    assert (camera.x, camera.y) == (MARGIN, 0)
    camera = Camera().following(part._replace(x=1500), (1600, 500), (800, 600), 0.5)
    assert camera.seen(Bounds(0, 0, 1600, 500)).right == 800 - MARGIN


def test_a_part_in_sight_leaves_the_view_where_the_person_put_it():
    camera = Camera().panned(300, 200)
    assert camera.following(Bounds(20, 20, 50, 50), (1600, 500), (800, 600), 0.5) == camera


def test_a_part_larger_than_the_view_is_centred():
    camera = Camera().reaching(Bounds(0, 0, 1600, 100), (800, 600))
    assert camera.seen(Bounds(0, 0, 1600, 100)).centre[0] == 400


def test_a_picture_cannot_be_lost_by_panning():
    camera = Camera().panned(-90_000, 90_000).kept_near((1000, 500), (800, 600))
    assert camera.seen(Bounds(0, 0, 1000, 500)).overlaps(Bounds(0, 0, 800, 600))


def test_an_offset_lies_on_whole_pixels_of_the_screen():
    assert Camera(1.0, 0.4, 0.26).on_pixels(2.0) == Camera(1.0, 0.5, 0.5)
