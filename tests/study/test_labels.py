"""How nodes are called on screen: by evaluation, by level, or as the person called them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.record import EdgeKey, Source
from graphlab.study.labels import Labels, labels_of
from tests.lecture import lecture_record

LECTURE = Labels(lecture_record())
BAYDIN = record_expression("f(x1, x2) = ln(x1) + x1*x2 - sin(x2)", {"x1": 2.0, "x2": 5.0})


def test_the_spellings_of_one_label() -> None:
    assert LECTURE.name("w4") == "w4"
    assert LECTURE.latex("w4") == "w_{4}"
    assert LECTURE.bar("w4") == r"\bar{w}_{4}"
    assert LECTURE.text("w4") == "w₄"
    assert LECTURE.bar_text("w4") == "w̄₄"
    assert LECTURE.partial(EdgeKey("w4", "w7", 0)) == (r"\frac{\partial w_{7}}{\partial w_{4}}")


def test_a_label_of_two_digits() -> None:
    record = record_expression("+".join(f"sin({n}x)" for n in range(2, 9)), {"x": 1.0})
    labels = Labels(record)
    assert labels.latex("w12") == "w_{12}"
    assert labels.text("w12") == "w₁₂"


def test_by_evaluation_ids_are_their_own_labels() -> None:
    labels = Labels(BAYDIN)
    assert [labels.name(node.id) for node in BAYDIN.nodes] == [f"w{n}" for n in range(1, 8)]


def test_by_level_numbers_follow_the_distance_from_the_inputs() -> None:
    # Baydin et al. 2018, figure 4: after the inputs ln x₁, x₁x₂, sin x₂, then the sum, then f.
    labels = Labels(BAYDIN, "level")
    assert {node.text: labels.name(node.id) for node in BAYDIN.nodes} == {
        "x1": "w1",
        "x2": "w2",
        "ln(w1)": "w3",
        "w1*w2": "w4",
        "sin(w2)": "w5",
        "w3 + w4": "w6",
        "w5 - w6": "w7",
    }


def test_formulas_are_rewritten_with_the_displayed_numbers() -> None:
    labels = Labels(BAYDIN, "level")
    assert labels.rewrite(BAYDIN.by_id["w7"].formula) == "w_{6} - w_{5}"
    assert labels.rewrite_text(BAYDIN.by_id["w7"].text) == "w6 - w5"


@pytest.mark.parametrize(
    ("typed", "inputs", "names"),
    [
        ("x*y", {"x": 1.0, "y": 1.0}, ["w1", "w2", "w3"]),
        ("w*x", {"w": 1.0, "x": 1.0}, ["v1", "v2", "v3"]),
        ("w1*w2", {"w1": 1.0, "w2": 1.0}, ["w1", "w2", "v3"]),
        ("w2*w1", {"w1": 1.0, "w2": 1.0}, ["w2", "w1", "v3"]),
        ("w1 = x; w2 = w1^2; sin(w2)", {"x": 1.0}, ["v1", "w2", "v3"]),
        ("w5 = x^2; w6 = sin(w5); w6*x", {"x": 1.0}, ["v1", "w5", "w6", "v4"]),
    ],
)
def test_w_is_used_unless_the_person_uses_it(
    typed: str, inputs: dict[str, float], names: list[str]
) -> None:
    record = record_expression(typed, inputs)
    labels = Labels(record)
    assert [labels.name(node.id) for node in record.nodes] == names
    assert [node.id for node in record.nodes] == [f"w{n + 1}" for n in range(len(names))]


def test_two_nodes_never_share_a_label() -> None:
    record = record_expression("w3 = x*y; w2 = w3 + 1; w1 = w2*w3; w1 + x", {"x": 2.0, "y": 3.0})
    for numbering in ("evaluation", "level"):
        names = [Labels(record, numbering).name(node.id) for node in record.nodes]
        assert len(set(names)) == len(names)


def test_a_sentence_of_a_run_uses_the_displayed_names() -> None:
    labels = Labels(BAYDIN, "level")
    assert [labels.text(f"w{n}") for n in (3, 4, 5, 6)] == ["w₃", "w₄", "w₆", "w₅"]
    said = "A division needs a divisor; w₅ = 0, so w₆ is ∞, and w̄₅ and ∂w₆/∂w₃ are not finite."
    assert labels.sentence(said) == (
        "A division needs a divisor; w₆ = 0, so w₅ is ∞, and w̄₆ and ∂w₅/∂w₃ are not finite."
    )
    assert Labels(BAYDIN).sentence(said) == said


def test_products_of_adjoints_are_renamed_too() -> None:
    labels = Labels(BAYDIN, "level")
    assert labels.rewrite(r"\bar{w}_{5} w_{6}^{\top}") == r"\bar{w}_{6} w_{5}^{\top}"
    assert labels.rewrite_text("w\u03045@w6ᵀ") == "w\u03046@w5ᵀ"


def test_a_sentence_about_code_names_nodes_as_they_are_shown_also_where_the_letter_is_v() -> None:
    record = replace(lecture_record(), source=Source("w = …", kind="script", letter="v"))
    assert labels_of(record).sentence("w₃ is flat, w̄₃ too.") == "v₃ is flat, v̄₃ too."
