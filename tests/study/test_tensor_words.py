"""Sentences, tables, Why? and central differences for tensors."""

from __future__ import annotations

import gc
import warnings
import weakref
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.picture.compose import Composer
from graphlab.picture.theme import THEMES
from graphlab.study.adjoint_form import FORMS, adjoint_formulas
from graphlab.study.difference import of_edge, of_output
from graphlab.study.labels import labels_of
from graphlab.study.memory import groups
from graphlab.study.moment import EVERYTHING, NOTHING, Moment
from graphlab.study.narration import narrate
from graphlab.study.tables import Tables, tables_of
from graphlab.study.why import explain
from tests.tensors import RUNS, run

if TYPE_CHECKING:
    from graphlab.record import Record


def said(name: str, step: int | None, fine: int = 0) -> str:
    return narrate(run(name), Moment(step, fine)).sentence


def lines(name: str, key: str) -> dict[str, str]:
    found = explain(run(name), key)
    assert found is not None
    return {line.label: line.latex or line.text for line in found.lines}


@pytest.mark.parametrize(
    ("name", "step", "sentence"),
    [
        ("3×2", 1, "w₁ is the input X: 3×2, from −2.2 to 1.5."),
        ("xᵀAx", 1, "w₁ is the input x: [1, −2, 0.5]."),
        (
            "3×2",
            2,
            "w₂ is the parameter W: [−0.4868, −0.6038; −0.5581, 0.6675].",
        ),
        ("3×2", 3, "w₁ and w₂ are known, so w₃ is 3×2, from −1.1 to 1.7."),
        ("large", 4, "w₂ is known, so w₄ is 66.81."),
        ("logistic regression", 3, "w₃ is the parameter b; its value is 0.1."),
        ("in place", 3, "w₃ is written over w₂, into the same memory: 3×2, from −1.0 to 0.83."),
        ("two outputs", 3, "w₁ and w₂ are known; w₃ has two outputs, which follow."),
        (
            "forward only",
            3,
            "w₂ is known, so w₃ is 3×2, all 2. That is the output."
            " Nothing requires grad, so there is a forward pass only.",
        ),
        (
            "forward only",
            None,
            "Every value is shown. Nothing requires grad, so there is a forward pass only.",
        ),
        (
            "slices",
            2,
            "w₁ is known, so w₂ is 3×3, from −1.3 to 2.0."
            " w₂ takes 9 of the 36 elements of w₁ (6×6).",
        ),
    ],
)
def test_forward(name: str, step: int, sentence: str) -> None:
    assert said(name, step) == sentence


def test_an_output_of_several_is_said_to_be_one_of_them() -> None:
    assert said("two outputs", 4).startswith("w₄ is one of the outputs of w₃: [")


def test_backward_contributions_add_up_element_by_element() -> None:
    assert said("3×2", 14) == (
        "w₃ and w₄ use w₁, so the contributions add up element by element:"
        " w̄₁ is 3×2, from −1.9 to 0.93."
    )
    assert said("3×2", 14, 1) == "w₃ contributes 3×2 · [−2.8, 1.9] to w̄₁: 1 of 2."
    assert said("3×2", 9) == "Only w₇ uses w₆, so w̄₆ is its one contribution: 3×2, all 1."


def test_the_gradient_of_an_index_is_said_to_go_back_to_what_it_took() -> None:
    assert said("slices", 12).endswith(
        "What comes from w₂ goes back to the 9 elements it took; the other 27 get 0 from it."
        " What comes from w₃ goes back to the 6 elements it took; the other 30 get 0 from it."
    )


