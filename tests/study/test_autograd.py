"""What the page of autograd's graph says about it."""

from __future__ import annotations

from graphlab.record import AutogradGraph, AutogradLink, AutogradNode
from graphlab.study.autograd import names_of, summary, words_of
from graphlab.study.labels import Labels
from tests.lecture import lecture_record

GRAPH = AutogradGraph(
    (
        AutogradNode("x\n(2, 3)", "leaf", "w1"),
        AutogradNode("AccumulateGrad", "function", "w1"),
        AutogradNode("TBackward0", "function", "w4"),
        AutogradNode("CosBackward0", "function", "w4"),
        AutogradNode("SqrtBackward0", "function"),
        AutogradNode("PowBackward0", "function", "w5"),
        AutogradNode("(3)", "saved"),
        AutogradNode("()", "base"),
        AutogradNode("()", "output", "w8"),
        AutogradNode("OddBackward0", "function", "w99"),
    ),
    (AutogradLink(0, 1),),
)


def test_each_node_is_named_by_what_it_does_in_the_backward_pass() -> None:
    record = lecture_record()
    assert words_of(GRAPH, record, Labels(record)) == [
        "x of shape (2, 3), the leaf w₁",
        "AccumulateGrad: adds w̄₁ to x.grad",
        "TBackward0: a part of the vector-Jacobian product of w₄ = cos(w₃)",
        "CosBackward0: a part of the vector-Jacobian product of w₄ = cos(w₃)",
        "SqrtBackward0: which node of the graph this belongs to is not certain",
        "PowBackward0: the vector-Jacobian product of w₅ = w₄^2",
        "A tensor of shape (3) that a Function saved for its backward pass",
        "The tensor of shape () that the output is a view of",
        "An output of shape (): w₈",
        "OddBackward0: which node of the graph this belongs to is not certain",
    ]


def test_names_are_those_on_screen_and_a_node_that_is_not_there_has_none() -> None:
    record = lecture_record()
    names = names_of(GRAPH, record, Labels(record, "level"))
    assert names == ["w₁", "w₁", "w₄", "w₄", "", "w₅", "", "", "w₈", ""]


def test_the_summary_counts_and_admits_what_is_not_certain() -> None:
    assert summary(GRAPH) == (
        "The same run as autograd keeps it, drawn from torchviz: 6 functions, 1 leaf, 1 output,"
        " 1 saved tensor, 1 viewed tensor. For 1 function it is not certain which node of the"
        " graph it belongs to."
    )
    assert "fused layers are open there" in summary(GRAPH, are_open=True)
