"""Recording a typed formula: what is one node, what is refused, and that nothing else changes."""

from __future__ import annotations

import random
from math import nan

import numpy as np
import pytest
import torch

from graphlab.engine.expressions.expression import record_expression
from graphlab.errors import InputError, LimitError


def test_equal_parts_are_one_node() -> None:
    record = record_expression("cos(x*y)^2 + ln(cos(x*y))", {"x": 0.5, "y": 1.2})
    assert [node.text for node in record.nodes] == [
        *("x", "y", "w1*w2", "cos(w3)", "w4^2", "ln(w4)", "w5 + w6")
    ]


def test_parts_that_differ_in_order_or_in_a_number_are_not_joined() -> None:
    record = record_expression("x*y + y*x + 2x + 3x", {"x": 2.0, "y": 3.0})
    assert [node.text for node in record.nodes[2:6]] == ["w1*w2", "w2*w1", "w3 + w4", "2*w1"]


def test_numbers_make_no_node_and_keep_the_persons_digits() -> None:
    record = record_expression("0.50x + π/4", {"x": 2.0})
    assert [node.formula for node in record.nodes] == [
        "x",
        "0.50 w_{1}",
        r"w_{2} + \frac{\pi}{4}",
    ]


def test_assigned_names_are_tags_on_their_nodes() -> None:
    record = record_expression("u = x*y; v = u + 1; u*v", {"x": 3.0, "y": 2.0})
    assert [node.name for node in record.nodes] == ["x", "y", "u", "v", None]
    assert [node.line for node in record.nodes] == [1, 1, 1, 1, 1]


def test_inputs_come_first_in_the_order_of_the_declaration() -> None:
    record = record_expression("f(y, x) = x - y", {"x": 1.0, "y": 2.0})
    assert [(node.id, node.name) for node in record.nodes[:2]] == [("w1", "y"), ("w2", "x")]
    assert record.inputs == ("w1", "w2")


def test_a_name_with_a_value_is_an_input_even_if_it_looks_like_a_product() -> None:
    record = record_expression("rate*x", {"rate": 0.1, "x": 2.0})
    assert [node.name for node in record.nodes] == ["rate", "x", None]


@pytest.mark.parametrize(
    ("typed", "inputs", "sentence"),
    [
        ("x*y", {"x": 1.0}, "y has no value."),
        ("x*y", {}, "x and y have no value."),
        ("a*b*c", {}, "a, b, c have no value."),
        ("x", {"x": 1.0, "z": 2.0}, "“z” is not an input of this formula; its inputs are: x."),
        ("2", {"z": 2.0}, "its inputs are: none."),
        ("x/0", {"x": 1.0}, None),
        ("1/0*x", {"x": 1.0}, "Line 1, column 2: 1/0 divides by zero."),
        ("x + 0/0", {"x": 1.0}, "Line 1, column 6: 0/0 has no value."),
        ("inv([1, 2; 2, 4])", {}, "Line 1, column 1: This matrix is singular: it has no inverse."),
        ("x det(solve([1, 2; 2, 4], eye(2)))", {"x": 1.0}, "Line 1, column 7: This matrix is sing"),
        ("x + ln(-1)", {"x": 1.0}, "Line 1, column 5: ln(-1) has no value."),
        ("9**9**9**9", {}, "Line 1, column 2: 9^(9^(9^9)) is larger than any number"),
        ("exp(1000)", {}, "Line 1, column 1: exp(1000) is larger than any number"),
    ],
)
def test_what_cannot_be_run_is_told_before_it_runs(
    typed: str, inputs: dict[str, float], sentence: str | None
) -> None:
    if sentence is None:
        assert record_expression(typed, inputs).events
        return
    with pytest.raises(InputError) as caught:
        record_expression(typed, inputs)
    assert sentence in str(caught.value)


@pytest.mark.parametrize("value", ["1,5", None, [1.0, [2.0]], ["a"], "x"])
def test_an_input_that_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="x needs a number, or a vector or matrix"):
        record_expression("x", {"x": value})  # type: ignore[dict-item]


@pytest.mark.parametrize(
    ("cotangents", "sentence"),
    [
        ([1.0], "The formula has 2 outputs and 1 starting gradients are given."),
        ([1.0, nan], "A starting gradient must be a finite number."),
    ],
)
def test_starting_gradients_must_fit_the_outputs(cotangents: list[float], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        record_expression("x, 2x", {"x": 1.0}, cotangents=cotangents)


def test_more_than_five_hundred_nodes_are_refused() -> None:
    with pytest.raises(LimitError, match="500"):
        record_expression("+".join(f"x{n}" for n in range(300)), dict.fromkeys("x", 0.0))


@pytest.mark.parametrize(
    "typed",
    [
        "+".join("x" * 480),
        "*".join("x" * 480),
        "sin(" + "+".join("x" * 480) + ")",
        "x*(" + "+".join("1" * 480) + ")",
        "sin " * 55 + "x",
        "/".join("x" * 61),
    ],
)
def test_up_to_the_limits_a_formula_is_recorded(typed: str) -> None:
    assert record_expression(typed, {"x": 1.0}).check.agrees


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("(x < 1)*0.1", 0.1),
        ("1 - (x < 1)", 0.0),
        ("-(x < 1)", -1.0),
        ("(x < 1) + (x < 2)", 2.0),
        ("(x < 1)/3", 1 / 3),
        ("sin(x < 1)", np.sin(1.0)),
        ("floor(x < 1)", 1.0),
        ("|x < 1|", 1.0),
        ("where(x < 1, x < 2, x < 3)", 1.0),
        ("((x < 1) < 2)*1", 1.0),
    ],
)
def test_a_comparison_counts_as_one_or_zero_in_float64(typed: str, value: float) -> None:
    record = record_expression(typed, {"x": 0.5})
    assert record.outputs[0] == value
    assert record.nodes[-1].dtype == "float64"
    assert record.nodes[1].dtype == "bool"


def test_every_number_is_float64_and_cannot_be_written_to() -> None:
    record = record_expression("2x + y", {"x": 1, "y": 2})  # integers
    for node in record.nodes:
        assert node.value is not None
        assert node.value.dtype == np.float64
        assert node.shape == ()
        with pytest.raises(ValueError, match="read-only"):
            node.value[...] = 0.0


def test_a_run_leaves_the_random_states_as_they_were() -> None:
    torch.manual_seed(5), random.seed(5), np.random.seed(5)
    before = torch.rand(1), random.random(), np.random.rand()
    torch.manual_seed(5), random.seed(5), np.random.seed(5)
    record_expression("sin(x)", {"x": 1.0}, seed=123)
    assert (torch.rand(1), random.random(), np.random.rand()) == before


def test_the_graph_for_networkx_has_the_attributes_of_the_contract() -> None:
    graph = record_expression("x*x", {"x": 3.0}).graph
    assert sorted(graph["w1"]["w2"]) == [0, 1]
    assert set(graph.nodes["w2"]) == set(
        "name op target formula shape dtype value adjoint cotangent is_output path line storage"
        " version".split()
    )
    assert set(graph.edges["w1", "w2", 0]) == {"partial", "local", "contribution", "origin"}
    assert (graph.nodes["w1"]["op"], graph.nodes["w2"]["op"]) == ("input", "call")
    assert graph.nodes["w2"]["target"] == "torch.mul"


def test_values_may_be_given_under_any_spelling_of_a_name() -> None:
    record = record_expression("σ·x₁", {"σ": 2.0, "x_1": 3.0})
    assert {name: float(g) for name, g in record.gradients.items()} == {"sigma": 3.0, "x1": 2.0}
