"""A formula of an adjoint is shown only while it gives the number on screen."""

from __future__ import annotations

import dataclasses

from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.expressions.symbolic import adjoint_forms
from graphlab.study.forms import standing
from graphlab.study.why import explain

TEXT = "2cos(x·y)^2 + ln(cos(x·y))"


def test_forms_hold_for_other_values_of_the_inputs() -> None:
    forms = adjoint_forms(record_expression(TEXT, {"x": 0.5, "y": 1.2}))
    moved = record_expression(TEXT, {"x": 0.3, "y": -1.0})
    assert standing(moved, "w1", forms["w1"]) == forms["w1"]


def test_forms_of_other_starting_gradients_do_not_stand() -> None:
    forms = adjoint_forms(record_expression(TEXT, {"x": 0.5, "y": 1.2}))
    tripled = record_expression(TEXT, {"x": 0.5, "y": 1.2}, cotangents=[3.0])
    assert standing(tripled, "w1", forms["w1"]) is None
    why = explain(tripled, "adjoint:w1", forms)
    assert why is not None
    assert "In the inputs" not in [line.label for line in why.lines]


def test_a_form_in_the_inputs_alone_may_fail() -> None:
    record = record_expression("x·y", {"x": 2.0, "y": 3.0})
    form = adjoint_forms(record)["w1"]
    wrong = dataclasses.replace(form, in_inputs="x", in_inputs_text="x")
    kept = standing(record, "w1", wrong)
    assert kept is not None
    assert kept.in_nodes == form.in_nodes
    assert kept.in_inputs is None
