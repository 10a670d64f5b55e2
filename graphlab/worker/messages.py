"""What the window and its worker say to each other.

The window sends requests, each with a number of its own; the worker answers each with one
``Recorded``, ``Symbolic`` or ``Refused`` of the same number. ``Printed`` may come in between.
"""

from __future__ import annotations

import msgspec

from graphlab.record import AdjointForms, Record  # noqa: TC001 (schemas need them)

MAX_PRINTED_LINES = 5_000
MAX_PRINTED_CHARACTERS = 1_000_000


class RecordRequest(msgspec.Struct, frozen=True, tag="record"):
    """Run this text at these inputs; ``cotangents`` are the starting gradients."""

    number: int
    text: str
    inputs: dict[str, float] = {}
    cotangents: tuple[float, ...] | None = None
    seed: int = 0


class SymbolicRequest(msgspec.Struct, frozen=True, tag="formulas"):
    """Give the adjoints of a recording as formulas.

    Without ``record`` the one that was recorded last is meant, if its number is this one.
    """

    number: int
    record: Record | None = None


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """PyTorch is loaded."""


class Recorded(msgspec.Struct, frozen=True, tag="recorded"):
    """The run that was asked for."""

    number: int
    record: Record


class Symbolic(msgspec.Struct, frozen=True, tag="symbolic"):
    """Formulas of each node that has an adjoint."""

    number: int
    forms: dict[str, AdjointForms]


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Why there is no answer, with the fields of an InputError."""

    number: int
    problem: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    fixes: tuple[str, ...] = ()


class Printed(msgspec.Struct, frozen=True, tag="printed"):
    """Whole lines that the person's code printed, each ending in a newline."""

    text: str


Request = RecordRequest | SymbolicRequest
Reply = Ready | Recorded | Symbolic | Refused | Printed
Answer = Recorded | Symbolic | Refused
Message = Request | Reply
