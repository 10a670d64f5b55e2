"""A .graphlab file on the command line: a document, which is run, or a run as it was.

Code in a document runs only with `--trust`: it may be somebody else's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from graphlab.cli_code import (
    FLAGS,
    OPTIONS,
    TRUST,
    code_in,
    file_of,
    record_code,
    value_of,
)
from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping
    from pathlib import Path

    from graphlab.export.registry import Ran
    from graphlab.formula.example_inputs import Nested
    from graphlab.keeping.kept import Kept
    from graphlab.record import Record
    from graphlab.study.document import Document

HEAD = 64


def check_own(path: Path, options: argparse.Namespace) -> None:
    """Raises one sentence where the window could not open it."""
    if options.at:
        raise InputError(f"--at belongs to an expression; {path.name} has its own numbers.")
    if document_in(path) is None:
        _recorded(path)


def record_own(path: Path, options: argparse.Namespace, values: Mapping[str, Nested]) -> Record:
    """The run of the document in a file, with ``values`` in place of its own; or the run in it."""
    kept = document_in(path)
    given = [option for option in (*OPTIONS, *FLAGS) if value_of(options, option)]
    if kept is None:
        given += [TRUST] if options.trust else []
        given += ["--at"] if values else []
        given += ["--cotangent"] if options.cotangent else []
        if given:
            said = f"{given[0]} belongs to what is run; {path.name} holds a run as it was."
            raise InputError(said)
        return _recorded(path)
    if given:
        raise InputError(f"{given[0]} belongs to a .py file; {path.name} says itself what is run.")
    document = kept.document
    seed = document.seed if options.seed is None else options.seed
    if document.is_empty:
        raise InputError(f"There is nothing to run in {path.name}.")
    if document.kind == "code":
        return _record_code(path, options, document, seed)
    from graphlab.engine.expressions.expression import record_expression

    inputs = cast("Mapping[str, Nested]", document.inputs)
    if unknown := [name for name in values if name not in inputs]:
        known = ", ".join(inputs) or "none"
        raise InputError(f"{unknown[0]} is not an input of {path.name} (inputs: {known}).")
    return record_expression(
        document.text,
        {**inputs, **values},
        cotangents=options.cotangent or document.cotangents,
        seed=seed,
    )


def _record_code(path: Path, options: argparse.Namespace, document: Document, seed: int) -> Record:
    if options.at:
        raise InputError(f"--at belongs to an expression; {path.name} holds code.")
    if not options.trust:
        raise InputError(f"{path.name} holds code. Read it, then add {TRUST} to run it.")
    return record_code(document.code, seed, options.cotangent or document.cotangents)


def ran_by(options: argparse.Namespace) -> Ran:
    """The code that SOURCE names, if it does, and the seed of its run."""
    from pathlib import Path

    from graphlab.export.registry import Ran
    from graphlab.script.beside import beside

    path, seed = file_of(options.source), options.seed
    if path is None:
        return Ran(None, seed or 0)
    if path.suffix == ".py":
        code = code_in(path, options)
        needs_folder = beside(code.text, Path(code.folder))
        return Ran(code if needs_folder else replace(code, folder=""), seed or 0)
    kept = document_in(path)
    if kept is None:
        return Ran()
    return Ran.of(kept.document, seed)


def document_in(path: Path) -> Kept | None:
    """The document in the file, None where it holds something else."""
    from graphlab.keeping.files import read
    from graphlab.keeping.reading import MAX_BYTES, is_document, read_document

    try:
        if not is_document(read(path, HEAD)):
            return None
        return read_document(read(path, MAX_BYTES + 1), path.name)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None


def _recorded(path: Path) -> Record:
    from graphlab.worker.recorded_file import read_recorded

    try:
        return read_recorded(path)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from None
