"""The page to train on: draw points, choose a model, run, and open any step of the loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from graphlab.panels.calm_wheel import CalmWheel
from graphlab.panels.loop_strip import LoopStrip
from graphlab.panels.loss_plot import LossPlot
from graphlab.panels.reading_order import beyond, in_reading_order
from graphlab.panels.run_in_plot import show_history
from graphlab.panels.section import Section
from graphlab.panels.task_plane import TaskPlane
from graphlab.panels.training_controls import TrainingControls
from graphlab.panels.training_plots import plots_of
from graphlab.panels.training_setup import TrainingSetup
from graphlab.panels.weights_table import WeightsTable
from graphlab.study.training import Run
from graphlab.study.training_words import counted, standing
from graphlab.task.points import NO_POINTS, Points
from graphlab.task.presets import LECTURE
from graphlab.task.setup import Setup

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPainter, QResizeEvent

    from graphlab.panels.plane import Plane
    from graphlab.picture.theme import Theme
    from graphlab.task.problems import Problem

EDGE, NARROW, BAR, SPACE = 8, 3, 10, 6
SLIM = 260
"""px below which the margins are narrow."""
MOST_LOW = 200
"""The least height of the plane."""
LATER = "The new points count from the next epoch on."


class TrainingPanel(QFrame):
    """Shows a task and its run, and says what is wanted of them.

    ``points_changed`` and ``setup_changed`` send the new whole and what was done, for Undo; each is
    one step. ``data_asked`` sends a set-up whose data set is to be made, read or loaded anew, with
    the model that fits it. ``step_asked`` and ``update_asked`` send the indices of points, and
    () for the next batch.
    """

    points_changed = Signal(object, str)
    setup_changed = Signal(object, str)
    data_asked = Signal(object)
    run_asked = Signal()
    pause_asked = Signal()
    batch_asked = Signal()
    epoch_asked = Signal()
    until_asked = Signal(int)
    reset_asked = Signal()
    seed_asked = Signal()
    ground_wanted = Signal()
    step_asked = Signal(object)
    update_asked = Signal(object)
    slow_asked = Signal()
    line_shown = Signal(int)
    closed_form_asked = Signal()
    zero_grad_toggled = Signal(bool)
    script_asked = Signal()
    csv_open_asked = Signal()
    csv_save_asked = Signal()
    history_save_asked = Signal()
    said = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self._points, self._setup = NO_POINTS, Setup()
        self._run = Run()
        self._is_owed = False
        self._drawn_in: int | None = None
        self._problems: tuple[Problem, ...] = ()
        # From the outside in: what moves with all that is in it is styled anew.
        self.area = QScrollArea(self)
        self._page = QWidget()
        self.area.setWidget(self._page)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.field = TaskPlane(self._page)
        self.controls = TrainingControls(self._page)
        self.plot = LossPlot(self._page)
        self.setup = TrainingSetup(self._page)
        self.walk = Section("Five lines", self._page)
        self.numbers = Section("Weights", self._page)
        self.strip = LoopStrip(self.walk.inside)
        self.weights = WeightsTable(self.numbers.inside)
        self.walk.add(self.strip)
        self.numbers.add(self.weights)
        self.walk.show_summary("zero_grad, forward, loss, backward, step")
        self._lay_out()
        self._wheel = CalmWheel(self)
        self._wheel.watch(self)
        self._connect()

    @property
    def plane(self) -> Plane:
        return self.field.plane

    @property
    def ground(self) -> tuple[tuple[float, float, float, float], int, int]:
        """Where the model is to be looked at: (left, bottom, right, top), columns, rows."""
        return self.field.ground

    def plots(self) -> tuple[tuple[int, int], Callable[[QPainter], None]]:
        """Plane and losses to be written to a file: their size, and what paints them."""
        return plots_of(self.plane, self.plot)

    def show_task(self, points: Points, setup: Setup) -> None:
        """Shows points and set-up, as they are now."""
        if setup.epochs != self._setup.epochs:
            self.controls.show_epochs(setup.epochs)
        self._points, self._setup = points, setup
        self.field.show_points(points)
        self.setup.show_task(points, setup)
        self._wheel.watch(self.setup)
        self._share_height()  # the offer of data sets comes and goes

    def show_problems(self, problems: tuple[Problem, ...], labels: str) -> None:
        """Says at each field what is wrong, and how labels are told to the objective."""
        blocked = next((each.sentence for each in problems if each.blocks), "")
        self._problems = problems
        # An empty plane is no mistake: what to do stands where the numbers will.
        count = counted(problems) if len(self._points) else ""
        where = self.setup.titles_of(problems)
        self.controls.show_problems(blocked, f"{count}: {where}" if count else "")
        self._show_standing()
        self.setup.show_problems(problems, labels)

    def show_run(self, run: Run, points: Points, setup: Setup) -> None:
        """Shows where the run on these points stands.

        While it goes on, plot and weights follow the ground with the answer after it: all of it
        at once would keep the window's other events waiting.
        """
        has_ground = run.said is not self._run.said
        is_told = run.state != "running" or (self._is_owed and not has_ground)
        self._is_owed = not is_told and (has_ground or self._is_owed)
        self._run = run
        if self._drawn_in is not None and (run.state != "running" or run.epoch > self._drawn_in):
            self._drawn_in = None
            self.controls.show_note("")
        self.field.show_run(run, points, setup)
        self.controls.show_state(run.state)
        self._show_standing()
        if is_told:
            self.strip.show_run(run)
            self._show_weights()
            show_history(self.plot, run, points)

    def set_theme(self, theme: Theme) -> None:
        """Colours; icons are those of the application's palette."""
        self.field.set_theme(theme)
        self.controls.show_icons()
        self.plot.set_theme(theme)
        self.setup.show_icons()
        for section in (self.walk, self.numbers):
            section.show_icons()
        self.strip.set_theme(theme)
        self.weights.set_theme(theme)

    # ── what is wanted ───────────────────────────────────────────────────────────────────────

    def _connect(self) -> None:
        self.field.changed.connect(self._take_points)
        self.field.opened.connect(self._open_point)
        self.field.applied.connect(self._update_point)
        self.field.ground_wanted.connect(self.ground_wanted)
        self.field.said.connect(self.said)
        self.controls.asked.connect(self._take_wish)
        self.controls.until_asked.connect(self.until_asked)
        self.controls.problems_asked.connect(self._open_problems)
        self.field.preset_asked.connect(self.setup.ask_for_data)
        self.setup.changed.connect(self.setup_changed)
        self.setup.data_asked.connect(self.data_asked)
        self.setup.csv_asked.connect(self.csv_open_asked)
        self.strip.slow_asked.connect(self.slow_asked)
        self.strip.line_shown.connect(self.line_shown)
        self.strip.zero_grad_toggled.connect(self.zero_grad_toggled)
        self.weights.fit_asked.connect(self.closed_form_asked)
        self.numbers.toggled.connect(self._show_weights)

    def _take_points(self, points: Points, what: str) -> None:
        if self._run.state == "running":
            self._drawn_in = self._run.epoch
            self.controls.show_note(LATER)
        self.points_changed.emit(points, what)

    def _open_point(self, index: int) -> None:
        self.step_asked.emit((index,))

    def _update_point(self, index: int) -> None:
        self.update_asked.emit((index,))

    def _take_wish(self, name: str) -> None:
        match name:
            case "run":
                self.run_asked.emit()
            case "pause":
                self.pause_asked.emit()
            case "batch":
                self.batch_asked.emit()
            case "epoch":
                self.epoch_asked.emit()
            case "reset":
                self.reset_asked.emit()
            case "seed":
                self.seed_asked.emit()
            case "open":
                self.step_asked.emit(())
            case "lecture":
                self.data_asked.emit(LECTURE)
            case "script":
                self.script_asked.emit()
            case "csv_open":
                self.csv_open_asked.emit()
            case "csv_save":
                self.csv_save_asked.emit()
            case "history":
                self.history_save_asked.emit()

    def _show_standing(self) -> None:
        run = self._run
        words = standing(run, self._setup, self._points.kind)
        if not len(self._points) and self._problems:
            words = self._problems[0].sentence
        self.controls.show_standing(words, run.problem)

    def _open_problems(self) -> None:
        section = self.setup.open_problems(self._problems)
        if section is not None:
            section.head.setFocus()
            self.area.ensureWidgetVisible(section)

    def _show_weights(self) -> None:
        """In a closed section only the first few, in its head."""
        self.weights.show_run(self._run)
        self.numbers.show_summary(self.weights.summary)

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def _lay_out(self) -> None:
        self._page.setObjectName("trainingPage")
        inner = self._inner = QVBoxLayout(self._page)
        inner.setSpacing(SPACE)
        for widget in (self.field, self.controls, self.plot, self.field.classes):
            inner.addWidget(widget)
        sections = QVBoxLayout()
        sections.setSpacing(0)
        for part in (self.setup, self.walk, self.numbers):
            sections.addWidget(part)
        inner.addLayout(sections)
        inner.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.area)
        self.setMinimumWidth(240)
        self._share_height()

    def _share_height(self) -> None:
        """The plane is as large as leaves buttons and losses in sight, and two fifths of it all.

        Where there is room for them, the classes are in sight too.
        """
        wide, tall = self.width() - 2 * EDGE - BAR, self.height()
        others = self.field.sizeHint().height() - self.plane.height()
        room = tall - others - self.controls.height_at(wide) - 2 * EDGE - 2 * SPACE
        least, most = self.plot.minimumSizeHint().height(), self.plot.sizeHint().height()
        classes = self.field.classes.sizeHint().height() + SPACE
        plane = round(max(MOST_LOW, 0.4 * tall, min(wide, room - least - classes)))
        left = room - plane
        if left >= least + classes:
            left -= classes
        self.plane.setFixedHeight(plane)
        self.plot.setFixedHeight(max(least, min(left, most)))

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes over the page as it is read; sections are filled in another order."""
        here, order = self.focusWidget(), in_reading_order(self._page)
        if here not in order:
            return super().focusNextPrevChild(forward)
        place = order.index(here) + (1 if forward else -1)
        inside = 0 <= place < len(order)
        there = order[place] if inside else beyond(self, here, forward=forward)
        if there is None:
            there = order[0 if forward else -1]
        reason = Qt.FocusReason
        there.setFocus(reason.TabFocusReason if forward else reason.BacktabFocusReason)
        return True

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        edge = NARROW if self.width() < SLIM else EDGE
        self._inner.setContentsMargins(edge, EDGE, edge, EDGE)
        self._share_height()
