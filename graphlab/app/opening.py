"""What is studied comes from somewhere: a file, a drop, the clipboard, an example, the switch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QMenu
from typing_extensions import override

from graphlab.app.code_text import call_text
from graphlab.errors import DocumentError
from graphlab.keeping.files import read
from graphlab.keeping.reading import is_document
from graphlab.study.code import looks_like_code
from graphlab.study.examples import CODE_EXAMPLES, EXAMPLES, CodeExample, Example
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from graphlab.app.bench import Bench
    from graphlab.app.coding import Coding
    from graphlab.record import Record
    from graphlab.study.document import Document

RECORDED, LESSON = ".graphlab", ".md"
FILTER = "Documents, recorded runs, lessons or Python (*.graphlab *.md *.py);;All files (*)"
SUFFIXES = (".py", RECORDED, LESSON)
MOST_RECENT, LONGEST = 8, 60
HEAD = 64  # bytes of a file that tell a document from a run
GONE = "{name} is not in {folder} any more. It is off the list of recent files now."


class Opening(QObject):
    """The slots of File › Open, the switch, and what is dropped on the window.

    ``lesson_wanted`` and ``document_wanted`` send the path of one; ``came`` tells that something
    else is there that is in a file, or was entered before.
    """

    said = Signal(str)
    lesson_wanted = Signal(object)
    document_wanted = Signal(object)
    came = Signal()

    def __init__(self, bench: Bench, coding: Coding, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window, self._desk, self._work = bench.window, bench.desk, bench.work
        self._view, self._settings = bench.view, bench.settings
        self._coding = coding
        self.dialog: QFileDialog | None = None
        self._run: tuple[Record, Path] | None = None
        self.examples = QMenu("Examples", bench.window)
        self.examples.setToolTipsVisible(True)
        self.recent = QMenu("Recent", bench.window)
        self.recent.setToolTipsVisible(True)
        self.recent.aboutToShow.connect(self._fill_recent)
        self.recent.triggered.connect(self._open_recent)
        self._fill_examples()
        bench.window.setAcceptDrops(True)
        bench.window.installEventFilter(self)
        bench.desk.inputs.kind.chosen.connect(self.choose_kind)
        bench.desk.formula.code_pasted.connect(coding.paste)
        bench.desk.formula.code_wanted.connect(coding.open)
        bench.desk.empty.chosen.connect(self.open_example)
        coding.opened.connect(self._show_kind)
        bench.work.document_changed.connect(self._take_document)

    # ── files ────────────────────────────────────────────────────────────────────────────────

    def open(self) -> None:
        """Asks for a file."""
        dialog = QFileDialog(self._window, "Open", str(self._settings.last_folder), FILTER)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_path)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def open_path(self, path: Path) -> None:
        """Shows a file; nothing of it runs."""
        path = path.absolute()  # a command line may name it from where it was typed
        self._settings.keep("folder", str(path.parent))
        if path.suffix == RECORDED:
            self._open_own(path)
            return
        if not _is_gone(path):
            self._settings.add_recent_file(str(path))
        if path.suffix == LESSON:
            self.lesson_wanted.emit(path)
        else:
            self._coding.open_file(path)
            self.came.emit()

    def _open_own(self, path: Path) -> None:
        """A document, or a run as it was."""
        from graphlab.worker.recorded_file import read_recorded

        try:
            if is_document(read(path, HEAD)):
                self.document_wanted.emit(path)
                return
            record = read_recorded(path)
        except OSError as error:
            self.said.emit(f"{path.name} cannot be read: {error.strerror or error}.")
        except DocumentError as error:
            self.said.emit(str(error))
        else:
            self._settings.add_recent_file(str(path))
            self._run = record, path
            self._work.open_run(record, path.stem)
            if self._work.document.kind == "code":
                self._coding.open()
            else:
                self._coding.close()
            self._desk.canvas.setFocus()
            self.came.emit()

    def file_of(self, record: Record) -> Path | None:
        """The file that holds this run as it was, None if it was made here."""
        return self._run[1] if self._run and whole_of(record) is self._run[0] else None

    def _fill_recent(self) -> None:
        """Files, then formulas, the newest first."""
        self.recent.clear()
        for path in map(Path, self._settings.recent_files()[:MOST_RECENT]):
            self._add_recent(path.name, path)
        if not self.recent.isEmpty():
            self.recent.addSeparator()
        for text in self._settings.recent()[:MOST_RECENT]:
            short = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
            self._add_recent(short, text)
        if self.recent.isEmpty():
            self.recent.addAction("Nothing yet").setEnabled(False)

    def _add_recent(self, text: str, what: Path | str) -> None:
        entry = self.recent.addAction(text.replace("&", "&&"))
        entry.setData(what)
        entry.setToolTip(str(what))

    def _open_recent(self, action: QAction) -> None:
        what = action.data()
        if isinstance(what, Path) and _is_gone(what):
            self._settings.drop_recent_file(str(what))
            self.said.emit(GONE.format(name=what.name, folder=what.parent))
        elif isinstance(what, Path):
            self.open_path(what)
        elif isinstance(what, str):
            self._coding.close()
            self._work.enter(what)
            self.came.emit()

    def _take_path(self, path: str) -> None:
        self.open_path(Path(path))

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    # ── examples ─────────────────────────────────────────────────────────────────────────────

    def _fill_examples(self) -> None:
        for example in EXAMPLES:
            self._add_example(f"{example.title}:  {example.text}", example)
        self.examples.addSection("Code")
        for coded in CODE_EXAMPLES:
            self._add_example(coded.title, coded)
        self.examples.triggered.connect(self._open_entry)

    def _add_example(self, text: str, example: Example | CodeExample) -> None:
        entry = self.examples.addAction(text.replace("&", "&&"))
        entry.setData(example)
        entry.setToolTip(example.shows)

    def _open_entry(self, action: QAction) -> None:
        self.open_example(action.data())

    def open_example(self, example: Example | CodeExample) -> None:
        """Types an example, sets what it is given, and runs it."""
        if isinstance(example, CodeExample):
            self._coding.open_example(example)
        else:
            self._coding.close()
            self._work.enter(example.text, example.inputs)
        self._desk.canvas.setFocus()
        self.came.emit()

    # ── formula or code ──────────────────────────────────────────────────────────────────────

    def to_formula(self) -> None:
        """The focus to the formula, which takes the place of code."""
        self._work.to_formula()
        self._view.to_formula()

    def choose_kind(self, kind: str) -> None:
        """The switch: code opens the editor, an expression brings the formula back."""
        if kind == "code":
            self._coding.open()
        else:
            self._coding.close()
            self.to_formula()
        self._show_kind()

    def _take_document(self, document: Document) -> None:
        code = document.code
        call = call_text(code.part, code.setup, code.inside) if code.part is not None else "code"
        self._desk.formula.show_call(call if document.kind == "code" else None)
        self._show_kind()

    def _show_kind(self) -> None:
        of_code = self._coding.is_open or self._work.document.kind == "code"
        self._desk.inputs.kind.show_kind("code" if of_code else "expression")

    # ── what is dropped ──────────────────────────────────────────────────────────────────────

    def _drop(self, data: QMimeData) -> None:
        path = _file_in(data)
        if path is not None:
            self.open_path(path)
        elif looks_like_code(data.text()):
            self._coding.paste(data.text())

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent):
            data = event.mimeData()
            if _file_in(data) is None and not looks_like_code(data.text()):
                return False
            event.acceptProposedAction()
            if event.type() == QEvent.Type.Drop and not isinstance(event, QDragEnterEvent):
                self._drop(data)
            return True
        return False


def _file_in(data: QMimeData) -> Path | None:
    """The one file that is dropped, if it can be opened."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if len(paths) == 1 and paths[0].suffix in SUFFIXES:
        return paths[0]
    return None


def _is_gone(path: Path) -> bool:
    """Whether nothing is there; what only cannot be read is there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
