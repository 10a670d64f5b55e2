"""Why a number is what it is: rule, substitution, number, and the same by a central difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from graphlab.engine.expressions.expression import record_expression
from graphlab.record import AdjointForms, Record
from graphlab.study.difference import of_edge, of_output
from graphlab.study.why import edge_key, explain
from tests.engine.plain import SMOOTH, points
from tests.engine.test_random_expressions import ODD, recorded
from tests.formula.trees import trees
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from graphlab.formula.tree import Tree

LECTURE = lecture_record()


def lines(key: str, record: Record = LECTURE, **more: object) -> dict[str, str]:
    why = explain(record, key, **more)  # type: ignore[arg-type]
    assert why is not None
    return {line.label: line.latex or line.text for line in why.lines}


def test_a_value_is_its_rule_with_the_numbers_put_in() -> None:
    assert lines("value:w4") == {
        "Rule": r"w_{4} = \cos(w_{3})",
        "Substituted": r"w_{4} = \cos(0.6)",
        "Value": "w_{4} = 0.8253356149",
    }


def test_an_input_is_given() -> None:
    assert lines("value:w1")["Input"] == "x is given; change it above the graph."


def test_a_negative_number_is_put_in_brackets() -> None:
    record = record_expression("x^2 - x", {"x": -3.0})
    assert lines("value:w2", record)["Substituted"] == "w_{2} = (-3)^{2}"
    assert lines("value:w3", record)["Substituted"] == "w_{3} = 9 - (-3)"


def test_an_adjoint_is_its_sum_with_partials_and_in_numbers() -> None:
    shown = lines("adjoint:w4")
    assert list(shown) == [
        *("Meaning", "Rule", "With partials", "Numbers", "Value", "Central difference", "")
    ]
    assert shown["With partials"] == (
        r"\bar{w}_{4} = \bar{w}_{5} \cdot 2 w_{4} + \bar{w}_{7} \cdot \frac{1}{w_{4}}"
    )
    assert shown["Value"] == r"\bar{w}_{4} = 4.5130"
    assert shown["Central difference"].endswith(r"\approx 4.5129708")


def test_where_the_digits_do_not_add_up_every_row_still_has_its_name() -> None:
    record = record_expression("3*(x/3)", {"x": 2.0})
    shown = lines("adjoint:w1", record)
    assert shown["With partials"] == r"\bar{w}_{1} = \bar{w}_{2} \cdot \frac{1}{3}"
    assert shown["Numbers"] == r"\bar{w}_{1} \approx 3 \cdot 0.3333"
    assert shown["Value"] == r"\bar{w}_{1} = 1"


def test_symbols_come_with_the_forms_when_they_are_there() -> None:
    form = AdjointForms(
        r"4 w_{4} + \frac{1}{w_{4}}",
        "-4*w2*w4*sin(w3) - w2*sin(w3)/w4",
        "y",
        "-4*y*sin(x*y)*cos(x*y) - y*sin(x*y)/cos(x*y)",
        "2 y",
        "-(y*sin(x*y)*(4*cos(x*y)^2 + 1)/cos(x*y))",
    )
    shown = lines("adjoint:w1", forms={"w1": form})
    assert shown["In the w's"] == r"\bar{w}_{1} = 4 w_{4} + \frac{1}{w_{4}}"
    assert shown["In the inputs"].endswith("= y")
    assert shown["Factored"].endswith("2 y")
    assert "In the w's" not in lines("adjoint:w1")


def test_a_partial_is_explained_by_the_operation_it_belongs_to() -> None:
    shown = lines("label:w4>w7:0")
    assert shown["Of"] == r"w_{7} = \ln(w_{4})"
    assert shown["Rule"] == r"\frac{\partial w_{7}}{\partial w_{4}} = \frac{1}{w_{4}}"
    assert shown["Substituted"] == r"\frac{\partial w_{7}}{\partial w_{4}} = \frac{1}{0.8253}"
    assert shown["Central difference"].endswith(r"\approx 1.2116283")


def test_a_contribution_is_a_product() -> None:
    shown = lines("chip:w3>w4:0")
    assert shown["Meaning"] == "What w₄ contributes to w̄₃."
    assert shown["Numbers"] == r"4.513 \cdot (-0.5646)"
    assert shown["Value"] == "-2.54821498"


def test_no_gradient_is_explained() -> None:
    record = record_expression("f(x, y) = x", {"x": 1.0, "y": 2.0})
    shown = lines("adjoint:w2", record)
    assert shown["No gradient"] == "No differentiable path leads from w₂ to an output."
    assert shown["Note"] == "y is not used, so it has no adjoint."


def test_a_kink_is_noted_where_it_is() -> None:
    assert "kink" in lines("value:w2", record_expression("|x|", {"x": 0.0}))["Note"]


@pytest.mark.parametrize(
    "key",
    [
        *("", "x", "node:w1", "value:", "value:w9", "adjoint:w99"),
        *("label:w1", "label:w1>w2:0", "label:w4>w5:x", "chip:w4>w5:7", "chip:>:0"),
    ],
)
def test_a_key_that_names_nothing_has_no_explanation(key: str) -> None:
    assert explain(LECTURE, key) is None


def test_an_edge_key_is_read_from_its_name() -> None:
    assert edge_key("w4>w5:0") == ("w4", "w5", 0)
    assert edge_key("w4") is None


def test_every_number_of_the_lecture_has_an_explanation() -> None:
    keys = [f"{kind}:{node.id}" for node in LECTURE.nodes for kind in ("value", "adjoint", "card")]
    keys += [
        f"{kind}:{e.source}>{e.target}:{e.argument}"
        for e in LECTURE.edges
        for kind in ("label", "chip")
    ]
    assert all(explain(LECTURE, key, numbering="level") for key in keys)


def test_each_use_of_a_product_with_itself_moves_alone() -> None:
    record = record_expression("x*x", {"x": 3.0})
    for edge in record.edges:
        found = of_edge(record, edge.key)
        assert found is not None
        assert found.value == pytest.approx(3.0, rel=1e-9)


def test_a_difference_across_the_edge_of_a_domain_says_so() -> None:
    shown = lines("adjoint:w1", record_expression("sqrt(x)", {"x": 0.0}))
    assert "a neighbouring value is not a number here" in shown[""]


def test_several_outputs_are_weighed_by_their_starting_gradients() -> None:
    record = record_expression("x*y, x + y", {"x": 3.0, "y": 4.0}, cotangents=[2.0, -1.0])
    for node, adjoint in (("w1", 7.0), ("w2", 5.0), ("w3", 2.0)):
        found = of_output(record, node)
        assert found is not None
        assert found.value == pytest.approx(adjoint, rel=1e-8)


@settings(max_examples=80)
@given(trees(("x", "y", "z"), SMOOTH, 6), points)
def test_the_central_difference_agrees_with_every_adjoint_and_partial(
    tree: Tree, point: dict[str, float]
) -> None:
    record = recorded(tree, point)
    if any(event.kind in ODD for event in record.events):
        return
    largest = max(abs(float(n.value)) for n in record.nodes if n.value is not None)
    for node in record.nodes:
        found = of_output(record, node.id)
        if node.adjoint is not None and found is not None and well_behaved(record, largest):
            assert found.value == pytest.approx(float(node.adjoint), rel=1e-3, abs=1e-3)
    for edge in record.edges:
        found = of_edge(record, edge.key)
        if edge.local is not None and found is not None and well_behaved(record, largest):
            assert found.value == pytest.approx(float(edge.local), rel=1e-3, abs=1e-3)


def well_behaved(record: Record, largest: float) -> bool:
    """Numbers of moderate size: elsewhere no single step serves all."""
    slopes = [abs(float(e.local)) for e in record.edges if e.local is not None]
    return largest < 30 and math.prod(max(1.0, slope) for slope in slopes) < 1e3
