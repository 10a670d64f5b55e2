"""Autograd's own graph in the window: asked for while it is looked at, and linked both ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from torch import nn

from graphlab.app.autograds import LOST, NEEDS_SOURCE
from graphlab.engine.autograd import autograd_graph
from graphlab.engine.call import recording_of_call
from graphlab.engine.code.scripts import record_script
from graphlab.engine.expressions.expression import recording_of_expression
from graphlab.picture.shapes import Text
from graphlab.record import AutogradGraph, AutogradNode
from graphlab.study.examples import LECTURE
from graphlab.worker.messages import Autograd, AutogradRequest, Refused
from graphlab.worker.recorded_file import recorded_bytes
from tests.app.conftest import show_code

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings
    from graphlab.engine.call import Recording
    from graphlab.panels.autograd_view import AutogradView
    from tests.app.conftest import HandLink

LEFT = Qt.MouseButton.LeftButton


def graph_of_lecture() -> AutogradGraph:
    return autograd_graph(recording_of_expression(LECTURE.text, LECTURE.inputs))


def asked(link: HandLink) -> list[AutogradRequest]:
    return [request for request in link.asked if isinstance(request, AutogradRequest)]


def answer(link: HandLink, graph: AutogradGraph) -> None:
    link.message.emit(Autograd(asked(link)[-1].number, graph))


@pytest.fixture
def page(qtbot: QtBot, controller: Controller, link: HandLink) -> AutogradView:
    """The page with the lecture's graph."""
    controller.actions.trigger("autograd")
    answer(link, graph_of_lecture())
    page = controller.pages.autograd
    assert page is not None
    qtbot.waitUntil(page.canvas.isVisible)
    return page


def key_of(page: AutogradView, label: str) -> str:
    """The card with this label."""
    assert page.canvas.picture is not None
    for item in page.canvas.picture.items:
        texts = [shape.text for shape in item.shapes if isinstance(shape, Text)]
        if texts[:1] == [label]:
            return item.key
    raise AssertionError(label)


def point_of(page: AutogradView, key: str) -> QPoint:
    x, y = page.canvas.camera.seen(page.canvas.picture.item(key).bounds).centre
    return QPoint(round(x), round(y))


def ringed(controller: Controller) -> str | None:
    return controller.desk.canvas.focus_key


def test_the_page_is_asked_for_once_and_says_what_it_shows(
    controller: Controller, page: AutogradView, link: HandLink, settings: Settings
) -> None:
    assert len(asked(link)) == 1
    assert "8 functions, 2 leaves, 1 output" in page.summary.text()
    assert [item.speech for item in page.legend.picture.items] == ["function", "leaf", "output"]
    assert settings.flag("page-autograd", default=False)
    controller.desk.side.remove("Autograd")
    controller.pages.restore()
    assert controller.desk.side.has("Autograd")
    controller.desk.side.show_page("Autograd")
    controller.actions.trigger("autograd")
    controller.actions.trigger("autograd")
    assert len(asked(link)) == 1


def test_a_click_leads_to_our_node_and_the_page_tells_what_was_clicked(
    qtbot: QtBot, controller: Controller, page: AutogradView
) -> None:
    key = key_of(page, "LogBackward0")
    qtbot.mouseClick(page.canvas, LEFT, pos=point_of(page, key))
    assert ringed(controller) == "card:w7"
    assert page.told.text() == "LogBackward0: the vector-Jacobian product of w₇ = ln(w₄)"
    assert controller.walk.player.at_start


def test_the_keyboard_leads_there_too(
    qtbot: QtBot, controller: Controller, page: AutogradView
) -> None:
    page.canvas.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(page.canvas, key)
    assert page.told.text().startswith("MulBackward0")
    assert page.canvas.accessibleDescription() == page.told.text()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    assert ringed(controller) == "card:w6"
    page.canvas.zoom_by(3.0)
    assert not page.canvas.sees_all
    qtbot.keyClick(page.canvas, Qt.Key.Key_F)
    assert page.canvas.sees_all


def test_what_the_walk_is_at_is_outlined(controller: Controller, page: AutogradView) -> None:
    assert page.canvas.marked == frozenset()
    controller.walk.to_adjoint("w8")
    assert page.canvas.marked == {key_of(page, "AddBackward0"), key_of(page, "()")}
    controller.walk.to_adjoint("w4")
    assert page.canvas.marked == {key_of(page, "CosBackward0")}


