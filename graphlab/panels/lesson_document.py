"""Blocks of a lesson written into a text document: paragraphs, lists, tables, notes and code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTableCellFormat,
    QTextTableFormat,
)

from graphlab.panels.lesson_maths import BREAK, OBJECT, STRUT, display_format, inline_formats
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
    from collections.abc import Sequence

    from PySide6.QtGui import QTextDocument, QTextTable

    from graphlab.study.lesson.model import Block, Line

LEADING = 0.28  # em between lines
APART = 0.62  # em between paragraphs
INDENT = 1.35  # em
BAR = 3
PYTHON = frozenset({"python", "py", ""})
LINE = "\N{LINE SEPARATOR}"


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
            self.above = APART

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
        if line and line[0].style == "math":
            self.cursor.insertText(STRUT, base)  # a line of its own is as high as one of words
        for run in line:
            if run.style == "math":
                for place, style in enumerate(inline_formats(run.text, base.font())):
                    if place:
                        self.cursor.insertText(BREAK, base)
                    self.cursor.insertText(OBJECT, style)
            else:
                self.cursor.insertText(run.text, self._run(run, base))

    # ── blocks ───────────────────────────────────────────────────────────────────────────────

    def _begin(self, indent: int = 0, *, centred: bool = False) -> None:
        style = QTextBlockFormat()
        leading = QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value
        style.setLineHeight(self.look.em * LEADING, leading)
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
        state = 0
        self._begin()
        for number, line in enumerate(block.text.rstrip("\n").split("\n")):
            if number:
                self.cursor.insertText(LINE, base)
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
        style.setHeaderRowCount(1)
        table = self._insert(1 + len(block.rows), len(block.head), style)
        strong = self._style(self._bold())
        for row, cells in enumerate((block.head, *block.rows)):
            for column, line in enumerate(cells):
                writer = self._cell(table, row, column)
                writer._begin()
                writer.line(line, strong if row == 0 else None)

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
