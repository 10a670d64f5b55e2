"""Drawing with keys alone: a cross-hair that arrows move, and a letter for each tool."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt

from graphlab.formula.numbers import format_number
from graphlab.panels.narration import announce_to
from graphlab.panels.plane_tools import Preview
from graphlab.task import strokes

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from graphlab.panels.plane import Plane
    from graphlab.panels.plane_items import PlaneItems
    from graphlab.panels.plane_tools import Tool
    from graphlab.panels.plane_view import PlaneView

    Pair = tuple[float, float]

Key, Modifier = Qt.Key, Qt.KeyboardModifier
ARROWS = {
    Key.Key_Left: (-1, 0),
    Key.Key_Right: (1, 0),
    Key.Key_Up: (0, 1),
    Key.Key_Down: (0, -1),
}
TOUCH = (Key.Key_Space, Key.Key_Return, Key.Key_Enter)
LETTERS: dict[Qt.Key, Tool] = {
    Key.Key_B: "brush",
    Key.Key_P: "point",
    Key.Key_E: "eraser",
    Key.Key_S: "select",
}
FIRST, LAST = Key.Key_1, Key.Key_8
REMOVE = (Key.Key_Delete, Key.Key_Backspace)
CLOSER = (Key.Key_Plus, Key.Key_Equal)
OTHERS = (Key.Key_F, Key.Key_Minus, Key.Key_Escape)
ANY = (*ARROWS, *TOUCH, *LETTERS, *REMOVE, *CLOSER, *OTHERS)
STEP, LONG_STEP = 8.0, 40.0  # px
REACH = 12.0  # px
ZOOM = 1.25


class PlaneKeys:
    """Arrows move the cross-hair, or what is selected; Space draws. All keys are the plane's own.

    A selection moved by arrows is one change when the key is let go, however long it was held.
    """

    def __init__(self, plane: Plane, view: PlaneView, items: PlaneItems) -> None:
        self._plane, self._view, self._items = plane, view, items
        self._at: Pair | None = None
        self._by = np.zeros(2)

    @property
    def at(self) -> Pair | None:
        """Where the cross-hair is; None while it is not shown."""
        return self._at

    def are_for(self, event: QKeyEvent) -> bool:
        """Whether a key does something here, so that no shortcut of the window takes it."""
        key, held = event.key(), event.modifiers() & ~Modifier.KeypadModifier
        if held == Modifier.ControlModifier:
            return key == Key.Key_A
        plain = held in (Modifier.NoModifier, Modifier.ShiftModifier)
        return plain and (key in ANY or FIRST <= key <= LAST)

    def press(self, event: QKeyEvent) -> bool:
        """Does what a key says; whether it was one of ours."""
        if not self.are_for(event):
            return False
        key = Key(event.key())
        shift = bool(event.modifiers() & Modifier.ShiftModifier)
        if key in ARROWS:
            self._step(ARROWS[key], LONG_STEP if shift else STEP)
        elif key in TOUCH:
            self._touch(opens=key != Key.Key_Space, adding=shift)
        elif key in LETTERS:
            self._plane.set_tool(LETTERS[key])
        elif key in REMOVE:
            self._plane.remove_chosen()
        elif key in CLOSER or key == Key.Key_Minus:
            self._plane.zoom(ZOOM if key == Key.Key_Minus else 1 / ZOOM)
        elif key == Key.Key_F:
            self._plane.fit()
        elif key == Key.Key_A:
            self._plane.set_tool("select")
            self._plane.choose(np.ones(len(self._plane.points), bool))
        elif key == Key.Key_Escape:
            return self._escape()
        else:
            self._plane.set_class(key - FIRST)
        return True

    def release(self) -> None:
        """Hands over what the arrows have moved."""
        if self._by.any():
            by, chosen = (float(self._by[0]), float(self._by[1])), self._plane.chosen
            self.forget_choice()
            self._plane.change(strokes.moved(self._plane.points, chosen, by), chosen)

    def leave(self) -> None:
        """Somebody else has the keys, or the mouse is used."""
        self.release()
        self._show(None)

    def forget_choice(self) -> None:
        """What was on its way is not the selection any more."""
        self._by[:] = 0
        self._items.show_drawn(Preview())

    def _escape(self) -> bool:
        if self._by.any():
            self.forget_choice()
            self._plane.choose(self._plane.chosen)
            return True
        if self._plane.give_up():
            return True
        was_shown = self._at is not None
        self._show(None)
        return was_shown

    def _step(self, way: tuple[int, int], pixels: float) -> None:
        by = np.multiply(way, self._view.length(pixels))
        plane = self._plane
        if plane.tool == "select" and plane.chosen.any():
            self._by += by
            chosen = plane.chosen
            after = plane.points.xy[chosen] + self._by
            self._items.show_drawn(Preview(after, plane.points.mark[chosen], chosen))
            return
        left, bottom, right, top = self._view.bounds
        x, y = self._at or ((left + right) / 2, (bottom + top) / 2)
        if self._at is not None:
            x, y = float(np.clip(x + by[0], left, right)), float(np.clip(y + by[1], bottom, top))
        self._show((x, y))

    def _touch(self, *, opens: bool, adding: bool) -> None:
        """Space draws; on a point with the tool to select, Space takes it and Enter opens it."""
        plane = self._plane
        if self._at is None:
            self._step((0, 0), 0)
            return
        if plane.tool != "select":
            plane.draw_at(self._at, other=adding)
            return
        on = strokes.nearest(plane.points, self._at, self._view.length(REACH))
        if on is None:
            return
        if opens:
            plane.point_clicked.emit(on)
            return
        chosen = plane.chosen.copy()
        chosen[on] = not chosen[on]
        plane.choose(chosen)

    def _show(self, at: Pair | None) -> None:
        if at == self._at:
            return
        self._at = at
        self._items.show_cross(at)
        if at is not None:
            self._plane.show_place(at)
            words = f"{format_number(at[0], 3)}, {format_number(at[1], 3)}"
            announce_to(self._plane, words)
