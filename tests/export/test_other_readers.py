"""What other programs make of our files: other renderers of the SVG, LibreOffice of the slides."""

import io
import shutil
import subprocess

import numpy as np
import pytest
import resvg_py
from PIL import Image, ImageFilter

from graphlab.export.png import picture_png
from graphlab.export.registry import export
from graphlab.export.svg import picture_svg
from graphlab.picture.compose import Composer
from graphlab.picture.theme import THEMES
from graphlab.resources import resource
from graphlab.study.moment import Moment
from tests.lecture import lecture_record

RSVG, OFFICE = shutil.which("rsvg-convert"), shutil.which("soffice")

pytestmark = pytest.mark.usefixtures("qapp")


def blurred(data):
    """Pixels; two painters need not agree on how an edge is smoothed."""
    image = Image.open(io.BytesIO(data)).convert("RGB").filter(ImageFilter.BoxBlur(2))
    return np.asarray(image, dtype=float)


def by_resvg(svg):
    fonts = [str(resource("fonts"))]
    return resvg_py.svg_to_bytes(svg_string=svg, font_dirs=fonts, skip_system_fonts=True)


def by_librsvg(svg):
    return subprocess.run([RSVG], input=svg.encode(), capture_output=True, check=True).stdout


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    ("render", "outlines"),
    [
        pytest.param(by_resvg, False, id="resvg, words as text"),
        pytest.param(by_resvg, True, id="resvg, words as outlines"),
        pytest.param(
            by_librsvg,
            True,
            id="librsvg",
            marks=pytest.mark.skipif(RSVG is None, reason="needs rsvg-convert of librsvg"),
        ),
    ],
)
def test_another_renderer_shows_the_svg_as_we_paint_it(render, outlines, theme):
    picture = Composer(lecture_record(), THEMES[theme]).picture(Moment(13))
    shown = render(picture_svg(picture, outlines=outlines))
    ours, theirs = blurred(picture_png(picture, scale=1.0)), blurred(shown)
    assert np.abs(np.subtract(ours.shape, theirs.shape)).max() <= 1  # a part of a pixel
    high, wide = min(len(ours), len(theirs)), min(ours.shape[1], theirs.shape[1])
    ours, theirs = ours[:high, :wide], theirs[:high, :wide]
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
