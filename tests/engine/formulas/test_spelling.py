"""How calls of PyTorch are written, whatever stands among their arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch
from torch import Tensor
from typing_extensions import override

from graphlab.engine.call import record_call
from graphlab.engine.formulas import spelling

if TYPE_CHECKING:
    from collections.abc import Callable

X = torch.tensor([0.5, -1.0, 2.0], dtype=torch.float64)


class Own(torch.autograd.Function):
    """Passes on what it gets; takes anything besides."""

    @staticmethod
    @override
    def forward(ctx: Any, x: Tensor, *others: object) -> Tensor:
        ctx.count = len(others)
        return x * 1

    @staticmethod
    @override
    def backward(ctx: Any, cotangent: Tensor) -> Any:
        return cotangent, *[None] * ctx.count


CALLS: dict[str, Callable[[Tensor], Tensor]] = {
    "w1*(-2)": lambda x: x * -2,
    "w1^(-2.5)": lambda x: x**-2.5,
    "1 - w1": lambda x: 1 - x,
    "mul(w1, True)": lambda x: x * True,
    "mul(w1, inf)": lambda x: x * float("inf"),
    "add(w1, -inf)": lambda x: x + float("-inf"),
    "mul(w1, nan)": lambda x: x * float("nan"),
    "masked_fill(w1, w2, -inf)": lambda x: x.masked_fill(x.detach() > 9, float("-inf")),
    "clamp(w1, 0)": lambda x: torch.clamp(x, 0, None),
    "add(w1, w1, alpha=2)": lambda x: torch.add(x, x, alpha=2),
    "w1[..., None]": lambda x: x[..., None],
    "w1[::2]": lambda x: x[::2],
    "to(w1, float32)": lambda x: x.to(torch.float32),
    "Own(w1, 0:2, object, ..., (1,))": lambda x: Own.apply(x, slice(0, 2), object(), ..., (1,)),
    "sum(w1, [0])": lambda x: torch.sum(x, [0]),
}


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_written_as_one_would_type_it(text: str) -> None:
    record = record_call(CALLS[text], (X.clone(),))
    last = record.nodes[-1]
    if text.startswith("masked_fill"):
        text = text.replace("w2", f"w{len(record.nodes) - 1}")
    assert last.text == text
    assert record.check.agrees


def test_forms_are_written_alike_when_no_more_can_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "_FORMS", {})
    monkeypatch.setattr(spelling, "_MOST_FORMS", 0)
    record = record_call(lambda x: torch.sin(x) + 2 * torch.cos(x), (X.clone(),))
    assert [node.text for node in record.nodes[1:]] == ["sin(w1)", "cos(w1)", "w3*2", "w2 + w4"]
    assert spelling._FORMS == {}


def test_a_closed_block_has_no_formula_of_its_own() -> None:
    record = record_call(lambda x: torch.vmap(torch.sin)(x) * 2, (torch.tensor([0.5]),))
    (block,) = [node for node in record.nodes if node.op == "opaque"]
    assert block.text == "block(w1)"
    assert [edge.text for edge in record.incoming[block.id]] == [None]
