"""Text, formulas and tables that flow over pages, as shapes in logical pixels."""

from __future__ import annotations

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
ROW, PADDING = 24.0, 7.0
RULE, HAIR = 1.0, 0.5


class Flow:
    """Where the next thing goes. ``pages`` has the shapes of each page so far."""

    def __init__(self, size: tuple[float, float], ink: str, muted: str) -> None:
        self.left = MARGIN
        self.width = size[0] - 2 * MARGIN
        self.pages: list[list[Shape]] = [[]]
        self.page_of_graph = 0
        self._bottom = size[1] - MARGIN
        self._y = MARGIN
        self._ink, self._muted = ink, muted

    def gap(self, height: float) -> None:
        """White; it never begins a page."""
        self._y = min(self._y + height, self._bottom)

    def keep(self, height: float) -> None:
        """A new page, if there is less room than this."""
        if self._y + height > self._bottom and self._y > MARGIN:
            self.pages.append([])
            self._y = MARGIN

    def reserve(self, height: float, *, mark: bool = False) -> float:
        """Room that somebody else fills; its upper edge. ``mark``: it is the graph's."""
        self.keep(height)
        top = self._y
        self._y += height
        if mark:
            self.page_of_graph = len(self.pages) - 1
        return top

    def words(self, text: str, size: float, *, bold: bool = False) -> None:
        """Running text, in as many lines as it takes."""
        for one in _lines(text, size, self.width, bold=bold):
            top = self.reserve(size * LEADING)
            self._say(one, self.left, top + size, size, bold=bold)

    def paragraph(self, lead: str, text: str) -> None:
        """The same after a word in bold."""
        indent = text_width(f"{lead} ", BODY, bold=True) + 4
        for index, one in enumerate(_lines(text, BODY, self.width - indent)):
            top = self.reserve(BODY * LEADING)
            if not index:
                self._say(lead, self.left, top + BODY, BODY, bold=True)
            self._say(one, self.left + indent, top + BODY, BODY)

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
        block = typeset(front, display=True)
        right = typeset(cell.latex, display=True) if cell.latex and not cell.text else None
        room = self.width - block.width * BODY - 10
        size = BODY if right is None else min(BODY, room / max(right.width, 1e-9))
        ascent = max(block.ascent, right.ascent if right else 0.0) * BODY
        descent = max(block.descent, right.descent if right else 0.0) * BODY
        top = self.reserve(ascent + descent + 8)
        y = top + ascent + 2
        self._set(block, self.left, y, BODY)
        x = self.left + block.width * BODY + 8
        if cell.text:
            self._say(cell.text, x, y, BODY)
        elif right is not None:
            self._set(right, x, y, size)
        else:
            self._rule(x, self.left + self.width, y + 3, HAIR)

    def table(self, head: Sequence[str], rows: Sequence[Row], parts: Sequence[float]) -> None:
        """Rules above, below the head and at the end; the head again on a new page."""
        self.keep(3 * ROW)
        self._head(head, parts)
        for row in rows:
            cells = [*(("", one) for one in row.printed), *row.cells]
            blocks = [None if text else typeset(latex) for text, latex in cells]
            height = max(
                ROW,
                *((b.ascent + b.descent) * BODY + 2 * PADDING for b in blocks if b is not None),
            )
            before = len(self.pages)
            self.keep(height)
            if len(self.pages) > before:
                self._head(head, parts)
            top = self.reserve(height)
            self._row(cells, blocks, parts, top, height)
            self._rule(self.left, self.left + self.width, top + height, HAIR)
        self._rule(self.left, self.left + self.width, self._y, RULE)

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

    def _say(self, text: str, x: float, y: float, size: float, *, bold: bool = False) -> None:
        self.pages[-1].append(Text(x, y, text, size, self._ink, bold=bold))

    def _set(self, block: MathBlock, x: float, y: float, size: float) -> None:
        self.pages[-1].append(Math(x, y, block, size, self._ink))

    def _rule(self, start: float, end: float, y: float, width: float) -> None:
        commands = (Move(start, y), Line(end, y))
        self.pages[-1].append(Path(commands, stroke=self._muted, width=width))


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
