"""Text to Python's own syntax tree, or one sentence that says where it cannot be read."""

from __future__ import annotations

import ast
import re
import warnings
from functools import lru_cache

from graphlab.errors import InputError, LimitError

MAX_CHARACTERS = 200_000

USER_FILE = "<your code>"
"""The file name under which a person's text is compiled."""


@lru_cache(maxsize=8)
def read(text: str) -> ast.Module:
    """The tree of a script. Raises InputError for anything that Python would not start to run.

    The tree is shared between callers: never change it.
    """
    if len(text) > MAX_CHARACTERS:
        raise LimitError(
            f"This text has {len(text):,} characters; graphlab reads {MAX_CHARACTERS:,}."
        )
    if unreadable := re.search("[\0\ud800-\udfff]", text):
        raise _at(text, unreadable.start(), "This character cannot be part of a script.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text, USER_FILE)
            compile(tree, USER_FILE, "exec", dont_inherit=True)  # “return” outside of a function
    except SyntaxError as error:
        raise _refusal(text, error) from None
    except (RecursionError, MemoryError):
        raise LimitError("This is nested too deeply to be read.", line=1, column=1) from None
    except (ValueError, OverflowError) as error:
        raise InputError(f"Python cannot read this: {error}.", line=1, column=1) from None
    return tree


class Positions:
    """Places and pieces of one text, in characters where the tree counts bytes."""

    def __init__(self, text: str) -> None:
        # Not splitlines: Python ends lines at "\n" only, once returns are gone.
        self._lines = text.split("\n")

    def column(self, node: ast.expr | ast.stmt) -> int:
        """The column of a node, from 1."""
        return _characters(self._line(node.lineno), node.col_offset) + 1

    def segment(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node, as it was typed."""
        last, stop = node.end_lineno or node.lineno, node.end_col_offset or 0
        lines = [self._line(number) for number in range(node.lineno, last + 1)]
        lines[-1] = lines[-1][: _characters(lines[-1], stop)]
        lines[0] = lines[0][_characters(lines[0], node.col_offset) :]
        return "\n".join(lines)

    def _line(self, number: int) -> str:
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""


def _characters(line: str, offset: int) -> int:
    return offset if line.isascii() else len(line.encode()[:offset].decode(errors="ignore"))


def _at(text: str, index: int, problem: str) -> InputError:
    before = text[:index]
    column = index - (before.rfind("\n") + 1) + 1
    return InputError(problem, line=before.count("\n") + 1, column=column)


def _refusal(text: str, error: SyntaxError) -> InputError:
    lines = text.split("\n")
    line = min(max(error.lineno or 1, 1), len(lines))
    column = min(max(error.offset or 1, 1), len(lines[line - 1]) + 1)
    length = 1
    if error.end_lineno == line and error.end_offset:
        length = max(1, min(error.end_offset, len(lines[line - 1]) + 1) - column)
    return InputError(_sentence(error.msg), line=line, column=column, length=length)


_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"invalid syntax\. (Perhaps you forgot a comma\?)", r"Python cannot read this. \1"),
    (r"invalid syntax\. (Maybe you meant .*\?)", r"Python cannot read this. \1"),
    (r"invalid syntax", "Python cannot read this."),
    (r"expected ':'", "A colon “:” is missing here."),
    (r"'(.)' was never closed", r"“\1” is opened here and never closed."),
    (r"unmatched '(.)'", r"“\1” closes nothing."),
    (
        r"closing parenthesis '(.)' does not match opening parenthesis '(.)'( on line \d+)?",
        r"“\1” closes what “\2” opened\3.",
    ),
    (
        r"unterminated (?:f-)?string literal.*",
        "This text in quotes is never closed; put the same quote at its end.",
    ),
    (
        r"unterminated triple-quoted.*",
        "This text in triple quotes is never closed; put the same three quotes at its end.",
    ),
    (r"expected an indented block after (.*)", r"The lines after the \1 must be indented."),
    (r"unexpected indent", "This line is indented further than the one before it."),
    (
        r"unindent does not match any outer indentation level",
        "The indentation of this line fits none of the lines above it.",
    ),
    (
        r"inconsistent use of tabs and spaces in indentation",
        "Tabs and spaces are mixed in the indentation; use spaces.",
    ),
    (
        r"(cannot assign to .*) here\. (Maybe you meant .*\?)",
        r"Python cannot assign here. \2",
    ),
    (
        r"Missing parentheses in call to '(\w+)'\. Did you mean .*",
        r"\1 needs brackets: \1(…).",
    ),
    (r"invalid (?:non-printable )?character (.*)", r"Python does not know the character \1."),
    (r"'(return|yield|await)' outside (.*)", r"“\1” stands outside of a \2."),
    (r"'(break)' outside loop", r"“\1” stands outside of a loop."),
    (r"too many nested parentheses", "This is nested too deeply to be read."),
    (r"too many levels of indentation", "This is nested too deeply to be read."),
    (r"expected 'except' or 'finally' block", "The “try” above needs an “except” or a “finally”."),
    (r"unexpected EOF while parsing", "Something is missing at the end."),
    (
        r"unexpected character after line continuation character",
        "A backslash “\\\\” must be the last character of its line.",
    ),
)


def _sentence(message: str) -> str:
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message):
            return found.expand(sentence)
    said = message[:1].upper() + message[1:]
    return said if said.endswith((".", "?")) else said + "."
