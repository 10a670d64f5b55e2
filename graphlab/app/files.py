"""Pictures and tables out of the window: export and clipboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QMimeData, QObject, QStandardPaths, Signal
from PySide6.QtGui import QGuiApplication, QImage

from graphlab.app.drawing import Background
from graphlab.errors import GraphlabError
from graphlab.export.advice import Prospect, prospect
from graphlab.export.paper import remembered
from graphlab.export.png import picture_png
from graphlab.export.registry import export, writer_for
from graphlab.export.svg import picture_svg
from graphlab.panels.export_dialog import ExportDialog, What, Wish
from graphlab.picture.compose import takes_long
from graphlab.picture.layout.giving_up import GivingUpError, until
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING, NOTHING, Moment

if TYPE_CHECKING:
    from graphlab.app.desk import Desk
    from graphlab.app.settings import Settings
    from graphlab.app.view import View
    from graphlab.app.views import Views
    from graphlab.app.walk import Walk
    from graphlab.picture.options import Options

COPY_SCALE = 2.0
LOOK_EVERY = 0.05
"""Seconds between two looks at mouse and keys while a file is written."""


class _StoppedError(Exception):
    """The person pressed Cancel while files were being written."""


class Files(QObject):
    """The slots of exporting and copying. ``said`` sends a sentence for the person."""

    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        views: Views,
        walk: Walk,
        view: View,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._views = views
        self._walk = walk
        self._view = view
        self._settings = settings
        self._stop = False
        self._looked = 0.0
        self._previews = Background(self)
        self._previews.made.connect(self._show_prospect)
        self.dialog: ExportDialog | None = None

    def export_picture(self) -> None:
        """Opens the dialog for what is shown."""
        self._open("present", ".svg")

    def export_all(self) -> None:
        """Opens the dialog for the pages of a talk."""
        self._open("all", ".pdf")

    def copy_picture(self) -> None:
        """The step that is shown, as an image and as SVG."""
        player, composer = self._walk.player, self._views.composer
        if player is None or composer is None:
            return
        picture = composer.picture(player.moment)
        data = QMimeData()
        try:
            data.setImageData(QImage.fromData(picture_png(picture, scale=COPY_SCALE)))
            data.setData("image/svg+xml", picture_svg(picture, outlines=True).encode())
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit("The picture is on the clipboard.")

    def copy_table(self) -> None:
        """The table with the focus, as text."""
        self._desk.values.copy_focused()
        self.said.emit("The table is on the clipboard.")

    def write(self, wish: Wish) -> None:
        """Writes what the dialog asks for; the dialog hears how it goes."""
        player, dialog = self._walk.player, self.dialog
        if player is None or dialog is None:
            return
        self._stop = False
        moment = self._moment(wish)
        self._previews.give_up_older()
        dialog.show_progress(0, 0)
        try:
            with until(self._is_stopped):
                written = export(
                    player.record,
                    wish.path,
                    step=moment if wish.what in {"present", "step"} else None,
                    steps="all" if wish.what == "all" else None,
                    theme=wish.theme,
                    options=self._options(wish),
                    scale=wish.scale,
                    transparent=wish.transparent,
                    outlines=wish.outlines,
                    paper=wish.paper,
                    like=self._views.composer,
                    progress=self._progress,
                )
        except (_StoppedError, GivingUpError):
            dialog.show_end("Stopped.", well=False)
        except GraphlabError as error:
            dialog.show_end(str(error), well=False)
        else:
            self._settings.keep("folder", str(wish.path.parent))
            if writer_for(wish.path).on_paper:
                self._settings.keep("paper", wish.paper.text)
            many = f" and {len(written) - 1} more" if len(written) > 1 else ""
            dialog.show_end(f"Wrote {written[0].name}{many} in {wish.path.parent}.", well=True)

    def preview(self, wish: Wish) -> None:
        """Shows in the dialog which pages a wish makes; of a walk, those of its first picture."""
        player, composer = self._walk.player, self._views.composer
        if player is None or composer is None:
            return
        moment, suffix = self._moment(wish), wish.path.suffix.lower()
        theme, options = THEMES[wish.theme], self._options(wish)

        def make() -> Prospect:
            like = composer.updated(theme=theme, options=options)
            return prospect(like.picture(moment), suffix, wish.paper, trimmed=wish.what != "all")

        # The window's own composer is not for two threads.
        own = (theme, options) == (composer.theme, composer.options)
        self._previews.make(make, at_once=own or not takes_long(player.record))

    def close(self) -> None:
        """Ends a preview that is being made."""
        self._previews.close()

    def _moment(self, wish: Wish) -> Moment:
        player = self._walk.player
        assert player is not None
        known = {"present": player.moment, "step": Moment(wish.step), "all": NOTHING}
        return known.get(wish.what, EVERYTHING)

    def _options(self, wish: Wish) -> Options:
        shown = self._view.options
        hide = wish.what == "present" and shown.hide
        return replace(shown, strip=wish.what != "whole", hide=hide)

    def _show_prospect(self, made: object) -> None:
        if self.dialog is not None and isinstance(made, Prospect):
            self.dialog.show_prospect(made)

    def _open(self, what: What, suffix: str) -> None:
        if self._walk.player is None:
            self.said.emit("There is no graph to export yet.")
            return
        self._walk.pause()
        dialog = ExportDialog(
            self._walk.player,
            self._folder(),
            self._view.theme.name,
            self._desk.window(),
            remembered(self._settings.text("paper")),
        )
        dialog.choose(what, suffix)
        dialog.wished.connect(self.write)
        dialog.preview_wanted.connect(self.preview)
        dialog.stop_wanted.connect(self._want_stop)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _folder(self) -> Path:
        kept = self._settings.text("folder")
        if kept and Path(kept).is_dir():
            return Path(kept)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        folder = Path(QStandardPaths.writableLocation(documents))
        return folder if folder.is_dir() else Path.home()

    def _progress(self, done: int, total: int) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(done, total)
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        if self._stop:
            raise _StoppedError

    def _is_stopped(self) -> bool:
        """Asked again and again while something long is made: lets the person press Cancel."""
        if monotonic() - self._looked > LOOK_EVERY:
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
            self._looked = monotonic()
        return self._stop

    def _want_stop(self) -> None:
        self._stop = True

    def _forget(self) -> None:
        self._previews.give_up_older()
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
