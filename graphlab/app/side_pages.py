"""The pages at the right beside the values: each is made when it is first used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.worker.messages import Printed, Recorded

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from graphlab.app.autograds import Autograds
    from graphlab.app.bench import Bench
    from graphlab.app.descents import Descents
    from graphlab.app.healths import Healths
    from graphlab.app.jacobians import Jacobians
    from graphlab.app.training_page import TrainingPage
    from graphlab.app.views import Views
    from graphlab.panels.autograd_view import AutogradView
    from graphlab.panels.descent_view import DescentView
    from graphlab.panels.health_view import HealthView
    from graphlab.panels.jacobian_panel import JacobianPanel
    from graphlab.panels.memory_view import MemoryView
    from graphlab.panels.printed import PrintedPanel
    from graphlab.panels.training_panel import TrainingPanel
    from graphlab.picture.theme import Theme
    from graphlab.record import EdgeKey, Record
    from graphlab.study.labels import Numbering

PRINTED, MEMORY, JACOBIAN = "Printed", "Memory", "Jacobian"
HEALTH, AUTOGRAD, TRAIN, DESCENT = "Health", "Autograd", "Train", "Descent"
HIGH = {TRAIN, DESCENT}
BESIDE_VALUES = (MEMORY, JACOBIAN, HEALTH, AUTOGRAD, TRAIN, DESCENT)
COMMANDS = {
    PRINTED: "printed",
    MEMORY: "memory",
    JACOBIAN: "jacobian",
    HEALTH: "health",
    AUTOGRAD: "autograd",
    TRAIN: "train",
    DESCENT: "descent",
}


class SidePages(QObject):
    """The slots of the View menu that open and close them. What was open is remembered.

    ``node_chosen`` sends a node of the run that is to be seen in the graph.
    """

    said = Signal(str)
    node_chosen = Signal(str)

    def __init__(
        self, bench: Bench, views: Views, training: TrainingPage, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._work, self._walk = bench.desk, bench.work, bench.walk
        self._view, self._actions, self._settings = bench.view, bench.actions, bench.settings
        self._views = views
        self._training = training
        self.printed: PrintedPanel | None = None
        self.memory: MemoryView | None = None
        self.jacobian: JacobianPanel | None = None
        self.health: HealthView | None = None
        self.autograd: AutogradView | None = None
        self.descent: DescentView | None = None
        self._jacobians: Jacobians | None = None
        self._healths: Healths | None = None
        self._autograds: Autograds | None = None
        self._descents: Descents | None = None
        self._is_new_run = True
        bench.desk.side.closed.connect(self._take_close)
        bench.link.message.connect(self._hear)
        bench.work.sent.connect(self._take_run)
        bench.work.recorded.connect(self._take_record)
        bench.work.refused.connect(self._begin_run)
        bench.work.run_ended.connect(self._begin_run)
        bench.work.emptied.connect(self._show_memory)
        bench.view.options_changed.connect(self._show_memory)
        bench.view.theme_changed.connect(self._set_theme)
        training.wanted.connect(self._show_train)

    def restore(self) -> None:
        """Opens what was open when the window was closed; the values are on top."""
        for name in BESIDE_VALUES:
            if self._settings.flag(f"page-{COMMANDS[name]}", default=False):
                self._desk.side.add(name, self._page(name), is_high=name in HIGH)
                self._actions[COMMANDS[name]].setChecked(True)
                self._take_change(name, shown=True)

    # ── what is lent to a lesson ─────────────────────────────────────────────────────────────

    @property
    def open(self) -> tuple[str, ...]:
        """The pages that are open beside the values, in the order of their tabs."""
        tabs = self._desk.side.tabs
        return tuple(tabs.tabText(place) for place in range(1, tabs.count()))

    def lend(self, names: tuple[str, ...], top: str) -> None:
        """Opens these pages and no others, ``top`` on top; what is remembered stays as it was."""
        for name in self.open:
            if name not in names:
                self._set(name, False, remembered=False)
        for name in names:
            if not self._desk.side.has(name):
                self._set(name, True, remembered=False)
        self._desk.side.turn_to(top)

    def choose_edge(self, key: EdgeKey) -> None:
        """The edge whose Jacobian is shown."""
        if self._jacobians is not None:
            self._jacobians.choose(f"{key.source}>{key.target}:{key.argument}")

    # ── the commands ─────────────────────────────────────────────────────────────────────────

    def set_printed(self, shown: bool) -> None:
        """What the code printed."""
        self._set(PRINTED, shown)

    def set_memory(self, shown: bool) -> None:
        """Which tensors live in the same storage."""
        self._set(MEMORY, shown)

    def lend_memory(self, shown: bool) -> None:
        """The same, and what is remembered stays as it was."""
        self._set(MEMORY, shown, remembered=False)

    def set_jacobian(self, shown: bool) -> None:
        """The Jacobian of an edge."""
        self._set(JACOBIAN, shown)

    def set_health(self, shown: bool) -> None:
        """Where the gradient dies."""
        self._set(HEALTH, shown)

    def set_autograd(self, shown: bool) -> None:
        """PyTorch's own graph of the run."""
        self._set(AUTOGRAD, shown)

    def set_train(self, shown: bool) -> None:
        """What a model is trained on, and how it does."""
        self._set(TRAIN, shown)

    def _show_train(self) -> None:
        """Opens the page, if it is not open."""
        if not self._desk.side.has(TRAIN):
            self.set_train(True)

    def set_descent(self, shown: bool) -> None:
        """Gradient descent on the formula."""
        self._set(DESCENT, shown)

    def close(self) -> None:
        """Ends what is under way."""
        for page in (self._autograds, self._descents):
            if page is not None:
                page.close()

    def _set(self, name: str, shown: bool, *, wanted: bool = True, remembered: bool = True) -> None:
        side = self._desk.side
        if shown:
            side.add(name, self._page(name), is_high=name in HIGH)
            side.show_page(name)
            self._desk.show_side(True, wanted=wanted)
        else:
            side.remove(name)
        self._actions[COMMANDS[name]].setChecked(shown)
        if remembered:
            self._settings.keep(f"page-{COMMANDS[name]}", shown)
        self._take_change(name, shown=shown)
        for page in (self._jacobians, self._healths, self._autograds, self._descents):
            if shown and page is not None:
                page.show()

    def _take_close(self, name: str) -> None:
        self._set(name, False)

    def _take_change(self, name: str, *, shown: bool) -> None:
        if name == MEMORY:
            self._view.set_memory(shown)
            self._show_memory()

    def _page(self, name: str) -> QWidget:
        """The widget of a page, made now if need be."""
        match name:
            case _ if name == PRINTED:
                return self._printed
            case _ if name == MEMORY:
                return self._memory
            case _ if name == HEALTH:
                return self._health
            case _ if name == AUTOGRAD:
                return self._autograd
            case _ if name == TRAIN:
                return self._train
            case _ if name == DESCENT:
                return self._descent
            case _:
                return self._jacobian

    def _set_theme(self, theme: Theme) -> None:
        for page in (self.memory, self.jacobian, self.health, self.autograd, self.descent):
            if page is not None:
                page.set_theme(theme)

    # ── printed ──────────────────────────────────────────────────────────────────────────────

    @property
    def _printed(self) -> PrintedPanel:
        if self.printed is None:
            from graphlab.panels.printed import PrintedPanel

            self.printed = PrintedPanel(self._desk.side)
            self.printed.said.connect(self.said)
        return self.printed

    def _take_run(self) -> None:
        self._is_new_run = True

    def _hear(self, message: object) -> None:
        if isinstance(message, Printed):
            self._begin_run()
            self._printed.add(message.text)
            if not self._desk.side.has(PRINTED) and self._desk.side.head is None:
                self._set(PRINTED, True, wanted=False)  # in a lesson it may be what is asked
        elif isinstance(message, Recorded):
            self._begin_run()

    def _begin_run(self) -> None:
        """When a run is first heard of, at its end at the latest, older output goes away."""
        if self._is_new_run:
            self._is_new_run = False
            if self.printed is not None:
                self.printed.clear()

    # ── shared memory ────────────────────────────────────────────────────────────────────────

    @property
    def _memory(self) -> MemoryView:
        if self.memory is None:
            from graphlab.panels.memory_view import MemoryView

            self.memory = MemoryView()
            self.memory.set_theme(self._view.theme)
            self.memory.chosen.connect(self._walk.to_value)
            self.memory.asked.connect(self._answer)
        return self.memory

    def _take_record(self, _record: Record, _fresh: bool) -> None:
        self._show_memory()

    def _show_memory(self) -> None:
        if self.memory is None or not self._desk.side.has(MEMORY):
            return
        from graphlab.study.labels import labels_of
        from graphlab.study.memory import groups

        record = self._work.record
        if record is None:
            self.memory.show_groups(())
        else:
            self.memory.show_groups(groups(record, labels_of(record, self._numbering)))

    def _answer(self, one: str, other: str) -> None:
        from graphlab.study.labels import labels_of
        from graphlab.study.memory import answer

        record = self._work.record
        if record is not None and self.memory is not None:
            labels = labels_of(record, self._numbering)
            self.memory.show_answer(answer(record, one, other, labels))

    @property
    def _numbering(self) -> Numbering:
        return self._view.options.numbering

    # ── the Jacobian ─────────────────────────────────────────────────────────────────────────

    def set_notation(self, layout: str) -> None:
        """Gradients as rows or as columns."""
        if self.jacobian is not None:
            self.jacobian.set_layout(layout)

    @property
    def _jacobian(self) -> JacobianPanel:
        if self.jacobian is None:
            from graphlab.app.jacobians import Jacobians
            from graphlab.panels.jacobian_panel import JacobianPanel

            self.jacobian = JacobianPanel()
            self.jacobian.set_theme(self._view.theme)
            self._jacobians = Jacobians(
                self.jacobian, self._work, self._walk, self._view, self._views, self._settings, self
            )
            self._desk.side.turned.connect(self._jacobians.show)
        return self.jacobian

    # ── gradient health ──────────────────────────────────────────────────────────────────────

    @property
    def _health(self) -> HealthView:
        if self.health is None:
            from graphlab.app.healths import Healths
            from graphlab.panels.health_view import HealthView

            self.health = HealthView()
            self.health.set_theme(self._view.theme)
            self._healths = Healths(self.health, self._work, self._walk, self._view, self)
            self._desk.side.turned.connect(self._healths.show)
        return self.health

    # ── autograd's own graph ─────────────────────────────────────────────────────────────────

    @property
    def _autograd(self) -> AutogradView:
        if self.autograd is None:
            from graphlab.app.autograds import Autograds
            from graphlab.panels.autograd_view import AutogradView

            self.autograd = AutogradView()
            self.autograd.set_theme(self._view.theme)
            self._autograds = Autograds(self.autograd, self._work, self._walk, self._view, self)
            self._autograds.chosen.connect(self.node_chosen)
            self._desk.side.turned.connect(self._autograds.show)
        return self.autograd

    # ── training ─────────────────────────────────────────────────────────────────────────────

    @property
    def _train(self) -> TrainingPanel:
        if self._training.panel is None:
            from graphlab.panels.training_panel import TrainingPanel

            self._training.attach(TrainingPanel())
        assert self._training.panel is not None
        return self._training.panel

    # ── gradient descent ─────────────────────────────────────────────────────────────────────

    @property
    def _descent(self) -> DescentView:
        if self.descent is None:
            from graphlab.app.descents import Descents
            from graphlab.panels.descent_view import DescentView

            self.descent = DescentView()
            self.descent.set_theme(self._view.theme)
            self._descents = Descents(self.descent, self._work, self)
            self._desk.side.turned.connect(self._descents.show)
        return self.descent
