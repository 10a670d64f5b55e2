"""Conditions against what is observed."""

from __future__ import annotations

import pytest

from graphlab.study.lesson.observed import holds, until, where

SEEN = {
    "step": 5.0,
    "phase": "backward",
    "node": "w4",
    "why": "",
    "source": "Sin(x)^2 ",
    "input.x": 1.5,
    "page": "values",
    "loss": float("nan"),
    "playing": True,
    "hidden": "no",
    "theme": "dark",
}


@pytest.mark.parametrize(
    ("text", "is_true"),
    [
        ("step >= 5", True),
        ("step ≥ 6", False),
        ("step == 5 and phase = backward", True),
        ("step = 5 AND phase != backward", False),
        ("input.x > pi/2", False),
        ("input.x > 1", True),
        ("input.y > 1", False),  # nothing is known of it
        ("node = w₄", True),
        ("node = yes", True),
        ("why = no", True),
        ("why = w4", False),
        ("source = sin(x) ^ 2", True),
        ("source != x", True),
        ("page = values", True),
        ("loss < 1", False),
        ("playing = yes and hidden = no", True),
        ("playing = no", False),
        ("theme = dark", True),
        ("epochs > 0", False),
    ],
)
def test_a_condition_holds_or_not(text: str, is_true: bool) -> None:
    assert holds(until(text), SEEN) is is_true


def test_a_node_is_found_by_the_extreme_of_a_number() -> None:
    conditions = where("adjoint = largest and predecessors >= 2 and function = mul")
    assert [condition.value for condition in conditions] == ["largest", 2.0, "mul"]
