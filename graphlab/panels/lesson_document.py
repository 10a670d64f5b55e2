"""Blocks of a lesson written into a text document: paragraphs, lists, tables, notes and code."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextOption,
    QTextTableCellFormat,
    QTextTableFormat,
)

from graphlab.panels.lesson_maths import BREAK, NBSP, OBJECT, display_format, inline_formats
from graphlab.panels.monospace import monospace
from graphlab.panels.python_colours import formats, tokens
from graphlab.study.lesson.model import (
    CodeBlock,
    Display,
    Heading,
    Listing,
    Note,
    Paragraph,
    Question,
    Run,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QTextDocument, QTextTable

    from graphlab.study.lesson.model import Block, Line

LEADING = 0.28  # em between lines
APART = 0.62  # em between paragraphs
BELOW = 0.6  # em below a frame, behind which Qt leaves no room above a paragraph
INDENT = 1.35  # em
BAR = 3
PYTHON = frozenset({"python", "py", ""})
GOING_ON = 4  # columns that the rest of a line of code too wide for the page is moved in
OPENING, CLOSING = "([“‘", ".,;:!?)]”’"  # stay with the formula that they stand at
KEPT = 24  # characters of code in a line of text that are not broken
PARTS = re.compile(r"(?<=[_.(=])(?=\w)")


@dataclass(frozen=True, slots=True)
class Look:
    """The font and the colours that are written into a document; text has the palette's own."""

    font: QFont
    line: str
    accent: str
    theme: str

    @property
    def tint(self) -> QColor:
        """The ground of notes and code: what it lies on shines through."""
        tint = QColor(self.line)
        tint.setAlphaF(0.42)
        return tint

    @property
    def em(self) -> float:
        """The size of the text in px."""
        return self.font.pixelSize()


def look_of(font: QFont, palette: QPalette, theme: str) -> Look:
    """How a document looks that has this font, this palette and this theme's code."""
    role = QPalette.ColorRole
    line, accent = (palette.color(each).name() for each in (role.Midlight, role.Accent))
    return Look(font, line, accent, theme)


def write(document: QTextDocument, blocks: Sequence[Block], look: Look) -> None:
    """Fills a document anew."""
    document.clear()
    document.setDefaultFont(look.font)
    document.setDocumentMargin(0)
    option = document.defaultTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    document.setDefaultTextOption(option)
    document.setIndentWidth(look.em * INDENT)
    cursor = QTextCursor(document)
    cursor.beginEditBlock()  # laid out once, at its end
    _Writer(cursor, look).blocks(blocks)
    cursor.endEditBlock()


