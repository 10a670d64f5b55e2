"""Pages as files: how many, how large, what stands on them."""

import re
import shutil
import subprocess

import pytest
from PySide6.QtGui import QImage

from graphlab.errors import ExportError
from graphlab.export.paging import pages_of
from graphlab.export.paper import PAPERS, OnPaper, read_paper
from graphlab.export.pdf import pages_pdf, pictures_pdf
from graphlab.export.png import page_png
from graphlab.export.registry import Settings, export, leaves
from graphlab.picture.layout.giving_up import GivingUpError, until
from tests.pictures import Walk

pytestmark = pytest.mark.usefixtures("qapp")


def boxes(data):
    found = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    return [(float(width), float(height)) for width, height in found]


def pdf(picture, wish):
    pages = pages_of(picture, wish)
    return pages_pdf(((picture, page) for page in pages), transparent=False, title="f")


@pytest.mark.parametrize(
    ("wish", "size"),
    [
        (OnPaper(PAPERS["a4"]), (842, 595)),
        (OnPaper(PAPERS["a4"], "portrait"), (595, 842)),
        (OnPaper(PAPERS["letter"], "landscape"), (792, 612)),
        (OnPaper(PAPERS["a0"]), (3370, 2384)),
        (OnPaper(read_paper("800x1200mm")), (2268, 3402)),
    ],
)
def test_a_page_has_the_size_that_was_asked_for(wish, size):
    assert boxes(pdf(Walk(4).frame(4), wish)) == [size]


def test_a_poster_in_tiles_is_a_page_a_tile():
    wish = OnPaper(PAPERS["a1"], "auto", PAPERS["a4"])
    picture = Walk(4).frame(4)
    sizes = boxes(pdf(picture, wish))
    assert len(sizes) == len(pages_of(picture, wish)) > 2
    assert set(sizes) == {(842, 595)}


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_rows_and_tiles_can_be_found_by_their_words(tmp_path):
    def words(wish):
        (tmp_path / "f.pdf").write_bytes(pdf(Walk(12).frame(12), wish))
        return subprocess.run(
            ["pdftotext", "-layout", tmp_path / "f.pdf", "-"],
            capture_output=True, text=True, check=True,
        ).stdout  # fmt: skip

    rows = words(OnPaper(PAPERS["a4"], rows=True))
    assert "→ row 2" in rows
    assert {f"w{number}" for number in range(1, 13)} <= set(rows.split())
    assert "2 of 3 (row 1, column 2)" in words(OnPaper(PAPERS["a2"], "auto", PAPERS["a4"]))


def test_a_page_as_an_image_has_the_pixels_of_its_paper():
    picture = Walk(4).frame(4)
    (page,) = pages_of(picture, OnPaper(PAPERS["a4"]))
    image = QImage.fromData(page_png(picture, page, scale=1.0))
    assert (image.width(), image.height()) == (1123, 794)
    piece = page.sheet.pieces[0]
    card = picture.item("card:w2").bounds
    x, y = piece.x + (card.x + 1) * piece.scale, piece.y + card.centre[1] * piece.scale
    assert image.pixelColor(round(x), round(y)).lightness() < 200
    assert image.pixelColor(20, 20).lightness() > 240


def test_pieces_show_what_lies_there_in_the_picture():
    """A row is the same pixels as that part of the picture."""
    picture = Walk(12).frame(12)
    (page,) = pages_of(picture, OnPaper(PAPERS["a4"], rows=True))
    image = QImage.fromData(page_png(picture, page, scale=1.0, transparent=True))
    for number in (1, 7, 12):
        box = picture.item(f"card:w{number}").bounds
        (piece,) = [p for p in page.sheet.pieces if p.source.contains(*box.centre)]
        x = piece.x + (box.x + 2 - piece.source.x) * piece.scale
        y = piece.y + (box.centre[1] - piece.source.y) * piece.scale
        assert image.pixelColor(round(x) + 4, round(y)).alpha() == 255
        assert image.pixelColor(round(x - 12), round(y) - 25).alpha() == 0


def test_a_picture_longer_than_any_reader_opens_is_refused_with_an_offer():
    with pytest.raises(ExportError, match=r"m long, and a page of a PDF at most 5 m; it could be"):
        pictures_pdf([Walk(120).frame(0)])


def test_all_steps_on_paper_are_cut_alike_and_told_of(record, tmp_path):
    told = []
    (path,) = export(
        record,
        tmp_path / "f.pdf",
        steps="all",
        paper=OnPaper(PAPERS["a4"]),
        progress=lambda done, total: told.append((done, total)),
    )
    assert boxes(path.read_bytes()) == [(842, 595)] * 5
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_stopping_leaves_no_file(record, tmp_path):
    def stop(done, total):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(record, tmp_path / "f.pdf", paper=OnPaper(PAPERS["a4"]), progress=stop)
    assert not list(tmp_path.iterdir())


def test_what_has_no_pages_or_only_one_is_told(record, tmp_path):
    with pytest.raises(ExportError, match="has no pages"):
        export(record, tmp_path / "f.svg", paper=OnPaper(PAPERS["a4"]))
    with pytest.raises(ExportError, match=r"This takes \d+ pages, and a PNG is one"):
        export(record, tmp_path / "f.png", paper=OnPaper(PAPERS["a1"], tiles=PAPERS["a4"]))


def test_type_that_is_too_small_is_told(record, tmp_path):
    told = []
    tiny = OnPaper(read_paper("50x50"))
    export(record, tmp_path / "f.pdf", paper=tiny, notice=told.append)
    assert len(told) == 1
    assert "too small to be read: an A2 poster" in told[0]
    export(record, tmp_path / "f.pdf", paper=OnPaper(PAPERS["a4"]), notice=told.append)
    assert len(told) == 1


def test_rows_of_a_walk_are_the_same_at_every_step():
    walk = Walk(12)
    wish = OnPaper(PAPERS["a4"], rows=True)
    frames = [walk.frame(0), walk.frame(12, chips=(3, 7))]
    found = list(leaves(frames, Settings(paper=wish, several=2)))
    assert [picture for picture, _ in found] == frames
    assert found[0][1] is found[1][1]
    assert {piece.source.height for piece in found[0][1].sheet.pieces} == {180.0}


def test_painting_can_be_given_up_within_a_page():
    picture = Walk(4).frame(4)
    with pytest.raises(GivingUpError), until(lambda: True):
        pdf(picture, OnPaper(PAPERS["a4"]))
