"""What a lesson locks or hides, and gives back; in another graph than its own nothing is locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from PySide6.QtWidgets import QWidget

    from graphlab.app.bench import Bench
    from graphlab.app.learning_stage import Elsewhere
    from graphlab.study.document import Document
    from graphlab.study.lesson.model import Hiding, Lock

LOCKED = "Locked by the lesson"
WHY: Mapping[Lock | Hiding, str] = {
    "formula": f"{LOCKED}: this page is about this formula",
    "inputs": f"{LOCKED}: this page is about these inputs",
    "step": f"{LOCKED}: this page stays at this step, so that you answer before the graph does",
    "view": f"{LOCKED}: this page is about what is seen here",
    "values": f"{LOCKED}: the tables would tell the answer",
    "answer": f"{LOCKED}: what is hidden here would tell the answer",
}
COMMANDS: Mapping[Lock | Hiding, tuple[str, ...]] = {
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
        self._wanted: tuple[frozenset[Lock], frozenset[Hiding]] = frozenset(), frozenset()
        self._locked: frozenset[Lock | Hiding] = frozenset()
        self._elsewhere: Elsewhere = "there"
        self._refused: Lock = "formula"
        self._tips: dict[QWidget, str] = {}
        self._hid_before: bool | None = None
        bench.work.barred.connect(self._tell_refused)
        bench.actions.barred.connect(self._tell)

    def hold(self, locks: Collection[Lock], hidden: Collection[Hiding]) -> None:
        """Locks and hides this, and nothing else."""
        self._wanted = frozenset(locks), frozenset(hidden)
        self._show()

    def follow(self, elsewhere: Elsewhere) -> None:
        """Lets go where the person studies something else, and holds again in the page's scene.

        At other inputs the page's graph still keeps what it hides: a small change would tell it.
        """
        self._elsewhere = elsewhere
        self._show()

    def _show(self) -> None:
        locks, hidden = self._wanted
        locked: frozenset[Lock | Hiding] = frozenset(
            (
                *(locks if self._elsewhere == "there" else ()),
                *(hidden if self._elsewhere != "another graph" else ()),
            )
        )
        if locked == self._locked:
            return
        self._locked = locked
        canvas = self._desk.canvas
        (canvas.installEventFilter if locked else canvas.removeEventFilter)(self)
        whys = {name: WHY[lock] for lock in sorted(locked) for name in COMMANDS[lock]}
        self._actions.bar(whys)
        self._work.allows = self._allows
        self._walk.is_held = "step" in locked
        canvas.is_held = "view" in locked
        self._show_widgets(locked)
        self._desk.side.set_barred("values" in locked)
        self._hide_answer("answer" in locked)

    def complete(self) -> None:
        """Locks what was made since, such as the editor of the first code."""
        self._show_widgets(self._locked)

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

    def _show_widgets(self, locked: frozenset[Lock | Hiding]) -> None:
        desk, code = self._desk, self._desk.code
        of: Mapping[Lock | Hiding, tuple[QWidget, ...]] = {
            "formula": (
                *(desk.formula.edit, desk.formula.recent, desk.inputs.kind, desk.inputs.examples),
                *((code.edit, code.run) if code is not None else ()),
            ),
            "inputs": (
                *(desk.inputs.shelf, desk.inputs.starting),
                *((code.form,) if code is not None else ()),
            ),
            "step": (desk.transport.bar, desk.transport.speed),
        }
        wanted = {widget: WHY[lock] for lock in of.keys() & locked for widget in of[lock]}
        for widget in self._tips.keys() - wanted.keys():
            widget.setEnabled(True)
            widget.setToolTip(self._tips.pop(widget))
        for widget, why in wanted.items():
            if widget not in self._tips:
                self._tips[widget] = widget.toolTip()
                widget.setEnabled(False)
                widget.setToolTip(why)
        desk.formula.recent.setEnabled(desk.formula.has_recent and "formula" not in locked)
        for menu in ("recent", "examples"):
            self._actions.menus[f"File/{menu}"].menuAction().setEnabled("formula" not in locked)

    def _allows(self, before: Document, after: Document) -> bool:
        """Whether a change leaves what is locked as it is, however it was made."""
        same_text = before.has_source_of(after)
        if "formula" in self._locked and not same_text:
            self._refused = "formula"
            return False
        if "inputs" not in self._locked or not same_text:
            return True
        self._refused = "inputs"
        return (before.inputs, before.cotangents, before.code.setup, before.seed) == (
            *(after.inputs, after.cotangents, after.code.setup, after.seed),
        )

    def _tell_refused(self) -> None:
        self._tell(WHY[self._refused])

    def _tell(self, why: str) -> None:
        self.said.emit(f"{why}.")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A key whose command is locked comes to the graph as any other key, and is answered."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            pressed = QKeySequence(event.keyCombination())
            for lock in sorted(self._locked):
                if any(pressed in self._actions[name].shortcuts() for name in COMMANDS[lock]):
                    self._tell(WHY[lock])
                    break
        return False
