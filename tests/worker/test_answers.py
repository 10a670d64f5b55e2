"""Only the answer to the question that was asked is taken for one."""

from __future__ import annotations

import numpy as np
import pytest

from graphlab.record import AutogradGraph
from graphlab.worker.answers import answers
from graphlab.worker.messages import (
    ArrayReply,
    ArrayRequest,
    Autograd,
    AutogradRequest,
    CodeRequest,
    Descent,
    DescentRequest,
    GivenRequest,
    Jacobian,
    JacobianRequest,
    Printed,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Sameness,
    SamenessRequest,
    Symbolic,
    SymbolicRequest,
)
from tests.lecture import lecture_record

PIECE = np.zeros(3)
TWO = DescentRequest(1, "x*y", {}, ("x", "y"), 0.1, 0.0, 3, (0.0, 0.0), (1.0, 1.0), 4)


def walked(number: int = 1, rows: int = 4, inputs: int = 2) -> Descent:
    way = np.zeros((rows, inputs))
    return Descent(number, way, np.zeros(rows), way, np.zeros((4,) * inputs))


NO_GRAPH = AutogradGraph((), ())
ANSWERS = [
    (RecordRequest(1, ""), Recorded(1, lecture_record())),
    (CodeRequest(1, ""), Recorded(1, lecture_record())),
    (GivenRequest(1), Recorded(1, lecture_record())),
    (SymbolicRequest(1), Symbolic(1, {})),
    (SamenessRequest(1, "2x", "x + x"), Sameness(1, True)),
    (AutogradRequest(1), Autograd(1, NO_GRAPH)),
    (JacobianRequest(1, "w1", "w2", 0), Jacobian(1, PIECE, "dense", "w1", "w2", 0)),
    (TWO, walked()),
    (TWO, walked(rows=1)),
    (ArrayRequest(1, "w1", "value", 4, 3), ArrayReply(1, "w1", "value", (9,), "", 4, PIECE)),
    (
        ArrayRequest(1, "w1", "contribution", 0, 3, "w2", 1),
        ArrayReply(1, "w1", "contribution", (9,), "", 0, PIECE, "w2", 1),
    ),
]
OTHERS = [
    Ready(),
    Printed("a\n"),
    Refused(2, "no"),
    Recorded(2, lecture_record()),
    Symbolic(2, {}),
    Sameness(2, True),
    Autograd(2, NO_GRAPH),
    Jacobian(2, PIECE, "dense", "w1", "w2", 0),
    Jacobian(1, PIECE, "dense", "w1", "w2", 1),
    walked(2),
    walked(rows=5),
    walked(inputs=1),
    ArrayReply(1, "w1", "adjoint", (9,), "", 4, PIECE),
    ArrayReply(1, "w1", "value", (9,), "", 0, PIECE),
    ArrayReply(1, "w1", "value", (9,), "", 4, np.zeros(4)),
]


@pytest.mark.parametrize("place", range(len(ANSWERS)))
def test_each_request_has_one_kind_of_answer_or_a_refusal(place: int) -> None:
    request, right = ANSWERS[place]
    assert answers(right, request)
    assert answers(Refused(1, "no"), request)
    for other in OTHERS:
        assert not answers(other, request), other
    for _, other in ANSWERS:
        if type(other) is not type(right):
            assert not answers(other, request), other
