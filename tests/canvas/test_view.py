from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QEnterEvent, QHelpEvent, QImage, QRegion, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from graphlab.canvas.camera import MARGIN
from graphlab.canvas.following import MADE_OUT
from graphlab.canvas.view import CanvasView
from graphlab.export.png import picture_image
from graphlab.picture.shapes import Bounds
from tests.pictures import CANVAS, Walk

LEFT, MIDDLE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton
CONTROL, NOTHING = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier

MIDDLE_OF_VIEW = QPoint(450, 200)


@pytest.fixture
def walk():
    return Walk(4)


def at(view, x, y):
    """The pixel where the view shows a point of the picture."""
    seen = view.camera.seen(Bounds(x, y, 0, 0))
    return QPoint(round(seen.x), round(seen.y))


def wheel(view, notches, modifiers=NOTHING, where=MIDDLE_OF_VIEW):
    event = QWheelEvent(
        QPointF(where),
        QPointF(view.mapToGlobal(where)),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def pixels(view):
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def on_screen(view):
    """What has been painted so far, part by part."""
    shot = view.screen().grabWindow(view.winId()).toImage()
    return shot.convertToFormat(QImage.Format.Format_RGB32)


def difference(one, other):
    """Share of pixels that differ by more than a shade."""
    assert one.size() == other.size()
    a, b = (np.frombuffer(image.constBits(), np.uint8).astype(int) for image in (one, other))
    return np.mean(abs(a - b) > 24)


def test_the_view_paints_what_an_export_writes(view, walk):
    view.set_picture(walk.frame(2, chips=(1,)), animate=False)
    view.resize(round(walk.size[0] + 2 * MARGIN), round(walk.size[1] + 2 * MARGIN))
    assert view.zoom == pytest.approx(1.0)
    picture = picture_image(walk.frame(2, chips=(1,)), scale=1.0)
    shown = pixels(view).copy(round(MARGIN), round(MARGIN), picture.width(), picture.height())
    assert difference(shown, picture.convertToFormat(QImage.Format.Format_RGB32)) < 0.002


def test_a_first_picture_is_fitted(view, walk):
    view.set_picture(walk.frame(1))
    seen = view.camera.seen(Bounds(0, 0, *walk.size))
    assert seen.x == pytest.approx(MARGIN, abs=1)
    assert seen.centre[1] == pytest.approx(200, abs=1)


def test_a_step_repaints_only_what_has_changed(view, walk, painted, qtbot):
    view.set_picture(walk.frame(1), animate=False)
    QApplication.processEvents()
    painted.region = type(painted.region)()
    view.set_picture(walk.frame(2), animate=False)
    QApplication.processEvents()
    changed = view.camera.seen(Bounds(20, 44, 340, 92))
    assert not painted.region.isEmpty()
    assert painted.region.boundingRect().right() <= changed.right + 4
    assert painted.region.boundingRect().bottom() <= changed.bottom + 4
    untouched = at(view, 189, 90)
    assert not painted.region.contains(untouched)


def test_repainting_a_part_gives_the_same_pixels_as_painting_all(view, walk):
    for step in range(5):
        view.set_picture(walk.frame(step, chips=tuple(range(1, step))), animate=False)
        QApplication.processEvents()
    stepped = on_screen(view)
    view.set_picture(None)
    view.set_picture(walk.frame(4, chips=(1, 2, 3)), animate=False)
    QApplication.processEvents()
    assert difference(on_screen(view), stepped) == 0
    assert difference(pixels(view), stepped) == 0


def test_a_pan_paints_only_what_comes_into_view(view, walk, painted):
    view.set_picture(walk.frame(2), animate=False)
    QApplication.processEvents()
    painted.region = QRegion()
    view.pan_by(-40, 24)
    QApplication.processEvents()
    whole = view.width() * view.height()
    assert 0 < sum(part.width() * part.height() for part in painted.region) < 0.2 * whole


@pytest.mark.parametrize("overlay", ["nothing", "ribbon", "frame", "inset"])
def test_pans_and_steps_leave_the_pixels_that_painting_all_gives(view, walk, overlay):
    if overlay == "ribbon":
        view.set_ghost("Not the function above")
    elif overlay == "frame":
        view.setFocus(Qt.FocusReason.TabFocusReason)
    elif overlay == "inset":
        view.set_presenting(True)
    view.set_picture(walk.frame(1), animate=False)
    QApplication.processEvents()
    for step, way in enumerate([(-40, 24), (7, 0), (200, -90), (-1, -1)], start=1):
        view.pan_by(*way)
        view.set_picture(walk.frame(step, chips=tuple(range(1, step))), animate=False)
        view.pan_by(*way)
        QApplication.processEvents()
        assert difference(on_screen(view), pixels(view)) == 0


def test_a_click_names_the_region_under_the_mouse(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    with qtbot.waitSignal(view.clicked) as heard:
        qtbot.mouseClick(view, LEFT, pos=at(view, 40, 90))
    assert heard.args == ["value:w1"]


def test_a_double_click_activates_and_clicks_once(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    clicks = []
    view.clicked.connect(clicks.append)
    with qtbot.waitSignal(view.activated) as heard:
        qtbot.mouseClick(view, LEFT, pos=at(view, 40, 60))
        qtbot.mouseDClick(view, LEFT, pos=at(view, 40, 60))
    assert heard.args == ["card:w1"]
    assert clicks == ["card:w1"]


@pytest.mark.parametrize("button", [LEFT, MIDDLE])
def test_dragging_empty_space_pans(view, walk, qtbot, button):
    view.set_picture(walk.frame(2))
    before = view.camera
    qtbot.mousePress(view, button, pos=QPoint(450, 30))
    qtbot.mouseMove(view, QPoint(480, 20))
    qtbot.mouseRelease(view, button, pos=QPoint(480, 20))
    assert view.camera == before.panned(30, -10)


def test_dragging_off_a_card_neither_clicks_nor_pans(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    before, start = view.camera, at(view, 40, 60)
    with qtbot.assertNotEmitted(view.clicked):
        qtbot.mousePress(view, LEFT, pos=start)
        qtbot.mouseMove(view, start + QPoint(40, 40))
        qtbot.mouseRelease(view, LEFT, pos=start + QPoint(40, 40))
    assert view.camera == before


def test_the_wheel_pans_and_with_control_zooms_about_the_cursor(view, walk):
    view.set_picture(walk.frame(2))
    before = view.camera
    wheel(view, -1)
    assert (view.zoom, view.camera.y) == (before.zoom, before.y - 64)
    where = QPoint(300, 180)
    point = view.camera.under(300, 180)
    wheel(view, 2, CONTROL, where)
    assert view.zoom == pytest.approx(before.zoom * 1.44)
    assert view.camera.under(300, 180) == pytest.approx(point, abs=1)


def test_a_fitted_view_stays_fitted_when_resized_and_a_moved_one_keeps_its_middle(view, walk):
    view.set_picture(walk.frame(2))
    view.resize(700, 300)
    assert view.camera.seen(Bounds(0, 0, *walk.size)).right == pytest.approx(700 - MARGIN, abs=1)
    view.zoom_by(1.5)
    middle = view.camera.under(350, 150)
    view.resize(800, 500)
    assert view.camera.under(400, 250) == pytest.approx(middle, abs=1)
    view.fit()
    assert view.camera.seen(Bounds(0, 0, *walk.size)).right == pytest.approx(800 - MARGIN, abs=1)


def test_hovering_tells_the_key_once_and_none_over_emptiness(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    heard = []
    view.hovered.connect(heard.append)
    for x, y in ((40, 60), (42, 62), (40, 90), (40, 20)):
        qtbot.mouseMove(view, at(view, x, y))
    assert heard == ["card:w1", "value:w1", None]


def test_leaving_the_view_ends_the_hover(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    qtbot.mouseMove(view, at(view, 40, 60))
    with qtbot.waitSignal(view.hovered) as heard:
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert heard.args == [None]


def test_a_tool_tip_goes_when_a_step_makes_it_untrue(view, walk, qtbot):
    view.set_picture(walk.frame(0), animate=False)
    where = at(view, 40, 90)
    QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, where, view.mapToGlobal(where)))
    assert QToolTip.text() == view._tool_tip(QPointF(where)) != ""
    view.set_picture(walk.frame(3), animate=False)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_a_step_leaves_the_tip_of_another_part_of_the_window(view, walk, monkeypatch):
    view.set_picture(walk.frame(0), animate=False)
    hidden = []
    monkeypatch.setattr(QToolTip, "hideText", lambda: hidden.append(True))
    QToolTip.showText(view.mapToGlobal(QPoint(10, 10)), "Plays the walk", view)
    view.set_picture(walk.frame(3), animate=False)
    assert not hidden


def test_a_tool_tip_says_what_the_item_says_unless_told_better(view, walk):
    view.set_picture(walk.frame(2))
    where = at(view, 40, 90)
    ask = QHelpEvent(QEvent.Type.ToolTip, where, view.mapToGlobal(where))
    QApplication.sendEvent(view, ask)
    assert QToolTip.text() == "w 1 is 0.1429"
    view.set_tip(lambda key: f"about {key}")
    QApplication.sendEvent(view, ask)
    assert QToolTip.text() == "about value:w1"
    QToolTip.hideText()


def test_enter_activates_the_card_with_the_ring(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    with qtbot.assertNotEmitted(view.activated, wait=20):
        qtbot.keyClick(view, Qt.Key.Key_Return)
    view.set_focus_key("card:w3")
    with qtbot.waitSignal(view.activated) as heard:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == ["card:w3"]


def test_the_focus_ring_stands_3_px_outside_the_card_and_goes_without_trace(view, walk):
    view.set_picture(walk.frame(2), animate=False)
    plain = pixels(view)
    view.set_focus_key("card:w3")
    ringed = pixels(view)
    card = view.camera.seen(Bounds(444 - 0.75, 48 - 0.75, 121.5, 85.5))
    beside = QPoint(round(card.x - 4), round(card.centre[1]))
    assert QColor(ringed.pixel(beside)).lightness() < 60
    gap = QPoint(round(card.x - 2), round(card.y + 20))
    assert QColor(ringed.pixel(gap)).lightness() > 200
    view.set_focus_key(None)
    assert difference(plain, pixels(view)) == 0


def test_focus_by_the_keyboard_is_visible_without_a_ring(view, walk, qtbot):
    view.set_picture(walk.frame(2), animate=False)
    plain = pixels(view)
    view.activateWindow()
    view.clearFocus()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    assert QColor(pixels(view).pixel(1, 200)).lightness() < 60
    view.clearFocus()
    assert difference(plain, pixels(view)) == 0


def test_a_ghost_is_seen_at_60_percent_with_a_ribbon(view, walk):
    view.set_picture(walk.frame(2), animate=False)
    corner = at(view, 444 + 60, 48)
    solid, empty = QColor(pixels(view).pixel(corner)), QColor(CANVAS)
    view.set_ghost("from the last good input")
    ghost = QColor(pixels(view).pixel(corner))
    assert ghost.red() == pytest.approx(0.6 * solid.red() + 0.4 * empty.red(), abs=3)
    assert QColor(pixels(view).pixel(850, 360)).lightness() < 220  # the ribbon's rim
    view.set_ghost(None)
    assert QColor(pixels(view).pixel(corner)) == solid


def test_blank_hides_everything_and_answers_nothing(view, walk):
    view.set_picture(walk.frame(2), animate=False)
    view.set_blank(True)
    shot = pixels(view)
    assert len(set(bytes(shot.constBits()))) <= 4
    assert view.key_at(QPointF(at(view, 40, 60))) is None
    view.set_blank(False)
    assert view.key_at(QPointF(at(view, 40, 60))) == "card:w1"


def test_without_a_picture_a_sentence_stands_in_the_middle(view):
    empty = pixels(view)
    view.set_empty_text("Type a function above")
    assert difference(empty, pixels(view)) > 0
    view.fit()
    view.zoom_by(2)
    assert view.key_at(QPointF(5, 5)) is None


def test_dark_without_a_picture_is_dark(qtbot):
    view = CanvasView(theme="dark")
    qtbot.addWidget(view)
    assert QColor(pixels(view).pixel(5, 5)).lightness() < 40
    view.set_theme("light")
    assert QColor(pixels(view).pixel(5, 5)).lightness() > 240


def test_zooming_out_drops_text_before_it_is_too_small_to_read(view, walk):
    view.set_picture(walk.frame(2), animate=False)
    view.zoom_by(0.5 / view.zoom)
    inside = view.camera.seen(Bounds(30, 54, 104, 72))
    shot = pixels(view).copy(*(round(value) for value in inside))
    assert {QColor(shot.pixel(x, y)).name() for x in range(50) for y in range(30)} == {"#ffffff"}


def test_enter_events_do_no_harm_without_a_picture(view, qtbot):
    where = QPointF(5, 5)
    QApplication.sendEvent(view, QEnterEvent(where, where, where))
    qtbot.mouseClick(view, LEFT, pos=QPoint(5, 5))
    wheel(view, 1)
    wheel(view, 1, CONTROL)
    view.set_focus_key("card:w1")
    assert view.picture is None


def test_a_graph_too_large_to_be_read_whole_begins_with_its_first_card(view):
    walk = Walk(40)
    view.set_picture(walk.frame(0))
    assert view.zoom * 15 >= 11 - 0.01
    assert view.camera.seen(walk.frame(0).item("card:w1").bounds).x >= 0
    view.fit(whole=True)
    assert view.camera.seen(Bounds(0, 0, *walk.frame(0).size)).right <= view.width()


def test_a_graph_that_is_seen_whole_stays_where_it_is(view):
    walk = Walk(3)
    view.set_picture(walk.frame(0))
    camera = view.camera
    for step in (1, 3):
        view.set_picture(replace(walk.frame(step), active=Bounds(-20, 0, 100, 100)), False)
        assert view.camera == camera


def test_presenting_shows_numbers_for_the_last_row_and_the_whole_as_an_inset(view):
    walk = Walk(12)
    view.resize(1920, 870)
    view.set_presenting(True)
    view.set_picture(walk.frame(5), animate=False)
    assert view.zoom * 15 >= 30
    assert view.grab().toImage() != shown_without_inset(view)
    for step in range(1, 13):
        view.set_picture(walk.frame(step), animate=False)
        seen = view.camera.seen(walk.frame(step).active)
        assert 0 <= seen.x < seen.right <= 1920
    view.set_presenting(False)
    view.fit()
    assert view.zoom < 1


def test_the_inset_goes_to_another_corner_from_what_the_step_is_about(view):
    walk = Walk(12)
    view.set_presenting(True)
    view.set_picture(walk.frame(2), animate=False)
    usual = view._inset()
    assert (usual.right, usual.bottom) == pytest.approx((900 - 12, 400 - 12))
    card = replace(walk.frame(2).items[-1], key="card:w13", bounds=view.camera.area(usual))
    frame = walk.frame(2)
    for item, moves in ((replace(card, active=True), True), (card, False)):
        view.set_picture(replace(frame, items=(*frame.items, item)), animate=False)
        assert (view._inset() != usual) == moves
        assert view._inset().overlaps(usual) != moves
    image = view.grab().toImage()  # nothing of the other corner is left
    view.update()
    assert view.grab().toImage() == image


def shown_without_inset(view):
    view._presenting = False
    image = view.grab().toImage()
    view._presenting = True
    return image


def test_a_graph_that_is_large_enough_when_presenting_has_no_inset(view):
    view.resize(1920, 870)
    view.set_presenting(True)
    view.set_picture(Walk(3).frame(2), animate=False)
    assert view.grab().toImage() == shown_without_inset(view)


def test_the_whole_is_shown_when_asked_for_and_the_next_step_is_readable_again(view):
    walk = Walk(60)
    view.reduced_motion = True
    view.set_picture(walk.frame(30))
    assert not view.sees_all
    view.fit(whole=True)
    assert view.sees_all
    view.set_picture(walk.frame(31))
    assert view.zoom == view.readable
    assert not view.sees_all


def test_of_a_huge_graph_as_much_is_shown_as_can_be_made_out(view):
    walk = Walk(400)
    view.set_picture(walk.frame(390))
    view.fit(whole=True)
    assert view.zoom == MADE_OUT
    (card,) = [item for item in walk.frame(390).items if item.kind == "card" and item.active]
    assert view.camera.seen(card.bounds).right <= 900


def test_where_the_ends_of_a_step_are_far_apart_its_card_is_in_view(view):
    walk = Walk(60)
    picture = walk.frame(1)
    view.set_picture(replace(picture, active=Bounds(0, 0, *picture.size)))
    view.fit()
    (card,) = [item for item in picture.items if item.kind == "card" and item.active]
    seen = view.camera.seen(card.bounds)
    assert Bounds(0, 0, 900, 400).united(seen) == Bounds(0, 0, 900, 400)


def test_a_click_with_an_unsteady_hand_leaves_the_picture_fitted(view, walk, qtbot):
    view.set_picture(walk.frame(2))
    before = view.camera
    qtbot.mousePress(view, LEFT, pos=QPoint(450, 30))
    qtbot.mouseMove(view, QPoint(452, 31))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(452, 31))
    assert view.camera == before
    assert view.is_fitted
    qtbot.mousePress(view, LEFT, pos=QPoint(450, 30))
    qtbot.mouseMove(view, QPoint(480, 30))
    qtbot.mouseMove(view, QPoint(451, 30))
    qtbot.mouseRelease(view, LEFT, pos=QPoint(451, 30))
    assert view.camera == before.panned(1, 0)
    assert not view.is_fitted


def test_the_ring_of_a_parameter_and_of_a_closed_module_fits_the_card():
    import torch

    from graphlab.canvas import overlay
    from graphlab.engine.call import record_call
    from graphlab.picture.compose import Composer
    from graphlab.picture.theme import LIGHT
    from graphlab.study.boxes import boxes_of, closed
    from graphlab.study.moment import EVERYTHING

    layers = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Linear(2, 2))
    record = closed(record_call(layers, (torch.rand(3, 2),)), ["0"])
    composer = Composer(record, LIGHT)
    picture = composer.picture(EVERYTHING)
    (module,) = boxes_of(record)
    parameter = next(node.id for node in record.nodes if node.op == "parameter")
    for node in (module, parameter):
        outline, _ = overlay._outline(picture.item(f"card:{node}"))
        assert outline == composer.geometry.cards[node].grown(0.75)
