"""Whatever a file holds, reading it ends soon, raises nothing, and gives sentences."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.study.lesson.reading import LARGEST, MOST_PROBLEMS, read_lesson
from tests.study.lesson.example import EXAMPLE, HEAD

FULL = LARGEST - 1_000
HOSTILE = {
    "backticks": "`" * FULL,
    "brackets": "[" * FULL,
    "quotes": ">" * FULL,
    "lists": "".join("  " * depth + "- a\n" for depth in range(300)),
    "NUL": "\0" * FULL,
    "separators": "\u2028\x0b\x0c\x85" * 1000,
    "brackets in a formula": "```scene\nsource: " + "(" * 100_000 + "\n```",
    "a number": "```scene\nsource: x\nat: x = " + "9" * 100_000 + "\n```",
    "a row of inputs": "```scene\nsource: x\nat: " + "x = 1, " * 20_000 + "\n```",
    "brackets in code": "```scene\ncode: " + "[" * 100_000 + "\n```",
    "conditions": "```do\ntask: A\nuntil: " + "step > 1 and " * 20_000 + "step > 2\n```",
    "fields": "```ask number\n" + "of: value w1\n" * 5_000 + "```",
    "blocks": "```scene\n```\n" * 2_000,
    "a step": "```scene\nsource: 1\nstep: " + "9" * 5_000 + "\n```",
    "superscripts": "```scene\nsource: 1\nstep: ²\nseed: ²\n```\n```ask number\npoints: nan\n```",
    "points": "```scene\ntrain: n=99999999999 batch-size=" + "9" * 5_000 + "\n```",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_in_seconds(name: str) -> None:
    start = time.process_time()
    _, problems = read_lesson(HEAD + HOSTILE[name] + "\n# B\n", "a")
    assert time.process_time() - start < 8
    assert len(problems) <= MOST_PROBLEMS
    assert all(len(problem.sentence) < 600 for problem in problems)


PIECES = [
    *"\n`$|[]:#-> \t\0\"'",
    "---\n",
    "```\n",
    "```scene\n",
    "w1 -> w2",
    "²",
    "é\u0304",
    "1e999",
]
EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 30),
        st.one_of(st.sampled_from(PIECES), st.text(max_size=8)),
    ),
    min_size=1,
    max_size=6,
)


@given(EDITS)
@settings(max_examples=30, deadline=None)
def test_a_file_with_slips_in_it_raises_nothing(edits: list[tuple[float, int, str]]) -> None:
    text = EXAMPLE
    for place, gone, new in edits:
        at = int(place * len(text))
        text = text[:at] + new + text[at + gone :]
    lesson, problems = read_lesson(text, "a")
    lines = text.count("\n") + text.count("\r") + 2
    assert lesson is not None or problems
    assert all(1 <= problem.line <= lines for problem in problems)


@given(st.data())
@settings(max_examples=20, deadline=None)
def test_lines_in_another_order_raise_nothing(data: st.DataObject) -> None:
    lines = EXAMPLE.split("\n")
    picked = data.draw(st.lists(st.sampled_from(lines), max_size=60))
    lesson, problems = read_lesson("\n".join(picked), "a")
    assert lesson is not None or problems
