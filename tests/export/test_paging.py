"""What lies where on paper, without Qt."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.errors import ExportError
from graphlab.export.advice import advice
from graphlab.export.cuts import Cutter
from graphlab.export.paging import pages_of
from graphlab.export.paper import MM, PAPERS, OnPaper, Paper
from graphlab.export.prospects import Form, prospect
from graphlab.export.sheets import READABLE, margin, smallest_type
from graphlab.export.tiles import EDGE, FOOT, OVERLAP
from graphlab.picture.shapes import Bounds, Item, Math, Path, Picture, Text
from tests.pictures import BLOCK, Walk

SMALL = 13.0  # the smallest type of a Walk
numbers = st.floats(0, 1, allow_subnormal=False)


def chain(cards):
    return Walk(cards).frame(cards, active=False)


def turned(picture):
    """The same from top to bottom: only places, not what is written there."""
    items = tuple(
        Item(i.key, i.kind, Bounds(i.bounds.y, i.bounds.x, i.bounds.height, i.bounds.width),
             tuple(s for s in i.shapes if isinstance(s, Text)))
        for i in picture.items
    )  # fmt: skip
    return Picture(picture.size[::-1], None, items)


@st.composite
def networks(draw):
    """Cards anywhere, as in a graph that is as wide as it is deep, and lines over them."""
    size = draw(st.tuples(st.integers(300, 9000), st.integers(200, 1500)))
    items = []
    for number in range(draw(st.integers(1, 30))):
        kind = "edge" if number % 3 == 2 else "card"
        width = draw(numbers) * (size[0] / 2 if kind == "edge" else 150) + 20
        height = draw(numbers) * 60 + 20
        x = draw(numbers) * (size[0] - min(width, size[0]))
        y = draw(numbers) * (size[1] - height)
        box = Bounds(x, y, min(width, size[0]), height)
        items.append(Item(f"{kind}:{number}", kind, box, (Text(box.x, box.y, "w", SMALL, "#000"),)))
    return Picture(tuple(map(float, size)), None, tuple(items))


sides = st.integers(100, 2000)
papers = st.one_of(
    st.sampled_from(list(PAPERS.values())),
    st.builds(lambda w, h: Paper(f"{w} × {h} mm", w, h), sides, sides),
)


@given(networks(), papers, st.sampled_from(["auto", "portrait", "landscape"]))
@settings(max_examples=60, deadline=None)
def test_one_page_has_all_of_the_picture_inside_its_margins(picture, paper, turn):
    (page,) = pages_of(picture, OnPaper(paper, turn))
    (piece,) = page.sheet.pieces
    assert piece.source == Bounds(0, 0, *picture.size)
    edge = margin(page.size) - 1e-6
    inside = Bounds(0, 0, *page.size).grown(-edge)
    assert inside.contains(piece.x, piece.y)
    assert inside.contains(piece.target.right, piece.target.bottom)


@given(networks(), st.none() | papers, st.sampled_from(["a4", "a3", "letter"]), numbers, numbers)
@settings(max_examples=60, deadline=None)
def test_every_point_is_on_a_tile_and_neighbours_overlap(picture, poster, tile, across, down):
    try:
        pages = pages_of(picture, OnPaper(poster, "auto", PAPERS[tile]))
    except ExportError:
        return
    (piece,) = pages[0].sheet.pieces
    assert piece.source == Bounds(0, 0, *picture.size)
    box = piece.target
    x, y = box.x + across * box.width, box.y + down * box.height
    assert any(page.part.grown(1e-6).contains(x, y) for page in pages)
    columns = len({page.part.x for page in pages})
    for page in pages:
        assert page.part.width <= page.size[0] - 2 * EDGE + 1e-6
        assert page.part.height <= page.size[1] - EDGE - FOOT + 1e-6
    for left, right in pairwise(pages):
        if left.part.y == right.part.y:
            assert left.part.right - right.part.x == pytest.approx(OVERLAP)
    for above, below in zip(pages, pages[columns:], strict=False):
        assert above.part.bottom - below.part.y == pytest.approx(OVERLAP)


@given(networks(), papers)
@settings(max_examples=60, deadline=None)
def test_in_rows_every_card_stands_whole_somewhere(picture, paper):
    wish = OnPaper(paper, rows=True)
    try:
        pages = pages_of(picture, wish)
    except ExportError:
        return
    pieces = [piece for page in pages for piece in page.sheet.pieces]
    longest = max(piece.source.width for piece in pieces)
    for item in picture.items:
        if item.kind == "card" and max(item.bounds.width, item.bounds.height) < longest / 2.2:
            box = item.bounds
            assert any(
                piece.source.grown(1e-6).contains(box.x, box.y)
                and piece.source.grown(1e-6).contains(box.right, box.bottom)
                for piece in pieces
            )
    for page in pages:
        room = Bounds(0, 0, *page.size)
        for piece in page.sheet.pieces:
            assert room.grown(1e-6).contains(piece.target.right, piece.target.bottom)
    for one, other in pairwise(pages):
        assert one.sheet.pieces[-1].source.right >= other.sheet.pieces[0].source.x - 1e-6


@pytest.mark.parametrize("trimmed", [True, False])
@pytest.mark.parametrize("cards", [12, 60, 300])
def test_a_chain_is_cut_where_only_lines_run_and_stays_readable(cards, trimmed):
    picture = chain(cards)
    pages = pages_of(picture, OnPaper(PAPERS["a4"], rows=True), trimmed=trimmed)
    pieces = [piece for page in pages for piece in page.sheet.pieces]
    assert len(pieces) > 1
    assert min(piece.scale for piece in pieces) * SMALL >= READABLE - 1e-6
    for before, after in pairwise(pieces):
        cut = after.source.x
        assert before.source.right == cut
        struck = [i for i in picture.items if i.bounds.x < cut < i.bounds.right]
        assert {item.kind for item in struck} == {"edge"}


def test_where_no_place_is_free_a_card_that_is_cut_is_repeated_whole():
    steps = [Bounds(number * 60.0, 40.0 * (number % 3), 100.0, 30.0) for number in range(40)]
    picture = Picture((2440.0, 120.0), None, tuple(Item(f"{b.x}", "card", b, ()) for b in steps))
    rows = Cutter(picture, down=False).rows(400)
    assert rows[0].forced
    assert all(after.start < before.end for before, after in pairwise(rows))
    assert all(any(r.start <= b.x and b.right <= r.end for r in rows) for b in steps)


def test_rows_make_a_long_chain_larger_than_one_line_does():
    picture = chain(12)
    (line,) = pages_of(picture, OnPaper(PAPERS["a4"]))
    (rows,) = pages_of(picture, OnPaper(PAPERS["a4"], rows=True))
    assert rows.sheet.pieces[0].scale > 2 * line.sheet.pieces[0].scale


def test_a_picture_that_fits_is_no_rows():
    (page,) = pages_of(chain(2), OnPaper(PAPERS["a3"], rows=True))
    assert page.sheet.rows == 0
    assert not page.sheet.marks


def said(page):
    return [shape.text for shape in (*page.sheet.marks, *page.marks) if isinstance(shape, Text)]


def test_each_row_says_where_it_goes_on():
    first, second = pages_of(chain(120), OnPaper(PAPERS["a4"], rows=True))
    rows = first.sheet.rows
    assert said(first)[:3] == ["→ row 2", "row 1 →", "→ row 3"]
    assert said(first)[-2:] == [f"→ row {rows + 1},", "page 2"]
    assert said(second)[:2] == [f"row {rows},", "page 1 →"]
    stubs = [mark for mark in first.sheet.marks if isinstance(mark, Path)]
    assert len(stubs) == 2 * rows - 1
    line = first.sheet.pieces[0].target.y + (90 - first.sheet.pieces[0].source.y) * (
        first.sheet.pieces[0].scale
    )
    assert stubs[0].commands[0].y == pytest.approx(line)


def test_a_high_picture_goes_on_in_columns():
    picture = turned(chain(40))
    page, *_ = pages_of(picture, OnPaper(PAPERS["a3"], rows=True))
    one, two = page.sheet.pieces[:2]
    assert one.y == two.y
    assert one.target.right < two.x
    assert said(page)[0] == "↓ column 2"
    assert "columns" in advice(picture, OnPaper(PAPERS["a3"], rows=True), (page,)).pages


def test_the_written_out_line_stands_below_the_rows_in_one_piece():
    long = chain(12)
    math = Math(long.size[0] / 2, 230.0, BLOCK, 20.0, "#000000")
    strip = Item("strip", "strip", Bounds(24, 180, long.size[0] - 48, 72), (math,))
    picture = Picture((long.size[0], 252.0), None, (*long.items, strip))
    (page,) = pages_of(picture, OnPaper(PAPERS["a4"], rows=True))
    *rows, foot = page.sheet.pieces
    assert len(rows) == page.sheet.rows > 1
    assert foot.source.width < 40
    assert foot.y > max(row.target.bottom for row in rows)


def test_rows_of_a_walk_are_as_high_as_every_step_needs():
    cutter = Cutter(chain(12), down=False, trimmed=False)
    assert {(row.low, row.high) for row in cutter.rows(700)} == {(0.0, 180.0)}


def test_pages_to_be_glued_are_numbered():
    pages = pages_of(chain(4), OnPaper(Paper("1200 × 800 mm", 1200, 800), "auto", PAPERS["a4"]))
    assert said(pages[1]) == [f"2 of {len(pages)} (row 1, column 2)"]


def test_rows_are_glued_with_their_marks():
    wish = OnPaper(PAPERS["a1"], "auto", PAPERS["a4"], rows=True)
    pages = pages_of(chain(60), wish)
    sheet = pages[0].sheet
    assert sheet.rows > 1
    words = [shape for shape in sheet.marks if isinstance(shape, Text)]
    for word in words:
        assert any(page.part.contains(word.x, word.y) for page in pages)
    shown = {
        piece for page in pages for piece in sheet.pieces if piece.target.overlaps(page.part)
    }  # fmt: skip
    assert shown == set(sheet.pieces)
    assert all(any(p.target.overlaps(page.part) for p in sheet.pieces) for page in pages)


def test_type_that_cannot_be_read_is_told_with_what_would_do():
    picture = chain(8)
    wish = OnPaper(PAPERS["a4"])
    pages = pages_of(picture, wish)
    told = advice(picture, wish, pages)
    assert smallest_type(picture) == SMALL
    assert told.pages == "One A4 landscape; type from 6.2\N{NO-BREAK SPACE}pt."
    assert not told.offer
    picture = chain(11)
    told = advice(picture, wish, pages_of(picture, wish))
    assert told.offer.startswith("That is too small to be read: an A2 poster would have type from ")
    picture = chain(400)
    told = advice(picture, wish, pages_of(picture, wish))
    assert "too small to be read: it could be" in told.offer
    assert "rows on" in told.offer


def test_a_picture_of_a_hundred_metres_gets_an_offer_instead_of_a_page():
    found = prospect(chain(2000), Form(".pdf"))
    assert found.words.startswith(
        "In its own size the picture is 111.1 m long, and a page of a PDF"
    )
    assert "rows on" in found.words


def test_what_nobody_would_print_is_refused():
    with pytest.raises(ExportError, match="at most 500"):
        pages_of(chain(4000), OnPaper(Paper("60 × 60 mm", 60, 60), rows=True))
    assert not prospect(chain(30), Form(".pdf", OnPaper(PAPERS["a0"]))).words.startswith("This")


def test_margins_are_ten_millimetres_at_a_desk():
    (page,) = pages_of(chain(4), OnPaper(PAPERS["a4"]))
    assert page.sheet.pieces[0].x == pytest.approx(10 * MM)
