import sys
from itertools import combinations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graphlab.panels.plane import Plane
from graphlab.panels.plane_markers import marker_icon
from graphlab.panels.plane_tools import Preview
from graphlab.panels.plane_view import tick_words
from graphlab.picture.regions import region_image
from graphlab.picture.theme import DARK, LIGHT
from graphlab.task.points import NO_POINTS, Points

Button, Modifier, Key = Qt.MouseButton, Qt.KeyboardModifier, Qt.Key
FOUR = Points(
    np.array([[-2, -2], [-2, 2], [2, -2], [2, 2.0]]),
    np.array([0, 0, 1, 1]),
    "classes",
    ("A", "B", "C", "D"),
)
SURFACE = Points(np.zeros((0, 2)), np.zeros(0), "surface", ())
CURVE = Points(np.zeros((0, 2)), np.zeros(0), "curve", ())


@pytest.fixture
def plane(qtbot):
    plane = Plane()
    qtbot.addWidget(plane)
    plane.resize(420, 400)
    with qtbot.waitExposed(plane):
        plane.show()
    plane.activateWindow()
    plane.setFocus()
    QTest.qWait(1)
    plane.fit()
    plane.changes = []
    plane.drawn.connect(plane.changes.append)
    return plane


def pixel(plane, x, y):
    return plane._view.pixel((x, y)).toPoint()


def drag(plane, *places, button=Button.LeftButton, keys=Modifier.NoModifier):
    pixels = [pixel(plane, *place) for place in places]
    QTest.mousePress(plane, button, keys, pixels[0])
    for at in pixels[1:]:
        QTest.mouseMove(plane, at)
    QTest.mouseRelease(plane, button, keys, pixels[-1])


def click(plane, x, y, button=Button.LeftButton, keys=Modifier.NoModifier):
    QTest.mouseClick(plane, button, keys, pixel(plane, x, y))


# ── strokes ──────────────────────────────────────────────────────────────────────────────────


def test_a_stroke_is_one_change_on_release(plane):
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, -3, 0))
    for x in range(-3, 4):
        QTest.mouseMove(plane, pixel(plane, x, 0))
    assert plane.changes == []
    assert len(plane._items._drawn.data) > 20
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 3, 0))
    assert len(plane.changes) == 1
    assert plane.changes[0] is plane.points
    assert len(plane._items._drawn.data) == 0
    assert len(plane.points) > 20


def test_what_is_seen_while_drawing_is_what_is_drawn(plane):
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, -3, 0))
    QTest.mouseMove(plane, pixel(plane, 3, 1))
    seen = np.stack([plane._items._drawn.data["x"], plane._items._drawn.data["y"]], axis=1)
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 3, 1))
    assert np.array_equal(plane.points.xy, seen)


def test_a_fast_stroke_of_two_events_has_as_many_points_as_a_slow_one(plane):
    drag(plane, (-4, -2), (4, -2))
    fast = len(plane.points)
    drag(plane, *((x / 10, 2.0) for x in range(-40, 41)))
    assert abs(len(plane.points) - 2 * fast) <= 2
    along = np.sort(plane.points.xy[:fast, 0])
    assert along[0] < -3.5
    assert along[-1] > 3.5
    assert np.diff(along).max() < 1


def test_no_move_of_a_hundred_without_a_pause_is_dropped(plane):
    plane.set_tool("eraser")
    plane.set_brush(3, 5)
    places = [(x, np.sin(3 * x)) for x in np.linspace(-4, 4, 100)]
    plane.show_points(Points(np.array(places), np.zeros(100)))
    drag(plane, *places)
    assert len(plane.points) == 0


