"""The overview: there while a part of a large graph is seen, and a way to another part."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget
from torch import nn

from graphlab.canvas.minimap import Minimap
from graphlab.canvas.view import CanvasView
from graphlab.engine.call import record_call
from graphlab.picture.compose import Composer
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.study.light import Light
from graphlab.study.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def composer() -> Composer:
    layers = (layer for _ in range(10) for layer in (nn.Linear(3, 3), nn.Tanh()))
    record = record_call(nn.Sequential(*layers), (torch.rand(2, 3),))
    return Composer(record, THEMES["light"], Options(orientation="lr"))


@pytest.fixture
def canvas(qtbot: QtBot) -> Iterator[CanvasView]:
    stage = QWidget()
    qtbot.addWidget(stage)
    stage.resize(800, 500)
    canvas = CanvasView(stage)
    canvas.resize(800, 500)
    canvas.reduced_motion = True
    canvas.map = Minimap(canvas, stage)
    stage.show()
    qtbot.waitExposed(stage)
    yield canvas
    stage.close()


def test_it_is_there_only_while_a_part_of_many_cards_is_seen(
    canvas: CanvasView, composer: Composer
) -> None:
    assert not canvas.map.isVisible()
    canvas.set_picture(composer.picture(Moment(1)))
    canvas.resize(16_000, 1_500)
    canvas.fit(whole=True)
    assert canvas.sees_all
    assert not canvas.map.isVisible()
    canvas.resize(800, 500)
    canvas.zoom_by(2)
    assert not canvas.sees_all
    assert canvas.map.isVisible()
    canvas.map.set_wanted(False)
    assert not canvas.map.isVisible()
    canvas.map.set_wanted(True)
    canvas.set_presenting(True)
    assert not canvas.map.isVisible(), "presenting has an inset of its own"
    canvas.set_presenting(False)
    canvas.set_picture(None)
    assert not canvas.map.isVisible()


def test_a_click_and_a_drag_look_there(
    qtbot: QtBot, canvas: CanvasView, composer: Composer
) -> None:
    picture = composer.picture(Moment(1))
    canvas.set_picture(picture)
    canvas.zoom_by(3)
    overview = canvas.map
    for share in (0.9, 0.1):
        at = QPoint(round(overview.width() * share), overview.height() // 2)
        qtbot.mousePress(overview, LEFT, pos=at)
        qtbot.mouseRelease(overview, LEFT, pos=at)
        middle = canvas.camera.under(400, 250)[0]
        assert middle == pytest.approx(share * picture.size[0], abs=0.12 * picture.size[0])


def test_it_keeps_clear_of_what_the_step_is_about(canvas: CanvasView, composer: Composer) -> None:
    canvas.set_picture(composer.picture(Moment(1)))
    canvas.zoom_by(2)
    for step in range(1, len(composer.record.steps) + 1, 3):
        picture = composer.picture(Moment(step))
        canvas.set_picture(picture, animate=False)
        if not canvas.map.isVisible():
            continue
        (active,) = [i for i in picture.items if i.active and i.kind == "card"]
        seen = canvas.camera.seen(active.bounds.grown(-16))
        place = canvas.map.geometry()
        overlaps = (
            seen.x < place.right()
            and place.left() < seen.right
            and seen.y < place.bottom()
            and place.top() < seen.bottom
        )
        assert not overlaps, step


@pytest.mark.parametrize("theme", THEMES)
def test_it_shows_all_cards_and_the_active_one(
    canvas: CanvasView, composer: Composer, theme: str
) -> None:
    themed = composer.updated(theme=THEMES[theme])
    canvas.set_picture(themed.picture(Moment(3)))
    canvas.zoom_by(3)
    image = canvas.map.grab().toImage()
    colours = {image.pixelColor(x, y).name().upper() for x in range(image.width())
               for y in range(image.height())}  # fmt: skip
    assert {THEMES[theme].edge, THEMES[theme].adjoint_line} <= colours


def test_a_graph_that_is_found_through_without_it_has_none(canvas: CanvasView) -> None:
    layers = (nn.Linear(3, 3) for _ in range(8))
    record = record_call(nn.Sequential(*layers), (torch.rand(2, 3),))
    canvas.set_picture(Composer(record, THEMES["light"]).picture(Moment(1)))
    canvas.zoom_by(4)
    assert not canvas.sees_all
    assert not canvas.map.isVisible()


def test_in_a_light_it_shows_where_that_is(canvas: CanvasView, composer: Composer) -> None:
    canvas.set_picture(composer.picture(Moment(1)))
    canvas.zoom_by(3)
    plain = canvas.map.grab().toImage()
    node = composer.record.nodes[-1].id
    light = Light(frozenset({node}), frozenset())
    lit = composer.updated(options=replace(composer.options, light=light))
    canvas.set_picture(lit.picture(Moment(1)), animate=False)
    assert canvas.map.isVisible()
    assert canvas.map.grab().toImage() != plain
