"""What is kept of a person's practice."""

from __future__ import annotations

import pytest

from graphlab.errors import InputError
from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.progress import Asked, Try
from graphlab.study.practice.score import NOTHING, Tally, opened, read_score, score_bytes

RIGHT = Try("1", Verdict(True, "right", "Right."))
WRONG = Try("2", Verdict(False, "wrong", "No."))
UNREAD = Try("", Verdict(False, "unreadable", "?"))


@pytest.mark.parametrize(
    ("asked", "tally"),
    [
        (Asked((RIGHT,)), Tally(first=1)),
        (Asked((UNREAD, RIGHT)), Tally(first=1)),
        (Asked((WRONG, RIGHT)), Tally(later=1)),
        (Asked((RIGHT,), hints=1), Tally(hinted=1)),
        (Asked((WRONG,), is_told=True), Tally(told=1)),
        (Asked((WRONG, RIGHT), is_told=True), Tally(hinted=1)),
        (Asked((WRONG,)), Tally()),
    ],
)
def test_a_question_counts_once_it_is_over(asked, tally):
    assert NOTHING.counted("chain", "b", asked).of("chain", "b") == tally


def test_a_streak_ends_with_the_first_mistake_and_the_longest_is_kept():
    score = NOTHING
    for tries in ((RIGHT,), (RIGHT,), (WRONG, RIGHT), (RIGHT,)):
        score = score.counted("fan-out", "d", Asked(tries))
    score = score.counted("own", "a", Asked((RIGHT,)))
    assert (score.streak, score.longest) == (2, 2)
    assert score.of("fan-out") == Tally(first=3, later=1)
    assert score.of(part="a").asked == 1
    assert score.of().asked == 5
    assert read_score(score_bytes(score)) == score


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "cannot be read"),
        (b"[" * 70_000, "at most 64 kB"),
        (b"[" * 60_000, "cannot be read"),
        (b'{"version": 2, "tallies": {}}', "newer"),
        (b'{"version": 1, "tallies": {"chain/z": {}}}', "chain/z"),
        (b'{"version": 1, "tallies": {"chain/a": {"first": -1}}}', "first"),
        (b'{"version": 1, "tallies": {"chain/a": {"first": 1e400}}}', "cannot be read"),
        (b'{"version": 1, "tallies": {}, "more": 1}', "more"),
    ],
)
def test_a_bad_file_is_set_aside_and_told(tmp_path, data, said):
    with pytest.raises(InputError, match=said):
        read_score(data)
    path = tmp_path / "score.json"
    path.write_bytes(data)
    score, sentence = opened(path)
    assert score == NOTHING
    assert said in sentence
    assert "set aside as score.json.unreadable" in sentence
    assert not path.exists()
    assert (tmp_path / "score.json.unreadable").read_bytes() == data
    assert opened(path) == (NOTHING, "")
