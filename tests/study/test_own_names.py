"""A person who numbers with w keeps those numbers; everybody else's nodes stay apart."""

from __future__ import annotations

from graphlab.engine.expressions.expression import record_expression
from graphlab.picture.measure import card_size
from graphlab.study.labels import Labels


def shown(text: str, **inputs: float) -> list[str]:
    record = record_expression(text, inputs)
    labels = Labels(record)
    return [f"{labels.name(n.id)} = {labels.formula_text(n)}" for n in record.nodes]


def test_inputs_called_w2_and_w1_keep_their_names_whatever_their_order() -> None:
    assert shown("f(w2, w1) = w2 - w1", w2=1.0, w1=2.0) == ["w2 = w2", "w1 = w1", "v3 = w2 - w1"]


def test_assigned_names_are_the_numbers_on_the_cards() -> None:
    assert shown("w1 = x*y\nw2 = sin(w1)\nw1 + w2", x=1.0, y=2.0) == [
        "v1 = x",
        "v2 = y",
        "w1 = v1*v2",
        "w2 = sin(w1)",
        "v5 = w1 + w2",
    ]


def test_an_input_called_w_moves_the_nodes_to_v() -> None:
    record = record_expression("w*x", {"w": 1.0, "x": 2.0})
    assert Labels(record).name("w3") == "v3"
    block = card_size(record.nodes[0], Labels(record)).block
    assert block.latex == "v_{1} = w"
