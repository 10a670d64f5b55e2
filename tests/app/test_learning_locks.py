"""What a lesson locks is free while the person studies something else, and locked again after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from graphlab.app.learning_locks import WHY
from tests.app.lessons import CODE, EngineLink

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.learning import Learning

    Way = Callable[[Controller, Learning], None]

LESSON = """---
title: Locks
---

# Held

```scene
source: 2*sin(x*y)
at: x = 2, y = 3
step: value w3
lock: step, view
hide: values, answer
```
"""
HERE = 3
RIGHT = Qt.Key.Key_Right


@pytest.fixture
def link() -> EngineLink:
    return EngineLink()


@pytest.fixture
def learning(qtbot: QtBot, controller: Controller, tmp_path: Path) -> Learning:
    path = tmp_path / "locks.md"
    path.write_text(LESSON, encoding="utf-8")
    controller.opening.open_path(path)
    qtbot.waitUntil(lambda: controller.learn.learning.stage.has_arrived)
    return controller.learn.learning


def walked(qtbot: QtBot, controller: Controller) -> int:
    """Where the walk is after →."""
    qtbot.keyClick(controller.desk.canvas, RIGHT)
    assert controller.walk.player is not None
    return controller.walk.player.index


def another_graph(controller: Controller, _learning: Learning) -> None:
    controller.work.enter("x^3")


def other_inputs(controller: Controller, _learning: Learning) -> None:
    controller.work.set_input("x", 1.5)


def undo(controller: Controller, _learning: Learning) -> None:
    controller.actions.trigger("undo")


def to_scene(_controller: Controller, learning: Learning) -> None:
    learning.pane.scene.click()


@pytest.mark.parametrize("away", [another_graph, other_inputs])
@pytest.mark.parametrize("back", [undo, to_scene])
def test_whoever_wanders_off_can_walk_and_whoever_returns_stands_where_the_page_does(
    qtbot: QtBot, controller: Controller, learning: Learning, away: Way, back: Way
) -> None:
    bar, forward = controller.desk.transport.bar, controller.actions["forward"]
    assert walked(qtbot, controller) == HERE
    assert (bar.isEnabled(), bar.toolTip(), forward.toolTip()) == (False, *2 * (WHY["step"],))
    away(controller, learning)
    controller.walk.first()
    assert walked(qtbot, controller) == 1
    assert bar.isEnabled()
    assert forward.isEnabled()
    assert WHY["step"] not in (bar.toolTip(), forward.toolTip())
    assert not controller.desk.canvas.is_held
    back(controller, learning)
    assert walked(qtbot, controller) == HERE
    assert not bar.isEnabled()
    assert controller.desk.canvas.is_held
    assert not learning.pane.scene.isVisible()


def test_a_locked_key_is_answered_in_words(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    said = []
    controller.learn.said.connect(said.append)
    for key in (RIGHT, Qt.Key.Key_F, Qt.Key.Key_F2):
        qtbot.keyClick(controller.desk.canvas, key)
    assert said == [f"{WHY['step']}.", f"{WHY['view']}."]
    assert controller.desk.notice.isVisible()
    another_graph(controller, learning)
    qtbot.keyClick(controller.desk.canvas, RIGHT)
    assert len(said) == 2


def test_other_inputs_do_not_tell_what_the_page_hides(
    controller: Controller, learning: Learning
) -> None:
    tabs, options = controller.desk.side.tabs, controller.view
    other_inputs(controller, learning)
    assert (tabs.isTabVisible(0), options.options.hide) == (False, True)
    another_graph(controller, learning)
    assert (tabs.isTabVisible(0), options.options.hide) == (True, False)
    to_scene(controller, learning)
    assert (tabs.isTabVisible(0), options.options.hide) == (False, True)


def test_no_key_is_offered_that_is_locked(
    qtbot: QtBot, controller: Controller, tmp_path: Path
) -> None:
    path, narration = tmp_path / "start.md", controller.desk.narration
    path.write_text(LESSON.replace("step: value w3", "step: 0"), encoding="utf-8")
    controller.opening.open_path(path)
    qtbot.waitUntil(lambda: controller.learn.learning.stage.has_arrived)
    assert narration.full.startswith("Five values forward")
    another_graph(controller, controller.learn.learning)
    assert "Space" in narration.full


def test_the_editor_of_the_first_code_is_locked_like_a_formula(
    qtbot: QtBot, controller: Controller, tmp_path: Path
) -> None:
    path = tmp_path / "code.md"
    path.write_text(CODE.replace("step: 2", "lock: formula"), encoding="utf-8")
    assert controller.desk.code is None
    controller.opening.open_path(path)
    code = controller.desk.make_code(str)
    qtbot.mouseClick(code.consent.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: controller.learn.learning.stage.has_arrived)
    assert (code.edit.isEnabled(), code.edit.toolTip()) == (False, WHY["formula"])


def test_whoever_leaves_from_another_graph_finds_nothing_locked(
    qtbot: QtBot, controller: Controller, learning: Learning
) -> None:
    another_graph(controller, learning)
    learning.leave()
    controller.walk.first()
    assert walked(qtbot, controller) == 1
    assert controller.actions["values"].isEnabled()
