"""What the code panel finds in a text; what finds it is loaded when there is one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.script.cleaning import Cleaned
    from graphlab.script.survey import Survey


def surveyed(text: str) -> Survey:
    """Modules, data sets, functions and statements."""
    from graphlab.script.survey import survey

    return survey(text)


def cleaned(text: str) -> Cleaned:
    """A pasted text without prompts and curly quotes."""
    from graphlab.script.cleaning import clean

    return clean(text)


def imported_beside(text: str, folder: Path) -> tuple[str, ...]:
    """What the text imports out of the folder of its file."""
    from graphlab.script.beside import beside

    return beside(text, folder)


def training_offered(text: str) -> str:
    """``Train LogisticRegression on TwoClassDataset``; empty where there is nothing to train."""
    from graphlab.study.training_offer import offer_of

    return offer_of(text)
