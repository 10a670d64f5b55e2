"""Bookmarks in the window: kept by a key, gone to by another, undone, renamed and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QLineEdit
from torch import nn

from graphlab.engine.call import record_call
from graphlab.study.boxes import boxes_of
from graphlab.study.light import Wish
from tests.app.conftest import cards, show_code

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.window import Window
    from tests.app.conftest import HandLink

CTRL = Qt.KeyboardModifier.ControlModifier


def names(controller: Controller) -> list[str]:
    return [mark.name for mark in controller.work.document.bookmarks]


def entries(controller: Controller) -> list[str]:
    return [action.text() for action in controller.bookmarks.entries]


def press(qtbot: QtBot, controller: Controller, key: Qt.Key) -> None:
    controller.desk.canvas.setFocus()
    qtbot.keyClick(controller.desk.canvas, key, CTRL)


def said(controller: Controller) -> str:
    return controller.desk.notice.sentence.text()


def test_a_view_is_kept_and_comes_back_with_step_light_and_place(
    qtbot: QtBot, controller: Controller
) -> None:
    canvas, walk = controller.desk.canvas, controller.walk
    assert entries(controller) == ["No bookmarks yet: Ctrl+D keeps what you see"]
    walk.scrub(13, 1)
    controller.actions.trigger("light")
    canvas.zoom_by(1.5, QPointF(300, 200))
    seen, light = canvas.camera, controller.view.options.light
    press(qtbot, controller, Qt.Key.Key_D)
    assert said(controller) == "Kept as “w̄₄, step 13”. Ctrl+1 leads back here."
    assert entries(controller) == ["w̄₄, step 13"]
    controller.lighting.leave()
    walk.first()
    canvas.fit()
    press(qtbot, controller, Qt.Key.Key_1)
    assert walk.player is not None
    assert (walk.player.index, walk.player.moment.fine) == (13, 1)
    assert controller.view.options.light == light
    assert canvas.camera.zoom == seen.zoom
    assert (canvas.camera.x, canvas.camera.y) == pytest.approx((seen.x, seen.y), abs=1)
    walk.first()
    controller.lighting.leave()
    canvas.fit()
    press(qtbot, controller, Qt.Key.Key_D)
    canvas.zoom_by(2)
    controller.bookmarks.go_to(1)
    assert canvas.is_fitted


def test_a_key_leads_there_while_presenting_too_with_only_what_was_lit(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.lighting.show(Wish("w4", "w6"), only=True)
    press(qtbot, controller, Qt.Key.Key_D)
    controller.lighting.leave()
    assert len(cards(controller)) == 8
    controller.view.set_presenting(True)
    press(qtbot, controller, Qt.Key.Key_1)
    assert sorted(cards(controller)) == ["w4", "w5", "w6"]
    controller.view.set_presenting(False)


def test_undo_takes_a_bookmark_back_and_runs_nothing(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    runs = len(link.runs)
    press(qtbot, controller, Qt.Key.Key_D)
    assert names(controller) == ["Start"]
    assert not controller.work.is_ahead
    assert controller.actions["undo"].text() == "Undo: Bookmark Start"
    press(qtbot, controller, Qt.Key.Key_Z)
    assert names(controller) == []
    assert len(entries(controller)) == 1
    assert len(link.runs) == runs
    controller.work.redo()
    assert entries(controller) == ["Start"]
    controller.work.set_input("x", 0.9)
    assert names(controller) == ["Start"]


def test_the_list_renames_removes_and_goes_by_keys(qtbot: QtBot, controller: Controller) -> None:
    press(qtbot, controller, Qt.Key.Key_B)
    dialog = controller.bookmarks.dialog
    assert dialog is not None
    assert "Ctrl+D" in dialog.empty.text()
    assert dialog.empty.isVisible()
    assert not dialog.go.isEnabled()
    dialog.reject()
    for step in (3, 4):
        controller.walk.scrub(step)
        press(qtbot, controller, Qt.Key.Key_D)
    press(qtbot, controller, Qt.Key.Key_B)
    dialog = controller.bookmarks.dialog
    assert dialog is not None
    qtbot.keyClick(dialog.list, Qt.Key.Key_F2)
    editor = dialog.list.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "the product")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(controller) == ["the product", "w₄, step 4"])
    controller.bookmarks.rename(0, "w₄, step 4")
    controller.bookmarks.rename(0, "  ")
    assert names(controller)[0] == "the product", "a name is one's own, and not empty"
    qtbot.keyClick(dialog.list, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert names(controller) == ["the product"]
    assert dialog.list.count() == 1
    qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert controller.walk.player is not None
    assert controller.walk.player.index == 3


@pytest.fixture
def modules(controller: Controller, link: HandLink) -> Controller:
    torch.manual_seed(0)
    layers = (nn.Sequential(nn.Linear(3, 3), nn.Tanh()) for _ in range(2))
    model = nn.Sequential(*layers, nn.Linear(3, 3))
    return show_code(controller, link, record_call(model, (torch.rand(2, 3),)))


def closed(controller: Controller) -> list[str]:
    record = controller.work.record
    assert record is not None
    return [box.part.key for box in boxes_of(record).values()]


def test_modules_open_and_close_as_they_were(qtbot: QtBot, modules: Controller) -> None:
    walk, canvas = modules.walk, modules.desk.canvas
    modules.folding.shallower()
    modules.folding.shallower()
    assert closed(modules) == ["0", "1", "2"]
    walk.to_node(next(iter(boxes_of(modules.work.record))))
    canvas.zoom_by(1.3)
    seen = canvas.camera
    press(qtbot, modules, Qt.Key.Key_D)
    (name,) = names(modules)
    assert name.startswith("0, step ")
    step = walk.player.step
    modules.folding.deeper()
    modules.folding.deeper()
    walk.last()
    canvas.fit()
    assert closed(modules) == []
    press(qtbot, modules, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: walk.player.step == step)
    assert closed(modules) == ["0", "1", "2"]
    assert (canvas.camera.x, canvas.camera.y) == pytest.approx((seen.x, seen.y), abs=1)
    assert canvas.camera.zoom == seen.zoom


def test_in_another_graph_it_goes_as_far_as_it_can_and_says_what_is_missing(
    qtbot: QtBot, modules: Controller, link: HandLink
) -> None:
    modules.folding.shallower()
    modules.folding.shallower()
    modules.walk.to_node(next(iter(boxes_of(modules.work.record))))
    press(qtbot, modules, Qt.Key.Key_D)
    modules.work.set_seed(1)
    link.answer(record_call(torch.tanh, (torch.rand(3),)))
    modules.walk.scrub(2)
    press(qtbot, modules, Qt.Key.Key_1)
    assert said(modules).endswith("module 0, module 1 and module 2 are not in this one.")
    assert modules.walk.player.index == 2, "where it was"


def test_the_whole_seen_from_afar_comes_back_as_far(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    window.resize(700, 420)
    canvas = controller.desk.canvas
    controller.walk.scrub(13)
    controller.view.fit()
    far = canvas.camera
    assert far.zoom < canvas.readable
    press(qtbot, controller, Qt.Key.Key_D)
    controller.walk.first()
    controller.bookmarks.go_to(0)
    assert controller.walk.player is not None
    assert controller.walk.player.index == 13
    assert canvas.camera == far
