"""Hand-made Pictures: a chain of cards with edges, labels and chips, as a walk steps along it."""

from __future__ import annotations

from graphlab.picture.shapes import (
    Bounds,
    Box,
    Close,
    Curve,
    Item,
    Line,
    Math,
    MathBlock,
    Move,
    Part,
    Path,
    Picture,
    Region,
    Text,
)

WIDTH, HEIGHT, GAP = 120.0, 84.0, 90.0
INK, LINE, VALUE, ADJOINT, CARD, CANVAS = (
    "#16202C",
    "#6B7787",
    "#005A9C",
    "#A63D00",
    "#FFFFFF",
    "#FAFBFC",
)
BLOCK = MathBlock(
    r"w_{1} = x < y",
    (
        Part(0, 0, 1, (Move(0.1, -0.5), Line(0.4, 0.0), Line(0.7, -0.5), Close())),
        Part(0.8, 0, 1, (Move(0, 0), Curve(0.1, -0.4, 0.3, -0.4, 0.4, 0), Close())),
    ),
    1.3,
    0.6,
    0.1,
)


def card(number: int, value: str = "–", *, active: bool = False) -> Item:
    """The card of w1, w2 …, with its two regions."""
    x, y = 24 + (number - 1) * (WIDTH + GAP), 48.0
    width = 3.0 if active else 1.5
    outline = Box(Bounds(x, y, WIDTH, HEIGHT), 8, CARD, VALUE if active else LINE, width)
    return Item(
        f"card:w{number}",
        "card",
        outline.bounds.grown(width / 2),
        (
            outline,
            Math(x + 10, y + 22, BLOCK, 16, INK),
            Text(x + 10, y + 48, f"w{number}", 15, VALUE, "condensed"),
            Text(x + 110, y + 48, value, 15, VALUE, "condensed", active, anchor="end"),
        ),
        (
            Region(f"value:w{number}", Bounds(x + 8, y + 32, 104, 20)),
            Region(f"adjoint:w{number}", Bounds(x + 8, y + 56, 104, 20)),
        ),
        speech=f"w {number} is {value}",
        active=active,
    )


def edge(number: int, *, active: bool = False) -> Item:
    """The edge from the card with this number to the next one."""
    x, y = 24 + (number - 1) * (WIDTH + GAP) + WIDTH, 90.0
    line = Path((Move(x, y), Line(x + GAP - 8, y)), None, LINE, 3.0 if active else 1.5)
    tip = x + GAP
    head = Path((Move(tip, y), Line(tip - 8, y - 4), Line(tip - 8, y + 4), Close()), LINE)
    return Item(f"edge:{_ends(number)}", "edge", Bounds(x, y - 5, GAP, 10), (line, head))


def label(number: int, text: str = "2", *, active: bool = False) -> Item:
    """The label above an edge."""
    x = 24 + (number - 1) * (WIDTH + GAP) + WIDTH + GAP / 2
    return Item(
        f"label:{_ends(number)}",
        "label",
        Bounds(x - 20, 62, 40, 18),
        (Text(x, 76, text, 13, INK, anchor="middle"),),
        active=active,
    )


def chip(number: int, text: str = "1.65", *, active: bool = True) -> Item:
    """A contribution that travels along its edge, from the successor to near the predecessor."""
    x = 24 + (number - 1) * (WIDTH + GAP) + WIDTH
    centre = (x + 0.3 * GAP, 106.0)
    bounds = Bounds(centre[0] - 22, centre[1] - 10, 44, 20)
    return Item(
        f"chip:{_ends(number)}",
        "chip",
        bounds,
        (
            Box(bounds, 10, ADJOINT),
            Text(centre[0], centre[1] + 5, text, 13, CARD, "condensed", True, anchor="middle"),
        ),
        travel=((x + GAP, 106.0), (x + 0.6 * GAP, 100.0), centre),
        active=active,
    )


class Walk:
    """Frames of a chain; like a Composer it hands out the same Item while nothing changes."""

    def __init__(self, cards: int = 4) -> None:
        self.cards = cards
        self.size = (48 + cards * WIDTH + (cards - 1) * GAP, 180.0)
        self._known: dict[object, Item] = {}

    def frame(self, step: int, chips: tuple[int, ...] = (), active: bool = True) -> Picture:
        """The picture after ``step`` values, the last of them active."""
        items = [self._once(edge, number) for number in range(1, self.cards)]
        items += [self._once(label, number) for number in range(1, self.cards)]
        for number in range(1, self.cards + 1):
            value = f"{number / 7:.4g}" if number <= step else "–"
            items.append(self._once(card, number, value, active=active and number == step))
        items += [self._once(chip, number) for number in chips]
        here = next((item.bounds for item in items if item.kind == "card" and item.active), None)
        return Picture(self.size, CANVAS, tuple(items), here, f"step {step}")

    def _once(self, make: object, *args: object, **more: object) -> Item:
        key = (make, args, tuple(more.items()))
        if key not in self._known:
            self._known[key] = make(*args, **more)  # type: ignore[operator]
        return self._known[key]


def _ends(number: int) -> str:
    return f"w{number}>w{number + 1}:0"
