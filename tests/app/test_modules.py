"""Modules in the window: closed at first where there are many nodes, opened and closed in place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from torch import nn
from typing_extensions import override

from graphlab.app.views import Views
from graphlab.engine.call import record_call
from graphlab.study.boxes import boxes_of
from tests.app.conftest import cards, show_code

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from torch import Tensor

    from graphlab.app.controller import Controller
    from tests.app.conftest import HandLink


class Net(nn.Module):
    def __init__(self, depth: int) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(
            nn.Sequential(nn.Linear(3, 3), nn.Tanh(), nn.Linear(3, 3)) for _ in range(depth)
        )
        self.head = nn.Linear(3, 1)

    @override
    def forward(self, x: Tensor) -> Tensor:
        for block in self.blocks:
            x = x * block(x)  # with sums they would close into one
        return self.head(x).mean()


def run(depth: int = 6) -> object:
    torch.manual_seed(0)
    return record_call(Net(depth).double(), (torch.rand(2, 3, dtype=torch.float64),))


RUN = run()
ALL_CLOSED = [*(f"blocks.{place}" for place in range(6)), "head"]


@pytest.fixture
def shown(controller: Controller, link: HandLink) -> Controller:
    return show_code(controller, link, RUN)


def modules(controller: Controller) -> list[str]:
    record = controller.work.record
    assert record is not None
    return [box.part.title for box in boxes_of(record).values()]


def at(controller: Controller, node: str) -> QPoint:
    """The title of a card, in the canvas."""
    canvas = controller.desk.canvas
    assert canvas.picture is not None
    item = canvas.picture.item(f"card:{node}")
    assert item is not None
    x, y = item.bounds.centre[0], item.bounds.y + 30
    return QPoint(
        round(x * canvas.camera.zoom + canvas.camera.x),
        round(y * canvas.camera.zoom + canvas.camera.y),
    )


def test_a_large_run_is_shown_with_closed_modules_and_a_small_one_whole(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    whole = len(RUN.nodes)
    assert whole > 40
    assert modules(shown) == ALL_CLOSED
    assert len(cards(shown)) < 20
    assert shown.actions["open-module"].isVisible()
    shown.work.set_seed(1)
    link.answer(run(1))
    qtbot.waitUntil(lambda: modules(shown) == [])
    assert shown.actions["close-module"].isVisible()


def test_without_modules_there_are_no_such_commands(controller: Controller) -> None:
    for name in ("open-module", "close-module", "deeper", "shallower"):
        assert not controller.actions[name].isVisible()
        assert not controller.actions[name].isEnabled()


def test_a_double_click_opens_and_a_key_closes_where_the_walk_is(
    qtbot: QtBot, shown: Controller
) -> None:
    canvas = shown.desk.canvas
    node = next(iter(boxes_of(shown.work.record)))
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at(shown, node))
    assert shown.walk.player.step.node == node
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=at(shown, node))
    qtbot.waitUntil(lambda: "blocks.0" not in modules(shown))
    assert not shown.desk.why.isVisible()
    assert shown.walk.player.step.node == node, "the walk stays where it was"
    shown.walk.back()
    inside = shown.walk.player.step.node
    assert inside not in boxes_of(shown.work.record)
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)
    qtbot.waitUntil(lambda: "blocks.0" in modules(shown))
    assert shown.walk.player.step.node == node, "what stands for the place where it was"


def test_enter_opens_the_card_with_the_focus(qtbot: QtBot, shown: Controller) -> None:
    canvas = shown.desk.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert shown.views.chosen_node in boxes_of(shown.work.record)
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: modules(shown) == ["0", "2", *ALL_CLOSED[1:]])


def test_levels_open_and_close_all_at_once(qtbot: QtBot, shown: Controller) -> None:
    canvas = shown.desk.canvas
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_BraceLeft)
    assert modules(shown) == ALL_CLOSED, "there is nothing further out"
    qtbot.keyClick(canvas, Qt.Key.Key_BraceRight)
    qtbot.waitUntil(lambda: modules(shown) == 6 * ["0", "2"])
    qtbot.keyClick(canvas, Qt.Key.Key_BraceRight)
    qtbot.waitUntil(lambda: len(cards(shown)) == len(RUN.nodes))
    qtbot.keyClick(canvas, Qt.Key.Key_BraceLeft)
    qtbot.waitUntil(lambda: modules(shown) == 6 * ["0", "2"])


def test_keys_while_a_layout_is_under_way_keep_the_step_and_what_is_written(
    qtbot: QtBot, shown: Controller
) -> None:
    canvas, place = shown.desk.canvas, shown.desk.transport.place
    canvas.setFocus()
    qtbot.keyClick(canvas, Qt.Key.Key_BraceRight)
    shown.walk.to_value("w30")
    assert shown.walk.player.step.node == "w30"
    words, seen = place.text(), canvas.picture
    qtbot.keyClick(canvas, Qt.Key.Key_BraceRight)
    qtbot.keyClick(canvas, Qt.Key.Key_BracketLeft)  # closes the layer that the step is in
    assert shown.walk.player is None, "still under way"
    assert (place.text(), canvas.picture) == (words, seen)
    assert shown.desk.values.nodes.rows.rowCount() > 0
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    assert modules(shown) == ["2"]
    assert shown.walk.player.step.node == "w30"


def test_the_last_node_that_was_asked_for_during_a_layout_is_where_the_walk_goes(
    qtbot: QtBot, shown: Controller
) -> None:
    shown.actions.trigger("deeper")
    shown.actions.trigger("deeper")
    assert shown.walk.player is None, "still under way"
    shown.walk.to_adjoint("w30")
    shown.walk.to_adjoint("w9")
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    assert (shown.walk.player.step.node, shown.walk.player.step.phase) == ("w9", "backward")


def test_what_opens_does_not_turn_the_graph(
    controller: Controller, link: HandLink, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Views, "_aspect", lambda _: 1.6)
    controller.view.set_orientation("auto")
    shown = show_code(controller, link, RUN)
    assert shown.views.composer.way == "tb"
    shown.actions.trigger("deeper")
    qtbot.waitUntil(lambda: shown.views.composer is not None)
    assert modules(shown) == 6 * ["0", "2"]
    assert shown.views.composer.way == "tb"
    shown.work.set_seed(1)
    link.answer(run(5))
    qtbot.waitUntil(lambda: shown.views.composer is not None)
    assert shown.view.options.leaning == "auto", "another run may lie as it likes"


def test_the_step_bar_says_which_step_of_the_run_a_stop_is(shown: Controller) -> None:
    node = next(iter(boxes_of(shown.work.record)))
    shown.walk.to_value(node)
    number, steps = RUN.by_id[node].number, len(RUN.steps)
    stop, stops = shown.walk.player.index, shown.walk.player.count
    words = f"Stop {stop} of {stops} (step {number} of {steps}) · forward"
    assert shown.desk.transport.place.accessibleName() == words
    assert stops < steps
    assert "is what blocks.0 makes of w₁" in shown.desk.narration.sentence.text()


def test_what_is_asked_for_inside_a_closed_module_opens_it(qtbot: QtBot, shown: Controller) -> None:
    record, player = shown.work.record, shown.walk.player
    hidden = next(n.id for n in RUN.nodes if n.id not in record.by_id and n.adjoint is not None)
    assert not player.stops_at(hidden, "backward")
    shown.walk.to_adjoint(hidden)
    qtbot.waitUntil(lambda: hidden in shown.work.record.by_id)
    step = shown.walk.player.step
    assert (step.node, step.phase) == (hidden, "backward")
    shown.walk.to_adjoint("w1")  # which has none, opened or not
    assert shown.walk.player.step == step
    shown.walk.to_value("w999")
    assert shown.walk.player.step == step


def test_another_run_of_the_same_code_keeps_what_is_open(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    shown.walk.to_value(next(iter(boxes_of(shown.work.record))))
    shown.actions.trigger("open-module")
    qtbot.waitUntil(lambda: "blocks.0" not in modules(shown))
    shown.work.set_seed(5)
    link.answer(run())
    assert modules(shown) == ["0", "2", *ALL_CLOSED[1:]]
