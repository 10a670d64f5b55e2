"""Copy as command: the figure of the window as a line, with the files that the line may name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from graphlab.errors import GraphlabError, UnsavedError

if TYPE_CHECKING:
    from graphlab.app.as_command import Sources
    from graphlab.app.bench import Bench
    from graphlab.app.coding import Coding
    from graphlab.app.documents import Documents
    from graphlab.app.files import Files
    from graphlab.app.folding import Folding
    from graphlab.app.learn import Learn
    from graphlab.app.lighting import Lighting
    from graphlab.app.opening import Opening
    from graphlab.app.views import Views
    from graphlab.export.seen import Seen
    from graphlab.panels.export_wish import Wish
    from graphlab.study.document import Document

COPIED = "The command is on the clipboard."


class Copying(QObject):
    """Hears what ``files`` is asked to copy. ``said`` sends a sentence for the person."""

    said = Signal(str)

    def __init__(
        self,
        bench: Bench,
        files: Files,
        views: Views,
        folding: Folding,
        lighting: Lighting,
        coding: Coding,
        opening: Opening,
        learn: Learn,
        documents: Documents,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work, self._walk, self._view = bench.work, bench.walk, bench.view
        self._files, self._documents, self._views = files, documents, views
        self._folding, self._lighting = folding, lighting
        self._coding, self._opening, self._learn = coding, opening, learn
        files.command_wanted.connect(self.copy)
        files.saving_wanted.connect(self._save)

    def copy(self, wish: Wish) -> None:
        """Puts the line on the clipboard, or says why there is none."""
        is_unsaved = False
        try:
            QGuiApplication.clipboard().setText(self._line(wish))
        except UnsavedError as error:
            is_unsaved, said = True, str(error)
        except GraphlabError as error:
            said = str(error)
        else:
            said = COPIED
        self._files.answer_command(said, save_first=is_unsaved)
        self.said.emit(said)

    def _save(self, wish: Wish) -> None:
        self._documents.save_then(lambda: self.copy(wish))

    def _line(self, wish: Wish) -> str:
        from graphlab.app.as_command import Figure, command_line

        player, composer, files = self._walk.player, self._views.composer, self._files
        assert player is not None
        assert composer is not None
        options, document = files.options(wish), self._work.document
        figure = Figure(
            document,
            player.record,
            self._seen(document),
            options,
            files.moment(wish),
            composer.updated(options=options).way,
            files.part(wish),
        )
        return command_line(figure, wish, self._sources(document))

    def _seen(self, document: Document) -> Seen:
        from graphlab.export.seen import Seen

        shown = self._view.options
        return Seen(
            shown.orientation,
            shown.labels,
            shown.numbering,
            shown.digits,
            shown.memory,
            self._folding.closed,
            self._folding.all_passes,
            self._lighting.wish,
            self._lighting.only,
            document.pins,
        )

    def _sources(self, document: Document) -> Sources:
        from graphlab.app.as_command import Sources

        held = self._documents.holding
        is_held = held.path is not None and held.kept.document.draws_like(document)
        is_held = is_held and held.outside() == "same"
        record = self._work.record
        return Sources(
            held.path if is_held else None,
            held.kept if is_held else None,
            self._coding.file_of(document.code),
            None if record is None else self._opening.file_of(record),
            self._learn.own is not None,
        )
