"""What a run tells: domains, kinks, flat places, what is unused; and None apart from zero."""

from __future__ import annotations

import math
from math import inf, nan

import numpy as np
import pytest

from graphlab.engine.expressions.expression import record_expression

# formula ║ inputs ║ kind ║ node ║ sentence
TOLD = """
ln(x)       ║ x=-1       ║ domain   ║ w2 ║ ln needs a number above 0; w₁ = −1, so w₂ is NaN.
ln(x)       ║ x=0        ║ domain   ║ w2 ║ ln needs a number above 0; w₁ = 0, so w₂ is −∞.
sqrt(x)     ║ x=-4       ║ domain   ║ w2 ║ sqrt needs a number from 0 on; w₁ = −4, so w₂ is NaN.
asin(x)     ║ x=2        ║ domain   ║ w2 ║ asin needs a number from −1 to 1; w₁ = 2, so w₂ is NaN.
acosh(x)    ║ x=0.5      ║ domain   ║ w2 ║ acosh needs a number from 1 on; w₁ = 0.5, so w₂ is NaN.
atanh(x)    ║ x=1        ║ domain   ║ w2 ║ atanh needs a number between −1 and 1; w₁ = 1, so w₂
1/x         ║ x=0        ║ domain   ║ w2 ║ A division needs a divisor other than 0; w₁ = 0, so w₂
x/y         ║ x=0 y=0    ║ domain   ║ w3 ║ so w₃ is NaN.
x^y         ║ x=-2 y=0.5 ║ domain   ║ w3 ║ A power needs a base above 0, or a whole exponent
x % y       ║ x=1 y=0    ║ domain   ║ w3 ║ A remainder needs a divisor other than 0
exp(x)      ║ x=1000     ║ overflow ║ w2 ║ w₂ is ∞: larger than any number of 64 bits.
x^9         ║ x=1e40     ║ overflow ║ w2 ║ w₂ is ∞: larger than any number of 64 bits.
abs(x)      ║ x=0        ║ kink     ║ w2 ║ abs has a kink at 0, where PyTorch uses
relu(x)     ║ x=0        ║ kink     ║ w2 ║ where PyTorch uses the derivative 0 (w₁ = 0).
max(x, y)   ║ x=1 y=1    ║ kink     ║ w3 ║ max has a tie here, which PyTorch shares: 1/2
min(x, 2)   ║ x=2        ║ kink     ║ w2 ║ min has a tie here
sign(x)*x   ║ x=2        ║ flat     ║ w2 ║ sign is flat: no gradient gets through w₂.
floor(x)*x  ║ x=2.5      ║ flat     ║ w2 ║ floor is flat: no gradient gets through w₂.
H(x)*x      ║ x=2        ║ flat     ║ w2 ║ step is flat: no gradient gets through w₂.
(x < 1)*x   ║ x=2        ║ flat     ║ w2 ║ A comparison is flat: no gradient gets through w₂.
sqrt(x)     ║ x=0        ║ adjoint  ║ w1 ║ w̄₁ is ∞: the first adjoint of the
sqrt(x)*0   ║ x=0        ║ adjoint  ║ w1 ║ w̄₁ is NaN
f(x, y) = x ║ x=1 y=2    ║ unused   ║ w2 ║ y is not used, so it has no adjoint.
x, 3        ║ x=1        ║ constant ║ w2 ║ The output 3 depends on no input
x^y         ║ x=0 y=2    ║ formula  ║ w3 ║ No formula of ∂w₃/∂w₂ gives PyTorch's own number 0 here
"""


def rows(table: str) -> list[tuple[str, ...]]:
    lines = [line for line in table.splitlines() if line.strip()]
    return [tuple(cell.strip() for cell in line.split("║")) for line in lines]


def values(text: str) -> dict[str, float]:
    return {name: float(value) for name, _, value in (p.partition("=") for p in text.split())}


