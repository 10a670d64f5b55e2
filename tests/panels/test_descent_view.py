"""The page of gradient descent by itself: keys, mouse, table, form, and what is painted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QWheelEvent

from graphlab.panels.descent_plot import DescentShown
from graphlab.panels.descent_view import DescentView
from graphlab.picture.theme import THEMES, Theme
from graphlab.study.descent import Descending

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLabel
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key
BOX = ((-3.0, 3.0), (-3.0, 3.0))
AXIS = np.linspace(-3, 3, 41)


def said(label: QLabel) -> str:
    return label.text().replace("\N{NO-BREAK SPACE}", " ")


def bowl() -> DescentShown:
    path = np.array([[2.0, 2.0], [1.0, -1.0], [0.5, 0.5], [0.0, 0.0]])
    ground = AXIS[None, :] ** 2 + AXIS[:, None] ** 2
    return DescentShown(("x", "y"), "f", BOX, path, (path**2).sum(axis=1), 2 * path, ground)


def curve() -> DescentShown:
    path = np.array([[2.0], [-1.0], [0.5]])
    ground = np.where(AXIS > -2, AXIS**2, np.nan)
    return DescentShown(("x",), "g", BOX[:1], path, path[:, 0] ** 2, 2 * path, ground)


@pytest.fixture
def page(qtbot: QtBot) -> DescentView:
    page = DescentView()
    qtbot.addWidget(page)
    page.resize(300, 700)
    page.show()
    page.show_descent(bowl(), BOX, 0, "It falls.")
    qtbot.waitExposed(page)
    return page


def at(page: DescentView, step: int) -> QPoint:
    return page.plot.place_of(step).toPoint()


def place(page: DescentView, x: float, y: float) -> QPoint:
    """Where a point of the ground is: two points of the path tell."""
    first, last = page.plot.place_of(0), page.plot.place_of(3)
    across, up = (first.x() - last.x()) / 2, (first.y() - last.y()) / 2
    return QPointF(last.x() + x * across, last.y() + y * up).toPoint()


def test_arrows_walk_the_path_and_enter_opens_the_point(qtbot: QtBot, page: DescentView) -> None:
    opened: list[int] = []
    page.opened.connect(opened.append)
    page.plot.setFocus()
    walked = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_End, Key.Key_Right,
                Key.Key_Home, Key.Key_Left, Key.Key_Right):  # fmt: skip
        qtbot.keyClick(page.plot, key)
        walked.append(page.plot.current)
    assert walked == [1, 2, 1, 3, 3, 0, 0, 1]
    assert page.table.currentIndex().row() == 1
    assert said(page.point) == "Step 1: x = 1, y = −1, f = 2"
    assert page.plot.accessibleDescription() == "step 1: x = 1, y = −1, f = 2"
    assert opened == []
    qtbot.keyClick(page.plot, Key.Key_Return)
    qtbot.mouseClick(page.open, LEFT)
    assert opened == [1, 1]


def test_a_click_on_a_point_opens_it_and_elsewhere_starts_there(
    qtbot: QtBot, page: DescentView
) -> None:
    opened: list[int] = []
    started: list[tuple[float, float]] = []
    page.opened.connect(opened.append)
    page.plot.started.connect(started.append)
    qtbot.mouseClick(page.plot, LEFT, pos=at(page, 2) + QPoint(3, -2))
    assert (opened, page.plot.current) == ([2], 2)
    qtbot.mouseClick(page.plot, LEFT, pos=place(page, -2, 1))
    assert started == [pytest.approx((-2.0, 1.0), abs=0.04)]
    qtbot.mouseClick(page.plot, LEFT, pos=QPoint(3, page.plot.height() - 3))
    assert (len(started), len(opened)) == (1, 1)


def test_the_wheel_zooms_about_the_mouse_a_drag_moves_and_f_fits_the_path(
    qtbot: QtBot, page: DescentView
) -> None:
    seen: list[tuple[tuple[float, float], ...]] = []
    page.plot.looked.connect(seen.append)
    before = at(page, 1)
    spot = QPointF(before)
    wheel = QWheelEvent(
        spot, page.plot.mapToGlobal(spot), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QGuiApplication.sendEvent(page.plot, wheel)
    assert len(seen) == 1
    assert seen[0][0][1] - seen[0][0][0] == pytest.approx(4.8)
    assert (at(page, 1) - before).manhattanLength() <= 2
    qtbot.mousePress(page.plot, LEFT, pos=before)
    for step in range(1, 6):
        qtbot.mouseMove(page.plot, before + QPoint(-10 * step, 0))
    qtbot.mouseRelease(page.plot, LEFT, pos=before + QPoint(-50, 0))
    assert at(page, 1).x() - before.x() == pytest.approx(-50, abs=2)
    qtbot.keyClick(page.plot, Key.Key_F)
    (low, high), _ = seen[-1]
    assert -0.5 < low < 0 < 2 < high < 2.5
    page.plot.show_box(BOX)
    qtbot.keyClick(page.plot, Key.Key_Plus)
    qtbot.keyClick(page.plot, Key.Key_Minus)
    assert page.plot.box[0] == pytest.approx(BOX[0])


def test_the_table_is_the_twin_of_the_plot(qtbot: QtBot, page: DescentView) -> None:
    opened: list[int] = []
    page.opened.connect(opened.append)
    rows = page.table.rows
    heads = [rows.headerData(c, Qt.Orientation.Horizontal) for c in range(6)]
    assert heads == ["step", "x", "y", "f", "∂f/∂x", "∂f/∂y"]
    assert [rows.index(1, c).data() for c in range(6)] == ["1", "1", "−1", "2", "2", "−2"]
    page.table.setFocus()
    qtbot.keyClick(page.table, Key.Key_Down)
    qtbot.keyClick(page.table, Key.Key_Down)
    assert page.plot.current == 2
    qtbot.keyClick(page.table, Key.Key_Return)
    assert opened == [2]
    spot = page.table.visualRect(rows.index(1, 2)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=spot)
    assert opened[-1] == 1
    qtbot.keyClick(page.table, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "step\tx\ty\tf\t∂f/∂x\t∂f/∂y"
    assert copied[3] == "2\t0.5\t0.5\t0.5\t1.0\t1.0"


def test_the_form_says_what_was_changed(qtbot: QtBot, page: DescentView) -> None:
    told: list[tuple[Descending, str]] = []
    page.form.changed.connect(lambda setup, what: told.append((setup, what)))
    page.form.show_setup(Descending(("x", "y"), 0.1), (("x", "y"), ("x",), ("y",)))
    assert told == []
    assert [page.form.varying.itemText(i) for i in range(3)] == ["x and y", "x", "y"]
    qtbot.keyClick(page.form.rate, Key.Key_Up)
    assert (told[-1][0].rate, page.form.rate.text()) == (0.2, "0.2")
    page.form.rate.selectAll()
    qtbot.keyClicks(page.form.rate, "1e-5")
    qtbot.keyClick(page.form.rate, Key.Key_Return)
    assert told[-1] == (Descending(("x", "y"), 1e-5), "Change the learning rate")
    page.form.rate.selectAll()
    qtbot.keyClicks(page.form.rate, "fast")
    qtbot.keyClick(page.form.rate, Key.Key_Return)
    assert told[-1][0].rate == 1e-5
    page.form.momentum.selectAll()
    qtbot.keyClicks(page.form.momentum, "0,9")
    qtbot.keyClick(page.form.momentum, Key.Key_Return)
    assert told[-1][0].momentum == 0.9
    page.form.steps.stepUp()
    assert told[-1][0].steps == 60
    page.form.varying.setCurrentIndex(2)
    page.form.varying.activated.emit(2)
    assert told[-1] == (Descending(("y",), 1e-5, 0.9, 60), "Choose the inputs")


def test_words_alone_stand_in_place_of_a_path(page: DescentView) -> None:
    page.show_words("Type an expression.")
    assert not page.plot.isVisible()
    assert not page.form.isVisible()
    page.show_words("No.", with_form=True)
    assert page.form.isVisible()
    page.show_descent(curve(), BOX[:1], 9, "It falls.")
    assert page.plot.isVisible()
    assert page.plot.current == 2


def near(colour: QColor, name: str) -> bool:
    want = QColor(name)
    return max(abs(a - b) for a, b in zip(colour.getRgb(), want.getRgb(), strict=True)) < 12


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
@pytest.mark.parametrize("made", [bowl, curve])
def test_path_and_start_stand_out_in_every_theme(
    page: DescentView, theme: Theme, made: object
) -> None:
    shown = made()  # type: ignore[operator]
    page.set_theme(theme)
    page.show_descent(shown, shown.box, 0, "")
    image = page.plot.grab().toImage()
    ratio = image.devicePixelRatio()

    def colour(spot: QPointF) -> QColor:
        return image.pixelColor(round(spot.x() * ratio), round(spot.y() * ratio))

    first, second, last = (page.plot.place_of(step) for step in (0, 1, len(shown.path) - 1))
    assert near(colour(first), theme.card)
    assert near(colour(last), theme.adjoint_text)
    middle = (first + second) / 2
    seen = [colour(middle + QPointF(x, y)) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    assert any(near(c, theme.adjoint_line) for c in seen)


def test_what_has_no_value_is_hatched_or_a_gap(page: DescentView) -> None:
    shown = bowl()
    holed = shown.ground.copy()
    holed[:, :10] = np.nan
    page.show_descent(
        DescentShown(*(holed if name == "ground" else getattr(shown, name) for name in (
            "names", "letter", "box", "path", "values", "gradients", "ground"))), BOX, 0, "",
    )  # fmt: skip
    image = page.plot.grab().toImage()
    spot = place(page, -2.5, 0)
    colours = {
        image.pixelColor(spot.x() + x, spot.y() + y).name() for x in range(-8, 8) for y in range(8)
    }
    assert THEMES["light"].canvas.lower() in colours
    assert len(colours) > 1


def test_numbers_without_end_can_be_painted(page: DescentView) -> None:
    shown = bowl()
    far = np.array([[0.5, 0.5], [1e30, -1e300], [np.inf, np.nan]])
    wild = DescentShown(
        shown.names, "f", BOX, far, np.array([1.0, np.inf, np.nan]), far, np.full((4, 4), np.nan)
    )
    page.show_descent(wild, BOX, 2, "Diverged.")
    assert not page.plot.grab().isNull()
    page.plot.fit_path()
    flat = DescentShown(("x",), "f", BOX[:1], far[:, :1], far[:, 1], far[:, :1], np.ones(9))
    page.show_descent(flat, BOX[:1], 1, "")
    assert not page.plot.grab().isNull()
