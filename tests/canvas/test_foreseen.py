"""What is painted before it is shown looks as it would have without."""

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from graphlab.canvas.foreseen import Foreseen
from tests.pictures import Walk


@pytest.fixture
def walked(view):
    walk = Walk(4)
    view.set_picture(walk.frame(0), animate=False)
    view.fit()
    QApplication.processEvents()
    return view, walk


@pytest.fixture
def blits(monkeypatch):
    """Whether the image served, of each time that it was tried."""
    tried, paint = [], Foreseen.paint

    def remembered(self, painter, camera):
        tried.append(paint(self, painter, camera))
        return tried[-1]

    monkeypatch.setattr(Foreseen, "paint", remembered)
    return tried


def pixels(view):
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_foreseen_step_is_its_image_and_looks_like_any_other(walked, blits):
    view, walk = walked
    picture = walk.frame(3)
    view.foresee(picture)
    view.set_picture(picture, animate=False)
    view.fit()
    foreseen = pixels(view)
    assert blits
    assert all(blits)
    view.set_picture(None)
    view.set_picture(picture, animate=False)
    view.fit()
    tried = len(blits)
    assert pixels(view) == foreseen
    assert len(blits) == tried


def test_another_step_than_the_foreseen_one_is_painted_as_always(walked, blits):
    view, walk = walked
    view.foresee(walk.frame(3))
    view.set_picture(walk.frame(2), animate=False)
    pixels(view)
    assert not blits
    view.set_picture(walk.frame(3), animate=False)
    pixels(view)
    assert blits
    assert all(blits), "it is still to come"


@pytest.mark.parametrize("change", ["zoom", "size"])
def test_the_image_is_left_when_the_view_changes(walked, blits, change):
    view, walk = walked
    view.foresee(walk.frame(3))
    view.set_picture(walk.frame(3), animate=False)
    if change == "zoom":
        view.zoom_by(1.3)
    else:
        view.resize(700, 300)
    changed = pixels(view)
    assert not any(blits[-1:])
    view._stage._foreseen = None
    view.update()
    assert pixels(view) == changed


def test_an_animated_step_still_moves_though_it_was_foreseen(walked, clock):
    view, walk = walked
    view.foresee(walk.frame(1))
    clock.now += 10
    view.set_picture(walk.frame(1), animate=True)
    assert view._stage.moving
