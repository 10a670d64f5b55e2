"""Run, one batch, one epoch and so on, and where the training run stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from graphlab.errors import InputError
from graphlab.panels.icons import icon
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.problem_strip import ProblemStrip

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from graphlab.study.training import State

MOST_EPOCHS = 1_000_000
LONGEST = (
    "Epoch\N{NO-BREAK SPACE}100\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}100 · "
    "batch\N{NO-BREAK SPACE}10\N{NO-BREAK SPACE}of\N{NO-BREAK SPACE}15 · "
    "loss\N{NO-BREAK SPACE}0.00001 · train\N{NO-BREAK SPACE}99.9\N{NO-BREAK SPACE}% · "
    "validation\N{NO-BREAK SPACE}99.9\N{NO-BREAK SPACE}%"
)
"""Room is kept for it, so that the plot below stays where it is while the numbers go by."""
BETWEEN = 2
WIDE = 250
"""px from which there is room for the name of a number."""
RUN = "Run: goes on batch by batch until the last epoch; Pause stops between two batches"
PAUSE = "Pause: stops after the batch that is under way, with all weights kept"
RESUME = "Run: goes on from the last epoch that was kept"


class _Button(NamedTuple):
    name: str
    icon: str
    tip: str


FIRST = (
    _Button("batch", "batch", "One batch: one update of the weights, on the next few points"),
    _Button("epoch", "epoch", "One epoch: every training point once, in a new random order"),
    _Button("until", "until", "Until epoch N: goes on to the end of that epoch, then stops"),
)
SECOND = (
    _Button("reset", "reset", "Reset: the same starting weights and the same batches once more"),
    _Button("seed", "seed", "New seed: other starting weights, another split and other batches"),
    _Button("open", "graph", "Open the next batch: its loss as a graph, before the weights move"),
)
MENU = (
    ("lecture", "Set up the lecture's run"),
    ("script", "Copy as script"),
    ("csv_open", "Open CSV …"),
    ("csv_save", "Save points as CSV …"),
    ("history", "Save history as CSV …"),
)


class TrainingControls(QWidget):
    """``asked`` sends the name of a button or of a line of the menu, ``until_asked`` an epoch."""

    asked = Signal(str)
    until_asked = Signal(int)
    problems_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: State = "new"
        self._blocked = ""
        self._said = ""
        self.run = QToolButton(self)
        self.run.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.run.setObjectName("runButton")
        self.buttons = {each.name: self._button(each) for each in (*FIRST, *SECOND)}
        self.buttons["open"].setObjectName("openButton")
        self.buttons["open"].setText("Open next batch")
        self.buttons["open"].setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.buttons["open"].setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.buttons["open"].setMinimumWidth(30)
        self.epoch = QSpinBox(self)
        self.epoch.setRange(1, MOST_EPOCHS)
        self.epoch.setValue(100)
        self.epoch.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.epoch.setAccessibleName("Epoch N to train until")
        self.epoch.setToolTip("N: the epoch that “until epoch N” ends with")
        self.epoch.setMinimumWidth(44)
        self.epoch.setMaximumWidth(84)
        self.more = self._menu()
        self.standing = _words(self)
        self.standing.setObjectName("trainingStanding")
        self.note = _words(self)
        self.note.setObjectName("quiet")
        self.note.hide()
        self.count = QToolButton(self)
        self.count.setObjectName("problemCount")
        self.count.setToolTip("Opens the sections in which something is to be mended")
        self.count.hide()
        self.strip = ProblemStrip(self)
        self._lay_out()
        self._keys = OwnKeys(self)
        self._keys.watch([self.run, *self.buttons.values(), self.more, self.count])
        self.run.clicked.connect(self._run)
        self.count.clicked.connect(self.problems_asked)
        self.setAccessibleName("Training")
        self.show_icons()
        self.show_state("new")

    def show_icons(self) -> None:
        """Icons in the colours of the application; again after a change of theme."""
        for each in (*FIRST, *SECOND):
            self.buttons[each.name].setIcon(icon(each.icon))
        self.more.setIcon(icon("more"))
        self._show_run()

    def show_state(self, state: State) -> None:
        """What can be done now."""
        self._state = state
        self._show()

    def show_problems(self, blocked: str, count: str) -> None:
        """Why the run cannot begin, which may be "", and how much there is to be mended."""
        self._blocked = blocked
        self.count.setText(f"⚠ {count}" if count else "")
        self.count.setAccessibleName(f"{count}: open")
        self.count.setVisible(bool(count))
        self.count.setProperty("blocks", bool(blocked))
        self.count.style().unpolish(self.count)
        self.count.style().polish(self.count)
        self._show()

    def show_standing(self, words: str, problem: str) -> None:
        """The line of numbers, and the sentence of a run that diverged or was lost."""
        if self._said != words:
            self._said = words
            # A line is broken between the numbers only.
            parts = [part.replace(" ", "\N{NO-BREAK SPACE}") for part in words.split(" · ")]
            self.standing.setText(" · ".join(parts) if len(parts) > 1 else words)
            self.standing.setAccessibleName(words)
        self.strip.show_problem(InputError(problem) if problem else None)

    def show_note(self, words: str) -> None:
        """A remark below the line."""
        self.note.setText(words)
        self.note.setVisible(bool(words))

    def show_epochs(self, epochs: int) -> None:
        """The epoch that is offered to train until."""
        if not self.epoch.hasFocus():
            self.epoch.setValue(epochs)

    def height_at(self, width: int) -> int:
        """What the buttons and the line of numbers take, where all is well."""
        rows = 2 * (self.run.sizeHint().height() + BETWEEN)
        return rows + self._height_of_words(width)

    # ── one by one ───────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        runs = self._state == "running"
        can_run = not self._blocked or runs
        self._show_run()
        self.run.setEnabled(can_run)
        for each in (*FIRST, *SECOND):
            button = self.buttons[each.name]
            button.setEnabled(not self._blocked or each.name == "seed")
            button.setToolTip(self._blocked or each.tip)
        self.buttons["seed"].setToolTip(SECOND[1].tip)
        self.epoch.setEnabled(can_run)

    def _show_run(self) -> None:
        runs = self._state == "running"
        self.run.setIcon(icon("pause" if runs else "play"))
        self.run.setText("Pause" if runs else "Run")
        tip = PAUSE if runs else RESUME if self._state == "lost" else RUN
        self.run.setToolTip(tip if runs else self._blocked or tip)
        self.run.setAccessibleName("Pause training" if runs else "Run training")
        self.run.setAccessibleDescription("" if runs else self._blocked)

    def _run(self) -> None:
        self.asked.emit("pause" if self._state == "running" else "run")

    def _pressed(self) -> None:
        name = str(self.sender().property("name"))
        if name == "until":
            self.until_asked.emit(self.epoch.value())
        else:
            self.asked.emit(name)

    def _chosen(self, action: QAction) -> None:
        self.asked.emit(str(action.data()))

    def _button(self, each: _Button) -> QToolButton:
        button = QToolButton(self)
        button.setIconSize(QSize(16, 16))
        button.setProperty("name", each.name)
        button.setToolTip(each.tip)
        button.setAccessibleName(each.tip.partition(":")[0])
        button.clicked.connect(self._pressed)
        return button

    def _menu(self) -> QToolButton:
        more = QToolButton(self)
        more.setObjectName("moreButton")
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setToolTip("Script, points and history to take away, points to open")
        more.setAccessibleName("More")
        menu = QMenu(more)
        for name, title in MENU:
            menu.addAction(title).setData(name)
        menu.triggered.connect(self._chosen)
        more.setMenu(menu)
        return more

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.epoch.setPrefix("N = " if self.width() >= WIDE else "")
        self.standing.setMinimumHeight(self._height_of_words(self.width()))

    def _height_of_words(self, width: int) -> int:
        room = QRect(0, 0, max(1, width), 1000)
        letters = self.standing.fontMetrics()
        return letters.boundingRect(room, Qt.TextFlag.TextWordWrap, LONGEST).height()

    def _lay_out(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(BETWEEN)
        first.addWidget(self.run)
        for each in FIRST:
            first.addWidget(self.buttons[each.name])
        first.addWidget(self.epoch)
        first.addStretch(1)
        for each in SECOND:
            second.addWidget(self.buttons[each.name])
        second.addStretch(1)
        second.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(BETWEEN)
        for row in (first, second):
            column.addLayout(row)
        column.addWidget(self.count, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self.standing, self.note, self.strip):
            column.addWidget(widget)


def _words(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setWordWrap(True)
    label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
