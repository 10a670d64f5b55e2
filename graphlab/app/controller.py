"""Joins the desk to the work, the walk and the view, and starts the worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from graphlab.app.bars import Bars
from graphlab.app.beginning import begin
from graphlab.app.bench import Bench
from graphlab.app.bookmarks import Bookmarks
from graphlab.app.clipboard import Clipboard
from graphlab.app.coding import Coding
from graphlab.app.consent import Consent
from graphlab.app.copying import Copying
from graphlab.app.desk import Desk
from graphlab.app.document_look import Looks
from graphlab.app.document_rescue import Rescue
from graphlab.app.document_watch import FileWatch
from graphlab.app.documents import Documents
from graphlab.app.files import Files
from graphlab.app.finding import Finding
from graphlab.app.folding import MODULES, PASSES, Folding
from graphlab.app.helps import Helps
from graphlab.app.learn import IN_A_LESSON, Learn
from graphlab.app.lighting import Lighting
from graphlab.app.limits import Limits
from graphlab.app.messages import Messages
from graphlab.app.opening import Opening
from graphlab.app.pinning import Pinning
from graphlab.app.preferences import Preferences
from graphlab.app.presenting import Presenting
from graphlab.app.side_pages import SidePages
from graphlab.app.tensor_tables import TensorTables
from graphlab.app.training_page import TrainingPage
from graphlab.app.variants import Variants
from graphlab.app.view import View
from graphlab.app.views import Views
from graphlab.app.walk import SPEEDS, USUAL_SPEED, Walk
from graphlab.app.work import Work
from graphlab.app.worker_link import WorkerLink
from graphlab.study.consent import ConsentStore
from graphlab.study.document import document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtWidgets import QWidget

    from graphlab.app.questions import Link
    from graphlab.app.settings import Settings
    from graphlab.app.window import Window
    from graphlab.panels.code_panel import CodePanel
    from graphlab.study.document import Document

AGREED = "agreed.json"

SINGLE_SHOT = Qt.ConnectionType.SingleShotConnection


class Controller(QObject):
    """Everything behind the window; ``desk`` is what it shows."""

    def __init__(
        self,
        window: Window,
        settings: Settings,
        source: str | None,
        values: Mapping[str, float],
        link: Link | None = None,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._source = source
        self._values = values
        self._link = link or WorkerLink(self)
        self.desk = Desk(window)
        self.walk = Walk(self)
        self.work = Work(self._link, document("", {}), self)
        self.view = View(self.desk, settings, self)
        self.actions = window.actions_
        bench = Bench(
            window=window,
            desk=self.desk,
            work=self.work,
            walk=self.walk,
            view=self.view,
            actions=self.actions,
            link=self._link,
            settings=settings,
        )
        # Lighting hears of a run before it is drawn.
        self.lighting = Lighting(bench, self._chosen_node, self)
        self.views = Views(bench, self)
        self.clipboard = Clipboard(bench, self.views, self)
        self.files = Files(bench, self.views, self.clipboard, self)
        self.messages = Messages(bench, self)
        self.consent = Consent(ConsentStore(settings.folder / AGREED))
        self.work.may_run = self.consent.may_run
        self.coding = Coding(bench, self.consent, self)
        self.variants = Variants(self.work, self.consent, self.actions.actions, self)
        self.opening = Opening(bench, self.coding, self)
        self.training = TrainingPage(bench, self)
        self.pages = SidePages(bench, self.views, self.training, self)
        self.presenting = Presenting(
            window, self.desk, self.walk, self.view, self.actions["present"]
        )
        self.limits = Limits(settings, self._link, self)
        self.limits.apply()
        self.preferences = Preferences(bench, self.limits, self)
        self.preferences.notation_chosen.connect(self.pages.set_notation)
        self.folding = Folding(self.work, self.walk, self.views, self.actions.actions, self)
        self.pages.node_chosen.connect(self.folding.lead_to)
        self.finding = Finding(bench, self.views, self.folding, self)
        self.bookmarks = Bookmarks(bench, self.folding, self.lighting, self)
        self.pinning = Pinning(bench, self.views, self)
        self.tables = TensorTables(self.desk, self.work, self.view, self)
        self.learn = Learn(
            bench,
            self.views,
            self.lighting,
            self.folding,
            self.pages,
            self.coding,
            self.consent,
            self.training,
            self,
        )
        self.opening.lesson_wanted.connect(self.learn.open_path)
        self.documents = Documents(
            bench,
            self.coding,
            Looks(self.view, self.pages, self.bookmarks, self.learn, self.actions),
            self.learn,
            self,
        )
        self.copying = Copying(
            bench,
            self.files,
            self.views,
            self.folding,
            self.lighting,
            self.coding,
            self.opening,
            self.learn,
            self.documents,
            self,
        )
        self.rescue = Rescue(self.documents, self.desk, settings, self)
        self.file_watch = FileWatch(window, self.documents, self.desk, self)
        self.opening.document_wanted.connect(self.documents.open_path)
        self.opening.came.connect(self.documents.take_as_ready)
        self.bars = Bars(bench, self.consent, self.limits, self)
        self._connect_commands()
        self._connect_desk()
        self._dress()

    def start(self) -> None:
        """Shows what was asked for, or the first formula, and starts the worker."""
        if isinstance(self._link, WorkerLink):
            self._link.start()
        self.desk.canvas.setFocus()
        if self._link.is_attached:
            self.work.document_changed.connect(self._show_given_code, SINGLE_SHOT)
            return  # the program at the other end sends what is to be shown
        begin(self.desk, self.work, self.opening, self._settings, self._source, self._values)
        self.documents.take_as_ready()
        self.rescue.offer()

    def _chosen_node(self) -> str | None:
        return self.views.chosen_node

    def _show_given_code(self, given: Document) -> None:
        if given.kind == "code":
            self.coding.open()
        self.documents.take_as_ready()

    def close(self) -> None:
        """Remembers the layout and ends the worker."""
        self.walk.pause()
        self.rescue.close()
        self.documents.close()
        self.learn.close()
        self._settings.keep("split", self.desk.split.saveState())
        self.coding.keep_width()
        self.tables.close()
        self.views.close()
        self.files.close()
        self.pages.close()
        if isinstance(self._link, WorkerLink):
            self._link.close()

    # ── commands ─────────────────────────────────────────────────────────────────────────────

    def _connect_commands(self) -> None:
        desk, actions = self.desk, self.actions
        actions.connect_parts(
            {
                "work": self.work,
                "walk": self.walk,
                "view": self.view,
                "views": self.views,
                "clipboard": self.clipboard,
                "files": self.files,
                "documents": self.documents,
                "coding": self.coding,
                "variants": self.variants,
                "opening": self.opening,
                "pages": self.pages,
                "training": self.training,
                "folding": self.folding,
                "finding": self.finding,
                "learn": self.learn,
                "preferences": self.preferences,
                "lighting": self.lighting,
                "bookmarks": self.bookmarks,
                "pinning": self.pinning,
                "help": Helps(self._window, actions),
                "window": self._window,
            }
        )
        tables: list[QWidget] = [desk.values.nodes, desk.values.edges]
        actions.place(
            {
                "walk": [desk.canvas, desk.narration, desk.transport, *tables],
                "canvas": [desk.canvas, desk.narration, desk.transport],
                "tables": tables,
                "code": [],
            }
        )
        actions.show_choices(self.view.chosen)
        for name in ("unlit", PASSES, *MODULES, *IN_A_LESSON):  # until there is any
            actions[name].setEnabled(False)
        for name in ("values", "map"):
            actions[name].setChecked(self._settings.flag(name, default=True))
        desk.stage.map.set_wanted(actions["map"].isChecked())
        desk.transport.set_commands(actions.actions)
        desk.values.set_commands(actions.actions)
        self.coding.made.connect(self._dress_code)
        self.coding.opened.connect(actions["code"].setChecked)
        self.coding.opened.connect(self.messages.show_again)
        self.coding.training_wanted.connect(self.training.take_script)
        examples = self.opening.examples
        for name, menu in (("recent", self.opening.recent), ("examples", examples)):
            actions.menus["File"].insertMenu(actions["save"], menu)
            actions.menus[f"File/{name}"] = menu
        desk.inputs.set_examples(examples)

    def _dress_code(self, panel: CodePanel) -> None:
        """Gives the code panel, made just now, its commands."""
        panel.set_commands(self.actions.actions)
        panel.edit.addAction(self.actions["comment"])

    # ── the desk ─────────────────────────────────────────────────────────────────────────────

    def _connect_desk(self) -> None:
        desk = self.desk
        desk.formula.entered.connect(self._enter)
        desk.formula.left.connect(desk.canvas.setFocus)
        desk.inputs.moved.connect(self.work.set_input)
        desk.inputs.given.connect(self.work.give)
        desk.inputs.settled.connect(self.work.settle)
        desk.inputs.refused.connect(self.messages.complain)
        desk.inputs.started.connect(self.work.start_at)
        desk.inputs.left.connect(desk.canvas.setFocus)
        desk.transport.scrubbed.connect(self.walk.scrub)
        desk.transport.speed_chosen.connect(self.walk.set_speed)
        desk.transport.set_speeds(SPEEDS)
        desk.narration.offered.connect(self._take_offer)
        desk.narration.resized.connect(self.views.narrow_strip)
        self.walk.speed_changed.connect(self._take_speed)
        self.walk.playing_changed.connect(desk.transport.show_playing)
        self.view.theme_changed.connect(desk.set_theme)
        self.lighting.told.connect(self.messages.stand)
        self.lighting.focused.connect(self.views.focus_on)
        for part in (
            self.files, self.clipboard, self.coding, self.opening, self.pages, self.limits,
            self.lighting, self.bookmarks, self.training, self.learn, self.documents,
            self.copying, self.rescue,
        ):  # fmt: skip
            part.said.connect(self.messages.mention)

    def _enter(self, text: str) -> None:
        self.desk.formula.set_recent(self._settings.add_recent(text))
        self.work.enter(text)
        self.desk.canvas.setFocus()

    def _take_offer(self, which: str) -> None:
        if which == "formula":
            self.view.to_formula()
        elif which == "tour":
            self.learn.tour()
        else:
            self.desk.inputs.examples.showMenu()

    def _take_speed(self, seconds: float) -> None:
        self._settings.keep("speed", seconds)
        self.desk.transport.show_speed(seconds)

    def _dress(self) -> None:
        settings, desk = self._settings, self.desk
        desk.set_theme(self.view.theme)
        desk.formula.set_recent(settings.recent())
        kept = settings.layout("split")
        if kept is None or not desk.split.restoreState(kept):
            desk.start_sizes(self._window.width())
        desk.show_side(settings.flag("values", default=True), wanted=False)
        self.pages.restore()
        self.preferences.restore()
        self.walk.set_speed(settings.number("speed", SPEEDS, USUAL_SPEED))
