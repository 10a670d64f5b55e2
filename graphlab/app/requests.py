"""A document as what the worker is asked, and a recording as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.study.code import Code
from graphlab.study.document import Document, document
from graphlab.study.grid import MOST
from graphlab.worker.messages import CodeRequest, RecordRequest

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.code import Setup
    from graphlab.worker.messages import Request


def request_for(number: int, document: Document) -> Request:
    """Asks for a run of this document."""
    if document.kind == "expression":
        return RecordRequest(
            number, document.text, document.inputs, document.cotangents, document.seed
        )
    code, setup = document.code, document.code.setup
    part = code.part
    return CodeRequest(
        number,
        code.text,
        part.kind if part is not None else "statements",
        part.name if part is not None else "",
        {name: text for name, text in setup.init if text},
        {name: text for name, text in setup.inputs if text},
        _loss(setup),
        document.seed,
        document.cotangents,
        code.open_fused,
        code.folder,
    )


def _loss(setup: Setup) -> str | None:
    """``mse``, ``mse(ones(2))``, or None."""
    if not setup.loss:
        return None
    return f"{setup.loss}({setup.target})" if setup.target and setup.loss != "sum" else setup.loss


def document_of_record(record: Record) -> Document:
    """What a run that was made elsewhere is of."""
    source = record.source
    if source.kind != "expression":
        return Document().coding(Code(source.text))
    inputs = (record.by_id[id_] for id_ in record.inputs)
    return document(
        source.text,
        {
            node.name or node.id: node.value.tolist()
            for node in inputs
            if node.value is not None and max(node.value.shape, default=0) <= MOST
        },
    )
