"""Opens Why? for what a person points at, beside it, once the walk has come to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.app.places import busy_places, place_of
from graphlab.app.tensor_tables import is_table
from graphlab.study.why import explain

if TYPE_CHECKING:
    from graphlab.app.bench import Bench


class Whys:
    """Explains by keys, such as ``value:w4``, ``chip:w4>w5:0`` or ``card:w4``."""

    def __init__(self, bench: Bench) -> None:
        self._desk, self._work = bench.desk, bench.work
        self._walk, self._view = bench.walk, bench.view

    def explain(self, key: str) -> None:
        """Opens Why? for a number, a label, a chip or a card."""
        record = self._work.record
        kind, _, name = key.partition(":")
        if kind == "card":
            player = self._walk.player
            backward = player is not None and player.index > player.border
            key = f"adjoint:{name}" if backward else f"value:{name}"
        elif kind == "edge":
            key = f"label:{name}"
        if record is None or not self._may_explain(key):
            return
        options = self._view.options
        why = explain(
            record, key, self._work.forms, numbering=options.numbering, digits=options.digits
        )
        if why is not None:
            canvas, card = self._desk.canvas, self._desk.why
            card.explain(
                key,
                why,
                place_of(canvas, key),
                busy_places(canvas),
                stay=card.isVisible() and card.key == key,
                is_table=is_table(record, key),
            )

    def again(self) -> None:
        """What is explained now, with the numbers there are now."""
        if self._desk.why.isVisible() and self._desk.why.key is not None:
            self.explain(self._desk.why.key)

    def is_revealed(self, kind: str, node: str) -> bool:
        """Whether the walk has come to a value or an adjoint, and nothing hides it."""
        player = self._walk.player
        if player is None:
            return False
        hidden = self._view.options.hide and player.step is not None
        phase = "forward" if kind == "value" else "backward"
        return any(
            step.node == node and step.phase == phase
            for step in player.record.steps[: player.index - (1 if hidden else 0)]
        )

    def _may_explain(self, key: str) -> bool:
        kind, _, name = key.partition(":")
        if kind in ("value", "adjoint"):
            return self.is_revealed(kind, name)
        return kind in ("label", "chip")
