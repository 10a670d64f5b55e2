"""What is shown, written to files: the export dialog, its preview, and the writing."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, floor
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Signal

from graphlab.app.drawing import Background
from graphlab.errors import GraphlabError
from graphlab.export import frames
from graphlab.export.paper import OWN_SIZE, remembered
from graphlab.export.prospects import Form, Prospect, prospect
from graphlab.export.registry import WRITERS, Ran, export, writer_for
from graphlab.export.sizing import fitted
from graphlab.panels.export_dialog import ExportDialog
from graphlab.panels.export_wish import What, Wish, last_wish
from graphlab.picture.compose import takes_long
from graphlab.picture.layout.giving_up import GivingUpError, until
from graphlab.picture.shapes import Bounds
from graphlab.picture.theme import THEMES
from graphlab.study.moment import EVERYTHING, NOTHING, Moment

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.clipboard import Clipboard
    from graphlab.app.views import Views
    from graphlab.picture.options import Options
    from graphlab.study.player import Player

LOOK_EVERY = 0.05
"""Seconds between two looks at mouse and keys while a file is written."""


class _StoppedError(Exception):
    """The person pressed Cancel while files were being written."""


class Files(QObject):
    """The slots of exporting. ``said`` sends a sentence for the person.

    ``command_wanted`` sends what is to be told as a line; ``saving_wanted`` that which can be told
    only when the document is saved. The answer goes to ``answer_command``.
    """

    said = Signal(str)
    command_wanted = Signal(object)
    saving_wanted = Signal(object)

    def __init__(
        self, bench: Bench, views: Views, clipboard: Clipboard, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._work, self._walk = bench.desk, bench.work, bench.walk
        self._view, self._settings = bench.view, bench.settings
        self._views, self._clipboard = views, clipboard
        self._stop = False
        self._looked = 0.0
        self._asked_for = "export-present"
        self._previews = Background(self)
        self._previews.made.connect(self._show_prospect)
        self.dialog: ExportDialog | None = None

    def export_picture(self) -> None:
        """Opens the dialog for what is shown."""
        self._open("present", ".svg")

    def export_all(self) -> None:
        """Opens the dialog for the pages of a talk."""
        self._open("all", ".pdf")

    def copy_command(self) -> None:
        """The line that writes what is shown."""
        player = self._walk.player
        if player is not None and self._views.composer is not None:
            step, theme = player.moment.step or 0, self._view.theme.name
            self.command_wanted.emit(Wish(Path("graph.svg"), "present", step, theme))

    def answer_command(self, said: str, *, save_first: bool) -> None:
        """What became of the line that was wanted."""
        if self.dialog is not None:
            self.dialog.show_command(said, save_first=save_first)

    def write(self, wish: Wish) -> None:
        """Writes what the dialog asks for; the dialog hears how it goes."""
        player, dialog = self._walk.player, self.dialog
        if player is None or dialog is None:
            return
        self._stop = False
        moment = self.moment(wish)
        self._previews.give_up_older()
        dialog.show_progress(0, 0)
        try:
            with until(self._is_stopped):
                written = export(
                    player.record,
                    wish.path,
                    step=moment if wish.walk is None and wish.what != "whole" else None,
                    steps=wish.walk,
                    by=wish.by,
                    theme=wish.theme,
                    options=self.options(wish),
                    scale=wish.scale,
                    transparent=wish.transparent,
                    outlines=wish.outlines,
                    paper=wish.paper,
                    delay=wish.delay,
                    width=wish.wide,
                    part=self.part(wish),
                    numbered=wish.numbered,
                    ran=Ran.of(self._work.document),
                    like=self._views.composer,
                    progress=self._progress,
                )
        except (_StoppedError, GivingUpError):
            dialog.show_end("Stopped.", well=False)
        except GraphlabError as error:
            dialog.show_end(str(error), well=False)
        else:
            self._settings.keep("folder", str(wish.path.parent))
            if wish.path.suffix.lower() in WRITERS and writer_for(wish.path).on_paper:
                self._settings.keep("paper", wish.paper.text)
            self._settings.keep(self._asked_for, wish.text)
            many = f" and {len(written) - 1} more" if len(written) > 1 else ""
            dialog.show_end(f"Wrote {written[0].name}{many} in {wish.path.parent}.", well=True)

    def preview(self, wish: Wish) -> None:
        """Shows in the dialog which pages a wish makes; of a walk, those of the picture seen."""
        player, composer = self._walk.player, self._views.composer
        if player is None or composer is None or self.dialog is None:
            return
        try:
            walk = self._moments(wish, player)
            width, part = wish.wide, self.part(wish)
        except GraphlabError as error:
            self._previews.give_up_older()
            self.dialog.show_prospect(None, str(error))
            return
        number = min(wish.seen, len(walk) - 1)
        in_pixels = width is not None and width.unit == "px"
        scale = 1.0 if in_pixels else wish.scale
        form = Form(
            wish.suffix,
            wish.paper,
            wish.transparent,
            scale,
            len(walk),
            wish.numbered,
            width is not None,
        )
        theme, options = THEMES[wish.theme], self.options(wish)

        def make() -> Prospect:
            like = composer.updated(theme=theme, options=options)
            (picture,) = fitted([like.picture(walk[number])], width, part, options.type)
            return prospect(picture, form, number)

        # The window's own composer is not for two threads.
        own = (theme, options) == (composer.theme, composer.options)
        self._previews.make(make, at_once=own or not takes_long(player.record))

    def close(self) -> None:
        """Ends a preview that is being made."""
        self._previews.close()

    def moment(self, wish: Wish) -> Moment:
        """The moment that is drawn, of a walk the first."""
        player = self._walk.player
        assert player is not None
        if wish.what in {"present", "seen"}:
            return player.moment
        if wish.what == "step":
            return Moment(wish.step)
        return EVERYTHING if wish.walk is None else NOTHING

    def _moments(self, wish: Wish, player: Player) -> tuple[Moment, ...]:
        """Those that are drawn. Raises ExportError for steps that there are not."""
        if wish.walk is None:
            return (self.moment(wish),)
        return frames.several(player.record, wish.walk, wish.by)

    def options(self, wish: Wish) -> Options:
        """How it is drawn."""
        shown = self._view.options
        hide = wish.what in {"present", "seen"} and shown.hide
        # The sum belongs to a step, and stands below what is seen of the graph.
        strip = wish.what not in {"whole", "seen"} and self.moment(wish).step is not None
        return replace(shown, strip=strip, hide=hide, type=wish.type)

    def part(self, wish: Wish) -> Bounds | None:
        """What is in view of the picture, in whole pixels; None for all of it."""
        composer = self._views.composer
        if wish.what != "seen" or composer is None:
            return None
        seen, (width, height) = self._desk.canvas.area_in_view, composer.size
        left, top = max(0, floor(seen.x)), max(0, floor(seen.y))
        right, bottom = ceil(min(width, seen.right)), ceil(min(height, seen.bottom))
        return Bounds(left, top, max(1, right - left), max(1, bottom - top))

    def _show_prospect(self, made: object) -> None:
        if self.dialog is not None and isinstance(made, Prospect):
            self.dialog.show_prospect(made)

    def _open(self, what: What, suffix: str) -> None:
        if self._walk.player is None:
            self.said.emit("There is no graph to export yet.")
            return
        self._walk.pause()
        settings = self._settings
        dialog = ExportDialog(
            self._walk.player,
            settings.last_folder,
            self._view.theme.name,
            self._desk.window(),
            settings.read("paper", remembered, OWN_SIZE),
        )
        self._asked_for = f"export-{what}"
        dialog.choose(what, suffix)
        dialog.recall(settings.read(self._asked_for, last_wish, {}))
        if news := settings.news():
            self.said.emit(news)
        dialog.command_wanted.connect(self.command_wanted)
        dialog.saving_wanted.connect(self.saving_wanted)
        dialog.preview.sheets.dragged.connect(self._clipboard.drag_picture)
        dialog.wished.connect(self.write)
        dialog.preview_wanted.connect(self.preview)
        dialog.stop_wanted.connect(self._want_stop)
        dialog.finished.connect(self._forget)
        self.dialog = dialog
        dialog.open()

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
