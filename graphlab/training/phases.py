"""One mini-batch in slow motion: zero_grad, forward, loss, backward, step, and their numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import torch

from graphlab.training.optimizers import terms_of
from graphlab.training.parameters import array_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from graphlab.training.feeding import Feed
    from graphlab.training.session import Session

    Floats = NDArray[np.float64]

Name = Literal["zero_grad", "forward", "loss", "backward", "step"]


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """What one parameter holds after a phase; ``grad`` is None where the slot is empty.

    ``update`` are the terms of the step by their names in the order they are made; only the step
    has them. The last is the new weight.
    """

    w: Floats
    grad: Floats | None
    update: tuple[tuple[str, Floats], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Phase:
    """One of the five lines of the loop, after it has run.

    ``is_left_out`` is said of a zero_grad that was switched off: gradients add up. ``outputs``
    are there from the forward phase on, ``loss`` from its own phase on.
    """

    name: Name
    points: tuple[int, ...]
    parameters: dict[str, Numbers]
    outputs: Floats | None = None
    loss: float | None = None
    is_left_out: bool = False


def phases_of(
    session: Session, feed: Feed, x: Tensor, t: Tensor
) -> tuple[tuple[Phase, ...], float]:
    """Does the update on this batch; its five phases, and its loss."""
    points, module, optimizer = session.batch_points(), session.module, session.optimizer
    left_out = session.leaves_out_zero_grad

    def numbers() -> dict[str, Numbers]:
        return {
            name: Numbers(array_of(p), None if p.grad is None else array_of(p.grad))
            for name, p in module.named_parameters()
        }

    if not left_out:
        optimizer.zero_grad()
    cleared = Phase("zero_grad", points, numbers(), is_left_out=left_out)
    given = feed(module, x)
    outputs = array_of(given)
    forward = Phase("forward", points, numbers(), outputs)
    loss: Tensor = session.loss(given, t)
    told = loss.item()
    measured = Phase("loss", points, numbers(), outputs, told)
    loss.backward()  # type: ignore[no-untyped-call]
    backward = Phase("backward", points, numbers(), outputs, told)
    updates = _updates(session)
    optimizer.step()
    after = {
        name: Numbers(now.w, now.grad, updates.get(name, ())) for name, now in numbers().items()
    }
    step = Phase("step", points, after, outputs, told)
    return (cleared, forward, measured, backward, step), told


def _updates(session: Session) -> dict[str, tuple[tuple[str, Floats], ...]]:
    """Terms of the step that comes, of every parameter that has a gradient."""
    optimizer, key = session.optimizer, session.setup.optimizer.key
    found = {}
    with torch.no_grad():
        for name, p in session.module.named_parameters():
            if p.grad is None:
                continue
            terms = terms_of(key, p, p.grad, optimizer.state.get(p, {}), optimizer.param_groups[0])
            found[name] = tuple((term.name, array_of(term.value)) for term in terms)
    return found
