"""What the window and its worker say to each other.

The window sends requests, each with a number of its own; the worker answers each with one answer
or ``Refused`` of the same number. ``Printed`` may come in between. Requests about a recording bear
the number of the request that it came from, and are refused once there is a later one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

import msgspec

from graphlab.record import AdjointForms, AutogradGraph, Record  # noqa: TC001 (schemas need them)
from graphlab.worker.training_messages import TrainingAnswer, TrainingRequest

if TYPE_CHECKING:
    from graphlab.record import Array, Digest

MOST_ELEMENTS = 1_000_000
"""Of one ArrayReply: 16 MB at most."""

Given = float | Sequence[float | Sequence[float]]
Offer = Literal["statements", "module", "function"]
Which = Literal["value", "adjoint", "cotangent", "contribution", "taken"]


class RecordRequest(msgspec.Struct, frozen=True, tag="record"):
    """Run this formula at these inputs; ``cotangents`` are the starting gradients.

    An input is a number, a vector (a list) or a matrix (a list of rows). What is asked for
    ``aside`` leaves the recording that is kept, and which questions are about, as it is.
    """

    number: int
    text: str
    inputs: Mapping[str, Given] = {}
    cotangents: tuple[Given, ...] | None = None
    seed: int = 0
    aside: bool = False


class CodeRequest(msgspec.Struct, frozen=True, tag="code"):
    """Run this code: its statements, or a module or function of it.

    ``init`` holds constructor arguments and ``inputs`` those of the call, each as it was typed;
    ``loss`` is put on top. ``open_fused`` asks for softmax and other fused layers as their parts.
    Modules that lie in ``folder`` can be imported. ``inside`` is the path of a part of the module,
    which is recorded by itself. Without ``keeps_values`` arrays are told by their digests alone.
    What is asked for ``aside`` is as with formulas; what it prints is not told.
    """

    number: int
    text: str
    offer_kind: Offer = "statements"
    offer_name: str = ""
    init: Mapping[str, str] = {}
    inputs: Mapping[str, str] = {}
    loss: str | None = None
    seed: int = 0
    cotangents: tuple[Given, ...] | None = None
    open_fused: bool = False
    folder: str = ""
    inside: str = ""
    keeps_values: bool = True
    aside: bool = False


class GivenRequest(msgspec.Struct, frozen=True, tag="given"):
    """Run again what the Python program gave to ``show``; no code is sent.

    ``inputs`` has what was typed for each tensor among its inputs, in their order; an empty text
    leaves it as it was given. Without ``cotangents`` starting gradients are the program's own where
    it gave tensors, else 1.
    """

    number: int
    inputs: tuple[str, ...] = ()
    seed: int = 0
    cotangents: tuple[Given, ...] | None = None
    open_fused: bool = False
    inside: str = ""
    keeps_values: bool = True


class SymbolicRequest(msgspec.Struct, frozen=True, tag="formulas"):
    """Give the adjoints of a recording as formulas.

    Without ``record`` the one that was recorded last is meant, if its number is this one.
    """

    number: int
    record: Record | None = None


class SamenessRequest(msgspec.Struct, frozen=True, tag="same"):
    """Say whether two formulas are the same function.

    ``definitions`` tell what names stand for, each in terms of those before it.
    """

    number: int
    left: str
    right: str
    definitions: Mapping[str, str] = {}


class JacobianRequest(msgspec.Struct, frozen=True, tag="jacobian-of"):
    """Give ∂target/∂source along one edge of the recording with this number."""

    number: int
    source: str
    target: str
    argument: int


class AutogradRequest(msgspec.Struct, frozen=True, tag="autograd-of"):
    """Give autograd's own graph of the recording with this number."""

    number: int


class ArrayRequest(msgspec.Struct, frozen=True, tag="array-of"):
    """Give elements ``begin`` … ``begin + count`` of an array, counted in row-major order.

    ``which`` names a field of the node; with ``target`` and ``argument``, of the edge from it.
    """

    number: int
    node: str
    which: Which
    begin: int = 0
    count: int = MOST_ELEMENTS
    target: str = ""
    argument: int = 0


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """PyTorch is loaded."""


