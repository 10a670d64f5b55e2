"""Which code may run: what the person typed and ran, or read in a file and agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.study.consent import may_run

if TYPE_CHECKING:
    from graphlab.study.code import Code
    from graphlab.study.consent import ConsentStore


class Consent:
    """Is asked before any code is sent to run, and says no unless it knows."""

    def __init__(self, store: ConsentStore | None = None) -> None:
        self._store = store
        self._session: set[str] = set()

    @property
    def problem(self) -> str:
        """Why what was agreed to is not remembered, if so."""
        return self._store.problem if self._store is not None else ""

    def is_agreed(self, text: str) -> bool:
        """Whether this text may run, however it came here."""
        return text in self._session or may_run(text, self._store)

    def agree(self, text: str) -> None:
        """The person has read this text, which came from a file, and wants it to run."""
        self._session.add(text)
        if self._store is not None:
            self._store.agree(text)

    def person_runs(self, text: str) -> None:
        """The person typed or pasted this text and pressed Run."""
        self._session.add(text)

    def may_run(self, code: Code) -> bool:
        """Whether the worker may be given this code."""
        return self.is_agreed(code.text)
