from __future__ import annotations

from threading import Event, Thread

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.picture.compose import Composer
from graphlab.picture.layout.giving_up import GivingUpError, look, until
from graphlab.picture.options import Options
from graphlab.picture.theme import LIGHT

LONG = "+".join(f"sin({k}x)*cos({k}y)" for k in range(1, 25))


def compose() -> None:
    Composer(record_expression(LONG, {"x": 0.5, "y": 1.0}), LIGHT, Options())


def test_a_layout_that_is_not_wanted_any_more_ends_on_its_way() -> None:
    looks = iter([False] * 4)
    with pytest.raises(GivingUpError), until(lambda: next(looks, True)):
        compose()


def test_a_layout_that_is_wanted_comes_to_its_end() -> None:
    with until(lambda: False):
        compose()


def test_one_thread_gives_up_for_itself_alone() -> None:
    ended, gave_up = Event(), []

    def other() -> None:
        try:
            look()
        except GivingUpError:
            gave_up.append(True)
        ended.set()

    with until(lambda: True):
        Thread(target=other).start()
        assert ended.wait(10)
    assert gave_up == []
    look()
