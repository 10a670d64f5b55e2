"""The slots of the Learn menu; what is behind them is made when it is first wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.keeping.kept import LessonPlace

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.coding import Coding
    from graphlab.app.consent import Consent
    from graphlab.app.folding import Folding
    from graphlab.app.learning import Learning
    from graphlab.app.learning_practice import Practice
    from graphlab.app.learning_worksheet import Worksheets
    from graphlab.app.lighting import Lighting
    from graphlab.app.side_pages import SidePages
    from graphlab.app.standing import Standing
    from graphlab.app.training_page import TrainingPage
    from graphlab.app.views import Views
    from graphlab.study.labels import Numbering

TOUR = "tour"
IN_A_LESSON = ("lesson-next", "lesson-back", "answers", "lesson-again", "lesson-leave")


class Learn(QObject):
    """``said`` sends remarks."""

    said = Signal(str)

    def __init__(
        self,
        bench: Bench,
        views: Views,
        lighting: Lighting,
        folding: Folding,
        pages: SidePages,
        coding: Coding,
        consent: Consent,
        training: TrainingPage,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._bench = bench
        self._views = views
        self._lighting = lighting
        self._folding = folding
        self._pages = pages
        self._coding = coding
        self._consent = consent
        self._training = training
        self._learning: Learning | None = None
        self._practice: Practice | None = None
        self._worksheets: Worksheets | None = None

    @property
    def learning(self) -> Learning:
        """All that is behind the pane."""
        if self._learning is None:
            self._learning = self._made()
        return self._learning

    @property
    def own(self) -> Standing | None:
        """What the person has outside the lesson, while one is open."""
        if self._learning is None or not self._learning.stage.is_entered:
            return None
        return self._learning.stage.own

    @property
    def numbering(self) -> Numbering:
        """How the person has nodes numbered outside the lesson, or without one."""
        if self._learning is None:
            return self._bench.view.options.numbering
        return self._learning.stage.numbering

    @property
    def place(self) -> LessonPlace | None:
        """The lesson that is open, and its page."""
        course = self._learning.course if self._learning is not None else None
        return LessonPlace(course.key, self.learning.progress.page) if course is not None else None

    def show_place(self, place: LessonPlace) -> None:
        """A page of a lesson that comes with graphlab, or of one that was opened here before."""
        from graphlab.app.learning_file import path_of

        is_own = place.name in self._bench.settings.recent_files()
        path = Path(place.name) if is_own else path_of(place.name)
        if path is None or not path.is_file():
            return
        self.learning.open_path(path)
        if self.place is not None and self.place.name == place.name:
            self.learning.turn_to(place.page)

    def tour(self) -> None:
        """The tour of the window."""
        self.learning.open_named(TOUR)

    def show_lessons(self) -> None:
        """The list of lessons; or, if that is what is seen, none of it."""
        if self._learning is not None and self._learning.is_list_shown:
            self._learning.leave()
        else:
            self.learning.show_list()

    def practise(self) -> None:
        """Questions about the graph that is shown, or exercises."""
        self.practice.own()

    def exam(self) -> None:
        """The mock exam."""
        self.learning.open_exam()

    def open_file(self) -> None:
        """A lesson of somebody's own."""
        self.learning.ask_for_file()

    def open_path(self, path: Path) -> None:
        """The lesson in this file."""
        self.learning.open_path(path)

    def next_page(self) -> None:
        self.learning.next_page()

    def previous_page(self) -> None:
        self.learning.previous_page()

    def start_again(self) -> None:
        """The lesson from its start, nothing answered."""
        self.learning.start_again()

    def leave(self) -> None:
        """The lesson is over, or not for now."""
        self.learning.leave()

    def close(self) -> None:
        """What was done is written down."""
        if self._learning is not None:
            self._learning.close()

    def worksheet(self) -> None:
        """Asks what is to be put on paper."""
        self.worksheets.open()

    def save_answers(self) -> None:
        """What was answered, as a file for whoever grades it."""
        learning = self.learning
        about = self.practice.about if self.practice.is_open else None
        learning.save_answers(about)

    @property
    def worksheets(self) -> Worksheets:
        """Sheets to be filled in by hand."""
        if self._worksheets is None:
            from graphlab.app.learning_ahead import Ahead
            from graphlab.app.learning_practice import EXERCISES
            from graphlab.app.learning_worksheet import Worksheets

            ahead = Ahead(self._bench.work, self._bench.link, self)
            self._worksheets = Worksheets(
                self.learning.stage, ahead, self._bench.settings, EXERCISES, self
            )
            self._worksheets.said.connect(self.said)
        return self._worksheets

    @property
    def practice(self) -> Practice:
        """Exercises, in the same place as lessons."""
        if self._practice is None:
            from graphlab.app.learning_ahead import Ahead
            from graphlab.app.learning_practice import Practice

            learning = self.learning
            ahead = Ahead(self._bench.work, self._bench.link, self)
            self._practice = Practice(
                learning, learning.stage, self._bench.walk, ahead, self._bench.settings, self
            )
            self._practice.said.connect(self.said)
        return self._practice

    def _show_state(self) -> None:
        is_open = self._learning is not None and self._learning.course is not None
        for name in IN_A_LESSON:
            self._bench.actions[name].setEnabled(is_open)

    def _made(self) -> Learning:
        from graphlab.app.learning import Learning
        from graphlab.app.learning_ahead import Ahead
        from graphlab.app.learning_beside import Beside
        from graphlab.app.learning_locks import Locks
        from graphlab.app.learning_proofs import Proofs
        from graphlab.app.learning_scenes import Scenes
        from graphlab.app.learning_stage import Stage
        from graphlab.app.learning_watch import Watch

        bench = self._bench
        ahead = Ahead(bench.work, bench.link, self)
        stage = Stage(bench, self._lighting, self._folding, self._pages, self._coding, self)
        scenes = Scenes(stage, ahead, self._coding, self._consent, self)
        scenes.found.connect(self._views.prepare)
        watch = Watch(bench, self._views, self._training, self)
        locks = Locks(bench, self)
        locks.said.connect(self.said)
        stage.studied.connect(locks.follow)
        stage.arrived.connect(locks.complete)
        proofs = Proofs(bench.link, self)
        made = Learning(bench, stage, scenes, watch, locks, proofs, self)
        made.said.connect(self.said)
        made.practice_wanted.connect(self.practise)
        made.changed.connect(self._show_state)
        Beside(made, scenes, locks, bench.desk, bench.view, self._views, made)
        return made
