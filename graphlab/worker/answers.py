"""Which answer belongs to which request."""

from __future__ import annotations

from graphlab.worker.messages import (
    Answer,
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
    Recorded,
    RecordRequest,
    Refused,
    Reply,
    Request,
    Sameness,
    SamenessRequest,
    Symbolic,
    SymbolicRequest,
)
from graphlab.worker.training_messages import (
    AdvanceRequest,
    ChangeRequest,
    PointsRequest,
    Script,
    ScriptRequest,
    Slow,
    SlowRequest,
    StepRequest,
    Trained,
    TrainRequest,
    UpdateRequest,
    Weights,
    WeightsRequest,
)


def answers(reply: Reply, request: Request) -> bool:
    """Whether this is a whole answer to just this request."""
    if not isinstance(reply, Answer) or reply.number != request.number:
        return False
    match request, reply:
        case _, Refused():
            return True
        case (RecordRequest() | CodeRequest() | GivenRequest(), Recorded()):
            return True
        case (SymbolicRequest(), Symbolic()) | (AutogradRequest(), Autograd()):
            return True
        case SamenessRequest(), Sameness():
            return True
        case JacobianRequest(), Jacobian():
            return all(
                getattr(reply, name) == getattr(request, name)
                for name in ("source", "target", "argument")
            )
        case (TrainRequest(), Trained()):
            return reply.session == request.number
        case (StepRequest(), Recorded()):
            return True
        case (AdvanceRequest() | ChangeRequest() | PointsRequest() | UpdateRequest(), Trained()):
            return reply.session == request.session
        case SlowRequest(), Slow():
            return reply.session == request.session
        case ScriptRequest(), Script():
            return True
        case WeightsRequest(), Weights():
            return reply.session == request.session
        case ArrayRequest(), ArrayReply():
            return reply.piece.size <= request.count and all(
                getattr(reply, name) == getattr(request, name)
                for name in ("node", "which", "target", "argument", "begin")
            )
        case DescentRequest(), Descent():
            rows, inputs = reply.path.shape
            return bool(inputs == len(request.varying) and rows <= request.steps + 1)
    return False


def is_kept(request: Request) -> bool:
    """Whether a run is the one that later questions are about, in place of the one before."""
    return isinstance(request, RecordRequest | CodeRequest) and not request.aside


def is_code_aside(request: Request | None) -> bool:
    """Whether code is run without being what the window shows."""
    return isinstance(request, CodeRequest) and request.aside