def test_the_way_back_from_a_tensor_starts_with_ones() -> None:
    record = run("in place")
    nodes = tuple(
        replace(n, cotangent=n.adjoint, is_output=True) if n.id == "w4" else n
        for n in record.nodes
        if n.id != "w5"
    )
    edges = tuple(e for e in record.edges if e.target != "w5")
    steps = tuple(
        replace(s, index=i, edges=() if s.node == "w4" and s.phase == "backward" else s.edges)
        for i, s in enumerate((s for s in record.steps if s.node != "w5"), start=1)
    )
    cut = replace(record, nodes=nodes, edges=edges, steps=steps)
    assert narrate(cut, Moment(5)).sentence == (
        "The way back starts here: each element of w₄ starts with 1."
    )


def test_without_a_backward_pass_the_start_says_why() -> None:
    assert said("forward only", 0).endswith(
        "three values and no backward pass. Nothing requires grad, so there is a forward pass only."
    )


def test_tables_have_short_texts_and_every_digit_of_small_tensors() -> None:
    nodes, edges = Tables(run("xᵀAx")).at(EVERYTHING)
    assert [(row.value, row.adjoint) for row in nodes] == [
        ("[1, −2, 0.5]", "[4.75, −12.5, 7.5]"),
        ("3×3 · [−1, 4]", "3×3 · [−2, 4]"),
        ("[2.5, −6.5, 2.5]", "[1, −2, 0.5]"),
        ("16.75", "1"),
    ]
    assert nodes[1].full_value == "[2, 0, 1; 0, 3, −1; 0.5, 0, 4]"
    first = next(row for row in edges if row.key.source == "w2")
    assert first.partial_latex == r"\bar{w}_{3} w_{1}^{\top}"
    assert (first.value, first.contribution) == ("–", "3×3 · [−2, 4]")


def test_tables_reveal_tensors_step_by_step() -> None:
    tables = Tables(run("3×2"), hide=True)
    assert tables.at(NOTHING)[0][0].value == "–"
    assert tables.at(Moment(1))[0][0].value == "?"
    assert tables.at(Moment(2))[0][0].value == "3×2 · [−2.2, 1.5]"


def test_why_of_a_value_shows_rule_substitution_and_type() -> None:
    found = lines("xᵀAx", "value:w3")
    assert found["Rule"] == "w_{3} = w_{2} w_{1}"
    assert found["Substituted"].count("bmatrix") == 4
    assert found["Type"] == "3 float64"
    assert lines("large", "value:w3")["Value"] == "20×8 · [−7.7, 8.4]"
    assert "Substituted" not in lines("large", "value:w3")
    assert lines("slices", "value:w2")["Index"].startswith("w₂ takes 9")


def test_why_of_an_adjoint_shows_the_products_and_a_second_opinion() -> None:
    found = lines("xᵀAx", "adjoint:w4")
    assert found["Central difference"].endswith("1.0000000")
    found = lines("3×2", "adjoint:w4")
    assert found["Meaning"] == "How much f changes per unit of each element of w₄."
    assert found["Rule"] == r"\bar{w}_{4} = \bar{w}_{6}"
    assert found["Central differences"].count("1.00000") == 6
    assert "at most" in found[""]
    assert "at [" in lines("large", "adjoint:w3")["Central difference"]


def test_why_of_an_edge_between_tensors_names_the_jacobian() -> None:
    found = lines("xᵀAx", "label:w2>w3:0")
    assert found["Partial"] == (
        "A Jacobian of 3×9 numbers: each element of w₃ by each element of w₂."
    )
    assert found["Times the adjoint"] == r"\bar{w}_{3} w_{1}^{\top}"
    chip = lines("xᵀAx", "chip:w2>w3:0")
    assert chip["Rule"] == r"\bar{w}_{3} w_{1}^{\top}"
    assert chip["Value"].startswith(r"\begin{bmatrix} 1 & -2")


def test_why_no_gradient_flows_is_said() -> None:
    assert lines("cross-entropy", "chip:w4>w7:1")["No gradient"] == (
        "The source holds no real number to differentiate by."
    )
    assert lines("cross-entropy", "chip:w1>w5:0")["No gradient"] == (
        "No gradient flows back to w₁ here."
    )


