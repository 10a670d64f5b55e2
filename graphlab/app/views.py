"""Keeps every view in step: the picture, the strip, the tables, the badge and Why?."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, QTimer, Signal

from graphlab.app.drawing import Drawing
from graphlab.app.places import active_places, centre_of, places_for_notices, ways
from graphlab.app.value_rows import ValueRows
from graphlab.app.whys import Whys
from graphlab.picture.compose import takes_long
from graphlab.study.boxes import boxes_of, standing_for
from graphlab.study.labels import Labels
from graphlab.study.narration import narrate
from graphlab.study.neighbours import next_node
from graphlab.study.passes import whole_of
from graphlab.study.why import edge_key

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.picture.compose import Composer
    from graphlab.record import Record
    from graphlab.study.light import Light
    from graphlab.study.moment import Moment
    from graphlab.study.neighbours import Way
    from graphlab.study.player import Player

SETTLED = 150  # ms after which a canvas is taken to keep its size
START_HINT = "Press Space to walk through it"


class Views(QObject):
    """Joins work, walk and view to the desk.

    ``edge_chosen`` sends the name of an edge, ``module_activated`` the node of a closed module,
    ``frame_activated`` the key of an open one.
    """

    edge_chosen = Signal(str)
    module_activated, frame_activated = Signal(str), Signal(str)

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        desk, work, walk, view = bench.desk, bench.work, bench.walk, bench.view
        self._desk, self._work, self._walk, self._view = desk, work, walk, view
        self._whys = Whys(bench)
        self._composer: Composer | None = None
        self._drawing = Drawing(self)
        self._drawing.made.connect(self._take_composer)
        self._fresh = False
        self._labels: Labels | None = None
        self._focus: str | None = None
        self._held: tuple[str, QPointF] | None = None
        self._folded: Record | None = None  # of which another part is shown next
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self._lay_out_again)
        self._rows = ValueRows(desk.values, work, walk, view, self)
        work.recorded.connect(self._take_record)
        work.emptied.connect(self._take_nothing)
        work.forms_found.connect(self._whys.again)
        walk.moved.connect(self._take_place)
        view.options_changed.connect(self.compose_again)
        view.theme_changed.connect(self.compose_again)
        desk.canvas.clicked.connect(self.take_click)
        desk.canvas.activated.connect(self._activate)
        desk.canvas.resized.connect(self._take_size)
        desk.values.asked.connect(self.explain)
        desk.values.node_chosen.connect(self._choose_row)
        desk.values.edge_chosen.connect(self._choose_edge)
        desk.why.closed.connect(self._give_focus_back)
        desk.notice.busy = partial(places_for_notices, desk)

    @property
    def composer(self) -> Composer | None:
        """What makes the pictures of the graph that is shown."""
        return self._composer

    # ── what happened elsewhere ──────────────────────────────────────────────────────────────

    def _take_record(self, record: Record, fresh: bool) -> None:
        if fresh or self._composer is None:
            self._fresh = True
            if self._folded is not None and whole_of(self._folded) is not whole_of(record):
                self._folded = self._held = None
            if self._folded is None:
                self._view.set_aspect(self._aspect())
            elif self._composer is not None:  # what opens in place does not turn the graph
                self._view.set_aspect(self._aspect(), self._composer.way)
            self._drawing.draw(record, self._view.theme, self._view.options)
            if self._drawing.is_pending and self._folded is not None:
                self._stand_still()  # it is the same run: what was seen stays meanwhile
            elif self._drawing.is_pending:
                self._forget()
                self._desk.canvas.set_empty_text(f"Drawing {len(record.nodes):,} nodes …")
                self._desk.canvas.set_picture(None)
        elif not self._drawing.is_pending:
            self._draw_again(record)

    def _draw_again(self, record: Record) -> None:
        assert self._composer is not None
        self._drawing.draw_again(self._composer, record, self._view.theme, self._view.options)

    def _take_composer(self, composer: Composer) -> None:
        record = self._work.record
        if record is None:
            return
        if composer.record is not record and not composer.keeps_layout(record, composer.options):
            return  # another formula has come meanwhile, and its own composer will
        # Numbers may have changed while the layout was made, and the theme too.
        self._composer = composer.updated(record, self._view.theme)
        self._labels = Labels(record, composer.options.numbering)
        if self._fresh:
            self._fresh = False
            self._focus = None
            self._desk.canvas.set_focus_key(None)
            self._desk.why.dismiss()
            folded, self._folded = self._folded, None
            before = self._desk.canvas.still() if folded is not None else None
            self._walk.begin(record)
            self._look()
            if before is not None and folded is not None:
                origins, goals = ways(folded, record), ways(record, folded)
                self._desk.canvas.glide_from(before, origins, goals)
        else:
            self._walk.go_on(record)
            self._whys.again()
        self._rows.name(self._labels)

    def hold(self, node: str | None) -> None:
        """Another part of the run is shown next: cards glide there, and a node stays in place."""
        canvas = self._desk.canvas
        if self._composer is not None:  # else one sees what was there before, and glides from there
            self._folded = self._composer.record
        if node is None:
            return
        item = canvas.picture.item(f"card:{node}") if canvas.picture is not None else None
        if item is not None:
            self._held = node, centre_of(canvas, item.bounds)

    def _look(self) -> None:
        """At the whole; where that is not all in view, at the node that was held."""
        canvas, held = self._desk.canvas, self._held
        self._held = None
        record, picture = self._work.record, canvas.picture
        if canvas.is_fitted:
            canvas.fit()
        if held is None or record is None or picture is None:
            return
        if canvas.is_fitted and canvas.sees_all:
            return
        item = picture.item(f"card:{standing_for(record, held[0])}")
        if item is None:
            canvas.fit()
            return
        way = held[1] - centre_of(canvas, item.bounds)
        canvas.pan_by(way.x(), way.y())

    def prepare(self, record: Record) -> None:
        """Has a graph drawn that will be shown soon."""
        options = replace(self._view.options, aspect=self._aspect(), light=None, only=False)
        self._drawing.ready.make(record, self._view.theme, options)

    def foresee(self, record: Record, moment: Moment, light: Light | None, *, hide: bool) -> None:
        """Has a place in a run painted that will be shown next, in this light."""
        before, player, ready = self._composer, self._walk.player, self._drawing.ready
        options = replace(self._view.options, light=light, only=False, hide=hide)
        if before is None or player is None or self._drawing.is_pending:
            return
        if before.record is record:
            composer = before.updated(options=options)
        else:
            options = replace(options, aspect=self._aspect())
            found = ready.composer(record, self._view.theme, options)
            if found is None:
                return
            composer = found
        picture = composer.picture(moment)
        if composer is before:
            composer.picture(player.moment)  # it draws on from where the walk stands
        else:
            ready.keep(composer)
        self._desk.canvas.foresee(picture)

    def close(self) -> None:
        """Ends a layout that is under way."""
        self._drawing.close()

    def _take_nothing(self) -> None:
        self._forget()
        self._folded = None
        self._desk.canvas.set_empty_text("")
        self._desk.canvas.set_picture(None)

    def _forget(self) -> None:
        """Takes all away but the graph."""
        self._stand_still()
        self._desk.narration.show_step("", None)
        self._rows.empty()
        self._desk.transport.show_nothing()

    def _stand_still(self) -> None:
        """Takes no steps until there is another picture."""
        self._composer = None
        self._walk.pause()
        self._walk.player = None
        self._desk.why.dismiss()

    def _take_place(self, player: Player, animate: bool) -> None:
        if self._composer is None or self._labels is None:
            return
        desk, record = self._desk, player.record
        if desk.canvas.focus_key is None:
            self._focus = None  # what was clicked last; the step is somewhere else now
        desk.canvas.set_picture(self._composer.picture(player.moment), animate)
        if desk.notice.isVisible():
            desk.notice.keep_clear(active_places(desk.canvas))
        if not player.at_start:
            desk.narration.end_hint()
        options = self._view.options
        said = narrate(
            record,
            player.moment,
            numbering=options.numbering,
            digits=options.digits,
            hide=options.hide,
            keys=not self._walk.is_held,
        )
        sentence = f"{said.sentence} {said.warning}".strip()
        desk.narration.show_step(
            START_HINT if player.at_start and not self._walk.is_held else sentence,
            self._composer.strip(player.moment, desk.narration.room),
            speech=said.speech if animate else "",
        )
        desk.transport.show_player(player, self._labels)
        self._rows.show_step()

    def compose_again(self) -> None:
        """Draws the same place again with other colours or options."""
        player, record = self._walk.player, self._work.record
        if self._composer is None or player is None or record is None:
            return
        kept = self._composer.keeps_layout(record, self._view.options)
        before, options = self._composer.options, self._view.options
        if kept or before.pins != options.pins:
            self._desk.canvas.keep_view()  # nothing on screen moves but what has moved
        elif before.orientation == options.orientation and not self._desk.canvas.is_fitted:
            self._desk.canvas.keep_view(f"card:{self.chosen_node}")
        if self._drawing.is_pending and not kept:
            self._drawing.draw(record, self._view.theme, self._view.options)
        else:
            self._draw_again(record)

    def _aspect(self) -> float:
        canvas = self._desk.canvas
        return canvas.width() / max(1, canvas.height())

    def _take_size(self) -> None:
        self._settled.start()

    def _lay_out_again(self) -> None:
        """The better direction for another size of the canvas; never while stepping."""
        player, view = self._walk.player, self._view
        if player is None or not player.at_start or not self._desk.canvas.is_fitted:
            return
        if view.options.orientation == "auto" and not takes_long(player.record):
            view.set_aspect(self._aspect())
            self.compose_again()

    def narrow_strip(self) -> None:
        """Sets the strip for another width of the window."""
        if self._composer is not None and self._walk.player is not None:
            moment = self._walk.player.moment
            strip = self._composer.strip(moment, self._desk.narration.room)
            self._desk.narration.written.set_picture(strip)

    # ── the tables ───────────────────────────────────────────────────────────────────────────

    def _choose_row(self, node: str, adjoint: bool) -> None:
        if adjoint:
            self._walk.to_adjoint(node)
        else:
            self._walk.to_node(node)

    def _choose_edge(self, name: str) -> None:
        if (key := edge_key(name)) is not None:
            self._walk.to_edge(key)
            self.edge_chosen.emit(name)

    # ── the graph ────────────────────────────────────────────────────────────────────────────

    def take_click(self, key: str) -> None:
        """A card leads to its step, a number to Why?; a number not yet revealed to its step."""
        kind, _, name = key.partition(":")
        if kind in ("value", "adjoint", "card", "badge"):
            self._desk.canvas.set_focus_key(None)
            self._focus = name
            if kind in ("value", "adjoint") and self.is_revealed(kind, name):
                self.explain(key)
            elif kind == "adjoint":
                self._walk.to_adjoint(name)
            else:
                self._walk.to_node(name)
        elif kind in ("label", "chip"):
            self.edge_chosen.emit(name)
            self.explain(key)
        elif kind == "edge":
            self._choose_edge(name)
        else:
            self._desk.why.dismiss()

    @property
    def chosen_node(self) -> str | None:
        """The card with the focus, else the active one."""
        record = self._work.record
        node = self._focus or self._active_node()
        return node if record is not None and node in record.by_id else None

    def _activate(self, key: str) -> None:
        """A double click or Enter: a module opens or closes, of anything else Why? is told."""
        kind, _, name = key.partition(":")
        record = self._work.record
        if record is not None and kind in ("card", "value", "adjoint") and name in boxes_of(record):
            self._desk.why.dismiss()
            self._focus = name
            self.module_activated.emit(name)
        elif kind == "frame":
            self.frame_activated.emit(name)
        else:
            self.explain(key)

    def to_predecessor(self) -> None:
        self._walk_focus("predecessor")

    def to_successor(self) -> None:
        self._walk_focus("successor")

    def to_sibling_above(self) -> None:
        self._walk_focus("above")

    def to_sibling_below(self) -> None:
        self._walk_focus("below")

    def focus_on(self, node: str) -> None:
        """Puts the keyboard's ring around a card, and brings it into view."""
        self._focus = node
        self._desk.canvas.set_focus_key(f"card:{node}")

    def _walk_focus(self, way: Way) -> None:
        record, picture = self._work.record, self._desk.canvas.picture
        if record is None or picture is None or not record.nodes:
            return
        places = {
            node.id: item.bounds.centre
            for node in record.nodes
            if (item := picture.item(f"card:{node.id}")) is not None
        }
        start = self._focus or self._active_node() or record.nodes[0].id
        self.focus_on(next_node(record, start, way, places))

    # ── Why? ─────────────────────────────────────────────────────────────────────────────────

    def explain(self, key: str) -> None:
        """Opens Why? for a number, a label, a chip or a card."""
        self._whys.explain(key)

    def explain_focused(self) -> None:
        """Opens Why? for the card with the focus, else for the active one."""
        node = self.chosen_node
        if node is not None:
            self.explain(f"card:{node}")

    def is_revealed(self, kind: str, node: str) -> bool:
        """Whether the walk has come to a value or an adjoint, and nothing hides it."""
        return self._whys.is_revealed(kind, node)

    def _active_node(self) -> str | None:
        player = self._walk.player
        return player.step.node if player is not None and player.step is not None else None

    def _give_focus_back(self) -> None:
        self._desk.canvas.setFocus()
