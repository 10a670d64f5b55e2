"""Puts a lesson's scenes in the window, and what the person had back when the lesson is left."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from graphlab.app.coding import UNSEEN
from graphlab.app.desk import VALUES
from graphlab.app.side_pages import (
    AUTOGRAD,
    DESCENT,
    HEALTH,
    HIGH,
    JACOBIAN,
    MEMORY,
    PRINTED,
    TRAIN,
)
from graphlab.app.standing import begun
from graphlab.errors import InputError
from graphlab.study.adjoint_form import NONE
from graphlab.study.lesson.placing import place_in
from graphlab.study.lesson.scenes import lit_in, shown_edge
from graphlab.study.light import Pointed
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

    from graphlab.app.bench import Bench
    from graphlab.app.coding import Coding
    from graphlab.app.folding import Folding
    from graphlab.app.lighting import Lighting
    from graphlab.app.side_pages import SidePages
    from graphlab.app.standing import Standing
    from graphlab.canvas.camera import Camera
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.labels import Numbering
    from graphlab.study.lesson.model import Scene
    from graphlab.study.light import Wish
    from graphlab.study.moment import Moment
    from graphlab.study.player import Player

PAGES = {
    "values": VALUES,
    "edges": VALUES,
    "memory": MEMORY,
    "printed": PRINTED,
    "health": HEALTH,
    "autograd": AUTOGRAD,
    "jacobian": JACOBIAN,
    "descent": DESCENT,
    "train": TRAIN,
}
EVALUATION: Numbering = "evaluation"
SHARE, LARGE_SHARE = 0.4, 0.55
Elsewhere = Literal["there", "other inputs", "another graph"]
"""What the person studies, beside the graph of the scene."""


def needs_room(scene: Scene) -> bool:
    """Whether the page that it shows is one of those that are high."""
    return PAGES.get(scene.show) in HIGH


@dataclass(frozen=True, eq=False)
class Own:
    """All that a lesson changes of the window."""

    standing: Standing
    moment: Moment | None
    camera: Camera | None
    size: tuple[int, int]
    wish: Wish | Pointed | None
    only: bool
    pages: tuple[str, ...]
    top: str
    closed: frozenset[str]
    all_passes: bool
    is_code_open: bool
    numbering: Numbering


class Stage(QObject):
    """``arrived`` tells that a scene stands there, ``strayed`` whether the person went elsewhere.

    ``studied`` sends whether what is studied is another than the scene's. Where ``keeps_step``,
    whoever comes back to its graph comes back to its step.

    A scene is put as it is written, from wherever one comes: the document, the step, the light,
    the page at the right and what is seen of the graph. Tables begin with formulas, for forms of
    adjoints would answer questions; nodes have the numbers by which lessons name them.
    """

    arrived = Signal()
    strayed = Signal(bool)
    studied = Signal(str)

    def __init__(
        self,
        bench: Bench,
        lighting: Lighting,
        folding: Folding,
        pages: SidePages,
        coding: Coding,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._work = bench.desk, bench.work
        self._walk, self._view, self._actions = bench.walk, bench.view, bench.actions
        self._lighting = lighting
        self._folding = folding
        self._pages = pages
        self._coding = coding
        self._own: Own | None = None
        self._scene: Scene | None = None
        self._document: Document | None = None
        self._moment: Moment | None = None
        self._goes_back: Own | None = None
        self._is_arriving = False
        self._is_unsettled = False
        self._has_strayed = False
        self._elsewhere: Elsewhere = "there"
        self.keeps_step = False
        bench.work.recorded.connect(self._arrive)
        bench.work.document_changed.connect(self._look)
        bench.walk.begun.connect(self._arrive)
        bench.walk.moved.connect(self._look)

    @property
    def is_entered(self) -> bool:
        """Whether the window is a lesson's."""
        return self._own is not None

    @property
    def window(self) -> QWidget:
        """What dialogs belong to."""
        return self._desk.window()

    @property
    def own(self) -> Standing:
        """What the person studies outside of lessons, with its run."""
        return self._own.standing if self._own is not None else self._work.standing

    @property
    def numbering(self) -> Numbering:
        """How nodes are numbered outside of lessons."""
        return self._own.numbering if self._own is not None else self._view.options.numbering

    @property
    def document(self) -> Document | None:
        """What the scene studies."""
        return self._document

    @property
    def has_arrived(self) -> bool:
        """Whether the scene stands there, or stood there before the person went elsewhere."""
        return self._scene is not None and not self._is_arriving

    # ── coming and going ─────────────────────────────────────────────────────────────────────

    def enter(self) -> None:
        """Keeps what the person has; what comes is a lesson's."""
        if self._own is not None:
            return
        self._goes_back = None
        self._coding.keep_typed()
        player, canvas, side = self._walk.player, self._desk.canvas, self._desk.side
        self._own = Own(
            self._work.standing,
            player.moment if player is not None else None,
            None if canvas.is_fitted else canvas.camera,
            (canvas.width(), canvas.height()),
            self._lighting.wish,
            self._lighting.only,
            self._pages.open,
            side.current,
            self._folding.closed,
            self._folding.all_passes,
            self._coding.is_open,
            self._view.options.numbering,
        )
        self._view.lend_form(NONE)
        self._number(EVALUATION)

    def leave(self) -> None:
        """Gives back what the person had."""
        own, self._own = self._own, None
        self._scene = self._document = self._moment = None
        self._is_arriving = False
        if own is None:
            return
        self._goes_back = own
        self._pages.lend(own.pages, own.top)
        self._lighting.show(None)
        self._view.lend_form()
        self._number(own.numbering)
        self._work.put(own.standing)
        self._coding.set_open(own.is_code_open)
        self._desk.canvas.setFocus()
        self._arrive()

    def _number(self, numbering: Numbering) -> None:
        self._view.show({"numbering": numbering})
        self._actions.show_choices(self._view.chosen)

    # ── scenes ───────────────────────────────────────────────────────────────────────────────

    def put(self, scene: Scene, document: Document, record: Record | None) -> None:
        """Shows a scene, at once if its run is known, else when that has come."""
        self._scene, self._document, self._moment = scene, document, None
        self._is_arriving = True
        self._desk.why.dismiss()
        self._show_page(scene)
        with self.as_one():
            self._study(document, record)
            self._arrive()
        self._look()

    @contextlib.contextmanager
    def as_one(self) -> Iterator[None]:
        """Whatever is put and locked in here is drawn once, afterwards."""
        with self._walk.as_one():
            yield
        self._settle()

    def _study(self, document: Document, record: Record | None) -> None:
        if self._stands_there(document):
            self._work.begin(document)
        else:
            self._work.put(begun(document, record))
        if document.is_empty or (self._work.is_idle and self._work.is_ahead):
            self._show_no_graph(document)

    def _stands_there(self, document: Document) -> bool:
        """Whether its run is shown: a formula's checked, code's as it is.

        Code is not run again for being read about again.
        """
        work = self._work
        if work.has_failed or work.is_ahead or not work.document.runs_like(document):
            return False
        return document.kind == "code" or (work.is_checked and work.is_idle)

    def _show_no_graph(self, document: Document) -> None:
        """There is none to show, or its code has not been allowed to run yet."""
        self._work.clear()
        self._desk.empty.hide()
        if document.is_empty:
            self._desk.canvas.set_empty_text("")
            self._is_arriving = False
            self.arrived.emit()
        else:
            self._desk.canvas.set_empty_text(UNSEEN)

    def _show_page(self, scene: Scene) -> None:
        self._desk.widen_head()
        name = PAGES.get(scene.show, "")
        extra = () if name in ("", VALUES) else (name,)
        self._pages.lend(extra, name or VALUES)
        self._desk.side.fold(not name, LARGE_SHARE if needs_room(scene) else SHARE)

    # ── arriving ─────────────────────────────────────────────────────────────────────────────

    def _arrive(self, *_told: object) -> None:
        """The graph is there: to the step, the light and the place."""
        player = self._walk.player
        if player is None or player.record is not self._work.record or self._work.is_ahead:
            return
        if self._goes_back is not None:
            self._return(self._goes_back, player)
        elif self._is_arriving and self._scene is not None and self._is_studied:
            self._is_arriving = False
            self._is_unsettled = True
            with self.as_one():
                self._show_step(self._scene, player)
                self._show_light(self._scene, player.record)

    def _settle(self) -> None:
        """The step is drawn, with its light: it is fitted into its place."""
        if self._is_unsettled and not self._walk.is_changing:
            self._is_unsettled = False
            self._desk.canvas.fit()
            self._look()
            self.arrived.emit()

    @property
    def _is_studied(self) -> bool:
        """Whether the person studies what the scene does."""
        return self._document is not None and self._work.document.runs_like(self._document)

    def _show_step(self, scene: Scene, player: Player) -> None:
        self._desk.canvas.set_focus_key(None)
        there = place_in(scene.step, player)
        self._moment = there.moment
        self._walk.place(there)

    def _show_light(self, scene: Scene, record: Record) -> None:
        found = lit_in(scene, whole_of(record))
        is_lit = bool(found.nodes or found.edges)
        self._lighting.show(Pointed(found.nodes, found.edges) if is_lit else None)
        with contextlib.suppress(InputError):  # the file's writer is told of it by the check
            edge = shown_edge(scene, whole_of(record))
            if edge is not None:
                self._pages.choose_edge(edge)

    def _return(self, own: Own, player: Player) -> None:
        self._goes_back = None
        if own.standing.record is None:
            return
        if self._folding.show(own.closed, own.all_passes) and self._walk.player is not None:
            player = self._walk.player
        if own.moment is not None:
            at = own.moment
            there = player.at(at.step, at.fine) if at.step is not None else player
            self._walk.place(there)
        self._lighting.show(own.wish, only=own.only)
        canvas = self._desk.canvas
        if own.camera is None:
            canvas.fit()
        else:  # the same in the middle; when the canvas has its size again, at the same place
            dx, dy = (canvas.width() - own.size[0]) / 2, (canvas.height() - own.size[1]) / 2
            canvas.look_from(own.camera.panned(dx, dy))

    # ── going elsewhere ──────────────────────────────────────────────────────────────────────

    def _look(self, *_told: object) -> None:
        """Whether the person is still where the scene is."""
        self._look_at_graph()
        player = self._walk.player
        away = self._scene is not None and (
            not self._is_studied
            or (
                not self._is_arriving
                and player is not None
                and self._moment is not None
                and not self._work.is_ahead
                and player.moment != self._moment
            )
        )
        if away != self._has_strayed:
            self._has_strayed = away
            self.strayed.emit(away)

    def _look_at_graph(self) -> None:
        before, document = self._elsewhere, self._document
        if self._scene is None or document is None or self._is_studied:
            self._elsewhere = "there"
        else:
            is_same = self._work.document.has_source_of(document)
            self._elsewhere = "other inputs" if is_same else "another graph"
        if self._elsewhere == before:
            return
        self.studied.emit(self._elsewhere)
        is_back = self._elsewhere == "there" and self._scene is not None
        if is_back and self.keeps_step and not self._is_arriving:
            self._is_arriving = True
            self._arrive()
