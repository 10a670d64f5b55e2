import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from graphlab.canvas.strip import StripView
from graphlab.picture.shapes import Bounds, Box, Item, Picture


def line(width, height=40.0):
    box = Box(Bounds(0, 0, width, height), 0, "#FF0000")
    return Picture(
        (width, height), None, (Item("strip", "strip", box.bounds, (box,)),), title="sum"
    )


@pytest.fixture
def strip(qtbot):
    strip = StripView()
    qtbot.addWidget(strip)
    strip.resize(500, 72)
    strip.show()
    return strip


def pixels(strip):
    return strip.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_short_line_stands_at_the_left_in_the_middle_of_the_height(strip):
    strip.set_picture(line(200))
    assert strip.camera() == (1.0, 12.0, 16.0)
    assert pixels(strip).pixelColor(14, 18).name() == "#ff0000"
    assert pixels(strip).pixelColor(220, 18).name() != "#ff0000"


def test_a_long_line_is_scaled_down_to_fit(strip):
    strip.set_picture(line(600))
    assert strip.camera().zoom == pytest.approx(476 / 600)


def test_a_very_long_line_stays_readable_and_can_be_wheeled(strip):
    strip.set_picture(line(3000))
    assert strip.camera().zoom * 20 == pytest.approx(11)
    for _ in range(100):
        event = QWheelEvent(
            QPointF(50, 30),
            QPointF(50, 30),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(strip, event)
    camera = strip.camera()
    assert camera.seen(Bounds(0, 0, 3000, 40)).right == pytest.approx(488)
    strip.set_picture(line(3000))
    assert strip.camera().x == 12


def test_an_empty_strip_is_just_background(strip):
    strip.set_picture(line(200))
    strip.set_picture(None)
    strip.set_theme("dark")
    assert pixels(strip).pixelColor(20, 36).lightness() < 40


def test_a_screen_reader_hears_the_line(strip):
    strip.set_picture(line(200))
    assert strip.accessibleDescription() == "sum"
