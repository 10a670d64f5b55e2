"""Find in the window: marks, the way from one to the next, and what closed modules hide."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import Qt
from torch import nn

from graphlab.app.places import rectangle
from graphlab.engine.call import record_call
from tests.app.conftest import show_code

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.panels.find_bar import FindBar
    from graphlab.record import Record
    from tests.app.conftest import HandLink

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def model(depth: int) -> Record:
    torch.manual_seed(0)
    blocks = (nn.Sequential(nn.Linear(4, 4), nn.Sigmoid()) for _ in range(depth))
    return record_call(nn.Sequential(*blocks), (torch.rand(2, 4),))


@pytest.fixture
def shown(controller: Controller, link: HandLink) -> Controller:
    return show_code(controller, link, model(3))


@pytest.fixture
def bar(qtbot: QtBot, shown: Controller) -> FindBar:
    shown.desk.canvas.setFocus()
    qtbot.keyClick(shown.desk.canvas, Qt.Key.Key_F, CTRL)
    assert shown.desk.finder.isVisible()
    return shown.desk.finder


def marked(controller: Controller) -> list[str]:
    return sorted(controller.desk.canvas.marked)


def test_what_is_typed_is_marked_at_once_and_the_walk_stays(
    qtbot: QtBot, shown: Controller, bar: FindBar
) -> None:
    shown.walk.scrub(4)
    qtbot.keyClicks(bar.line, "sigmoid")
    record = shown.work.record
    nodes = [n.id for n in record.nodes if n.target.endswith("sigmoid")]
    assert len(nodes) == 3
    assert marked(shown) == sorted(f"card:{node}" for node in nodes)
    assert bar.count.text() == "3"
    steps = tuple(step.index for step in record.steps if step.node in nodes)
    assert shown.desk.transport.bar.marks == steps
    assert shown.walk.player.index == 4
    assert not shown.desk.canvas.grab().isNull()


def test_enter_goes_round_and_shift_enter_back(
    qtbot: QtBot, shown: Controller, bar: FindBar
) -> None:
    qtbot.keyClicks(bar.line, "sigmoid")
    nodes = [n.id for n in shown.work.record.nodes if n.target.endswith("sigmoid")]
    for place in (0, 1, 2, 0):
        qtbot.keyClick(bar.line, Qt.Key.Key_Return)
        assert shown.views.chosen_node == nodes[place]
        assert bar.count.text() == f"{place + 1} of 3"
    qtbot.keyClick(bar.line, Qt.Key.Key_Return, SHIFT)
    assert shown.views.chosen_node == nodes[2]
    qtbot.mouseClick(bar.on, Qt.MouseButton.LeftButton)
    assert shown.views.chosen_node == nodes[0]
    assert bar.line.text() == "sigmoid"


def test_escape_takes_the_marks_away_and_gives_the_focus_back(
    qtbot: QtBot, shown: Controller, bar: FindBar
) -> None:
    qtbot.keyClicks(bar.line, "4×4")
    assert marked(shown)
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert marked(shown) == []
    assert shown.desk.transport.bar.marks == ()
    assert shown.desk.canvas.hasFocus()
    shown.actions.trigger("find")
    assert bar.line.text() == "4×4"
    assert bar.line.selectedText() == "4×4"
    assert marked(shown)


def test_the_walk_goes_from_mark_to_mark(qtbot: QtBot, shown: Controller, bar: FindBar) -> None:
    qtbot.keyClicks(bar.line, "sigmoid")
    marks = shown.desk.transport.bar.marks
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    shown.actions.trigger("mark-on")
    assert shown.walk.player.index == 0, "there are no marks any more"
    shown.actions.trigger("find")
    for step in marks:
        shown.actions.trigger("mark-on")
        assert shown.walk.player.index == step
    shown.actions.trigger("mark-on")
    assert shown.walk.player.index == marks[-1]
    shown.actions.trigger("mark-back")
    assert shown.walk.player.index == marks[-2]


def test_what_is_in_closed_modules_is_found_and_opened(
    qtbot: QtBot, shown: Controller, link: HandLink, bar: FindBar
) -> None:
    run = model(30)
    shown.work.set_seed(2)
    link.answer(run)
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    qtbot.keyClicks(bar.line, "sigmoid")
    assert bar.count.text() == "30"
    cards = {card.removeprefix("card:") for card in marked(shown)}
    assert cards <= set(shown.work.record.by_id), "what stands for them is marked"
    qtbot.keyClicks(bar.line, " 17.1")
    assert bar.count.text() == "1"
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    (node,) = [n.id for n in run.nodes if n.path == "17.1"]  # which the closed card is named after
    qtbot.waitUntil(lambda: shown.views.chosen_node == node)
    assert shown.work.record.by_id[node].op == "call"
    assert bar.count.text() == "1 of 1"
    assert bar.isVisible()


def test_what_is_found_is_looked_at_also_where_its_module_takes_long_to_open(
    qtbot: QtBot, shown: Controller, link: HandLink, bar: FindBar
) -> None:
    run, canvas = model(60), shown.desk.canvas
    canvas.reduced_motion = True
    shown.work.set_seed(2)
    link.answer(run)
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    shown.folding.show(frozenset({"50"}), False)
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    qtbot.keyClicks(bar.line, "sigmoid 50.1")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    assert shown.walk.player is None, "the graph is still being laid out"
    qtbot.waitUntil(lambda: canvas.focus_key is not None)
    (node,) = [n.id for n in run.nodes if n.path == "50.1"]
    assert canvas.focus_key == f"card:{node}"
    bounds = canvas.picture.item(f"card:{node}").bounds
    assert canvas.rect().contains(rectangle(canvas, bounds))


def test_what_floats_over_the_graph_lies_beside_each_other(
    qtbot: QtBot, shown: Controller, link: HandLink, bar: FindBar
) -> None:
    shown.work.set_seed(2)
    link.answer(model(60))
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    shown.actions.trigger("deeper")
    qtbot.waitUntil(lambda: shown.walk.player is not None)
    stage = shown.desk.stage
    stage.notice.say("This is told in some words.")
    parts = (stage.map, stage.notice, bar)
    for step in (1, 30, shown.walk.player.count):
        stage.notice.move(stage.map.pos())
        shown.walk.scrub(step)
        assert all(part.isVisible() for part in parts)
        places = [part.geometry() for part in parts]
        assert not any(a.intersects(b) for a, b in combinations(places, 2))


def test_nothing_found_is_said_and_another_run_is_searched_again(
    qtbot: QtBot, shown: Controller, link: HandLink, bar: FindBar
) -> None:
    qtbot.keyClicks(bar.line, "tanh")
    assert bar.count.text() == "nothing"
    assert not bar.on.isEnabled()
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    shown.work.set_seed(3)
    link.answer(record_call(torch.tanh, (torch.rand(3),)))
    assert bar.count.text() == "1"


def test_without_a_graph_there_is_nothing_to_open(controller: Controller) -> None:
    controller.work.new()
    controller.actions.trigger("find")
    assert not controller.desk.finder.isVisible()


def test_the_keys_of_the_marks_work_while_one_types(
    qtbot: QtBot, shown: Controller, bar: FindBar
) -> None:
    qtbot.keyClicks(bar.line, "sigmoid")
    marks = shown.desk.transport.bar.marks
    assert shown.walk.player is not None
    for mark in marks[:2]:
        qtbot.keyClick(bar.line, Qt.Key.Key_Right, CTRL | SHIFT)
        assert shown.walk.player.index == mark
    qtbot.keyClick(bar.line, Qt.Key.Key_Left, CTRL | SHIFT)
    assert shown.walk.player.index == marks[0]
    assert (bar.line.text(), bar.line.selectedText()) == ("sigmoid", "")
