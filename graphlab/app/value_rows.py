"""The Values panel in step with the walk: filled when it is seen, or when it is copied unseen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from graphlab.study.adjoint_form import adjoint_formulas
from graphlab.study.tables import tables_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.app.view import View
    from graphlab.app.walk import Walk
    from graphlab.app.work import Work
    from graphlab.panels.values import Values
    from graphlab.study.labels import Labels


class ValueRows(QObject):
    """Whoever shows a step says so; beside a lesson the panel is hidden, and a step costs less."""

    def __init__(
        self, values: Values, work: Work, walk: Walk, view: View, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._values = values
        self._work = work
        self._walk = walk
        self._view = view
        self._labels: Labels | None = None
        self._waiting: dict[Callable[[], None], None] = {}
        values.needed.connect(self._fill)
        values.show_form(view.form, {})
        values.form_chosen.connect(view.set_form)
        view.form_changed.connect(self.show_form)
        work.forms_found.connect(self.show_form)

    def show_step(self) -> None:
        """The rows where the walk is now."""
        self._soon(self._show_rows)
        if self._view.form == "numbers":
            self._soon(self._show_form)

    def show_form(self) -> None:
        """The second column again: other formulas may have come."""
        self._soon(self._show_form)

    def name(self, labels: Labels) -> None:
        """What nodes are called from now on."""
        self._labels = labels
        self.show_form()

    def empty(self) -> None:
        """There is no graph any more."""
        self._waiting.clear()
        self._labels = None
        self._values.show_rows((), ())

    def _soon(self, fill: Callable[[], None]) -> None:
        if self._values.isVisibleTo(self._values.window()):
            fill()
        else:
            self._waiting[fill] = None

    def _fill(self) -> None:
        waiting, self._waiting = self._waiting, {}
        for fill in waiting:
            fill()

    def _show_rows(self) -> None:
        player, options = self._walk.player, self._view.options
        if player is not None:
            tables = tables_of(player.record, options.hide, options.numbering, options.digits)
            self._values.show_rows(*tables.at(player.moment))

    def _show_form(self) -> None:
        player = self._walk.player
        if player is None or self._labels is None:
            return
        revealed = frozenset(
            step.node
            for step in player.record.steps[: player.index]
            if step.phase == "backward" and (step.index < player.index or not player.moment.fine)
        )
        digits, forms = self._view.options.digits, self._work.forms
        form = self._view.form
        formulas = adjoint_formulas(player.record, form, forms, revealed, self._labels, digits)
        self._values.show_form(form, formulas)
