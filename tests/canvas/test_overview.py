import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from graphlab.canvas import overview
from tests.pictures import Walk


@pytest.fixture
def far(view):
    """A walk of 60 cards seen from so far away that it is kept as an image."""
    walk = Walk(60)
    view.set_picture(walk.frame(0), animate=False)
    view.fit(whole=True)
    QApplication.processEvents()
    return view, walk


def pixels(view):
    return view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def differing(one, other):
    """How many colour values differ by more than a shade."""
    a, b = (np.frombuffer(image.constBits(), np.uint8).astype(int) for image in (one, other))
    return int((abs(a - b) > 8).sum())


def test_a_large_picture_from_afar_is_kept_as_one_image(far):
    view, _ = far
    assert view._stage._overview._image is not None


def test_a_step_seen_from_afar_looks_like_a_fresh_picture(far):
    view, walk = far
    view.set_picture(walk.frame(7, active=False), animate=False)
    stepped = pixels(view)
    view.set_picture(None)
    view.set_picture(walk.frame(7, active=False), animate=False)
    view.fit(whole=True)
    assert differing(pixels(view), stepped) == 0


def test_zooming_in_leaves_the_image_behind(far):
    view, _ = far
    view.zoom_by(6.0)
    shot = pixels(view)
    view._stage._overview.forget()
    view.update()
    assert pixels(view) == shot


def test_while_a_very_large_picture_is_zoomed_its_image_is_stretched_until_the_zoom_rests(
    far, monkeypatch, qtbot
):
    view, _ = far
    monkeypatch.setattr(overview, "SLOW", 100)
    image = view._stage._overview._image
    view.zoom_by(1.05)
    stretched = pixels(view)
    assert view._stage._overview._image is image
    qtbot.waitUntil(lambda: not view._stage._overview.is_blurred)
    sharp = pixels(view)
    assert view._stage._overview._image is not image
    assert differing(sharp, stretched) > 0
    monkeypatch.setattr(overview, "SLOW", 10_000)
    view._stage._overview.forget()
    view.update()
    assert pixels(view) == sharp


def test_a_step_while_a_zoom_has_not_come_to_rest_is_in_the_stretched_image(far, monkeypatch):
    view, walk = far
    monkeypatch.setattr(overview, "SLOW", 100)
    view.zoom_by(1.05)
    pixels(view)
    before = view._stage._overview._image.toImage()
    view.set_picture(walk.frame(7), animate=False)
    assert view._stage._overview.is_blurred
    assert view._stage._overview._image.toImage() != before
