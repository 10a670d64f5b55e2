"""The real server, in a child process, around an engine that does what the text says."""

from __future__ import annotations

import dataclasses
import os
import sys
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import graphlab.worker.server
from graphlab.errors import InputError
from graphlab.record import AdjointForms, AutogradGraph, AutogradLink, AutogradNode, Source
from graphlab.worker.codec import MAX_BYTES
from graphlab.worker.messages import (
    CodeRequest,
    DescentRequest,
    RecordRequest,
    SamenessRequest,
)
from tests.lecture import lecture_record
from tests.worker.fakes import loop

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from graphlab.record import Record

PATH = np.array([[1.0], [0.5]]), np.array([1.0, 0.25]), np.array([[2.0], [1.0]]), np.ones(3)
"""Of x² with the learning rate ¼: places, values, gradients and a ground."""


def server(connection: Connection, memory_limit: str = "") -> None:
    """The real server around an engine that does what the text says."""
    graphlab.worker.server.PyTorch = Scripted
    graphlab.worker.server.serve(connection, memory_limit)


def server_without_engine(connection: Connection) -> None:
    """The real server where the engine cannot be imported."""
    sys.modules["torch"] = None
    graphlab.worker.server.serve(connection)


class Kept(NamedTuple):
    """A recording of which nothing but the Record is kept."""

    record: Record


class Matrix(NamedTuple):
    array: np.ndarray
    structure: str = "dense"


class Walked(NamedTuple):
    path: np.ndarray
    values: np.ndarray
    gradients: np.ndarray
    ground: np.ndarray
    stopped: str = ""


class Scripted:
    """An engine that prints, fails and leaves as the text says; code it simply runs."""

    def __init__(self, **_: object) -> None:
        """Takes what the engine takes, and keeps nothing of a run that is stopped."""

    def hold_to(self, most: int, mapped: int | None) -> None:
        """Needs no more than a little."""

    def record(self, request: RecordRequest | CodeRequest) -> Kept:
        if isinstance(request, CodeRequest):
            exec(compile(request.text, "<code>", "exec"), {"__name__": "code"})
            return Kept(lecture_record())
        return Kept(self._formula(request))

    def _formula(self, request: RecordRequest) -> Record:
        word, _, rest = request.text.partition(" ")
        match word:
            case "print":
                sys.stdout.writelines(f"{number}\n" for number in range(int(rest)))
            case "whisper":
                os.write(2, b"no newline, \xff")
            case "exit":
                sys.exit(4)
            case "loop":
                sys.stdout.write("looping\n")
                loop()
            case "input":
                raise InputError("no", line=2, column=3, length=4, fixes=("a", "b"))
            case "large":
                return dataclasses.replace(lecture_record(), source=Source("x" * MAX_BYTES))
            case "hoard":
                np.ones(int(rest))
        return lecture_record()

    def forms(self, record: Record) -> dict[str, AdjointForms]:
        return {node.id: AdjointForms(node.formula, node.text) for node in record.nodes}

    def same(self, request: SamenessRequest) -> bool:
        return request.left == request.right

    def jacobian(self, recording: Kept, source: str, target: str, argument: int) -> Matrix:
        return Matrix(np.asarray(recording.record.by_key[source, target, argument].local))

    def autograd(self, _: Kept) -> AutogradGraph:
        nodes = AutogradNode("MulBackward0", "function", "w3"), AutogradNode("()", "output")
        return AutogradGraph(nodes, (AutogradLink(0, 1),))

    def descent(self, request: DescentRequest) -> Walked:
        if not request.varying:
            raise InputError("Choose an input.")
        return Walked(*PATH, stopped=f"Left at {request.inputs['x']}.")

    def warm_up(self) -> None:
        raise ImportError("no formulas")


class Raising(Scripted):
    """An engine whose every run fails in one way."""

    def __init__(self, error: BaseException | None = None, **_: object) -> None:
        self.error = error

    def record(self, request: RecordRequest | CodeRequest) -> Kept:
        if self.error is not None:
            raise self.error
        return Kept(lecture_record(**request.inputs))

    def warm_up(self) -> None:
        if self.error is not None:
            raise self.error
