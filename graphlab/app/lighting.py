"""Lights what a node depends on and what depends on it, or the paths between two nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.app.comparing import graph_of
from graphlab.study.labels import labels_of
from graphlab.study.light import Pointed, Wish, lit
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.app.bench import Bench
    from graphlab.picture.shapes import Bounds
    from graphlab.record import Record
    from graphlab.study.labels import Numbering
    from graphlab.study.light import Lit

END = "end the light"
NOTHING_LIT = "Light something first: L lights what a node depends on, P a path."
CARDS = ("card", "value", "adjoint", "badge")
NOTHING_CHOSEN = "Choose a node first: click its card, or go there with Alt and an arrow."


class Lighting(QObject):
    """Keeps what is wanted over runs of one graph and over modules that open and close.

    For a path the person chooses two nodes one after the other; meanwhile all that the first can
    be joined with is lit. ``told`` sends a sentence that stays, and the words of the button that
    ends it; ``said`` one that passes; ``focused`` the node that all is about. What else there is
    fades, or is left out of the picture while the person wants ``only`` what is lit.
    """

    told = Signal(str, str, str)
    said = Signal(str)
    focused = Signal(str)

    def __init__(
        self, bench: Bench, chosen: Callable[[], str | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._work, self._view = bench.desk, bench.work, bench.view
        self._chosen = chosen
        names = ("light", "path", "only", "unlit")
        self._around, self._path, self._only, self._unlit = (bench.actions[name] for name in names)
        self._wish: Wish | Pointed | None = None
        self._wants_only = False
        self._start: str | None = None
        self._before: Wish | Pointed | None = None
        self._whole: Record | None = None
        bench.desk.on_escape = self.leave
        bench.desk.canvas.picked.connect(self._take_pick)
        bench.desk.notice.answered.connect(self._take_answer)
        bench.work.recorded.connect(self._take_record)
        bench.work.emptied.connect(self._forget)
        bench.view.options_changed.connect(self._tell)

    @property
    def wish(self) -> Wish | Pointed | None:
        """What is lit, or would be if it could be seen."""
        return self._wish

    def light_around(self, _checked: bool) -> None:
        """Lights all that the chosen node depends on, and all that depends on it; or ends that."""
        node = self._chosen()
        if node is None:
            self.said.emit(NOTHING_CHOSEN)
        elif self._start is None and self._wish == Wish(node):
            self.show(None)
            return
        else:
            self._start = None
            self.show(Wish(node), only=self._wants_only)
            self.focused.emit(node)
        self._show_state()

    def choose_path(self, _checked: bool) -> None:
        """Begins a path at the chosen node, or ends it there."""
        node = self._chosen()
        if node is None:
            self.said.emit(NOTHING_CHOSEN)
        elif self._start is not None:
            self._end_at(node)
        else:
            self._before, self._start = self._wish, node
            self._light(Wish(node))
            self.focused.emit(node)
        self._show_state()

    def show_only(self, wanted: bool) -> None:
        """Leaves out of the picture what is not lit, or lets it fade."""
        if self._wish is None:
            self.said.emit(NOTHING_LIT)
            self._show_state()
        else:
            self._wants_only = wanted
            self._light(self._wish)

    def leave(self) -> bool:
        """Gives up the path that is being chosen, else lights everything; False if all is lit."""
        if self._start is not None:
            self.show(self._before, only=self._wants_only)
            return True
        if self._wish is None:
            return False
        self.show(None)
        return True

    def light_everything(self) -> None:
        """Ends the light."""
        self.show(None)

    @property
    def only(self) -> bool:
        """Whether what is not lit is left out."""
        return self._wants_only

    def show(self, wish: Wish | Pointed | None, *, only: bool = False) -> None:
        """Lights this and nothing else."""
        self._start = self._before = None
        self._wants_only = only and wish is not None
        self._light(wish)

    # ── choosing the end of a path ───────────────────────────────────────────────────────────

    def _take_pick(self, key: str) -> None:
        kind, _, node = key.partition(":")
        if kind in CARDS:
            self._end_at(node)

    def _end_at(self, node: str) -> None:
        record, start = self._work.record, self._start
        if record is None or start is None:
            return
        found = lit(record, Wish(start, node), labels_of(record, self._numbering))
        if found is not None and found.light is None:
            self.said.emit(found.sentence)
            return
        self.show(Wish(start, node), only=self._wants_only)
        self.focused.emit(node)
        if (place := self._place()) is not None:
            self._desk.canvas.ensure_visible(place)

    def _place(self) -> Bounds | None:
        """The part of the picture that holds all that is lit."""
        picture, light = self._desk.canvas.picture, self._view.options.light
        if picture is None or light is None:
            return None
        found = [picture.item(f"card:{node}") for node in light.nodes]
        bounds = [item.bounds for item in found if item is not None]
        place = bounds[0] if bounds else None
        for other in bounds[1:]:
            place = other if place is None else place.united(other)
        return place

    # ── what is lit ──────────────────────────────────────────────────────────────────────────

    def _light(self, wish: Wish | Pointed | None) -> None:
        self._wish = wish
        self._apply(draw=True)
        self._tell()
        self._show_state()

    def _apply(self, *, draw: bool) -> None:
        found = self._found()
        light = found.light if found is not None else None
        # While the other end of a path is chosen, there must be something to choose from.
        only = self._wants_only and self._start is None
        self._view.set_light(light, only=only, draw=draw)

    def _found(self) -> Lit | None:
        record = self._work.record
        if record is None or self._wish is None:
            return None
        return lit(record, self._wish, labels_of(record, self._numbering))

    def _tell(self) -> None:
        found = self._found()
        if found is None:
            self.told.emit("", "", END)
        elif self._start is not None and self._work.record is not None:
            name = labels_of(self._work.record, self._numbering).text(self._start)
            ask = "click the other end among what is lit, or go there and press P."
            self.told.emit(f"A path with {name}: {ask}", "Cancel", END)
        else:
            self.told.emit(found.sentence, "Light everything", END)

    def _show_state(self) -> None:
        self._desk.canvas.set_picking(self._start is not None)
        wish = self._wish if isinstance(self._wish, Wish) else None
        is_path = self._start is not None or (wish is not None and bool(wish.other))
        self._path.setChecked(is_path)
        self._around.setChecked(wish is not None and not is_path)
        self._only.setChecked(self._wants_only)
        self._unlit.setEnabled(self._wish is not None)

    def _take_record(self, record: Record, _fresh: bool) -> None:
        """Before the record is drawn: what it shows may be other nodes, or another graph."""
        whole, known = whole_of(record), self._whole
        self._whole = whole
        if self._wish is None or known is None:
            return
        if whole is not known and graph_of(whole) != graph_of(known):
            self._forget()
            return
        self._apply(draw=False)
        self._tell()

    def _forget(self) -> None:
        self._wish = self._start = self._before = None
        self._wants_only = False
        self._view.set_light(None, draw=False)
        self._tell()
        self._show_state()

    def _take_answer(self, word: str) -> None:
        if word == END:
            self.leave()

    @property
    def _numbering(self) -> Numbering:
        return self._view.options.numbering
