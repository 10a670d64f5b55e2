"""Points at cards and edges for a moment: they light up twice and are as before."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

if TYPE_CHECKING:
    from graphlab.canvas.view import CanvasView

FRAME = 30  # ms
LASTS = 1.6  # seconds
TIMES = 2


class Pulse(QObject):
    """One at a time; a newer one ends the one before. With reduced motion it stands still."""

    def __init__(self, canvas: CanvasView) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._keys: frozenset[str] = frozenset()
        self._began = 0.0
        self._timer = QTimer(self, interval=FRAME)
        self._timer.timeout.connect(self._tick)

    @property
    def keys(self) -> frozenset[str]:
        """What is pointed at now."""
        return self._keys if self._timer.isActive() else frozenset()

    def point_at(self, keys: frozenset[str]) -> None:
        """Begins; nothing ends it."""
        self._keys, self._began = keys, self._canvas.clock()
        if keys:
            self._timer.start()
            self._tick()
        else:
            self.end()

    def end(self) -> None:
        """At once."""
        self._timer.stop()
        self._canvas.set_pulse(frozenset(), 0.0)

    def _tick(self) -> None:
        share = (self._canvas.clock() - self._began) / LASTS
        if share >= 1:
            self.end()
            return
        wave = abs(math.sin(math.pi * TIMES * share))
        self._canvas.set_pulse(self._keys, 1.0 if self._canvas.reduced_motion else wave)
