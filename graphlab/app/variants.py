"""Other runs of the same code: with fused layers as their parts, without values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QAction

    from graphlab.app.consent import Consent
    from graphlab.app.work import Work
    from graphlab.study.code import Code
    from graphlab.study.document import Document

FUSED, WITHOUT = "open-fused", "without-values"
RECORD_WITHOUT: Final = "Record without values"
KEEP_AGAIN: Final = "Keep values again"


class Variants(QObject):
    """Each is a command that toggles, an undo step, and one run of the code that may run."""

    def __init__(
        self,
        work: Work,
        consent: Consent,
        actions: Mapping[str, QAction],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = work
        self._consent = consent
        self._actions = actions
        for name in (FUSED, WITHOUT):  # until there is any code
            actions[name].setEnabled(False)
        work.document_changed.connect(self._take_document)

    def set_open_fused(self, opened: bool) -> None:
        """Shows fused layers as their parts."""
        code = self._work.document.code.opening(opened)
        self._run(code, "Open fused layers" if opened else "Close fused layers")

    def set_without_values(self, without: bool) -> None:
        """Records the digests of arrays in place of them."""
        code = self._work.document.code.keeping(not without)
        self._run(code, RECORD_WITHOUT if without else KEEP_AGAIN)

    def _run(self, code: Code, what: str) -> None:
        if self._work.document.kind == "code" and self._consent.may_run(code):
            self._work.run_code(code, what)

    def _take_document(self, shown: Document) -> None:
        runs = shown.kind == "code" and self._consent.may_run(shown.code)
        for name, is_on in ((FUSED, shown.code.open_fused), (WITHOUT, not shown.code.keeps_values)):
            self._actions[name].setEnabled(runs)
            self._actions[name].setChecked(is_on)
