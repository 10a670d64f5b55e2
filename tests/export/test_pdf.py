import re
import shutil
import subprocess

import pytest

from graphlab.export.pdf import pictures_pdf
from tests.pictures import Walk

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def pages():
    walk = Walk(3)
    return [walk.frame(step) for step in range(4)]


def test_each_picture_is_a_page_of_its_own_size(pages):
    data = pictures_pdf(pages)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert len(boxes) == 4
    assert {tuple(float(side) for side in box) for box in boxes} == {(588 * 0.75, 180 * 0.75)}


def test_a_pdf_is_vectors_with_embedded_fonts(pages):
    data = pictures_pdf(pages)
    assert b"/FontFile2" in data
    assert b"/Subtype /Image" not in data


def test_the_same_pictures_give_the_same_file_at_any_hour(pages):
    first = pictures_pdf(pages, title="x²")
    assert pictures_pdf(pages, title="x²") == first
    assert b"/CreationDate (D:20000101000000" in first


def test_its_offsets_still_hold_after_the_dates_are_fixed(pages):
    data = pictures_pdf(pages)
    start = int(data.rsplit(b"startxref", 1)[1].split()[0])
    assert data[start : start + 4] == b"xref"


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_the_text_of_a_page_can_be_selected(pages, tmp_path):
    (tmp_path / "f.pdf").write_bytes(pictures_pdf(pages[2:3]))
    said = subprocess.run(
        ["pdftotext", tmp_path / "f.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "0.2857" in said.stdout
    assert said.stderr == ""
