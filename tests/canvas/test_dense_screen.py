"""Screens with 1.5 or 2 pixels to a logical one: each needs a process of its own."""

import os
import subprocess
import sys

import pytest

STEPPED_IS_FRESH = """
from PySide6.QtWidgets import QApplication
from graphlab.canvas.view import CanvasView
from tests.pictures import Walk

def screen(view):
    image = view.screen().grabWindow(view.winId()).toImage()
    image = image.convertToFormat(image.Format.Format_RGB888)
    return bytes(image.constBits())

app = QApplication([])
for cards, zoom in ((4, None), (4, 0.9), (60, None)):
    walk, view, now = Walk(cards), CanvasView(), [0.0]
    view.clock = lambda: now[0]
    view.resize(704, 301)  # rows without padding
    view.show()
    view.set_picture(walk.frame(0, active=False))
    view.zoom_by(zoom or 1.0)
    app.processEvents()
    for step in range(1, 4):
        now[0] = step
        view.set_picture(walk.frame(step, chips=(step,), active=False))
        for now[0] in (step + 0.1, step + 0.2, step + 0.5):
            view._tick()
            app.processEvents()
    stepped = screen(view)
    camera = view.camera
    view.set_picture(None)
    app.processEvents()
    view.set_picture(walk.frame(3, chips=(3,), active=False), animate=False)
    view._look(camera)
    app.processEvents()
    shades = max(abs(a - b) for a, b in zip(screen(view), stepped))
    assert shades < 8, (cards, zoom, shades)
    view.close()
print("fine")
"""


@pytest.mark.parametrize("factor", ["1.5", "2"])
def test_stepping_leaves_no_trace_on_a_dense_screen(factor):
    done = subprocess.run(
        [sys.executable, "-c", STEPPED_IS_FRESH],
        env=os.environ | {"QT_SCALE_FACTOR": factor},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == ("fine\n", "")
