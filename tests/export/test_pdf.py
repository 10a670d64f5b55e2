import re
import shutil
import subprocess
import sys
import time

import numpy as np
import pytest
from PySide6.QtCore import QHashSeed
from PySide6.QtGui import QImage

from graphlab.export.pdf import pictures_pdf
from graphlab.export.png import picture_png
from graphlab.picture.mathset import typeset
from graphlab.picture.shapes import Bounds, Item, Math, Picture
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


def test_fonts_come_in_the_same_order_in_every_process(pages):
    made = set()
    for _ in range(6):
        QHashSeed.resetRandomGlobalSeed()  # as each process does at its start
        made.add(pictures_pdf([*pages, page_of_formulas(2)]))
    assert len(made) == 1


OF_FOUR_FONTS = """
import hashlib, sys
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QRawFont
from graphlab.export.pdf import pictures_pdf
from graphlab.picture.shapes import Bounds, Item, Picture, Text
from graphlab.resources import resource

app = QGuiApplication(["", "-platform", "offscreen"])
if "window" in sys.argv:
    for name in ("DejaVuSans.ttf", "DejaVuSansMono.ttf"):
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
    QRawFont.fromFont(QFont("DejaVu Sans"))
looks = [(font, bold) for font in ("sans", "condensed") for bold in (True, False)]
texts = tuple(Text(1, 9, "x", 9, "#000000", font=font, bold=bold) for font, bold in looks)
item = Item("a", "label", Bounds(0, 0, 9, 9), texts)
print(hashlib.sha256(pictures_pdf([Picture((9, 9), None, (item,))])).hexdigest())
"""


def test_a_window_that_has_used_fonts_writes_the_same_file_as_the_command_line():
    # Which of two fonts with one name Qt takes, its own or the system's, hung on what came before.
    made = {
        subprocess.run(
            [sys.executable, "-c", OF_FOUR_FONTS, who], check=True, capture_output=True, text=True
        ).stdout
        for who in ("window", "command")
    }
    assert len(made) == 1


@pytest.fixture
def zone(monkeypatch):
    def move(name):
        monkeypatch.setenv("TZ", name)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a zone that can be set")
def test_the_same_pictures_give_the_same_file_in_any_time_zone(pages, zone):
    made = set()
    for name in ("UTC", "JST-9", "NST+3:30"):
        zone(name)
        made.add(pictures_pdf(pages, title="x"))
    (data,) = made
    start = int(data.rsplit(b"startxref", 1)[1].split()[0])
    assert data[start : start + 4] == b"xref"
    places = re.findall(rb"(?m)^(\d{10}) \d{5} n", data[start:])
    assert len(places) > 10
    for number, place in enumerate(map(int, places), 1):
        assert data[place:].startswith(b"%d 0 obj" % number)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_the_text_of_a_page_can_be_selected(pages, tmp_path):
    (tmp_path / "f.pdf").write_bytes(pictures_pdf(pages[2:3]))
    said = subprocess.run(
        ["pdftotext", tmp_path / "f.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert "0.2857" in said.stdout
    assert said.stderr == ""


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="needs poppler")
def test_the_letters_of_a_formula_can_be_searched(tmp_path):
    texts = r"w_{12} = \cos(x)", r"\mathbf{A} h \alpha \in \mathbb{R}", r"\mathbb{E} w_{7}"
    shapes = [
        Math(20.0, 40.0 + 60.0 * row, typeset(text), 30.0, "#112233")
        for row, text in enumerate(texts)
    ]
    item = Item("formulas", "note", Bounds(0, 0, 300, 200), tuple(shapes))
    (tmp_path / "f.pdf").write_bytes(pictures_pdf([Picture((300.0, 200.0), "#ffffff", (item,))]))
    said = subprocess.run(
        ["pdftotext", tmp_path / "f.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    assert re.sub(r"\s", "", said) == "w12=cos(x)AhαEw7".replace("α", "α∈ℝ")


FORMULAS = (r"\bar w_{12} = \frac{1}{2}\sqrt{w_{13}}", r"\sin(w_1)^{2} \le \lVert A\rVert")


def page_of_formulas(count):
    shapes = [
        Math(20.0, 40.0 + 50.0 * row, typeset(FORMULAS[row % 2]), 28.0, "#112233")
        for row in range(count)
    ]
    size = (300.0, 50.0 * count + 20)
    item = Item("formulas", "note", Bounds(0, 0, *size), tuple(shapes))
    return Picture(size, "#ffffff", (item,))


def test_a_formula_more_costs_a_few_glyphs_not_its_outlines():
    one, many = (len(pictures_pdf([page_of_formulas(count)])) for count in (2, 42))
    assert many - one < 40 * 200


@pytest.mark.skipif(not shutil.which("pdftoppm"), reason="needs poppler")
def test_the_glyphs_of_a_formula_stand_where_its_outlines_do(tmp_path):
    picture = page_of_formulas(2)
    (tmp_path / "f.pdf").write_bytes(pictures_pdf([picture]))
    command = ["pdftoppm", "-r", "96", "-png", "-singlefile", tmp_path / "f.pdf", tmp_path / "f"]
    subprocess.run(command, check=True, capture_output=True)
    pdf = _ink(QImage(str(tmp_path / "f.png")))
    png = _ink(QImage.fromData(picture_png(picture, scale=1)))
    height, width = png.shape
    unlike = np.abs(pdf[:height, :width] - png).sum() / png.sum()
    moved = np.roll(png, 1, axis=1)
    assert unlike < 0.25
    assert np.abs(pdf[:height, :width] - moved).sum() / png.sum() > 2 * unlike


def _ink(image):
    """How dark each pixel is, 0 to 1."""
    image = image.convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1)
    return 1 - rows[:, : image.width()].astype(float) / 255
