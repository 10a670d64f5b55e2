"""From one graph to another of the same run: cards glide, and nothing of that stays."""

import numpy as np
from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage

from graphlab.picture.shapes import Bounds, Box, Item, Picture

BLUE, RED, GREEN = "#0000ff", "#ff0000", "#00ff00"


def card(name, color, x, y=100.0):
    at = Bounds(x, y, 40, 40)
    return Item(f"card:{name}", "card", at, (Box(at, 0, color),))


def picture(width, *items):
    return Picture((width, 240.0), "#ffffff", items)


CLOSED = picture(300.0, card("a", BLUE, 20), card("block", RED, 120), card("z", GREEN, 240))
OPEN = picture(420.0, card("a", BLUE, 20), card("in", RED, 120), card("z", GREEN, 360))


def middle(view, color):
    """The middle of all in this colour, even where it is mixed with what lies behind it."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    dots = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    channel = {RED: 2, GREEN: 1, BLUE: 0}[color]
    others = [place for place in range(3) if place != channel]
    more = dots[..., channel].astype(int) - dots[..., others].max(axis=-1)
    columns = np.flatnonzero((more > 40).any(axis=0))
    return (int(columns[0]) + int(columns[-1])) / 2 if columns.size else None


def opened(view, clock):
    view.set_picture(CLOSED)
    view.zoom_by(1 / view.zoom)
    clock.now += 5
    start, before = middle(view, GREEN), view.still()
    view.set_picture(OPEN)
    view.zoom_by(1 / view.zoom)
    view.glide_from(before, {"card:in": "card:block"}, {"card:block": "card:in"})
    return start


def test_a_card_glides_to_where_it_stands_now(view, clock, qtbot):
    start = opened(view, clock)
    assert middle(view, GREEN) == start
    clock.now += 0.1
    half = middle(view, GREEN)
    clock.now += 1
    qtbot.waitUntil(lambda: not view.findChild(QTimer).isActive())
    end = middle(view, GREEN)
    assert start < half < end or start > half > end


def test_the_next_picture_ends_the_glide(view, clock):
    opened(view, clock)
    view.set_picture(OPEN)
    end = middle(view, GREEN)
    clock.now += 1
    assert middle(view, GREEN) == end


def test_what_is_gone_fades_and_what_is_new_appears_in_its_place(view, clock):
    opened(view, clock)
    assert middle(view, RED) is not None, "the closed module is still seen"
    clock.now += 0.12
    assert middle(view, RED) is not None
    clock.now += 1
    assert middle(view, RED) is not None, "what is inside stands there"


def test_without_motion_one_sees_the_end_at_once(view, clock):
    view.reduced_motion = True
    start = opened(view, clock)
    end = middle(view, GREEN)
    assert end != start
    clock.now += 1
    assert middle(view, GREEN) == end
