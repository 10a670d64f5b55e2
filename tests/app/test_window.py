"""The stories of the window, told with real keys and clicks."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel

from graphlab.app.window import Window
from graphlab.panels.grid_row import GridRow
from graphlab.study.moment import Moment

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings
    from tests.app.conftest import HandLink

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
LEFT = Qt.MouseButton.LeftButton


def index(controller: Controller) -> int:
    assert controller.walk.player is not None
    return controller.walk.player.index


def place_of(controller: Controller, key: str) -> QPoint:
    """The middle of a region or an item of the picture, on the canvas."""
    canvas = controller.desk.canvas
    assert canvas.picture is not None
    for item in canvas.picture.items:
        bounds = [item.bounds] if item.key == key else []
        bounds += [region.bounds for region in item.regions if region.key == key]
        if bounds:
            x, y = bounds[0].centre
            camera = canvas.camera
            return QPointF(x * camera.zoom + camera.x, y * camera.zoom + camera.y).toPoint()
    raise AssertionError(key)


def type_formula(qtbot: QtBot, controller: Controller, text: str) -> None:
    edit = controller.desk.formula.edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, text)
    qtbot.keyClick(edit, Key.Key_Return)


# ── first start ──────────────────────────────────────────────────────────────────────────────


def test_the_first_start_shows_the_lecture_at_step_0_with_one_hint(controller: Controller) -> None:
    desk = controller.desk
    assert desk.formula.edit.text() == "f(x, y) = 2cos²(xy) + ln(cos(xy))"
    assert {name: row.field.text() for name, row in desk.inputs.rows.items()} == {
        "x": "0.5",
        "y": "1.2",
    }
    assert index(controller) == 0
    assert desk.narration.full == "Press Space to walk through it"
    assert desk.transport.place.text() == "Step 0 of 16"
    assert desk.values.isVisible()
    assert desk.formula.badge.text() == "✓ checked"
    assert "PyTorch" in desk.formula.badge.toolTip()
    assert QApplication.focusWidget() is desk.canvas


def test_before_the_worker_answers_the_shipped_record_is_there_and_being_checked(
    qtbot: QtBot, settings: Settings, link: HandLink
) -> None:
    from graphlab.app.controller import Controller
    from graphlab.app.window import Window

    link.at_once = False
    window = Window(settings, "light")
    qtbot.addWidget(window)
    controller = Controller(window, settings, None, {}, link)
    controller.start()
    assert controller.walk.player is not None
    assert controller.walk.player.count == 16
    assert controller.desk.formula.badge.text() == "… checking"
    controller.walk.forward()
    link.answer()
    assert controller.desk.formula.badge.text() == "✓ checked"
    assert index(controller) == 1
    controller.desk.close()


# ── stepping ─────────────────────────────────────────────────────────────────────────────────


def test_arrows_home_and_end_step_on_the_canvas(qtbot: QtBot, controller: Controller) -> None:
    canvas, seen = controller.desk.canvas, []
    for key, modifier in (
        (Key.Key_Right, None),
        (Key.Key_Right, None),
        (Key.Key_Left, None),
        (Key.Key_End, None),
        (Key.Key_Home, None),
        (Key.Key_Right, SHIFT),
        (Key.Key_Right, SHIFT),
        (Key.Key_Left, SHIFT),
    ):
        qtbot.keyClick(canvas, key, modifier or Qt.KeyboardModifier.NoModifier)
        seen.append(index(controller))
    assert seen == [1, 2, 1, 16, 0, 8, 16, 8]


def test_space_plays_and_pauses_at_once(qtbot: QtBot, controller: Controller) -> None:
    qtbot.keyClick(controller.desk.canvas, Key.Key_Space)
    assert index(controller) == 1
    assert controller.walk.playing
    qtbot.keyClick(controller.desk.canvas, Key.Key_Space)
    assert not controller.walk.playing


def test_all_views_show_the_same_step(controller: Controller) -> None:
    controller.walk.scrub(13)
    desk = controller.desk
    assert desk.transport.place.text() == "Step 13 of 16 · backward ·"
    assert desk.transport.symbol.text == "w̄₄"
    assert desk.transport.bar.value() == 13
    assert "4.513" in desk.narration.full
    assert desk.values.nodes.currentIndex().row() == 3
    assert desk.narration.written.picture is not None
    assert desk.canvas.picture is not None
    assert desk.canvas.picture.item("chip:w4>w7:0") is not None


def test_the_finer_walk_shows_one_contribution_at_a_time(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.scrub(12)
    qtbot.keyClick(controller.desk.canvas, Key.Key_C)
    qtbot.keyClick(controller.desk.canvas, Key.Key_Right)
    assert controller.walk.player is not None
    assert controller.walk.player.moment == Moment(13, 1)
    assert "contribution 1 of 2" in controller.desk.transport.place.text()


def test_the_step_bar_goes_where_it_is_clicked_and_marks_the_border(
    qtbot: QtBot, controller: Controller
) -> None:
    bar = controller.desk.transport.bar
    qtbot.mouseClick(bar, LEFT, pos=QPoint(bar.width() - 2, bar.height() // 2))
    assert index(controller) == 16
    qtbot.mouseClick(bar, LEFT, pos=QPoint(2, bar.height() // 2))
    assert index(controller) == 0
    assert bar.width() * 0.4 < bar.border_x < bar.width() * 0.6


def test_ctrl_arrows_and_f8_step_from_the_formula(qtbot: QtBot, controller: Controller) -> None:
    edit = controller.desk.formula.edit
    edit.setFocus()
    qtbot.keyClick(edit, Key.Key_Right, CTRL)
    qtbot.keyClick(edit, Key.Key_F8)
    assert index(controller) == 2
    qtbot.keyClick(edit, Key.Key_F8, SHIFT)
    qtbot.keyClick(edit, Key.Key_Left, CTRL)
    assert index(controller) == 0


def test_editors_sliders_and_buttons_keep_their_own_keys(
    qtbot: QtBot, controller: Controller
) -> None:
    desk = controller.desk
    edit, slider = desk.formula.edit, desk.inputs.rows["x"].slider
    edit.setFocus()
    edit.setCursorPosition(3)
    qtbot.keyClick(edit, Key.Key_Right)
    assert (edit.cursorPosition(), index(controller)) == (4, 0)
    slider.setFocus()
    qtbot.keyClick(slider, Key.Key_Right)
    assert (desk.inputs.rows["x"].field.text(), index(controller)) == ("0.51", 0)
    last = desk.transport.buttons["last"]
    last.setFocus()
    qtbot.keyClick(last, Key.Key_Space)
    assert (index(controller), controller.walk.playing) == (16, False)


def test_the_walk_keys_work_in_a_table(qtbot: QtBot, controller: Controller) -> None:
    table = controller.desk.values.nodes
    table.setFocus()
    qtbot.keyClick(table, Key.Key_Right)
    qtbot.keyClick(table, Key.Key_Right)
    assert index(controller) == 2


def test_f6_goes_round_the_regions(qtbot: QtBot, controller: Controller, window: Window) -> None:
    desk, seen = controller.desk, []
    for _ in range(6):
        qtbot.keyClick(window, Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert seen == [
        desk.transport.bar,
        desk.values.nodes,
        desk.values.edges,
        desk.formula.edit,
        desk.inputs.rows["x"].slider,
        desk.canvas,
    ]


def test_f6_reaches_the_tabs_and_the_page_that_is_open(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    desk = controller.desk
    for name, part in (("jacobian", "edges"), ("memory", "first"), ("printed", "page")):
        controller.actions.trigger(name)
        desk.transport.bar.setFocus()
        seen = []
        for _ in range(3):
            qtbot.keyClick(window, Key.Key_F6)
            seen.append(QApplication.focusWidget())
        first = getattr(getattr(controller.pages, name), part)
        assert seen == [desk.side.tabs, first, desk.formula.edit]


def test_alt_arrows_walk_the_cards_and_enter_asks_why(qtbot: QtBot, controller: Controller) -> None:
    desk = controller.desk
    controller.walk.scrub(16)
    for key in (Key.Key_Right, Key.Key_Right):
        qtbot.keyClick(desk.canvas, key, ALT)
    qtbot.keyClick(desk.canvas, Key.Key_Return)
    assert desk.why.isVisible()
    assert desk.why.key == "adjoint:w4"
    qtbot.keyClick(desk.canvas, Key.Key_Escape)
    assert not desk.why.isVisible()


# ── clicking ─────────────────────────────────────────────────────────────────────────────────


def test_a_card_leads_to_its_step(qtbot: QtBot, controller: Controller) -> None:
    canvas = controller.desk.canvas
    top = place_of(controller, "card:w5") - QPoint(0, 20)
    qtbot.mouseClick(canvas, LEFT, pos=top)
    assert index(controller) == 5


def test_a_number_is_explained(qtbot: QtBot, controller: Controller) -> None:
    controller.walk.scrub(13)
    place = place_of(controller, "adjoint:w4")
    qtbot.mouseClick(controller.desk.canvas, LEFT, pos=place)
    why = controller.desk.why
    assert why.key == "adjoint:w4"
    assert "Central difference" in why.accessibleDescription()
    assert index(controller) == 13


def test_a_number_that_is_not_revealed_is_not_given_away(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.scrub(3)
    controller.views.explain("adjoint:w4")
    controller.views.explain("value:w4")
    assert not controller.desk.why.isVisible()


def test_a_row_leads_to_its_step_and_its_number_is_explained(
    qtbot: QtBot, controller: Controller
) -> None:
    table = controller.desk.values.nodes
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.rows.index(3, 1)).center())
    assert index(controller) == 4
    assert not controller.desk.why.isVisible()
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.rows.index(3, 3)).center())
    assert index(controller) == 13
    assert controller.desk.why.key == "adjoint:w4"


# ── typing ───────────────────────────────────────────────────────────────────────────────────


def test_enter_runs_the_formula_and_gives_the_graph_the_focus(
    qtbot: QtBot, controller: Controller, link: HandLink, settings: Settings
) -> None:
    type_formula(qtbot, controller, "x*y + t")
    assert (link.runs[-1].text, link.runs[-1].inputs) == ("x*y + t", {"x": 0.5, "y": 1.2, "t": 0.8})
    assert list(controller.desk.inputs.rows) == ["x", "y", "t"]
    assert QApplication.focusWidget() is controller.desk.canvas
    assert settings.recent()[0] == "x*y + t"


def test_a_mistake_pales_the_graph_names_the_place_and_offers_the_fix(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    type_formula(qtbot, controller, "tan2(x)")
    desk = controller.desk
    assert "Did you mean" in desk.notice.sentence.text()
    assert desk.formula.edit.marked == (0, 4)
    assert index(controller) == 0
    assert len(link.runs) == 1
    qtbot.mouseClick(desk.notice.buttons[0], LEFT)
    assert link.runs[-1].text == "tan(x)"
    assert not desk.notice.isVisible()


def test_while_typing_a_mistake_is_named_only_after_a_pause(
    qtbot: QtBot, controller: Controller
) -> None:
    edit = controller.desk.formula.edit
    edit.setFocus()
    edit.selectAll()
    qtbot.keyClicks(edit, "cos(x")
    assert not controller.desk.notice.isVisible()
    qtbot.waitUntil(controller.desk.notice.isVisible)
    qtbot.keyClicks(edit, ")")
    qtbot.waitUntil(lambda: not controller.desk.notice.isVisible())


def test_escape_gives_back_the_formula_that_is_drawn(qtbot: QtBot, controller: Controller) -> None:
    edit = controller.desk.formula.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "+++")
    qtbot.keyClick(edit, Key.Key_Escape)
    assert edit.text() == "f(x, y) = 2cos²(xy) + ln(cos(xy))"


def test_what_the_worker_refuses_is_said_and_the_last_graph_stays(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    controller.walk.scrub(5)
    link.at_once = False
    type_formula(qtbot, controller, "x*y")
    link.refuse("This cannot be run.", line=1, column=1, length=3)
    assert "This cannot be run." in controller.desk.notice.sentence.text()
    assert index(controller) == 5


def test_a_worker_that_stops_leaves_the_graph_and_the_next_run_works(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    link.gone.emit("Your code stopped; the last graph is still here.")
    assert "still here" in controller.desk.notice.sentence.text()
    controller.work.set_input("x", 0.7)
    assert not controller.desk.notice.isVisible()


def test_a_long_run_can_be_waited_for_or_stopped(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    link.overdue.emit(1)
    wait, _ = controller.desk.notice.buttons
    qtbot.mouseClick(wait, LEFT)
    link.overdue.emit(1)
    _, stop = controller.desk.notice.buttons
    qtbot.mouseClick(stop, LEFT)
    assert (link.waits, link.stops) == (1, 1)


# ── inputs ───────────────────────────────────────────────────────────────────────────────────


def test_dragging_keeps_the_step_and_asks_only_for_the_newest(
    controller: Controller, link: HandLink
) -> None:
    controller.walk.scrub(13)
    link.at_once = False
    for value in (0.6, 0.7, 0.8, 0.9):
        controller.work.set_input("x", value)
    assert [run.inputs["x"] for run in link.runs[1:]] == [0.6]
    link.answer()
    assert [run.inputs["x"] for run in link.runs[1:]] == [0.6, 0.9]
    link.answer()
    assert index(controller) == 13
    assert controller.desk.values.nodes.rows.rows[0].value == "0.9"


def test_a_drag_is_one_undo_step(qtbot: QtBot, controller: Controller, link: HandLink) -> None:
    row = controller.desk.inputs.rows["x"]
    row.slider.setSliderDown(True)
    for position in (60, 70, 80):
        row.slider.setValue(position)
    row.slider.setSliderDown(False)
    assert controller.work.document.inputs["x"] == 0.8
    controller.desk.canvas.setFocus()
    qtbot.keyClick(controller.desk.canvas, Key.Key_Z, CTRL)
    assert row.field.text() == "0.5"
    assert link.runs[-1].inputs["x"] == 0.5
    qtbot.keyClick(controller.desk.canvas, Key.Key_Z, CTRL | SHIFT)
    assert row.field.text() == "0.8"


@pytest.mark.parametrize(("typed", "value"), [("−1,5", -1.5), ("7", 7.0), ("1e-3", 0.001)])
def test_a_typed_number_is_taken_and_the_range_follows(
    qtbot: QtBot, controller: Controller, typed: str, value: float
) -> None:
    row = controller.desk.inputs.rows["x"]
    row.field.setFocus()
    row.field.selectAll()
    row.field.insert(typed)  # QTest can type Latin-1 only
    qtbot.keyClick(row.field, Key.Key_Return)
    assert controller.work.document.inputs["x"] == value
    dial = controller.work.document.dials[0]
    assert dial.low <= value <= dial.high


def test_a_number_that_cannot_be_read_is_named(qtbot: QtBot, controller: Controller) -> None:
    row = controller.desk.inputs.rows["x"]
    row.field.setFocus()
    row.field.selectAll()
    qtbot.keyClicks(row.field, "abc")
    qtbot.keyClick(row.field, Key.Key_Return)
    assert "abc" in controller.desk.notice.sentence.text()
    assert controller.work.document.inputs["x"] == 0.5


# ── the rest ─────────────────────────────────────────────────────────────────────────────────


def test_undo_that_takes_a_slider_away_leaves_the_keys_to_the_walk(
    qtbot: QtBot, controller: Controller
) -> None:
    type_formula(qtbot, controller, "z^2")
    controller.desk.inputs.rows["z"].slider.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Z, CTRL)
    assert list(controller.desk.inputs.rows) == ["x", "y"]
    assert QApplication.focusWidget() is controller.desk.canvas


def test_new_offers_six_examples_to_click(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    qtbot.keyClick(controller.desk.canvas, Key.Key_N, CTRL)
    empty = controller.desk.empty
    assert empty.isVisible()
    assert len(empty.cards) == 6
    assert controller.desk.canvas.picture is None
    qtbot.mouseClick(empty.cards[1], LEFT)
    assert link.runs[-1].text == "x·x"
    assert not empty.isVisible()


def test_ctrl_c_copies_the_picture_or_the_table_that_has_the_focus(
    qtbot: QtBot, controller: Controller
) -> None:
    controller.walk.scrub(16)
    qtbot.keyClick(controller.desk.canvas, Key.Key_C, CTRL)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert data.hasFormat("image/svg+xml")
    controller.desk.values.edges.setFocus()
    qtbot.keyClick(controller.desk.values.edges, Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "∂wⱼ/∂wᵢ\tformula\tvalue\tcontribution"
    assert lines[1].split("\t") == ["∂w₈/∂w₇", "1", "1", "1"]
    assert len(lines) == 9


def test_the_answer_can_be_hidden(qtbot: QtBot, controller: Controller) -> None:
    controller.walk.scrub(13)
    qtbot.keyClick(controller.desk.canvas, Key.Key_H)
    row = controller.desk.values.nodes.rows.rows[3]
    assert (row.value, row.adjoint) == ("0.8253", "?")
    assert "4.513" not in controller.desk.narration.full
    controller.views.explain("adjoint:w4")
    assert not controller.desk.why.isVisible()


def test_hide_everything_leaves_graph_and_transport(qtbot: QtBot, controller: Controller) -> None:
    desk = controller.desk
    qtbot.keyClick(desk.canvas, Key.Key_Backslash, CTRL)
    shown = [desk.formula, desk.inputs, desk.values, desk.canvas, desk.transport]
    assert [part.isVisible() for part in shown] == [False, False, False, True, True]
    qtbot.keyClick(desk.canvas, Key.Key_Backslash, CTRL)
    assert all(part.isVisible() for part in shown)


def test_presenting_steps_by_pages_blanks_and_ends_by_escape(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    canvas = controller.desk.canvas
    qtbot.keyClick(canvas, Key.Key_F11)
    assert window.isFullScreen()
    assert not controller.desk.values.isVisible()
    for _ in range(3):
        qtbot.keyClick(canvas, Key.Key_PageDown)
    qtbot.keyClick(canvas, Key.Key_PageUp)
    assert index(controller) == 2
    qtbot.keyClick(canvas, Key.Key_Period)
    assert controller.presenting.is_blank
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert not controller.presenting.is_blank
    qtbot.keyClick(canvas, Key.Key_Escape)
    assert not window.isFullScreen()
    assert controller.desk.values.isVisible()


def test_f11_ends_presenting_though_no_menu_can_be_seen(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    canvas = controller.desk.canvas
    controller.view.set_presenting(True)
    qtbot.keyClick(canvas, Key.Key_F11)
    assert not window.isFullScreen()


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_a_theme_is_worn_by_everything_and_remembered(
    controller: Controller, settings: Settings, theme: str
) -> None:
    controller.actions.trigger(f"theme-{theme}")
    assert controller.desk.canvas.picture is not None
    assert controller.desk.canvas.picture.theme == theme
    assert settings.choice("theme", ("light", "dark", "print"), "none") == theme
    controller.actions.trigger("theme-light")


def test_the_graph_keeps_more_than_half_of_the_width(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    handle = controller.desk.split.handle(1)
    qtbot.mousePress(handle, LEFT, pos=QPoint(2, 200))
    qtbot.mouseMove(handle, QPoint(-900, 200))
    qtbot.mouseRelease(handle, LEFT, pos=QPoint(-900, 200))
    for width in (1280, 800):
        window.resize(width, 700)
        qtbot.wait(1)
        assert controller.desk.stage.width() >= 0.54 * window.width()


def test_closing_remembers_and_the_next_window_is_the_same(
    qtbot: QtBot, controller: Controller, window: Window, settings: Settings
) -> None:
    window.resize(1000, 700)
    controller.actions.trigger("values")
    controller.walk.slower()
    window.close()
    assert settings.layout("geometry") is not None
    assert not settings.flag("values", default=True)
    assert settings.number("speed", (0.3, 0.6, 1.2, 2.0, 4.0), 0.0) == 2.0


def test_settings_that_make_no_sense_are_as_if_not_there(settings: Settings) -> None:
    for name in ("theme", "speed", "values", "geometry", "recent", "orientation"):
        settings.keep(name, "\x00{[nonsense")
    assert settings.choice("theme", ("light", "dark"), "light") == "light"
    assert settings.number("speed", (1.2,), 1.2) == 1.2
    assert settings.flag("values", default=True)
    assert settings.layout("geometry") is None
    assert settings.recent() == ()


# ── vectors and matrices ─────────────────────────────────────────────────────────────────────


def test_a_formula_of_matrices_begins_with_numbers_that_fit(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    controller.work.enter("½‖Ax‖²")
    asked = link.runs[-1].inputs
    assert list(asked) == ["A", "x"]
    assert np.shape(asked["A"])[1:] == np.shape(asked["x"])
    row = controller.desk.inputs.rows["A"]
    assert isinstance(row, GridRow)
    qtbot.mouseClick(row.button, LEFT)
    grid = controller.desk.inputs.grid
    assert grid is not None
    qtbot.keyClick(QApplication.focusWidget(), "9")
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
    changed = link.runs[-1].inputs["A"]
    assert np.asarray(changed)[0, 0] == 9
    assert QApplication.focusWidget() is row.button
    qtbot.keyClick(row.button, Key.Key_Z, CTRL)
    assert np.array_equal(link.runs[-1].inputs["A"], asked["A"])


def test_a_number_becomes_a_vector_and_the_formula_is_read_with_it(
    controller: Controller, link: HandLink
) -> None:
    controller.work.enter("x + 1")
    controller.desk.inputs.given.emit("x", [1.0, 2.0])
    assert link.runs[-1].inputs == {"x": [1.0, 2.0]}
    assert controller.desk.formula.shapes == {"x": (2,)}
    controller.work.enter("x + 2")
    assert link.runs[-1].inputs == {"x": [1.0, 2.0]}
    controller.work.enter("x·y", {"x": 3.0})
    assert link.runs[-1].inputs["x"] == 3.0


def test_no_screen_is_too_small_for_the_window(
    qtbot: QtBot, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = SimpleNamespace(availableSize=lambda: QSize(683, 384))  # 1366×768 at 200 %
    monkeypatch.setattr(Window, "screen", lambda _: screen)
    window = Window(settings, "light")
    qtbot.addWidget(window)
    assert window.minimumWidth() < 683
    assert window.minimumHeight() < 384


def test_no_line_on_the_cards_of_examples_is_cut_off_beside_code(
    qtbot: QtBot, window: Window, controller: Controller
) -> None:
    window.resize(1366, 740)
    controller.coding.paste("import torch")
    controller.work.new()
    qtbot.wait(1)
    assert controller.desk.empty.isVisible()
    for card in controller.desk.empty.cards:
        for label in card.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width()), label.text()