class _Writer:
    """Writes at a cursor, which stands in an empty block as long as ``fresh`` says so."""

    def __init__(self, cursor: QTextCursor, look: Look, taken: float = 0.0) -> None:
        self.cursor = cursor
        self.look = look
        self.taken = taken
        self.fresh = True
        self.above = 0.0  # what is left free above the next block, in em; nothing above the first

    def blocks(self, blocks: Sequence[Block], indent: int = 0) -> None:
        for block in blocks:
            self.block(block, indent)
            self.above = 0.3 if isinstance(block, CodeBlock | Note | Table) else APART

    def block(self, block: Block, indent: int = 0) -> None:
        match block:
            case Paragraph(line):
                self._begin(indent)
                self.line(line)
            case Heading(line):
                self.above *= 2
                self._begin(indent)
                self.line(line, self._heading())
            case Listing():
                self._listing(block, indent)
            case CodeBlock():
                self._code(block, indent)
            case Display(latex):
                room = self.taken + indent * self.look.em * INDENT
                self._begin(indent, centred=True)
                self.cursor.insertText(OBJECT, display_format(latex, self.look.font, room))
            case Note(blocks):
                self._note(blocks, indent)
            case Table():
                self._table(block, indent)
            case Question():
                pass  # has a widget of its own

    def line(self, line: Line, base: QTextCharFormat | None = None) -> None:
        """Words in their styles, at the cursor."""
        base = base or self._style()
        for run, before, after in _tied(line):
            if run.style == "math":
                formats = inline_formats(run.text, base.font(), before, after)
                for place, style in enumerate(formats):
                    if place:
                        self.cursor.insertText(BREAK, base)
                    self.cursor.insertText(OBJECT, style)
            else:
                text = _breakable(run.text) if run.style == "code" else run.text
                self.cursor.insertText(text, self._run(run, base))

    # ── blocks ───────────────────────────────────────────────────────────────────────────────

    def _begin(self, indent: int = 0, *, centred: bool = False, hanging: float = 0.0) -> None:
        style = QTextBlockFormat()
        leading = QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value
        style.setLineHeight(self.look.em * (LEADING if not hanging else LEADING / 2), leading)
        style.setLeftMargin(hanging)
        style.setTextIndent(-hanging)
        style.setIndent(indent)
        style.setTopMargin(self.look.em * self.above)
        if centred:
            style.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if self.fresh:
            self.cursor.setBlockFormat(style)
        else:
            self.cursor.insertBlock(style, self._style())
        self.fresh = False

    def _listing(self, listing: Listing, indent: int) -> None:
        style = QTextListFormat()
        style.setIndent(indent + 1)
        if listing.first is None:
            style.setStyle(QTextListFormat.Style.ListDisc)
        else:
            style.setStyle(QTextListFormat.Style.ListDecimal)
            style.setStart(listing.first)
        made = None
        for place, item in enumerate(listing.items):
            self.above = 0.5 * APART if place else self.above
            first, *others = item or (Paragraph(()),)
            self._begin()
            if made is None:
                made = self.cursor.createList(style)
            else:
                made.add(self.cursor.block())
            if isinstance(first, Paragraph | Heading):
                self.line(first.line)
            else:
                others.insert(0, first)
            self.above = 0.5 * APART
            self.blocks(others, indent + 1)

    def _code(self, block: CodeBlock, indent: int) -> None:
        style = self._frame(indent)
        style.setCellPadding(self.look.em * 0.5)
        table = self._insert(1, 1, style)
        self._fill(table, 0, self.look.tint)
        self._cell(table, 0, 0).code(block)

    def code(self, block: CodeBlock) -> None:
        """Lines of code in their colours."""
        base = self._style(self._mono())
        kinds = formats(self.look.theme) if block.language.lower() in PYTHON else {}
        state, wide = 0, QFontMetricsF(base.font()).horizontalAdvance(" ")
        self.above = 0.0
        for line in block.text.rstrip("\n").split("\n"):
            self._begin(hanging=(len(line) - len(line.lstrip()) + GOING_ON) * wide)
            at = 0
            parts, state = tokens(line, state) if kinds else ([], 0)
            for start, length, kind in parts:
                self.cursor.insertText(line[at:start], base)
                style = QTextCharFormat(base)
                style.merge(kinds[kind])
                self.cursor.insertText(line[start : start + length], style)
                at = start + length
            self.cursor.insertText(line[at:], base)

    def _note(self, blocks: Sequence[Block], indent: int) -> None:
        style = self._frame(indent)
        style.setCellPadding(self.look.em * 0.6)
        style.setColumnWidthConstraints(
            [
                QTextLength(QTextLength.Type.FixedLength, BAR),
                QTextLength(QTextLength.Type.VariableLength, 0),
            ]
        )
        table = self._insert(1, 2, style)
        self._fill(table, 0, QColor(self.look.accent), padding=0)
        self._fill(table, 1, self.look.tint)
        self._cell(table, 0, 1).blocks(blocks)

    def _table(self, block: Table, indent: int) -> None:
        style = self._frame(indent, wide=False)
        style.setCellPadding(self.look.em * 0.3)
        style.setBorder(1)
        style.setBorderCollapse(True)
        style.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        style.setBorderBrush(QBrush(QColor(self.look.line)))
        strong = self._style(self._bold())
        has_head = any(block.head)
        lines = (block.head, *block.rows) if has_head else block.rows
        table = self._insert(len(lines), len(block.head), style)
        for row, cells in enumerate(lines):
            for column, line in enumerate(cells):
                writer = self._cell(table, row, column)
                writer._begin()
                writer.line(line, strong if has_head and row == 0 else None)

    def _fill(
        self, table: QTextTable, column: int, colour: QColor, padding: float | None = None
    ) -> None:
        style = QTextTableCellFormat()
        style.setBackground(QBrush(colour))
        if padding is not None:
            style.setPadding(padding)
        table.cellAt(0, column).setFormat(style)

    def _frame(self, indent: int, *, wide: bool = True) -> QTextTableFormat:
        style = QTextTableFormat()
        style.setBorder(0)
        style.setCellSpacing(0)
        style.setLeftMargin(indent * self.look.em * INDENT)
        style.setTopMargin(self.look.em * self.above)
        style.setBottomMargin(self.look.em * BELOW)
        if wide:
            style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        return style

    def _insert(self, rows: int, columns: int, style: QTextTableFormat) -> QTextTable:
        """A table; the cursor then stands in the block behind it, which Qt hides while empty."""
        if not self.fresh:
            self.cursor.insertBlock(QTextBlockFormat(), self._style())
        self.taken_inside = self.taken + style.leftMargin() + 3 * style.cellPadding()
        table = self.cursor.insertTable(rows, columns, style)
        self.cursor.setPosition(table.lastPosition() + 1)
        self.fresh = True
        return table

    def _cell(self, table: QTextTable, row: int, column: int) -> _Writer:
        cursor = table.cellAt(row, column).firstCursorPosition()
        return _Writer(cursor, self.look, self.taken_inside)

    # ── styles ───────────────────────────────────────────────────────────────────────────────

    def _style(self, font: QFont | None = None) -> QTextCharFormat:
        style = QTextCharFormat()
        style.setFont(font or self.look.font)
        return style

    def _run(self, run: Run, base: QTextCharFormat) -> QTextCharFormat:
        if run.style == "plain":
            return base
        font = QFont(base.font())
        match run.style:
            case "strong":
                font.setBold(True)
            case "emphasis":
                font.setItalic(True)
            case _:
                font = self._mono()
        style = QTextCharFormat(base)
        style.setFont(font)
        if run.style == "code":
            style.setBackground(QBrush(self.look.tint))
        return style

    def _heading(self) -> QTextCharFormat:
        font = self._bold()
        font.setPixelSize(round(self.look.em * 1.1))
        style = self._style(font)
        return style

    def _bold(self) -> QFont:
        font = QFont(self.look.font)
        font.setBold(True)
        return font

    def _mono(self) -> QFont:
        return monospace(max(11, round(self.look.em * 0.92)))


def _breakable(code: str) -> str:
    """Code in a line of text: short code is not broken, long code between the parts of a name."""
    return code.replace(" ", NBSP) if len(code) <= KEPT else PARTS.sub(BREAK, code)


def _tied(line: Line) -> Iterator[tuple[Run, str, str]]:
    """Runs, each formula with the signs right before and behind it, which are taken from the text.

    Qt breaks lines beside any object, whatever stands there.
    """
    runs = list(line)
    for place, run in enumerate(runs):
        before = after = ""
        if run.style == "math":
            if place + 1 < len(runs) and runs[place + 1].style == "plain":
                text = runs[place + 1].text
                after = text[: len(text) - len(text.lstrip(CLOSING))]
                runs[place + 1] = Run(text[len(after) :])
        elif run.style == "plain" and place + 1 < len(runs) and runs[place + 1].style == "math":
            run = Run(run.text.rstrip(OPENING))
        if run.style == "math" and place and line[place - 1].style == "plain":
            text = line[place - 1].text
            before = text[len(text.rstrip(OPENING)) :]
        yield run, before, after
