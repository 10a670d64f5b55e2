"""Documents in the window: New, Open, Save, Save as, and that nothing is lost by closing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from graphlab.app.code_reading import Origin
from graphlab.app.document_words import (
    ANYWAY,
    AS_IT_WAS,
    CANNOT,
    DROP,
    FAILED,
    FOREIGN,
    GIVEN,
    LOST,
    NEWER,
    NOT_SAFE,
    SAVE,
    SAVE_AS,
    title_of,
)
from graphlab.errors import DocumentError
from graphlab.keeping.files import SYSTEM, reason_of, stamp_of
from graphlab.keeping.holding import Holding, opened, with_suffix
from graphlab.keeping.kept import Kept
from graphlab.panels.question import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QDialog

    from graphlab.app.bench import Bench
    from graphlab.app.coding import Coding
    from graphlab.app.document_look import Looks
    from graphlab.app.learn import Learn
    from graphlab.keeping.holding import Outside
    from graphlab.panels.code_panel import CodePanel
    from graphlab.study.document import Document
    from graphlab.study.history import History

PAUSE = 150  # ms without a key before typed code is compared
FILTER = "graphlab documents (*.graphlab)"


class Documents(QObject):
    """The slots of File › New to Save as. ``said`` sends remarks.

    ``changed`` tells that the work, or what of it lies in a file, is another. While a lesson is
    open the work is what the person had before. ``system`` writes files.
    """

    said = Signal(str)
    changed = Signal()

    def __init__(
        self,
        bench: Bench,
        coding: Coding,
        looks: Looks,
        learn: Learn,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._desk = bench.window, bench.desk
        self._work, self._settings = bench.work, bench.settings
        self._coding = coding
        self._looks = looks
        self._learn = learn
        self._is_leaving = False
        self._then: Callable[[], None] = _nothing
        self._answers: dict[str, Callable[[], None]] = {}
        self.system = SYSTEM
        self.holding = Holding()
        self.dialog: QDialog | None = None
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self.notice)
        bench.work.document_changed.connect(self.notice)
        coding.made.connect(self._hear_typing)
        self.changed.connect(self._show_title)

    # ── what there is ────────────────────────────────────────────────────────────────────────

    @property
    def history(self) -> History[Document]:
        """The work with its undo."""
        own = self._learn.own
        return self._work.history if own is None else own.history

    @property
    def document(self) -> Document:
        """The work, with code that was typed and has not run yet."""
        present = self.history.present
        return present if self._learn.own is not None else self._coding.typed(present)

    @property
    def is_changed(self) -> bool:
        """Whether something would be lost if the window closed."""
        return self.holding.is_changed(self.document)

    @property
    def kept(self) -> Kept:
        """All of it, as it is saved."""
        known = self.holding.kept
        return Kept(
            self.document,
            self._looks.taken(known.look),
            self._learn.place,
            known.version,
            known.strange,
        )

    def notice(self) -> None:
        """The work may be another."""
        self.changed.emit()

    def look_outside(self) -> Outside:
        """What others have done to the file; work whose file is gone counts as not saved."""
        outside = self.holding.outside()
        if outside == "gone" and not self.holding.is_gone:
            self.holding = replace(self.holding, is_gone=True)
            self.changed.emit()
        return outside

    def take_as_ready(self) -> None:
        """What is studied came as it is: an example, a file, or what was asked for at the start."""
        text = self._coding.panel.edit.text if self._desk.code is not None else ""
        self.holding = self.holding.with_ready(self.document, text)
        self.changed.emit()

    # ── new and open ─────────────────────────────────────────────────────────────────────────

    def new(self) -> None:
        """An empty line."""
        self.unless_lost("before you begin anew", self._begin)

    def open_path(self, path: Path) -> None:
        """The document in a file; a formula runs, code waits for the person."""
        holding = self.read(path)
        if holding is not None:
            self.unless_lost(f"before you open {path.name}", lambda: self.show(holding))

    def read(self, path: Path) -> Holding | None:
        """The document in a file; None where it cannot be read, which is said."""
        try:
            return opened(path)
        except OSError as error:
            self.said.emit(CANNOT.format(name=path.name, why=error.strerror or error))
        except DocumentError as error:
            self.said.emit(str(error))
        return None

    def show(self, holding: Holding, kept: Kept | None = None) -> None:
        """A document as what is studied; ``kept`` where the work is newer than what is held."""
        kept = kept or holding.kept
        document, path = kept.document, holding.path
        self._leave_lesson()
        self.holding = holding
        if path is not None:
            self._settings.add_recent_file(str(path.absolute()))
        self._looks.show(kept.look)
        self._work.open(document)
        home = Path(document.code.folder) if document.code.folder else None
        self._coding.take(
            document.code,
            Origin(path or Path("unsaved work"), home),
            shown=document.kind == "code",
        )
        if document.kind != "code":
            self._coding.close()
        self._desk.canvas.setFocus()
        self.changed.emit()
        if kept.is_newer and path is not None:
            self.said.emit(NEWER.format(name=path.name))
        if kept.lesson is not None:
            self._learn.show_place(kept.lesson)

    def _leave_lesson(self) -> None:
        if self._learn.own is not None:
            self._learn.leave()

    def _begin(self) -> None:
        self._leave_lesson()
        self.holding = Holding(texts=self.holding.texts)
        self._work.new()
        self._coding.take(self._work.document.code, Origin(), shown=False)
        self._coding.close()
        self._desk.formula.edit.setFocus()
        self.changed.emit()

    # ── saving ───────────────────────────────────────────────────────────────────────────────

    def save(self) -> None:
        """Writes the work to its file, or asks for one."""
        self._save(_nothing)

    def save_then(self, then: Callable[[], None]) -> None:
        """Saves, and does something if that went well."""
        self._save(then)

    def save_as(self) -> None:
        """Asks for a file, and writes the work to it."""
        self._save_as(_nothing)

    def _save(self, then: Callable[[], None]) -> None:
        path = self.holding.path
        if path is None:
            self._save_as(then)
        elif self.holding.kept.is_newer:
            self._ask("Save", NEWER.format(name=path.name), self._answers_for(then))
        elif self.holding.outside() == "changed":
            self._ask_about_foreign(path, then)
        else:
            self._write(path, then)

    def _save_as(self, then: Callable[[], None]) -> None:
        dialog = QFileDialog(self._window, "Save as", str(self._settings.last_folder), FILTER)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("graphlab")
        if self.holding.path is not None:
            dialog.selectFile(str(self.holding.path.absolute()))
        self._then = then
        dialog.fileSelected.connect(self._take_path)
        self._put(dialog)

    def _take_path(self, chosen: str) -> None:
        """The dialog has asked whether to write over a file of just this name."""
        path, then = with_suffix(Path(chosen)), self._then
        self._settings.keep("folder", str(path.parent))
        is_own = self.holding.path is not None and _is_same_file(path, self.holding.path)
        if is_own and self.holding.kept.is_newer:
            self._ask("Save", NEWER.format(name=path.name), self._answers_for(then))
        elif (path != Path(chosen) and path.exists()) or (
            is_own and self.holding.outside() == "changed"
        ):
            self._ask_about_foreign(path, then)
        else:
            self._write(path, then)

    def _ask_about_foreign(self, path: Path, then: Callable[[], None]) -> None:
        def anyway() -> None:
            self._write(path, then)

        answers = [*self._answers_for(then), ("Save &anyway", ANYWAY, anyway)]
        self._ask("Save", FOREIGN.format(name=path.name), answers)

    def _write(self, path: Path, then: Callable[[], None]) -> None:
        kept, before = self.kept, stamp_of(path)
        try:
            self.holding = self.holding.saved(kept, path, self.system)
        except (OSError, DocumentError) as error:
            self.holding = self.holding.tried(kept)
            why = reason_of(error) if isinstance(error, OSError) else str(error).rstrip(".")
            file = NOT_SAFE if stamp_of(path) != before else AS_IT_WAS if before else ""
            sentence = FAILED.format(name=path.name, why=why, file=file)
            self._ask("Save", sentence, self._answers_for(then))
            return
        self._settings.add_recent_file(str(path.absolute()))
        self._work.settle()  # so that undo leads back to what was saved
        self.changed.emit()
        document = self.document
        is_given = document.kind == "code" and document.code.is_given
        self.said.emit(f"Saved {path.name}.{GIVEN if is_given else ''}")
        then()

    def _answers_for(self, then: Callable[[], None]) -> list[tuple[str, str, Callable[[], None]]]:
        return [("&Save as…", SAVE_AS, lambda: self._save_as(then))]

    # ── nothing is lost ──────────────────────────────────────────────────────────────────────

    def may_close(self) -> bool:
        """Whether the window may close now; else the person is asked, and it closes later."""
        if self._is_leaving:
            return True
        self.look_outside()
        if not self.is_changed:
            return True
        self.unless_lost("before you close the window", self._leave)
        return False

    def unless_lost(self, when: str, then: Callable[[], None]) -> None:
        """Does something that ends the work, after a question if that is not saved."""
        if not self.is_changed:
            then()
            return
        path = self.holding.path
        name = f"“{path.name}”" if path is not None else "your work"
        done = self.history.since(self.holding.kept.document)[-3:]
        self._ask(
            "graphlab",
            f"Save {name} {when}?",
            [
                ("&Save", SAVE, lambda: self._save(then)),
                ("&Don't save", DROP, then),
            ],
            LOST.format(done=", ".join(f"“{what}”" for what in done)) if done else "",
        )

    def close(self) -> None:
        """The window goes."""
        self._pause.stop()

    def _leave(self) -> None:
        self._is_leaving = True
        self._window.close()

    def _ask(
        self,
        title: str,
        sentence: str,
        answers: Sequence[tuple[str, str, Callable[[], None]]],
        more: str = "",
    ) -> None:
        shown = [(text, word) for text, word, _ in answers]
        self._answers = {word: do for _, word, do in answers}
        question = Question(title, sentence, more, shown, self._window)
        question.answered.connect(self._take_answer)
        self._put(question)

    def _take_answer(self, word: str) -> None:
        self._answers[word]()

    def _put(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        dialog = self.sender()
        if dialog is self.dialog:  # the answer may have opened the next one
            self.dialog = None
        dialog.deleteLater()

    # ── what happened elsewhere ──────────────────────────────────────────────────────────────

    def _hear_typing(self, panel: CodePanel) -> None:
        panel.edit.edited.connect(self._pause.start)

    def _show_title(self) -> None:
        shown = self._work.document
        formula = shown.text if shown.kind == "expression" else self._desk.formula.call.text()
        self._window.setWindowFilePath(str(self.holding.path or ""))
        self._window.setWindowTitle(title_of(self.holding, formula))
        self._window.setWindowModified(self.is_changed)


def _is_same_file(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return one.absolute() == other.absolute()


def _nothing() -> None:
    """Nothing was wanted but to save."""