@pytest.mark.parametrize(("typed", "at", "kind", "node", "sentence"), rows(TOLD))
def test_what_is_odd_is_told_in_a_sentence_at_its_node(
    typed: str, at: str, kind: str, node: str, sentence: str
) -> None:
    record = record_expression(typed, values(at))
    (event,) = record.events
    assert (event.kind, event.node) == (kind, node)
    assert sentence in event.sentence
    assert record.check.agrees


@pytest.mark.parametrize("typed", ["x*y + sin(x)", "max(x, y)", "relu(x)", "x^y", "|x|", "x/y"])
def test_where_nothing_is_odd_nothing_is_told(typed: str) -> None:
    assert not record_expression(f"{typed} + x*y", {"x": 1.5, "y": 2.0}).events


def test_only_the_first_bad_node_is_marked() -> None:
    record = record_expression("relu(sin(ln(x))) + |ln(x)|", {"x": -1.0})
    assert [(event.kind, event.node) for event in record.events] == [("domain", "w2")]


def test_the_letter_of_an_event_is_the_letter_on_the_cards() -> None:
    (event,) = record_expression("ln(w)", {"w": -1.0}).events
    assert event.sentence == "ln needs a number above 0; v₁ = −1, so v₂ is NaN."


def test_names_of_nodes_that_the_person_gave_are_kept_in_events() -> None:
    (event,) = record_expression("w2*ln(w1)", {"w1": -1.0, "w2": 2.0}).events
    assert event.sentence == "ln needs a number above 0; w₁ = −1, so v₃ is NaN."


def test_an_event_in_a_later_line_names_that_line() -> None:
    (event,) = record_expression("u = x - 2\nv = ln(u)\nv + u", {"x": 1.0}).events
    assert event.line == 2


def test_no_path_is_none_and_a_zero_gradient_is_zero() -> None:
    record = record_expression("f(x, y, z) = relu(x) + (y < 1)", {"x": -1.0, "y": 0.0, "z": 0.0})
    assert record.gradients["x"] == 0
    assert record.gradients["y"] is None
    assert record.gradients["z"] is None
    (into,) = record.outgoing["w2"]
    assert into.contribution is None
    (dead,) = record.outgoing["w1"]
    assert dead.contribution == 0


def test_through_a_flat_function_a_zero_flows() -> None:
    record = record_expression("floor(x)", {"x": 1.5})
    assert record.gradients["x"] == 0
    assert [float(edge.contribution) for edge in record.edges if edge.contribution is not None] == [
        0
    ]


def test_an_unused_input_is_a_node_with_a_forward_step_only() -> None:
    record = record_expression("f(x, y) = x²", {"x": 3.0, "y": 1.0})
    assert [(s.phase, s.node) for s in record.steps] == [
        ("forward", "w1"),
        ("forward", "w2"),
        ("forward", "w3"),
        ("backward", "w3"),
        ("backward", "w1"),
    ]


def test_a_formula_of_numbers_alone_has_a_value_and_no_backward_pass() -> None:
    record = record_expression("2π", {})
    assert record.outputs[0] == pytest.approx(2 * math.pi)
    assert [step.phase for step in record.steps] == ["forward"]
    assert record.check.agrees


def test_an_output_that_is_an_input_has_only_its_starting_gradient() -> None:
    record = record_expression("x", {"x": 3.0}, cotangents=[5.0])
    assert record.gradients["x"] == 5
    assert record.by_id["w1"].cotangent == 5


def test_an_output_given_twice_has_the_sum_of_its_starting_gradients() -> None:
    record = record_expression("x*y, x*y", {"x": 3.0, "y": 4.0}, cotangents=[2.0, 3.0])
    assert record.output_ids == ("w3", "w3")
    assert record.by_id["w3"].cotangent == 5
    assert record.gradients["x"] == 20


@pytest.mark.parametrize("value", [inf, -inf, nan])
def test_inputs_may_be_any_float(value: float) -> None:
    record = record_expression("x*2 + 1", {"x": value})
    np.testing.assert_equal(float(record.outputs[0]), value * 2 + 1)
    assert record.check.agrees
