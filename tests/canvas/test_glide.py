"""From one graph to another of the same run: cards glide, and nothing of that stays."""

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QImage

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
    wanted = QColor(color)
    hits = [
        x
        for x in range(image.width())
        for y in range(0, image.height(), 8)
        if abs(QColor(image.pixel(x, y)).hue() - wanted.hue()) < 4
        and QColor(image.pixel(x, y)).saturation() > 40
    ]
    return (min(hits) + max(hits)) / 2 if hits else None


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
