"""The walk over the lecture's sixteen steps."""

from __future__ import annotations

import pytest

from graphlab.record import EdgeKey
from graphlab.study.moment import EVERYTHING, Moment
from graphlab.study.player import Player
from tests.lecture import lecture_record


@pytest.fixture
def player() -> Player:
    return Player(lecture_record())


def walked(player: Player) -> list[Moment]:
    moments = [player.moment]
    while not player.at_end:
        player = player.forward()
        moments.append(player.moment)
    return moments


def test_the_walk_goes_from_nothing_over_eight_values_to_eight_adjoints(player: Player) -> None:
    assert walked(player) == [Moment(k) for k in range(17)]
    assert player.border == 8


def test_forward_at_the_end_and_back_at_the_start_stay(player: Player) -> None:
    assert player.back().moment == Moment(0)
    assert player.last().forward().moment == Moment(16)


def test_the_finer_walk_stops_between_the_two_contributions_of_w4(player: Player) -> None:
    fine = player.finer(True)
    assert [m for m in walked(fine) if m.step == 13] == [Moment(13, 1), Moment(13)]
    assert len(walked(fine)) == 18


@pytest.mark.parametrize("fine", [False, True])
def test_back_is_exactly_the_way_forward_reversed(player: Player, fine: bool) -> None:
    player = player.finer(fine)
    there = walked(player)
    player, back = player.last(), [Moment(16)]
    while not player.at_start:
        player = player.back()
        back.append(player.moment)
    assert back == there[::-1]


def test_leaving_the_finer_walk_shows_the_step_whole(player: Player) -> None:
    assert player.finer(True).at(13, 1).finer(False).moment == Moment(13)


def test_a_fine_number_that_completes_the_step_is_the_whole_step(player: Player) -> None:
    assert player.at(13, 2).moment == Moment(13)
    assert player.at(99).moment == Moment(16)
    assert player.at(-5).moment == Moment(0)


def test_borders_are_the_start_the_turn_and_the_end(player: Player) -> None:
    assert [player.at(k).next_border().index for k in (0, 3, 8, 12, 16)] == [8, 8, 16, 16, 16]
    assert [player.at(k).previous_border().index for k in (0, 3, 8, 12, 16)] == [0, 0, 0, 8, 8]
    assert player.backward_pass().at_turn


def test_a_node_is_visited_in_the_pass_that_the_walk_is_in(player: Player) -> None:
    assert player.at(2).to_node("w4").index == 4
    assert player.at(9).to_node("w4").index == 13
    assert player.at(2).to_adjoint("w4").index == 13
    assert player.at(9).to_value("w4").index == 4
    assert player.at(9).to_value("w99").index == 9


def test_an_edge_leads_to_the_step_it_contributes_to(player: Player) -> None:
    assert player.to_edge(EdgeKey("w4", "w7", 0)).index == 13


def test_another_run_keeps_the_step(player: Player) -> None:
    moved = player.at(13).with_record(lecture_record(0.7))
    assert moved.moment == Moment(13)
    assert moved.record is not player.record


def test_everything_revealed_stands_at_the_end_without_an_active_step(player: Player) -> None:
    shown = Player(player.record, EVERYTHING)
    assert shown.at_end
    assert shown.step is None
    assert shown.back().moment == Moment(15)
    assert shown.with_record(lecture_record()).moment == EVERYTHING
