"""Keeps the page of autograd's own graph with the run that is shown, and links the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from graphlab.app.drawing import Background
from graphlab.picture.autograd import AutogradDrawing, key_of, legend, place_of, takes_long
from graphlab.study.autograd import names_of, summary, words_of
from graphlab.study.boxes import standing_for
from graphlab.study.labels import labels_of
from graphlab.study.passes import whole_of
from graphlab.worker.messages import AutogradRequest

if TYPE_CHECKING:
    from graphlab.app.view import View
    from graphlab.app.walk import Walk
    from graphlab.app.work import Work
    from graphlab.panels.autograd_view import AutogradView
    from graphlab.record import AutogradGraph, Record
    from graphlab.study.player import Player

CALM = 150  # ms without a new run before another graph is asked for
KEPT_IN_VIEW = 4
"""Nodes that one of ours may have so that all of them are kept in view."""

NO_RUN = "Nothing has run yet, so autograd has no graph."
WAITING = "Asking PyTorch for its graph …"
DRAWING = "Drawing {} nodes …"
LOST = "The run was ended before it could be asked for autograd's graph; run it again to see that."
NEEDS_SOURCE = (
    "This run was opened from a file. Autograd's graph is made by running the source again: open"
    " or paste the code, run it, and it is shown here."
)


class Autograds(QObject):
    """Asks the worker once a run, and only while the page is seen.

    ``chosen`` sends the node of the run that a card belongs to.
    """

    chosen = Signal(str)

    def __init__(
        self,
        panel: AutogradView,
        work: Work,
        walk: Walk,
        view: View,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._work = work
        self._walk = walk
        self._view = view
        self._asked: Record | None = None
        self._graph: AutogradGraph | None = None
        self._drawing: AutogradDrawing | None = None
        self._said: tuple[list[str], list[str]] = [], []
        self._places: tuple[Record | None, dict[str, list[int]]] = None, {}
        self._background = Background(self)
        self._background.made.connect(self._take_drawing)
        self._calm = QTimer(self, singleShot=True, interval=CALM)
        self._calm.timeout.connect(self._ask)
        panel.chosen.connect(self._choose)
        work.recorded.connect(self._take_record)
        work.emptied.connect(self._clear)
        work.autograd_found.connect(self._take)
        work.not_found.connect(self._miss)
        work.run_ended.connect(self._lose)
        walk.moved.connect(self._follow)
        view.options_changed.connect(self._compose)
        view.theme_changed.connect(self._dress)

    def close(self) -> None:
        """Ends a layout that is under way."""
        self._calm.stop()
        self._background.close()

    def show(self) -> None:
        """Shows the graph of the run, and asks for it if it is not known."""
        record = self._work.record
        if record is None:
            self._clear()
        elif not self._panel.isVisible():
            return
        elif self._work.is_from_file:
            self._clear(NEEDS_SOURCE)
        elif whole_of(record) is self._asked:
            self._mark()
        elif not self._work.is_checked:
            self._clear(WAITING)
        elif self._drawing is None:
            self._clear(WAITING)
            self._ask()
        else:
            self._calm.start()

    def _take_record(self, record: Record, fresh: bool) -> None:
        """Of the same graph with other numbers what is there stays until the answer comes."""
        is_other = whole_of(record) is not self._asked
        if is_other and (fresh or not self._panel.isVisible()):
            self._clear(WAITING)
        self.show()

    # ── a graph comes ────────────────────────────────────────────────────────────────────────

    def _ask(self) -> None:
        record = self._work.record
        if record is not None and self._panel.isVisible():
            self._asked = whole_of(record)
            self._work.ask_autograd()

    def _take(self, graph: AutogradGraph) -> None:
        record = self._asked
        if record is None:
            return
        is_known = self._drawing is not None and graph == self._graph
        self._graph = graph
        if not is_known or self._said != self._say(graph, record):
            self._compose()

    def _compose(self) -> None:
        """Draws the graph that came last, with the names that nodes have now."""
        record, graph = self._asked, self._graph
        if record is None or graph is None:
            return
        names, told = self._said = self._say(graph, record)
        theme, layouter = self._view.theme, self._background.layouter
        long = takes_long(graph)
        if long and self._drawing is None:
            self._panel.show_words(DRAWING.format(f"{len(graph.nodes):,}"))
        self._background.make(
            lambda: AutogradDrawing(graph, names, told, theme, layouter), at_once=not long
        )

    def _say(self, graph: AutogradGraph, record: Record) -> tuple[list[str], list[str]]:
        labels = labels_of(record, self._view.options.numbering)
        return names_of(graph, record, labels), words_of(graph, record, labels)

    def _take_drawing(self, drawing: AutogradDrawing) -> None:
        graph = self._graph
        if graph is None:
            return
        self._drawing, self._places = drawing.with_theme(self._view.theme), (None, {})
        kinds, shown = {node.kind for node in graph.nodes}, self._work.document
        are_open = shown.kind == "code" and shown.code.open_fused
        self._panel.show_graph(
            summary(graph, are_open=are_open),
            self._drawing.picture(_in_view(self._active())),
            legend(kinds, self._view.theme),
            self._drawing.neighbour,
        )
        self._mark()

    def _dress(self) -> None:
        if self._drawing is not None:
            self._take_drawing(self._drawing)

    # ── none comes ───────────────────────────────────────────────────────────────────────────

    def _miss(self, request: object, sentence: str) -> None:
        if isinstance(request, AutogradRequest):
            self._clear(sentence)

    def _lose(self) -> None:
        """The worker is gone, and with it the run that it kept."""
        if self._asked is not None and self._graph is None:
            self._clear(LOST)

    def _clear(self, words: str = NO_RUN) -> None:
        self._calm.stop()
        self._background.give_up_older()
        self._asked = self._graph = self._drawing = None
        self._panel.show_words(words)

    # ── links ────────────────────────────────────────────────────────────────────────────────

    def _choose(self, key: str) -> None:
        place = place_of(key)
        if place is None or self._graph is None or self._asked is None:
            return
        node = self._graph.nodes[place].node
        if node in self._asked.by_id:
            self.chosen.emit(node)

    def _follow(self, _player: Player, animate: bool) -> None:
        if self._panel.isVisible():
            self._mark(animate=animate)

    def _mark(self, *, animate: bool = False) -> None:
        """Outlines what belongs to the node that the walk is at."""
        if self._drawing is not None:
            places = self._active()
            self._panel.show_picture(self._drawing.picture(_in_view(places)), animate=animate)
            self._panel.mark(frozenset(map(key_of, places)))

    def _active(self) -> list[int]:
        """The places of what belongs to that node, or to what is inside it."""
        player, record, graph = self._walk.player, self._work.record, self._graph
        step = player.step if player is not None else None
        if record is None or graph is None or step is None:
            return []
        if self._places[0] is not record:
            places: dict[str, list[int]] = {}
            for place, node in enumerate(graph.nodes):
                if node.node is not None:
                    places.setdefault(standing_for(record, node.node), []).append(place)
            self._places = record, places
        return self._places[1].get(step.node, [])


def _in_view(places: list[int]) -> list[int]:
    return places if len(places) <= KEPT_IN_VIEW else places[-1:]
