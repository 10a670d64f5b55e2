"""What is beside the page that is read, made ready while the person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from graphlab.study.labels import labels_of
from graphlab.study.lesson.placing import place_in
from graphlab.study.lesson.scenes import lit_in
from graphlab.study.lesson.showing import page_view
from graphlab.study.light import Pointed, lit
from graphlab.study.player import Player

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.app.desk import Desk
    from graphlab.app.learning import Learning
    from graphlab.app.learning_locks import Locks
    from graphlab.app.learning_scenes import Scenes
    from graphlab.app.view import View
    from graphlab.app.views import Views
    from graphlab.record import Record
    from graphlab.study.lesson.model import Scene
    from graphlab.study.lesson.showing import PageView
    from graphlab.study.light import Light

SETTLED = 120  # ms after which a page that was turned to is taken to be read


class Beside(QObject):
    """Tells the pane what the next page will show, and the one before; the canvas, its scene."""

    def __init__(
        self,
        learning: Learning,
        scenes: Scenes,
        locks: Locks,
        desk: Desk,
        view: View,
        views: Views,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._learning = learning
        self._scenes = scenes
        self._locks = locks
        self._desk = desk
        self._view = view
        self._views = views
        self._soon = QTimer(self, singleShot=True, interval=SETTLED)
        self._soon.timeout.connect(self._prepare)
        learning.changed.connect(self._wait)
        scenes.found.connect(self._wait)

    def _wait(self, *_told: object) -> None:
        self._soon.start()

    def _prepare(self) -> None:
        self._learning.pane.prepare(self._views_beside())
        course, page = self._learning.course, self._learning.progress.page + 1
        if course is None or page >= len(course.lesson.pages):
            return
        self._desk.inputs.prepare(self._scenes.document_of(page))
        found = self._scenes.ahead_of(page)
        if found is not None:
            scene, record = found
            moment = place_in(scene.step, Player(record)).moment
            hides = self._locks.would_hide(course.lesson.hidden_on(page))
            self._views.foresee(record, moment, self._light(scene, record), hide=hides)

    def _light(self, scene: Scene, record: Record) -> Light | None:
        wanted = lit_in(scene, record)
        if not (wanted.nodes or wanted.edges):
            return None
        labels = labels_of(record, self._view.options.numbering)
        found = lit(record, Pointed(wanted.nodes, wanted.edges), labels)
        return found.light if found is not None else None

    def _views_beside(self) -> Iterator[PageView]:
        course, progress = self._learning.course, self._learning.progress
        if course is None:
            return
        lesson = course.lesson
        for page in (progress.page + 1, progress.page - 1):
            if 0 <= page < len(lesson.pages):
                there = progress.at(page, lesson).at_first_rounds(lesson.pages[page])
                yield self._scenes.asked(page_view(lesson, there))