def test_left_and_right_button_draw_two_classes_and_shift_two_more(plane):
    plane.show_points(FOUR)
    plane.set_tool("point")
    click(plane, 0, 0)
    click(plane, 1, 0, Button.RightButton)
    click(plane, 0, 1, keys=Modifier.ShiftModifier)
    click(plane, 1, 1, Button.RightButton, Modifier.ShiftModifier)
    assert plane.points.mark[4:].tolist() == [0, 1, 2, 3]
    plane.set_class(3)
    click(plane, 0, -1)
    click(plane, 1, -1, Button.RightButton)
    assert plane.points.mark[8:].tolist() == [3, 0]
    np.testing.assert_allclose(plane.points.xy[4], (0, 0), atol=0.02)


def test_a_second_button_during_a_stroke_does_nothing(plane):
    plane.set_tool("point")
    at = pixel(plane, 0, 0)
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, at)
    QTest.mousePress(plane, Button.RightButton, Modifier.NoModifier, at)
    QTest.mouseRelease(plane, Button.RightButton, Modifier.NoModifier, at)
    assert plane.changes == []
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, at)
    assert plane.points.mark.tolist() == [0]


def test_on_a_surface_the_buttons_paint_a_number_and_its_negative(plane):
    plane.show_points(SURFACE)
    plane.set_tool("point")
    plane.set_number(2.5)
    click(plane, 0, 0)
    click(plane, 1, 1, Button.RightButton)
    assert plane.points.kind == "surface"
    assert plane.points.mark.tolist() == [2.5, -2.5]
    assert plane._items.reach == 2.5


def test_both_buttons_draw_the_same_on_a_curve(plane):
    plane.show_points(CURVE)
    plane.set_tool("point")
    click(plane, 0, 2)
    click(plane, 1, 1, Button.RightButton)
    assert plane.points.mark.tolist() == [0, 0]
    np.testing.assert_allclose(plane.points.targets, (2, 1), atol=0.03)


def test_the_eraser_hides_at_once_and_takes_on_release(plane):
    plane.show_points(FOUR)
    plane.set_tool("eraser")
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, -2, -3))
    QTest.mouseMove(plane, pixel(plane, -2, 3))
    assert plane.points is FOUR
    image, ratio = plane.grab().toImage(), plane.devicePixelRatioF()
    seen = [image.pixelColor((pixel(plane, x, y).toPointF() * ratio).toPoint()) for x, y in FOUR.xy]
    assert [color.red() > color.blue() + 100 for color in seen] == [False, False, True, True]
    assert not any(color.blue() > color.red() + 100 for color in seen)
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, -2, 3))
    assert plane.points.mark.tolist() == [1, 1]
    assert len(plane.changes) == 1


def test_an_eraser_that_met_nothing_is_no_change(plane):
    plane.show_points(FOUR)
    plane.set_tool("eraser")
    drag(plane, (0, 0), (0.5, 0))
    assert plane.changes == []


@pytest.mark.parametrize("tool", ["brush", "point", "eraser", "select"])
def test_escape_gives_up_a_stroke_without_a_trace(plane, tool):
    plane.show_points(FOUR)
    plane.set_tool(tool)
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, -2, -2))
    QTest.mouseMove(plane, pixel(plane, 1, 1))
    QTest.keyClick(plane, Key.Key_Escape)
    QTest.mouseMove(plane, pixel(plane, 2, 1))
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 2, 1))
    assert plane.points is FOUR
    assert plane.changes == []
    assert len(plane._items._drawn.data) == 0
    assert all(item.data["visible"].all() for item in plane._items._classes)


def test_new_points_from_elsewhere_give_up_a_stroke(plane):
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 0, 0))
    plane.show_points(FOUR)
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 1, 0))
    assert plane.points is FOUR
    assert plane.changes == []


def test_a_press_on_the_axes_draws_nothing(plane):
    QTest.mouseClick(plane, Button.LeftButton, Modifier.NoModifier, QPoint(10, 200))
    assert plane.changes == []


# ── selecting ────────────────────────────────────────────────────────────────────────────────


