"""What is answered to every request, and to every way a run can end."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.errors import InputError, LimitError, RecordingError
from graphlab.worker import service as rooms
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    Autograd,
    AutogradRequest,
    CodeRequest,
    Descent,
    DescentRequest,
    Jacobian,
    JacobianRequest,
    Recorded,
    RecordRequest,
    Refused,
    Symbolic,
    SymbolicRequest,
)
from graphlab.worker.service import Service
from tests.lecture import lecture_record
from tests.worker.scripted import Kept, Raising, Scripted

if TYPE_CHECKING:
    from graphlab.record import Record


class SpeechlessError(Exception):
    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (LimitError("More than 500 nodes."), "More than 500 nodes."),
        (RecordingError("It failed."), "It failed."),
        (KeyboardInterrupt(), "Stopped."),
        (SystemExit(3), "Your code asked Python to exit, so there is no graph."),
        (RecursionError("maximum"), "This is nested too deeply."),
        (ModuleNotFoundError(name="foo"), "The library foo is not installed."),
        (MemoryError(), "This needs more memory than graphlab may use."),
        (
            RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried"),
            "This needs more memory than graphlab may use.",
        ),
        (
            EOFError("EOF when reading a line"),
            "Your code asks for keyboard input, which it cannot get here; write the value into"
            " the code.",
        ),
        (EOFError("Ran out of input"), "Running this failed: Ran out of input"),
        (ValueError("a\nTraceback"), "Running this failed: a"),
        (ValueError("a" * 999), "Running this failed: " + "a" * 300),
        (ZeroDivisionError(), "Running this failed: ZeroDivisionError."),
        (SpeechlessError(), "Running this failed: SpeechlessError."),
        (GeneratorExit(), "Running this failed: GeneratorExit."),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_every_failure_is_one_sentence(error: BaseException, problem: str) -> None:
    answer = Service(Raising(error)).answer(RecordRequest(7, "x"))
    assert isinstance(answer, Refused)
    assert (answer.number, answer.problem) == (7, problem)


def test_a_mistake_of_the_person_keeps_its_place_and_its_traceback() -> None:
    error = InputError(
        '"tan2" is unknown.', line=1, column=9, length=4, fixes=("tan(x)",), details="Trace"
    )
    refused = Refused(7, '"tan2" is unknown.', 1, 9, 4, ("tan(x)",), "Trace")
    assert Service(Raising(error)).answer(RecordRequest(7, "x")) == refused


def test_the_traceback_is_of_the_persons_code_only() -> None:
    answer = Service(Scripted()).answer(CodeRequest(1, "def f():\n    1 / 0\n\nf()"))
    assert answer.problem == "Running this failed: division by zero"
    assert answer.details.startswith("Traceback")
    assert '"<code>", line 4' in answer.details
    assert '"<code>", line 2, in f' in answer.details
    assert "service.py" not in answer.details


def test_formulas_are_of_the_last_run_or_of_the_record_given() -> None:
    service = Service(Raising())
    over = Refused(1, "This run is over; run it again to see its formulas.")
    assert service.answer(SymbolicRequest(1)) == over
    assert isinstance(service.answer(RecordRequest(1, "x")), Recorded)
    assert isinstance(service.answer(SymbolicRequest(1)), Symbolic)
    service.answer(RecordRequest(2, "x"))
    assert service.answer(SymbolicRequest(1)) == over
    assert isinstance(service.answer(SymbolicRequest(1, lecture_record())), Symbolic)


@pytest.mark.parametrize(
    "aside", [RecordRequest(2, "y", aside=True), CodeRequest(2, "y = 1", aside=True)]
)
def test_a_run_that_is_asked_for_aside_leaves_the_one_before_to_be_asked_about(
    aside: RecordRequest | CodeRequest,
) -> None:
    service = Service(Scripted())
    service.answer(RecordRequest(1, "x"))
    assert isinstance(service.answer(aside), Recorded)
    assert isinstance(service.answer(JacobianRequest(1, "w1", "w3", 0)), Jacobian)
    over = Refused(2, "This run is over; run it again to see its Jacobians.")
    assert service.answer(JacobianRequest(2, "w1", "w3", 0)) == over


def test_code_is_run_and_the_recording_kept() -> None:
    service = Service(Scripted())
    assert isinstance(service.answer(CodeRequest(1, "x = 1")), Recorded)
    found = service.answer(JacobianRequest(1, "w1", "w3", 0))
    assert isinstance(found, Jacobian)
    assert (found.number, found.source, found.target, found.argument) == (1, "w1", "w3", 0)
    assert (float(found.array), found.structure, found.image) == (1.2, "dense", None)
    asked = service.answer(AutogradRequest(1))
    assert isinstance(asked, Autograd)
    assert (asked.number, asked.graph.nodes[0].node) == (1, "w3")


def request_of_descent(number: int, *varying: str) -> DescentRequest:
    return DescentRequest(number, "x^2", {"x": 1.0}, varying, 0.25, 0.0, 1, (-1.0,), (1.0,), 3)


def test_a_descent_needs_no_recording_and_what_is_wrong_with_it_is_said() -> None:
    service = Service(Scripted())
    found = service.answer(request_of_descent(4, "x"))
    assert isinstance(found, Descent)
    assert (found.number, found.path.tolist()) == (4, [[1.0], [0.5]])
    assert (found.values.tolist(), found.gradients.tolist()) == ([1.0, 0.25], [[2.0], [1.0]])
    assert (found.ground.tolist(), found.stopped) == ([1.0] * 3, "Left at 1.0.")
    assert service.answer(request_of_descent(5)) == Refused(5, "Choose an input.")


def test_the_engine_descends_as_it_was_asked() -> None:
    from graphlab.worker.pytorch import PyTorch

    found = Service(PyTorch(threads=None)).answer(request_of_descent(4, "x"))
    assert isinstance(found, Descent), found
    assert (found.path.tolist(), found.values.tolist()) == ([[1.0], [0.5]], [1.0, 0.25])
    assert (found.ground.tolist(), found.stopped) == ([1.0, 0.0, 1.0], "")


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (JacobianRequest(2, "w1", "w3", 0), "This run is over; run it again to see its Jacobians."),
        (AutogradRequest(2), "This run is over; run it again to see autograd's graph of it."),
        (JacobianRequest(1, "w1", "w3", 9), "There is no such edge in this graph."),
        (ArrayRequest(2, "w1", "value"), "This run is over; run it again to see these numbers."),
        (ArrayRequest(1, "w9", "value"), "There are no such numbers in this graph."),
        (ArrayRequest(1, "w1", "cotangent"), "There are no such numbers in this graph."),
        (ArrayRequest(1, "w1", "value", target="w3"), "There are no such numbers in this graph."),
        (ArrayRequest(1, "w1", "contribution"), "There are no such numbers in this graph."),
        (ArrayRequest(1, "w1", "taken", target="w3"), "There are no such numbers in this graph."),
        (ArrayRequest(1, "w1", "value", begin=2), "There are only 1 elements."),
        (ArrayRequest(1, "w1", "value", begin=-1), "There are only 1 elements."),
        (ArrayRequest(1, "w1", "value", count=-1), "There are only 1 elements."),
    ],
)
def test_what_is_stale_or_not_there_is_refused(request_: object, problem: str) -> None:
    service = Service(Scripted())
    service.answer(RecordRequest(1, "x"))
    assert service.answer(request_) == Refused(request_.number, problem)


def test_a_failed_run_leaves_the_one_before_to_be_asked_about() -> None:
    service = Service(Scripted())
    service.answer(RecordRequest(1, "x"))
    assert isinstance(service.answer(CodeRequest(2, "1/0")), Refused)
    assert isinstance(service.answer(JacobianRequest(1, "w1", "w3", 0)), Jacobian)


def with_a_large_array() -> Record:
    record = lecture_record()
    value = np.arange(2_500_000.0).reshape(5, -1)
    first = dataclasses.replace(record.nodes[0], value=value, shape=value.shape)
    edge = dataclasses.replace(record.edges[0], contribution=-value, taken=np.arange(7))
    nodes, edges = (first, *record.nodes[1:]), (edge, *record.edges[1:])
    return dataclasses.replace(record, nodes=nodes, edges=edges)


def test_a_large_array_is_fetched_in_pieces() -> None:
    service = Service(Scripted())
    record = with_a_large_array()
    service.keep(3, Kept(record))
    whole: list[np.ndarray] = []
    begin = 0
    while begin < record.nodes[0].value.size:
        reply = service.answer(ArrayRequest(3, "w1", "value", begin))
        assert isinstance(reply, ArrayReply)
        assert (reply.begin, reply.shape, reply.dtype) == (begin, (5, 500_000), "float64")
        whole.append(reply.piece)
        begin += reply.piece.size
    assert len(whole) == 3
    np.testing.assert_array_equal(np.concatenate(whole).reshape(5, -1), record.nodes[0].value)


def test_contributions_and_taken_elements_are_fetched_by_their_edge() -> None:
    service = Service(Scripted())
    service.keep(3, Kept(with_a_large_array()))
    reply = service.answer(ArrayRequest(3, "w1", "contribution", 10, 2, "w3", 0))
    np.testing.assert_array_equal(reply.piece, [-10.0, -11.0])
    reply = service.answer(ArrayRequest(3, "w1", "taken", 0, 9, "w3", 0))
    assert (reply.dtype, reply.piece.tolist()) == ("int64", list(range(7)))


def test_a_jacobian_that_is_too_large_is_told_by_its_image(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "LARGEST_JACOBIAN", 0)
    service = Service(Scripted())
    service.answer(RecordRequest(1, "x"))
    found = service.answer(JacobianRequest(1, "w1", "w3", 0))
    assert (found.array, found.structure, found.image.high) == (None, "dense", 1.2)


def test_warming_up_may_fail() -> None:
    Service(Raising(ImportError())).warm_up()


def test_the_engine_opens_fused_layers_when_asked() -> None:
    from graphlab.worker.pytorch import PyTorch

    engine = PyTorch(threads=None)
    text = "x = torch.ones(2, requires_grad=True)\ny = torch.softmax(x, 0)"
    closed, opened = (engine.record(CodeRequest(1, text, open_fused=o)) for o in (False, True))
    assert len(opened.record.nodes) > len(closed.record.nodes) == 2


def test_a_run_with_very_large_values_makes_room_for_the_next() -> None:
    """Numbers of it can be asked for until then, though the next run may fail."""
    service = Service(Raising())
    service.answer(RecordRequest(1, "", {"x": 0.5, "y": 1.2}))
    large = np.broadcast_to(np.float64(1), (20_000_000,))
    last = lecture_record()
    nodes = (dataclasses.replace(last.nodes[0], value=large, shape=large.shape), *last.nodes[1:])
    service.keep(2, Kept(dataclasses.replace(last, nodes=nodes)))
    piece = service.answer(ArrayRequest(2, "w1", "value", count=1))
    assert isinstance(piece, ArrayReply)
    service.answer(RecordRequest(3, "", {"z": 0.0}))
    again = service.answer(ArrayRequest(2, "w1", "value", count=1))
    assert isinstance(again, Refused)
    assert again.problem.startswith("This run is over")
