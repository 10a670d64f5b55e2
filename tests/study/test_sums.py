"""The written-out line of a step, and when it may say "="."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings

from graphlab.engine.expressions.expression import record_expression
from graphlab.formula.parser import parse
from graphlab.formula.tree import Call, Num, Tree
from graphlab.study.labels import Labels
from graphlab.study.moment import Moment
from graphlab.study.reveal import Walk
from graphlab.study.sums import line
from tests.engine.plain import formulas, points
from tests.engine.test_random_expressions import recorded
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from graphlab.record import Record

LECTURE = lecture_record()


def written(record: Record, step: int, fine: int = 0, *, hide: bool = False) -> list[str]:
    segments = line(Walk(record).at(Moment(step, fine)), Labels(record), hide=hide)
    return [segment.latex for segment in segments]


def test_at_rest_there_is_no_line() -> None:
    assert written(LECTURE, 0) == []


@pytest.mark.parametrize(
    ("step", "shown"),
    [
        (1, "w_{1} = x | = 0.5"),
        (3, r"w_{3} = w_{1} w_{2} | = 0.5 \cdot 1.2 | = 0.6"),
        (4, r"w_{4} = \cos(w_{3}) | = \cos(0.6) | = 0.8253"),
        (5, r"w_{5} = w_{4}^{2} | = 0.8253^{2} | = 0.6812"),
        (7, r"w_{7} = \ln(w_{4}) | = \ln(0.8253) | = -0.192"),
        (8, r"w_{8} = w_{6} + w_{7} | = 1.362 + (-0.192) | = 1.17"),
    ],
)
def test_a_forward_step_is_symbols_then_numbers_then_the_value(step: int, shown: str) -> None:
    assert " | ".join(written(LECTURE, step)) == shown


def test_the_backward_pass_starts_from_the_output_itself() -> None:
    assert written(LECTURE, 9) == [r"\bar{w}_{8} = \frac{\partial f}{\partial w_{8}}", "= 1"]


def test_two_contributions_are_written_in_symbols_with_partials_and_in_numbers() -> None:
    assert written(LECTURE, 13) == [
        r"\bar{w}_{4} = \bar{w}_{5} \frac{\partial w_{5}}{\partial w_{4}}"
        r" + \bar{w}_{7} \frac{\partial w_{7}}{\partial w_{4}}",
        r"= \bar{w}_{5} \cdot 2 w_{4} + \bar{w}_{7} \cdot \frac{1}{w_{4}}",
        "=",
        r"2 \cdot 1.6507",
        r"{} + 1 \cdot 1.2116",
        "= 4.5130",
    ]


def test_a_negative_partial_stands_in_brackets() -> None:
    shown = written(LECTURE, 14)
    assert shown[1] == r"= \bar{w}_{4} \cdot (-\sin(w_{3}))"
    assert shown[3].endswith("(-0.5646)") or "(-0.56" in shown[3]


def test_half_a_finer_step_is_a_running_sum() -> None:
    shown = written(LECTURE, 13, fine=1)
    assert r"1 \; \text{of} \; 2:" in shown[-2]
    assert shown[-1] == "3.301"


def test_the_hidden_answer_is_a_question_mark() -> None:
    assert written(LECTURE, 4, hide=True)[-1] == "= ?"
    assert written(LECTURE, 9, hide=True)[-1] == "= ?"
    assert written(LECTURE, 13, hide=True)[-1] == "= ?"
    assert not any("4.513" in part for part in written(LECTURE, 13, hide=True))


def test_a_starting_gradient_of_an_output_that_is_used_again_leads_the_sum() -> None:
    record = record_expression("u = x*x; u, 3u", {"x": 2.0}, cotangents=[5.0, 7.0])
    step = next(s.index for s in record.steps if s.phase == "backward" and s.node == "w2")
    assert " ".join(written(record, step)).endswith(r"= 5 {} + 7 \cdot 3 = 26")


def test_a_function_called_where_can_be_written_out() -> None:
    record = record_expression("where(x < 0, -x, x)", {"x": -2.0})
    for step in record.steps:
        assert written(record, step.index)


def exact(tree: Tree) -> Fraction:
    """The value of shown decimals, without any rounding of one's own."""
    match tree:
        case Num():
            return Fraction(tree.shown)
        case Call("add", (a, b)):
            return exact(a) + exact(b)
        case Call("mul", (a, b)):
            return exact(a) * exact(b)
        case Call("neg", (a,)):
            return -exact(a)
        case Call("pow", (a, b)):
            return exact(a) ** int(exact(b))
    raise AssertionError(tree)


def decimals(shown: str) -> int:
    """Most digits after a point among the numbers shown."""
    return max((len(found) for found in re.findall(r"\.(\d+)", shown)), default=0)


def check_sums(record: Record) -> list[str]:
    """Every numeric sum of a record: "=" only where the shown digits give the shown result."""
    signs = []
    for step in record.steps[record.border :]:
        if not step.edges:
            continue
        shown = written(record, step.index)
        if shown.count("=") != 1:
            continue  # not written out: a factor has no number
        terms, result = "".join(shown[shown.index("=") + 1 : -1]), shown[-1]
        sign = "=" if result.startswith("=") else r"\approx"
        signs.append(sign)
        result = result.removeprefix(sign).strip()
        if any(word in terms + result for word in ("infty", "NaN")):
            continue
        total, claimed = (
            exact(parse(part.replace("{}", "")).outputs[0]) for part in (terms, result)
        )
        places = decimals(f"{terms} {result}")
        if "10^{" in result:
            unit = abs(claimed) / 10**places
        else:
            unit = Fraction(1, 10**places)
        if sign == "=":
            assert abs(total - claimed) <= unit * Fraction(51, 100), shown
    return signs


@settings(max_examples=60)
@given(formulas, points)
def test_an_equals_sign_is_true_to_the_eye(tree: Tree, point: dict[str, float]) -> None:
    check_sums(recorded(tree, point))


@pytest.mark.long
@settings(max_examples=2000)
@given(formulas, points)
def test_an_equals_sign_is_true_to_the_eye_in_two_thousand_records(
    tree: Tree, point: dict[str, float]
) -> None:
    check_sums(recorded(tree, point))


def test_where_four_digits_do_not_add_up_more_are_shown() -> None:
    # 0.3333 + 0.3333 is not 0.6667.
    record = record_expression("a*x + b*x", {"a": 0.33334, "x": 1.0, "b": 0.33334})
    step = next(s.index for s in record.steps if s.phase == "backward" and s.node == "w2")
    assert written(record, step)[-3:] == [
        r"1 \cdot 0.33334",
        r"{} + 1 \cdot 0.33334",
        "= 0.66668",
    ]


def test_where_not_even_eight_digits_add_up_the_sign_says_so() -> None:
    record = record_expression("3*(x/3)", {"x": 2.0})
    assert written(record, len(record.steps))[-2:] == [r"3 \cdot 0.3333", r"\approx 1"]
