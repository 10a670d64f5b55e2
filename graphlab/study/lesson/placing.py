"""Where in the walk that is shown a lesson's scene stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.boxes import standing_for
from graphlab.study.lesson.scenes import step_index
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.study.lesson.model import StepAt
    from graphlab.study.player import Player


def place_in(at: StepAt, player: Player) -> Player:
    """The walk at a scene's step, or at what stands for it; at the start if there is none."""
    whole = whole_of(player.record)
    try:
        index = step_index(at, whole)
    except InputError:
        return player.first()
    if index == 0 or whole is player.record:
        return player.at(index)
    step = whole.steps[index - 1]
    shown = standing_for(player.record, step.node)
    if not player.stops_at(shown, step.phase):
        return player.first()
    return player.to_value(shown) if step.phase == "forward" else player.to_adjoint(shown)
