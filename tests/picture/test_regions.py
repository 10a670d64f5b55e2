from itertools import combinations

import numpy as np
import pytest

from graphlab.picture.classes import CLASS_LOOKS, class_color, class_look
from graphlab.picture.regions import (
    STRONGEST,
    number_image,
    number_levels,
    ramp,
    reach_of,
    region_image,
    rgb,
)
from graphlab.picture.theme import DARK, LIGHT, PRINT


def luminance(color):
    share = np.asarray(color, float) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def contrast(one, other):
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_every_class_has_a_colour_and_a_marker_of_its_own():
    assert len({look.marker for look in CLASS_LOOKS}) == 8
    assert len({look.words for look in CLASS_LOOKS}) == 8
    for theme in (LIGHT, DARK):
        colors = [rgb(class_color(place, theme)) for place in range(8)]
        assert min(np.abs(np.subtract(a, b)).max() for a, b in combinations(colors, 2)) > 40
    assert class_look(9) == class_look(1)


def test_a_region_has_the_colour_of_its_likeliest_class_and_is_paler_where_it_is_unsure():
    shares = np.array([[[1, 0, 0], [0.4, 0.3, 0.3], [0, 0, 1.0]]])
    image = region_image(shares, LIGHT)
    assert image.shape == (1, 3, 4)
    assert image.dtype == np.uint8
    assert tuple(image[0, 0, :3]) == rgb(class_color(0, LIGHT))
    assert tuple(image[0, 2, :3]) == rgb(class_color(2, LIGHT))
    alpha = image[0, :, 3]
    assert alpha[0] == alpha[2] == round(255 * STRONGEST)
    assert 0 < alpha[1] < alpha[0] / 2


def test_one_probability_is_that_of_the_second_class():
    image = region_image(np.array([[0.0, 0.9]]), DARK)
    assert tuple(image[0, 0, :3]) == rgb(class_color(0, DARK))
    assert tuple(image[0, 1, :3]) == rgb(class_color(1, DARK))


def test_what_is_not_a_number_stays_clear():
    assert region_image(np.array([[np.nan, 0.2]]), LIGHT)[0, :, 3].tolist()[0] == 0
    assert number_image(np.array([[np.inf, 1.0]]), 1, LIGHT)[0, :, 3].tolist()[0] == 0


@pytest.mark.parametrize("theme", [LIGHT, DARK, PRINT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("place", range(8))
def test_the_outline_of_a_point_stands_out_on_every_region(theme, place):
    ground = np.array(rgb(theme.canvas)) * (1 - STRONGEST)
    ground = ground + np.array(rgb(class_color(place, theme))) * STRONGEST
    assert contrast(rgb(theme.ink), ground) > 4.5


def test_the_ramp_goes_from_negative_by_zero_to_positive():
    colors = ramp(LIGHT)
    assert tuple(colors[0]) == rgb(LIGHT.negative)
    assert tuple(colors[len(colors) // 2]) == rgb(LIGHT.zero)
    assert tuple(colors[-1]) == rgb(LIGHT.positive)
    levels = number_levels(np.array([-9, -2, 0, 2, 9, np.nan]), 2)
    assert levels.tolist() == [0, 0, 24, 48, 48, 24]


def test_the_scale_holds_all_numbers():
    assert reach_of(np.array([-3, 2, np.nan])) == 3
    assert reach_of(np.array([])) == 1
    assert reach_of(np.zeros(3)) == 1
    assert number_levels(np.array([0.0]), 0.0).tolist() == [24]