def test_a_rubber_band_selects_arrows_move_and_delete_removes(plane):
    plane.show_points(FOUR)
    plane.set_tool("select")
    drag(plane, (-3, -3), (-1, 0), (-1, 3))
    assert plane.chosen.tolist() == [True, True, False, False]
    QTest.keyPress(plane, Key.Key_Right)
    QTest.keyPress(plane, Key.Key_Right)
    assert plane.changes == []
    QTest.keyRelease(plane, Key.Key_Right)
    assert len(plane.changes) == 1
    step = plane._view.length(8)[0]
    np.testing.assert_allclose(plane.points.xy[:2, 0], -2 + 2 * step)
    assert plane.chosen.tolist() == [True, True, False, False]
    QTest.keyClick(plane, Key.Key_Delete)
    assert len(plane.points) == 2
    assert not plane.chosen.any()
    QTest.keyClick(plane, Key.Key_Delete)
    assert len(plane.changes) == 2


def test_a_selection_is_dragged_as_one_change(plane):
    plane.show_points(FOUR)
    plane.set_tool("select")
    QTest.keyClick(plane, Key.Key_A, Modifier.ControlModifier)
    drag(plane, (2, 2), (2.5, 2), (3, 2))
    assert len(plane.changes) == 1
    np.testing.assert_allclose(plane.points.xy - FOUR.xy, [(1, 0)] * 4, atol=0.05)
    assert plane.points.mark.tolist() == FOUR.mark.tolist()


def test_escape_lets_go_of_a_move_by_arrows(plane):
    plane.show_points(FOUR)
    plane.set_tool("select")
    QTest.keyClick(plane, Key.Key_A, Modifier.ControlModifier)
    QTest.keyPress(plane, Key.Key_Up)
    QTest.keyClick(plane, Key.Key_Escape)
    QTest.keyRelease(plane, Key.Key_Up)
    assert plane.points is FOUR
    assert plane.changes == []


def test_a_click_on_a_point_is_about_that_point(plane, qtbot):
    plane.show_points(FOUR)
    for tool in ("select", "point"):
        plane.set_tool(tool)
        with qtbot.waitSignal(plane.point_clicked) as clicked:
            click(plane, 2.05, -2)
        assert clicked.args == [2]
    plane.set_tool("brush")
    with qtbot.waitSignal(plane.point_clicked) as clicked:
        click(plane, -2, 2, keys=Modifier.ControlModifier)
    assert clicked.args == [1]
    assert plane.changes == []


def test_shift_adds_to_a_selection(plane):
    plane.show_points(FOUR)
    plane.set_tool("select")
    click(plane, -2, -2)
    click(plane, 2, 2, keys=Modifier.ShiftModifier)
    assert plane.chosen.tolist() == [True, False, False, True]
    click(plane, 2, 2, keys=Modifier.ShiftModifier)
    assert plane.chosen.tolist() == [True, False, False, False]
    click(plane, 0, 0)
    assert not plane.chosen.any()


# ── keys alone ───────────────────────────────────────────────────────────────────────────────


def test_keys_alone_choose_draw_select_and_remove(plane, qtbot):
    plane.show_points(Points(FOUR.xy[:0], FOUR.mark[:0], "classes", FOUR.names))
    for key in (Key.Key_P, Key.Key_2, Key.Key_Space, Key.Key_Right, Key.Key_Right):
        QTest.keyClick(plane, key)
    QTest.keyClick(plane, Key.Key_Return)
    assert plane.points.mark.tolist() == [1]
    np.testing.assert_allclose(plane.points.xy[0, 0], 2 * plane._view.length(8)[0])
    QTest.keyClick(plane, Key.Key_Up, Modifier.ShiftModifier)
    QTest.keyClick(plane, Key.Key_4)
    QTest.keyClick(plane, Key.Key_Space)
    assert plane.points.mark.tolist() == [1, 3]
    QTest.keyClick(plane, Key.Key_S)
    with qtbot.waitSignal(plane.point_clicked) as clicked:
        QTest.keyClick(plane, Key.Key_Enter)
    assert clicked.args == [1]
    QTest.keyClick(plane, Key.Key_Space)
    QTest.keyClick(plane, Key.Key_Backspace)
    assert plane.points.mark.tolist() == [1]
    QTest.keyClick(plane, Key.Key_B)
    QTest.keyClick(plane, Key.Key_Space)
    assert len(plane.points) > 4
    QTest.keyClick(plane, Key.Key_E)
    QTest.keyClick(plane, Key.Key_Space)
    assert plane.points.mark.tolist() == [1]


