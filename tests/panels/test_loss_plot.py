import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from graphlab.panels.loss_plot import Curves, LossPlot
from graphlab.picture.theme import DARK, LIGHT

Key = Qt.Key


@pytest.fixture
def plot(qtbot):
    plot = LossPlot()
    qtbot.addWidget(plot)
    plot.resize(420, 230)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def a_run(count, rate=0.1):
    falling = np.exp(-rate * np.arange(count))
    return Curves(falling, 2 * falling, 1 - falling / 2, 1 - falling)


def pixels(plot, color, near=60):
    """Where a colour stands, as an array of (x, y)."""
    image = plot.grab().toImage()
    wanted = QColor(color)
    return np.array(
        [
            (x, y)
            for y in range(image.height())
            for x in range(image.width())
            if sum(
                abs(a - b)
                for a, b in zip(image.pixelColor(x, y).getRgb(), wanted.getRgb(), strict=True)
            )
            < near
        ]
    ).reshape(-1, 2)


def place_of(plot, epoch):
    room = plot._panes()[0].room
    return QPoint(round(room.left() + epoch / plot._last() * room.width()), 60)


def test_added_epochs_are_those_of_the_curves(plot):
    run = a_run(200)
    for row in zip(*run, strict=True):
        plot.add(*row)
    for one, other in zip(plot.curves, run, strict=True):
        assert np.array_equal(one, other)


def test_a_reset_begins_again(plot):
    plot.show_curves(a_run(20))
    plot.show_curves(Curves(*np.empty((4, 0))))
    assert plot.words == "No epoch yet"
    plot.add(0.5)
    assert plot.curves.loss.tolist() == [0.5]
    assert np.isnan(plot.curves.score[0])


def test_the_last_numbers_are_told_and_those_under_the_mouse(plot, qtbot):
    plot.show_curves(a_run(101, 0.01))
    assert plot.words.startswith("epoch 100 · loss 0.3679 · validation 0.7358 · accuracy 81.6 %")
    assert plot.accessibleDescription() == plot.words
    with qtbot.waitSignal(plot.hovered) as told:
        QTest.mouseMove(plot, place_of(plot, 50))
    assert told.args == [50]
    assert plot.words.startswith("epoch 50 · loss 0.6065")
    with qtbot.waitSignal(plot.epoch_clicked) as clicked:
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=place_of(plot, 20))
    assert clicked.args == [20]


def test_keys_walk_along_the_epochs_and_are_no_steps_of_the_graph(plot):
    plot.show_curves(a_run(20))
    plot.setFocus()
    for _ in range(3):
        QTest.keyClick(plot, Key.Key_Left)
    assert plot.words.startswith("epoch 16")
    for _ in range(9):
        QTest.keyClick(plot, Key.Key_Right)
    assert plot.words.startswith("epoch 19")
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Key.Key_Left, Qt.KeyboardModifier.NoModifier)
    event.ignore()
    QApplication.sendEvent(plot, event)
    assert event.isAccepted()


def test_r_squared_is_no_share(plot):
    plot.set_score("R²")
    plot.show_curves(a_run(5)._replace(score=np.linspace(-7, 0.5, 5)))
    assert "R² 0.5 " in plot.words
    assert plot._panes()[1].span == (-1, 1)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_a_loss_falls_from_left_to_right_on_a_logarithmic_axis(plot, theme):
    plot.set_theme(theme)
    nothing = np.full(50, np.nan)
    plot.show_curves(Curves(10.0 ** -np.linspace(0, 4, 50), nothing, nothing, nothing))
    room = plot._panes()[0].room
    ink = [at for at in pixels(plot, theme.ink) if room.top() + 2 < at[1] < room.bottom() - 2]
    xs, ys = np.array([at for at in ink if at[0] > room.left() + 2]).T
    # Equal ratios are equal ways: a straight line from corner to corner.
    expected = room.top() + (xs - room.left()) / room.width() * room.height()
    assert np.abs(ys - expected).max() < 4
    assert np.ptp(xs) > 0.9 * room.width()


@pytest.mark.parametrize(
    "losses",
    [
        [0.0, 0.0, 0.0],
        [1.0, 0.0, -2.0],
        [1e300, 1e-300, 5e-324],
        [np.nan, np.nan],
        [1.0, np.inf, np.nan],
        [np.inf],
        [],
    ],
)
def test_no_loss_is_too_odd_to_be_shown(plot, losses):
    nothing = np.full(len(losses), np.nan)
    plot.show_curves(Curves(np.array(losses), nothing, nothing, nothing))
    plot.show_epoch(0)
    assert not plot.grab().isNull()


def test_where_the_loss_stopped_being_finite_is_marked(plot):
    nothing = np.full(30, np.nan)
    loss = np.geomspace(1, 1e9, 30)
    plot.show_curves(Curves(loss, nothing, nothing, nothing))
    assert len(pixels(plot, LIGHT.fault, 30)) == 0
    loss[20:] = np.inf
    plot.show_curves(Curves(loss, nothing, nothing, nothing))
    assert len(pixels(plot, LIGHT.fault, 30)) > 50


def test_three_earlier_runs_are_kept_and_the_axis_holds_the_longest(plot):
    runs = [a_run(count) for count in (10, 20, 90, 40)]
    plot.show_ghosts(runs)
    plot.show_curves(a_run(30))
    assert [len(run.loss) for run in plot.ghosts] == [20, 90, 40]
    assert plot._last() == 89


def test_the_line_of_the_current_epoch_stands_at_its_place(plot):
    plot.show_curves(a_run(101))
    plot.show_epoch(25)
    room = plot._panes()[0].room
    found = pixels(plot, LIGHT.muted, 20)
    columns = np.bincount(found[:, 0], minlength=420)
    assert abs(columns.argmax() - (room.left() + room.width() / 4)) <= 1.5


def test_ten_thousand_epochs_are_painted_with_few_points(plot, monkeypatch):
    from graphlab.panels import loss_paint

    counts = []

    def counted(heights, columns):
        found = thinned(heights, columns)
        counts.append(len(found[0]))
        return found

    thinned = loss_paint.thinned
    monkeypatch.setattr(loss_paint, "thinned", counted)
    plot.show_curves(a_run(10_000, 1e-3))
    plot.grab()
    assert counts
    assert max(counts) < 2 * 420


def test_before_the_first_epoch_no_loss_is_told(plot):
    nothing = np.full(1, np.nan)
    plot.show_curves(Curves(nothing, nothing, nothing, nothing))
    assert plot.words == "epoch 0"
