"""Light in the window: by key and by mouse, over steps, runs and modules that open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from torch import nn

from graphlab.app import drawing
from graphlab.engine.call import record_call
from graphlab.picture import compose
from graphlab.study.boxes import boxes_of
from graphlab.study.light import Wish
from tests.app.conftest import cards, show_code

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.window import Window
    from tests.app.conftest import HandLink

ALT = Qt.KeyboardModifier.AltModifier


def faded(controller: Controller) -> str:
    """The nodes whose cards have faded."""
    picture = controller.desk.canvas.picture
    assert picture is not None
    cards = (item for item in picture.items if item.kind == "card" and item.faded)
    return " ".join(sorted(item.key.removeprefix("card:") for item in cards))


def said(controller: Controller) -> str:
    notice = controller.desk.notice
    return notice.sentence.text() if notice.isVisible() else ""


def press(qtbot: QtBot, controller: Controller, key: Qt.Key) -> None:
    qtbot.keyClick(controller.desk.canvas, key)


def click(qtbot: QtBot, controller: Controller, node: str) -> None:
    """On the formula of a card."""
    canvas = controller.desk.canvas
    assert canvas.picture is not None
    item = canvas.picture.item(f"card:{node}")
    assert item is not None
    x, y = item.bounds.centre[0], item.bounds.y + 26
    at = QPoint(
        round(x * canvas.camera.zoom + canvas.camera.x),
        round(y * canvas.camera.zoom + canvas.camera.y),
    )
    qtbot.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=at)


def test_a_key_lights_what_the_clicked_node_depends_on_and_escape_ends_it(
    qtbot: QtBot, controller: Controller
) -> None:
    click(qtbot, controller, "w5")
    press(qtbot, controller, Qt.Key.Key_L)
    assert faded(controller) == "w7"
    assert said(controller) == "Lit: 4 that w₅ depends on, 2 that depend on it."
    assert controller.actions["light"].isChecked()
    assert controller.desk.canvas.focus_key == "card:w5"
    controller.walk.scrub(9)
    controller.work.set_input("x", 0.7)
    assert faded(controller) == "w7", "it stays while stepping and with other numbers"
    press(qtbot, controller, Qt.Key.Key_Escape)
    assert faded(controller) == ""
    assert said(controller) == ""
    assert not controller.actions["light"].isChecked()
    assert not controller.actions["unlit"].isEnabled()


def test_the_key_again_ends_it_at_the_same_node_and_lights_another(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.to_node("w7")
    press(qtbot, controller, Qt.Key.Key_L)
    assert faded(controller) == "w5 w6"
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_Left, ALT)
    press(qtbot, controller, Qt.Key.Key_L)
    assert faded(controller) == "", "w₄ has to do with all"
    press(qtbot, controller, Qt.Key.Key_L)
    assert controller.lighting.wish is None
    controller.walk.first()
    controller.views._focus = None
    controller.desk.canvas.set_focus_key(None)
    press(qtbot, controller, Qt.Key.Key_L)
    assert said(controller).startswith("Choose a node first")
    assert not controller.actions["light"].isChecked()


def test_what_was_clicked_is_meant_until_the_walk_goes_on(
    qtbot: QtBot, controller: Controller
) -> None:
    click(qtbot, controller, "w4")
    assert controller.views.chosen_node == "w4"
    controller.walk.forward()
    assert controller.views.chosen_node == "w5"


def test_a_path_is_chosen_by_two_keys(qtbot: QtBot, controller: Controller) -> None:
    controller.walk.to_node("w4")
    press(qtbot, controller, Qt.Key.Key_P)
    assert "click the other end" in said(controller)
    for _ in range(2):
        qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_Right, ALT)
    assert controller.views.chosen_node == "w6"
    press(qtbot, controller, Qt.Key.Key_P)
    assert said(controller) == "Lit: the path from w₄ to w₆, 3 nodes."
    assert faded(controller) == "w1 w2 w3 w7 w8"
    assert controller.actions["path"].isChecked()
    qtbot.mouseClick(controller.desk.notice.buttons[0], Qt.MouseButton.LeftButton)
    assert faded(controller) == ""


def test_a_click_picks_the_other_end_and_moves_nothing(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.to_node("w7")
    press(qtbot, controller, Qt.Key.Key_P)
    assert faded(controller) == "w5 w6", "these cannot be joined with w₇"
    click(qtbot, controller, "w5")
    assert said(controller) == "No path joins w₇ and w₅: neither depends on the other."
    click(qtbot, controller, "w3")
    assert said(controller) == "Lit: the path from w₃ to w₇, 3 nodes."
    assert controller.walk.player is not None
    assert controller.walk.player.index == 7
    click(qtbot, controller, "w3")
    assert controller.walk.player.index == 3, "a click is a click again"


def test_escape_gives_up_a_path_and_leaves_the_light_before_it(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.to_node("w5")
    press(qtbot, controller, Qt.Key.Key_L)
    controller.walk.to_node("w2")
    controller.desk.canvas.set_focus_key(None)
    press(qtbot, controller, Qt.Key.Key_P)
    press(qtbot, controller, Qt.Key.Key_Escape)
    assert faded(controller) == "w7"
    assert controller.actions["light"].isChecked()
    press(qtbot, controller, Qt.Key.Key_Escape)
    assert faded(controller) == ""


def test_presenting_ends_after_the_light(qtbot: QtBot, controller: Controller) -> None:
    controller.walk.to_node("w5")
    controller.actions.trigger("light")
    controller.presenting.leave()
    assert faded(controller) == ""
    controller.actions.trigger("light")
    assert faded(controller) == "w7"


def test_another_graph_is_all_lit(controller: Controller, link: HandLink) -> None:
    controller.walk.to_node("w5")
    controller.actions.trigger("light")
    show_code(controller, link, record_call(torch.tanh, (torch.rand(3),)))
    assert faded(controller) == ""
    assert controller.lighting.wish is None
    assert not controller.actions["light"].isChecked()


@pytest.fixture
def modules(controller: Controller, link: HandLink) -> Controller:
    torch.manual_seed(0)
    layers = (nn.Sequential(nn.Linear(3, 3), nn.Tanh()) for _ in range(2))
    model = nn.Sequential(*layers, nn.Linear(3, 3))
    return show_code(controller, link, record_call(model, (torch.rand(2, 3),)))


def test_a_closed_module_is_lit_for_what_it_holds(qtbot: QtBot, modules: Controller) -> None:
    record = modules.work.record
    assert record is not None
    inside = next(n.id for n in record.nodes if n.op == "call" and n.path.startswith("1.0"))
    modules.walk.to_node(inside)
    modules.desk.canvas.setFocus()
    press(qtbot, modules, Qt.Key.Key_L)
    whole, dark = said(modules), faded(modules)
    assert whole.startswith("Lit: ")
    assert dark
    modules.folding.shallower()
    modules.folding.shallower()
    shown = modules.work.record
    assert shown is not None
    assert boxes_of(shown)
    assert inside not in shown.by_id
    assert said(modules).startswith("Lit: ")
    assert said(modules) != whole
    modules.folding.deeper()
    modules.folding.deeper()
    assert (said(modules), faded(modules)) == (whole, dark)


def shown(controller: Controller) -> str:
    """The nodes that have cards."""
    return " ".join(sorted(cards(controller)))


def test_only_what_is_lit_is_shown_and_the_walk_is_that_of_the_whole_graph(
    qtbot: QtBot, controller: Controller
) -> None:
    press(qtbot, controller, Qt.Key.Key_O)
    assert said(controller).startswith("Light something first")
    assert not controller.actions["only"].isChecked()
    controller.walk.to_node("w4")
    press(qtbot, controller, Qt.Key.Key_P)
    click(qtbot, controller, "w6")
    press(qtbot, controller, Qt.Key.Key_O)
    assert shown(controller) == "w4 w5 w6"
    assert faded(controller) == ""
    assert controller.walk.player is not None
    assert controller.walk.player.count == 16
    controller.walk.scrub(13)
    assert "3.301 + 1.212 = 4.513" in controller.desk.narration.full
    press(qtbot, controller, Qt.Key.Key_P)
    assert len(cards(controller)) == 8, "another end can be chosen from all"
    press(qtbot, controller, Qt.Key.Key_Escape)
    assert shown(controller) == "w4 w5 w6"
    press(qtbot, controller, Qt.Key.Key_Escape)
    assert len(cards(controller)) == 8
    assert not controller.actions["only"].isChecked()


def test_marks_on_the_slider_lead_along_what_is_lit(qtbot: QtBot, controller: Controller) -> None:
    controller.walk.to_node("w4")
    press(qtbot, controller, Qt.Key.Key_P)
    click(qtbot, controller, "w6")
    assert controller.desk.transport.bar.marks == (4, 5, 6, 11, 12, 13)
    controller.walk.first()
    for step in (4, 5, 6, 11):
        controller.actions.trigger("mark-on")
        assert controller.walk.player is not None
        assert controller.walk.player.index == step
    press(qtbot, controller, Qt.Key.Key_Escape)
    assert controller.desk.transport.bar.marks == ()


def test_another_light_while_one_is_being_made_lays_out_nothing_anew(
    qtbot: QtBot, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "LARGE", 1)
    monkeypatch.setattr(compose, "TRIED_BOTH_WAYS_UP_TO", 1)
    before = controller.views.composer
    assert before is not None
    controller.lighting.show(Wish("w5"))
    controller.lighting.show(Wish("w4", "w6"))
    assert faded(controller) == ""
    qtbot.waitUntil(lambda: faded(controller) == "w1 w2 w3 w7 w8")
    assert controller.views.composer is not None
    assert controller.views.composer.geometry is before.geometry


def seen(controller: Controller, node: str) -> tuple[float, float, float]:
    """Where the middle of a card is seen, and the zoom."""
    canvas = controller.desk.canvas
    item = canvas.picture.item(f"card:{node}") if canvas.picture is not None else None
    assert item is not None
    return *canvas.camera.seen(item.bounds).centre, canvas.zoom


def test_a_zoom_that_was_chosen_stays_and_the_node_in_its_place_when_all_else_is_left_out(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.to_node("w4")
    press(qtbot, controller, Qt.Key.Key_P)
    click(qtbot, controller, "w6")
    controller.view.zoom_in()
    controller.desk.canvas.pan_by(20, 10)
    before = seen(controller, "w6")
    press(qtbot, controller, Qt.Key.Key_O)
    assert shown(controller) == "w4 w5 w6"
    assert seen(controller, "w6") == pytest.approx(before, abs=1)
    assert not controller.desk.canvas.is_fitted
    press(qtbot, controller, Qt.Key.Key_O)
    assert len(cards(controller)) == 8
    assert seen(controller, "w6") == pytest.approx(before, abs=1)


def test_what_was_not_zoomed_by_hand_is_fitted_when_all_else_is_left_out(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.to_node("w4")
    press(qtbot, controller, Qt.Key.Key_P)
    click(qtbot, controller, "w6")
    press(qtbot, controller, Qt.Key.Key_O)
    assert controller.desk.canvas.is_fitted
    assert controller.desk.canvas.sees_all


def test_light_and_colours_do_not_bring_a_picture_nearer_that_was_fitted_as_a_whole(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    window.resize(700, 420)
    controller.walk.to_node("w4")
    press(qtbot, controller, Qt.Key.Key_F)
    far = controller.desk.canvas.camera
    assert far.zoom < controller.desk.canvas.readable
    press(qtbot, controller, Qt.Key.Key_L)
    assert controller.desk.canvas.camera == far
    controller.actions.trigger("theme-dark")  # which gives the canvas another size
    assert controller.desk.canvas.sees_all
    window.resize(680, 420)
    assert controller.desk.canvas.sees_all
    controller.walk.forward()
    assert controller.desk.canvas.zoom > far.zoom, "the numbers of a step are readable again"
