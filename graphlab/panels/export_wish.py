"""What the export dialog is asked for, and what of it is remembered."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.errors import ExportError
from graphlab.export.paper import OWN_SIZE, OnPaper
from graphlab.export.sizing import Width, read_width

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.export.frames import By

What = Literal["present", "seen", "step", "all", "forward", "backward", "chosen", "whole"]
WHATS: dict[What, str] = {
    "present": "What is shown now",
    "seen": "The part of it that is in view",
    "step": "One step",
    "all": "All steps",
    "forward": "The forward pass",
    "backward": "The backward pass",
    "chosen": "Chosen steps",
    "whole": "The whole graph, everything revealed",
}
WALKS = ("all", "forward", "backward", "chosen")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written. ``steps`` are those chosen, ``width`` is as typed.

    ``seen`` is the number of the picture of a walk that is looked at beforehand.
    """

    path: Path
    what: What
    step: int
    theme: str
    scale: float = 2.0
    transparent: bool = False
    outlines: bool = False
    paper: OnPaper = OWN_SIZE
    steps: str = ""
    by: By = "step"
    delay: float = 1.2
    width: str = ""
    type: float = 1.0
    seen: int = 0
    numbered: bool = False

    @property
    def walk(self) -> str | None:
        """The steps of a walk, None for a single picture."""
        if self.what not in WALKS:
            return None
        return self.steps if self.what == "chosen" else self.what

    @property
    def suffix(self) -> str:
        """What says the format."""
        return self.path.suffix.lower()

    @property
    def wide(self) -> Width | None:
        """Raises ExportError for a width that cannot be read."""
        return read_width(self.width) if self.width.strip() else None

    @property
    def text(self) -> str:
        """All but the name and the paper, for ``last_wish``."""
        kept = {name: getattr(self, name) for name in _KEPT}
        return json.dumps({**kept, "suffix": self.suffix})


_KEPT = {
    "what": str, "theme": str, "scale": float, "transparent": bool, "outlines": bool,
    "steps": str, "by": str, "delay": float, "width": str, "type": float,
    "numbered": bool,
}  # fmt: skip


def last_wish(text: str) -> dict[str, object] | None:
    """What ``Wish.text`` said, as far as it can be read; None where nothing can."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    kinds = {**_KEPT, "suffix": str}
    return {name: value for name, value in found.items() if type(value) is kinds.get(name)}


def problem_of(wish: Wish) -> str:
    """Why this cannot be written, as far as the dialog can say; empty if it can."""
    try:
        _ = wish.wide
    except ExportError as error:
        return str(error)
    if wish.what == "chosen" and not wish.steps.strip():
        return "Say which steps: 3,7,9 or 0-8."
    return ""
