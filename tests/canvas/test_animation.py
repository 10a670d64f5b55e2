import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from graphlab.canvas.view import CanvasView
from graphlab.picture.shapes import Bounds
from tests.pictures import ADJOINT, Walk


@pytest.fixture
def walk():
    return Walk(4)


@pytest.fixture
def standing(view, walk, clock):
    """A view that has shown step 1 for a while."""
    view.set_picture(walk.frame(1))
    clock.now += 5
    return view


def timer(view):
    return view.findChild(QTimer)


def pixels(view):
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def orange(view):
    """The middle of everything in the chip's colour, in the picture's coordinates."""
    image = pixels(view)
    dots = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    columns = np.flatnonzero(((dots & 0xFFFFFF) == int(ADJOINT[1:], 16)).any(axis=0))
    if not columns.size:
        return None
    left, right = int(columns[0]), int(columns[-1])
    return view.camera.under((left + right + 1) / 2, 0)[0]


def test_a_changed_card_fades_within_180_ms(standing, walk, clock, qtbot):
    old = pixels(standing)
    standing.set_picture(walk.frame(2))
    assert pixels(standing) == old
    clock.now += 0.06
    assert pixels(standing) != old
    assert timer(standing).isActive()
    clock.now += 0.13
    qtbot.waitUntil(lambda: not timer(standing).isActive())
    faded = pixels(standing)
    standing.set_picture(walk.frame(2), animate=False)
    standing.update()
    assert pixels(standing) == faded


def test_a_new_chip_travels_along_its_curve_and_rests(standing, walk, clock, qtbot):
    start, rest = walk.frame(1, chips=(2,)).item("chip:w2>w3:0").travel[::2]
    standing.set_picture(walk.frame(1, chips=(2,)))
    assert orange(standing) == pytest.approx(start[0], abs=2)
    clock.now += 0.05
    assert rest[0] + 5 < orange(standing) < start[0] - 5
    clock.now += 0.2
    qtbot.waitUntil(lambda: not timer(standing).isActive())
    assert orange(standing) == pytest.approx(rest[0], abs=2)


def test_a_chip_that_was_there_stays_where_it_is(standing, walk, clock):
    standing.set_picture(walk.frame(1, chips=(2,)), animate=False)
    clock.now += 1
    standing.set_picture(walk.frame(2, chips=(2,)))
    rest = walk.frame(1, chips=(2,)).item("chip:w2>w3:0").travel[-1]
    assert orange(standing) == pytest.approx(rest[0], abs=2)


@pytest.mark.parametrize("reason", ["scrubbing", "hurry", "reduced motion", "hidden"])
def test_nothing_moves_when(reason, standing, walk, clock):
    if reason == "hurry":
        standing.set_picture(walk.frame(1))
        clock.now += 0.2
    standing.reduced_motion = reason == "reduced motion"
    standing.setVisible(reason != "hidden")
    standing.set_picture(walk.frame(2, chips=(1,)), animate=reason != "scrubbing")
    assert not timer(standing).isActive()


def test_a_step_during_a_motion_ends_it_at_once(standing, walk, clock):
    standing.set_picture(walk.frame(1, chips=(2,)))
    clock.now += 0.05
    standing.set_picture(walk.frame(2, chips=(2,)))
    assert not timer(standing).isActive()
    rest = walk.frame(1, chips=(2,)).item("chip:w2>w3:0").travel[-1]
    assert orange(standing) == pytest.approx(rest[0], abs=2)


def test_the_camera_stays_while_the_active_card_is_in_view(standing, walk, clock):
    before = standing.camera
    standing.set_picture(walk.frame(3))
    assert standing.camera == before


def test_the_camera_pans_250_ms_to_an_active_card_outside_and_never_zooms(
    standing, walk, clock, qtbot
):
    standing.zoom_by(2.0)
    standing.pan_by(2000, 0)
    zoom, start = standing.zoom, standing.camera
    standing.set_picture(walk.frame(4))
    assert timer(standing).isActive()
    clock.now += 0.1
    qtbot.waitUntil(lambda: standing._stage.camera != start)
    clock.now += 0.2
    qtbot.waitUntil(lambda: not timer(standing).isActive())
    seen = standing.camera.seen(walk.frame(4).active)
    assert standing.zoom == zoom
    assert 0 <= seen.x
    assert seen.right <= standing.width()


def test_making_something_visible_pans_and_does_not_zoom(standing, clock, qtbot):
    standing.zoom_by(2.0)
    standing.ensure_visible(Bounds(700, 100, 50, 50))
    clock.now += 1
    qtbot.waitUntil(lambda: not timer(standing).isActive())
    seen = standing.camera.seen(Bounds(700, 100, 50, 50))
    assert seen.right <= standing.width()
    standing.ensure_visible(Bounds(700, 100, 50, 50))
    assert not timer(standing).isActive()
    standing.ensure_visible(Bounds(0, 100, 50, 50), animate=False)
    assert standing.camera.seen(Bounds(0, 100, 50, 50)).x >= 0


def test_a_large_graph_becomes_readable_when_its_walk_begins(view, clock):
    walk = Walk(40)
    view.set_picture(walk.frame(0))
    view.fit(whole=True)
    assert view.zoom < 0.2
    clock.now += 1
    view.set_picture(walk.frame(1))
    assert view.zoom * 15 >= 11 - 0.01
    for step in range(2, 41):
        clock.now += 1
        view.set_picture(walk.frame(step), animate=False)
        seen = view.camera.seen(walk.frame(step).active)
        assert 0 <= seen.x
        assert seen.right <= view.width()


def test_a_view_deleted_in_mid_air_leaves_no_timer(qtbot, walk):
    view = CanvasView()
    view.resize(900, 400)
    with qtbot.waitExposed(view):
        view.show()
    view.clock = lambda: 0.0
    view.set_picture(walk.frame(1))
    view.clock = lambda: 10.0
    view.set_picture(walk.frame(2, chips=(1,)))
    running = timer(view)
    assert running.isActive()
    gone = weakref.ref(view)
    view.deleteLater()
    qtbot.waitUntil(lambda: not isValid(running))
    del view
    gc.collect()
    QApplication.processEvents()
    assert gone() is None
