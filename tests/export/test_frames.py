from pathlib import Path

import pytest

from graphlab.errors import ExportError
from graphlab.export.frames import numbered, several, single
from graphlab.study.moment import EVERYTHING, Moment
from tests.lecture import lecture_record


def test_no_step_is_the_whole_graph(record):
    assert single(record, None) == EVERYTHING


def test_a_step_may_be_a_number_or_a_moment(record):
    assert single(record, 3) == Moment(3)
    assert single(record, Moment(4, 1)) == Moment(4, 1)


@pytest.mark.parametrize(
    ("steps", "numbers"),
    [
        ("all", [0, 1, 2, 3, 4]),
        ("forward", [0, 1, 2]),
        ("Backward", [3, 4]),
        ("1-3", [1, 2, 3]),
        (" 2 – 3 ", [2, 3]),
        ("0", [0]),
        ("4,1, 2-3,1", [1, 2, 3, 4]),
    ],
)
def test_steps_name_moments(record, steps, numbers):
    assert [moment.step for moment in several(record, steps)] == numbers


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ("1-9", "There is no step 9: this graph has steps 0 to 4."),
        ("3-1", "Steps 3-1 run backwards; write 1-3."),
        ("some", '"some" does not name steps; write all, forward, backward, a range such'),
        ("-2", "does not name steps"),
        ("1,,2", "does not name steps"),
        ("1,9", "There is no step 9"),
        ("1-2-3", "does not name steps"),
        ("9" * 40, "does not name steps"),
    ],
)
def test_a_wrong_range_is_one_sentence(record, steps, sentence):
    with pytest.raises(ExportError, match=sentence):
        several(record, steps)


def test_a_missing_step_is_named(record):
    with pytest.raises(ExportError, match="There is no step 7"):
        single(record, 7)


def test_files_sort_in_the_order_of_the_steps(record):
    names = [numbered(Path("out/f.svg"), moment, record) for moment in several(record, "0-2")]
    assert names == [Path("out/f-00.svg"), Path("out/f-01.svg"), Path("out/f-02.svg")]


def test_by_contribution_a_step_grows_to_its_whole_sum():
    record = lecture_record()
    moments = several(record, "12-14", "contribution")
    assert moments == (Moment(12), Moment(13, 1), Moment(13), Moment(14))
    names = [numbered(Path("f.svg"), moment, record).name for moment in moments]
    assert names == ["f-12.svg", "f-13-1.svg", "f-13.svg", "f-14.svg"] == sorted(names)
    assert len(several(record, "all", "contribution")) == 18
