"""Lessons in the window: opened, turned page by page, answered, left."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFileDialog, QVBoxLayout, QWidget

from graphlab.app.learning_answers import Pointing, answered, done, open_click
from graphlab.app.learning_file import Follower, course_of, exam_path, listed, no_lesson, path_of
from graphlab.app.learning_progress import ProgressStore
from graphlab.errors import GraphlabError
from graphlab.panels.lesson_pane import LessonPane
from graphlab.study.judging.ground import Ground
from graphlab.study.lesson.progress import Progress
from graphlab.study.lesson.showing import asked_view, page_view

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.app.bench import Bench
    from graphlab.app.learning_file import Course
    from graphlab.app.learning_locks import Locks
    from graphlab.app.learning_proofs import Proofs
    from graphlab.app.learning_scenes import Scenes
    from graphlab.app.learning_stage import Stage
    from graphlab.app.learning_watch import Watch
    from graphlab.picture.theme import Theme
    from graphlab.record import Record
    from graphlab.study.judging.verdict import Verdict
    from graphlab.study.lesson.model import Problem
    from graphlab.study.practice.answers import About

KEPT = "lessons.json"
SOON = 400  # ms after which what was done is written down
FILTER = "Lessons (*.md);;All files (*)"


class Learning(QObject):
    """What is behind the pane; it is made when a lesson or the list is first wanted.

    ``said`` sends remarks; ``changed`` tells that a lesson was opened, turned or left,
    ``finished`` sends the name of a question that is over now.
    """

    said = Signal(str)
    changed = Signal()
    finished = Signal(str)
    practice_wanted = Signal()

    def __init__(
        self,
        bench: Bench,
        stage: Stage,
        scenes: Scenes,
        watch: Watch,
        locks: Locks,
        proofs: Proofs,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk, self._work, self._settings = bench.desk, bench.work, bench.settings
        self.stage = stage
        self._scenes = scenes
        self._watch = watch
        self._locks = locks
        self._store = ProgressStore(bench.settings.folder / KEPT)
        self._course: Course | None = None
        self._progress = Progress()
        self._pointing = Pointing(bench.desk, self)
        self._pointing.chosen.connect(self._choose)
        self._proofs = proofs
        proofs.found.connect(self._reword)
        self._follower = Follower(self)
        self._follower.saved.connect(self._read_again)
        self._soon = QTimer(self, singleShot=True, interval=SOON)
        self._soon.timeout.connect(self._keep)
        self.dialog: QFileDialog | None = None
        self.head = QWidget(bench.desk.side)
        self.head.hide()  # until there is something to read
        self.pane = LessonPane(self.head)
        self.column = QVBoxLayout(self.head)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.pane, 1)
        self.pane.set_theme(bench.view.theme)
        self.pane.answered.connect(self._answer)
        self.pane.hint_wanted.connect(self._hint)
        self.pane.told_wanted.connect(self._tell)
        self.pane.again_wanted.connect(self._ask_similar)
        self.pane.moved.connect(self.turn_to)
        self.pane.scene_wanted.connect(self._scenes.back)
        self.pane.handed_in.connect(self._hand_in)
        self.pane.lesson_chosen.connect(self.open_named)
        self.pane.closed.connect(self.show_list)
        self.pane.left.connect(self.leave)
        self.pane.practice_wanted.connect(self.practice_wanted)
        stage.strayed.connect(self.pane.set_wandered)
        stage.arrived.connect(self._look)
        scenes.said.connect(self.said)
        scenes.varied.connect(self._show)
        watch.noticed.connect(self._look)
        bench.view.theme_changed.connect(self._set_theme)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._turn_to_question)

    @property
    def course(self) -> Course | None:
        """The lesson that is open."""
        return self._course

    @property
    def is_list_shown(self) -> bool:
        """Whether the list of lessons is seen."""
        return self._desk.side.head is self.head and self._course is None

    @property
    def progress(self) -> Progress:
        """How far one is in it."""
        return self._progress

    def record_of(self, question: str) -> Record | None:
        """The run that a question of the page is about."""
        return self._scenes.record(question, self._progress.of(question).round)

    # ── opening and leaving ──────────────────────────────────────────────────────────────────

    def open_named(self, name: str) -> None:
        """A lesson that comes with graphlab."""
        path = path_of(name)
        if path is not None:
            self.open_path(path)

    def open_exam(self) -> None:
        """The exam that comes with graphlab."""
        path = exam_path()
        if path is not None:
            self.open_path(path)

    def open_path(self, path: Path) -> None:
        """The lesson in a file; nothing of it runs."""
        try:
            course, problems = course_of(path)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        if course is None:
            self.said.emit(no_lesson(path, problems))
            return
        self.open_course(course, problems)

    def open_course(self, course: Course, problems: Sequence[Problem] = (), page: int = 0) -> None:
        """A lesson, where one left it; one that is not kept at this page."""
        self._keep()
        self._desk.narration.end_hint()
        self.stage.enter()
        self._course = course
        kept = self._store.progress(course.key, course.lesson) if course.key else Progress(page)
        self._progress = kept
        self._desk.show_head(self.head)
        self._follower.follow(None if course.is_ours else course.path)
        self._scenes.open(course)
        self.pane.show_problems(problems)
        self._put_page()
        self._tell_of_store()

    def show_instead(self, course: Course) -> None:
        """Other questions in the scene that stands there; what was answered stays."""
        self._course = course
        self._after_change()

    def ask_for_file(self) -> None:
        """A lesson file that the person chooses."""
        dialog = QFileDialog(
            self._desk.window(), "Open a lesson", str(self._settings.last_folder), FILTER
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take_path)
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def show_list(self) -> None:
        """The list of lessons; a lesson that is open is left, and all is as it was before."""
        self._leave_lesson()
        self.pane.show_lessons(listed(self._store), can_practise=not self._work.document.is_empty)
        self._desk.show_head(self.head)
        self.pane.list.take_keys()

    def leave(self) -> None:
        """Nothing of lessons is seen any more."""
        self._leave_lesson()
        if self._desk.side.head is self.head:
            self._desk.show_head(None)
        self._desk.canvas.setFocus()

    def close(self) -> None:
        """The window goes: what was done is written down."""
        self._keep()
        self._watch.close()
        self._pointing.close()
        self._follower.follow(None)
        self._desk.show_head(None)

    def _leave_lesson(self) -> None:
        if self._course is None:
            return
        self._keep()
        self._course = None
        self._follower.follow(None)
        self._locks.hold((), ())
        self._pointing.close()
        self._scenes.close()
        self.stage.leave()
        self.changed.emit()

    # ── pages ────────────────────────────────────────────────────────────────────────────────

    def next_page(self) -> None:
        self.pane.turn_on()

    def previous_page(self) -> None:
        self.pane.turn_back()

    def turn_to(self, page: int) -> None:
        """Another page, with its scene and its own questions."""
        if self._course is not None:
            self._progress = self._progress.at(page, self._course.lesson)
            self._put_page()

    def start_again(self) -> None:
        """The lesson from its first page, nothing answered."""
        if self._course is not None:
            if self._course.key:
                self._store.forget(self._course.key)
            self._progress = Progress()
            self.pane.page.forget()
            self._put_page()

    def _put_page(self) -> None:
        assert self._course is not None
        lesson, page = self._course.lesson, self._progress.page
        self._progress = self._progress.at_first_rounds(lesson.pages[page])
        self._pointing.close()
        locked = lesson.locked_on(page)
        with self.stage.as_one():
            self._locks.hold(locked, lesson.hidden_on(page))
            self.stage.keeps_step = "step" in locked
            self._show()
            self._scenes.show(page)
        self._soon.start()
        self.changed.emit()

    def _show(self) -> None:
        if (course := self._course) is not None:
            view = self._scenes.asked(page_view(course.lesson, self._progress))
            self.pane.show_page(view, course.lesson.title)

    # ── questions ────────────────────────────────────────────────────────────────────────────

    def _answer(self, name: str, text: str) -> None:
        if self._course is None:
            return
        before = self._progress.of(name)
        lesson, record = self._course.lesson, self.record_of(name)
        self._progress = answered(lesson, self._progress, name, text, record)
        self._after_change()
        if self._progress.of(name).is_over and not before.is_over:
            self.finished.emit(name)
        last, shown = self._progress.of(name).last, self._work.record
        is_silent = self._course.lesson.is_exam and not self._progress.is_handed_in
        if last is not None and shown is not None and not is_silent:
            self._pointing.point(last.verdict, shown)
            question = self._course.lesson.questions[name]
            of = asked_view(self._course.lesson, self._progress, question).of
            self._proofs.ask(question, of, text, Ground(record), last.verdict)

    def _reword(self, name: str, text: str, verdict: Verdict) -> None:
        """An answer in another form was proved."""
        if self._course is not None and name in self._course.lesson.questions:
            question = self._course.lesson.questions[name]
            self._progress = self._progress.reworded(question, text, verdict)
            self._after_change()

    def _hint(self, name: str) -> None:
        self._change(name, self._progress.hinted)

    def _tell(self, name: str) -> None:
        self._change(name, self._progress.told)
        self.finished.emit(name)

    def _ask_similar(self, name: str) -> None:
        course = self._course
        if course is None:
            return
        question = course.lesson.questions[name]
        self._progress = self._progress.again(question)
        if not question.again:
            self._scenes.vary(name, self._progress.of(name).round)
        self._after_change()

    def _turn_to_question(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whoever turns to a question sees the inputs that it is asked at."""
        for name, box in self.pane.page.questions.items():
            if now is not None and box.isAncestorOf(now):
                self._scenes.turn_to(name, self._progress.of(name).round)

    def _hand_in(self) -> None:
        self._progress = self._progress.handed_in()
        self._after_change()

    def _choose(self, node: str) -> None:
        """A card was chosen: the answer of the first question that asks for one."""
        if self._course is not None and self.stage.has_arrived:
            question = open_click(self._course.lesson, self._progress)
            if question is not None:
                self._answer(question.name, node)

    def _look(self) -> None:
        """Whether a task of the page is done."""
        course = self._course
        if course is None or not self.stage.has_arrived:
            return
        progress = done(course.lesson, self._progress, self._watch.seen)
        if progress is not self._progress:
            self._progress = progress
            self._after_change()

    def _change(self, name: str, change: Callable[..., Progress]) -> None:
        if self._course is not None:
            self._progress = change(self._course.lesson.questions[name])
            self._after_change()

    def _after_change(self) -> None:
        self._show()
        self._soon.start()

    # ── the file ─────────────────────────────────────────────────────────────────────────────

    def _read_again(self) -> None:
        """The file was saved: the page stays, and what was done about questions that are left."""
        before = self._course
        if before is None or before.path is None:
            return
        try:
            course, problems = course_of(before.path)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        self.pane.show_problems(problems)
        if course is None:
            return  # what stood there before is still good to read
        lesson = course.lesson
        page, scene = self._progress.page, before.lesson.pages[self._progress.page].scene
        self._course = course
        self._progress = self._progress.fitting(lesson)
        stays = page == self._progress.page and lesson.pages[page].scene == scene
        if stays:
            self._scenes.read_again(course, page)
            self._after_change()
        else:
            self._scenes.open(course)
            self._put_page()

    def save_answers(self, about: About | None) -> None:
        """What was typed, as a file; ``about`` says of which exercise."""
        if self._course is not None:
            from graphlab.app.learning_saving import save_answers

            window = self._desk.window()
            said = save_answers(self._course, self._progress, about, self._settings, window)
            if said:
                self.said.emit(said)

    def _take_path(self, path: str) -> None:
        self._settings.keep("folder", str(Path(path).parent))
        self.open_path(Path(path))

    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _keep(self) -> None:
        self._soon.stop()
        if self._course is not None and self._course.key:
            self._store.keep(self._course.key, self._progress)
            self._tell_of_store()

    def _tell_of_store(self) -> None:
        problem, self._store.problem = self._store.problem, ""
        if problem:
            self.said.emit(problem)

    def _set_theme(self, theme: Theme) -> None:
        self.pane.set_theme(theme)
