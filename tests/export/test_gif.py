import io

import pytest
from PIL import Image

from graphlab.errors import ExportError
from graphlab.export import gif
from graphlab.export.gif import pictures_gif
from graphlab.picture.compose import Composer
from graphlab.picture.theme import THEMES
from graphlab.study.moment import Moment
from tests.lecture import lecture_record

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture(scope="module")
def film():
    composer = Composer(lecture_record(), THEMES["light"])
    return [composer.picture(Moment(step)) for step in range(17)]


def test_a_film_has_a_frame_a_picture_of_equal_size_and_stays_at_its_end(film):
    data = pictures_gif(film, scale=0.5, delay=0.8)
    played = Image.open(io.BytesIO(data))
    assert played.n_frames == 17
    assert played.info["loop"] == 0
    found = []
    for number in range(17):
        played.seek(number)
        found.append((played.size, played.info["duration"]))
    sizes, pauses = zip(*found, strict=True)
    assert len(set(sizes)) == 1
    assert pauses == (800,) * 16 + (2000,)
    assert pictures_gif(film, scale=0.5, delay=0.8) == data


def test_what_does_not_change_keeps_its_colours(film):
    played = Image.open(io.BytesIO(pictures_gif([film[0], film[3], film[13]], scale=1)))
    corners = []
    for number in range(3):
        played.seek(number)
        corners.append(played.convert("RGB").crop((0, 0, 5, 5)).tobytes())
    assert len(set(corners)) == 1


def test_a_film_that_is_too_large_says_how_large_it_may_be(film, monkeypatch):
    monkeypatch.setattr(gif, "LARGEST_FILM", 1_000_000)
    with pytest.raises(ExportError, match=r"17 frames .* too large; .* up to scale 0\.\d"):
        pictures_gif(film, scale=4)
