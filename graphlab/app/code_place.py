"""Where code is typed: the panel, made when it is first wanted, opened and closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.app.code_text import check_field

if TYPE_CHECKING:
    from graphlab.app.desk import Desk
    from graphlab.app.settings import Settings
    from graphlab.panels.code_panel import CodePanel


class CodePlace(QObject):
    """``made`` sends the panel, once; ``opening`` tells that it is seen and not filled yet.

    ``said`` sends a remark for the person.
    """

    said = Signal(str)
    opening = Signal()
    opened = Signal(bool)
    made = Signal(object)

    def __init__(self, desk: Desk, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._settings = settings

    @property
    def panel(self) -> CodePanel:
        """The code panel, made now if need be."""
        if self._desk.code is not None:
            return self._desk.code
        panel = self._desk.make_code(check_field)
        panel.closed.connect(self.close)
        self.made.emit(panel)
        return panel

    @property
    def is_open(self) -> bool:
        return self._desk.is_code_open

    def open(self) -> None:
        """Shows the editor; nothing is run."""
        self._show_editor()
        self.panel.edit.setFocus()

    def close(self) -> None:
        """Hides the editor; the code stays."""
        if self.is_open:
            self.keep_width()
        self._desk.show_code(False)
        self._desk.canvas.setFocus()
        self.opened.emit(False)

    def set_open(self, opened: bool) -> None:
        """The switch in the View menu."""
        if opened:
            self.open()
        else:
            self.close()

    def keep_width(self) -> None:
        """Remembers how wide the editor is, if it had its own width."""
        if self.is_open and self._desk.code is not None and self._desk.side.head is None:
            self._settings.keep("code-width", self._desk.code.width())

    def toggle_comment(self) -> None:
        """Comments the selected lines out or in."""
        self.panel.edit.toggle_comment()

    def _show_editor(self) -> None:
        _ = self.panel
        width = self._settings.whole_number("code-width")
        self._desk.show_code(True, *([width] if width else []))
        self.opening.emit()
        self.opened.emit(True)
