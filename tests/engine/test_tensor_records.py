"""Formulas of vectors and matrices, recorded: values, gradients, products, events."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.expressions.symbolic import adjoint_forms
from graphlab.errors import InputError
from graphlab.formula.example_inputs import example_inputs
from graphlab.formula.parser import parse
from tests.formula.test_expressions import rows
from tests.formula.test_tensor_expressions import ASSUMED, GIVEN, shapes_of

A = [[1.0, 2.0, 0.0], [0.0, 1.0, 3.0]]
X = [1.0, -2.0, 3.0]


def values_of(typed: str, given: str, seed: int) -> dict[str, object]:
    chance = np.random.default_rng(seed)
    shapes = shapes_of(given) or dict.fromkeys(("A", "x"), ())
    found: dict[str, object] = {}
    for name in parse(typed, shapes, shapes).inputs:
        value = chance.uniform(0.5, 1.5, size=shapes[name])
        if shapes[name] == (2, 2):
            value = value + 2 * np.eye(2)
        found[name] = value + value.T if "eig" in typed else value
    return found


@pytest.mark.parametrize("row", rows(GIVEN), ids=lambda row: row[0])
@pytest.mark.parametrize("seed", range(3))
def test_every_formula_agrees_with_plain_pytorch_and_with_differences(
    row: tuple[str, ...], seed: int
) -> None:
    typed, given, *_ = row
    values = values_of(typed, given, seed)
    record = record_expression(typed, values)  # type: ignore[arg-type]
    assert record.check.agrees, record.check
    for name, gradient in record.gradients.items():
        if gradient is None or "%" in typed:
            continue
        way = np.random.default_rng(7).normal(size=gradient.shape)
        way = way + way.T if "eig" in typed else way
        ends = []
        for sign in (1, -1):
            moved = {**values, name: np.asarray(values[name]) + sign * 1e-6 * way}
            outputs = record_expression(typed, moved).outputs  # type: ignore[arg-type]
            ends.append(sum(float(np.sum(output)) for output in outputs))
        slope = (ends[0] - ends[1]) / 2e-6
        assert float(np.sum(gradient * way)) == pytest.approx(slope, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("row", rows(GIVEN), ids=lambda row: row[0])
def test_every_edge_between_tensors_has_its_product(row: tuple[str, ...]) -> None:
    typed, given, *_ = row
    record = record_expression(typed, values_of(typed, given, 0))  # type: ignore[arg-type]
    for edge in record.edges:
        ends = record.by_id[edge.source].shape, record.by_id[edge.target].shape
        if edge.contribution is not None:
            assert edge.text if ends == ((), ()) else edge.vjp, record.by_id[edge.target].text


@pytest.mark.parametrize("typed", [row[0] for row in rows(ASSUMED)])
def test_the_numbers_to_begin_with_can_be_recorded(typed: str) -> None:
    record = record_expression(typed, example_inputs(parse(typed)))
    assert record.check.agrees
    assert not any(event.kind in {"domain", "overflow"} for event in record.events)


def test_the_lectures_norm_has_its_textbook_gradient() -> None:
    record = record_expression("½‖Ax‖²", {"A": A, "x": X})
    assert [node.formula for node in record.nodes] == [
        *("A", "x", "w_{1} w_{2}", r"\lVert w_{3} \rVert", "w_{4}^{2}", "½ w_{5}")
    ]
    matrix, vector = np.array(A), np.array(X)
    np.testing.assert_allclose(record.gradients["x"], matrix.T @ matrix @ vector)
    np.testing.assert_allclose(record.gradients["A"], np.outer(matrix @ vector, vector))
    into = {edge.source: edge.vjp for edge in record.edges if edge.target == "w3"}
    assert into == {"w1": r"\bar{w}_{3} w_{2}^{\top}", "w2": r"w_{1}^{\top} \bar{w}_{3}"}


def test_a_vector_that_lies_is_no_node() -> None:
    record = record_expression("xᵀAx", {"A": [[2.0, 1.0], [0.0, 3.0]], "x": [1.0, 2.0]})
    assert [node.text for node in record.nodes] == ["x", "A", "w1ᵀ@w2", "w3@w1"]
    assert record.nodes[2].formula == r"w_{1}^{\top} w_{2}"


def test_typed_vectors_and_matrices_make_no_node() -> None:
    record = record_expression("[1, 2; 3, 4] x + [1, 1]", {"x": [1.0, 1.0]})
    assert [node.text for node in record.nodes] == ["x", "[1, 2; 3, 4]@w1", "w2 + [1, 1]"]
    np.testing.assert_array_equal(record.outputs[0], [4.0, 8.0])


def test_equal_parts_of_tensors_are_one_node() -> None:
    record = record_expression("‖A x‖ + sum(A x) + [1, 2]ᵀ(A x) + [1, 2]ᵀ(A x)", {"A": A, "x": X})
    assert [node.target for node in record.nodes].count("torch.matmul") == 2


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("A[0]", [0, 1, 2]),
        ("A[1, 2]", [5]),
        ("A[0:2, 1]", [1, 4]),
        ("A[:, ::2]", [0, 2, 3, 5]),
        ("A[A > 1]", [1, 5]),
    ],
)
def test_an_index_says_which_elements_it_took(typed: str, taken: list[int]) -> None:
    record = record_expression(typed, {"A": A})
    (edge,) = [e for e in record.edges if e.taken is not None]
    assert edge.taken is not None
    assert edge.taken.dtype == np.int64
    assert edge.taken.tolist() == taken
    assert edge.vjp_text == f"w̄{edge.target[1:]} where its elements were taken, 0 elsewhere"
    gradient = record.gradients["A"]
    assert gradient is not None
    assert np.flatnonzero(gradient).tolist() == taken


def test_a_starting_gradient_may_be_a_number_or_have_the_shape_of_its_output() -> None:
    one = record_expression("A x, xᵀx", {"A": A, "x": X}, cotangents=[2.0, 1.0])
    assert one.by_id["w3"].cotangent is not None
    assert one.by_id["w3"].cotangent.tolist() == [2.0, 2.0]
    other = record_expression("A x", {"A": A, "x": X}, cotangents=[[1.0, 0.0]])
    np.testing.assert_array_equal(other.gradients["x"], A[0])
    sentence = "A starting gradient has 3 elements where the output has 2 elements."
    with pytest.raises(InputError, match=sentence):
        record_expression("A x", {"A": A, "x": X}, cotangents=[[1.0, 0.0, 2.0]])


# formula ║ inputs ║ kind ║ sentence
TOLD = """
relu(x)   ║ x=-1,0,2  ║ kink     ║ relu has a kink at 0, where PyTorch uses the derivative 0 (1 of 3
ln(x)     ║ x=-1,0,2  ║ domain   ║ ln needs a number above 0; 2 of 3 elements of w₂ have other ones.
max(x)    ║ x=1,2,2   ║ kink     ║ 2 elements are the largest; PyTorch shares the gradient: 1/2 for
‖x‖       ║ x=0,0     ║ kink     ║ A norm has a kink at 0
max(x, 1) ║ x=0,1,1   ║ kink     ║ has a tie here, which PyTorch shares: 1/2 for each argument (2
exp(x)    ║ x=1000,1  ║ overflow ║ 1 of 2 elements of w₂ are ∞
floor(x)  ║ x=1.5,2.5 ║ flat     ║ floor is flat: no gradient gets through w₂.
x > 1     ║ x=1.5,2.5 ║ flat     ║ A comparison is flat: no gradient gets through w₂.
sqrt(x)   ║ x=0,1     ║ adjoint  ║ w̄₁ is not finite: the first adjoint of the way back
"""


@pytest.mark.parametrize(("typed", "at", "kind", "told"), rows(TOLD))
def test_what_is_odd_is_told_once_with_the_number_of_elements(
    typed: str, at: str, kind: str, told: str
) -> None:
    name, _, numbers = at.partition("=")
    record = record_expression(typed, {name: [float(n) for n in numbers.split(",")]})
    (event,) = record.events
    assert event.kind == kind
    assert told in event.sentence
    assert record.check.agrees


@pytest.mark.parametrize("at", [[[1.0, 2.0], [2.0, 4.0]], [[0.0, 0.0], [0.0, 0.0]]])
def test_a_singular_matrix_is_told_at_its_place(at: list[list[float]]) -> None:
    with pytest.raises(InputError) as caught:
        record_expression("1 + inv(A)", {"A": at})
    assert str(caught.value) == ("Line 1, column 5: This matrix is singular: it has no inverse.")


def test_a_shape_that_only_the_run_knows_is_told_at_its_place() -> None:
    with pytest.raises(InputError) as caught:
        record_expression("u = x[x > 1] + [1, 2, 3]; sum(u)", {"x": [1.0, 2.0, 3.0]})
    assert (caught.value.line, caught.value.column) == (1, 14)


def test_forms_of_adjoints_are_for_formulas_of_numbers() -> None:
    assert adjoint_forms(record_expression("‖x‖²", {"x": X})) == {}


def test_every_number_is_float64_and_cannot_be_written_to() -> None:
    record = record_expression("A x", {"A": [[1, 2], [3, 4]], "x": np.array([1, 2], np.float32)})
    for node in record.nodes:
        assert node.value is not None
        assert node.dtype == "float64"
        with pytest.raises(ValueError, match="read-only"):
            node.value[...] = 0.0


def test_a_transpose_and_a_slice_share_their_matrix_memory() -> None:
    record = record_expression("sum(Aᵀ) + sum(A[0])", {"A": A})
    by_text = {node.text: node for node in record.nodes}
    turned, row = by_text["w1ᵀ"], by_text["w1[0]"]
    assert by_text["A"].storage == turned.storage == row.storage
    assert (turned.stride, row.stride) == ((1, 3), (1,))
    assert turned.storage_bytes == 48


def test_the_check_sees_a_planted_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    from graphlab.engine.expressions import build, expression

    expression.prepared.cache_clear()
    wrong = {**build.TENSOR_OPERATORS, "matmul": ("wrong", lambda a, b: torch.matmul(a, b) + 1)}
    monkeypatch.setattr(build, "TENSOR_OPERATORS", wrong)
    record = record_expression("A x", {"A": A, "x": X})
    expression.prepared.cache_clear()
    assert record.check.agrees is False
    assert all(edge.contribution is None and edge.vjp is None for edge in record.edges)
