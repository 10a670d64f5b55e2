"""What of a window's work lies in a file: read, compared with the work, written. Frozen."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from graphlab.keeping.files import SYSTEM, read, stamp_of, store
from graphlab.keeping.kept import VERSION, Kept
from graphlab.keeping.reading import MAX_BYTES, read_document
from graphlab.keeping.writing import document_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.keeping.files import Stamp, System
    from graphlab.study.document import Document

SUFFIX = ".graphlab"
Outside = Literal["same", "changed", "gone"]


@dataclass(frozen=True)
class Holding:
    """``kept`` is what lies in the file ``path``; without one, what the work began with.

    ``ready`` came as it is, from an example or a command line: nobody's work. Nor is code that a
    program ran, or whose text is among ``texts``, those of files that were opened. ``known`` are
    digests of what this window read from the file or tried to write there. ``is_gone``: the file
    was seen not to be there any more.
    """

    kept: Kept = field(default_factory=Kept)
    path: Path | None = None
    stamp: Stamp | None = None
    ready: Document | None = None
    texts: frozenset[str] = frozenset()
    known: frozenset[bytes] = frozenset()
    is_gone: bool = False

    def is_changed(self, document: Document) -> bool:
        """Whether something would be lost if this were not saved."""
        if document == self.kept.document:
            return self.is_gone
        if self.path is not None:
            return True
        return document != self.ready and not self._has_come(document)

    def outside(self) -> Outside:
        """What others have done to the file since this window read or wrote it."""
        if self.path is None:
            return "same"
        stamp = stamp_of(self.path)
        if stamp == self.stamp:
            return "same"
        if stamp is None:
            return "gone"
        try:
            is_ours = _digest(read(self.path, MAX_BYTES + 1)) in self.known
        except OSError:
            return "changed"
        return "same" if is_ours else "changed"

    def saved(self, kept: Kept, path: Path, system: System = SYSTEM) -> Holding:
        """Writes work to a file. Raises OSError or DocumentError, and the file is as it was.

        Whether the file is another than was read before must have been looked at.
        """
        data = document_bytes(kept)
        read_document(data, path.name)  # what could not be read back is not saved
        store(path, data, system)
        kept = replace(kept, version=VERSION)
        return Holding(kept, path, stamp_of(path), None, self.texts, frozenset({_digest(data)}))

    def tried(self, kept: Kept) -> Holding:
        """Writing this failed: if it lies in the file all the same, nobody else has written it."""
        return replace(self, known=self.known | {_digest(document_bytes(kept))})

    def with_ready(self, document: Document, text: str = "") -> Holding:
        """This document came as it is, and so did code of this text."""
        return replace(self, ready=document, texts=self.texts | ({text} if text else frozenset()))

    def _has_come(self, document: Document) -> bool:
        """Whether only code differs, which is kept elsewhere."""
        code = document.code
        if document.kind != "code" or not (code.is_given or code.text in self.texts):
            return False
        began = (self.kept.document, *([] if self.ready is None else [self.ready]))
        return any(_with_code_of(document, other) == other for other in began)


def opened(path: Path) -> Holding:
    """The document in a file. Raises DocumentError with one sentence, or OSError."""
    stamp = stamp_of(path)
    data = read(path, MAX_BYTES + 1)
    return Holding(read_document(data, path.name), path, stamp, known=frozenset({_digest(data)}))


def with_suffix(path: Path) -> Path:
    """The name of a document's file."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def _with_code_of(document: Document, other: Document) -> Document:
    return replace(
        document,
        kind=other.kind,
        code=other.code,
        cotangents=other.cotangents,
        seed=other.seed,
    )


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
