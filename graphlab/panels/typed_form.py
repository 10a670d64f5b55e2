"""The typed class that is trained or that has the points: its name, and what it is made with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from graphlab.errors import InputError
from graphlab.panels.choice_form import ChoiceForm
from graphlab.task.choice import Choice, Field, Row

if TYPE_CHECKING:
    from graphlab.task.choice import Setting

_PAIR = re.compile(r"\s*([^\W\d]\w*)\s*=\s*(.+?)\s*")
_NEXT = re.compile(r",\s*(?=[^\W\d]\w*\s*=)")
"""The comma before the next name; there may be others in a value."""


class TypedForm(QWidget):
    """``changed`` sends the name of the class and its arguments."""

    changed = Signal(str, object)

    def __init__(self, kind: str, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = Row(
            "typed",
            kind,
            "",
            (
                Field(
                    "name",
                    "class",
                    f"The {kind} in the source panel; nothing where it has only one.",
                    "",
                    "text",
                ),
                Field(
                    "arguments",
                    "arguments",
                    f"What its constructor is given, for example {example}.",
                    "",
                    "text",
                ),
            ),
        )
        self.form = ChoiceForm(kind, [row], self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.form)
        self._row = row
        self.form.changed.connect(self._take)

    def show_class(self, name: str, arguments: tuple[tuple[str, Setting], ...]) -> None:
        """Shows what is set, without saying so."""
        found = {"arguments": arguments_text(arguments), "name": name}
        self.form.show_choice(Choice("typed", tuple(sorted(found.items()))))

    def _take(self, choice: Choice) -> None:
        values = choice.values(self._row)
        try:
            arguments = read_arguments(str(values["arguments"]))
        except InputError as error:
            self.form.complain("arguments", error.problem)
            return
        self.changed.emit(str(values["name"]), arguments)


def read_arguments(text: str) -> tuple[tuple[str, Setting], ...]:
    """``N=100, sigma=1.5`` as names and texts; raises InputError for anything else."""
    found: dict[str, Setting] = {}
    for part in _NEXT.split(text) if text.strip() else ():
        pair = _PAIR.fullmatch(part)
        if pair is None:
            raise InputError(
                f"The argument “{part.strip()}” cannot be read: write a name and a value, such as "
                "N=100."
            )
        found[pair[1]] = pair[2]
    return tuple(sorted(found.items()))


def arguments_text(arguments: tuple[tuple[str, Setting], ...]) -> str:
    """As ``read_arguments`` reads them."""
    return ", ".join(f"{name}={value}" for name, value in arguments)
