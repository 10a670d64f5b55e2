"""The pages beside the one that is read, made ready while the person reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from graphlab.app.learning_answers import with_inputs
from graphlab.study.lesson.showing import page_view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.app.learning import Learning
    from graphlab.app.learning_scenes import Scenes
    from graphlab.study.lesson.showing import PageView

SETTLED = 120  # ms after which a page that was turned to is taken to be read


class Beside(QObject):
    """Tells the pane what the next page will show, and the one before."""

    def __init__(self, learning: Learning, scenes: Scenes, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._learning = learning
        self._scenes = scenes
        self._soon = QTimer(self, singleShot=True, interval=SETTLED)
        self._soon.timeout.connect(self._prepare)
        learning.changed.connect(self._soon.start)

    def _prepare(self) -> None:
        self._learning.pane.prepare(self._views())

    def _views(self) -> Iterator[PageView]:
        course, progress = self._learning.course, self._learning.progress
        if course is None:
            return
        lesson = course.lesson
        for page in (progress.page + 1, progress.page - 1):
            if 0 <= page < len(lesson.pages):
                there = progress.at(page, lesson).at_first_rounds(lesson.pages[page])
                yield with_inputs(page_view(lesson, there), self._scenes.inputs)