def test_a_class_that_there_is_not_cannot_be_chosen(plane, qtbot):
    with qtbot.assertNotEmitted(plane.class_chosen):
        QTest.keyClick(plane, Key.Key_7)
    with qtbot.waitSignal(plane.class_chosen) as chosen:
        QTest.keyClick(plane, Key.Key_2)
    assert chosen.args == [1]


@pytest.mark.parametrize(
    ("key", "keys", "is_taken"),
    [
        (Key.Key_Space, Modifier.NoModifier, True),
        (Key.Key_Left, Modifier.NoModifier, True),
        (Key.Key_B, Modifier.NoModifier, True),
        (Key.Key_8, Modifier.NoModifier, True),
        (Key.Key_A, Modifier.ControlModifier, True),
        (Key.Key_Left, Modifier.ControlModifier, False),
        (Key.Key_E, Modifier.ControlModifier, False),
        (Key.Key_Z, Modifier.ControlModifier, False),
        (Key.Key_Left, Modifier.AltModifier, False),
        (Key.Key_9, Modifier.NoModifier, False),
        (Key.Key_L, Modifier.NoModifier, False),
        (Key.Key_Tab, Modifier.NoModifier, False),
    ],
)
def test_its_own_keys_are_no_shortcuts_and_those_of_the_window_stay_theirs(
    plane, key, keys, is_taken
):
    event = QKeyEvent(QEvent.Type.ShortcutOverride, key, keys)
    event.ignore()
    QApplication.sendEvent(plane, event)
    assert event.isAccepted() == is_taken


def test_the_cross_hair_is_gone_when_the_mouse_or_another_widget_takes_over(plane):
    QTest.keyClick(plane, Key.Key_Up)
    assert plane._items._cross[0].isVisible()
    click(plane, 0, 0)
    assert not plane._items._cross[0].isVisible()
    QTest.keyClick(plane, Key.Key_Up)
    plane.clearFocus()
    assert not plane._items._cross[0].isVisible()


# ── seeing ───────────────────────────────────────────────────────────────────────────────────


def test_the_numbers_under_the_mouse_are_told(plane, qtbot):
    with qtbot.waitSignal(plane.hovered) as told:
        QTest.mouseMove(plane, pixel(plane, 3, -1))
    np.testing.assert_allclose(told.args, (3, -1), atol=0.03)
    assert plane._foot.text.startswith("x₁ ")
    with qtbot.waitSignal(plane.hover_ended):
        QTest.mouseMove(plane, QPoint(5, 5))
    assert plane._foot.text == ""


def wheel(plane, at, notches):
    event = QWheelEvent(
        QPointF(at),
        QPointF(plane.mapToGlobal(at)),
        QPoint(),
        QPoint(0, 120 * notches),
        Button.NoButton,
        Modifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(plane, event)


def test_the_wheel_zooms_about_the_mouse_and_a_double_click_fits(plane):
    plane.show_points(FOUR)
    plane.fit()
    before = plane.bounds
    at = pixel(plane, 1, 1)
    wheel(plane, at, 3)
    left, _, right, _ = plane.bounds
    assert right - left < (before[2] - before[0]) / 1.6
    assert (pixel(plane, 1, 1) - at).manhattanLength() <= 1
    plane.set_tool("select")
    QTest.mouseDClick(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 1.2, 1.2))
    np.testing.assert_allclose(plane.bounds, before)


