"""Colours Python as it is typed: one pass of a regular expression over each line."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QFont, QSyntaxHighlighter, QTextCharFormat
from typing_extensions import override

from graphlab.script.reading import MAX_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtGui import QTextDocument

QUOTES = ('"""', "'''")  # a line that ends inside one of these has its place + 1 as state
SELF = frozenset({"self", "cls"})
TOKEN = re.compile(
    r"""
    (?P<comment> \#.* )
  | (?P<triple> \b[rbuf]{0,2}(?:\"{3}|'{3}) | (?:\"{3}|'{3}) )
  | (?P<string> (?:\b[rbuf]{1,2})?(?: "(?:\\.|[^"\\])*"? | '(?:\\.|[^'\\])*'? ) )
  | (?P<decorator> ^\s*@[\w.]+ )
  | (?P<definition> \b(?:def|class)\s+[^\W\d]\w* )
  | (?P<number> \b0[xob]\w+ | (?:\b\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?j? )
  | (?P<word> [^\W\d]\w* )
    """,
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class CodeColours:
    """One colour a kind of word, each at least 4.5 : 1 on the card."""

    keyword: str
    definition: str
    text: str
    comment: str
    number: str
    self_: str


COLOURS = {
    "light": CodeColours("#762A83", "#16202C", "#1B6B35", "#4B5868", "#00605F", "#4B5868"),
    "dark": CodeColours("#C79BD2", "#E9EEF5", "#7FCB8A", "#A9B5C4", "#6FC7C4", "#A9B5C4"),
    "print": CodeColours("#000000", "#000000", "#333333", "#333333", "#000000", "#333333"),
}


class PythonColours(QSyntaxHighlighter):
    """Follows the document; ``set_theme`` takes the name of a theme.

    A text that is too long to be read is not coloured: line after line, that would hold the window.
    """

    def __init__(self, document: QTextDocument, theme: str = "light") -> None:
        super().__init__(document)
        self._of = document
        self._formats = formats(theme)

    def set_theme(self, theme: str) -> None:
        """Colours everything anew."""
        self._formats = formats(theme)
        self.rehighlight()

    def expect(self, characters: int) -> None:
        """The document has, or will have, so many characters."""
        wanted = self._of if characters <= MAX_CHARACTERS + 1 else None
        if self.document() is not wanted:
            self.setDocument(wanted)

    @override
    def highlightBlock(self, text: str) -> None:
        parts, state = tokens(text, max(0, self.previousBlockState()))
        for start, length, kind in parts:
            self.setFormat(start, length, self._formats[kind])
        self.setCurrentBlockState(state)


def tokens(line: str, state: int) -> tuple[list[tuple[int, int, str]], int]:
    """Start, length and kind of what is coloured, and the state that the line ends in."""
    found, place = list[tuple[int, int, str]](), 0
    while place < len(line):
        if state:
            end = line.find(QUOTES[state - 1], place)
            stop = len(line) if end < 0 else end + 3
            found.append((place, stop - place, "text"))
            place, state = stop, 0 if end >= 0 else state
            continue
        match = TOKEN.search(line, place)
        if match is None:
            break
        place = match.end()
        if match.lastgroup == "triple":
            state = QUOTES.index(match[0][-3:]) + 1
            found.append((match.start(), place - match.start(), "text"))
        else:
            found.extend(_kinds(match))
    return found, state


def _kinds(match: re.Match[str]) -> Iterator[tuple[int, int, str]]:
    start, said = match.start(), match[0]
    match match.lastgroup:
        case "comment" | "number":
            yield start, len(said), str(match.lastgroup)
        case "string":
            yield start, len(said), "text"
        case "decorator":
            yield start, len(said), "keyword"
        case "definition":
            first = len(said.split()[0])
            name = len(said) - len(said.split()[-1])
            yield start, first, "keyword"
            yield start + name, len(said) - name, "definition"
        case _ if keyword.iskeyword(said):
            yield start, len(said), "keyword"
        case _ if said in SELF:
            yield start, len(said), "self"


def formats(theme: str) -> dict[str, QTextCharFormat]:
    """How each kind of word looks in a theme."""
    colours = COLOURS[theme]
    made = {
        "keyword": _format(colours.keyword),
        "definition": _format(colours.definition),
        "text": _format(colours.text),
        "comment": _format(colours.comment),
        "number": _format(colours.number),
        "self": _format(colours.self_),
    }
    made["definition"].setFontWeight(QFont.Weight.Bold)
    made["comment"].setFontItalic(True)
    if colours.keyword == colours.definition:
        made["keyword"].setFontWeight(QFont.Weight.Bold)
    return made


def _format(colour: str) -> QTextCharFormat:
    made = QTextCharFormat()
    made.setForeground(QColor(colour))
    return made
