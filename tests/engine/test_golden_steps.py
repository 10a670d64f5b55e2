"""Ten examples whose values and adjoints are derived here by hand."""

from __future__ import annotations

from math import cos, exp, log, sin

import pytest

from graphlab.record import EdgeKey
from tests.engine.steps_table import EXAMPLES, GOLDEN, steps_table


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


C = cos(0.6)
P = sigmoid(0.75)

VALUES: dict[str, list[float]] = {
    "lecture": [0.5, 1.2, 0.6, C, C**2, 2 * C**2, log(C), 2 * C**2 + log(C)],
    # Baydin et al. 2018, table 2 (left): v1 = ln 2, v2 = 2·5, v3 = sin 5, v4, v5 = 11.652.
    "baydin": [2, 5, log(2), 10, log(2) + 10, sin(5), log(2) + 10 - sin(5)],
    "square": [3, 9],
    "logistic": [
        *(0.5, 2, -0.25, 1, 1, 0.75, P, log(P), log(P), 0, 1 - P, log(1 - P), 0),
        *(log(P), -log(P)),
    ],
    "softplus": [2, 0.75, 1.5, log(1 + exp(1.5))],
    "power": [2, 3, 8],
    "tie": [4, 4, 4, 16],
    "dead-relu": [3, -2, 0, 0, -2],
    # exp(2 ln x + ln ln x) = x² ln x
    "nested": [3, log(3), 2 * log(3), log(log(3)), 2 * log(3) + log(log(3)), 9 * log(3)],
    "two-outputs": [3, 4, 12, 7],
}

ADJOINTS: dict[str, list[float]] = {
    # w̄₄ = 2·2w₄ + 1/w₄ from both uses of the cosine, then −sin(w₃), then y and x.
    "lecture": [
        -sin(0.6) * (4 * C + 1 / C) * 1.2,
        -sin(0.6) * (4 * C + 1 / C) * 0.5,
        -sin(0.6) * (4 * C + 1 / C),
        4 * C + 1 / C,
        2,
        1,
        1,
        1,
    ],
    # Baydin et al. 2018, table 3 (right): x̄₁ = 5.5, x̄₂ = 1.716.
    "baydin": [1 / 2 + 5, 2 - cos(5), 1, 1, 1, -1, 1],
    "square": [6, 1],
    # With z = wx + b, L = −t ln σ(z) − (1−t) ln(1−σ(z)): ∂L/∂z = σ(z) − t and ∂L/∂t = −z.
    "logistic": [
        *((P - 1) * 2, (P - 1) * 0.5, P - 1, -0.75, P - 1, P - 1, -1 / P, -1, -1),
        *(-log(1 - P), 0, 0, -1, -1, 1),
    ],
    "softplus": [0.75 * sigmoid(1.5), 2 * sigmoid(1.5), sigmoid(1.5), 1],
    "power": [3 * 2**2, 8 * log(2), 1],
    # PyTorch gives each side of a tie one half: x̄ = 4 + 4/2, ȳ = 4/2.
    "tie": [6, 2, 4, 1],
    "dead-relu": [0, 1, 3, 1, 1],
    # (x² ln x)′ = 2x ln x + x
    "nested": [
        *(6 * log(3) + 3, 3 * (6 * log(3) + 3), 9 * log(3), 9 * log(3), 9 * log(3)),
        1,
    ],
    # Starting gradients 2 and −1: x̄ = 2y − 1, ȳ = 2x − 1.
    "two-outputs": [7, 5, 2, -1],
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_values_and_adjoints_are_those_derived_by_hand(name: str) -> None:
    record = EXAMPLES[name].record()
    assert [float(n.value) for n in record.nodes if n.value is not None] == pytest.approx(
        VALUES[name], rel=1e-12, abs=1e-15
    )
    assert [float(n.adjoint) for n in record.nodes if n.adjoint is not None] == pytest.approx(
        ADJOINTS[name], rel=1e-12, abs=1e-15
    )
    assert record.check.agrees


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_whole_table_is_the_golden_one(name: str) -> None:
    golden = (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")
    assert steps_table(EXAMPLES[name].record()) == golden


def test_no_golden_file_is_left_without_an_example() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(EXAMPLES)


def test_the_lectures_walk_has_sixteen_steps_with_w8_at_nine_and_w4_at_thirteen() -> None:
    steps = EXAMPLES["lecture"].record().steps
    assert [step.index for step in steps] == list(range(1, 17))
    assert [step.phase for step in steps] == ["forward"] * 8 + ["backward"] * 8
    assert steps[8].node == "w8"
    assert steps[12].node == "w4"
    assert steps[12].edges == (EdgeKey("w4", "w5", 0), EdgeKey("w4", "w7", 0))


def test_a_product_with_itself_has_two_edges_of_the_same_ends() -> None:
    assert [edge.key for edge in EXAMPLES["square"].record().edges] == [
        EdgeKey("w1", "w2", 0),
        EdgeKey("w1", "w2", 1),
    ]
