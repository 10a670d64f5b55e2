"""Gradient descent in the window: asked for while it is looked at, opened, undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt

from graphlab.app.descents import LOST
from graphlab.engine.expressions.descent import descend
from graphlab.errors import InputError
from graphlab.study.descent import CODE, EMPTY
from graphlab.worker.messages import Descent, DescentRequest, Refused
from tests.app.conftest import CODE as SOURCE
from tests.app.conftest import code_record, show_code

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings
    from graphlab.panels.descent_view import DescentView
    from tests.app.conftest import HandLink

LEFT = Qt.MouseButton.LeftButton
BOWL = "x^2 + 10y^2"


def said(label: QLabel) -> str:
    return label.text().replace("\N{NO-BREAK SPACE}", " ")


def asked(link: HandLink) -> list[DescentRequest]:
    return [request for request in link.asked if isinstance(request, DescentRequest)]


def answer(link: HandLink) -> None:
    """What the engine makes of the question that was asked last."""
    request = asked(link)[-1]
    try:
        found = descend(
            request.text, request.inputs, request.varying, rate=request.rate,
            momentum=request.momentum, steps=request.steps, low=request.low, high=request.high,
            grid=request.grid,
        )  # fmt: skip
    except InputError as error:
        link.message.emit(Refused(request.number, error.problem))
        return
    arrays = found.path, found.values, found.gradients, found.ground
    link.message.emit(Descent(request.number, *arrays, found.stopped))


def next_path(qtbot: QtBot, link: HandLink, before: int) -> None:
    qtbot.waitUntil(lambda: len(asked(link)) > before)
    answer(link)


@pytest.fixture
def page(qtbot: QtBot, controller: Controller, link: HandLink) -> DescentView:
    """The page with a path on a bowl, 10 steps of 0.04."""
    controller.work.enter(BOWL, {"x": 2.0, "y": 1.0})
    controller.actions.trigger("descent")
    page = controller.pages.descent
    assert page is not None
    next_path(qtbot, link, 0)
    before = len(asked(link))
    page.form.rate.setValue(0.04)
    page.form.steps.setValue(10)
    while asked(link)[-1].steps != 10 or not page.table.rows.rowCount() == 11:
        next_path(qtbot, link, before)
        before = len(asked(link))
        qtbot.wait(80)
    return page


def inputs(controller: Controller) -> list[float]:
    return list(controller.work.document.inputs.values())


def test_the_page_opens_is_remembered_and_says_what_the_path_comes_to(
    controller: Controller, page: DescentView, settings: Settings
) -> None:
    assert page.isVisible()
    assert said(page.sentence).startswith("10 steps: f falls from 14 to ")
    assert said(page.point) == "Step 0: x = 2, y = 1, f = 14"
    assert settings.flag("page-descent", default=False)
    controller.desk.side.remove("Descent")
    controller.pages.restore()
    assert controller.desk.side.has("Descent")


def test_a_point_of_the_path_opens_in_the_graph_as_one_undo_step(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count, runs = len(asked(link)), len(link.runs)
    spot = page.plot.place_of(1).toPoint()
    qtbot.mouseClick(page.plot, LEFT, pos=spot)
    assert inputs(controller) == pytest.approx([1.84, 0.2])
    assert len(link.runs) == runs + 1
    assert controller.work.history.undo_text == "Open step 1"
    qtbot.wait(150)
    assert len(asked(link)) == count  # the path stays as it was
    assert page.plot.current == 1
    page.plot.setFocus()
    qtbot.keyClick(page.plot, Qt.Key.Key_Right)
    assert page.plot.current == 2
    assert inputs(controller) == pytest.approx([1.84, 0.2])
    qtbot.keyClick(page.plot, Qt.Key.Key_Return)
    assert inputs(controller) == pytest.approx([1.6928, 0.04])
    controller.work.undo()
    assert inputs(controller) == pytest.approx([1.84, 0.2])
    assert page.plot.current == 1
    controller.work.undo()
    assert inputs(controller) == [2.0, 1.0]
    assert page.plot.current == 0
    qtbot.wait(150)
    assert len(asked(link)) == count


def test_arrows_in_the_plot_do_not_step_through_the_graph(
    qtbot: QtBot, controller: Controller, page: DescentView
) -> None:
    page.plot.setFocus()
    step = controller.walk.player.index
    qtbot.keyClick(page.plot, Qt.Key.Key_Right)
    assert (controller.walk.player.index, page.plot.current) == (step, 1)
    qtbot.keyClick(page.plot, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert (controller.walk.player.index, page.plot.current) == (step + 1, 1)


def test_a_slider_and_a_click_move_the_start(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count = len(asked(link))
    controller.desk.inputs.rows["x"].slider.setValue(100)
    qtbot.waitUntil(lambda: len(asked(link)) > count)
    assert asked(link)[-1].inputs == {"x": 1.0, "y": 1.0}
    answer(link)
    assert said(page.point).startswith("Step 0: x = 1, y = 1")
    count = len(asked(link))
    spot = page.plot.place_of(0).toPoint() + QPoint(-60, 20)
    qtbot.mouseClick(page.plot, LEFT, pos=spot)
    assert controller.work.history.undo_text == "Start elsewhere"
    next_path(qtbot, link, count)
    assert list(asked(link)[-1].inputs.values()) == inputs(controller)
    assert (page.plot.place_of(0).toPoint() - spot).manhattanLength() <= 4
    controller.work.undo()
    assert inputs(controller) == [1.0, 1.0]


def test_the_set_up_is_undone_and_keeps_the_start_of_an_opened_path(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    page.opened.emit(3)
    count, runs = len(asked(link)), len(link.runs)
    page.form.momentum.setValue(0.5)
    next_path(qtbot, link, count)
    request = asked(link)[-1]
    assert (request.momentum, request.inputs) == (0.5, {"x": 2.0, "y": 1.0})
    assert len(link.runs) == runs  # nothing ran anew
    count = len(asked(link))
    controller.work.undo()
    assert page.form.momentum.value() == 0
    next_path(qtbot, link, count)
    assert asked(link)[-1].momentum == 0


def test_one_path_is_asked_for_at_a_time_and_the_newest_wins(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count = len(asked(link))
    page.form.rate.setValue(0.01)
    qtbot.waitUntil(lambda: len(asked(link)) == count + 1)
    page.form.rate.setValue(0.02)
    page.form.rate.setValue(0.03)
    qtbot.wait(150)
    assert len(asked(link)) == count + 1
    answer(link)
    qtbot.waitUntil(lambda: len(asked(link)) == count + 2)
    assert asked(link)[-1].rate == 0.03
    stale = asked(link)[-1]
    controller.work.set_input("y", 0.5)
    qtbot.waitUntil(lambda: len(asked(link)) == count + 3)
    shown = said(page.point)
    link.message.emit(Refused(stale.number, "Stale."))
    assert said(page.point) == shown
    answer(link)
    assert said(page.point) == "Step 0: x = 2, y = 0.5, f = 6.5"


def test_nothing_is_asked_while_the_page_is_not_seen(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    controller.desk.side.show_page("Values")
    count = len(asked(link))
    controller.work.set_input("x", 1.5)
    qtbot.wait(150)
    assert len(asked(link)) == count
    controller.desk.side.show_page("Descent")
    qtbot.waitUntil(lambda: len(asked(link)) == count + 1)
    assert asked(link)[-1].inputs["x"] == 1.5


def test_a_refusal_and_a_lost_run_are_said(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count = len(asked(link))
    page.form.rate.setValue(0.5)
    qtbot.waitUntil(lambda: len(asked(link)) > count)
    number = asked(link)[-1].number
    link.message.emit(Refused(number, "The formula has 2 outputs."))
    assert said(page.sentence) == "The formula has 2 outputs."
    assert page.form.isVisible()
    assert not page.plot.isVisible()
    page.form.rate.setValue(0.02)
    next_path(qtbot, link, count + 1)
    assert page.plot.isVisible()
    page.form.rate.setValue(0.03)
    qtbot.waitUntil(lambda: len(asked(link)) > count + 2)
    link.gone.emit("Your code ended the process.")
    assert said(page.sentence) == LOST


def test_what_has_no_path_says_what_to_do(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    controller.work.new()
    assert said(page.sentence) == EMPTY
    assert not page.form.isVisible()
    controller.work.enter("x^2 + y^2")
    assert page.form.isVisible()
    show_code(controller, link, code_record(SOURCE))
    assert said(page.sentence) == CODE


def test_a_path_that_diverges_says_at_which_step(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count = len(asked(link))
    page.form.rate.setValue(1.0)
    next_path(qtbot, link, count)
    assert said(page.sentence).startswith("Diverged at step 3, x = −2, y = −6859: each step")
    assert page.table.rows.rowCount() == 4


def test_one_of_two_inputs_gives_a_curve(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count = len(asked(link))
    page.form.varying.setCurrentIndex(2)
    page.form.varying.activated.emit(2)
    next_path(qtbot, link, count)
    assert asked(link)[-1].varying == ("y",)
    assert page.table.rows.heads == ("step", "y", "f", "∂f/∂y")
    page.opened.emit(1)
    assert inputs(controller) == pytest.approx([2.0, 0.2])


def test_the_page_fits_the_narrow_panel(controller: Controller, page: DescentView) -> None:
    assert page.minimumSizeHint().width() <= 240
    controller.work.new()
    assert page.minimumSizeHint().width() <= 240


def test_zooming_asks_for_the_ground_that_is_seen(
    qtbot: QtBot, controller: Controller, page: DescentView, link: HandLink
) -> None:
    count = len(asked(link))
    page.plot.setFocus()
    qtbot.keyClick(page.plot, Qt.Key.Key_Minus)
    next_path(qtbot, link, count)
    assert asked(link)[-1].low == (-3.75, -3.75)
    count = len(asked(link))
    qtbot.mouseClick(page.back, LEFT)
    next_path(qtbot, link, count)
    assert asked(link)[-1].low == (-3.0, -3.0)
