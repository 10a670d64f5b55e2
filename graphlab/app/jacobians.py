"""Keeps the Jacobian's page at the edge that the step, a click or the list is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.panels.jacobian_panel import JacobianPanel, JacobianShown
from graphlab.record import NOT_KEPT
from graphlab.study.boxes import boxes_of
from graphlab.study.labels import labels_of
from graphlab.study.memory import called
from graphlab.study.why import edge_key
from graphlab.worker.messages import Jacobian, JacobianRequest

if TYPE_CHECKING:
    from graphlab.app.settings import Settings
    from graphlab.app.view import View
    from graphlab.app.views import Views
    from graphlab.app.walk import Walk
    from graphlab.app.work import Work
    from graphlab.record import Array, EdgeKey, Record
    from graphlab.study.labels import Labels
    from graphlab.study.player import Player

NODE = re.compile(r"\bw\d+(?= itself|ᵀ| ⊗|:)")
WAITING = "…"
NO_EDGES = "This graph has no edges."
CLOSED = "This edge leads into a closed module. Open it (double click) to see Jacobians inside."
MOST_EDGES = 2000  # in the list


class Jacobians(QObject):
    """Asks the worker for what is looked at, once an edge and run."""

    def __init__(
        self,
        panel: JacobianPanel,
        work: Work,
        walk: Walk,
        view: View,
        views: Views,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._work = work
        self._walk = walk
        self._view = view
        self._views = views
        self._settings = settings
        self._edge: EdgeKey | None = None
        self._found: dict[EdgeKey, Jacobian | str] = {}
        self._record: Record | None = None
        panel.set_layout(settings.text("jacobian-layout"))
        panel.chosen.connect(self.choose)
        panel.turned.connect(self._keep_layout)
        work.recorded.connect(self._take_record)
        work.jacobian_found.connect(self._take)
        work.not_found.connect(self._miss)
        work.emptied.connect(self._take_nothing)
        walk.moved.connect(self._follow)
        views.edge_chosen.connect(self.choose)
        view.options_changed.connect(self.show)
        if walk.player is not None:
            self._follow(walk.player, False)

    def choose(self, name: str) -> None:
        """Another edge, by its name."""
        key, record = edge_key(name), self._work.record
        if key is not None and record is not None and key in record.by_key:
            self._edge = key
            self.show()

    def show(self) -> None:
        """Shows the edge that is chosen; what is not known yet is asked for, if it can be seen."""
        record = self._work.record
        if record is None or not record.edges:
            self._take_nothing()
            return
        if record is not self._record:
            self._record = record
            self._found.clear()
        if self._edge not in record.by_key:
            self._edge = record.edges[0].key
        self._list(record)
        found = self._found.get(self._edge)
        if self._edge.target in boxes_of(record):
            self._panel.show_nothing(CLOSED)
        elif not record.keeps_values:
            self._panel.show_nothing(NOT_KEPT)
        elif found is None:
            self._panel.show_nothing(WAITING)
            if self._work.is_checked and self._panel.isVisible():
                self._found[self._edge] = WAITING
                self._work.ask_jacobian(self._edge)
        elif isinstance(found, str):
            self._panel.show_nothing(found)
        else:
            self._panel.show_jacobian(self._shown(record, self._edge, found))

    def _list(self, record: Record) -> None:
        labels = labels_of(record, self._view.options.numbering)
        edges = [
            (
                f"{e.source}>{e.target}:{e.argument}",
                f"∂{labels.text(e.target)}/∂{labels.text(e.source)}",
            )
            for e in record.edges[:MOST_EDGES]
        ]
        key = self._edge
        self._panel.show_edges(edges, f"{key.source}>{key.target}:{key.argument}" if key else None)

    def _shown(self, record: Record, key: EdgeKey, found: Jacobian) -> JacobianShown:
        labels = labels_of(record, self._view.options.numbering)
        source, target = record.by_id[key.source], record.by_id[key.target]
        edge = record.by_key[key]
        revealed = self._views.is_revealed
        adjoint = target.adjoint if revealed("adjoint", target.id) else None
        product = edge.contribution if revealed("adjoint", source.id) else None
        return JacobianShown(
            (labels.bar(source.id), labels.bar_text(source.id)),
            (labels.bar(target.id), labels.bar_text(target.id)),
            (target.shape or (), source.shape or ()),
            named(found.structure, record, labels),
            found.array,
            found.image.thumbnail if found.image is not None else None,
            _flat(adjoint),
            _flat(product),
        )

    def _follow(self, player: Player, _animate: bool) -> None:
        step = player.step
        if step is not None and step.edges:
            self._edge = step.edges[min(player.moment.fine, len(step.edges)) - 1]
        self.show()

    def _take_record(self, _record: Record, _fresh: bool) -> None:
        self.show()

    def _take(self, found: Jacobian) -> None:
        key = edge_key(f"{found.source}>{found.target}:{found.argument}")
        if key is not None:
            self._found[key] = found
            self.show()

    def _miss(self, request: object, sentence: str) -> None:
        if isinstance(request, JacobianRequest):
            key = edge_key(f"{request.source}>{request.target}:{request.argument}")
            if key is not None:
                self._found[key] = sentence
                self.show()

    def _take_nothing(self) -> None:
        self._panel.show_edges((), None)
        self._panel.show_nothing(NO_EDGES)

    def _keep_layout(self, name: str) -> None:
        self._settings.keep("jacobian-layout", name)


def named(structure: str, record: Record, labels: Labels) -> str:
    """With a node's name as it is shown: ``v₁ itself``, ``I ⊗ v₁ᵀ``."""
    found = NODE.search(structure)
    node = record.by_id.get(found.group()) if found is not None else None
    if found is None or node is None or any(n.name == node.id for n in record.nodes):
        return structure
    return structure[: found.start()] + called(node, labels) + structure[found.end() :]


def _flat(array: Array | None) -> Array | None:
    return None if array is None else array.reshape(-1)
