"""What is asked of every picture: nothing overlaps, nothing moves, nothing is too small."""

from __future__ import annotations

import pytest

from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.shapes import Text
from graphlab.picture.theme import THEMES, Theme
from graphlab.study.moment import EVERYTHING, Moment
from tests.picture.examples import FORMULAS, record
from tests.picture.overlaps import overlaps

WAYS = ("lr", "tb")


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", FORMULAS)
def test_no_label_chip_or_card_touches_another_or_a_foreign_line(name: str, way: str) -> None:
    composer = Composer(record(name), THEMES["light"], Options(orientation=way))
    steps = len(record(name).steps)
    for moment in [Moment(step) for step in range(steps + 1)] + [EVERYTHING]:
        assert overlaps(composer.picture(moment), composer.geometry) == [], moment


@pytest.mark.parametrize("larger", [1.5, 3])
@pytest.mark.parametrize("name", FORMULAS)
def test_nothing_touches_where_gaps_are_narrow_for_larger_type(name: str, larger: float) -> None:
    for way in WAYS:
        options = Options(orientation=way, type=larger, digits=6)
        composer = Composer(record(name), THEMES["light"], options)
        last = len(record(name).steps)
        for moment in (EVERYTHING, *(Moment(step) for step in (0, last // 2, last))):
            assert overlaps(composer.picture(moment), composer.geometry) == [], (way, moment)


@pytest.mark.parametrize("way", WAYS)
def test_larger_type_has_more_of_the_width(way: str) -> None:
    """Cards keep their size here: whoever writes the picture makes all of it larger."""
    usual, larger = (
        Composer(record("lecture"), THEMES["light"], Options(orientation=way, type=type_))
        for type_ in (1, 2)
    )
    sizes = [{n: box[2:] for n, box in c.geometry.cards.items()} for c in (usual, larger)]
    assert sizes[0] == sizes[1]
    assert usual.size[0] > 1.1 * larger.size[0]
    assert not larger.keeps_layout(record("lecture at x = −123.4"), larger.options)


@pytest.mark.parametrize("larger", [1, 2])
@pytest.mark.parametrize("way", WAYS)
def test_nothing_leaves_the_frame(way: str, larger: float) -> None:
    for name in FORMULAS:
        options = Options(orientation=way, type=larger)
        composer = Composer(record(name), THEMES["light"], options)
        width, height = composer.size
        for item in composer.picture(EVERYTHING).items:
            assert item.bounds.x >= -1, (name, item.key)
            assert item.bounds.y >= -5, (name, item.key)
            assert item.bounds.right <= width + 1, (name, item.key)
            assert item.bounds.bottom <= height + 5, (name, item.key)


def test_nothing_moves_while_stepping() -> None:
    composer = Composer(record("lecture"), THEMES["light"])
    places: dict[str, set[tuple[float, float]]] = {}
    for step in range(17):
        for item in composer.picture(Moment(step)).items:
            if item.kind in {"card", "edge", "label"}:
                places.setdefault(item.key, set()).add((item.bounds.x, item.bounds.y))
    assert {key: len(at) for key, at in places.items() if len(at) > 1} == {}


def test_other_numbers_in_the_same_formula_move_nothing() -> None:
    composer = Composer(record("lecture"), THEMES["light"])
    other = composer.updated(record("lecture at x = −123.4"))
    assert other.geometry is composer.geometry


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_no_text_is_set_below_eleven_pixels(theme: Theme) -> None:
    for name in FORMULAS:
        composer = Composer(record(name), theme)
        for step in range(len(record(name).steps) + 1):
            for item in composer.picture(Moment(step)).items:
                sizes = [s.size for s in item.shapes if isinstance(s, Text)]
                assert min(sizes, default=11) >= 11, item.key


def test_the_longest_chain_lies_on_one_straight_line() -> None:
    composer = Composer(record("lecture"), THEMES["light"], Options(orientation="lr"))
    cards = composer.geometry.cards
    middles = {round(cards[node].centre[1], 6) for node in ("w1", "w3", "w4", "w5", "w6", "w8")}
    assert len(middles) == 1


def test_the_lecture_fits_a_small_projector_with_formulas_of_eleven_pixels() -> None:
    """1280×800 with the default docks leaves 968 px for the graph."""
    width, height = Composer(record("lecture"), THEMES["light"]).size
    zoom = min(956 / width, 500 / height)
    assert 16 * zoom >= 11
    assert 14.6 * zoom >= 11


def test_parallel_edges_never_merge() -> None:
    composer = Composer(record("x·x"), THEMES["light"])
    upper, lower = composer.geometry.routes.values()
    assert upper.at(0.5)[0] != lower.at(0.5)[0]
    assert abs(upper.points[0][1] - lower.points[0][1]) == pytest.approx(14)


def test_arguments_enter_in_their_order() -> None:
    composer = Composer(record("Baydin"), THEMES["light"], Options(orientation="lr"))
    ends: dict[str, list[tuple[int, float]]] = {}
    for key, route in composer.geometry.routes.items():
        ends.setdefault(key.target, []).append((key.argument, route.points[-1][1]))
    for ports in ends.values():
        assert [y for _, y in sorted(ports)] == sorted(y for _, y in ports)
