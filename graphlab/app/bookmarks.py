"""Bookmarks in the window: keeps what is looked at in the document, and leads back to it."""

from __future__ import annotations

from dataclasses import replace
from math import hypot
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence

from graphlab.canvas.camera import NEAREST
from graphlab.study.bookmarks import Aim, Bookmark, missing, stop_of, usual_name
from graphlab.study.boxes import standing_for
from graphlab.study.labels import labels_of
from graphlab.study.light import Wish

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.folding import Folding
    from graphlab.app.lighting import Lighting
    from graphlab.panels.bookmark_list import BookmarkList
    from graphlab.record import Record
    from graphlab.study.document import Document

WITH_KEYS = 9  # Ctrl+1 to Ctrl+9
NONE_YET = "No bookmarks yet: Ctrl+D keeps what you see"
FARTHEST_OFF, SMALLEST_ZOOM = 1e6, 1e-4
LATER = Qt.ConnectionType.QueuedConnection


class Bookmarks(QObject):
    """The slots of View › Bookmarks, and an entry there for each. ``said`` sends remarks."""

    said = Signal(str)

    def __init__(
        self,
        bench: Bench,
        folding: Folding,
        lighting: Lighting,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._window, self._desk, self._work = bench.window, bench.desk, bench.work
        self._walk, self._view = bench.walk, bench.view
        menu = self._menu = bench.actions.menus["View/Bookmarks"]
        self._folding = folding
        self._lighting = lighting
        self._shown: tuple[Bookmark, ...] | None = None
        self._going: tuple[Bookmark, Bookmark] | None = None
        self._waiting: Bookmark | None = None
        self.entries: list[QAction] = []
        self.dialog: BookmarkList | None = None
        menu.addSeparator()
        menu.setToolTipsVisible(True)
        bench.work.document_changed.connect(self._show)
        bench.walk.begun.connect(self._arrive, LATER)  # after the graph was fitted into its place
        self._show(bench.work.document)

    def keep(self) -> None:
        """Makes a bookmark of what is seen now."""
        player, record, seen = self._walk.player, self._work.record, self.seen()
        if player is None or record is None or seen is None:
            self.said.emit("There is no graph to keep a view of yet.")
            return
        kept = self._kept
        labels = labels_of(record, self._view.options.numbering)
        made = replace(seen, name=usual_name(player, labels, (mark.name for mark in kept)))
        self._work.set_bookmarks((*kept, made), f"Bookmark {made.name}")
        key = f" Ctrl+{len(kept) + 1} leads back here." if len(kept) < WITH_KEYS else ""
        self.said.emit(f"Kept as “{made.name}”.{key}")

    def seen(self) -> Bookmark | None:
        """What is seen now, without a name; None until there is a graph of what is studied."""
        player, record, wish = self._walk.player, self._work.record, self._lighting.wish
        if player is None or record is None or self._waiting is not None:
            return None
        return Bookmark(
            "",
            self._folding.closed,
            self._folding.all_passes,
            stop_of(player),
            self._aim(),
            wish if isinstance(wish, Wish) else None,
            self._lighting.only,
        ).of(record)

    def show_once_drawn(self, mark: Bookmark | None) -> None:
        """Shows this view as soon as the graph of what is studied stands there."""
        self._waiting, self._going = mark, None

    def open(self) -> None:
        """Shows all of them in a list."""
        from graphlab.panels.bookmark_list import BookmarkList

        self.dialog = BookmarkList(self._window)
        self.dialog.show_names([mark.name for mark in self._kept])
        self.dialog.wanted.connect(self.go_to)
        self.dialog.renamed.connect(self.rename)
        self.dialog.removed.connect(self.remove)
        self.dialog.finished.connect(self._forget)
        self.dialog.open()

    def go_to(self, place: int) -> None:
        """Shows a bookmark's view again, as far as this graph has it, and says what it lacks."""
        record = self._work.record
        if record is None or self._walk.player is None:
            self.said.emit("There is no graph to look at yet.")
            return
        whole = self._kept[place]
        if sentence := missing(whole.name, self._go_to(whole, record)):
            labels = labels_of(record, self._view.options.numbering)
            self.said.emit(labels.sentence(sentence))

    def rename(self, place: int, name: str) -> None:
        """Gives a bookmark another name; one that is empty or taken is not taken."""
        kept, name = self._kept, " ".join(name.split())
        others = {mark.name for mark in (*kept[:place], *kept[place + 1 :])}
        if name and name not in others:
            made = replace(kept[place], name=name)
            self._work.set_bookmarks(
                (*kept[:place], made, *kept[place + 1 :]), f"Rename {kept[place].name}"
            )
        self._show_names()

    def remove(self, place: int) -> None:
        """Takes a bookmark from the list."""
        kept = self._kept
        self._work.set_bookmarks((*kept[:place], *kept[place + 1 :]), f"Remove {kept[place].name}")

    @property
    def _kept(self) -> tuple[Bookmark, ...]:
        return self._work.document.bookmarks

    # ── looking ──────────────────────────────────────────────────────────────────────────────

    def _go_to(self, whole: Bookmark, record: Record) -> tuple[str, ...]:
        """On the way there; what it lacks."""
        mark, lacking = whole.kept(record)
        self._waiting, self._going = None, (whole, mark)
        if not self._folding.show(mark.closed, mark.all_passes):
            self._arrive()
        return lacking

    def _aim(self) -> Aim | None:
        """Where the canvas looks, told from the card nearest to its middle."""
        canvas = self._desk.canvas
        picture = canvas.picture
        if picture is None or (canvas.is_fitted and canvas.zoom >= canvas.readable):
            return None
        x, y = canvas.camera.under(canvas.width() / 2, canvas.height() / 2)
        away = [
            (item.key.removeprefix("card:"), x - item.bounds.centre[0], y - item.bounds.centre[1])
            for item in picture.items
            if item.kind == "card"
        ]
        node, dx, dy = min(away, key=lambda card: hypot(card[1], card[2]))
        return Aim(node, dx, dy, canvas.zoom)

    def _arrive(self) -> None:
        """The modules are as they were: to the step, the light and the place.

        A step or a place that is not in this graph leaves the walk or the canvas where it is.
        """
        record, player = self._work.record, self._walk.player
        if self._waiting is not None and record is not None and not self._work.is_ahead:
            self._go_to(self._waiting, record)
            return
        going, self._going = self._going, None
        if going is None or player is None:
            return
        whole, mark = going
        if mark.stop is not None:
            node = standing_for(player.record, mark.stop.node)
            forward = mark.stop.phase == "forward"
            there = player.to_value(node) if forward else player.to_adjoint(node)
            self._walk.scrub(there.index, mark.stop.fine)
        elif whole.stop is None:
            self._walk.scrub(0)
        self._lighting.show(mark.wish, only=mark.only)
        if mark.aim is not None or whole.aim is None:
            self._look(mark.aim)
        self._desk.canvas.setFocus()

    def _look(self, aim: Aim | None) -> None:
        canvas, record = self._desk.canvas, self._work.record
        if aim is None or canvas.picture is None or record is None:
            canvas.fit()
            return
        card = canvas.picture.item(f"card:{standing_for(record, aim.node)}")
        if card is None or max(abs(aim.dx), abs(aim.dy)) > FARTHEST_OFF:
            canvas.fit()
            return
        x, y = card.bounds.centre
        zoom = min(max(aim.zoom, SMALLEST_ZOOM), NEAREST)  # a file may say anything
        canvas.look_at((x + aim.dx, y + aim.dy), zoom)

    # ── the menu and the list ────────────────────────────────────────────────────────────────

    def _show(self, document: Document) -> None:
        if document.bookmarks == self._shown:
            return
        self._shown = document.bookmarks
        for action in self.entries:
            self._menu.removeAction(action)
            self._window.removeAction(action)
            action.deleteLater()
        self.entries = [self._entry(place) for place in range(len(self._shown))]
        if not self.entries:
            self.entries = [QAction(NONE_YET, self)]
            self.entries[0].setEnabled(False)
            self._menu.addAction(self.entries[0])
        self._show_names()

    def _entry(self, place: int) -> QAction:
        name = self._kept[place].name
        action = QAction(name.replace("&", "&&"), self)
        action.setData(place)
        keys = f"Ctrl+{place + 1}" if place < WITH_KEYS else ""
        action.setShortcut(QKeySequence(keys))
        action.setToolTip(f"Go to “{name}”" + (f" ({keys})" if keys else ""))
        action.triggered.connect(self._go)
        self._menu.addAction(action)
        self._window.addAction(action)  # its key works while there is no menu to be seen
        return action

    def _go(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.go_to(action.data())

    def _show_names(self) -> None:
        if self.dialog is not None:
            self.dialog.show_names([mark.name for mark in self._kept])

    def _forget(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
