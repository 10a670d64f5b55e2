import pytest

from graphlab.errors import ExportError
from graphlab.export.paper import MM, OWN_SIZE, PAPERS, OnPaper, read_paper, remembered


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a4", (210, 297)),
        ("Letter", (215.9, 279.4)),
        ("1200x800mm", (1200, 800)),
        (" 1200 × 800 ", (1200, 800)),
    ],
)
def test_sizes_are_read_as_people_write_them(text, size):
    assert read_paper(text)[1:] == size


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("b5", "no size of paper"), ("20x20", "50 to 5000 mm"), ("9000x100mm", "50 to 5000 mm")],
)
def test_what_is_no_size_is_told_so(text, sentence):
    with pytest.raises(ExportError, match=sentence):
        read_paper(text)


@pytest.mark.parametrize(
    "wish",
    [
        OWN_SIZE,
        OnPaper(PAPERS["a4"], "portrait"),
        OnPaper(read_paper("1200x800mm"), "auto", PAPERS["letter"], True),
        OnPaper(tiles=PAPERS["a3"], turn="landscape"),
    ],
)
def test_a_wish_is_remembered_as_a_line_of_text(wish):
    assert remembered(wish.text) == wish


def test_rows_need_a_sheet():
    assert remembered("- - auto rows") == OWN_SIZE


@pytest.mark.parametrize("text", ["", "a4", "b5 - auto -", "a4 - sideways -"])
def test_a_line_that_makes_no_sense_is_nothing(text):
    assert remembered(text) is None


def test_only_sizes_with_a_name_are_turned():
    upright, lying = (210 * MM, 297 * MM), (297 * MM, 210 * MM)
    assert set(PAPERS["a4"].ways()) == {upright, lying}
    assert PAPERS["a4"].ways("landscape") == (lying,)
    assert len(read_paper("800x1200").ways()) == 1
