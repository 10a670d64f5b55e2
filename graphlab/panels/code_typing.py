"""What keys do to code: indentation, comments, new lines. Each is one step of the editor's undo."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtGui import QTextCursor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextBlock

INDENT = 4
LEAVES = re.compile(r"\s*(return|pass|break|continue|raise)\b")
Move = QTextCursor.MoveOperation
Mode = QTextCursor.MoveMode


def indent(cursor: QTextCursor) -> None:
    """Every selected line one level deeper; without a selection, on to the next level."""
    with _one_step(cursor):
        if not cursor.hasSelection():
            cursor.insertText(" " * (INDENT - cursor.positionInBlock() % INDENT))
            return
        for block in _blocks(cursor):
            if block.text().strip():
                QTextCursor(block).insertText(" " * INDENT)


def unindent(cursor: QTextCursor) -> None:
    """Every selected line, or the one with the cursor, one level back."""
    with _one_step(cursor):
        for block in _blocks(cursor):
            spaces = _leading(block.text())
            _remove(block, 0, min(spaces, (spaces - 1) % INDENT + 1) if spaces else 0)


def new_line(cursor: QTextCursor) -> None:
    """A line as deep as this one; deeper after a colon or an open bracket, less after return."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    deep = _leading(before)
    code = _without_comment(before).rstrip()
    if code.endswith((":", "(", "[", "{")):
        deep += INDENT
    elif LEAVES.match(code) and code.count("(") <= code.count(")"):
        deep = max(0, deep - INDENT)
    with _one_step(cursor):
        cursor.removeSelectedText()
        cursor.insertText("\n" + " " * deep)


def backspace(cursor: QTextCursor) -> bool:
    """One level back where only spaces stand before the cursor; False where Qt should do it."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    if cursor.hasSelection() or not before or before.strip(" "):
        return False
    with _one_step(cursor):
        for _ in range((len(before) - 1) % INDENT + 1):
            cursor.deletePreviousChar()
    return True


def toggle_comment(cursor: QTextCursor) -> None:
    """Comments the selected lines out, or in again if all of them are comments."""
    blocks = [block for block in _blocks(cursor) if block.text().strip()]
    if not blocks:
        return
    with _one_step(cursor):
        if all(block.text().lstrip().startswith("#") for block in blocks):
            for block in blocks:
                start = _leading(block.text())
                _remove(block, start, 2 if block.text()[start:].startswith("# ") else 1)
            return
        deep = min(_leading(block.text()) for block in blocks)
        for block in blocks:
            place = QTextCursor(block)
            place.setPosition(block.position() + deep)
            place.insertText("# ")


def to_line_start(cursor: QTextCursor, *, select: bool) -> None:
    """To the first letter of the line; from there to its very start."""
    first = cursor.block().position() + _leading(cursor.block().text())
    target = cursor.block().position() if cursor.position() == first else first
    cursor.setPosition(target, Mode.KeepAnchor if select else Mode.MoveAnchor)


@contextmanager
def _one_step(cursor: QTextCursor) -> Iterator[None]:
    cursor.beginEditBlock()
    try:
        yield
    finally:
        cursor.endEditBlock()


def _blocks(cursor: QTextCursor) -> list[QTextBlock]:
    """The lines of a selection; one that ends before a line's first character leaves it out."""
    document = cursor.document()
    first = document.findBlock(cursor.selectionStart())
    last = document.findBlock(cursor.selectionEnd())
    if first != last and cursor.selectionEnd() == last.position():
        last = last.previous()
    found = [first]
    while found[-1] != last and found[-1].next().isValid():
        found.append(found[-1].next())
    return found


def _remove(block: QTextBlock, start: int, length: int) -> None:
    place = QTextCursor(block)
    place.setPosition(block.position() + start)
    place.setPosition(block.position() + start + length, Mode.KeepAnchor)
    place.removeSelectedText()


def _leading(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _without_comment(line: str) -> str:
    """The line up to a ``#`` outside of quotes."""
    quote = ""
    for place, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "#":
            return line[:place]
    return line
