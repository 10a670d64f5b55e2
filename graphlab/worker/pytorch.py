"""The engine as the worker uses it; nothing of it is imported before it is needed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.worker.messages import GivenRequest, RecordRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.record import AdjointForms, AutogradGraph, Record
    from graphlab.worker.messages import (
        CodeRequest,
        DescentRequest,
        RunRequest,
        SamenessRequest,
    )
    from graphlab.worker.service import DescentResult, JacobianResult, Recording
    from graphlab.worker.trainer import Trainer
    from graphlab.worker.training_messages import StepRequest, TrainingAnswer, TrainingRequest


NO_PROGRAM = (
    "There is no Python program here that could run this again; step through a part of its code."
)


class PyTorch:
    """The engine itself; making one loads PyTorch, and lets it use so many threads.

    ``keeping`` is called with the number of a request whose run was stopped by Ctrl+C, when what
    was recorded up to there is kept; without it Ctrl+C ends a run as it ends any.
    """

    def __init__(
        self, threads: int | None = 1, keeping: Callable[[int], None] | None = None
    ) -> None:
        import torch

        from graphlab.engine.expressions.expression import recording_of_expression

        # More threads make small tensors 30 to 60 times slower on a busy machine.
        if threads is not None:
            torch.set_num_threads(threads)
        self._recording_of_expression = recording_of_expression
        self._keeping = keeping
        self._trainer: Trainer | None = None

    def hold_to(self, most: int, mapped: int | None) -> None:
        """Bytes that runs may use, and map where the system limits that: more ends a recording."""
        from graphlab.engine.recording.room import ROOM

        ROOM.hold_to(most, mapped)

    def record(self, request: RunRequest) -> Recording:
        """Runs a formula or code, and checks it."""
        if isinstance(request, RecordRequest):
            return self._recording_of_expression(
                request.text, request.inputs, cotangents=request.cotangents, seed=request.seed
            )
        if isinstance(request, GivenRequest):
            raise InputError(NO_PROGRAM)
        if self._keeping is None:
            return self._script(request)
        from graphlab.engine.recording.halting import STOP

        with STOP.stoppable(partial(self._keeping, request.number)):
            return self._script(request)

    def _script(self, request: CodeRequest) -> Recording:
        from graphlab.engine.code.scripts import recording_of_script

        return recording_of_script(
            request.text,
            kind=request.offer_kind,
            name=request.offer_name,
            init=request.init,
            inputs=request.inputs,
            loss=request.loss,
            seed=request.seed,
            cotangents=request.cotangents,
            open_fused=request.open_fused,
            folder=request.folder,
            inside=request.inside,
            keeps_values=request.keeps_values,
        )

    def forms(self, record: Record) -> Mapping[str, AdjointForms]:
        """The adjoints as formulas."""
        from graphlab.engine.expressions.symbolic import adjoint_forms

        return adjoint_forms(record)

    def same(self, request: SamenessRequest) -> bool:
        """Whether two formulas are proved to be the same function."""
        from graphlab.engine.expressions.sameness import same_function

        return same_function(request.left, request.right, request.definitions)

    def jacobian(
        self, recording: Recording, source: str, target: str, argument: int
    ) -> JacobianResult:
        """∂target/∂source along one edge."""
        from graphlab.engine.call import Recording as Recorded
        from graphlab.engine.jacobian import edge_jacobian

        assert isinstance(recording, Recorded)
        return edge_jacobian(recording, source, target, argument)

    def autograd(self, recording: Recording) -> AutogradGraph:
        """Autograd's own graph; torchviz is loaded for it."""
        from graphlab.engine.autograd import autograd_graph
        from graphlab.engine.call import Recording as Recorded

        assert isinstance(recording, Recorded)
        return autograd_graph(recording)

    def train(self, request: TrainingRequest) -> TrainingAnswer:
        """Begins a training run, or goes on with it."""
        return self._training.answer(request)

    def record_step(self, request: StepRequest) -> Recording:
        """The loss of a batch of a training run, recorded and checked."""
        return self._training.record_step(request)

    @property
    def _training(self) -> Trainer:
        if self._trainer is None:
            from graphlab.worker.trainer import Trainer

            self._trainer = Trainer()
        return self._trainer

    def descent(self, request: DescentRequest) -> DescentResult:
        """Gradient descent on a formula."""
        from graphlab.engine.expressions.descent import descend

        return descend(
            request.text,
            request.inputs,
            request.varying,
            rate=request.rate,
            momentum=request.momentum,
            steps=request.steps,
            low=request.low,
            high=request.high,
            grid=request.grid,
        )

    def warm_up(self) -> None:
        """Loads what the first formulas and the first code need."""
        from graphlab.engine.code.scripts import recording_of_script  # noqa: F401
        from graphlab.engine.expressions.symbolic import adjoint_forms  # noqa: F401
