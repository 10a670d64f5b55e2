"""The code at the left: the editor, what can be done with it, and how it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.code_edit import CodeEdit
from graphlab.panels.consent_bar import ConsentBar
from graphlab.panels.icons import icon
from graphlab.panels.notes_list import NotesList
from graphlab.panels.offers_bar import OffersBar
from graphlab.panels.parameters_list import ParametersList
from graphlab.panels.problem_strip import ProblemStrip
from graphlab.panels.setup_form import SetupForm

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QAction

    from graphlab.errors import InputError
    from graphlab.picture.theme import Theme

PATIENCE = 500  # ms that a run may take before its progress and Stop are shown


class CodePanel(QFrame):
    """Shows code and tells what the person did; it runs nothing."""

    closed = Signal()

    def __init__(self, check: Callable[[str, str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("codePanel")
        self.edit = CodeEdit(self)
        self.name = QLabel(self)
        self.name.setObjectName("quiet")
        self.run = QPushButton("Run", self)
        self.stop = QPushButton("Stop", self)
        self.close_ = QToolButton(self)
        self.close_.setAutoRaise(True)
        self.close_.setToolTip("Close the editor; the code stays")
        self.close_.setAccessibleName("Close the editor")
        self.close_.clicked.connect(self.closed)
        self.progress = QProgressBar(self)
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(3)
        self.progress.setAccessibleName("Running")
        keeping = self.progress.sizePolicy()
        keeping.setRetainSizeWhenHidden(True)  # so that the code does not move
        self.progress.setSizePolicy(keeping)
        self.consent = ConsentBar(self)
        self.problem = ProblemStrip(self)
        self.offers = OffersBar(self)
        self.form = SetupForm(check, self)
        self.parameters = ParametersList(self)
        self.notes = NotesList(self)
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self._show_progress)
        self.problem.asked.connect(self.edit.go_to)
        self.notes.asked.connect(self.edit.go_to)
        self.notes.opened.connect(self.fit)
        self._is_chosen = False
        self._lay_out()
        self.show_running(False)

    def set_theme(self, theme: Theme) -> None:
        """Hands the theme to every part that paints with it."""
        self.edit.set_theme(theme)
        self.parameters.set_theme(theme)
        self.close_.setIcon(icon("close"))

    def set_commands(self, actions: Mapping[str, QAction]) -> None:
        """Gives the two buttons their commands."""
        for button, name in ((self.run, "run"), (self.stop, "stop")):
            action = actions[name]
            button.clicked.connect(action.trigger)
            button.setToolTip(action.toolTip())

    def show_name(self, name: str) -> None:
        """The file that the code came from, if it did."""
        self.name.setText(name)
        self.name.setToolTip(name)

    def show_running(self, running: bool) -> None:
        """After half a second a run shows that it is under way, and can be stopped."""
        if running:
            if not self.stop.isVisible():
                self._patience.start()
            return
        self._patience.stop()
        self.stop.hide()
        self.stop.setText("Stop")
        self.progress.hide()
        self.run.show()

    @property
    def is_running(self) -> bool:
        """Whether a run can be stopped here."""
        return self.stop.isVisible()

    def show_stopping(self) -> None:
        """What was recorded of the run is being kept; Stop gives that up."""
        self._patience.stop()
        self._show_progress()
        self.stop.setText("Stopping…")

    def complete(self) -> bool:
        """Whether the form is filled in; else its first gap has the focus and can be seen."""
        done = self.form.complete()
        focus = self.form.focusWidget()
        if not done and focus is not None:
            self._scroll.ensureWidgetVisible(focus)
        return done

    def fit(self) -> None:
        """Gives what stands below the code the height it needs, half at most, until chosen."""
        self._scroll.setVisible(self.offers.isVisibleTo(self._lower))
        if not self._is_chosen:
            whole = sum(self.parts.sizes())
            needed = min(self._lower.sizeHint().height() + 2, whole // 2)
            if self.parts.sizes() != [whole - needed, needed]:
                self.parts.setSizes([whole - needed, needed])

    def show_problem(self, error: InputError | None, details: str = "") -> None:
        """Marks a mistake at its line, with its sentence below the code."""
        self.edit.show_mistake(error)
        self.problem.show_problem(error, details)

    def _choose_parts(self) -> None:
        self._is_chosen = True

    def _show_progress(self) -> None:
        focused = self.run.hasFocus()
        self.run.hide()
        self.stop.show()
        self.progress.show()
        if focused:
            self.stop.setFocus()

    def _lay_out(self) -> None:
        title = QLabel("Code", self)
        title.setObjectName("panelTitle")
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.run.setObjectName("runButton")
        head = QHBoxLayout()
        head.setContentsMargins(12, 4, 6, 4)
        head.setSpacing(6)
        head.addWidget(title)
        head.addSpacing(2)
        head.addWidget(self.name, 1)
        for button in (self.run, self.stop, self.close_):
            head.addWidget(button)
        lower = self._lower = QWidget(self)
        below = QVBoxLayout(lower)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(0)
        for part in (self.offers, self.form, self.parameters, self.notes):
            below.addWidget(part)
        below.addStretch(1)
        scroll = self._scroll = QScrollArea(self)
        scroll.setObjectName("codeLower")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(lower)
        upper = QWidget(self)
        above = QVBoxLayout(upper)
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.progress)
        above.addWidget(self.consent)
        above.addWidget(self.edit, 1)
        above.addWidget(self.problem)
        self.parts = QSplitter(Qt.Orientation.Vertical, self)
        self.parts.addWidget(upper)
        self.parts.addWidget(scroll)
        self.parts.setChildrenCollapsible(False)
        self.parts.setHandleWidth(5)
        self.parts.setStretchFactor(0, 3)
        self.parts.setStretchFactor(1, 2)
        self.parts.splitterMoved.connect(self._choose_parts)
        scroll.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.parts, 1)
        self.edit.setMinimumHeight(80)
        self.setMinimumWidth(220)