def test_two_quick_dabs_are_two_dabs_and_a_double_click_on_the_axes_fits(plane):
    plane.set_tool("point")
    before = plane.bounds
    wheel(plane, pixel(plane, 1, 1), 3)
    click(plane, 1, 1)
    QTest.mouseDClick(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 1.5, 1.5))
    QTest.mouseRelease(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, 1.5, 1.5))
    assert len(plane.points) == 2
    assert plane.bounds != before
    plane.show_points(NO_POINTS)
    QTest.mouseDClick(plane, Button.LeftButton, Modifier.NoModifier, QPoint(12, 150))
    np.testing.assert_allclose(plane.bounds, before)


def test_drawing_does_not_move_the_ground(plane):
    before = plane.bounds
    drag(plane, (-4.9, -4.9), (4.9, 4.9))
    plane.show_lines([(np.array([[-100, -100], [100, 100.0]]), "boundary")])
    plane.show_regions(np.zeros((4, 4, 4), np.uint8), (-50, -50, 50, 50))
    assert plane.bounds == before


def test_who_paints_the_ground_hears_of_a_zoom(plane, qtbot):
    with qtbot.waitSignal(plane.bounds_changed):
        wheel(plane, pixel(plane, 1, 1), 1)


def test_the_middle_button_moves_the_ground(plane):
    before = plane.bounds
    drag(plane, (0, 0), (1, 0), (2, 0), button=Button.MiddleButton)
    np.testing.assert_allclose(plane.bounds[0], before[0] - 2, atol=0.06)
    assert plane.changes == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_regions_lie_where_they_belong(plane, theme):
    plane.set_theme(theme)
    shares = np.full((50, 50), 0.0)
    shares[:, 25:] = 1.0  # the right half is of the second class …
    shares[25:, :25] = np.nan  # … and at the top left nothing is known
    plane.show_regions(region_image(shares, theme), (-4, -4, 4, 4))
    image = plane.grab().toImage()
    ratio = image.devicePixelRatio()

    def color(x, y):
        at = pixel(plane, x, y)
        return image.pixelColor(round(at.x() * ratio), round(at.y() * ratio))

    ground, first, second = color(-3.7, 3.7), color(-3.3, -3.3), color(3.3, 3.3)
    assert ground.name().upper() == theme.canvas
    assert first.blue() > first.red() + 20
    assert second.red() > second.blue() + 20
    plane.show_regions(None, (0, 0, 0, 0))
    image = plane.grab().toImage()
    assert color(3.3, 3.3).name().upper() == theme.canvas


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_markers_differ_in_shape_not_in_colour_alone(qapp, theme):
    masks = []
    for place in range(8):
        image = marker_icon(place, theme).pixmap(54).toImage()
        masks.append(
            np.array(
                [
                    [image.pixelColor(x, y).alpha() > 128 for x in range(image.width())]
                    for y in range(image.height())
                ]
            )
        )
    for one, other in combinations(masks, 2):
        assert (one != other).sum() > 0.12 * max(one.sum(), other.sum())


def test_rings_belong_to_points_and_go_with_them(plane):
    plane.show_points(FOUR)
    plane.ring([0, 3, 99], "support")
    plane.ring([1], "misclassified")
    rings = plane._items._rings
    assert rings["support"].data["x"].tolist() == [-2, 2]
    assert len(rings["misclassified"].data) == 1
    assert plane._foot._rings == ("support", "misclassified")
    plane.show_points(FOUR.taking(np.array([0, 1])))
    assert not any(len(ring.data) for ring in rings.values())
    assert plane._foot._rings == ()


def test_the_empty_plane_says_what_the_buttons_do(plane):
    assert plane._hint.isVisible()
    assert (
        plane._hint.text().split()
        == "Draw here. Left button: class A, right button: class B.".split()
    )
    drag(plane, (0, 0), (1, 1))
    assert not plane._hint.isVisible()
    assert "of class A, 0 of class B" in plane.accessibleDescription()
    plane.show_points(CURVE)
    assert "y is what is learned" in plane._hint.text()


