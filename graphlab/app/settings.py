"""What the window remembers between starts. What makes no sense of it is reset alone."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QByteArray, QSettings, QStandardPaths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Kind = TypeVar("Kind")

RECENT = 20
LONGEST = 2000


CALLED = {
    "orientation": "the direction of graphs",
    "labels": "edge labels",
    "files": "recent files",
    "recent": "recent formulas",
    "setups": "what was entered for code",
    "geometry": "the place of the window",
    "split": "the width of the panels",
    "values": "whether tables are open",
    "map": "the overview",
    "finer": "the size of steps",
    "code-width": "the width of the editor",
    "folder": "the last folder",
    "paper": "the paper of exports",
    "export-present": "the last choices for a picture",
    "export-all": "the last choices for all steps",
    "jacobian-layout": "the layout of Jacobians",
    "adjoint-form": "what the table says of each node",
}
"""What a person calls a setting whose name does not say it."""


class Settings:
    """Typed reading and writing of the settings file.

    ``resets`` are sentences about those that made no sense, until ``news`` has told them.
    """

    def __init__(self, store: QSettings | None = None) -> None:
        self._store = store or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "graphlab", "graphlab"
        )
        self.resets: list[str] = []
        self._odd: list[str] = []

    def news(self) -> str:
        """What of the settings made no sense, once."""
        odd = [CALLED.get(name) or f"the {name.replace('-', ' ')}" for name in self._odd]
        told = list(self.resets)
        if odd:
            told.append(f"Settings that made no sense are as at first: {', '.join(odd)}.")
        self.resets, self._odd = [], []
        return " ".join(told)

    def choice(self, name: str, among: Sequence[str], default: str) -> str:
        """A word out of a list."""
        value = self._store.value(name)
        if isinstance(value, str) and value in among:
            return value
        self._reset(name)
        return default

    def number(self, name: str, among: Sequence[float], default: float) -> float:
        """A number out of a list."""
        with contextlib.suppress(ValueError):
            value = float(str(self._store.value(name)))
            if value in among:
                return value
        self._reset(name)
        return default

    def within(self, name: str, least: float, most: float) -> float | None:
        """A number in a range, None if there is none."""
        try:
            value = float(str(self._store.value(name)))
        except ValueError:
            return None
        return value if least <= value <= most else None

    def remove(self, name: str) -> bool:
        """Forgets a setting; whether there was one."""
        known = self._store.contains(name)
        self._store.remove(name)
        return known

    def flag(self, name: str, default: bool) -> bool:
        """Yes or no."""
        return self.choice(name, ("yes", "no"), "yes" if default else "no") == "yes"

    def text(self, name: str) -> str:
        """Any text, empty if there is none."""
        value = self._store.value(name)
        if isinstance(value, str):
            return value
        self._reset(name)
        return ""

    @property
    def folder(self) -> Path:
        """Where the settings file is."""
        return Path(self._store.fileName()).parent

    @property
    def last_folder(self) -> Path:
        """Where a file was last opened or written, if that is still there; else the documents."""
        kept = self.text("folder")
        if kept and Path(kept).is_dir():
            return Path(kept)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents))
        return folder if folder.is_dir() else Path.home()

    def read(self, name: str, reader: Callable[[str], Kind | None], default: Kind) -> Kind:
        """A text as ``reader`` understands it, which gives None where it makes no sense."""
        text = self.text(name)
        if not text:
            return default
        found = reader(text)
        if found is None:
            self._reset(name)
            return default
        return found

    def whole_number(self, name: str) -> int:
        """A number of pixels, 0 if there is none."""
        kept = self.text(name)
        if kept.isdecimal() and len(kept) < 6:
            return int(kept)
        self._reset(name)
        return 0

    def layout(self, name: str) -> QByteArray | None:
        """What a window or splitter saved about itself."""
        value = self._store.value(name)
        if isinstance(value, QByteArray) and not value.isEmpty():
            return value
        self._reset(name)
        return None

    def recent(self) -> tuple[str, ...]:
        """Formulas entered before, newest first."""
        return self._texts("recent")

    def recent_files(self) -> tuple[str, ...]:
        """Paths of the files opened before, newest first."""
        return self._texts("files")

    def add_recent_file(self, path: str) -> None:
        """Puts a file first."""
        newer = (path, *(other for other in self.recent_files() if other != path))[:RECENT]
        self._store.setValue("files", json.dumps(newer))

    def drop_recent_file(self, path: str) -> None:
        """Takes a file off the list."""
        others = [other for other in self.recent_files() if other != path]
        self._store.setValue("files", json.dumps(others))

    def add_recent(self, text: str) -> tuple[str, ...]:
        """Puts a formula first; the formulas entered before, with it."""
        newer = (text, *(other for other in self.recent() if other != text))[:RECENT]
        self._store.setValue("recent", json.dumps(newer))
        return self.recent()

    def _texts(self, name: str) -> tuple[str, ...]:
        found = self._json(name, list)
        return tuple(t for t in found or () if isinstance(t, str) and 0 < len(t) <= LONGEST)[
            :RECENT
        ]

    def setup(self, part: str) -> str:
        """What was last entered for a class or function of this name, empty if nothing was."""
        return self._setups().get(part, "")

    def keep_setup(self, part: str, text: str) -> None:
        """Remembers what was entered; of the parts that were not used for long, nothing is kept."""
        kept = {name: known for name, known in self._setups().items() if name != part}
        newest = [*kept.items(), (part, text)][-RECENT:]
        self._store.setValue("setups", json.dumps(dict(newest)))

    def _setups(self) -> dict[str, str]:
        found = self._json("setups", dict) or {}
        return {name: text for name, text in found.items() if isinstance(text, str)}

    def _json(self, name: str, kind: type[Kind]) -> Kind | None:
        """What is kept as JSON; None where there is nothing."""
        if not self._store.contains(name):
            return None
        with contextlib.suppress(ValueError, RecursionError):
            found = json.loads(str(self._store.value(name)))
            if isinstance(found, kind):
                return found
        self._reset(name)
        return None

    def _reset(self, name: str) -> None:
        """A setting that is there makes no sense: it is forgotten, and told of."""
        if self.remove(name):
            self._odd.append(name)

    def keep(self, name: str, value: str | float | bool | QByteArray) -> None:
        """Remembers a setting."""
        if isinstance(value, bool):
            value = "yes" if value else "no"
        self._store.setValue(name, value if isinstance(value, QByteArray) else str(value))

    def save(self) -> None:
        """Writes the file now."""
        self._store.sync()
