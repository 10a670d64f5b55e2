"""A pasted script as Python can read it: without prompts, curly quotes and odd spaces.

A text that Python reads as it stands keeps every character but its line ends and tabs.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import InputError
from graphlab.script.reading import read

if TYPE_CHECKING:
    from collections.abc import Callable


class Cleaned(NamedTuple):
    """The text to show and to run, and what was done to it, as phrases for one line of notes."""

    text: str
    notes: tuple[str, ...] = ()


def clean(text: str) -> Cleaned:
    """Take away what pasting brings along; never raises.

    >>> clean(">>> a = “x”")
    Cleaned(text='a = "x"', notes=('prompts removed', 'curly quotes made straight'))
    """
    text = re.sub("\r\n?", "\n", text.removeprefix("\ufeff"))
    notes: list[str] = []
    is_read: bool | None = None  # reading takes the most time: once for each version of the text
    for note, rule in (_TABS, *_RULES, _TABS):
        cleaned = rule(text)
        if cleaned != text:
            notes.append(note)
            text, is_read = cleaned, None
        if is_read is None:
            is_read = _readable(text)
        if is_read:
            break
    return Cleaned(text, tuple(dict.fromkeys(notes)))


def _readable(text: str) -> bool:
    try:
        read(text)
    except InputError:
        return False
    return True


# Prompts of Python (>>> and ...) and of IPython or Jupyter (In [3]: and ...:)

_PYTHON = re.compile(r"[ \t]*(?:>>>|\.\.\.)(?: |$)")
_IN = re.compile(r"[ \t]*In\s?\[[\d *]*\]:[ \t]?")
_MORE = re.compile(r"[ \t]*\.\.\.+:[ \t]?")
_OUT = re.compile(r"[ \t]*Out\s?\[\d*\]:")


def _without_fences(text: str) -> str:
    """The code between the marks ``` of a chat or a Markdown file, if it begins with one."""
    lines = text.strip("\n").split("\n")
    if not lines[0].lstrip().startswith("```"):
        return text
    inside: list[str] = []
    fenced = False
    for line in lines:
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif fenced:
            inside.append(line)
    return "\n".join(inside)


def _without_prompts(text: str) -> str:
    """Only what was typed. A text is taken for a session if its first line has a prompt."""
    spaced = _plain_spaces(text)
    lines = spaced.split("\n")
    first = next((line for line in lines if line.strip()), "")
    if re.match(r"[ \t]*>>>(?: |$)", first):
        typed = [line[match.end() :] for line in lines if (match := _PYTHON.match(line))]
        return "\n".join(typed)
    if _IN.match(first):
        return "\n".join(_typed_in_notebook(lines))
    return text


def _typed_in_notebook(lines: list[str]) -> list[str]:
    typed: list[str] = []
    raw = False  # Jupyter pages have the prompt on a line of its own and none before the code
    for line in lines:
        if found := _IN.match(line):
            rest = line[found.end() :]
            raw = not rest.strip()
            if not raw:
                typed.append(rest)
        elif found := _MORE.match(line):
            typed.append(line[found.end() :])
        elif _OUT.match(line):
            raw = False
        elif raw:
            typed.append(line)
    return typed


def _without_commands(text: str) -> str:
    """Commands of a notebook (%matplotlib inline, !pip install …) as comments."""
    return _at_line_starts(text, _COMMAND, lambda found: f"{found[1]}# {found[2]}")


_COMMAND = re.compile(r"([ \t]*)((?:%%?|!\s?)[a-zA-Z])")


# Characters: outside of texts in straight quotes and of comments only

_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SIGNS = str.maketrans({"−": "-", "–": "-", "‐": "-", "‑": "-", "…": "..."})
_QUOTES = {**dict.fromkeys("“”„‟″＂", '"'), **dict.fromkeys("‘’‚‛′＇`", "'")}
_PIECES = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<text>\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<curly>[“”„‟″＂‘’‚‛′＇`])
    |(?P<code>[^\#"'“”„‟″＂‘’‚‛′＇`]+|["'])""",
    re.VERBOSE | re.DOTALL,
)


def _plain_spaces(text: str) -> str:
    return _in_code(text, lambda code: _INVISIBLE.sub("", _SPACES.sub(" ", code)))


def _plain_signs(text: str) -> str:
    return _in_code(text, lambda code: code.translate(_SIGNS))


def _in_code(text: str, rule: Callable[[str], str]) -> str:
    return "".join(
        rule(found.group()) if found.lastgroup in {"code", "curly"} else found.group()
        for found in _PIECES.finditer(text)
    )


def _straight_quotes(text: str) -> str:
    """Curly quotes around a text become straight ones; those inside straight ones stay."""
    parts: list[str] = []
    at = 0
    while found := _PIECES.match(text, at):
        at = found.end()
        if found.lastgroup != "curly":
            parts.append(found.group())
            continue
        straight = _QUOTES[found.group()]
        same = "".join(curly for curly, plain in _QUOTES.items() if plain == straight) + straight
        long = re.compile(f"[{same}]{{3}}(.*?)[{same}]{{3}}", re.DOTALL).match(text, found.start())
        short = re.compile(f"([^{same}\n]*)[{same}]").match(text, at)
        if long:
            parts.append(straight * 3 + long[1] + straight * 3)
            at = long.end()
        elif short:
            parts.append(straight + short[1] + straight)
            at = short.end()
        else:
            parts.append(straight)
    return "".join(parts)


def _spaces_for_tabs(text: str) -> str:
    """Indentation in spaces. Where tabs and spaces are mixed: the width that can be read."""
    if "\t" not in text:
        return text
    four, eight = (_indented(text, width) for width in (4, 8))
    return eight if not _readable(four) and _readable(eight) else four


def _indented(text: str, width: int) -> str:
    return _at_line_starts(text, _TABBED, lambda found: found[0].expandtabs(width))


_TABBED = re.compile(r" *\t[ \t]*")


def _at_line_starts(
    text: str, pattern: re.Pattern[str], rule: Callable[[re.Match[str]], str]
) -> str:
    """Apply a rule to the starts of lines, less those within a text in triple quotes."""
    parts: list[str] = []
    starts = True
    for piece in _PIECES.finditer(text):
        if piece.lastgroup == "text":
            parts.append(piece.group())
            starts = False
            continue
        for line in piece.group().splitlines(keepends=True):
            found = pattern.match(line) if starts else None
            parts.append(rule(found) + line[found.end() :] if found else line)
            starts = line.endswith("\n")
    return "".join(parts)


def _flush_left(text: str) -> str:
    """A block that was cut out of a deeper place, moved to the left edge."""
    moved = textwrap.dedent(text)
    return moved if moved != text and not _readable(text) else text


_TABS = ("tabs replaced by spaces", _spaces_for_tabs)
_RULES = (
    ("code taken out of its ``` marks", _without_fences),
    ("prompts removed", _without_prompts),
    ("special spaces replaced", _plain_spaces),
    ("curly quotes made straight", _straight_quotes),
    ("typographic signs replaced", _plain_signs),
    ("notebook commands left out", _without_commands),
    ("moved to the left edge", _flush_left),
)
