"""A document as what the worker is asked, a recording as a document, a refusal as an error."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.code import Part
from graphlab.study.document import Document, document
from graphlab.study.given import given_of
from graphlab.study.grid import MOST
from graphlab.worker.messages import CodeRequest, GivenRequest, Program, RecordRequest

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.worker.messages import Refused, RunRequest

USUAL = Program()


def request_for(number: int, document: Document) -> RunRequest:
    """Asks for a run of this document."""
    if document.kind == "expression":
        return RecordRequest(
            number, document.text, document.inputs, document.cotangents, document.seed
        )
    code, setup = document.code, document.code.setup
    part = code.part or Part("statements")
    if part.kind == "given":
        inputs = tuple(text for _, text in setup.inputs)
        return GivenRequest(
            number,
            inputs,
            document.seed,
            document.cotangents,
            code.open_fused,
            code.inside,
            code.keeps_values,
        )
    return CodeRequest(
        number,
        code.text,
        part.kind,
        part.name,
        {name: text for name, text in setup.init if text},
        {name: text for name, text in setup.inputs if text},
        setup.loss_on_top,
        document.seed,
        document.cotangents,
        code.open_fused,
        code.folder,
        code.inside,
        code.keeps_values,
    )


def error_of(reply: Refused) -> InputError:
    """A refusal as the mistake that it tells of."""
    return InputError(
        reply.problem,
        line=reply.line,
        column=reply.column,
        length=reply.length,
        fixes=tuple(reply.fixes),
        details=reply.details,
    )


def document_of_record(record: Record, program: Program = USUAL) -> Document:
    """What a run that a Python program made is of."""
    source = record.source
    if source.kind != "expression":
        code = given_of(record, program.name).code
        first = Document().coding(code.keeping(program.keeps_values))
    else:
        inputs = (record.by_id[id_] for id_ in record.inputs)
        first = document(
            source.text,
            {
                node.name or node.id: node.value.tolist()
                for node in inputs
                if node.value is not None and max(node.value.shape, default=0) <= MOST
            },
        )
    return replace(first, seed=program.seed, cotangents=program.cotangents)
