"""What of a run is shown, and how: what a document's look, the window and flags have in common."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast, get_args

from graphlab.picture.options import EdgeLabels, Options, Orientation
from graphlab.study.boxes import closed
from graphlab.study.labels import Numbering, labels_of
from graphlab.study.light import lit
from graphlab.study.modules import tree_of
from graphlab.study.passes import folded, whole_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.keeping.kept import Kept
    from graphlab.record import Record
    from graphlab.study.light import Lit, Pointed, Wish
    from graphlab.study.modules import Part
    from graphlab.study.pins import Pins

DIGITS = range(2, 13)
EVERYTHING = "everything"
"""What is lit where there is no light."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The choices of the View menu, which modules are closed, what is lit, which cards are moved.

    Without anything all nodes of the run are shown.
    """

    orientation: Orientation = "auto"
    labels: EdgeLabels = "all"
    numbering: Numbering = "evaluation"
    digits: int = 4
    memory: bool = False
    closed: frozenset[str] = frozenset()
    all_passes: bool = True
    wish: Wish | Pointed | None = None
    only: bool = False
    pins: Pins = ()

    def outermost(self, record: Record) -> tuple[str, ...]:
        """The closed modules of a run but for those inside another one, in their order there."""
        parts = tree_of(whole_of(record)).parts
        return tuple(key for key in parts if key in self.closed and not self._hides(key, parts))

    def of(self, record: Record) -> Record:
        """What of a run is shown."""
        return closed(record if self.all_passes else folded(record), self.closed)

    def lit(self, shown: Record) -> Lit | None:
        """What is lit of that; None where all is, or nothing of what is wished is there."""
        if self.wish is None:
            return None
        return lit(shown, self.wish, labels_of(shown, self.numbering))

    def _hides(self, key: str, parts: Mapping[str, Part]) -> bool:
        around = parts[key].parent
        while around in parts and around not in self.closed:
            around = parts[around].parent
        return around in parts

    def options(
        self, shown: Record, *, strip: bool = False, hide: bool = False, larger: float = 1.0
    ) -> Options:
        """How it is drawn."""
        found = self.lit(shown)
        light = None if found is None else found.light
        return Options(
            orientation=self.orientation,
            labels=self.labels,
            numbering=self.numbering,
            digits=self.digits,
            strip=strip,
            hide=hide,
            memory=self.memory,
            light=light,
            only=self.only and light is not None,
            pins=self.pins,
            type=larger,
        )


def seen_in(kept: Kept, record: Record) -> Seen:
    """How a document was looked at, as far as its run has what is named there."""
    look, pins = kept.look, kept.document.pins
    usual = Seen()
    orientation, labels = look.orientation, look.labels
    seen = Seen(
        cast("Orientation", orientation) if orientation in get_args(Orientation) else "auto",
        cast("EdgeLabels", labels) if labels in get_args(EdgeLabels) else usual.labels,
        "level" if look.numbering == "level" else "evaluation",
        look.digits if look.digits in DIGITS else usual.digits,
        bool(look.memory),
        pins=pins,
    )
    if look.at is None:
        return seen
    at, _ = look.at.kept(record)
    return replace(seen, closed=at.closed, all_passes=at.all_passes, wish=at.wish, only=at.only)
