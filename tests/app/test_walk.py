"""Playing: the clock over the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.app.walk import SPEEDS, Walk
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def walk(qtbot: QtBot) -> Iterator[Walk]:
    walk = Walk()
    walk.begin(lecture_record())
    yield walk
    walk.pause()


def at(walk: Walk) -> int:
    assert walk.player is not None
    return walk.player.index


def test_without_a_graph_nothing_happens(qtbot: QtBot) -> None:
    walk = Walk()
    for move in (walk.forward, walk.back, walk.first, walk.last, walk.play_or_pause):
        move()
    assert walk.player is None


def test_playing_takes_every_step_in_turn_and_ends_by_itself(qtbot: QtBot, walk: Walk) -> None:
    seen: list[int] = []
    walk.moved.connect(lambda player, _animate: seen.append(player.index))
    walk.speed = 0.001
    walk.scrub(9)
    seen.clear()
    with qtbot.waitSignal(walk.playing_changed, check_params_cb=lambda playing: not playing):
        walk.play_or_pause()
    assert seen == [10, 11, 12, 13, 14, 15, 16]


def test_the_turn_takes_at_least_one_and_a_half_seconds(walk: Walk) -> None:
    walk.set_speed(0.3)
    walk.scrub(8)
    walk.play_or_pause()
    assert at(walk) == 9
    assert walk._clock.interval() == 1500
    walk.pause()
    walk.set_speed(4.0)
    walk.scrub(8)
    walk.play_or_pause()
    assert walk._clock.interval() == 4000


def test_playing_at_the_end_begins_anew(walk: Walk) -> None:
    walk.last()
    walk.play_or_pause()
    assert at(walk) == 1


def test_any_step_by_hand_ends_playing(walk: Walk) -> None:
    for move in (walk.forward, walk.back, walk.last, lambda: walk.scrub(3)):
        walk.scrub(2)
        walk.play_or_pause()
        move()
        assert not walk.playing


def test_faster_and_slower_stay_within_the_speeds(walk: Walk) -> None:
    for _ in range(9):
        walk.faster()
    assert walk.speed == SPEEDS[0]
    for _ in range(9):
        walk.slower()
    assert walk.speed == SPEEDS[-1]


def test_the_finer_walk_is_kept_for_the_next_graph(walk: Walk) -> None:
    walk.set_finer(True)
    walk.begin(lecture_record())
    assert walk.player is not None
    assert walk.player.fine
