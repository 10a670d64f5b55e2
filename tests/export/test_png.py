import pytest
from PySide6.QtGui import QImage

from graphlab.errors import ExportError
from graphlab.export.png import picture_png
from graphlab.picture.shapes import Picture
from tests.pictures import Walk

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def frame():
    return Walk(3).frame(2)


def image(data):
    image = QImage.fromData(data, "PNG")
    assert not image.isNull()
    return image


@pytest.mark.parametrize(
    ("scale", "size"), [(1.0, (588, 180)), (2.0, (1176, 360)), (1.5, (882, 270))]
)
def test_a_png_has_the_pictures_size_times_the_scale(frame, scale, size):
    made = image(picture_png(frame, scale=scale))
    assert (made.width(), made.height()) == size
    assert made.dotsPerMeterX() == pytest.approx(96 / 0.0254 * scale, abs=1)


def test_the_background_is_solid_or_left_out(frame):
    assert image(picture_png(frame)).pixelColor(1, 1).name() == "#fafbfc"
    clear = image(picture_png(frame, transparent=True))
    assert clear.pixelColor(1, 1).alpha() == 0
    assert clear.pixelColor(2 * 60, 2 * 120).alpha() == 255  # inside a card


def test_the_same_picture_gives_the_same_file(frame):
    assert picture_png(frame) == picture_png(frame)


def test_a_png_that_would_be_too_large_says_how_large_it_may_be(frame):
    with pytest.raises(ExportError, match=r"exported up to scale 24[.]5"):
        picture_png(frame, scale=100)
    vast = Picture((60_000, 30_000), None, ())
    with pytest.raises(ExportError, match="60,000 × 30,000 pixels"):
        picture_png(vast, scale=1)


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf")])
def test_the_scale_is_a_positive_number(frame, scale):
    with pytest.raises(ExportError, match="positive number"):
        picture_png(frame, scale=scale)
