"""Which code may run: what the person typed and ran, or read in a file and agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.study.consent import may_run, subject

if TYPE_CHECKING:
    from graphlab.study.code import Code
    from graphlab.study.consent import ConsentStore


class Consent:
    """Is asked before any code is sent to run, and says no unless it knows."""

    def __init__(self, store: ConsentStore | None = None) -> None:
        self._store = store
        self._session: set[str] = set()
        self._told: set[str] = set()

    def news(self) -> str:
        """Why what was agreed to is not remembered, if so; each reason is told once."""
        problem = self._store.problem if self._store is not None else ""
        if problem in self._told:
            return ""
        self._told.add(problem)
        return problem

    def is_agreed(self, text: str, folder: str = "") -> bool:
        """Whether this text may run, however it came here, and import from this folder."""
        return may_run(text, self._store, folder=folder, own=self._session)

    def agree(self, text: str, folder: str = "") -> None:
        """The person has read this text, which came from a file, and wants it to run."""
        self._session.add(subject(text, folder))
        if self._store is not None:
            self._store.agree(subject(text, folder))

    def person_runs(self, text: str, folder: str = "") -> None:
        """The person typed or pasted this text and pressed Run."""
        self._session.add(subject(text, folder))

    def may_run(self, code: Code) -> bool:
        """Whether the worker may be given this code.

        What a Python program gave to ``show`` runs in that program, and none of it is sent.
        """
        return code.is_given or self.is_agreed(code.text, code.folder)
