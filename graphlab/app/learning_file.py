"""Lesson files: those that come with graphlab, and one that is followed as it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from graphlab.panels.lesson_list import Listed
from graphlab.study.lesson.model import Problem
from graphlab.study.lesson.reading import load_lesson, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.app.learning_progress import ProgressStore
    from graphlab.study.document import Document
    from graphlab.study.lesson.model import Lesson

SETTLED = 120  # ms without a change after which a file is read again


@dataclass(frozen=True, eq=False)
class Course:
    """A lesson with where it came from.

    ``key`` is what progress is kept under, if it is kept; ``document`` what all pages study, else
    each its scene. Code of a lesson that ``is_ours`` runs without a question.
    """

    lesson: Lesson
    path: Path | None
    key: str
    is_ours: bool
    document: Document | None = None


def course_of(path: Path) -> tuple[Course | None, tuple[Problem, ...]]:
    """The lesson in a file, None where there is none to show, and what is wrong with it.

    Raises DocumentError where there is nothing to read.
    """
    path = path.resolve()
    is_ours = any(path == one.path.resolve() for one in shipped())
    lesson, problems = load_lesson(path)
    if lesson is None:
        return None, problems
    return Course(lesson, path, lesson.name if is_ours else str(path), is_ours), problems


def no_lesson(path: Path, problems: tuple[Problem, ...]) -> str:
    """Why nothing of a file can be shown."""
    first = problems[0] if problems else Problem(1, "There is no page.")
    return f"{path.name}, line {first.line}: {first.sentence}"


def path_of(name: str) -> Path | None:
    """The file of a lesson that comes with graphlab."""
    return next((one.path for one in shipped() if one.name == name), None)


def exam_path() -> Path | None:
    """The file of the first exam that comes with graphlab."""
    for one in shipped():
        lesson, _ = load_lesson(one.path)
        if lesson is not None and lesson.is_exam:
            return one.path
    return None


def listed(store: ProgressStore) -> tuple[Listed, ...]:
    """All lessons that come with graphlab, with how far one is."""
    found = []
    for one in shipped():
        lesson, _ = load_lesson(one.path)
        if lesson is not None:
            progress = store.progress(one.name, lesson)
            done = progress.done(lesson) if store.has(one.name) else 0
            found.append(
                Listed(
                    lesson.name,
                    lesson.title,
                    lesson.summary,
                    lesson.topic,
                    lesson.minutes,
                    len(lesson.pages),
                    done,
                )
            )
    return tuple(found)


class Follower(QObject):
    """``saved`` tells that the file has other content, also where an editor replaced it."""

    saved = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path: Path | None = None
        self._seen = b""
        self._watcher = QFileSystemWatcher(self)
        self._watcher.fileChanged.connect(self._notice)
        self._watcher.directoryChanged.connect(self._notice)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED)
        self._settled.timeout.connect(self._look)

    def follow(self, path: Path | None) -> None:
        """This file and no other; None: nothing."""
        self._settled.stop()
        for watched in (*self._watcher.files(), *self._watcher.directories()):
            self._watcher.removePath(watched)
        self._path = path
        if path is not None:
            self._watcher.addPaths([str(path), str(path.parent)])
            self._seen = _content(path)

    def _notice(self, _changed: str) -> None:
        self._settled.start()

    def _look(self) -> None:
        path = self._path
        if path is None or not path.exists():
            return  # on its way: the folder will tell
        if str(path) not in self._watcher.files():
            self._watcher.addPath(str(path))
        content = _content(path)
        if content != self._seen:
            self._seen = content
            self.saved.emit()


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
