"""The count of what touches finds what was put in the way."""

from __future__ import annotations

from dataclasses import replace

from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.theme import LIGHT
from graphlab.study.moment import EVERYTHING
from tests.lecture import lecture_record
from tests.picture.overlaps import overlaps


def test_a_card_moved_onto_another_or_onto_a_straight_line_is_found() -> None:
    composer = Composer(lecture_record(), LIGHT, Options(orientation="lr"))
    picture, geometry = composer.picture(EVERYTHING), composer.geometry
    assert overlaps(picture, geometry) == []
    first, second = geometry.cards["w1"], geometry.cards["w2"]
    onto = replace(geometry, cards={**geometry.cards, "w1": second})
    assert "card:w1 and card:w2" in overlaps(picture, onto)
    key, route = next(
        (key, route)
        for key, route in geometry.routes.items()
        if route.points[0][1] == route.points[-1][1] and "w1" not in key
    )
    middle = (route.points[0][0] + route.points[-1][0]) / 2
    small = first._replace(x=middle - 1, y=route.points[0][1] - 1, width=2, height=2)
    across = replace(geometry, cards={**geometry.cards, "w1": small})
    line = f"the line {key.source}>{key.target}:{key.argument} and card:w1"
    assert line in overlaps(picture, across)
