"""The five lines of the training loop, walked one by one for one mini-batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from graphlab.formula.numbers import format_number, full_number
from graphlab.panels.own_keys import OwnKeys
from graphlab.panels.plain_table import plain_table
from graphlab.panels.table_view import fitting
from graphlab.picture.theme import LIGHT
from graphlab.study.weight_rows import phase_rows

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme
    from graphlab.study.training import Run
    from graphlab.worker.training_messages import PhaseOf

LINES = {
    "zero_grad": "optimizer.zero_grad()",
    "forward": "y = model(x)",
    "loss": "loss = criterion(y, t)",
    "backward": "loss.backward()",
    "step": "optimizer.step()",
}
TIPS = {
    "zero_grad": "Empties every .grad; without it backward adds to what is there",
    "forward": "The model is given the points of the batch",
    "loss": "One number that says how wrong the model is on this batch",
    "backward": "Puts the gradient of the loss into the .grad of every parameter",
    "step": "Moves every weight: w ← w − α·(what the optimiser makes of .grad)",
}
SLOW_TIP = "The next batch line by line: it is trained on, and every number on the way is kept"
LEFT_OUT_TIP = (
    "Gradients of all batches add up in .grad, the classic mistake; switch off to mend it"
)
EMPTY = "“Slow motion” takes the next batch and fills in the numbers of each line."
ROW, CELL, LONGEST = 22, 8, 7
FEW = 3
"""Elements up to which all fit beside each other."""
MOST_NAMED = 16
SHORT = {
    "gradient": ".grad",
    "weight decay λ·w": "decay λ·w",
    "g with weight decay": "g with decay",
    "momentum buffer before": "v before",
    "momentum buffer v": "buffer v",
    "looking ahead g + μ·v": "g + μ·v",
    "mean of gradients m": "mean m",
    "mean of squares v": "squares v",
    "√v corrected + ε": "√v corr. + ε",
    "momentum buffer b": "buffer b",
}
"""Terms of an update in few letters; the tool tip has them in words."""


class LoopStrip(QWidget):
    """``slow_asked`` wants a batch in slow motion, ``zero_grad_toggled`` whether it is left out."""

    slow_asked = Signal()
    zero_grad_toggled = Signal(bool)
    line_shown = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._phases: tuple[PhaseOf, ...] = ()
        self._batch = 0
        self.lines: list[QPushButton] = []
        self._group = QButtonGroup(self)
        self.slow = QPushButton("Slow motion", self)
        self.slow.setToolTip(SLOW_TIP)
        self.next = QPushButton("Next line", self)
        self.next.setToolTip("The line after this one; arrow keys do so too on a line")
        self.left_out = QCheckBox("leave out zero_grad", self)
        self.left_out.setToolTip(LEFT_OUT_TIP)
        self.points = _words("quiet", self)
        self.sentence = _words("", self)
        self.validation = _words("quiet", self)
        self.table = plain_table("loopTable", (), (), self)
        self.table.setAccessibleName("Numbers of each parameter after this line")
        self.table.verticalHeader().show()
        self.table.verticalHeader().setDefaultSectionSize(ROW)
        self.table.horizontalHeader().setMinimumSectionSize(24)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.more = QLabel(self)
        self.more.setObjectName("quiet")
        self._lay_out()
        self._keys = OwnKeys(self)
        self._keys.watch([self.slow, self.next, self.left_out, *self.lines])
        self.slow.clicked.connect(self.slow_asked)
        self.next.clicked.connect(self._go_on)
        self.left_out.toggled.connect(self.zero_grad_toggled)
        self._group.idClicked.connect(self.show_line)
        self._show_nothing()

    def set_theme(self, theme: Theme) -> None:
        """The colours of values and adjoints."""
        self._theme = theme
        if self._phases:
            self.show_line(self._group.checkedId())

    def show_run(self, run: Run) -> None:
        """The lines of the batch that went in slow motion last."""
        with QSignalBlocker(self.left_out):
            self.left_out.setChecked(run.zero_grad_left_out)
        if run.phases is self._phases:
            return
        self._phases, self._batch = run.phases, len(run.drawn)
        self.points.setText(drawn_told(run.drawn.tolist()))
        self.validation.setText(validation_told(run))
        if run.phases:
            self.show_line(0)
        else:
            self._show_nothing()

    def show_line(self, place: int) -> None:
        """What every parameter holds after one of the lines."""
        if not 0 <= place < len(self._phases):
            self._show_nothing()
            return
        with QSignalBlocker(self._group):
            self.lines[place].setChecked(True)
        phase = self._phases[place]
        before = self._phases[place - 1] if place else None
        self.sentence.setText(told(phase, before, self._batch))
        self._show_table(phase)
        self.next.setEnabled(place + 1 < len(self._phases))
        self.line_shown.emit(place)

    def _go_on(self) -> None:
        self.show_line(self._group.checkedId() + 1)

    def _show_nothing(self) -> None:
        self._group.setExclusive(False)
        for line in self.lines:
            line.setChecked(False)
            line.setEnabled(bool(self._phases))
        self._group.setExclusive(True)
        self.sentence.setText(EMPTY)
        self.points.hide()
        self.validation.hide()
        self.table.hide()
        self.more.hide()
        self.next.setEnabled(False)

    def _show_table(self, phase: PhaseOf) -> None:
        titles, rows, more = phase_rows(phase)
        table = self.table
        for line in self.lines:
            line.setEnabled(True)
        table.clear()
        table.setRowCount(len(titles))
        table.setColumnCount(len(rows))
        is_wide = len(rows) > FEW
        names = [row.name.replace("[", "\n[") if is_wide else row.name for row in rows]
        table.setHorizontalHeaderLabels(names)
        side = table.verticalHeader()
        words = [SHORT.get(title, title) for title in titles]
        side.setFixedWidth(max(map(side.fontMetrics().horizontalAdvance, words)) + 14)
        room = (self.width() - side.width()) // max(len(rows), 1) - CELL
        mode = QHeaderView.ResizeMode
        table.setVerticalHeaderLabels(words)
        header = table.horizontalHeader()
        header.setSectionResizeMode(mode.ResizeToContents if is_wide else mode.Stretch)
        for place, title in enumerate(titles):
            table.verticalHeaderItem(place).setToolTip(title)
        for column, row in enumerate(rows):
            for place, (title, number) in enumerate(zip(titles, row.numbers, strict=True)):
                text = "–" if number is None else _short(number)
                item = QTableWidgetItem(text)
                full = "nothing" if number is None else full_number(number)
                item.setToolTip(f"{row.name}, {title}: {full}")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                is_gradient = title in (".grad", "gradient")
                ink = self._theme.adjoint_text if is_gradient else self._theme.value_text
                item.setForeground(QColor(ink))
                font = QFont(table.font())
                font.setBold(title == "new w")
                item.setFont(font if is_wide else fitting(font, text, room))
                table.setItem(place, column, item)
        bar = 12 if is_wide else 0
        table.setFixedHeight(header.sizeHint().height() + ROW * len(titles) + 4 + bar)
        table.show()
        self.points.show()
        self.validation.setVisible(bool(self.validation.text()))
        self.more.setText(f"and {more:,} more" if more else "")
        self.more.setVisible(bool(more))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        lines = QVBoxLayout()
        lines.setSpacing(0)
        for place, (name, code) in enumerate(LINES.items()):
            line = QPushButton(code, self)
            line.setObjectName("loopLine")
            line.setCheckable(True)
            line.setToolTip(TIPS[name])
            line.setAccessibleName(f"Line {place + 1}: {code}")
            line.setMinimumWidth(1)
            self._group.addButton(line, place)
            self.lines.append(line)
            lines.addWidget(line)
        row = QHBoxLayout()
        row.setSpacing(4)
        for button in (self.slow, self.next):
            button.setMinimumWidth(1)
            row.addWidget(button, 2 if button is self.slow else 1)
        column.addLayout(row)
        column.addLayout(lines)
        column.addWidget(self.left_out)
        for part in (self.points, self.sentence, self.table, self.more, self.validation):
            column.addWidget(part)


def drawn_told(points: list[int]) -> str:
    """Which points a batch has: ``Batch of 8: points 12, 5, 88 …``."""
    named = ", ".join(map(str, points[:MOST_NAMED])) + (" …" if len(points) > MOST_NAMED else "")
    return f"Batch of {len(points):,}: points {named}" if len(points) > 1 else f"Point {named}"


def validation_told(run: Run) -> str:
    """That validation runs under no_grad, and when; nothing without points for it."""
    last = run.last
    if last is None or len(run.parts) < 2 or not len(run.parts[1]):
        return ""
    if last.batch:
        follows = f"This was batch {last.batch:,} of {last.batches:,}; validation follows the last,"
        return f"{follows} with torch.no_grad(): no graph is kept, and no .grad changes."
    loss = run.rows[-1].val_loss if run.rows else None
    return (
        f"The epoch is over: with torch.no_grad() the loss on the {len(run.parts[1]):,} points of "
        f"the validation was {_number(loss)}; no graph is kept, and no .grad changes."
    )


def told(phase: PhaseOf, before: PhaseOf | None, batch: int) -> str:
    """What a line of the loop has done, in a sentence."""
    points = "1 point" if batch == 1 else f"{batch:,} points"
    match phase.name:
        case "zero_grad" if phase.is_left_out:
            return "Left out: .grad keeps what it had, and backward will add to it."
        case "zero_grad":
            return "Every .grad is empty."
        case "forward":
            return f"The model gives an output for each of the {points}, ringed on the plane."
        case "loss":
            return f"The loss of the {points} is {_number(phase.loss)}."
        case "backward":
            had = before is not None and any(
                held.grad is not None for held in before.parameters.values()
            )
            if had:
                return "Every .grad is what it had, plus the gradient of this loss."
            return "Every .grad has the gradient of this loss."
        case "step":
            return "The optimiser makes the change from .grad, from top to bottom, and adds it."
    return phase.name


def _words(name: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setObjectName(name)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _short(number: float) -> str:
    """Three digits, two where a sign and an exponent leave no room for more."""
    text = format_number(number, 3)
    return text if len(text) <= LONGEST else format_number(number, 2)


def _number(number: float | None) -> str:
    return "unknown" if number is None else format_number(number)
