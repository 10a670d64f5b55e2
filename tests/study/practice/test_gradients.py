"""Derivatives as they are written on a key: equal factors as powers, nothing that cancels."""

import pytest

import graphlab
from graphlab.study.practice.gradients import gradient


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("x*exp(-x^2)", "exp(-x^2) - 2*x^2*exp(-x^2)"),
        ("ln(x*y)", "1/x"),
        ("sqrt(x*y)/3", "y/(6*sqrt(x*y))"),
        ("x/2 + y/x", "1/2 - y/x^2"),
        ("(x + y)^3*x", "3*x*(x + y)^2 + (x + y)^3"),
        ("-exp(x)/2", "-(exp(x)/2)"),
        ("y/x*x", "y/x - y/x"),
        ("-2*x", "-2"),
        ("y*y", None),
    ],
)
def test_a_derivative_is_written_as_on_a_blackboard(formula, written):
    record = graphlab.record(f"f(x, y) = {formula}", x=0.7, y=2.0)
    node = next((node.id for node in record.nodes if node.name == "x"), None)
    found = gradient(record, node) if node is not None and record.outgoing[node] else None
    assert (found and found.text) == written
