"""Text, formulas and tables that flow over pages, as shapes in logical pixels."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from graphlab.picture.fonts import text_width
from graphlab.picture.mathset import typeset
from graphlab.picture.shapes import Line, Math, Move, Path, Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.picture.shapes import MathBlock, Shape
    from graphlab.study.practice.worksheet import Cell, Row

BODY, SMALL = 14.0, 12.0
MARGIN = 60.0
LEADING = 1.4
ROW, PADDING = 25.0, 5.0
LINE = 36.0
"""A line to write on: a fraction fits above it."""

TOGETHER = 3
"""Rows of a table that are not alone on a page."""

RULE, HAIR = 1.0, 0.5
FOOT = 11.0
NAME = "Name:"


class Flow:
    """Where the next thing goes. ``pages`` has the shapes of each page so far."""

    def __init__(self, size: tuple[float, float], ink: str, muted: str) -> None:
        self.left = MARGIN
        self.width = size[0] - 2 * MARGIN
        self.pages: list[list[Shape]] = [[]]
        self._bottom = size[1] - MARGIN
        self._y = MARGIN
        self._ink, self._muted = ink, muted

    def gap(self, height: float) -> None:
        """White; it never begins a page."""
        self._y = min(self._y + height, self._bottom)

    def keep(self, height: float) -> None:
        """A new page, if there is less room than this."""
        if self._y + height > self._bottom and self._y > MARGIN:
            self._turn()

    def _turn(self) -> None:
        self.pages.append([])
        self._y = MARGIN

    def reserve(self, height: float) -> float:
        """Room that somebody else fills, on the last page; its upper edge."""
        self.keep(height)
        top = self._y
        self._y += height
        return top

    def words(self, text: str, size: float, *, bold: bool = False) -> None:
        """Running text, in as many lines as it takes."""
        for one in _lines(text, size, self.width, bold=bold):
            top = self.reserve(size * LEADING)
            self._say(one, self.left, top + size, size, bold=bold)

    def paragraph(self, lead: str, text: str) -> None:
        """The same after a word in bold."""
        indent, lines = self._indented(lead, text)
        for index, one in enumerate(lines):
            top = self.reserve(BODY * LEADING)
            if not index:
                self._say(lead, self.left, top + BODY, BODY, bold=True)
            self._say(one, self.left + indent, top + BODY, BODY)

    def _indented(self, lead: str, text: str) -> tuple[float, list[str]]:
        indent = text_width(f"{lead} ", BODY, bold=True) + 4
        return indent, _lines(text, BODY, self.width - indent)

    def keep_space(
        self, lead: str, text: str, lines: Sequence[tuple[str, Cell]], room: float
    ) -> None:
        """A new page, unless a paragraph stands here with its answers and the room below."""
        whole = len(self._indented(lead, text)[1]) * BODY * LEADING + room
        self.keep(whole + sum(sum(self._answer(*line)[2:]) for line in lines))

    def blanks(self, fields: Sequence[tuple[str, float]]) -> None:
        """Names with lines behind them; the numbers are parts of the width."""
        top = self.reserve(BODY * LEADING)
        spare = self.width * (1 - sum(part for _, part in fields)) / max(1, len(fields) - 1)
        x = self.left
        for name, part in fields:
            end = x + part * self.width
            self._say(name, x, top + BODY, BODY)
            self._rule(x + text_width(name, BODY) + 6, end, top + BODY + 3, HAIR)
            x = end + spare

    def formulas(self, latex: Sequence[str], size: float, lead: str = "") -> None:
        """Formulas beside each other, in a new line where there is no more room."""
        x = self.left
        blocks = [typeset(one, display=True) for one in latex]
        if not blocks:
            return
        indent = text_width(f"{lead}  ", BODY) if lead else 0.0
        for first, line in _in_lines(blocks, size, self.width - indent):
            ascent = max(max(block.ascent for block in line) * size, size)
            descent = max(block.descent for block in line) * size
            top = self.reserve(ascent + descent + size * 0.5)
            if first and lead:
                self._say(lead, self.left, top + ascent, BODY)
            x = self.left + indent
            for block in line:
                self._set(block, x, top + ascent, min(size, (self.width - indent) / block.width))
                x += block.width * size + 2 * size

    def answer(self, front: str, cell: Cell) -> None:
        """What stands in front, then a formula, a number, or a line to write on."""
        block, right, ascent, descent = self._answer(front, cell)
        y = self.reserve(ascent + descent) + ascent
        self._set(block, self.left, y, BODY)
        x = self.left + block.width * BODY + 8
        if cell.text:
            self._say(cell.text, x, y, BODY)
        elif right is not None:
            room = self.left + self.width - x
            self._set(right, x, y, min(BODY, room / max(right.width, 1e-9)))
        else:
            self._rule(x, self.left + self.width, y + 3, HAIR)

    def _answer(self, front: str, cell: Cell) -> tuple[MathBlock, MathBlock | None, float, float]:
        """Both sides as they are set, and the room above and below their line."""
        block = typeset(front, display=True)
        right = typeset(cell.latex, display=True) if cell.latex and not cell.text else None
        ascent = max(block.ascent, right.ascent if right else 0.0) * BODY + 2
        descent = max(block.descent, right.descent if right else 0.0) * BODY + 6
        if cell.text or right is not None:
            return block, right, ascent, descent
        return block, right, max(ascent, LINE - descent), descent

    def table(self, head: Sequence[str], rows: Sequence[Row], parts: Sequence[float]) -> None:
        """Rules above, below the head and at the end; the head again on a new page."""
        made = [_made(row) for row in rows]
        first = 0
        for number, count in enumerate(self._shares([height for *_, height in made])):
            if number:
                self._turn()
            if not count:
                continue
            self._head(head, parts)
            for cells, blocks, height in made[first : first + count]:
                top = self.reserve(height)
                self._row(cells, blocks, parts, top, height)
                self._rule(self.left, self.left + self.width, top + height, HAIR)
            self._rule(self.left, self.left + self.width, self._y, RULE)
            first += count

    def _shares(self, heights: Sequence[float]) -> list[int]:
        """How many rows stand on this page, where it may be none, and on those that follow."""
        counts: list[int] = []
        room, least = self._bottom - self._y - ROW, 0
        while (done := sum(counts)) < len(heights):
            ends = accumulate(heights[done:])
            fits = sum(end <= room for end in ends)
            if done + fits < len(heights):
                fits = min(fits, max(len(heights) - done - TOGETHER, 0))
                fits = fits if fits >= TOGETHER else 0
            counts.append(max(fits, least))
            room, least = self._bottom - MARGIN - ROW, 1
        return counts

    def _row(
        self,
        cells: Sequence[tuple[str, str]],
        blocks: Sequence[MathBlock | None],
        parts: Sequence[float],
        top: float,
        height: float,
    ) -> None:
        x = self.left
        for (text, latex), block, part in zip(cells, blocks, parts, strict=True):
            room = part * self.width - 2 * PADDING
            if text:
                self._say(text, x + PADDING, top + height / 2 + BODY * 0.36, BODY)
            elif latex and block is not None:
                size = min(BODY, room / max(block.width, 1e-9))
                y = top + (height + (block.ascent - block.descent) * size) / 2
                self._set(block, x + PADDING, y, size)
            x += part * self.width

    def _head(self, head: Sequence[str], parts: Sequence[float]) -> None:
        top = self.reserve(ROW)
        self._rule(self.left, self.left + self.width, top, RULE)
        x = self.left
        for name, part in zip(head, parts, strict=True):
            self._say(name, x + PADDING, top + ROW * 0.66, SMALL)
            x += part * self.width
        self._rule(self.left, self.left + self.width, top + ROW, RULE)

    def foot(self, page: int, typed: str, left: str, right: str, *, names: bool) -> None:
        """Small words below a page, with a line for a name if ``names``."""
        shapes, edge = self.pages[page], self.left + self.width
        y = self._bottom + 3 * FOOT
        shapes.append(Text(self.left, y, _fitting(left, 0.55 * self.width), FOOT, self._muted))
        shapes.append(Text(edge, y, right, FOOT, self._muted, anchor="end"))
        above = _fitting(typed, self.width)
        shapes.append(Text(self.left, y - 1.4 * FOOT, above, FOOT, self._muted))
        if names:
            start = self.left + 0.58 * self.width
            shapes.append(Text(start, y, NAME, FOOT, self._muted))
            commands = (
                Move(start + text_width(NAME, FOOT) + 4, y + 2),
                Line(self.left + 0.92 * self.width, y + 2),
            )
            shapes.append(Path(commands, stroke=self._muted, width=HAIR))

    def _say(self, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
        self.pages[-1].append(Text(x, y, text, size, self._ink, bold=bold))

    def _set(self, block: MathBlock, x: float, y: float, size: float) -> None:
        self.pages[-1].append(Math(x, y, block, size, self._ink))

    def _rule(self, start: float, end: float, y: float, width: float) -> None:
        commands = (Move(start, y), Line(end, y))
        self.pages[-1].append(Path(commands, stroke=self._muted, width=width))


def _made(row: Row) -> tuple[list[tuple[str, str]], list[MathBlock | None], float]:
    """Texts and formulas of a row, the formulas as they are set, and how high it is."""
    cells = [*(("", one) for one in row.printed), *row.cells]
    blocks = [None if text else typeset(latex) for text, latex in cells]
    heights = ((b.ascent + b.descent) * BODY + 2 * PADDING for b in blocks if b is not None)
    return cells, blocks, max(ROW * max(1, row.lines * 0.8), *heights)


def _fitting(text: str, width: float) -> str:
    """As much of a line in the foot as there is room for."""
    if text_width(text, FOOT) <= width:
        return text
    end = next(n for n in range(len(text), -1, -1) if text_width(f"{text[:n]}…", FOOT) <= width)
    return f"{text[:end]}…"


def _lines(text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _in_lines(
    blocks: Sequence[MathBlock], size: float, width: float
) -> list[tuple[bool, list[MathBlock]]]:
    lines: list[list[MathBlock]] = []
    used = 0.0
    for block in blocks:
        wide = (block.width + 2) * size
        if not lines or used + block.width * size > width:
            lines.append([])
            used = 0.0
        lines[-1].append(block)
        used += wide
    return [(index == 0, line) for index, line in enumerate(lines)]
