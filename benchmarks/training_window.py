"""How long the window keeps its events waiting while a model is trained, against the panel idle.

Window and worker are the real ones; the offscreen platform paints. A timer that is due every 16 ms
tells how late the window's loop comes to it: the 99th percentile of the time between two of its
ticks is compared.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from ratio import SMOKE, Goal, main

from graphlab.app.controller import Controller
from graphlab.app.settings import Settings
from graphlab.app.style import set_colours, set_font
from graphlab.app.window import Window
from graphlab.task.choice import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 0.5 if SMOKE else 6.0
TICK = 16  # ms
LONGEST_WAIT = 120.0
PERCENTILE = 99


class Panel:
    """A window with its training page open on a neural network and 1,000 points."""

    def __init__(self, folder: str) -> None:
        kept = Settings(QSettings(str(Path(folder) / "graphlab.ini"), QSettings.Format.IniFormat))
        self.window = Window(kept, "light")
        self.window.resize(1280, 800)
        self.controller = Controller(self.window, kept, None, {})
        self.window.setCentralWidget(self.controller.desk)
        self.controller.start()
        self.window.show()
        self.controller.pages.set_train(True)
        self.page = self.controller.training
        setup = replace(
            self.controller.work.document.training,
            data=Choice("two-class", (("n", 500),)),
            model=Choice("mlp", (("layers", "32,32"),)),
            objective="cross-entropy",
            batch_size=32,
            epochs=1_000_000,
        )
        self.page._make_data(setup)
        self.wait(lambda: self.page.training.run.said is not None)

    def wait(self, until: Callable[[], bool]) -> None:
        end = time.monotonic() + LONGEST_WAIT
        while not until():
            if time.monotonic() > end:
                raise RuntimeError("the worker did not answer in time")
            QApplication.processEvents()
            time.sleep(0.005)

    def idle(self) -> float:
        """The panel is there and nothing is trained."""
        self.page.training.pause()
        self.wait(lambda: not self.page.training._waiting)
        return late()

    def training(self) -> float:
        """Batches go on, and what the model says is drawn ten times a second."""
        self.page.training.go(10**6)
        self.wait(lambda: self.page.training.is_begun)
        return late()

    def close(self) -> None:
        self.page.training.pause()
        self.window.close()
        self.controller.close()


def late() -> float:
    """Seconds between two ticks of a timer, of which one in a hundred take longer."""
    ticks: list[float] = []
    timer = QTimer(interval=TICK)
    timer.timeout.connect(lambda: ticks.append(time.perf_counter()))
    timer.start()
    end = time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        QApplication.processEvents()
        time.sleep(0.0005)
    timer.stop()
    return float(np.percentile(np.diff(ticks), PERCENTILE))


if __name__ == "__main__":
    application = QApplication([])
    set_font(application)
    set_colours(application, "light")
    with tempfile.TemporaryDirectory() as folder:
        panel = Panel(folder)
        timers = {"ticks, panel idle": panel.idle, "ticks, training": panel.training}
        goals = [Goal("ticks, training", "ticks, panel idle", 2.0)]
        code = main(timers, goals, rounds=1 if SMOKE else 3)
        panel.close()
    sys.stdout.flush()
    os._exit(code)  # nothing of it is worth the seconds that PyTorch takes to go
