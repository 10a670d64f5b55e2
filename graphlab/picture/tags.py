"""Small labels on the border of a card: names, counts, memories, and the tab of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.formula.latex import name_latex
from graphlab.picture.fonts import text_width
from graphlab.picture.mathset import typeset
from graphlab.picture.measure import LABEL, NOTE, PADDING
from graphlab.picture.shapes import Bounds, Box, Line, Math, Move, Path, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.picture.shapes import Shape
    from graphlab.picture.theme import Theme


def name_tag(name: str, at: Bounds, theme: Theme) -> Iterator[Shape]:
    """The person's own name for a node, on the card's upper border."""
    block = typeset(name_latex(name))
    width = block.width * LABEL + 12
    box = Bounds(at.right - 14 - width, at.y - 15, width, 18)
    yield Box(box, 5, theme.card, theme.edge, 1)
    yield Math(box.x + 6, at.y - 2, block, LABEL, theme.muted)


def module_tab(at: Bounds, theme: Theme) -> Iterator[Shape]:
    """The tab of a closed folder on the upper border; it ends before arrows into the middle."""
    left, right, top, foot = at.x + 14, at.x + 48, at.y - 9, at.y - 0.75
    yield Path(
        (Move(left, foot), Line(left + 5, top), Line(right - 5, top), Line(right, foot)),
        theme.divider,
        theme.edge,
        1.5,
    )


def module_notes(notes: Sequence[str], at: Bounds, y: float, theme: Theme) -> Iterator[Shape]:
    """What a closed module is and holds, in lines that end at ``y``."""
    for place, note in enumerate(reversed(notes)):
        baseline = y - 7.0 - NOTE * place
        yield Text(at.centre[0], baseline, note, LABEL, theme.muted, "condensed", anchor="middle")


def lower_tag(words: str, at: Bounds, theme: Theme) -> Iterator[Shape]:
    """Words on the lower border, where no arrow ends."""
    width = text_width(words, LABEL, "condensed") + 12
    box = Bounds(at.right - 8 - width, at.bottom - 4, width, 18)
    yield Box(box, 5, theme.card, theme.edge, 1)
    yield Text(box.x + 6, box.bottom - 4.2, words, LABEL, theme.muted, "condensed")


def passes_words(passes: int) -> str:
    """``× 10 passes``."""
    return f"× {passes} passes"


def count_tag(arrived: int, count: int, at: Bounds, theme: Theme) -> Iterator[Shape]:
    """``1 of 2`` on the lower border."""
    words = f"{arrived} of {count}"
    width = text_width(words, 12, "condensed") + 12
    box = Bounds(at.right - PADDING - width, at.bottom - 8, width, 16)
    yield Box(box, 8, theme.card, theme.adjoint_line, 1)
    y = box.centre[1] + 4.4
    yield Text(box.centre[0], y, words, 12, theme.adjoint_text, "condensed", anchor="middle")


def storage_tag(letter: str, place: int, at: Bounds, theme: Theme) -> Iterator[Shape]:
    """The letter of the memory that a card's tensor lives in, on the lower left corner."""
    width = max(18.0, text_width(letter, LABEL, bold=True) + 10)
    box = Bounds(at.x + 9 - width, at.bottom - 10, width, 18)
    yield Box(box, 4, theme.storage(place), theme.ink, 1.2)
    x, y = box.centre
    yield Text(x, y + LABEL * 0.365, letter, LABEL, theme.ink, bold=True, anchor="middle")