# ── nothing piles up ─────────────────────────────────────────────────────────────────────────


def test_many_redraws_leave_no_items_and_no_lost_reference(plane, request):
    turns = 100 if request.config.getoption("--long") else 24

    def redraw(turn):
        plane.show_points(FOUR if turn % 2 else SURFACE)
        plane.show_regions(np.full((20, 20, 4), 90, np.uint8), (-4, -4, 4, 4))
        lines = [(np.array([[-4, turn / 50], [4, 0.0]]), "boundary")] * (1 + turn % 3)
        plane.show_lines(lines)
        plane.ring([0, 1] if turn % 2 else [], "batch")
        plane.set_theme(DARK if turn % 4 else LIGHT)
        drag(plane, (-1, -1), (1, 1))
        plane.grab()

    for turn in range(6):
        redraw(turn)
    items, nones = len(plane._view.widget.scene().items()), sys.getrefcount(None)
    for turn in range(turns):
        redraw(turn)
    assert len(plane._view.widget.scene().items()) == items
    assert sys.getrefcount(None) > nones - 2 * turns


def test_a_stroke_over_many_points_does_not_touch_them(plane, monkeypatch):
    rng = np.random.default_rng(0)
    plane.show_points(Points(rng.normal(size=(10_000, 2)), rng.integers(0, 2, 10_000)))
    touched = []
    for item in plane._items._classes:
        for name in ("setData", "invalidate", "updateSpots"):
            monkeypatch.setattr(item, name, lambda *_, **__: touched.append(1))
    QTest.mousePress(plane, Button.LeftButton, Modifier.NoModifier, pixel(plane, -3, 0))
    for x in np.linspace(-3, 3, 50):
        QTest.mouseMove(plane, pixel(plane, x, 0))
    assert not touched
    QTest.keyClick(plane, Key.Key_Escape)


@pytest.mark.parametrize(
    ("values", "spacing", "words"),
    [
        ([-2, 0, 2], 2, ["−2", "0", "2"]),
        ([-0.5, -0.0, 0.5], 0.5, ["−0.5", "0.0", "0.5"]),
        ([-20000, 20000], 20000, ["−20000", "20000"]),
        ([1e-5], 1e-5, ["1e−5"]),
    ],
)
def test_numbers_at_the_axes_have_a_real_minus_and_few_digits(values, spacing, words):
    assert tick_words(values, 1.0, spacing) == words


def test_points_are_filled_without_a_look_at_each(plane, monkeypatch):
    from pyqtgraph import ScatterPlotItem

    styled = []
    real = ScatterPlotItem.updateSpots

    def counted(item, rows=None):
        styled.append(len(item.data if rows is None else rows))
        return real(item, rows)

    monkeypatch.setattr(ScatterPlotItem, "updateSpots", counted)
    rng = np.random.default_rng(0)
    many = Points(rng.normal(size=(10_000, 2)), rng.integers(0, 2, 10_000))
    plane.show_points(many)
    plane.set_tool("eraser")
    drag(plane, (-3, 0), (-1, 0), (1, 0))
    assert 0 < len(plane.points) < 10_000
    assert max(styled) <= 1
    shown = [np.stack([item.data["x"], item.data["y"]], axis=1) for item in plane._items._classes]
    for place in (0, 1):
        assert np.array_equal(shown[place], plane.points.xy[plane.points.mark == place])


def test_what_is_hidden_is_painted_anew(plane, qtbot):
    plane.show_points(FOUR)
    scene = plane._view.widget.scene()
    qtbot.wait(20)
    with qtbot.waitSignal(scene.changed):
        plane._items.show_drawn(Preview(hidden=np.array([True, False, False, False])))
