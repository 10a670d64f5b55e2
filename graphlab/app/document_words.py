"""What a person is told about documents and their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from graphlab.keeping.holding import Holding
    from graphlab.keeping.recovery import Left

SAVE, DROP, SAVE_AS, ANYWAY = "save", "drop", "save as", "anyway"
LONGEST = 60
CANNOT = "{name} cannot be read: {why}."
FAILED = (
    "{name} was not saved: {why}. What you did is still here{file}. Save it under another name"
    " or in another folder."
)
AS_IT_WAS = ", and the file is as it was"
NOT_SAFE = ", and lies in the file too, but may be gone from there after a loss of power"
FOREIGN = (
    "{name} has changed since it was read or saved here, by another window or program. Saving now"
    " would write over that."
)
NEWER = (
    "{name} was written by a newer graphlab, so it is not written from here: what this one does not"
    " know would be lost. Save as… keeps your work in another file."
)
GIVEN = " What the Python program ran is not in it: graphlab record keeps runs."
CHANGED = (
    "{name} has changed since it was read or saved here: another window or program has written it."
)
GONE = "{name} was deleted or moved by another program. Save writes it again."
UNKEPT = "Your changes cannot be kept for after a crash: {why}. Save them."
LOST = "These would be lost: {done}."


def title_of(holding: Holding, formula: str) -> str:
    """The title of the window, where Qt puts the mark for what is not saved."""
    path = holding.path
    name = path.name if path is not None else _short(formula)
    if holding.kept.is_newer:
        name += " (read only)"
    return f"{name.replace('[*]', '[*][*]')}[*] — graphlab" if name else "graphlab[*]"


def left_sentence(left: Left, count: int) -> str:
    """What a crashed window has left: what, when, and which is newer."""
    of = f" of {left.path.name}" if left.path is not None else ""
    many = f" (1 of {count})" if count > 1 else ""
    said = f"Unsaved work{of} is here, from {_told(left.changed_at)}{many}"
    if left.kept is None:
        return f"{said}, but {left.problem[:1].lower()}{left.problem[1:]}"
    if left.changes:
        said += f": {', '.join(f'“{what}”' for what in left.changes)}"
    saved = left.saved_at
    if left.path is None:
        return f"{said}. It was never saved."
    if saved is None:
        return f"{said}. That file is not there any more."
    which = "It is newer than" if left.is_newer_than_file else "Newer is"
    return f"{said}. {which} the file, which was saved {_told(saved)}."


def _told(moment: datetime) -> str:
    local = moment.astimezone()
    if local.date() == local.now().date():
        return f"today at {local:%H:%M}"
    return f"{local.day} {local:%B %Y at %H:%M}"


def _short(formula: str) -> str:
    line = " ".join(formula.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
