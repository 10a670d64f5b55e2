"""The scenes of the lesson that is open: which runs they need, and what questions are judged on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.app.code_reading import Origin
from graphlab.app.learning_answers import with_inputs, with_runs
from graphlab.app.learning_stage import needs_room
from graphlab.errors import GraphlabError
from graphlab.study.document import Document
from graphlab.study.lesson.scenes import scene_document
from graphlab.study.lesson.similar import are_finite, similar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.app.coding import Coding
    from graphlab.app.consent import Consent
    from graphlab.app.learning_ahead import Ahead
    from graphlab.app.learning_file import Course
    from graphlab.app.learning_stage import Stage
    from graphlab.record import Record
    from graphlab.study.lesson.model import Lesson, Scene
    from graphlab.study.lesson.showing import PageView

MOST_DRAWN = 30
"""Inputs that are drawn for a similar question before it is asked at those of the scene."""


class Scenes(QObject):
    """``varied`` tells that a similar question stands at its own inputs now.

    ``found`` sends a run that a page will show.
    """

    said = Signal(str)
    varied = Signal()
    found = Signal(object)

    def __init__(
        self,
        stage: Stage,
        ahead: Ahead,
        coding: Coding,
        consent: Consent,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._stage = stage
        self._ahead = ahead
        self._coding = coding
        self._consent = consent
        self._course: Course | None = None
        self._documents: tuple[Document, ...] = ()
        self._page = -1
        self._variants: dict[tuple[str, int], Document] = {}
        self._seeking: tuple[str, int, int] | None = None
        ahead.found.connect(self._take)

    def open(self, course: Course) -> None:
        """Another lesson, or the same one after its file was saved."""
        self._course = course
        if course.document is None:
            self._documents = tuple(self._made(course.lesson))
        else:
            self._documents = (course.document,) * len(course.lesson.pages)
        self._variants, self._seeking, self._page = {}, None, -1

    def read_again(self, course: Course, page: int) -> None:
        """The same lesson after its file was saved, when what is shown needs no other scene."""
        self.open(course)
        self._page = page
        self._want()

    def close(self) -> None:
        """No lesson any more."""
        self._course, self._documents, self._page = None, (), -1
        self._variants, self._seeking = {}, None
        self._ahead.forget()

    def show(self, page: int) -> None:
        """Puts a page's scene in the window, and has those of the pages around it run ahead."""
        assert self._course is not None
        self._page, self._seeking = page, None
        self._variants.clear()
        scene, document = self._course.lesson.pages[page].scene, self._documents[page]
        if scene is None:
            return
        self._put(scene, document)
        self._want()

    def back(self) -> None:
        """The scene again: of a similar question, at its own inputs."""
        scene = self._scene
        if scene is not None:
            document = next(reversed(self._variants.values()), self._documents[self._page])
            self._put(scene, document)

    def vary(self, question: str, round_: int) -> None:
        """Puts the scene at other inputs, drawn for this round of a question."""
        self._seek(question, round_, 0)

    def record(self, question: str, round_: int) -> Record | None:
        """The run that a question is about."""
        if self._page < 0:
            return None
        document = self._variants.get((question, round_), self._documents[self._page])
        return self._ahead.record(document)

    def document_of(self, page: int) -> Document:
        """What a page studies."""
        return self._documents[page]

    def ahead_of(self, page: int) -> tuple[Scene, Record] | None:
        """What a page will show, if its run is there already."""
        if self._course is None:
            return None
        scene, record = self._course.lesson.pages[page].scene, None
        if scene is not None:
            record = self._ahead.record(self._documents[page])
        return None if scene is None or record is None else (scene, record)

    def asked(self, view: PageView) -> PageView:
        """A page with its similar questions at their own inputs, told out of their own runs."""
        can_vary = any(one.dials for one in self._documents[view.number : view.number + 1])
        return with_inputs(with_runs(view, self.record, can_vary=can_vary), self._inputs)

    def _inputs(self, question: str, round_: int) -> Document | None:
        """What a similar question is asked at."""
        return self._variants.get((question, round_))

    # ── documents ────────────────────────────────────────────────────────────────────────────

    @property
    def _scene(self) -> Scene | None:
        return self._course.lesson.pages[self._page].scene if self._course is not None else None

    def _made(self, lesson: Lesson) -> Iterator[Document]:
        """What each page studies; what a scene does not set is as on the page before."""
        before, known = Document(), None
        for page in lesson.pages:
            if page.scene is not None and page.scene is not known:
                known = page.scene
                try:
                    before = scene_document(known, before)
                except GraphlabError as error:
                    self.said.emit(f"The scene in line {known.at_line}: {error}")
            yield before

    def _want(self) -> None:
        after = self._documents[self._page + 1 :]
        before = reversed(self._documents[: self._page])
        here = self._documents[self._page]
        wanted = dict.fromkeys((here, *self._variants.values(), *after, *before))
        self._ahead.want(wanted, runs_code=self._runs_code)

    @property
    def _runs_code(self) -> bool:
        """Whether the lesson's code is ours, and may run unasked."""
        assert self._course is not None
        return self._course.is_ours and self._course.document is None

    def _put(self, scene: Scene, document: Document) -> None:
        record = self._ahead.record(document)
        self._prepare_code(scene, document, ran=record is not None)
        self._stage.put(scene, document, record)

    def _prepare_code(self, scene: Scene, document: Document, *, ran: bool) -> None:
        """The editor holds a scene's code; our own may run, that of a file is asked about.

        Where a page for training or descent is shown, code of an earlier page leaves it the room.
        """
        assert self._course is not None
        is_shown = scene.has_graph or not needs_room(scene)
        if document.kind != "code" or not is_shown:
            self._coding.set_open(False)
        if document.kind != "code":
            return
        if self._runs_code:
            self._consent.person_runs(document.code.text)
        path = None if self._course.is_ours else self._course.path
        if self._course.document is None:
            self._coding.take(document.code, Origin(path), shown=is_shown, ran=ran)

    # ── other inputs ─────────────────────────────────────────────────────────────────────────

    def _seek(self, question: str, round_: int, tried: int) -> None:
        assert self._course is not None
        start = self._documents[self._page]
        if tried == MOST_DRAWN:
            self._put_variant(question, round_, start)
            return
        drawn = similar(start, (self._course.lesson.name, question, round_, tried))
        self._seeking = question, round_, tried
        self._variants[question, round_] = drawn
        self._want()
        if self._ahead.is_known(drawn):
            self._take(drawn)

    def _take(self, document: Document) -> None:
        """Inputs that were drawn have a run: they serve if every number in it is finite."""
        record = self._ahead.record(document)
        if record is not None and document in self._documents:
            self.found.emit(record)
        if self._seeking is None or self._variants.get(self._seeking[:2]) is not document:
            return
        question, round_, tried = self._seeking
        self._seeking = None
        if record is not None and are_finite(record):
            self._put_variant(question, round_, document)
        else:
            self._seek(question, round_, tried + 1)

    def _put_variant(self, question: str, round_: int, document: Document) -> None:
        self._seeking = None
        self._variants.pop((question, round_), None)
        self._variants[question, round_] = document  # the newest at the end
        scene = self._scene
        if scene is not None:
            self._stage.put(scene, document, self._ahead.record(document))
        self.varied.emit()
