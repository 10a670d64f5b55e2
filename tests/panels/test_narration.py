"""The sentence of a step: whole where two lines have room for it, never cut inside a letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.panels.narration import HEIGHT, Narration

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SHORT = "w₁ is known, so w₂ is 0.5."
LONG = (
    "w₃, w₅ and w₆ use w₁, so the contributions add up element by element: w̄₁ is [2, 5, 3]. "
    "What comes from w₃ goes back to the 2 elements it took; the other 1 get 0 from it."
)


@pytest.fixture
def narration(qtbot: QtBot) -> Narration:
    narration = Narration()
    qtbot.addWidget(narration)
    narration.end_hint()
    narration.resize(700, HEIGHT)
    narration.show()
    qtbot.waitExposed(narration)
    return narration


def lines(narration: Narration) -> int:
    label = narration.sentence
    return round(label.height() / label.fontMetrics().lineSpacing())


def test_a_long_sentence_takes_a_second_line_and_the_place_stays(narration: Narration) -> None:
    narration.show_step(SHORT, None)
    one = narration.sentence.height()
    narration.show_step(LONG, None)
    assert narration.sentence.text() == LONG
    assert (lines(narration), narration.height()) == (2, HEIGHT)
    assert narration.sentence.hasHeightForWidth()
    narration.show_step(SHORT, None)
    assert narration.sentence.height() == one


def test_what_two_lines_cannot_hold_ends_in_dots_and_is_whole_in_the_tip(
    narration: Narration,
) -> None:
    narration.show_step(3 * LONG, None)
    shown = narration.sentence.text()
    assert shown.endswith("…")
    assert (3 * LONG).startswith(shown[:-1])
    assert lines(narration) == 2
    assert narration.sentence.toolTip() == 3 * LONG
    assert narration.sentence.accessibleName() == 3 * LONG


def test_a_wider_window_takes_it_back_to_one_line(qtbot: QtBot, narration: Narration) -> None:
    narration.show_step(LONG, None)
    narration.resize(1900, HEIGHT)
    qtbot.waitUntil(lambda: lines(narration) == 1)
    assert narration.sentence.text() == LONG
