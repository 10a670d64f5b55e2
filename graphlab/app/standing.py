"""What is studied with its history and its run, kept to be brought back as a whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.app.requests import USUAL
from graphlab.study.history import History

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Record
    from graphlab.study.document import Document
    from graphlab.worker.messages import Program

NO_RUN = -2
"""The number of a run that the worker does not know."""


@dataclass(frozen=True, eq=False)
class Standing:
    """``record`` is the whole run that is shown, of the document ``recorded``.

    ``number`` is what the worker calls it, ``forms`` are its adjoints as formulas.
    """

    history: History[Document]
    record: Record | None = None
    recorded: Document | None = None
    forms: Mapping[str, AdjointForms] | None = None
    program: Program = USUAL
    number: int = NO_RUN

    @property
    def present(self) -> Document:
        """What is studied now."""
        return self.history.present


def begun(document: Document, record: Record | None = None) -> Standing:
    """A document that was just begun, with its run if that is known."""
    return Standing(History(document), record, document)
