"""The slots of the Learn menu; what is behind them is made when it is first wanted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.keeping.kept import LessonPlace

if TYPE_CHECKING:
    from graphlab.app.actions import Actions
    from graphlab.app.coding import Coding
    from graphlab.app.consent import Consent
    from graphlab.app.desk import Desk
    from graphlab.app.folding import Folding
    from graphlab.app.learning import Learning
    from graphlab.app.lighting import Lighting
    from graphlab.app.questions import Link
    from graphlab.app.settings import Settings
    from graphlab.app.side_pages import SidePages
    from graphlab.app.standing import Standing
    from graphlab.app.training_page import TrainingPage
    from graphlab.app.view import View
    from graphlab.app.views import Views
    from graphlab.app.walk import Walk
    from graphlab.app.work import Work

TOUR = "tour"
IN_A_LESSON = ("lesson-next", "lesson-back", "lesson-again", "lesson-leave")


class Learn(QObject):
    """``said`` sends remarks."""

    said = Signal(str)

    def __init__(
        self,
        desk: Desk,
        work: Work,
        walk: Walk,
        view: View,
        views: Views,
        lighting: Lighting,
        folding: Folding,
        pages: SidePages,
        coding: Coding,
        consent: Consent,
        training: TrainingPage,
        link: Link,
        actions: Actions,
        settings: Settings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._work = work
        self._walk = walk
        self._view = view
        self._views = views
        self._lighting = lighting
        self._folding = folding
        self._pages = pages
        self._coding = coding
        self._consent = consent
        self._training = training
        self._link = link
        self._actions = actions
        self._settings = settings
        self._learning: Learning | None = None

    @property
    def learning(self) -> Learning:
        """All that is behind the pane."""
        if self._learning is None:
            self._learning = self._made()
        return self._learning

    @property
    def own(self) -> Standing | None:
        """What the person has outside the lesson, while one is open."""
        return self._learning.own if self._learning is not None else None

    @property
    def place(self) -> LessonPlace | None:
        """The lesson that is open, and its page."""
        course = self._learning.course if self._learning is not None else None
        return LessonPlace(course.key, self.learning.progress.page) if course is not None else None

    def show_place(self, place: LessonPlace) -> None:
        """A page of a lesson that comes with graphlab, or of one that was opened here before."""
        if place.name in self._settings.recent_files():
            self.learning.open_path(Path(place.name))
        else:
            self.learning.open_named(place.name)
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

    def _show_state(self) -> None:
        is_open = self._learning is not None and self._learning.course is not None
        for name in IN_A_LESSON:
            self._actions[name].setEnabled(is_open)

    def _made(self) -> Learning:
        from graphlab.app.learning import Learning
        from graphlab.app.learning_ahead import Ahead
        from graphlab.app.learning_locks import Locks
        from graphlab.app.learning_scenes import Scenes
        from graphlab.app.learning_stage import Stage
        from graphlab.app.learning_watch import Watch

        desk, work, walk, view = self._desk, self._work, self._walk, self._view
        ahead = Ahead(work, self._link, self)
        stage = Stage(
            desk, work, walk, view, self._lighting, self._folding, self._pages, self._coding, self
        )
        scenes = Scenes(stage, ahead, self._coding, self._consent, self)
        watch = Watch(desk, work, walk, view, self._views, self._training, self)
        locks = Locks(desk, work, walk, view, self._actions, self)
        locks.said.connect(self.said)
        made = Learning(desk, work, view, stage, scenes, watch, locks, self._settings, self)
        made.said.connect(self.said)
        made.changed.connect(self._show_state)
        return made
