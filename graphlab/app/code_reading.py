"""What the code panel finds in a text; what finds it is loaded when there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.script.cleaning import Cleaned
    from graphlab.script.survey import Survey


class Origin(NamedTuple):
    """The file that a text came from, None: it was typed; and the folder that it may import from.

    A lesson's code imports nothing, that of a document what it imported when it was written.
    """

    path: Path | None = None
    home: Path | None = None

    @property
    def name(self) -> str:
        """What the editor calls it."""
        return self.path.name if self.path is not None else ""

    def beside(self, text: str) -> tuple[str, ...]:
        """What the text imports out of that folder."""
        if self.home is None:
            return ()
        from graphlab.script.beside import beside

        return beside(text, self.home)

    def folder(self, text: str) -> str:
        """Where the text may import from, if it needs to."""
        return str(self.home) if self.home is not None and self.beside(text) else ""


def surveyed(text: str) -> Survey:
    """Modules, data sets, functions and statements."""
    from graphlab.script.survey import survey

    return survey(text)


def cleaned(text: str) -> Cleaned:
    """A pasted text without prompts and curly quotes."""
    from graphlab.script.cleaning import clean

    return clean(text)


def training_offered(text: str) -> str:
    """``Train LogisticRegression on TwoClassDataset``; empty where there is nothing to train."""
    from graphlab.study.training_offer import offer_of

    return offer_of(text)
