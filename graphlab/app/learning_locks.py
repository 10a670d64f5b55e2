"""What a lesson locks or hides, and gives back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtWidgets import QWidget

    from graphlab.app.bench import Bench
    from graphlab.study.document import Document
    from graphlab.study.lesson.model import Hiding, Lock

LOCKED = "Locked by the lesson"
COMMANDS: Mapping[str, tuple[str, ...]] = {
    "formula": ("new", "open", "formula", "code-edit", "run"),
    "inputs": (),
    "step": (
        *("first", "back", "forward", "last", "play", "border-back", "border-on", "backward"),
        *("mark-on", "mark-back", "finer"),
    ),
    "view": (
        *("fit", "zoom-in", "zoom-out", "turn", "light", "path", "only"),
        *("card-left", "card-right", "card-up", "card-down"),
        *("orientation-auto", "orientation-lr", "orientation-tb"),
        *("labels-active", "labels-symbols", "labels-all"),
        *("numbering-evaluation", "numbering-level", "digits-3", "digits-4", "digits-6"),
    ),
    "values": ("values",),
    "answer": ("hide",),
}


class Locks(QObject):
    """``said`` tells a person who wants what is locked."""

    said = Signal(str)

    def __init__(self, bench: Bench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._work, self._walk = bench.desk, bench.work, bench.walk
        self._view, self._actions = bench.view, bench.actions
        self._locked: frozenset[str] = frozenset()
        self._tips: dict[QWidget, str] = {}
        self._hid_before: bool | None = None
        bench.work.barred.connect(self._tell)
        bench.actions.barred.connect(self._tell)

    def hold(self, locks: Collection[Lock], hidden: Collection[Hiding]) -> None:
        """Locks and hides this, and nothing else."""
        locked = frozenset((*locks, *hidden))
        if locked == self._locked:
            return
        self._locked = locked
        names = [name for lock in locked for name in COMMANDS[lock]]
        self._actions.bar(names, LOCKED)
        self._work.allows = self._allows
        self._walk.is_held = "step" in locked
        self._desk.canvas.is_held = "view" in locked
        self._show_widgets(locked)
        self._desk.side.set_barred("values" in locked)
        self._hide_answer("answer" in locked)

    def would_hide(self, hidden: Collection[Hiding]) -> bool:
        """Whether numbers that are yet to come would be hidden while this is."""
        hides = self._view.options.hide
        return "answer" in hidden or (hides if self._hid_before is None else self._hid_before)

    def _hide_answer(self, hidden: bool) -> None:
        """Numbers that are yet to come; afterwards they are hidden or not as they were before."""
        hides = self._view.options.hide
        if hidden and self._hid_before is None:
            self._hid_before = hides
        elif not hidden and self._hid_before is not None:
            hidden, self._hid_before = self._hid_before, None
        else:
            return
        self._actions["hide"].setChecked(hidden)
        self._view.set_hidden(hidden)

    def _show_widgets(self, locked: frozenset[str]) -> None:
        desk = self._desk
        of_formula: list[QWidget] = [
            *(desk.formula.edit, desk.formula.recent, desk.inputs.kind, desk.inputs.examples),
            *((desk.code.edit, desk.code.run) if desk.code is not None else ()),
        ]
        of_inputs: list[QWidget] = [
            *(desk.inputs.shelf, desk.inputs.starting),
            *((desk.code.form,) if desk.code is not None else ()),
        ]
        of_step: list[QWidget] = [desk.transport.bar, desk.transport.speed]
        wanted = [
            *(of_formula if "formula" in locked else ()),
            *(of_inputs if "inputs" in locked else ()),
            *(of_step if "step" in locked else ()),
        ]
        for widget in self._tips.keys() - set(wanted):
            widget.setEnabled(True)
            widget.setToolTip(self._tips.pop(widget))
        for widget in wanted:
            if widget not in self._tips:
                self._tips[widget] = widget.toolTip()
                widget.setEnabled(False)
                widget.setToolTip(LOCKED)
        desk.formula.recent.setEnabled(desk.formula.has_recent and "formula" not in locked)
        for menu in ("recent", "examples"):
            self._actions.menus[f"File/{menu}"].menuAction().setEnabled("formula" not in locked)

    def _allows(self, before: Document, after: Document) -> bool:
        """Whether a change leaves what is locked as it is, however it was made."""
        same_text = before.has_source_of(after)
        if "formula" in self._locked and not same_text:
            return False
        if "inputs" not in self._locked or not same_text:
            return True
        return (before.inputs, before.cotangents, before.code.setup, before.seed) == (
            *(after.inputs, after.cotangents, after.code.setup, after.seed),
        )

    def _tell(self) -> None:
        self.said.emit(f"{LOCKED}.")
