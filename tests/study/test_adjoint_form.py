"""The ways to write an adjoint, for w̄₄ of the lecture."""

from __future__ import annotations

import pytest

from graphlab.record import AdjointForms
from graphlab.study.adjoint_form import adjoint_formulas
from graphlab.study.labels import Labels
from tests.lecture import lecture_record

RECORD = lecture_record()
LABELS = Labels(RECORD)
ALL = frozenset(node.id for node in RECORD.nodes)
IN_NODES = "-4*w2*w4*sin(w3) - w2*sin(w3)/w4"
IN_INPUTS = "-4*y*sin(x*y)*cos(x*y) - y*sin(x*y)/cos(x*y)"
FACTORED = "-(y*sin(x*y)*(4*cos(x*y)^2 + 1)/cos(x*y))"
FORMS = {
    "w4": AdjointForms(r"4 w_{4} + \frac{1}{w_{4}}", "4*w4 + 1/w4"),
    "w1": AdjointForms("a", IN_NODES, "b", IN_INPUTS, "c", FACTORED),
}


def written(node: str, form: str, revealed: frozenset[str] = ALL) -> tuple[str | None, str]:
    return adjoint_formulas(RECORD, form, FORMS, revealed, LABELS)[node]


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("sum", "w̄₅·∂w₅/∂w₄ + w̄₇·∂w₇/∂w₄"),
        ("partials", "w̄₅·2*w4 + w̄₇·1/w4"),
        ("nodes", "4*w4 + 1/w4"),
        ("numbers", "2·1.651 + 1·1.212"),
        ("inputs", "–"),
    ],
)
def test_a_fan_in_is_written_in_each_way(form: str, text: str) -> None:
    assert written("w4", form)[1] == text


def test_an_input_is_also_written_in_the_inputs_and_factored() -> None:
    assert written("w1", "inputs") == ("b", IN_INPUTS)
    assert written("w1", "factored") == ("c", FACTORED)


def test_an_output_begins_with_its_starting_gradient() -> None:
    assert written("w8", "sum") == ("1", "1")


def test_a_factor_with_a_sign_stands_in_parentheses() -> None:
    assert written("w3", "partials")[1] == "w̄₄·(-sin(w3))"
    assert written("w3", "numbers")[1] == "4.513·(−0.5646)"


def test_numbers_are_not_given_away_before_their_step() -> None:
    assert written("w4", "numbers", frozenset())[1] == "–"


def test_until_the_symbolic_forms_are_found_there_are_dots() -> None:
    assert adjoint_formulas(RECORD, "nodes", None, ALL, LABELS)["w4"] == (None, "…")
