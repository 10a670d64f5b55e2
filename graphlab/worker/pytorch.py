"""The engine as the worker uses it; nothing of it is imported before it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.errors import WorkerError
from graphlab.worker.messages import CodeRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.record import AdjointForms, Record
    from graphlab.worker.messages import RecordRequest
    from graphlab.worker.service import JacobianResult, Recording


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording of which nothing but the Record is kept."""

    record: Record


class PyTorch:
    """The engine itself; making one loads PyTorch."""

    def __init__(self) -> None:
        import torch

        from graphlab.engine.expression import record_expression

        # More threads make small tensors 30 to 60 times slower on a busy machine.
        torch.set_num_threads(1)
        self._record_expression = record_expression

    def record(self, request: RecordRequest | CodeRequest) -> Recording:
        """Runs a formula or code, and checks it."""
        if isinstance(request, CodeRequest):
            raise WorkerError("Code cannot be run yet.")
        return Kept(
            self._record_expression(
                request.text, request.inputs, cotangents=request.cotangents, seed=request.seed
            )
        )

    def forms(self, record: Record) -> Mapping[str, AdjointForms]:
        """The adjoints as formulas."""
        from graphlab.engine.symbolic import adjoint_forms

        return adjoint_forms(record)

    def jacobian(
        self, recording: Recording, source: str, target: str, argument: int
    ) -> JacobianResult:
        """∂target/∂source along one edge."""
        raise WorkerError("Jacobians cannot be computed yet.")

    def warm_up(self) -> None:
        """Loads what the first formulas need."""
        from graphlab.engine.symbolic import adjoint_forms  # noqa: F401
