"""What a person is told about documents and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.keeping.holding import Holding

SAVE, DROP, SAVE_AS, ANYWAY = "save", "drop", "save as", "anyway"
LONGEST = 60
CANNOT = "{name} cannot be read: {why}."
FAILED = (
    "{name} was not saved: {why}. What you did is still here, and the file is as it was. Save it"
    " under another name or in another folder."
)
FOREIGN = (
    "{name} has changed since it was read or saved here, by another window or program. Saving now"
    " would write over that."
)
NEWER = (
    "{name} was written by a newer graphlab, so it is not written from here: what this one does not"
    " know would be lost. Save as… keeps your work in another file."
)
GIVEN = " What the Python program ran is not in it: graphlab record keeps runs."
LOST = "These would be lost: {done}."


def title_of(holding: Holding, formula: str) -> str:
    """The title of the window, where Qt puts the mark for what is not saved."""
    path = holding.path
    name = path.name if path is not None else _short(formula)
    if holding.kept.is_newer:
        name += " (read only)"
    return f"{name.replace('[*]', '[*][*]')}[*] — graphlab" if name else "graphlab[*]"


def _short(formula: str) -> str:
    line = " ".join(formula.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
