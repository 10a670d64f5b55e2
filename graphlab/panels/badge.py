"""The badge: whether the numbers on screen agree with plain PyTorch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from graphlab.formula.numbers import format_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import Check

WIDEST_REASON = 34
MOST_REMARKS = 8
UNKEPT = " · values not kept"


class Badge(QLabel):
    """One of: ✓ checked, … checking, ✕ differs, not checkable: reason."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("badge")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(92)
        self.show_checking()

    def show_checking(self) -> None:
        """Nothing is known yet."""
        self._show("checking", "… checking", "These numbers are being compared with plain PyTorch.")

    def show_nothing(self) -> None:
        """There is no run to check."""
        self._show("checking", "", "")

    def show_check(self, check: Check, remarks: Sequence[str] = (), *, kept: bool = True) -> None:
        """The result of comparing with plain PyTorch; the tip has remarks about the run too.

        ``kept`` tells whether the values of the run were kept.
        """
        more = "" if kept else UNKEPT
        difference = f"largest difference {format_number(check.max_abs_error, 1)}"
        if check.agrees:
            note = f"\n{check.note}" if check.note else ""
            sentence = f"Agrees with PyTorch, {difference}{note}"
            self._show("checked", f"✓ checked{more}", _with(sentence, remarks))
        elif check.agrees is None:
            reason = check.note or "no reason was given"
            short = reason if len(reason) <= WIDEST_REASON else reason[: WIDEST_REASON - 1] + "…"
            sentence = _with(f"Not checkable: {reason}", remarks)
            self._show("unchecked", f"not checkable: {short}{more}", sentence)
        else:
            sentence = f"Differs from plain PyTorch, {difference}. {check.note}".strip()
            self._show("differs", f"✕ differs{more}", _with(sentence, remarks))

    def _show(self, state: str, text: str, tip: str) -> None:
        self.setText(text)
        self.setToolTip(tip)
        self.setAccessibleName(text)
        self.setAccessibleDescription(tip)
        if self.property("state") != state:
            self.setProperty("state", state)
            self.style().unpolish(self)
            self.style().polish(self)


def _with(sentence: str, remarks: Sequence[str]) -> str:
    """A tip with remarks below, as many as can be read while it stays."""
    more = len(remarks) - MOST_REMARKS
    rest = [f"and {more} more"] if more > 0 else []
    return "\n".join([sentence, *(f"• {remark}" for remark in remarks[:MOST_REMARKS]), *rest])
