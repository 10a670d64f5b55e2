"""Edit › Settings: one dialog for what is remembered from start to start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from graphlab.app.commands import COMMANDS
from graphlab.app.style import system_theme
from graphlab.app.view import USUAL
from graphlab.panels.settings_dialog import Preferred, SettingsDialog

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.limits import Limits

FINER, NOTATION = "finer", "jacobian-layout"
LAYOUTS = {
    "numerator": "Gradients as rows: ȳᵀJ",
    "denominator": "Gradients as columns: Jᵀȳ",
}
CALLED = {
    "orientation": "Direction",
    "labels": "Edge labels",
    "numbering": "Numbering",
    "digits": "Digits",
    "theme": "Theme",
}


class Preferences(QObject):
    """What is chosen there is done by the commands of the menus, which remember it.

    ``notation_chosen`` sends the layout of Jacobians, which has no command.
    """

    notation_chosen = Signal(str)

    def __init__(self, bench: Bench, limits: Limits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._view = bench.window, bench.view
        self._actions, self._settings = bench.actions, bench.settings
        self._limits = limits
        self.dialog: SettingsDialog | None = None
        bench.actions[FINER].toggled.connect(self._keep_finer)

    def restore(self) -> None:
        """The size of steps as it was."""
        if self._settings.flag(FINER, default=False):
            self._actions[FINER].trigger()

    def open(self) -> None:
        """Asks."""
        application, limits = QApplication.instance(), self._limits
        assert isinstance(application, QApplication)
        chosen = {**self._view.chosen, NOTATION: self._notation}
        usually = {**USUAL, "theme": system_theme(application), NOTATION: "numerator"}
        now = Preferred(chosen, self._actions[FINER].isChecked(), *limits.now)
        usual = Preferred(usually, False, *limits.usual)
        choices = {
            name: (called, {c.value: c.text for c in COMMANDS if c.group == name})
            for name, called in CALLED.items()
        }
        choices[NOTATION] = ("Notation", LAYOUTS)
        self.dialog = SettingsDialog(choices, now, usual, limits.reach, self._window)
        self.dialog.taken.connect(self._take)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def _take(self, preferred: Preferred) -> None:
        before, chosen = self._view.chosen, dict(preferred.chosen)
        layout = chosen.pop(NOTATION)
        if layout != self._notation:
            self._settings.keep(NOTATION, layout)
            self.notation_chosen.emit(layout)
        for name, value in chosen.items():
            if value != before[name]:
                self._actions.trigger(f"{name}-{value}")
        if preferred.finer != self._actions[FINER].isChecked():
            self._actions.trigger(FINER)
        self._limits.set(preferred.seconds, preferred.gigabytes)

    @property
    def _notation(self) -> str:
        return self._settings.choice(NOTATION, tuple(LAYOUTS), "numerator")

    def _keep_finer(self, finer: bool) -> None:
        self._settings.keep(FINER, finer)

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
