"""The table of vector-Jacobian products against PyTorch's autograd and against differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from graphlab.engine.formulas import product_layers, product_rows
from graphlab.engine.formulas.products import Product, operation, product
from graphlab.engine.recording.tape import TENSOR, emptied
from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse
from tests.engine.product_run import Run

if TYPE_CHECKING:
    from torch import Tensor

# the call ║ the contribution of each tensor argument in turn, as it can be typed
MATRICES = """
torch.matmul(v(3), v(3))                   ║ w̄9*w2            ║ w̄9*w1
torch.matmul(m(2,3), v(3))                 ║ outer(w̄9, w2)    ║ w1ᵀ@w̄9
torch.matmul(v(2), m(2,3))                 ║ w2@w̄9            ║ outer(w1, w̄9)
torch.matmul(m(2,3), m(3,4))               ║ w̄9@w2ᵀ           ║ w1ᵀ@w̄9
torch.matmul(t(5,2,3), t(5,3,4))           ║ w̄9@w2ᵀ           ║ w1ᵀ@w̄9
torch.matmul(t(5,2,3), m(3,4))             ║ w̄9@w2ᵀ           ║ sum(w1ᵀ@w̄9, 0)
torch.Tensor.__matmul__(m(2,2), v(2))      ║ outer(w̄9, w2)    ║ w1ᵀ@w̄9
torch.mm(m(2,3), m(3,2))                   ║ w̄9@w2ᵀ           ║ w1ᵀ@w̄9
torch.mv(m(2,3), v(3))                     ║ outer(w̄9, w2)    ║ w1ᵀ@w̄9
torch.bmm(t(2,2,3), t(2,3,2))              ║ w̄9@w2ᵀ           ║ w1ᵀ@w̄9
torch.dot(v(3), v(3))                      ║ w̄9*w2            ║ w̄9*w1
torch.outer(v(2), v(3))                    ║ w̄9@w2            ║ w̄9ᵀ@w1
torch.linalg.cross(v(3), v(3))             ║ cross(w2, w̄9)    ║ cross(w̄9, w1)
torch.addmm(m(2,2), m(2,3), m(3,2))        ║ w̄9 ║ w̄9@w3ᵀ ║ w2ᵀ@w̄9
torch.addmm(v(2), m(3,3), m(3,2))          ║ sum(w̄9, 0) ║ w̄9@w3ᵀ ║ w2ᵀ@w̄9
F.linear(v(3), m(2,3))                     ║ w2ᵀ@w̄9           ║ outer(w̄9, w1)
F.linear(v(3), m(2,3), v(2))               ║ w2ᵀ@w̄9           ║ outer(w̄9, w1)    ║ w̄9
F.linear(m(4,3), m(2,3), v(2))             ║ w̄9@w2            ║ w̄9ᵀ@w1           ║ sum(w̄9, 0)
F.linear(t(5,4,3), m(2,3), bias=v(2)) ║ w̄9@w2 ║ sum(w̄9ᵀ@w1, 0) ║ sum(sum(w̄9, 0), 0)
torch.t(m(2,3))                            ║ w̄9ᵀ
torch.transpose(m(2,3), 0, 1)              ║ w̄9ᵀ
torch.transpose(t(2,3,4), 0, 2)            ║ permute(w̄9)
torch.permute(t(2,3,4), (2, 0, 1))         ║ permute(w̄9)
torch.Tensor.permute(t(2,3,4), 2, 0, 1)    ║ permute(w̄9)
torch.permute(t(1,2,1,3,1,2), dims=(5, 4, 3, 2, 1, 0)) ║ permute(w̄9)
torch.movedim(t(2,3,4), 0, 2)              ║ permute(w̄9)
torch.movedim(t(2,3,4), (0, 1), (1, -1))   ║ permute(w̄9)
torch.moveaxis(t(2,3,4), source=2, destination=0) ║ permute(w̄9)
torch.swapaxes(t(2,3,4), axis0=0, axis1=-1) ║ permute(w̄9)
torch.linalg.inv(square(3))                ║ -(w9ᵀ@w̄9@w9ᵀ)
torch.linalg.solve(square(3), v(3))        ║ -outer(solve(w1ᵀ, w̄9), w9) ║ solve(w1ᵀ, w̄9)
torch.linalg.solve(square(3), m(3,2))      ║ -(solve(w1ᵀ, w̄9)@w9ᵀ) ║ solve(w1ᵀ, w̄9)
torch.linalg.det(square(3))                ║ w̄9*w9*inv(w1)ᵀ
torch.logdet(square(3) @ square(3).T)      ║ w̄9*inv(w1)ᵀ
torch.trace(m(3,3))                        ║ w̄9*eye(3)
torch.linalg.eigvalsh(square(3) + square(3).T) ║ V diag(w̄9) Vᵀ with the eigenvectors V
torch.linalg.matrix_power(m(2,2), 3) ║ w1ᵀ@w1ᵀ@w̄9 + w1ᵀ@w̄9@w1ᵀ + w̄9@w1ᵀ@w1ᵀ
torch.diag(v(3))                           ║ diag(w̄9)
torch.diag(m(3,3))                         ║ diag(w̄9)
torch.tril(m(3,3))                         ║ tril(w̄9)
torch.triu(m(3,3), 1)                      ║ triu(w̄9)
"""
WHOLE = """
torch.sum(v(3))                            ║ w̄9·1
torch.sum(m(2,3))                          ║ w̄9·1
torch.sum(m(2,3), 0)                       ║ 1 w̄9ᵀ
torch.sum(m(2,3), dim=1)                   ║ w̄9 1ᵀ
torch.sum(m(2,3), dim=1, keepdim=True)     ║ w̄9·1
torch.sum(t(2,3,4), dim=(0, 2))            ║ w̄9·1
torch.mean(v(3))                           ║ 1/3 w̄9·1
torch.sum(m(2,3), axis=0)                  ║ 1 w̄9ᵀ
torch.mean(m(2,3), 0)                      ║ 1/2 1 w̄9ᵀ
torch.prod(v(3))                           ║ w̄9*w9/w1
torch.max(v(3))                            ║ w̄9*(w1 == w9)
torch.amin(m(2,3))                         ║ w̄9*(w1 == w9)
torch.linalg.norm(v(3))                    ║ w̄9*w1/w9
torch.linalg.norm(m(2,3))                  ║ w̄9*w1/w9
torch.norm(v(3), 1)                        ║ w̄9*sign(w1)
torch.linalg.vector_norm(v(3), float("inf")) ║ w̄9*sign(w1)*(abs(w1) == w9)
torch.linalg.matrix_norm(m(2,3), 2)        ║ w̄9 u₁v₁ᵀ with the first singular vectors
torch.logsumexp(v(3), 0)                   ║ w̄9*exp(w1 - w9)
torch.var(v(4))                            ║ 2/3*w̄9*(w1 - mean(w1))
torch.std(v(4))                            ║ w̄9*(w1 - mean(w1))/(3*w9)
torch.softmax(v(3), 0)                     ║ w9*(w̄9 - w9ᵀ@w̄9)
F.softmax(m(2,3), dim=1)                   ║ w9*(w̄9 - sums(w9*w̄9, 1))
F.log_softmax(v(3), dim=-1)                ║ w̄9 - exp(w9)*sum(w̄9)
torch.log_softmax(m(2,3), 0)               ║ w̄9 - exp(w9)*sums(w̄9, 0)
torch.cumsum(m(2,3), 1)                    ║ cumsum(w̄9) from the end
F.mse_loss(v(3), v(3))                     ║ 2*w̄9*(w1 - w2)/3 ║ -2*w̄9*(w1 - w2)/3
F.mse_loss(v(3), v(3), reduction="sum")    ║ 2*w̄9*(w1 - w2)   ║ -2*w̄9*(w1 - w2)
F.l1_loss(v(3), v(3))                      ║ w̄9*sign(w1 - w2)/3 ║ -(w̄9*sign(w1 - w2)/3)
F.binary_cross_entropy(inside(3), inside(3)) ║ w̄9*(w1 - w2)/(w1*(1 - w1))/3 ║
F.binary_cross_entropy_with_logits(v(3), inside(3)) ║ w̄9*(sigmoid(w1) - w2)/3 ║
F.cross_entropy(v(3), torch.tensor(1))     ║ w̄9 (softmax(w1) − e[w2])
F.cross_entropy(m(2,3), torch.tensor([1, 0])) ║ w̄9/2 (softmax(w1) − e[w2])
F.cross_entropy(m(2,3), torch.tensor([1, 0]), reduction="none") ║ w̄9 (softmax(w1) − e[w2])
F.cross_entropy(m(2,3), still(2,3).softmax(1)) ║ w̄9/2 (softmax(w1) − w2)
F.nll_loss(m(2,3), torch.tensor([1, 0]))   ║ w̄9/2 (−e[w2])
F.nll_loss(m(2,3), torch.tensor([1, 0]), reduction="sum") ║ w̄9 (−e[w2])
"""
LAYERS = """
F.layer_norm(m(4,3), (3,), v(3), v(3)) ║ (h − mean(h) − x̂·mean(h·x̂))/σ ║ sum of w̄9·x̂ ║ sum of w̄9
F.layer_norm(t(2,4,3), (4, 3)) ║ (h − mean(h) − x̂·mean(h·x̂))/σ
F.batch_norm(m(4,3), None, None, v(3), v(3), True) ║ (h − mean(h) ║ sum of w̄9·x̂ ║ sum of w̄9
F.batch_norm(t(2,3,4,4), None, None, training=True) ║ (h − mean(h)
F.batch_norm(m(4,3), still(3), still(3), v(3), v(3)) ║ h/σ with h = w̄9 ║ sum of w̄9·x̂ ║ sum of w̄9
F.conv2d(t(2,3,6,6), t(4,3,3,3), v(4)) ║ w̄9 convolved with w2 ║ w1 correlated with ║ sum of w̄9
F.conv2d(t(1,2,7,6), t(2,2,3,2), None, 2, (1, 0)) ║ w̄9 convolved with w2 ║ w1 correlated with w̄9
F.conv2d(t(1,2,7,6), t(2,2,2,2), dilation=2, padding=1) ║ w̄9 convolved ║ w1 correlated
F.max_pool2d(t(2,3,6,6), 2) ║ w̄9 where the largest of each window stands, 0 elsewhere
F.max_pool2d(t(2,3,7,7), 3, stride=2, padding=1) ║ w̄9 where the largest of each window stands
F.avg_pool2d(t(2,3,6,6), 2) ║ w̄9 spread over each window
"""
PLACES = """
torch.reshape(m(2,3), (3, 2))              ║ reshape(w̄9)
torch.Tensor.view(m(2,3), 6)               ║ reshape(w̄9)
torch.flatten(m(2,3))                      ║ reshape(w̄9)
torch.unsqueeze(v(3), 0)                   ║ reshape(w̄9)
torch.Tensor.expand(v(3), 2, 3)            ║ sum of w̄9 over what was repeated
torch.Tensor.repeat(v(3), 2)               ║ sum of w̄9 over what was repeated
torch.Tensor.expand(m(2,1), 4, 2, 3)       ║ sum of w̄9 over what was repeated
torch.tile(m(2,3), (2,))                   ║ sum of w̄9 over what was repeated
torch.flip(v(3), [0])                      ║ flip(w̄9)
torch.Tensor.flip(m(2,3), 0, 1)            ║ flip(w̄9)
torch.fliplr(m(2,3))                       ║ flip(w̄9)
torch.flipud(m(2,3))                       ║ flip(w̄9)
torch.sin(v(0))                            ║ w̄9*cos(w1)
torch.clone(v(3))                          ║ w̄9
torch.cat([v(2), v(3)])                    ║ w̄9[0:2] ║ w̄9[2:5]
torch.cat((m(2,2), m(2,3)), dim=1)         ║ w̄9[:, 0:2] ║ w̄9[:, 2:5]
torch.stack([v(2), v(2)])                  ║ w̄9[0] ║ w̄9[1]
torch.stack([v(2), v(2)], dim=1)           ║ w̄9[:, 0] ║ w̄9[:, 1]
"""
EACH = """
torch.add(m(2,3), v(3))                    ║ w̄9 ║ sum(w̄9, 0)
torch.add(v(3), 2.0)                       ║ w̄9
torch.sub(m(2,3), m(2,1))                  ║ w̄9 ║ -sums(w̄9, 1)
torch.Tensor.__rsub__(v(3), 1.0)           ║ -w̄9
torch.mul(v(3), v(3))                      ║ w̄9*w2 ║ w̄9*w1
torch.mul(v(3), 2.5)                       ║ 2.5*w̄9
torch.mul(v(3), number())                  ║ w̄9*w2 ║ w̄9ᵀ@w1
torch.div(v(3), v(3))                      ║ w̄9/w2 ║ -(w̄9*w1/w2^2)
torch.Tensor.__rdiv__(v(3), 1.0)           ║ -(w̄9/w1^2)
torch.pow(v(3), 2)                         ║ 2*w̄9*w1
torch.pow(m(2,2), 3)                       ║ 3*w̄9*power(w1, 2)
torch.Tensor.pow(inside(3), v(3))          ║ w̄9*w2*w1^(w2 - 1) ║ w̄9*w9*ln(w1)
torch.neg(v(3))                            ║ -w̄9
torch.exp(v(3))                            ║ w̄9*w9
torch.log(inside(3))                       ║ w̄9/w1
torch.sqrt(inside(3))                      ║ w̄9/(2*w9)
torch.sin(v(3))                            ║ w̄9*cos(w1)
torch.cos(v(3))                            ║ -(w̄9*sin(w1))
torch.tanh(v(3))                           ║ w̄9*(1 - w9^2)
torch.tanh(m(2,2))                         ║ w̄9*(1 - power(w9, 2))
torch.sigmoid(v(3))                        ║ w̄9*w9*(1 - w9)
torch.nn.functional.relu(v(3))             ║ w̄9*(w1 > 0)
torch.abs(v(3))                            ║ w̄9*sign(w1)
F.leaky_relu(v(3), 0.1)                    ║ w̄9*where(w1 > 0, 1, 0.1)
F.elu(v(3))                                ║ w̄9*where(w1 > 0, 1, w9 + 1)
F.softplus(v(3))                           ║ w̄9*sigmoid(w1)
F.silu(v(3))                               ║ w̄9*sigmoid(w1)*(1 + w1*(1 - sigmoid(w1)))
torch.clamp(v(3), -0.5, 0.5)               ║ w̄9*(w1 >= -0.5)*(w1 <= 0.5)
torch.clamp(v(3), min=0)                   ║ w̄9*(w1 >= 0)
torch.maximum(v(3), v(3))                  ║ w̄9*(w1 > w2) ║ w̄9*(w2 > w1)
torch.square(v(3))                         ║ 2*w̄9*w1
torch.reciprocal(v(3))                     ║ -(w̄9*w9^2)
torch.rsqrt(inside(3))                     ║ -(w̄9*w9^3/2)
torch.where(v(3) > 0, v(3), v(3))          ║ ║ w̄9*(w1 != 0) ║ w̄9*(w1 == 0)
torch.floor(v(3))                          ║ 0
"""


def cells(table: str) -> list[tuple[str, tuple[str, ...]]]:
    lines = [line.split("║") for line in table.splitlines() if line.strip()]
    return [(call.strip(), tuple(cell.strip() for cell in rest)) for call, *rest in lines]


ALL = cells(MATRICES + WHOLE + LAYERS + PLACES + EACH)


@pytest.mark.parametrize(("typed", "told"), ALL, ids=[typed for typed, _ in ALL])
def test_a_contribution_is_told_as_a_product(typed: str, told: tuple[str, ...]) -> None:
    run = Run(typed)
    found = [p and p.text for p in run.products() if p is not None]
    for text, expected in zip(found, [text for text in told if text], strict=False):
        if typed in LAYERS:
            assert text.startswith(expected)
        else:
            assert text == expected
    assert len(found) >= sum(map(bool, told))


@pytest.mark.parametrize("typed", [typed for typed, _ in ALL])
@pytest.mark.parametrize("seed", range(1, 4))
def test_every_product_holds_at_other_random_inputs(typed: str, seed: int) -> None:
    run = Run(typed, seed)
    for share, found in zip(run.measured, run.products(), strict=True):
        probabilities = "binary" in typed and share is run.measured[-1]
        assert (found is None) == (share is None or probabilities), typed


@pytest.mark.parametrize("typed", [typed for typed, _ in ALL])
def test_what_was_measured_is_the_central_difference(typed: str) -> None:
    run, step = Run(typed), 1e-6
    for tensor, share in zip(run.tensors, run.measured, strict=True):
        if share is None:
            continue
        way = torch.randn_like(tensor)
        if "eigvalsh" in typed:  # of symmetric matrices
            way = way + way.T
        ends = []
        for sign in (1, -1):
            moved = [
                other.detach() + sign * step * way if other is tensor else other.detach()
                for other in run.tensors
            ]
            ends.append(again(run, moved))
        slope = float(((ends[0] - ends[1]) / (2 * step) * run.adjoint).sum())
        assert float((share * way).sum()) == pytest.approx(slope, rel=1e-5, abs=1e-6)


def again(run: Run, tensors: list[Tensor]) -> Tensor:
    from graphlab.engine.recording.tape import filled

    stream = iter(tensors)
    args = [filled(argument, stream) for argument in emptied(run.args)]
    kwargs = {k: filled(emptied((v,))[0], stream) for k, v in run.kwargs.items()}
    return run.function(*args, **kwargs)


@pytest.mark.parametrize(("typed", "told"), cells(MATRICES + EACH))
def test_a_product_can_be_typed_back_and_evaluated(typed: str, told: tuple[str, ...]) -> None:
    run = Run(typed)
    values: dict[str, Any] = {f"w{i}": t.detach().numpy() for i, t in enumerate(run.tensors, 1)}
    values |= {"w9": run.result.detach().numpy(), "w̄9": run.adjoint.numpy()}
    shapes = {name: np.shape(value) for name, value in values.items()}
    for share, found in zip(run.measured, run.products(), strict=True):
        if share is None or found is None or "permute" in found.text or "with" in found.text:
            continue
        if "tri" in found.text:
            continue
        for spelled in (found.text, found.latex):
            (tree,) = parse(spelled, shapes, shapes).outputs
            value = np.broadcast_to(np.asarray(evaluate(tree, values)), share.shape)
            np.testing.assert_allclose(value, share.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "typed",
    [
        "torch.matmul(m(2,3), m(3,4))",
        "torch.sin(v(3))",
        "torch.stack([v(2), v(2)])",
        "torch.cat([v(2), v(3)])",
        "torch.triu(m(3,3))",
        "torch.sum(m(2,3), 0)",
        "torch.movedim(t(2,3,4), 0, 2)",
    ],
)
def test_a_product_that_does_not_give_the_measured_numbers_is_not_told(typed: str) -> None:
    run = Run(typed)
    wrong = [None if share is None else share * (1 + 1e-6) for share in run.measured]
    assert run.products(wrong) == [None] * len(wrong)


@pytest.mark.parametrize(
    "typed",
    [
        "F.conv2d(t(1,4,5,5), t(2,2,3,3), groups=2)",
        "F.conv2d(t(4,5,5), t(2,4,3,3))",
        "F.max_pool2d(t(2,6,6), 2)",
        "torch.linalg.matrix_norm(t(2,3,4), 2)",
        "torch.norm(v(3), 3)",
        "torch.linalg.matrix_power(m(2,2), 5)",
        "F.cross_entropy(v(3), torch.tensor(1), label_smoothing=0.1)",
    ],
)
def test_what_no_row_describes_has_no_product(typed: str) -> None:
    run = Run(typed)
    assert run.products() == [None] * len(run.tensors)


def test_the_classes_of_cross_entropy_have_no_product_of_their_own() -> None:
    scores, classes = Run("F.cross_entropy(v(3), inside(3).softmax(0))").products()
    assert scores is not None
    assert scores.text == "w̄9 (softmax(w1) − w2)"
    assert classes is None


def test_a_convolution_that_would_take_long_to_check_has_no_product(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(product_layers, "MAX_WORK", 100)
    assert Run("F.conv2d(t(1,2,7,6), t(2,2,3,2))").products() == [None, None]


def test_a_planted_fault_in_the_table_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(product_rows.ROWS, "linear", {"a": ("g b",), "b": ("g aᵀ + 1",)})
    told = Run("F.linear(v(3), m(2,3))").products()
    assert told[0] is not None
    assert told[1] is None


def test_numbers_of_32_bits_are_compared_in_their_own_accuracy() -> None:
    one = torch.randn(2, 3, requires_grad=True)
    other = torch.randn(3, 4, requires_grad=True)
    result = one @ other
    (share,) = torch.autograd.grad(result.sum(), one)
    found = product(
        *("torch.matmul", [TENSOR, TENSOR], None, 0, ["w1", "w2"]),
        [one.detach().numpy(), other.detach().numpy()],
        *("w3", result.detach().numpy(), np.ones((2, 4), np.float32), share.numpy()),
    )
    assert found == Product(r"\bar{w}_{3} w_{2}^{\top}", "w̄3@w2ᵀ")


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("torch.Tensor.relu_", "relu"),
        ("torch.Tensor.__matmul__", "__matmul__"),
        ("torch._C._nn.linear", "linear"),
        ("torch.linalg.inv", "inv"),
    ],
)
def test_an_operation_has_one_row_under_all_its_names(target: str, name: str) -> None:
    assert operation(target) == name
    assert name in product_rows.ROWS


def test_what_has_no_row_or_no_real_numbers_has_no_product() -> None:
    one = np.ones(3)
    ask = (["w1"], [one], "w2", one, one, one)
    assert product("torch.fft.fft", [TENSOR], None, 0, *ask) is None
    ask = (["w1"], [one], "w2", one * 1j, one, one)
    assert product("torch.sin", [TENSOR], None, 0, *ask) is None
