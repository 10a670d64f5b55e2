"""The set-up of a run, and how a split is written, read and counted."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from graphlab.errors import InputError
from graphlab.task.setup import Setup, Split

COUNTS = st.integers(0, 500).map(str)
SHARES = st.integers(0, 100).map("{}%".format)
PARTS = COUNTS | SHARES


@given(PARTS, PARTS, PARTS | st.just("rest"))
def test_a_split_is_written_as_it_is_read(train: str, validation: str, test: str) -> None:
    text = f"{train},{validation},{test}"
    assume(sum(int(part[:-1]) for part in text.split(",") if part.endswith("%")) <= 100)
    split = Split.read(text)
    assert str(split) == text
    assert Split.read(str(split)) == split


@given(PARTS, PARTS, PARTS | st.just("rest"), st.integers(1, 2000))
def test_counts_never_ask_for_more_than_there_is(
    train: str, validation: str, test: str, points: int
) -> None:
    text = f"{train},{validation},{test}"
    assume(sum(int(part[:-1]) for part in text.split(",") if part.endswith("%")) <= 100)
    try:
        found = Split.read(text).counts(points)
    except InputError as error:
        told = str(error)
        assert "asks for" in told or "leaves no point" in told
        return
    assert found[0] > 0
    assert min(found) >= 0
    assert sum(found) <= points
    for part, count in zip((train, validation, test), found, strict=True):
        if part == "rest":
            assert sum(found) == points
        elif not part.endswith("%"):
            assert count == int(part)
        else:
            assert abs(count - points * int(part[:-1]) / 100) <= 1


@pytest.mark.parametrize(
    ("text", "points", "counts"),
    [
        ("60,20,rest", 200, (60, 20, 120)),
        ("60,20,rest", 80, (60, 20, 0)),
        ("60%,20%,20%", 200, (120, 40, 40)),
        ("60%, 20%, rest", 5, (3, 1, 1)),
        ("50%,50%,0%", 3, (2, 1, 0)),
        ("50%,50%,rest", 3, (2, 1, 0)),
        ("33.5%,33.5%,33%", 5, (2, 2, 1)),
        ("100%,0%,0%", 3, (3, 0, 0)),
        ("12.5%,12.5%,rest", 8, (1, 1, 6)),
        ("10,10,10", 200, (10, 10, 10)),
        ("10,50%,10", 40, (10, 20, 10)),
    ],
)
def test_a_split_counts_points(text: str, points: int, counts: tuple[int, int, int]) -> None:
    assert Split.read(text).counts(points) == counts


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "cannot be read: write three counts such as 60,20,rest"),
        ("60,20", "cannot be read"),
        ("60,20,20,0", "cannot be read"),
        ("rest,20,20", "cannot be read"),
        ("60,rest,rest", "cannot be read"),
        ("60,-20,rest", "cannot be read"),
        ("60;20;rest", "cannot be read"),
        ("a,b,c", "cannot be read"),
        ("1e3,20,rest", "cannot be read"),
        ("60.5,20,rest", "asks for 60.5 points; write a whole number"),
        ("60%,20%,30%", "shares out more than 100 %"),
    ],
)
def test_a_split_that_cannot_be_is_told(text: str, part: str) -> None:
    with pytest.raises(InputError) as error:
        Split.read(text)
    assert f"The split {text!r}" in str(error.value)
    assert part in str(error.value)


@pytest.mark.parametrize(
    ("text", "points", "sentence"),
    [
        ("60,20,rest", 79, "The split 60,20,rest asks for 80 points and there are 79."),
        ("60,20,20", 99, "The split 60,20,20 asks for 100 points and there are 99."),
        ("0,20,rest", 99, "The split 0,20,rest leaves no point of 99 to train on."),
        ("10%,20%,rest", 4, "The split 10%,20%,rest leaves no point of 4 to train on."),
    ],
)
def test_too_few_points_for_a_split_are_told(text: str, points: int, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        Split.read(text).counts(points)
    assert str(error.value) == sentence


def test_set_ups_are_equal_by_what_they_hold_and_can_be_kept_in_a_set() -> None:
    assert Setup() == Setup()
    assert len({Setup(), Setup(), Setup(epochs=7)}) == 2
