"""Where in autograd's graph a plain run ended and began: what is left of it to be looked at later.

Only the nodes of the graph are kept. Its backward pass has freed what they had saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from torch import Tensor


@dataclass(frozen=True, slots=True)
class End:
    """An output: the node that computed it (None for a constant) and which of its results it is.

    ``base`` is the tensor that it is a view of.
    """

    node: Any
    place: int
    shape: tuple[int, ...]
    base: End | None = None


@dataclass(frozen=True, slots=True)
class PlainGraph:
    """``starts`` are the nodes of the inputs' copies, which the code was given in their place."""

    ends: tuple[End, ...]
    starts: tuple[Any, ...] = ()


def graph_between(starts: Iterable[Any], outputs: Iterable[Tensor]) -> PlainGraph:
    """The graph behind these outputs; ``starts`` as they were before the code ran."""
    return PlainGraph(tuple(end_of(output) for output in outputs), tuple(starts))


def end_of(tensor: Tensor) -> End:
    """A tensor as it is now; it may be written to later."""
    base = tensor._base
    return End(
        tensor.grad_fn,
        tensor.output_nr,
        tuple(tensor.shape),
        None if base is None else end_of(base),
    )
