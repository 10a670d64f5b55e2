"""Worksheets and their keys: the runs that they show, and the files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from graphlab.errors import GraphlabError
from graphlab.export.save import save
from graphlab.panels.worksheet_dialog import NO_VARIANTS, SheetWish, WorksheetDialog
from graphlab.study.document import document
from graphlab.study.passes import whole_of
from graphlab.study.practice.generate import LETTERS, exercise
from graphlab.study.practice.parts import why_not
from graphlab.study.practice.variants import numbers_of_variants, variant
from graphlab.study.practice.worksheet import key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.app.learning_ahead import Ahead
    from graphlab.app.learning_stage import Stage
    from graphlab.app.settings import Settings
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.practice.generate import Level
    from graphlab.study.practice.worksheet import Worksheet

TITLE = "Computational graph"
FILES = {".pdf": "PDF (*.pdf)", ".tex": "LaTeX (*.tex)"}


class Worksheets(QObject):
    """``said`` sends remarks. Runs come from the worker, one after the other."""

    said = Signal(str)

    def __init__(
        self,
        stage: Stage,
        ahead: Ahead,
        settings: Settings,
        levels: Mapping[str, str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._ahead = ahead
        self._settings = settings
        self._levels = levels
        self._wish: SheetWish | None = None
        self._path = Path()
        self._sheets: list[list[Document]] = []
        self.dialog: WorksheetDialog | None = None
        ahead.found.connect(self._take)

    def open(self) -> None:
        """Asks what is wanted."""
        record = self._stage.own.record
        has_graph = record is not None and not why_not(whole_of(record))
        self.dialog = WorksheetDialog(
            self._levels,
            has_graph=has_graph,
            can_vary=_can_vary(self._stage.own.present),
            parent=self._stage.window,
        )
        self.dialog.wanted.connect(self._ask_for_file)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def write(self, wish: SheetWish, path: Path) -> None:
        """Makes the sheets of a wish; they are written when their runs have come."""
        try:
            self._sheets = self._drawn(wish)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        self._wish, self._path = wish, path
        self._ahead.forget()
        self._go_on()

    def _ask_for_file(self, wish: SheetWish) -> None:
        start = str(self._settings.last_folder / f"worksheet{wish.suffix}")
        name, _ = QFileDialog.getSaveFileName(
            self._stage.window, "Write the worksheet", start, FILES[wish.suffix]
        )
        if name:
            path = Path(name)
            self.write(wish, path if path.suffix == wish.suffix else path.with_suffix(wish.suffix))

    # ── what is on the sheets ────────────────────────────────────────────────────────────────

    def _drawn(self, wish: SheetWish) -> list[list[Document]]:
        """What each variant's exercises study."""
        if not wish.level:
            return self._own(wish.variants)
        level = cast("Level", wish.level)
        first = self._settings.whole_number(f"sheets-{level}") + 1
        self._settings.keep(f"sheets-{level}", first + wish.count - 1)
        made = [exercise(level, seed) for seed in range(first, first + wish.count)]
        return [
            [document(one.text, one.values) for one in (variant(each, number) for each in made)]
            for number in range(wish.variants)
        ]

    def _own(self, variants: int) -> list[list[Document]]:
        shown = self._stage.own.present
        if variants == 1:
            return [[shown]]
        if not _can_vary(shown):
            raise GraphlabError(NO_VARIANTS)
        found = numbers_of_variants(shown.text, shown.inputs, "own 0", variants)
        return [[document(shown.text, at)] for at in found]

    # ── the runs, and the files ──────────────────────────────────────────────────────────────

    def _record(self, wanted: Document) -> Record | None:
        own = self._stage.own
        if wanted is own.present and own.record is not None:
            return whole_of(own.record)
        return self._ahead.record(wanted)

    def _take(self, _document: Document) -> None:
        if self._wish is not None:
            self._go_on()

    def _go_on(self) -> None:
        """Asks for the next sheet's runs, or writes the sheets."""
        wish = self._wish
        if wish is None:
            return
        while self._sheets:
            number = len(self._sheets)
            wanted = self._sheets[0]
            missing = [one for one in wanted if self._record(one) is None]
            if any(self._ahead.is_known(one) for one in missing):
                self._wish, self._sheets = None, []
                self.said.emit("One of the exercises could not be run; nothing more was written.")
                return
            if missing:
                self._ahead.want(missing)
                if self._ahead.is_known(missing[0]):
                    continue
                return
            letter = LETTERS[wish.variants - number] if wish.variants > 1 else ""
            records = [record for one in wanted if (record := self._record(one)) is not None]
            filled = key(wish.title or TITLE, records, letter)
            if not self._saved(filled.blank, wish) or not self._saved(filled, wish):
                self._wish, self._sheets = None, []
                return
            self._sheets.pop(0)
        self._wish = None
        self.said.emit(self._told(wish.variants))

    def _told(self, variants: int) -> str:
        """Which files there are now."""
        if variants == 1:
            return f"Wrote {self._path.name} and its key."
        first, last = (self._name(LETTERS[number]) for number in (0, variants - 1))
        return f"Wrote {first} {'to' if variants > 2 else 'and'} {last}, each with its key."

    def _name(self, *parts: str) -> str:
        middle = "".join(f"-{part}" for part in parts if part)
        return f"{self._path.stem}{middle}{self._path.suffix}"

    def _saved(self, sheet: Worksheet, wish: SheetWish) -> bool:
        from graphlab.export.worksheet_pdf import worksheet_pdf
        from graphlab.export.worksheet_tex import worksheet_tex

        name = self._name(sheet.letter, "key" if sheet.is_key else "")
        target = self._path.with_name(name)
        try:
            if wish.suffix == ".pdf":
                save(target, worksheet_pdf(sheet, wish.paper))
            else:
                save(target, worksheet_tex(sheet, wish.paper).encode())
        except GraphlabError as error:
            self.said.emit(str(error))
            return False
        return True

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def _can_vary(shown: Document) -> bool:
    return shown.kind == "expression" and bool(shown.dials)
