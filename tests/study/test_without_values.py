"""What is told of a run without values: what flowed is not taken for what was cut."""

from __future__ import annotations

import pytest
import torch

from graphlab.engine.call import record_call
from graphlab.picture.moods import edge_state
from graphlab.picture.options import Options
from graphlab.record import NOT_KEPT, Record
from graphlab.study.adjoint_form import NO_FORM, adjoint_formulas
from graphlab.study.labels import labels_of
from graphlab.study.moment import Moment
from graphlab.study.reveal import walk_of
from graphlab.study.tables import Tables
from graphlab.study.why import explain


@pytest.fixture(scope="module")
def lean() -> Record:
    def function(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
        return (a * b.detach() + a).sum()

    given = [torch.rand(4, requires_grad=True), torch.rand(4, requires_grad=True)]
    return record_call(function, given, keeps_values=False)


def test_tables_and_lines_tell_what_is_cut_from_what_was_not_kept(lean: Record) -> None:
    end = Moment(len(lean.steps))
    _, edges = Tables(lean).at(end)
    cut = {(row.key.source, row.key.target) for row in edges if row.contribution == "no gradient"}
    assert cut == {("w2", "w3"), ("w3", "w4")}
    reveal = walk_of(lean).at(end)
    moods = {
        (edge.source, edge.target): edge_state(lean, edge, reveal, Options(), crowded=False).line
        for edge in lean.edges
    }
    assert {key for key, mood in moods.items() if mood == "cut"} == cut


def test_why_has_the_rule_and_says_that_numbers_were_not_kept(lean: Record) -> None:
    adjoint = explain(lean, "adjoint:w1")
    assert adjoint is not None
    assert [line.label for line in adjoint.lines][:3] == ["Meaning", "Rule", "Value"]
    share = explain(lean, "chip:w1>w4:0")
    assert share is not None
    assert share.lines[-1].text == NOT_KEPT
    none = explain(lean, "adjoint:w2")
    assert none is not None
    assert none.lines[1].label == "No gradient"


def test_an_adjoint_is_still_a_sum(lean: Record) -> None:
    labels = labels_of(lean, "evaluation")
    sums = adjoint_formulas(lean, "sum", None, frozenset(), labels)
    assert sums["w1"][1] == "w̄₄·∂w₄/∂w₁ + w̄₅·∂w₅/∂w₁"
    assert adjoint_formulas(lean, "numbers", None, frozenset(["w1"]), labels)["w1"] == NO_FORM
    assert sums["w2"][1] == "no gradient"
