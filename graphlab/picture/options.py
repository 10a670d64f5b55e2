"""What a person may choose about a picture, apart from its theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from graphlab.study.labels import Numbering
    from graphlab.study.light import Light
    from graphlab.study.pins import Pins

Orientation = Literal["auto", "lr", "tb"]
EdgeLabels = Literal["active", "symbols", "all"]


@dataclass(frozen=True, slots=True)
class Options:
    """``aspect`` is width ÷ height of the place the picture is shown in; it decides "auto".

    Unless ``leaning`` tells how the same graph lay when less or more of it was shown.
    ``labels``: all = partials as symbol and number during the backward pass, active edges alone
    above 12 nodes; symbols = the symbols from the start, of active edges alone above 12 nodes;
    active = the active edges only.
    ``strip`` puts the written-out sum below the graph, for exports. ``hide`` shows "?" in place
    of the active step's number. ``memory`` tints cards by the storage that they share with others
    and tags them with its letter. ``light`` is what is lit: the rest fades into the canvas, or with
    ``only`` is left out. ``pins`` are the cards moved by hand. ``type`` is by how much the gaps are
    narrower: what scales the picture up by it gets larger type, and gaps as they were.
    """

    orientation: Orientation = "auto"
    labels: EdgeLabels = "all"
    numbering: Numbering = "evaluation"
    digits: int = 4
    aspect: float = 1.7
    strip: bool = False
    hide: bool = False
    memory: bool = False
    light: Light | None = None
    only: bool = False
    pins: Pins = ()
    leaning: Orientation = "auto"
    type: float = 1.0

    @property
    def way(self) -> Orientation:
        """The direction that is settled before anything is laid out."""
        return self.leaning if self.orientation == "auto" else self.orientation
