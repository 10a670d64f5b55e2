"""Faults planted on purpose: each must be seen, and no unverified number shown."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
import torch

from graphlab.engine.expressions import build, expression
from graphlab.engine.expressions.expression import record_expression
from graphlab.engine.expressions.operators import OPERATORS
from graphlab.engine.formulas import partials
from graphlab.engine.invariant import BROKEN
from graphlab.engine.recording import tape
from graphlab.formula.functions import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.engine.recording.tape import Entry
    from graphlab.record import Record

LECTURE = "f(x, y) = 2cos²(xy) + ln(cos(xy))"
AT = {"x": 0.5, "y": 1.2}


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Formulas and graphs are kept between runs; a fault must neither meet nor leave any."""
    caches = (partials.row, partials.candidates, expression.prepared)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


def everything_is_well(record: Record) -> bool:
    return (
        record.check.agrees is True
        and all(edge.text is not None and edge.contribution is not None for edge in record.edges)
        and not record.events
    )


def test_without_a_fault_everything_is_well() -> None:
    assert everything_is_well(record_expression(LECTURE, AT))


@pytest.mark.parametrize(
    ("row", "argument", "broken", "key"),
    [
        ("cos", 0, "sin(a)", ("w3", "w4", 0)),
        ("ln", 0, "1/(a + 0.000001)", ("w4", "w7", 0)),
        ("mul", 0, "a", ("w1", "w3", 0)),
        ("pow", 0, "a^(b-1)", ("w4", "w5", 0)),
    ],
)
def test_a_broken_formula_in_the_table_is_not_shown_and_an_event_says_so(
    monkeypatch: pytest.MonkeyPatch,
    row: str,
    argument: int,
    broken: str,
    key: tuple[str, str, int],
) -> None:
    rule = FUNCTIONS[row]
    forms = list(rule.partials)
    forms[argument] = (broken,)
    monkeypatch.setitem(FUNCTIONS, row, dataclasses.replace(rule, partials=tuple(forms)))
    record = record_expression(LECTURE, AT)
    hidden = [edge for edge in record.edges if edge.text is None]
    assert [tuple(edge.key) for edge in hidden] == [key]
    assert hidden[0].partial is None
    assert hidden[0].local is not None
    assert [(event.kind, event.node) for event in record.events] == [("formula", key[1])]
    assert record.check.agrees


@pytest.mark.parametrize(
    ("row", "operator"),
    [("cos", torch.sin), ("ln", torch.log2), ("mul", torch.add), ("add", torch.sub)],
)
def test_a_wrong_operator_in_the_graph_is_red_and_hides_every_contribution(
    monkeypatch: pytest.MonkeyPatch, row: str, operator: object
) -> None:
    monkeypatch.setattr(build, "OPERATORS", {**OPERATORS, row: ("wrong", operator)})
    record = record_expression(LECTURE, AT)
    assert record.check.agrees is False
    assert record.check.note
    assert record.check.max_abs_error > 0
    assert all(edge.contribution is None for edge in record.edges)


def test_a_dropped_alias_counts_a_use_twice_and_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tape, "_alias", lambda tensor: tensor)
    record = record_expression(LECTURE, AT)
    assert record.check.agrees is False
    assert record.check.note == BROKEN
    assert all(edge.contribution is None for edge in record.edges)


def test_swapped_edge_keys_are_seen_by_their_formulas(monkeypatch: pytest.MonkeyPatch) -> None:
    add = tape.Tape.add

    def swapped(self, entry):  # type: ignore[no-untyped-def]
        uses = entry.uses
        for use, leaf in zip(uses, [use.leaf for use in uses][::-1], strict=True):
            use.leaf = leaf
        return add(self, entry)

    monkeypatch.setattr(tape.Tape, "add", swapped)
    record = record_expression("x/y", {"x": 1.0, "y": 3.0})
    assert not everything_is_well(record)
    assert any(event.kind == "formula" for event in record.events)


def test_a_lost_contribution_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    differentiate = expression.differentiate

    def forgetful(*args):  # type: ignore[no-untyped-def]
        found = differentiate(*args)
        found.contributions[4][0] = torch.zeros((), dtype=torch.float64)
        return found

    monkeypatch.setattr(expression, "differentiate", forgetful)
    record = record_expression(LECTURE, AT)
    assert record.check.agrees is False
    assert all(edge.contribution is None for edge in record.edges)


def test_a_result_of_the_wrong_precision_is_red(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        build, "OPERATORS", {**OPERATORS, "cos": ("torch.cos", lambda a: torch.cos(a.float()))}
    )
    assert record_expression(LECTURE, AT).check.agrees is False


@pytest.mark.parametrize(("typed", "wrong"), [("1/x", -1.0), ("1/x", 0.0), ("x - x", float("inf"))])
def test_infinity_agrees_with_nothing_but_the_same_infinity(
    monkeypatch: pytest.MonkeyPatch, typed: str, wrong: float
) -> None:
    row = "div" if "/" in typed else "sub"
    operator = OPERATORS[row][1]

    def elsewhere(a, b):  # type: ignore[no-untyped-def]
        result = operator(a, b)
        return result * wrong if row == "div" else result + wrong

    monkeypatch.setattr(build, "OPERATORS", {**OPERATORS, row: ("wrong", elsewhere)})
    assert record_expression(typed, {"x": 0.0}).check.agrees is False


def test_equal_parts_are_joined_in_the_plain_run_too() -> None:
    # Apart, relu gives 0·∞ = NaN on its own path; on the joined node (0 + 1)·∞ = ∞.
    record = record_expression("relu(ln(x)) + ln(x)", {"x": 0.0})
    assert record.check.agrees
    assert record.gradients["x"] == float("inf")


def test_a_finite_gradient_never_agrees_with_one_that_is_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        build, "OPERATORS", {**OPERATORS, "sqrt": ("torch.sqrt", lambda a: a + a.sqrt().detach())}
    )
    assert record_expression("sqrt(x)", {"x": 0.0}).check.agrees is False


def test_two_zeros_of_different_sign_are_two_nodes() -> None:
    record = record_expression("1/(x*0) + 1/(x*-0)", {"x": 1.0})
    assert record.check.agrees
    assert record.outputs[0] != record.outputs[0]  # ∞ − ∞


def test_a_use_of_the_tape_keeps_its_entry_and_its_leaf() -> None:
    recorded = tape.Tape()
    x = recorded.start(torch.tensor(3.0, dtype=torch.float64, requires_grad=True))
    recorded.call(torch.mul, (x, x))
    entry: Entry = recorded.entries[1]
    assert [(use.source, use.leaf) for use in entry.uses] == [(0, 0), (0, 1)]
