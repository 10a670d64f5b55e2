"""What a person does in the window, as the conditions of a lesson's tasks speak of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from graphlab.app.side_pages import COMMANDS
from graphlab.study.why import edge_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.app.bench import Bench
    from graphlab.app.training_page import TrainingPage
    from graphlab.app.views import Views

    Observed = float | str | bool | None


class Watch(QObject):
    """``noticed`` tells that something may be otherwise, once for all that happened together."""

    noticed = Signal()

    def __init__(
        self, bench: Bench, views: Views, training: TrainingPage, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        desk, work, walk, view = bench.desk, bench.work, bench.walk, bench.view
        self._desk, self._work, self._walk, self._view = desk, work, walk, view
        self._views = views
        self._training = training
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.noticed)
        for signal in (
            *(work.document_changed, work.recorded, work.emptied),
            *(walk.moved, walk.playing_changed, view.options_changed, view.theme_changed),
            *(desk.why.opened, desk.why.closed, desk.side.turned, desk.side.folded),
            *(desk.canvas.looked, training.training.changed),
        ):
            signal.connect(self._notice)

    def close(self) -> None:
        """Notices nothing more."""
        self._soon.stop()

    def _notice(self, *_told: object) -> None:
        self._soon.start()

    @property
    def seen(self) -> Mapping[str, Observed]:
        """All that can be asked for. A node goes by its id; ``None`` is what is not there."""
        work, player, options = self._work, self._walk.player, self._view.options
        document, run = work.document, self._training.training.run
        row = run.rows[-1] if run.rows else None
        numbers = {
            f"input.{name}": value if isinstance(value, int | float) else None
            for name, value in document.inputs.items()
        }
        return {
            "step": player.index if player is not None else None,
            "phase": player.phase if player is not None else None,
            "node": self._views.chosen_node or "",
            "why": self._explained,
            "source": document.text if document.kind == "expression" else document.code.text,
            "page": self._page,
            "points": len(document.points),
            "epochs": run.epoch,
            "batches": run.last.updates if run.last is not None else 0,
            "loss": row.train_loss if row is not None else None,
            "accuracy": row.train_score if row is not None else None,
            "theme": self._view.theme.name,
            "playing": self._walk.playing,
            "hidden": options.hide,
            **numbers,
        }

    @property
    def _explained(self) -> str:
        """The node that Why? is open for; of an edge its source, whose adjoint it is about."""
        card = self._desk.why
        if not card.isVisible() or card.key is None:
            return ""
        name = card.key.partition(":")[2]
        edge = edge_key(name)
        return edge.source if edge is not None else name

    @property
    def _page(self) -> str:
        side = self._desk.side
        if side.is_folded or not side.isVisible():
            return ""
        return COMMANDS.get(side.current, "values")