def test_the_page_follows_other_numbers_and_drops_what_is_stale(
    qtbot: QtBot, controller: Controller, page: AutogradView, link: HandLink
) -> None:
    before, first = page.canvas.picture, asked(link)[-1].number
    for value in (0.6, 0.7):
        controller.work.set_input("x", value)
    assert page.canvas.isVisible()
    qtbot.waitUntil(lambda: len(asked(link)) == 2)
    link.message.emit(Autograd(first, AutogradGraph((AutogradNode("Old", "function"),), ())))
    assert "8 functions" in page.summary.text()
    answer(link, graph_of_lecture())
    assert page.canvas.picture.items is before.items
    controller.actions.trigger("autograd")
    controller.work.set_input("x", 0.8)
    qtbot.wait(200)
    assert len(asked(link)) == 2, "nobody looks"
    controller.actions.trigger("autograd")
    assert len(asked(link)) == 3


def test_names_and_theme_are_those_of_the_window(
    controller: Controller, page: AutogradView
) -> None:
    controller.view.set_theme("dark")
    assert page.canvas.picture.theme == page.legend.picture.theme == "dark"
    controller.view.set_numbering("level")
    texts = [s.text for s in page.canvas.picture.item(key_of(page, "MulBackward0")).shapes[1:]]
    assert texts == ["MulBackward0", "w₃"]
    key = key_of(page, "LogBackward0")
    assert page.canvas.picture.item(key).shapes[2].text == "w₆"


def test_a_refusal_is_said_and_asked_again_when_the_page_is_opened_again(
    controller: Controller, link: HandLink
) -> None:
    controller.actions.trigger("autograd")
    page = controller.pages.autograd
    link.message.emit(Refused(asked(link)[-1].number, "torchviz gave up."))
    assert page.summary.text() == "torchviz gave up."
    assert not page.canvas.isVisible()
    controller.actions.trigger("autograd")
    controller.actions.trigger("autograd")
    assert len(asked(link)) == 2
    link.gone.emit("It was stopped.")
    assert page.summary.text() == LOST
    assert controller.desk.canvas.picture is not None


def test_a_graph_that_was_shown_survives_the_worker(
    page: AutogradView, controller: Controller, link: HandLink
) -> None:
    link.gone.emit("It was stopped.")
    assert page.canvas.isVisible()
    assert "8 functions" in page.summary.text()


def test_a_run_from_a_file_needs_its_source(
    controller: Controller, link: HandLink, page: AutogradView, tmp_path: Path
) -> None:
    path = tmp_path / "run.graphlab"
    code = "x = torch.tensor([1., 2.], requires_grad=True)\ny = (x * x).sum()\n"
    path.write_bytes(recorded_bytes(record_script(code)))
    controller.opening.open_path(path)
    assert page.summary.text() == NEEDS_SOURCE
    assert not page.canvas.isVisible()
    assert len(asked(link)) == 1


def deep() -> Recording:
    torch.manual_seed(0)
    blocks = (nn.Sequential(nn.Linear(4, 4), nn.Sigmoid()) for _ in range(14))
    return recording_of_call(nn.Sequential(*blocks), (torch.rand(2, 4),))


def test_a_large_graph_is_laid_out_aside_and_leads_into_closed_modules(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    recording = deep()
    show_code(controller, link, recording.record)
    qtbot.waitUntil(lambda: controller.walk.player is not None)
    controller.actions.trigger("autograd")
    page = controller.pages.autograd
    graph = autograd_graph(recording)
    answer(link, graph)
    assert page.summary.text() == f"Drawing {len(graph.nodes)} nodes …"
    qtbot.waitUntil(lambda: page.canvas.picture is not None)
    place, node = next(
        (place, node.node)
        for place, node in enumerate(graph.nodes)
        if node.label == "AddmmBackward0" and node.node not in controller.work.record.by_id
    )
    page.canvas.set_focus_key(f"card:{place}")
    page.canvas.setFocus()
    qtbot.keyClick(page.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ringed(controller) == f"card:{node}")
    assert node in controller.work.record.by_id
    assert len(asked(link)) == 1
