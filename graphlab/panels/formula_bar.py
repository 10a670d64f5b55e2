"""The formula bar: what is typed, how it is read, and whether its numbers are checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graphlab.errors import InputError
from graphlab.panels.badge import Badge
from graphlab.panels.formula_edit import FormulaEdit
from graphlab.panels.icons import icon
from graphlab.panels.link_label import LinkLabel
from graphlab.panels.math_label import MathLabel
from graphlab.panels.mathematics import formula
from graphlab.panels.monospace import monospace
from graphlab.study.reading import read_formula

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graphlab.formula.program import Program
    from graphlab.picture.theme import Theme

HEIGHT = 44
MARGIN = 2
SMALLEST = 9  # px of type in which a column of three still fits
PAUSE = 60  # ms without a key before the text is read
PATIENCE = 500  # ms without a key before a mistake is named
LONGEST_ENTRY = 60


class FormulaBar(QFrame):
    """Reads while a person types; Enter, a fix or a recent formula asks for the graph."""

    entered = Signal(str)
    problem_found = Signal(object)
    problem_gone = Signal()
    left = Signal()
    code_pasted = Signal(str)
    code_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("formulaBar")
        self.setFixedHeight(HEIGHT)
        self.edit = FormulaEdit(self)
        self.edit.setObjectName("formulaEdit")
        self.badge = Badge(self)
        self.reads_as = MathLabel(16, self)
        self.reads_as.smallest = SMALLEST
        self.reads_as.alignment = Qt.AlignmentFlag.AlignRight
        self.choices = LinkLabel(self)
        self.choices.setObjectName("quiet")
        self.choices.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.choices.setTextInteractionFlags(Qt.TextInteractionFlag.LinksAccessibleByMouse)
        self.choices.linkActivated.connect(self.take)
        self.recent = QToolButton(self)
        self.recent.setToolTip("Formulas entered before (↓)")
        self.recent.setAccessibleName("Recent formulas")
        self.recent.clicked.connect(self.show_recent)
        self._recent: tuple[str, ...] = ()
        self._entered = ""
        self.shapes: Mapping[str, tuple[int, ...]] = {}
        self._numbers: frozenset[str] = frozenset()
        self._fault = self.palette().color(QPalette.ColorRole.Text)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._read_quietly)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE - PAUSE)
        self._patience.timeout.connect(self.read)
        self.edit.textEdited.connect(self._typed)
        self.edit.returnPressed.connect(self._enter)
        self.edit.recent_wanted.connect(self.show_recent)
        self.edit.given_up.connect(self._give_up)
        self.edit.code_pasted.connect(self.code_pasted)
        self.call = QToolButton(self)
        self.call.setObjectName("call")
        self.call.setFont(monospace(14))
        self.call.setToolTip("Show the code")
        self.call.clicked.connect(self.code_wanted)
        self.call.hide()
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """Takes the colour of mistakes from the theme, and tints the icons."""
        self._fault = QColor(theme.fault)
        self.recent.setIcon(icon("down"))
        if self.edit.marked is not None:
            self.read()

    def set_recent(self, formulas: Sequence[str]) -> None:
        """The formulas that the drop-down offers, newest first."""
        self._recent = tuple(formulas)
        self.recent.setEnabled(bool(formulas))

    @property
    def has_recent(self) -> bool:
        """Whether there is anything in the drop-down."""
        return bool(self._recent)

    def set_text(self, text: str, numbers: Iterable[str] = ()) -> None:
        """Shows a formula that is already entered; of its inputs, these are plain numbers."""
        self._entered, self._numbers = text, frozenset(numbers)
        if text != self.edit.text():
            with QSignalBlocker(self.edit):
                self.edit.setText(text)
            self.edit.setCursorPosition(0)
        if text:
            self.read()
            return
        self.edit.unmark()
        self.problem_gone.emit()
        self.reads_as.show_formula(None, "")
        self.choices.hide()

    def show_call(self, call: str | None) -> None:
        """Shows which call of the code is studied, in place of a formula; None: a formula."""
        of_code = call is not None
        self.call.setText(call or "")
        self.call.setAccessibleName(f"Code: {call}" if of_code else "")
        self.call.setVisible(of_code)
        for part in (self._formula, self._reading):
            part.setVisible(not of_code)

    def take(self, text: str) -> None:
        """Types a formula and enters it, as a fix or an example does."""
        self.edit.setText(text)
        self._enter()

    def read(self) -> Program | None:
        """Reads what is typed and shows it in mathematics, or its mistake."""
        self._pause.stop()
        self._patience.stop()
        program, error = self._parsed()
        if error is not None:
            self.mark(error)
            self.problem_found.emit(error)
        return program

    def mark(self, error: InputError) -> None:
        """Underlines a mistake; the sentence goes to whoever shows it."""
        if error.column is not None:
            start = self._offset(error.line or 1) + error.column - 1
            self.edit.mark(start, max(1, error.length), self._fault)

    def _parsed(self) -> tuple[Program | None, InputError | None]:
        text = self.edit.text()
        numbers = self._numbers if text == self._entered else ()
        try:
            program = read_formula(text, {**self.shapes, **dict.fromkeys(numbers, ())})
        except InputError as error:
            self.reads_as.set_role(QPalette.ColorRole.PlaceholderText)
            return None, error
        self.reads_as.set_role(QPalette.ColorRole.WindowText)
        self.edit.unmark()
        self.problem_gone.emit()
        self._show_choices(program)
        latex = program.latex if self._has_height(program.latex) else None
        self.reads_as.show_formula(latex, f"reads as {program.text}")
        return program, None

    def _read_quietly(self) -> None:
        """A mistake is named only when the person stops typing for a moment."""
        _, error = self._parsed()
        if error is not None:
            self._patience.start()

    def show_recent(self) -> None:
        """Opens the drop-down of formulas entered before."""
        if not self._recent:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for text in self._recent:
            short = text if len(text) <= LONGEST_ENTRY else text[: LONGEST_ENTRY - 1] + "…"
            menu.addAction(short.replace("&", "&&")).setData(text)
        menu.triggered.connect(self._take_action)
        menu.setMinimumWidth(min(self.edit.width(), 480))
        menu.popup(self.edit.mapToGlobal(self.edit.rect().bottomLeft()))

    def _take_action(self, action: object) -> None:
        self.take(action.data())  # type: ignore[attr-defined]  # QAction, as triggered sends it

    def _typed(self) -> None:
        self._patience.stop()
        self._pause.start()

    def _enter(self) -> None:
        if self.read() is not None:
            self._entered = self.edit.text()
            self.entered.emit(self._entered)

    def _give_up(self) -> None:
        if self.edit.text() != self._entered:
            self.edit.setText(self._entered)
            self.read()
        else:
            self.left.emit()

    def _offset(self, line: int) -> int:
        """Where a line starts; lines are joined by ``;`` here."""
        start = 0
        for _ in range(line - 1):
            start = self.edit.text().find(";", start) + 1
        return start

    def _has_height(self, latex: str) -> bool:
        """Whether mathematics fits above what was chosen; else it stands there as it is typed."""
        shown, room = formula(latex), self.contentsRect().height() - 2 * MARGIN
        if not self.choices.isHidden():
            room -= self.choices.sizeHint().height()
        return shown.extent(SMALLEST)[1] <= room

    def _show_choices(self, program: Program) -> None:
        parts = []
        for choice in program.choices:
            part = _plain(choice.sentence)
            if choice.alternative:
                part += f'; <a href="{_plain(choice.alternative)}">treat as one name</a>'
            parts.append(part)
        self.choices.setText(" · ".join(parts))
        self.choices.setVisible(bool(parts))

    def _lay_out(self) -> None:
        symbol = MathLabel(18, self)
        symbol.show_formula("f", "f")
        arrow = QLabel("▸", self)
        arrow.setObjectName("quiet")
        self._reading = QWidget(self)
        reading = QVBoxLayout(self._reading)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(0)
        reading.addWidget(self.reads_as, 1)
        reading.addWidget(self.choices)
        self._formula = QWidget(self)
        typed = QHBoxLayout(self._formula)
        typed.setContentsMargins(0, 0, 0, 0)
        typed.setSpacing(6)
        for part in (symbol, arrow, self.edit, self.recent):
            typed.addWidget(part, 1 if part is self.edit else 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, MARGIN, 8, MARGIN)
        row.setSpacing(6)
        row.addWidget(self._formula, 6)
        row.addWidget(self._reading, 4)
        row.addWidget(self.call)
        row.addStretch(0)
        row.addSpacing(6)
        row.addWidget(self.badge)
        self.recent.setIcon(icon("down"))
        self.recent.setEnabled(False)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
