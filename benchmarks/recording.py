"""Recording against plain eager PyTorch: the lecture's function and a chain of 400 operations."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import torch
from examples import AT, LECTURE, LINKS, chain
from ratio import Goal, main, timed

from graphlab.engine.expressions.build import build
from graphlab.engine.expressions.expression import differentiate, record_expression, run
from graphlab.formula.parser import parse

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

torch.set_num_threads(1)


def eager_lecture() -> tuple[Tensor, ...]:
    """The lecture's function and its gradient, as one writes them in PyTorch."""
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    y = torch.tensor(1.2, dtype=torch.float64, requires_grad=True)
    c = torch.cos(x * y)
    return torch.autograd.grad(2 * c**2 + torch.log(c), (x, y))


def eager_chain() -> tuple[Tensor, ...]:
    """A chain of cos and sin in turn, and its gradient."""
    u = x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    for link in range(LINKS):
        u = torch.sin(u) if link % 2 else torch.cos(u)
    return torch.autograd.grad(u, (x,))


def core(text: str, values: dict[str, float]) -> Callable[[], object]:
    """Tape, values, adjoints and contributions; the text is read beforehand."""
    expression = build(parse(text, tuple(values)))

    def once() -> object:
        tape, outputs = run(expression, values)
        return differentiate(tape, outputs, [1.0])

    return once


def new_each_time(text: str, values: dict[str, float]) -> Callable[[], object]:
    """A text not seen before, so that reading it counts too."""
    blanks = itertools.cycle(range(1, 200))

    return lambda: record_expression(text + " " * next(blanks), values)


if __name__ == "__main__":
    assert record_expression(LECTURE, AT).gradients["x"] == eager_lecture()[0]
    assert record_expression(chain(), {"x": 0.5}).gradients["x"] == eager_chain()[0]
    x = {"x": 0.5}
    raise SystemExit(
        main(
            {
                "eager, lecture": timed(eager_lecture, 50),
                "core, lecture": timed(core(LECTURE, AT), 50),
                "record(), lecture": timed(lambda: record_expression(LECTURE, AT), 20),
                "record() of new text, lecture": timed(new_each_time(LECTURE, AT), 20),
                "eager, chain": timed(eager_chain, 2),
                "core, chain": timed(core(chain(), x), 2),
                "record(), chain": timed(lambda: record_expression(chain(), x)),
                "record() of new text, chain": timed(new_each_time(chain(), x)),
            },
            [
                Goal("core, lecture", "eager, lecture", 3),
                Goal("core, chain", "eager, chain", 4),
                Goal("record(), lecture", "eager, lecture", 12),
                Goal("record(), chain", "eager, chain", 11),
                Goal("record() of new text, lecture", "eager, lecture"),
                Goal("record() of new text, chain", "eager, chain"),
            ],
        )
    )
