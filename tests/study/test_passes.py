"""Passes of a loop fold where they are alike and lead nowhere else; what is left adds up."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from graphlab.engine.code.scripts import record_script
from graphlab.record import Record, make_steps
from graphlab.study.labels import labels_of
from graphlab.study.moment import Moment
from graphlab.study.narration import narrate
from graphlab.study.passes import Folded, folded, outputs_of, passes_of, whole_of
from tests.lecture import lecture_record

FOURS = """\
e = torch.arange({})
h = []
for i in range(len(e)):
    if e[i] % 4 == 0:
        h.append(e[i])
"""
FORWARD = record_script(FOURS.format("1., 11."))
BACKWARD = record_script(
    FOURS.format("1., 11., requires_grad=True") + "s = torch.stack(h).sum()\ns.backward()"
)


def ids(record: Record) -> list[str]:
    return [node.id for node in record.nodes]


def said(record: Record) -> list[tuple[int | None, str]]:
    return [(event.line, event.sentence) for event in record.events if event.kind == "folded"]


def of(text: str) -> tuple[Record, Record]:
    record = record_script(text)
    return record, folded(record)


def test_the_pass_that_is_shown_is_the_first_whose_condition_was_true() -> None:
    shown = folded(FORWARD)
    assert [node.text for node in shown.nodes] == [
        "arange(1, 11)", "w1[3]", "w11 % 4", "w12 == 0", "w1[3]",
    ]  # fmt: skip
    assert ids(shown) == ["w1", "w11", "w12", "w13", "w14"], "nodes keep their ids"
    assert passes_of(shown) == {"w11": 10, "w12": 10, "w13": 10, "w14": 2}
    assert said(shown) == [
        (4, "The condition was True in 2 of 10 passes; one pass is shown (pass 4 of 10)."),
        (5, "The same was done in 2 passes; one pass is shown (pass 1 of 2)."),
    ]
    assert [event.node for event in shown.events if event.kind == "folded"] == ["w13", "w14"]
    assert not [event for event in shown.events if event.kind == "branch"], "it is said once"


def test_what_carries_gradients_to_the_result_stays_and_adds_up() -> None:
    shown = folded(BACKWARD)
    taken = [node.id for node in shown.nodes if node.line == 5]
    assert taken == ["w14", "w27"]
    assert set(taken).isdisjoint(passes_of(shown))
    for node in shown.nodes:
        shares = [e.contribution for e in shown.outgoing[node.id] if e.contribution is not None]
        if shares:
            np.testing.assert_allclose(sum(shares), node.adjoint)
    assert shown.gradients is BACKWARD.gradients
    assert shown.output_ids == BACKWARD.output_ids


def test_steps_are_those_of_the_nodes_that_are_left_in_their_order() -> None:
    for record in (FORWARD, BACKWARD):
        shown = folded(record)
        assert shown.steps == make_steps(shown.nodes, shown.edges)
        assert shown.border == len(shown.nodes)


def test_the_run_itself_is_left_as_it_is() -> None:
    shown = folded(BACKWARD)
    assert isinstance(shown, Folded)
    assert whole_of(shown) is BACKWARD
    assert len(BACKWARD.nodes) == 35
    assert whole_of(BACKWARD) is BACKWARD
    assert passes_of(BACKWARD) == {}
    assert passes_of(replace(shown, events=())) == passes_of(shown)


def test_nothing_folds_without_a_loop_or_where_every_pass_leads_on() -> None:
    for record in (
        lecture_record(),
        record_script("a = torch.ones(3)\nb = [a[0] == 1, a[1] == 1, a[2] == 1]\nc = a.sum()"),
        record_script("x = torch.ones(3)\nfor i in range(5):\n    x = x*2"),
        record_script("x = torch.ones(3)\ny = x*1\nfor i in range(5):\n    y = y + x[i % 3]"),
    ):
        assert folded(record) is record


def test_a_condition_that_is_used_where_it_is_true_counts_all_its_passes() -> None:
    record, shown = of(
        "e = torch.arange(6., requires_grad=True)\ns = 0\nfor i in range(6):\n    c = e[i] > 3\n"
        "    if c:\n        s = s + c*e[i]\ns.backward()"
    )
    conditions = [node for node in shown.nodes if node.target.endswith("gt")]
    assert [bool(node.value) for node in conditions] == [False, True, True]
    assert len([node for node in record.nodes if node.target.endswith("gt")]) == 6
    assert said(shown) == [(4, "The condition was True in 2 of 6 passes; 3 passes are shown.")]
    assert passes_of(shown)[conditions[0].id] == 4


def test_two_questions_on_one_line_are_told_apart_by_what_they_ask() -> None:
    _, shown = of(
        "a = torch.arange(-3., 5.)\nb = torch.ones(8)\nk = []\nfor i in range(8):\n"
        "    if a[i] > 0 and b[i] > 0:\n        k.append(i)\n"
    )
    assert [sentence.split(";")[0] for _, sentence in said(shown)] == [
        "The condition was True in 4 of 8 passes",
        "The condition was True in 4 of 4 passes",
    ]


def test_a_loop_with_its_condition_is_folded_but_not_what_it_computes() -> None:
    record, shown = of("n = torch.zeros(1)\nwhile n < 6:\n    n = n + 1\n")
    assert [n.target for n in record.nodes].count("torch.Tensor.add") == 6
    assert [n.target for n in shown.nodes].count("torch.Tensor.add") == 6
    assert [n.id for n in shown.nodes if n.target == "torch.Tensor.lt"] == ["w2"]
    assert said(shown)[0][1].startswith("The condition was True in 6 of 7 passes")


def test_a_function_called_in_a_loop_folds_and_so_do_elements_of_a_tensor() -> None:
    record, shown = of(
        "def ok(v):\n    return v > 2\na = torch.arange(5.)\nfor v in a:\n    if ok(v):\n"
        "        print(v)\n"
    )
    items = [node for node in shown.nodes if node.op == "item"]
    assert len(items) == 1
    assert passes_of(shown)[items[0].id] == 5
    tuple_ = shown.incoming[items[0].id][0].source
    assert outputs_of(shown, tuple_) == 5
    at = Moment(ids(shown).index(tuple_) + 1)
    assert "has five outputs" in narrate(shown, at).sentence
    assert len(record.nodes) == 12


def test_the_last_pass_is_shown_where_its_result_has_a_name() -> None:
    record, shown = of("e = torch.arange(4.)\nfor i in range(4):\n    y = e[i]*2\n")
    assert [node.name for node in shown.nodes] == ["e", None, "y"]
    assert shown.output_ids == record.output_ids
    assert said(shown) == [(3, "The same was done in 4 passes; one pass is shown (pass 4 of 4).")]


def test_nodes_are_called_as_in_the_whole_run() -> None:
    shown = folded(FORWARD)
    for numbering in ("evaluation", "level"):
        labels, whole = labels_of(shown, numbering), labels_of(FORWARD, numbering)
        assert [labels.name(id_) for id_ in ids(shown)] == [whole.name(id_) for id_ in ids(shown)]


def test_an_event_of_a_hidden_pass_is_told_of_the_one_that_is_shown() -> None:
    _, shown = of(
        "e = torch.arange(1., 7.)\nk = []\nfor i in range(6):\n    if e[i] > 4:\n"
        "        k.append(i)\n    k.append((e[i] + 1).item())\n"
    )
    event = next(event for event in shown.events if event.kind == "left")
    assert event.node in ids(shown)
    assert labels_of(shown).text(event.node or "") in event.sentence


def test_the_step_of_the_pass_that_is_shown_says_what_is_folded() -> None:
    shown = folded(FORWARD)
    told = narrate(shown, Moment(4))
    assert told.warning.startswith("The condition was True in 2 of 10 passes")
    assert "That is the output" not in narrate(shown, Moment(5)).sentence
