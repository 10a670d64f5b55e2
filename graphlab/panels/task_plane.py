"""The plane with its tools, and its classes: what is drawn, and what a model says of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from graphlab.errors import InputError
from graphlab.panels.class_list import ClassList
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.plane import Plane
from graphlab.panels.plane_bar import PlaneBar
from graphlab.panels.point_bar import PointBar
from graphlab.panels.run_on_plane import ground_of, show_ground, show_rings
from graphlab.picture.theme import LIGHT
from graphlab.study.training import Run
from graphlab.study.training_words import said_at
from graphlab.task import classes, strokes
from graphlab.task.data_sets import data_row
from graphlab.task.points import NO_POINTS, Points
from graphlab.task.setup import Setup

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme

JITTER = 0.015
"""Of the width and height that is seen."""
PRESETS = ("two-class", "moons", "circles", "line")
STROKES = {
    "brush": "Draw points",
    "point": "Draw a point",
    "eraser": "Erase points",
    "select": "Move points",
}
WHERE = "Under the mouse: what the model says."


class TaskPlane(QWidget):
    """``changed`` sends the points and what was done; ``preset_asked`` the key of a data set.

    The list of ``classes`` has its place where the plane is shown.
    """

    changed = Signal(object, str)
    preset_asked = Signal(str)
    opened = Signal(int)
    applied = Signal(int)
    ground_wanted = Signal()
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._run, self._run_points, self._setup = Run(), NO_POINTS, Setup()
        self._jitters = 0
        self._count = 0
        self.bar = PlaneBar(self)
        self.plane = Plane(self)
        self._keys = OwnKeys(self)
        self.presets = QWidget(self)
        self.preset_buttons: list[QPushButton] = []
        self._make_presets()
        self.reading = QLabel(self)
        self.reading.setObjectName("quiet")
        self.reading.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.point = PointBar(self)
        self.classes = ClassList(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.bar, self.plane, self.presets, self.reading, self.point):
            column.addWidget(part)
        self._connect()
        self._show_reading(None)

    @property
    def ground(self) -> tuple[tuple[float, float, float, float], int, int]:
        """Where the model is to be looked at: bounds, columns, rows."""
        return ground_of(self.plane.bounds, self.plane.points.kind)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.bar.show_icons()
        self.plane.set_theme(theme)
        self.classes.set_theme(theme)
        self.point.show_icons()
        self._show_run(new_ground=True)

    def show_points(self, points: Points) -> None:
        """Shows a set of points; another set by other means than the hand is fitted to be seen."""
        before = self.plane.points
        if points is not before and points == before:
            points = before  # the plane keeps what is selected
        if points is not before:
            is_other = not len(before) or points.kind != before.kind
            self.plane.show_points(points)
            self.point.hide()
            if is_other and len(points):
                self.plane.fit()
        self._count = len(points)
        self.classes.show_points(points)
        self.presets.setVisible(not len(points))
        self.reading.setVisible(bool(len(points)))
        self._show_run(new_ground=points.kind != before.kind)

    def show_run(self, run: Run, points: Points, setup: Setup) -> None:
        """What a run on ``points`` has come to."""
        same = (
            run.said is self._run.said
            and run.ground == self._run.ground
            and points.kind == self._run_points.kind
            and setup == self._setup
            and run.fit is self._run.fit
        )
        same_points = run.decided is self._run.decided and run.at_points is self._run.at_points
        goes_on = run.state == self._run.state == "running" and same and same_points
        self._run, self._run_points, self._setup = run, points, setup
        if not goes_on:
            self._show_run(new_ground=not same)

    def fit(self) -> None:
        """Shows all points."""
        self.plane.fit()

    def _show_run(self, *, new_ground: bool) -> None:
        run, points = self._run, self._run_points
        if new_ground:
            show_ground(self.plane, run, points, self._setup, self._theme)
        show_rings(self.plane, run, points, self._setup)

    # ── what the hand does ───────────────────────────────────────────────────────────────────

    def _connect(self) -> None:
        self.bar.tool_chosen.connect(self.plane.set_tool)
        self.bar.brush_changed.connect(self.plane.set_brush)
        self.bar.jitter_asked.connect(self._jitter)
        self.bar.clear_asked.connect(self._clear)
        self.bar.fit_asked.connect(self.fit)
        self.plane.tool_changed.connect(self.bar.show_tool)
        self.plane.drawn.connect(self._drawn)
        self.plane.class_chosen.connect(self.classes.show_chosen)
        self.plane.bounds_changed.connect(self.ground_wanted)
        self.plane.hovered.connect(self._hover)
        self.plane.hover_ended.connect(self._leave)
        self.plane.point_clicked.connect(self._take_point)
        self.classes.chosen.connect(self.plane.set_class)
        self.classes.added.connect(self._add_class)
        self.classes.renamed.connect(self._rename_class)
        self.classes.removed.connect(self._remove_class)
        self.classes.painting.connect(self._paint)
        self.classes.number_taken.connect(self.plane.set_number)
        self.point.opened.connect(self.opened)
        self.point.applied.connect(self.applied)
        self.point.closed.connect(self._let_point_go)

    def _drawn(self, points: Points) -> None:
        tool = self.plane.tool
        is_less = len(points) < self._count
        self._tell(points, "Remove points" if is_less and tool == "select" else STROKES[tool])

    def _tell(self, points: Points, what: str) -> None:
        self.changed.emit(points, what)

    def _jitter(self) -> None:
        plane = self.plane
        if not len(plane.points):
            self.said.emit("There are no points to move: draw some first.")
            return
        left, bottom, right, top = plane.bounds
        spread = (JITTER * (right - left), JITTER * (top - bottom))
        chosen = plane.chosen if plane.chosen.any() else None
        self._jitters += 1
        self._tell(strokes.jittered(plane.points, spread, self._jitters, chosen), "Jitter points")

    def _clear(self) -> None:
        points = self.plane.points
        if len(points):
            self._tell(points.taking(points.mark != points.mark), "Clear points")

    def _add_class(self) -> None:
        try:
            self._tell(classes.class_added(self.plane.points), "Add a class")
        except InputError as error:
            self.said.emit(error.problem)

    def _rename_class(self, place: int, name: str) -> None:
        try:
            self._tell(classes.class_renamed(self.plane.points, place, name), "Rename a class")
        except InputError as error:
            self.said.emit(error.problem)

    def _remove_class(self, place: int) -> None:
        self._tell(classes.class_removed(self.plane.points, place), "Remove a class")

    def _paint(self, painting: bool) -> None:
        points = self.plane.points
        after = classes.painted(points) if painting else classes.unpainted(points)
        self._tell(after, "Paint numbers" if painting else "Paint classes")

    # ── one point, one place ─────────────────────────────────────────────────────────────────

    def _take_point(self, index: int) -> None:
        self.point.show_point(self.plane.points, index)

    def _let_point_go(self) -> None:
        self.plane.setFocus()

    def _hover(self, x: float, y: float) -> None:
        self._show_reading((x, y))

    def _leave(self) -> None:
        self._show_reading(None)

    def _show_reading(self, at: tuple[float, float] | None) -> None:
        words = "" if at is None else said_at(self._run, self._run_points, at)
        self.reading.setText(f"Here: {words}" if words else WHERE)

    def _make_presets(self) -> None:
        grid = QGridLayout(self.presets)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for place, key in enumerate(PRESETS):
            row = data_row(key)
            button = QPushButton(row.label, self.presets)
            button.setToolTip(row.tip)
            button.setProperty("key", key)
            button.setMinimumWidth(1)
            button.clicked.connect(self._preset)
            grid.addWidget(button, place // 2, place % 2)
            self.preset_buttons.append(button)
        self._keys.watch(self.preset_buttons)

    def _preset(self) -> None:
        self.preset_asked.emit(str(self.sender().property("key")))
