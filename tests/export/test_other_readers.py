"""What other programs make of our files: librsvg of the SVG, LibreOffice of the slides."""

import io
import shutil
import subprocess

import numpy as np
import pytest
from PIL import Image, ImageFilter

from graphlab.export.png import picture_png
from graphlab.export.registry import export
from graphlab.export.svg import picture_svg
from graphlab.picture.compose import Composer
from graphlab.picture.theme import THEMES
from graphlab.study.moment import Moment
from tests.lecture import lecture_record

RSVG, OFFICE = shutil.which("rsvg-convert"), shutil.which("soffice")

pytestmark = pytest.mark.usefixtures("qapp")


def blurred(data):
    """Pixels; two painters need not agree on how an edge is smoothed."""
    image = Image.open(io.BytesIO(data)).convert("RGB").filter(ImageFilter.BoxBlur(2))
    return np.asarray(image, dtype=float)


@pytest.mark.skipif(RSVG is None, reason="needs rsvg-convert of librsvg")
@pytest.mark.parametrize("theme", THEMES)
def test_another_renderer_shows_the_svg_as_we_paint_it(theme):
    picture = Composer(lecture_record(), THEMES[theme]).picture(Moment(13))
    svg = picture_svg(picture, outlines=True).encode()
    shown = subprocess.run([RSVG], input=svg, capture_output=True, check=True).stdout
    ours, theirs = blurred(picture_png(picture, scale=1.0)), blurred(shown)
    assert ours.shape == theirs.shape
    differs = np.abs(ours - theirs).max(axis=2) > 32  # dashes may begin elsewhere
    assert differs.mean() < 0.008


@pytest.mark.long
@pytest.mark.skipif(OFFICE is None, reason="needs soffice of LibreOffice Impress")
def test_libreoffice_opens_the_slides(tmp_path):
    export(lecture_record(), tmp_path / "f.pptx", steps="all")
    command = [OFFICE, f"-env:UserInstallation={(tmp_path / 'home').as_uri()}", "--headless",
               "--convert-to", "pdf", "f.pptx"]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=180, check=True)
    said = subprocess.run(
        ["pdftotext", "-layout", "f.pdf", "-"], cwd=tmp_path, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    pages = said.split("\f")[:-1]
    assert len(pages) == 17
    assert ["4.513" in page for page in pages] == [False] * 13 + [True] * 4
