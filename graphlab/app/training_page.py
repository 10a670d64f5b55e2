"""The page "Train": keeps it with the document and the run, and does what is asked there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from graphlab.app.training import Training
from graphlab.errors import GraphlabError
from graphlab.export.plots import plot_file
from graphlab.export.save import save
from graphlab.study.training_offer import gives_of, setup_of
from graphlab.task.choice import Choice
from graphlab.task.choosing import fitted_to
from graphlab.task.csv_file import load, points_of, written
from graphlab.task.data_sets import data_row, made
from graphlab.task.history import history_csv
from graphlab.task.points import NO_POINTS
from graphlab.task.problems import labels_told, problems
from graphlab.worker.training_messages import Ground

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.panels.training_panel import TrainingPanel
    from graphlab.picture.theme import Theme
    from graphlab.study.document import Document
    from graphlab.task.points import Points
    from graphlab.task.problems import Problem
    from graphlab.task.setup import Setup
    from graphlab.worker.messages import Recorded

BACKWARD = 3  # the place of loss.backward() among the five lines
SOON = 200  # ms without a change before the first weights of another set-up are looked at
PLOT_FILES = "Pictures (*.svg *.pdf *.png)"
WEIGHT_FILES = "Weights (*.pt *.pth);;All files (*)"
CSV_FILES = "Tables (*.csv *.tsv *.txt);;All files (*)"


class TrainingPage(QObject):
    """The slots of the Train menu; ``wanted`` asks for the page, ``said`` tells the person."""

    wanted = Signal()
    said = Signal(str)

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work, self._walk, self._view = bench.work, bench.walk, bench.view
        self._opened = ""
        self.training = Training(bench.link, self)
        self.training.ground = self._ground
        self.panel: TrainingPanel | None = None
        self._shown: tuple[Points, Setup] | None = None
        self._problems: tuple[Problem, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._prepare)
        self._look = QTimer(self, singleShot=True, interval=SOON)
        self._look.timeout.connect(self.training.look)
        self.training.changed.connect(self._show_run)
        self.training.recorded.connect(self._open)
        self.training.refused.connect(self.said)
        self.training.scripted.connect(self._copy)
        self.training.weights_found.connect(self._save_weights)
        self.training.points_made.connect(self._show_made)
        self.training.code = self._code
        bench.work.document_changed.connect(self._take_document)
        bench.view.theme_changed.connect(self._set_theme)

    def attach(self, panel: TrainingPanel) -> None:
        """The panel, made when it is first wanted."""
        self.panel = panel
        training = self.training
        panel.set_theme(self._view.theme)
        panel.points_changed.connect(self._take_points)
        panel.setup_changed.connect(self._take_setup)
        panel.data_asked.connect(self._make_data)
        panel.run_asked.connect(self.run)
        panel.pause_asked.connect(training.pause)
        panel.batch_asked.connect(self.one_batch)
        panel.epoch_asked.connect(self.one_epoch)
        panel.until_asked.connect(training.go)
        panel.reset_asked.connect(training.reset)
        panel.seed_asked.connect(self.new_seed)
        panel.ground_wanted.connect(self._look.start)
        panel.step_asked.connect(training.open_step)
        panel.update_asked.connect(training.update)
        panel.slow_asked.connect(self.slow)
        panel.line_shown.connect(self._walk_to)
        panel.closed_form_asked.connect(training.to_closed_form)
        panel.zero_grad_toggled.connect(training.leave_out_zero_grad)
        panel.script_asked.connect(self.copy_script)
        panel.csv_open_asked.connect(self.open_csv)
        panel.csv_save_asked.connect(self.save_csv)
        panel.history_save_asked.connect(self.save_history)
        panel.said.connect(self.said)
        self._take_document(self._work.document)
        self._show_run()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def run_or_pause(self) -> None:
        """Trains, or stops training."""
        if self.training.is_running:
            self.training.pause()
        else:
            self.run()

    def run(self) -> None:
        """Trains on, unless something is wrong that is said at its field."""
        if self._may_run():
            self.training.go()

    def one_batch(self) -> None:
        if self._may_run():
            self.training.one_batch()

    def one_epoch(self) -> None:
        if self._may_run():
            self.training.one_epoch()

    def reset(self) -> None:
        """To the same first weights."""
        self.wanted.emit()
        self.training.reset()

    def new_seed(self) -> None:
        """The same set-up with another split, other weights and another order."""
        self.wanted.emit()
        document = self._work.document
        setup = replace(document.training, seed=document.training.seed + 1)
        if data_row(setup.data.key).maker is not None:
            self._make_data(setup)  # made points follow from the seed as well
        else:
            self._work.set_training(document.points, setup, "Train with another seed")

    def new_data(self) -> None:
        """Other points of the same data set."""
        self.wanted.emit()
        setup = self._work.document.training
        if data_row(setup.data.key).maker is None:
            self.said.emit("Choose a data set first; drawn points are made by hand.")
            return
        self._make_data(replace(setup, seed=setup.seed + 1))

    def open_batch(self) -> None:
        """The loss of the next batch in the graph."""
        if self._may_run():
            self.training.open_step(())

    def update_batch(self) -> None:
        """The optimiser's step on it."""
        if self._may_run():
            self.training.update(())

    def slow(self) -> None:
        """The next batch line by line, with its loss in the graph."""
        if self._may_run():
            self.training.open_step(())
            self.training.slowly()

    def copy_script(self) -> None:
        """The run as a script that gives the same history."""
        if self._may_run():
            self.training.ask_script()

    def take_script(self, text: str) -> None:
        """The training of a script: its classes and its numbers; its points are made at once."""
        setup = setup_of(text, self._work.document.training)
        if setup is None:
            return
        self.wanted.emit()
        self._work.set_training(NO_POINTS, setup, f"Train {setup.typed_model}")
        self.training.prepare()

    # ── what is trained ──────────────────────────────────────────────────────────────────────

    def _take_points(self, points: Points, what: str) -> None:
        setup = self._work.document.training
        if what and setup.data.key != "drawn":
            setup = replace(setup, data=Choice("drawn"))
        self._work.set_training(points, fitted_to(setup, points), what or "Draw points")

    def _take_setup(self, setup: Setup, what: str) -> None:
        self._work.set_training(self._work.document.points, setup, what or "Change the set-up")

    def _make_data(self, setup: Setup) -> None:
        """Points of a data set of the table, in place of those that are there."""
        try:
            points = made(setup.data, setup.seed)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        label = data_row(setup.data.key).label
        self._work.set_training(points, fitted_to(setup, points), f"Make {label}")
        if self.panel is not None:
            self.panel.plane.fit()

    def _take_document(self, document: Document) -> None:
        task = document.points, document.training
        if task == self._shown or self.panel is None:
            return
        self._shown = task
        points, setup = task
        self._problems = problems(setup, points, gives_of(document.code.text, setup))
        self.training.set_task(setup, points)
        self.panel.show_task(points, setup)
        self.panel.show_problems(self._problems, labels_told(setup, points))
        self._show_run()
        self._soon.start()

    def _prepare(self) -> None:
        """Shows the first weights, if nothing stands against training."""
        if self.panel is None or not self.panel.isVisible() or self.training.is_running:
            return
        if not any(problem.blocks for problem in self._problems) and self._is_allowed():
            self.training.prepare()

    def _may_run(self) -> bool:
        """Whether nothing stands against training; else it is said what does."""
        self.wanted.emit()
        blocking = next((problem for problem in self._problems if problem.blocks), None)
        if blocking is not None:
            self.said.emit(blocking.sentence)
            return False
        if self._is_allowed():
            return True
        self.said.emit("Your classes have not run yet: press Run in the code panel to allow it.")
        return False

    def _is_allowed(self) -> bool:
        document = self._work.document
        keys = document.training.model.key, document.training.data.key
        return "typed" not in keys or self._work.may_run(document.code)

    # ── the run ──────────────────────────────────────────────────────────────────────────────

    def _show_run(self) -> None:
        if self.panel is not None and self._shown is not None:
            self.panel.show_run(self.training.run, *self._shown)

    def _open(self, reply: Recorded, points: tuple[int, ...]) -> None:
        """A loss that was recorded becomes what is studied."""
        if points:
            which = f"point {points[0]}" if len(points) == 1 else f"{len(points)} points"
        else:
            which = f"batch {self.training.run.batch + 1} of epoch {self.training.run.epoch + 1}"
        self._opened = f"Loss of {which}"
        self._work.open_step(reply, self._opened)

    def _walk_to(self, line: int) -> None:
        """The walk follows the lines of the loop: before it, all values, all adjoints."""
        player, document = self._walk.player, self._work.document
        part = document.code.part if document.kind == "code" else None
        if player is None or part is None or part.name != self._opened:
            return
        if line == 0:
            self._walk.first()
        elif line < BACKWARD:
            self._walk.scrub(player.record.border)
        else:
            self._walk.last()

    def _show_made(self, points: Points) -> None:
        """Points that the person's class made appear on the plane."""
        setup = self._work.document.training
        self._work.set_training(points, setup, f"Make {setup.typed_data}")

    def _code(self) -> tuple[str, str]:
        """The source panel's text, which may run: the page has asked for it."""
        code = self._work.document.code
        return code.text, code.folder

    def _ground(self) -> Ground | None:
        if self.panel is None:
            return None
        bounds, columns, rows = self.panel.ground
        return Ground(*bounds, columns, rows)

    def _set_theme(self, theme: Theme) -> None:
        if self.panel is not None:
            self.panel.set_theme(theme)

    # ── files ────────────────────────────────────────────────────────────────────────────────

    def open_csv(self) -> None:
        """Points from a table, in place of those that are there."""
        self.wanted.emit()
        path, _ = QFileDialog.getOpenFileName(self.panel, "Open points", "", CSV_FILES)
        if path:
            self.read_csv(Path(path))

    def read_csv(self, path: Path) -> None:
        """The same without asking which file."""
        try:
            table = load(path)
            points = points_of(table, table.likely_kind)
        except GraphlabError as error:
            self.said.emit(f"{path.name}: {error}")
            return
        setup = replace(self._work.document.training, data=Choice("csv"))
        self._work.set_training(points, fitted_to(setup, points), f"Open {path.name}")
        if self.panel is not None:
            self.panel.plane.fit()

    def save_csv(self) -> None:
        """The points as a table."""
        if not len(self._work.document.points):
            self.said.emit("There are no points to save; draw some, or choose a data set.")
            return
        self._save("Save points", "points.csv", written(self._work.document.points))

    def save_history(self) -> None:
        """A line for each epoch."""
        rows = self.training.run.rows
        if not rows:
            self.said.emit("There is no epoch yet; run the training first.")
            return
        is_classes = self._work.document.points.kind == "classes"
        text = history_csv(rows, "accuracy" if is_classes else "r2")
        self._save("Save the history", "history.csv", text.encode())

    def save_plots(self) -> None:
        """The plane and the plot of losses as they are seen, side by side."""
        self.wanted.emit()
        panel = self.panel
        assert panel is not None
        path, _ = QFileDialog.getSaveFileName(panel, "Save the plots", "training.svg", PLOT_FILES)
        if not path:
            return
        size, paint = panel.plots()
        try:
            data = plot_file(Path(path), size, paint, "Training")
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        self._write(Path(path), data)

    def save_weights(self) -> None:
        """The weights as a state_dict, to be loaded by PyTorch."""
        if self._may_run():
            self.training.ask_weights()

    def _save_weights(self, data: bytes) -> None:
        self._save("Save the weights", "weights.pt", data, WEIGHT_FILES)

    def _save(self, title: str, name: str, data: bytes, kinds: str = CSV_FILES) -> None:
        path, _ = QFileDialog.getSaveFileName(self.panel, title, name, kinds)
        if path:
            self._write(Path(path), data)

    def _write(self, path: Path, data: bytes) -> None:
        try:
            save(path, data)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        self.said.emit(f"Saved {path.name}.")

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit("The run is on the clipboard as a PyTorch script.")