class Program(msgspec.Struct, frozen=True, tag="program"):
    """What the program's own run, which is sent next, is of.

    ``name`` is that of its module or function. ``cotangents`` are its starting gradients, if they
    are numbers; ``has_own_starts`` tells that they are tensors, ``keeps_values`` whether arrays
    were kept.
    """

    name: str = ""
    seed: int = 0
    cotangents: tuple[float, ...] | None = None
    has_own_starts: bool = False
    keeps_values: bool = True


class Recorded(msgspec.Struct, frozen=True, tag="recorded"):
    """The run that was asked for."""

    number: int
    record: Record


class Symbolic(msgspec.Struct, frozen=True, tag="symbolic"):
    """Formulas of each node that has an adjoint."""

    number: int
    forms: dict[str, AdjointForms]


class Sameness(msgspec.Struct, frozen=True, tag="sameness"):
    """Whether it was proved that two formulas are the same; else nothing is known."""

    number: int
    is_proved: bool


class Jacobian(msgspec.Struct, frozen=True, tag="jacobian"):
    """The Jacobian of an edge and what it is called ("diagonal", "permutation", …).

    ``array`` has a row for each element of the target. It is None when there are too many numbers;
    ``image`` tells of it then, unless they are too many for that too.
    """

    number: int
    array: Array | None
    structure: str
    source: str = ""
    target: str = ""
    argument: int = 0
    image: Digest | None = None


class Autograd(msgspec.Struct, frozen=True, tag="autograd"):
    """What torchviz shows of the outputs of a run."""

    number: int
    graph: AutogradGraph


class ArrayReply(msgspec.Struct, frozen=True, tag="array"):
    """A piece of an array, flat, from element ``begin`` on.

    ``shape`` and ``dtype`` are of the whole; where numpy lacks the type, ``piece`` has a wider one.
    """

    number: int
    node: str
    which: Which
    shape: tuple[int, ...]
    dtype: str
    begin: int
    piece: Array
    target: str = ""
    argument: int = 0


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """Why there is no answer, with the fields of an InputError."""

    number: int
    problem: str
    line: int | None = None
    column: int | None = None
    length: int = 1
    fixes: tuple[str, ...] = ()
    details: str = ""


class Printed(msgspec.Struct, frozen=True, tag="printed"):
    """Whole lines that the person's code printed, each ending in a newline."""

    text: str


class Keeping(msgspec.Struct, frozen=True, tag="keeping"):
    """The run was stopped midway; what was recorded up to there is on its way."""

    number: int


class Worn(msgspec.Struct, frozen=True, tag="worn"):
    """The run left something behind here, or much memory; the next should begin elsewhere."""


class DescentRequest(msgspec.Struct, frozen=True, tag="descend"):
    """Walk down a formula by gradient descent, from ``inputs`` on, in those that are ``varying``.

    ``low`` and ``high`` bound the ground to be told of, with ``grid`` points a side.
    """

    number: int
    text: str
    inputs: Mapping[str, Given]
    varying: tuple[str, ...]
    rate: float
    momentum: float
    steps: int
    low: tuple[float, ...]
    high: tuple[float, ...]
    grid: int


class Descent(msgspec.Struct, frozen=True, tag="descent"):
    """A path with a row for the start and each step; ``stopped`` says why it ends early.

    ``ground`` is (columns,) or (rows, columns), NaN where the formula has no value.
    """

    number: int
    path: Array
    values: Array
    gradients: Array
    ground: Array
    stopped: str = ""


RunRequest = RecordRequest | CodeRequest | GivenRequest
Request = (
    RunRequest
    | SymbolicRequest
    | SamenessRequest
    | JacobianRequest
    | AutogradRequest
    | ArrayRequest
    | DescentRequest
    | TrainingRequest
)
Answer = (
    Recorded
    | Symbolic
    | Sameness
    | Jacobian
    | Autograd
    | ArrayReply
    | Refused
    | Descent
    | TrainingAnswer
)
Reply = Ready | Program | Answer | Printed | Keeping | Worn
Message = Request | Reply
