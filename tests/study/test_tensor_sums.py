"""The written-out line with tensors: matrices where they are small, shapes and norms elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.picture.mathset import typeset
from graphlab.study.labels import labels_of
from graphlab.study.moment import Moment
from graphlab.study.reveal import walk_of
from graphlab.study.sums import line
from graphlab.study.tensor_sums import total
from tests.tensors import RUNS, run

if TYPE_CHECKING:
    from graphlab.record import Record

X = r"\begin{bmatrix} 1 \\ -2 \\ 0.5 \end{bmatrix}"
Y = r"\begin{bmatrix} 2.5 \\ -6.5 \\ 2.5 \end{bmatrix}"
A = r"\begin{bmatrix} 2 & 0 & 1 \\ 0 & 3 & -1 \\ 0.5 & 0 & 4 \end{bmatrix}"


def written(record: Record, step: int, fine: int = 0, *, hide: bool = False) -> str:
    reveal = walk_of(record).at(Moment(step, fine))
    return " ".join(segment.latex for segment in line(reveal, labels_of(record), hide=hide))


def test_a_product_of_small_matrices_is_written_out() -> None:
    assert written(run("xᵀAx"), 1) == f"w_{{1}} = x = {X}"
    assert written(run("xᵀAx"), 3) == f"w_{{3}} = w_{{2}} w_{{1}} = {A} {X} = {Y}"
    assert written(run("xᵀAx"), 4) == (
        rf"w_{{4}} = w_{{1}}^{{\top}} w_{{3}} = {X}^{{\top}} {Y} = 16.75"
    )


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("‖x‖₁", r"\left‖\begin{bmatrix} 2 \\ -1 \end{bmatrix}\right‖_{1}"),
        ("|x|", r"\left|\begin{bmatrix} 2 \\ -1 \end{bmatrix}\right|"),
        ("softmax(x)", r"\operatorname{softmax}\begin{bmatrix} 2 \\ -1 \end{bmatrix}"),
        ("dot(x, x)", r"\left(\begin{bmatrix} 2 \\ -1 \end{bmatrix}, "),
    ],
)
def test_bars_and_brackets_are_as_tall_as_the_matrices_in_them(typed: str, numbers: str) -> None:
    line_of = written(record_expression(typed, {"x": [2.0, -1.0]}), 2)
    assert numbers in line_of
    typeset(line_of)


def test_an_adjoint_is_the_sum_of_its_products() -> None:
    record = run("xᵀAx")
    assert written(record, 5) == r"\bar{w}_{4} = \frac{\partial f}{\partial w_{4}} = 1"
    assert written(record, 6) == rf"\bar{{w}}_{{3}} = \bar{{w}}_{{4}} w_{{1}} = {X}"
    second = r"\begin{bmatrix} 2.25 \\ -6 \\ 5 \end{bmatrix}"
    both = r"\begin{bmatrix} 4.75 \\ -12.5 \\ 7.5 \end{bmatrix}"
    assert written(record, 8) == (
        r"\bar{w}_{1} = w_{2}^{\top} \bar{w}_{3} + \bar{w}_{4} w_{3}"
        rf" = {second} {{}} + {Y} = {both}"
    )


def test_a_finer_step_shows_what_has_arrived_so_far() -> None:
    assert written(run("xᵀAx"), 8, 1).endswith(
        r"\quad 1 \; \text{of} \; 2: \begin{bmatrix} 2.25 \\ -6 \\ 5 \end{bmatrix}"
    )


def test_a_hidden_answer_ends_in_a_question_mark() -> None:
    assert written(run("xᵀAx"), 3, hide=True).endswith("= ?")
    assert written(run("xᵀAx"), 8, hide=True).endswith("= ?")
    assert written(run("large"), 3, hide=True).endswith(r"\text{?}")


def test_rounded_numbers_are_never_called_equal() -> None:
    record = run("3×2")
    assert r"\approx" in written(record, 3)
    assert "] = " not in written(record, 3)
    assert written(record, 9).count(r"\approx") == 0  # all ones are exact


def test_an_equals_sign_stands_only_where_the_shown_digits_add_up() -> None:
    for name in RUNS:
        record = run(name)
        for step in record.steps[record.border :]:
            text = written(record, step.index)
            node = record.by_id[step.node]
            if "bmatrix" not in text or node.adjoint is None:
                continue
            if not np.array_equal(node.adjoint, np.round(node.adjoint, 3)):
                assert text.rpartition("bmatrix} = ")[1] == "", (name, step)


def test_large_tensors_have_shape_and_norm_below() -> None:
    assert written(run("large"), 3) == (
        r"\underset{\text{20×8}}{w_{3}} = \underset{\text{20×10}}{w_{1}}"
        r" \underset{\text{10×8}}{w_{2}} \quad \text{from −7.7 to 8.4}"
    )
    assert written(run("large"), 13) == (
        r"\underset{\text{10×8, norm 22.9}}{\bar{w}_{2}}"
        r" = \underset{\text{10×8, norm 16.3}}{w_{1}^{\top} \bar{w}_{3}}"
        r" + \underset{\text{10×8, norm 16.3}}{2 \bar{w}_{4} w_{2}}"
    )


def test_numbers_within_a_run_of_tensors_are_summed_as_ever() -> None:
    assert written(run("large"), 7) == "w_{7} = w_{6} + w_{4} = -3.836 + 66.81 = 62.98"
    assert written(run("logistic regression"), 5).endswith("= 1.11 + 0.1 = 1.21")


def test_an_operation_with_several_outputs_counts_them() -> None:
    assert written(run("two outputs"), 3).endswith(r"\quad \text{2 outputs}")


def test_without_a_backward_pass_the_last_line_says_so() -> None:
    assert written(run("forward only"), 3).endswith(
        r"\quad \text{no backward pass: nothing requires a gradient}"
    )


def test_a_product_without_a_formula_is_written_with_its_partial() -> None:
    record = run("slices")
    assert r"\bar{w}_{3} \frac{\partial w_{3}}{\partial w_{1}}" in written(record, 12)


def test_where_numbers_differ_from_pytorch_only_the_adjoint_stands() -> None:
    record = run("xᵀAx")
    edges = tuple(replace(edge, contribution=None, vjp=None) for edge in record.edges)
    assert written(replace(record, edges=edges), 8).count("bmatrix") == 2


@pytest.mark.parametrize("name", RUNS)
def test_every_line_can_be_set(name: str) -> None:
    record = run(name)
    for step in record.steps:
        reveal = walk_of(record).at(Moment(step.index))
        for segment in line(reveal, labels_of(record)):
            assert typeset(segment.latex, display=True).width > 0


def test_total_of_single_numbers_is_rounded_once() -> None:
    tenth = np.array(0.1)
    assert float(total([tenth] * 10)) == 1.0
    assert total([np.array([1, 2]), np.array([3, 4])]).tolist() == [4, 6]