def test_central_differences_agree_with_the_measured_adjoints() -> None:
    for name, node in (("3×2", "w4"), ("3×2", "w5"), ("in place", "w4"), ("large", "w3")):
        adjoint = run(name).by_id[node].adjoint
        found = of_output(run(name), node)
        assert adjoint is not None
        assert found is not None
        assert adjoint.ravel()[list(found.places)] == pytest.approx(found.values, rel=1e-6)


def test_a_formula_that_does_not_give_the_recorded_value_is_no_second_opinion() -> None:
    record = run("3×2")
    nodes = tuple(replace(n, text="sin(w1)") if n.id == "w4" else replace(n) for n in record.nodes)
    wrong = replace(record, nodes=nodes)
    assert of_output(wrong, "w1") is None
    assert of_output(wrong, "w4") is not None  # its own formula is not asked


def test_an_edge_between_tensors_has_no_single_slope() -> None:
    record = run("3×2")
    assert all(of_edge(record, edge.key) is None for edge in record.edges[:4])


@pytest.mark.parametrize("name", RUNS)
def test_every_sentence_row_and_explanation_can_be_made(name: str) -> None:
    record, labels = run(name), labels_of(run(name))
    tables = Tables(record)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for step in [*range(len(record.steps) + 1), None]:
            moment = Moment(step)
            assert narrate(record, moment).sentence.endswith((".", "Exactly 1."))
            tables.at(moment)
        for node in record.nodes:
            assert explain(record, f"value:{node.id}") is not None
            assert explain(record, f"adjoint:{node.id}") is not None
        for edge in record.edges:
            name_of = f"{edge.source}>{edge.target}:{edge.argument}"
            assert explain(record, f"label:{name_of}") is not None
            assert explain(record, f"chip:{name_of}") is not None
        revealed = frozenset(node.id for node in record.nodes)
        for form in FORMS:
            assert len(adjoint_formulas(record, form, {}, revealed, labels)) == len(record.nodes)


def test_forms_of_an_adjoint_between_tensors() -> None:
    record = run("xᵀAx")
    revealed = frozenset(node.id for node in record.nodes)
    products = adjoint_formulas(record, "partials", None, revealed, labels_of(record))
    assert products["w1"][0] == r"w_{2}^{\top} \bar{w}_{3} + \bar{w}_{4} w_{3}"
    shown = adjoint_formulas(record, "numbers", None, revealed, labels_of(record))
    assert shown["w1"][1] == "[2.25, −6, 5] + [2.5, −6.5, 2.5]"
    assert np.array_equal(record.by_id["w4"].adjoint, 1.0)  # type: ignore[arg-type]


def test_what_was_not_measured_by_itself_is_said_to_be_the_rest() -> None:
    record = run("xᵀAx")
    edges = tuple(replace(edge, origin="residual") for edge in record.edges)
    found = explain(replace(record, edges=edges), "chip:w2>w3:0")
    assert found is not None
    assert found.lines[-1].text == (
        "Not measured by itself: what the other contributions leave of w̄₂."
    )


def test_through_an_operation_with_several_outputs_there_is_no_product() -> None:
    assert lines("two outputs", "chip:w1>w3:0")["Rule"] == r"[\text{through} \; w_{3}]"


def test_runs_that_are_over_are_let_go() -> None:
    """While a slider is dragged each run is another one; their tensors may be large."""
    alive = []
    for _ in range(40):
        record = slices_again()
        alive.append(weakref.ref(record.by_id["w1"].value))
        tables_of(record, False, "evaluation", 4).at(Moment(12))
        Composer(record, THEMES["light"]).picture(Moment(12))
        narrate(record, Moment(12))
        explain(record, "adjoint:w2")
        groups(record, labels_of(record))
    del record
    gc.collect()
    assert sum(array() is not None for array in alive) <= 10


def slices_again() -> Record:
    old = run("slices")
    nodes = tuple(replace(n, value=None if n.value is None else n.value.copy()) for n in old.nodes)
    return replace(old, nodes=nodes)
