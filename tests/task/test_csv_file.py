"""Points in and out of CSV files, and what is said of a file that holds none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graphlab.errors import DocumentError, InputError, LimitError
from graphlab.task.csv_file import MOST_BYTES, load, points_of, table_of, written
from graphlab.task.points import MOST_POINTS, Kind, Points

if TYPE_CHECKING:
    from pathlib import Path

FINITE = st.floats(allow_nan=False, allow_infinity=False)
NAMES = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=6) | st.sampled_from(
    ["0", "1", "-1", "+1", "1.0", "nan", "inf", "A", "a;b", "a,b", 'say "a"', " A", "1_0", "class"]
)


@st.composite
def any_points(draw: st.DrawFn) -> Points:
    kind: Kind = draw(st.sampled_from(("classes", "curve", "surface")))
    xy = draw(st.lists(st.tuples(FINITE, FINITE), min_size=1, max_size=12))
    if kind == "curve":
        return Points(np.array(xy), np.zeros(len(xy)), kind)
    if kind == "surface":
        mark = draw(st.lists(FINITE, min_size=len(xy), max_size=len(xy)))
        return Points(np.array(xy), np.array(mark), kind)
    names = tuple(draw(st.lists(NAMES, min_size=1, max_size=8, unique=True)))
    classes = st.integers(0, len(names) - 1)
    mark = draw(st.lists(classes, min_size=len(xy), max_size=len(xy)))
    return Points(np.array(xy), np.array(mark), kind, names)


def read(text: str | bytes, kind: Kind, columns: tuple[int, ...] | None = None) -> Points:
    data = text if isinstance(text, bytes) else text.encode()
    return points_of(table_of(data), kind, columns)


@given(any_points())
@example(Points(np.array([[0.1 + 0.2, -0.0]]), np.array([5e-324]), "surface"))
@example(Points(np.zeros((2, 2)), np.array([1, 0]), names=("B", "A")))
@example(Points(np.zeros((2, 2)), np.array([0, 1]), names=("1", "1.0")))
@example(Points(np.zeros((1, 2)), np.array([0]), names=("",)))
def test_a_written_file_reads_back_the_same_points(points: Points) -> None:
    found = read(written(points), points.kind)
    assert found == points
    assert found.xy.tobytes() == points.xy.tobytes()


def test_a_written_file_is_plain() -> None:
    two = Points(np.array([[1.5, -2], [0.1, 3]]), np.array([1, 0]), names=("negative", "positive"))
    assert written(two) == b"x1,x2,class\n1.5,-2.0,positive\n0.1,3.0,negative\n"
    curve = Points(np.array([[1.5, -2]]), np.zeros(1), "curve")
    assert written(curve) == b"x,y\n1.5,-2.0\n"
    surface = Points(np.array([[1.5, -2]]), np.array([7]), "surface")
    assert written(surface) == b"x1,x2,value\n1.5,-2.0,7.0\n"


@pytest.mark.parametrize(
    "text",
    [
        "1,2,red\n3,4,blue\n",
        "1;2;red\n3;4;blue",
        "1\t2\tred\r\n3\t4\tblue\r\n",
        "x1,x2,colour\n1,2,red\n3,4,blue\n",
        "\ufeffx1;x2;colour\n1;2;red\n3;4;blue\n",
        '"x1","x2","colour"\n"1","2","red"\n"3","4","blue"\n',
        "\n\n1, 2, red\n\n3, 4, blue\n,,\n",
    ],
)
def test_separators_headers_marks_of_byte_order_and_blanks_are_read(text: str) -> None:
    wanted = Points(np.array([[1, 2], [3, 4]]), np.array([1, 0]), names=("blue", "red"))
    assert read(text, "classes") == wanted


@pytest.mark.parametrize("head", ["class: [A]", "class: [1, 2]", "class: []", "class: 7"])
def test_a_header_that_only_looks_like_a_list_of_classes_is_a_header(head: str) -> None:
    quoted = f'x1,x2,"{head}"\n1,2,B\n'
    assert read(quoted, "classes").names == ("B",)


def test_classes_do_not_depend_on_the_order_of_the_lines() -> None:
    lines = ["1,2,-1", "3,4,+1", "5,6,10", "7,8,2"]
    for order in (lines, lines[::-1]):
        points = read("\n".join(order), "classes")
        assert points.names == ("-1", "+1", "2", "10")
        assert dict(zip(points.xy[:, 0], points.mark, strict=True)) == {1: 0, 3: 1, 5: 3, 7: 2}


def test_one_and_one_point_nought_are_the_same_class() -> None:
    points = read("1,2,1\n3,4,1.0\n5,6,0\n", "classes")
    assert (points.names, points.mark.tolist()) == (("0", "1"), [1, 1, 0])


def test_columns_can_be_chosen() -> None:
    text = "id,height,weight,sort\n1,1.5,50,a\n2,1.75,70,b\n"
    table = table_of(text.encode())
    assert table.columns == ("id", "height", "weight", "sort")
    assert points_of(table, "classes", (1, 2, 3)).xy.tolist() == [[1.5, 50], [1.75, 70]]
    assert points_of(table, "curve", (2, 1)).xy.tolist() == [[50, 1.5], [70, 1.75]]
    assert points_of(table, "surface", (1, 2, 0)).mark.tolist() == [1, 2]
    assert table_of(b"1,2\n").columns == ("column 1", "column 2")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1,2\n", "curve"),
        ("1,2,a\n", "classes"),
        ("1,2,0\n1,2,1\n", "classes"),
        ("1,2,0.5\n1,2,1\n", "surface"),
        ("1,2,nan\n1,2,0.5\n", "surface"),
        ("".join(f"1,2,{n}\n" for n in range(9)), "surface"),
    ],
)
def test_what_the_columns_seem_to_hold_is_offered(text: str, kind: Kind) -> None:
    assert table_of(text.encode()).likely_kind == kind


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("1,2\n3,nan\n", "curve", 'Line 2, column 2: "nan" is not a finite number.'),
        ("NaN,2,A\n", "classes", 'Line 1, column 1: "NaN" is not a finite number.'),
        ("x,y\n\n1,1e999\n", "curve", 'Line 3, column 2: "1e999" is not a finite number.'),
        ("1,2,0\n3,4,nan\n", "classes", 'Line 2, column 3: "nan" is not a finite number.'),
        ("1,2\n3,four\n", "curve", 'Line 2, column 2: "four" is not a number.'),
        ("1,2\n3,1_0\n", "curve", 'Line 2, column 2: "1_0" is not a number.'),
        ("1;2\n3;1,5\n", "curve", 'Line 2, column 2: "1,5" is not a number: write it with a '
         "point, 1.5."),
        ("1,2\n3,\n", "curve", "Line 2, column 2: there is no number here."),
        ("1,2,A\n3,4, \n", "classes", "Line 2, column 3: there is no class here."),
        ("1,2\n\n3\n", "curve", "Line 3, column 2: this line has 1 column, line 1 has 2."),
        ("x,y\n1,2,3\n", "curve", "Line 2, column 3: this line has 3 columns, line 1 has 2."),
        ("1,2\n", "classes", "The file has 2 columns (column 1, column 2) and 3 are needed: two "
         "inputs and the class."),
        ("a,b,c\n1,2,3\n", "curve", "The file has 3 columns (a, b, c): choose the 2 with x and y."),
        ('1,2,"A\nB"\n3,four,C\n', "classes", 'Line 3, column 2: "four" is not a number.'),
        ("", "curve", "The file is empty: there is no point in it."),
        (" \n,\n\n", "curve", "The file is empty: there is no point in it."),
        ("\ufeff", "curve", "The file is empty: there is no point in it."),
        ("x,y\n", "curve", "Line 1: the file has a header and no points under it."),
        ('1,2,A\n3,4,"B\n5,6,A\n', "classes", "Line 2: a cell does not end where it should: look "
         "for a quotation mark too many."),
        ('x1,x2,"class: [""A""]"\n1,2,B\n', "classes", 'Line 2, column 3: "B" is none of the '
         "classes that the header lists."),
        ("".join(f"1,2,{c}\n" for c in "ABACDEFGHIJ"), "classes", 'Line 10, column 3: "I" is one '
         "class more than graphlab takes, 8: if these are numbers to be found, choose two inputs "
         "and a number."),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_told_with_its_place(
    text: str, kind: Kind, sentence: str
) -> None:
    with pytest.raises(InputError) as error:
        read(text, kind)
    assert str(error.value) == sentence


def test_a_file_that_is_no_text_is_told() -> None:
    with pytest.raises(InputError, match="Line 2: this is a binary file, not CSV"):
        read(b"PK\n\x00\x01", "curve")
    with pytest.raises(InputError, match="UTF-16 text: save it as CSV in UTF-8"):
        read("1,2\n".encode("utf-16"), "curve")
    with pytest.raises(InputError, match="Line 2: a character is not UTF-8"):
        read("1,2,A\n3,4,é\n".encode("latin-1"), "classes")


@given(st.binary(max_size=60) | st.text('0123456789.,;\t\n"-eAxn ', max_size=60).map(str.encode))
@settings(max_examples=300)
def test_any_bytes_are_read_or_refused_in_a_sentence(data: bytes) -> None:
    for kind in ("classes", "curve", "surface"):
        sentence = "."
        try:
            table = table_of(data)
            assert table.likely_kind
            assert len(points_of(table, kind)) == len(table.rows) > 0
        except InputError as error:
            sentence = str(error)
        assert sentence.endswith(".")


def test_a_huge_file_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "huge.csv"
    with path.open("wb") as file:
        file.truncate(50 * MOST_BYTES)
    with pytest.raises(LimitError, match="larger than graphlab reads, 20 MB"):
        load(path)


def test_as_many_points_as_graphlab_takes_are_read_and_one_more_refused() -> None:
    full = b"1,2\n" * MOST_POINTS
    assert len(table_of(b"x,y\n" + full).rows) == MOST_POINTS
    for text in (full + b"1,2\n", b"x,y\n" + full + b"1,2\n"):
        with pytest.raises(LimitError, match="more points than graphlab takes, 100,000"):
            table_of(text)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="could not be read: No such file"):
        load(tmp_path / "none.csv")
    path = tmp_path / "points.csv"
    path.write_bytes(b"1,2\n")
    assert load(path).rows == (("1", "2"),)


def test_a_choice_of_columns_that_cannot_be_is_told() -> None:
    table = table_of(b"1,2,3\n")
    with pytest.raises(InputError, match="There is no column 5: the file has 3"):
        points_of(table, "curve", (0, 4))
    with pytest.raises(InputError, match="Choose 2 columns: x and y"):
        points_of(table, "curve", (0, 1, 2))


def test_names_that_a_file_cannot_hold_apart_are_refused() -> None:
    with pytest.raises(InputError, match='Two classes are called "A"'):
        written(Points(np.zeros((2, 2)), np.array([0, 1]), names=("A", "A")))
    with pytest.raises(InputError, match="holds a character that a file cannot"):
        written(Points(np.zeros((1, 2)), np.array([0]), names=("a\0",)))
