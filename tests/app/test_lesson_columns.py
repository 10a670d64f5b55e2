"""A lesson and the page to train on, side by side where the window has the width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.panels.training_panel import TrainingPanel
from tests.app.lessons import EngineLink

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.desk import Desk
    from graphlab.app.learning import Learning

LESSON = """---
title: Columns
---

# Code

```scene
code:
  import torch
  x = torch.ones(2, 3)
```

# Train

```scene
show: train
train: data=two-class n=30 model=logistic epochs=5
```

# Formula

```scene
source: sin(x)^2
at: x = 0.5
```
"""
CODE, TRAIN, FORMULA = range(3)


@pytest.fixture
def link() -> EngineLink:
    return EngineLink()


@pytest.fixture
def learning(controller: Controller, tmp_path: Path) -> Learning:
    path = tmp_path / "columns.md"
    path.write_text(LESSON, encoding="utf-8")
    controller.opening.open_path(path)
    return controller.learn.learning


def resize(qtbot: QtBot, desk: Desk, width: int, height: int) -> None:
    desk.window().resize(width, height)
    qtbot.waitUntil(lambda: desk.window().size().toTuple() == (width, height))
    qtbot.waitUntil(lambda: desk.outer.width() == width)
    qtbot.wait(1)


def turn(qtbot: QtBot, learning: Learning, page: int) -> None:
    learning.turn_to(page)
    qtbot.wait(1)


def is_whole(widget: QWidget) -> bool:
    """Whether nothing of it is scrolled out of sight."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


@pytest.mark.parametrize("size", [(1280, 800), (1366, 768)])
def test_plane_run_and_losses_are_seen_beside_a_lesson(
    qtbot: QtBot, controller: Controller, learning: Learning, size: tuple[int, int]
) -> None:
    desk, side = controller.desk, controller.desk.side
    resize(qtbot, desk, *size)
    turn(qtbot, learning, FORMULA)
    before = desk.split.sizes()[1]
    turn(qtbot, learning, TRAIN)
    panel = side.page
    assert isinstance(panel, TrainingPanel)
    for widget in (panel.plane, panel.controls, panel.controls.run, panel.plot):
        assert is_whole(widget)
    assert panel.plane.height() >= 240
    assert panel.plot.height() >= 150
    assert learning.pane.height() == panel.height() + side.tabs.height()
    assert desk.stage.width() >= 0.54 * size[0]
    turn(qtbot, learning, FORMULA)
    assert desk.split.sizes()[1] == before
    assert side.tabs.y() == 0 < side.tabs.parentWidget().y() >= learning.pane.height()


def test_code_of_an_earlier_page_leaves_the_room_to_the_training(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    desk = controller.desk
    turn(qtbot, learning, CODE)
    assert desk.code is not None
    assert desk.code.isVisible()
    turn(qtbot, learning, TRAIN)
    assert not desk.code.isVisible()
    turn(qtbot, learning, CODE)
    assert desk.code.isVisible()


def test_in_a_narrow_window_the_page_stands_below_and_its_button_is_seen(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    resize(qtbot, controller.desk, 1000, 800)
    turn(qtbot, learning, TRAIN)
    panel = controller.desk.side.page
    assert isinstance(panel, TrainingPanel)
    assert panel.mapTo(controller.desk, panel.pos()).y() > learning.pane.height()
    assert is_whole(panel.controls.run)
    resize(qtbot, controller.desk, 1280, 800)
    qtbot.waitUntil(lambda: is_whole(panel.plot))


def test_a_border_that_the_person_moved_stays_where_it_is(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    split = controller.desk.split
    turn(qtbot, learning, TRAIN)
    whole = sum(split.sizes())
    split.moveSplitter(whole - 520, 1)
    moved = split.sizes()[1]
    turn(qtbot, learning, FORMULA)
    assert split.sizes()[1] < moved
    split.moveSplitter(whole - 400, 1)
    narrow = split.sizes()[1]
    for page, width in ((TRAIN, moved), (FORMULA, narrow)):
        turn(qtbot, learning, page)
        assert split.sizes()[1] == width
