"""Cards moved by hand: with the mouse and the keys, undone, put back, kept while one steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.window import Window
    from graphlab.picture.shapes import Bounds
    from tests.app.conftest import HandLink

ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shown(controller: Controller) -> Controller:
    return controller


def card(controller: Controller, node: str) -> Bounds:
    """Where a card is seen, in the canvas's pixels."""
    canvas = controller.desk.canvas
    assert canvas.picture is not None
    item = canvas.picture.item(f"card:{node}")
    assert item is not None
    return canvas.camera.seen(item.bounds)


def drag(qtbot: QtBot, controller: Controller, node: str, dx: int, dy: int) -> None:
    canvas, at = controller.desk.canvas, card(controller, node)
    start = QPoint(round(at.centre[0]), round(at.y + 20 * controller.desk.canvas.zoom))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    for part in (4, 2, 1):
        qtbot.mouseMove(canvas, start + QPoint(dx // part, dy // part))
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(dx, dy))


def test_a_card_stays_where_it_is_dropped_and_all_others_where_they_were(
    qtbot: QtBot, shown: Controller
) -> None:
    before = {node: card(shown, node) for node in ("w3", "w4", "w7")}
    drag(qtbot, shown, "w7", 30, -44)
    assert card(shown, "w7").x == pytest.approx(before["w7"].x + 30, abs=1.5)
    assert card(shown, "w7").y == pytest.approx(before["w7"].y - 44, abs=1.5)
    assert card(shown, "w3") == pytest.approx(before["w3"], abs=1.5)
    assert card(shown, "w4") == pytest.approx(before["w4"], abs=1.5)
    assert shown.walk.player is not None
    assert shown.walk.player.at_start, "it was no click"
    shown.walk.forward()
    assert card(shown, "w7").y == pytest.approx(before["w7"].y - 44, abs=1.5)


def test_lines_chips_and_labels_go_along(qtbot: QtBot, shown: Controller) -> None:
    drag(qtbot, shown, "w7", 0, -60)
    shown.walk.last()
    composer = shown.views.composer
    assert composer is not None
    geometry = composer.geometry
    for key, route in geometry.routes.items():
        source, target = geometry.cards[key.source], geometry.cards[key.target]
        assert source.grown(1).contains(*route.points[0]), key
        assert target.grown(1).contains(*route.points[-1]), key
        if "w7" in key:
            x, y = geometry.chips[key].centre
            way = [route.at(part / 60)[0] for part in range(61)]
            assert min(abs(to_x - x) + abs(to_y - y) for to_x, to_y in way) < 10, key


def test_a_moved_card_lies_over_others(qtbot: QtBot, shown: Controller) -> None:
    there, here = card(shown, "w4").centre, card(shown, "w1").centre
    drag(qtbot, shown, "w1", round(there[0] - here[0]) - 20, round(there[1] - here[1]))
    canvas = shown.desk.canvas
    assert canvas.picture is not None
    cards = [item.key for item in canvas.picture.items if item.kind == "card"]
    assert cards[-1] == "card:w1"
    assert card(shown, "w1").overlaps(card(shown, "w4"))


def test_a_move_is_undone_and_done_again_without_a_run(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    at, asked = card(shown, "w7"), len(link.asked)
    drag(qtbot, shown, "w7", 0, -60)
    moved = card(shown, "w7")
    assert shown.work.history.undo_text == "Move w7"
    shown.work.undo()
    assert card(shown, "w7") == pytest.approx(at, abs=1.5)
    shown.work.redo()
    assert card(shown, "w7") == pytest.approx(moved, abs=1.5)
    assert len(link.asked) == asked


def test_keys_move_the_chosen_card_and_one_command_puts_all_back(
    qtbot: QtBot, shown: Controller
) -> None:
    canvas, reset = shown.desk.canvas, shown.actions["unpin"]
    assert not reset.isEnabled()
    shown.views.focus_on("w7")
    canvas.setFocus()
    at = card(shown, "w7")
    qtbot.keyClick(canvas, Qt.Key.Key_Up, ALT_SHIFT)
    qtbot.keyClick(canvas, Qt.Key.Key_Right, ALT_SHIFT)
    step = 20 * canvas.zoom
    assert card(shown, "w7")[:2] == pytest.approx((at.x + step, at.y - step), abs=1.5)
    drag(qtbot, shown, "w3", 0, -30)
    assert reset.isEnabled()
    reset.trigger()
    assert card(shown, "w7") == pytest.approx(at, abs=1.5)
    assert shown.work.document.pins == ()
    assert not reset.isEnabled()


def test_a_card_that_is_moved_while_the_whole_is_seen_does_not_bring_it_nearer(
    qtbot: QtBot, shown: Controller, window: Window
) -> None:
    window.resize(700, 420)
    shown.walk.to_node("w7")
    shown.views.focus_on("w7")
    shown.view.fit()
    canvas, zoom, at = shown.desk.canvas, shown.desk.canvas.zoom, card(shown, "w7")
    assert zoom < canvas.readable
    qtbot.keyClick(canvas, Qt.Key.Key_Up, ALT_SHIFT)
    assert canvas.zoom == zoom
    assert card(shown, "w7")[:2] == pytest.approx((at.x, at.y - 20 * zoom), abs=1.5)


def test_escape_lets_a_card_go_back(qtbot: QtBot, shown: Controller) -> None:
    canvas, at = shown.desk.canvas, card(shown, "w7")
    start = QPoint(round(at.centre[0]), round(at.y + 12))
    qtbot.mousePress(canvas, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(canvas, start + QPoint(0, -50))
    qtbot.keyClick(canvas, Qt.Key.Key_Escape)
    qtbot.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=start + QPoint(0, -50))
    assert card(shown, "w7") == at
    assert shown.work.document.pins == ()


def test_a_graph_that_lies_the_other_way_and_other_nodes_of_that_name_are_not_moved(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    composer = shown.views.composer
    assert composer is not None
    drag(qtbot, shown, "w7", 0, -60)
    shown.view.set_orientation("tb" if composer.way == "lr" else "lr")
    turned = shown.views.composer
    assert turned is not None
    assert turned.geometry.cards == turned._unmoved.cards
    assert not shown.actions["unpin"].isEnabled()
