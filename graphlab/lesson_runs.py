"""Runs what a lesson holds, in this process: scenes, lines that print, proofs."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.lesson.scenes import scene_document

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.lesson.model import Scene

ENDED = ("raised", "halted")
"""Events of a run that did not come to its end."""
NO_TRUST = "Code of a lesson runs only with --trust; add it if you trust this file."


@dataclass(frozen=True, eq=False, slots=True)
class Run:
    """A scene that ran, and what its code printed. ``problem`` is in place of a run."""

    document: Document | None = None
    record: Record | None = None
    printed: str = ""
    problem: InputError | None = None

    @property
    def has_failed(self) -> bool:
        """Whether it did not run, or not to its end."""
        return self.record is None or any(event.kind in ENDED for event in self.record.events)


class Runs:
    """Each scene is run once, though several pages and questions ask for it."""

    def __init__(self, *, trusts: bool) -> None:
        self.trusts = trusts
        self._runs: dict[tuple[object, ...], Run] = {}

    def of(self, scene: Scene) -> Run:
        """The run of a scene that has a graph; never raises for what is wrong with it."""
        try:
            document = scene_document(scene)
        except InputError as error:
            return Run(problem=error)
        key = (document.text, document.dials, document.cotangents, document.seed, document.code)
        if key not in self._runs:
            self._runs[key] = self._run(document)
        return self._runs[key]

    def _run(self, document: Document) -> Run:
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
                record = self._recorded(document)
        except InputError as error:
            return Run(document, printed=printed.getvalue(), problem=error)
        return Run(document, record, printed.getvalue())

    def _recorded(self, document: Document) -> Record:
        if document.kind == "expression":
            from graphlab.engine.expressions.expression import record_expression

            return record_expression(
                document.text,
                document.inputs,
                cotangents=document.cotangents,
                seed=document.seed,
            )
        if not self.trusts:
            raise InputError(NO_TRUST)
        from graphlab.engine.code.scripts import record_script

        part, setup = document.code.part, document.code.setup
        if part is None or part.kind == "given":
            raise InputError("There is nothing in this code to step through.")
        return record_script(
            document.code.text,
            kind=part.kind,
            name=part.name,
            init=dict(setup.init),
            inputs=dict(setup.inputs),
            loss=setup.loss_on_top,
            seed=document.seed,
            cotangents=document.cotangents,
        )

    def printed_after(self, code: str, line: str, seed: int) -> str:
        """What a line prints that is run after some code. Raises InputError."""
        before = self._printed(code, seed) if code else ""
        return self._printed(f"{code}\n{line}", seed).removeprefix(before)

    def proved(self, code: str, proof: str, seed: int) -> object:
        """What ``right`` is after a proof that is run after some code. Raises InputError."""
        names, _ = self._executed(f"{code}\n{proof}" if code else proof, seed)
        if "right" not in names:
            raise InputError("This proof does not set right.")
        found = names["right"]
        return found.tolist() if hasattr(found, "tolist") else found

    def _printed(self, code: str, seed: int) -> str:
        return self._executed(code, seed)[1]

    def _executed(self, code: str, seed: int) -> tuple[dict[str, object], str]:
        if not self.trusts:
            raise InputError(NO_TRUST)
        from graphlab.engine.code.prelude import running
        from graphlab.engine.seeds import everything_seeded
        from graphlab.script.cleaning import clean

        printed = io.StringIO()
        with (
            contextlib.redirect_stdout(printed),
            contextlib.redirect_stderr(io.StringIO()),
            everything_seeded(seed),
            running(clean(code).text) as user_code,
        ):
            names = user_code.execute()
        return names, printed.getvalue()
