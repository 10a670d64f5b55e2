"""One field of the form: typed text that is checked while it is typed, with its mistake below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from graphlab.errors import InputError
from graphlab.panels.leaving_line import LeavingLine
from graphlab.panels.monospace import monospace

if TYPE_CHECKING:
    from collections.abc import Callable


PAUSE = 250  # ms without a key before a mistake is named
LONGEST = 2000


class SpecField(QWidget):
    """``taken`` sends the text on Enter or when the field is left, if it can be read.

    ``entered`` comes after it on Enter, whether or not the text is new.
    """

    taken = Signal(str)
    entered = Signal()

    def __init__(
        self, name: str, check: Callable[[str], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.name = name
        self.is_needed = False
        self._check = check
        self._known = ""
        self.line = LeavingLine(self)
        self.line.setAccessibleName(name)
        self.line.setFont(monospace())
        self.line.setMaxLength(LONGEST)
        self.problem = QLabel(self)
        self.problem.setObjectName("fieldProblem")
        self.problem.setWordWrap(True)
        self.problem.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.problem.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.read)
        self.line.textEdited.connect(self._typed)
        self.line.returnPressed.connect(self.take)
        self.line.returnPressed.connect(self.entered)
        self.line.left.connect(self.take)
        self.line.given_up.connect(self._give_up)
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        self.row.addWidget(self.line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(self.row)
        column.addWidget(self.problem)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        return self.line.text().strip()

    def show_text(self, text: str) -> None:
        """Shows what was entered before, without saying so; what is being typed stays."""
        if text != self._known:
            self._put(text)

    def _put(self, text: str) -> None:
        self._known = text
        if text != self.text:
            with QSignalBlocker(self.line):
                self.line.setText(text)
                self.line.setCursorPosition(0)
        self._show(None)

    def set_text(self, text: str) -> None:
        """Types a text and takes it, as a helper beside the field does."""
        self.line.setText(text)
        self.take()

    def read(self) -> bool:
        """Checks what is typed and names its mistake; whether there is none."""
        self._pause.stop()
        error = self._mistake()
        self._show(error)
        return error is None

    def require(self) -> bool:
        """The same, and an empty field that needs a value is a mistake too."""
        if self.is_needed and not self.text:
            self._show(InputError(f"{self.name} needs a value."))
            return False
        return self.read()

    def take(self) -> None:
        """Reads what is typed and tells of it if it is new."""
        if self.read() and self.text != self._known:
            self._known = self.text
            self.taken.emit(self.text)

    def complain(self, sentence: str) -> None:
        """Says what is wrong here, as somebody else found."""
        self._show(InputError(sentence))

    def _mistake(self) -> InputError | None:
        if not self.text:
            return None
        try:
            self._check(self.text)
        except InputError as error:
            return error
        return None

    def _typed(self) -> None:
        self._pause.start()

    def _give_up(self) -> None:
        self._put(self._known)

    def _show(self, error: InputError | None) -> None:
        wrong = error is not None
        self.problem.setText(error.problem if error is not None else "")
        self.problem.setVisible(wrong)
        self.line.setAccessibleDescription(self.problem.text())
        if bool(self.line.property("wrong")) != wrong:
            self.line.setProperty("wrong", wrong)
            self.line.style().unpolish(self.line)
            self.line.style().polish(self.line)
