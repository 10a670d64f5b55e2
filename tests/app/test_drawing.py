"""Large graphs are laid out and drawn where nobody waits for it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
import torch

from graphlab.app import drawing
from graphlab.app.drawing import Drawing
from graphlab.engine.call import record_call
from graphlab.picture import compose
from graphlab.picture.options import Options
from graphlab.picture.theme import THEMES
from graphlab.study.moment import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from graphlab.picture.compose import Composer
    from graphlab.record import Record


def chain(links: int) -> Record:
    def run(x: torch.Tensor) -> torch.Tensor:
        for _ in range(links):
            x = torch.sin(x)
        return x.sum()

    return record_call(run, (torch.rand(2, requires_grad=True),))


@pytest.fixture
def made(qtbot: QtBot) -> Iterator[Drawing]:
    made = Drawing()
    yield made
    made.close()


@pytest.fixture
def threads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The threads in which cards were made."""
    found: list[str] = []
    make = compose.card_item

    def counted(*args: Any, **named: Any) -> Any:
        found.append(threading.current_thread().name)
        return make(*args, **named)

    monkeypatch.setattr(compose, "card_item", counted)
    return found


def drawn(qtbot: QtBot, made: Drawing, record: Record) -> Composer:
    with qtbot.waitSignal(made.made, timeout=20_000) as heard:
        made.draw(record, THEMES["light"], Options())
    return heard.args[0]


def test_the_cards_of_a_large_graph_are_made_on_a_thread_of_their_own(
    qtbot: QtBot, made: Drawing, threads: list[str]
) -> None:
    composer = drawn(qtbot, made, chain(60))
    assert len(threads) == 62
    assert all(name.startswith("layout") for name in threads)
    composer.picture(NOTHING)
    assert len(threads) == 62, "they are there already"


def test_other_colours_of_a_large_graph_too_and_of_a_small_one_at_once(
    qtbot: QtBot, made: Drawing, threads: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = chain(60)
    composer = drawn(qtbot, made, record)
    heard: list[Composer] = []
    made.made.connect(heard.append)
    made.draw_again(composer, record, THEMES["dark"], Options())
    assert len(heard) == 1
    monkeypatch.setattr(drawing, "LARGE", 50)
    threads.clear()
    with qtbot.waitSignal(made.made, timeout=20_000):
        made.draw_again(composer, record, THEMES["print"], Options())
        assert made.is_pending
    assert heard[-1].theme.name == "print"
    assert len(threads) == 62
    assert all(name.startswith("layout") for name in threads)


def test_a_newer_wish_ends_the_drawing_of_an_older_one(
    qtbot: QtBot, made: Drawing, threads: list[str]
) -> None:
    made.draw(chain(400), THEMES["light"], Options())
    composer = drawn(qtbot, made, chain(50))
    assert len(composer.record.nodes) == 52
