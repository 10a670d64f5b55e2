"""Markdown to the blocks of a lesson's text. HTML stays text, and a link becomes its words."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.study.lesson.model import (
    CodeBlock,
    Display,
    Heading,
    Listing,
    Note,
    Paragraph,
    Problem,
    Run,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

    from graphlab.study.lesson.model import Block, Line, Style

DEEPEST = 12
"""Lists in quotes in lists; beyond, the text is not read."""
LONGEST = 20_000
"""Characters of one paragraph: what Markdown does with brackets and stars takes time squared."""


_LONE = re.compile(r"\$(?!\d)")  # $3 is a price
LONE_DOLLAR = "A $ stands here without another one; write \\$ for the sign itself."


class Title(NamedTuple):
    """A heading of the first level, which begins a page."""

    line: Line


class Fence(NamedTuple):
    """A fenced block: its language or kind, and its text, which begins a line below."""

    info: str
    text: str
    is_closed: bool


def pieces(
    text: str, first_line: int, problems: list[Problem]
) -> Iterator[tuple[int, Block | Title | Fence]]:
    """What a text is made of, from top to bottom, each piece with its line."""
    reader = _Reader(text, first_line, problems)
    while (token := reader.token) is not None:
        line = first_line + (token.map[0] if token.map is not None else 0)
        for piece in reader.piece():
            yield line, piece


def blocks(text: str, first_line: int, problems: list[Problem]) -> tuple[Block, ...]:
    """A text without pages of its own, such as a question."""
    return tuple(_plain(piece) for _, piece in pieces(text, first_line, problems))


def line_of(text: str, at_line: int, problems: list[Problem]) -> Line:
    """A text as one line, such as an option."""
    inline = _inline(" ".join(text.split()), at_line, problems)
    return tuple(Run(part.latex, "math") if isinstance(part, Display) else part for part in inline)


def _plain(piece: Block | Title | Fence) -> Block:
    if isinstance(piece, Title):
        return Heading(piece.line)
    if isinstance(piece, Fence):
        return CodeBlock(piece.text, piece.info.split(" ")[0])
    return piece


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    made = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST + 8})
    made.enable("table").disable("reference")
    return made.use(dollarmath_plugin, allow_labels=False, allow_digits=False, double_inline=True)


class _Reader:
    """Goes through the tokens once, from left to right."""

    def __init__(self, text: str, first_line: int, problems: list[Problem]) -> None:
        markdown = _markdown()
        self._tokens: list[Token] = []
        markdown.block.parse(text, markdown, {}, self._tokens)
        self._lines = text.split("\n")
        self._first_line = first_line
        self._problems = problems
        self._at = 0
        self._line = first_line
        deep = next((token for token in self._tokens if token.level > DEEPEST), None)
        if deep is not None:
            self._go_to(deep)
            self._tell(f"This is nested deeper than {DEEPEST} levels, and is not read on.")

    @property
    def token(self) -> Token | None:
        """The one that comes next."""
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def piece(self) -> Iterator[Block | Title | Fence]:
        """What begins at the next token, which is at the outermost level."""
        token = self._next()
        if token.type == "heading_open" and token.tag == "h1":
            title = _flat(self._inline())
            self._next()
            yield Title(title)
        elif token.type == "fence":
            yield self._fence(token)
        else:
            yield from self._block(token)

    def _next(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        self._go_to(token)
        return token

    def _go_to(self, token: Token) -> None:
        if token.map is not None:
            self._line = self._first_line + token.map[0]

    def _tell(self, sentence: str, *, is_fatal: bool = True) -> None:
        self._problems.append(Problem(self._line, sentence, is_fatal))

    def _until(self, closing: str) -> Iterator[Block]:
        while (token := self._next()).type != closing:
            yield from self._block(token)

    def _block(self, token: Token) -> Iterator[Block]:
        match token.type:
            case "paragraph_open":
                yield from _paragraphs(self._inline())
                self._next()
            case "heading_open":
                yield Heading(_flat(self._inline()))
                self._next()
            case "bullet_list_open":
                yield Listing(tuple(self._items("bullet_list_close")))
            case "ordered_list_open":
                first = int(token.attrs.get("start", 1))
                yield Listing(tuple(self._items("ordered_list_close")), first)
            case "blockquote_open":
                yield Note(tuple(self._until("blockquote_close")))
            case "table_open":
                yield self._table()
            case "fence":
                if token.level and token.info.split(" ")[0] in ("scene", "ask", "do", "proof"):
                    word = token.info.split(" ")[0]
                    self._tell(f"A {word} block cannot stand in a list or a quote.")
                yield CodeBlock(token.content.rstrip("\n"), token.info.strip().split(" ")[0])
            case "code_block":
                yield CodeBlock(token.content.rstrip("\n"))
            case "math_block":
                yield Display(token.content.strip())
            case "hr":
                self._tell("A line across is not shown; a page begins with “# ”.", is_fatal=False)

    def _items(self, closing: str) -> Iterator[tuple[Block, ...]]:
        while self._next().type != closing:
            yield tuple(self._until("list_item_close"))

    def _table(self) -> Table:
        rows: list[list[Line]] = []
        while (token := self._next()).type != "table_close":
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                self._at -= 1
                rows[-1].append(_flat(self._inline()))
        return Table(tuple(rows[0]), tuple(tuple(row) for row in rows[1:]))

    def _inline(self) -> list[Run | Display]:
        return _inline(self._next().content, self._line, self._problems)

    def _fence(self, token: Token) -> Fence:
        first, end = token.map or (0, 0)
        last = self._lines[end - 1].strip() if end - 1 > first else ""
        is_closed = len(last) >= len(token.markup) and not last.strip(token.markup[0])
        return Fence(token.info.strip(), token.content.rstrip("\n"), is_closed)


# ── text in a line ───────────────────────────────────────────────────────────────────────────


def _inline(text: str, at_line: int, problems: list[Problem]) -> list[Run | Display]:
    if len(text) > LONGEST:
        sentence = f"This paragraph is longer than {LONGEST:,} characters; the rest is not read."
        problems.append(Problem(at_line, sentence))
        text = text[:LONGEST]
    tokens: list[Token] = []
    markdown = _markdown()
    markdown.inline.parse(text, markdown, {}, tokens)
    found: list[Run | Display] = []
    strong = emphasis = 0
    for token in tokens:
        style: Style = "strong" if strong else "emphasis" if emphasis else "plain"
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "code_inline":
                found.append(Run(token.content, "code"))
            case "math_inline":
                found.append(Run(token.content.strip(), "math"))
            case "math_inline_double":
                found.append(Display(token.content.strip()))
            case "softbreak" | "hardbreak":
                found.append(Run(" ", style))
            case "image":
                problems.append(
                    Problem(at_line, "Pictures are not shown; say it in words, or by a scene.")
                )
                found.append(Run(token.content, style))
            case "text" | "text_special":
                if token.type == "text" and _LONE.search(token.content):
                    problems.append(Problem(at_line, LONE_DOLLAR, is_fatal=False))
                found.append(Run(token.content, style))
    return list(_joined(found))


def _joined(parts: Sequence[Run | Display]) -> Iterator[Run | Display]:
    """Neighbours of one style as one, and nothing empty."""
    waiting: Run | None = None
    for part in parts:
        if isinstance(part, Run):
            if not part.text:
                continue
            if waiting is not None and waiting.style == part.style and part.style != "math":
                waiting = Run(waiting.text + part.text, part.style)
                continue
        if waiting is not None:
            yield waiting
        waiting = part if isinstance(part, Run) else None
        if isinstance(part, Display):
            yield part
    if waiting is not None:
        yield waiting


def _flat(parts: Sequence[Run | Display]) -> Line:
    return tuple(Run(part.latex, "math") if isinstance(part, Display) else part for part in parts)


def _paragraphs(parts: Sequence[Run | Display]) -> Iterator[Block]:
    """Running text, with formulas of their own between it."""
    line: list[Run] = []
    for part in parts:
        if isinstance(part, Run):
            line.append(part)
            continue
        if text := _stripped(line):
            yield Paragraph(text)
        yield part
        line = []
    if text := _stripped(line):
        yield Paragraph(text)


def _stripped(line: list[Run]) -> Line:
    if line and line[0].style == "plain":
        line[0] = Run(line[0].text.lstrip())
    if line and line[-1].style == "plain":
        line[-1] = Run(line[-1].text.rstrip())
    return tuple(run for run in line if run.text)
