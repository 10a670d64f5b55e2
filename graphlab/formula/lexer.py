"""Characters to tokens: numbers, runs of letters, signs, superscripts and pasted LaTeX."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from graphlab.errors import InputError, LimitError
from graphlab.formula.functions import GREEK, TYPED
from graphlab.formula.tensor_functions import TENSOR_TYPED

MAX_CHARACTERS = 2_000
MAX_DIGITS = 40


class Token(NamedTuple):
    """``kind`` is one of number, letters, word, superscript, subscript, sign, macro, line, end.

    ``letters`` is a run whose meaning (name, function, product) is still open; ``word`` is a
    name that is one piece whatever it says (Greek letters, LaTeX names). ``subscript`` belongs
    to the last letter. ``start`` and ``stop`` count characters of the whole text.
    """

    kind: str
    text: str
    start: int
    stop: int
    subscript: str = ""


@lru_cache(maxsize=256)
def canonical(name: str) -> str:
    """How a name is spelled inside: sigma for σ, x1 for x₁. Anything else stays as it is."""
    found = tokens(name)
    if len(found) == 2 and found[0].kind in {"letters", "word"}:
        return found[0].text + found[0].subscript
    return name


def fail(
    text: str, start: int, problem: str, *, length: int = 1, fixes: tuple[str, ...] = ()
) -> InputError:
    """An InputError at character ``start`` of ``text``."""
    line, column = place(text, start)
    return InputError(problem, line=line, column=column, length=max(length, 1), fixes=fixes)


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column, both from 1, of a character."""
    before = text[:index]
    return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


_SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿˣʸ", "0123456789+-nxy", strict=True))
_SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ₙᵢⱼₖ", "0123456789nijk", strict=True))
_SIGNS = {
    "·": "*", "×": "*", "⋅": "*", "∗": "*", "∙": "*", "•": "*", "⁎": "*", "÷": "/", "∕": "/",
    "⁄": "/", "−": "-", "–": "-", "‐": "-", "‑": "-", "﹣": "-", "≤": "<=", "⩽": "<=", "≥": ">=",
    "⩾": ">=", "≠": "!=", "∥": "‖", "∣": "|", "←": "=", "≔": "=", ":=": "=", "**": "^",
    "⊙": "*", "⊤": "ᵀ", "⟙": "ᵀ",
}  # fmt: skip
_NOTHING = "$&\ufeff\u200b\u2060“”„‟‘"
_SINGLE_SIGNS = frozenset("+-*/^%=<>,()[]{}|‖√∛⌊⌋⌈⌉ᵀ@:")
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 0.2, "⅛": 0.125}
_LATEX_SIGNS = {
    "cdot": "*", "times": "*", "ast": "*", "div": "/", "le": "<=", "leq": "<=", "ge": ">=",
    "geq": ">=", "ne": "!=", "neq": "!=", "lt": "<", "gt": ">", "lvert": "|", "rvert": "|",
    "vert": "|", "mid": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "gets": "=", "odot": "*", "top": "ᵀ",
    "intercal": "ᵀ",
}  # fmt: skip
_LATEX_SPACE = {
    "left", "right", "big", "Big", "bigl", "bigr", "Bigl", "Bigr", "quad", "qquad", "displaystyle",
    "limits", "mathrm", "mathit", "text", "operatorname", "mathbf", "boldsymbol", "bm", "mathsf",
}  # fmt: skip
_FUNCTIONS = {*TYPED, *TENSOR_TYPED}
_LATEX_WORDS = {"arcsin", "arccos", "arctan", "varepsilon", "varphi", "vartheta"} | _FUNCTIONS
_VARIANTS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta"}
_GREEK_LETTERS = {
    unicodedata.lookup(
        f"GREEK {'CAPITAL' if name[0].isupper() else 'SMALL'} LETTER "
        + {"lambda": "LAMDA"}.get(name.lower(), name.upper())
    ): name
    for name in GREEK
} | {"π": "pi", "ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta"}
_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_LETTERS = re.compile(r"[A-Za-z]+")
_SUBSCRIPT = re.compile(
    r"_\{([A-Za-z0-9]+)\}|_([A-Za-z]+|[0-9]+)|([0-9]+)|([₀-₉ₙᵢⱼₖ]+)"
    r"|_\{\\(?:mathrm|text)\{([A-Za-z0-9]+)\}\}"
)
_LARGEST = re.compile(r"_(∞|\{∞\}|\\infty\b|\{\\infty\})")
_MATRIX = re.compile(r"\\(begin|end)\s*\{[bp]?matrix\}")
_MACRO = re.compile(r"\\([A-Za-z]+|.)", re.DOTALL)
_BARRED = re.compile(r"\\bar\s*(?:\{\s*([A-Za-z])\s*\}|([A-Za-z]))")
_MACRON = "\u0304\u0305"
_INVISIBLE = {"Cf", "Cc", "Cs", "Co", "Cn"}


def tokens(text: str) -> list[Token]:
    """Split a text into tokens; the last one is ``end``.

    Raises LimitError for a text of over 2,000 characters and InputError, with its place, for a
    character that no formula contains.
    """
    if len(text) > MAX_CHARACTERS:
        line, column = place(text, MAX_CHARACTERS)
        # How many there are is not said: a field that was pasted into may hold a part of them only.
        problem = f"This formula is too long: graphlab takes {MAX_CHARACTERS:,} characters."
        raise LimitError(problem, line=line, column=column)
    found: list[Token] = []
    index = 0
    while index < len(text):
        token = _next(text, index)
        index = token.stop
        if token.kind != "space":
            found.append(token)
    found.append(Token("end", "", len(text), len(text)))
    return found


def _next(text: str, start: int) -> Token:
    char = text[start]
    if char in "\n;":
        return Token("line", char, start, start + 1)
    if char == "&" and "\\begin" in text[:start]:
        return Token("sign", ",", start, start + 1)
    if char == "#":
        stop = text.find("\n", start)
        return Token("space", "", start, len(text) if stop < 0 else stop)
    if char.isspace() or char in _NOTHING or (char == "’" and "‘" in text[:start]):
        return Token("space", "", start, start + 1)
    if char == "\\":
        return _latex(text, start)
    if char in _SUPERSCRIPTS:
        stop = start
        while stop < len(text) and text[stop] in _SUPERSCRIPTS:
            stop += 1
        plain = "".join(_SUPERSCRIPTS[c] for c in text[start:stop])
        return Token("superscript", plain, start, stop)
    if char in _FRACTIONS:
        return Token("number", repr(_FRACTIONS[char]), start, start + 1, subscript=char)
    if found := _NUMBER.match(text, start):
        return _number(text, found)
    if found := _LETTERS.match(text, start):
        return _letters(text, found.group(), start, found.end())
    if char in _GREEK_LETTERS:
        return _with_subscript(text, Token("word", _GREEK_LETTERS[char], start, start + 1))
    return _sign(text, start)


def _number(text: str, found: re.Match[str]) -> Token:
    start, stop = found.span()
    if sum(c.isdigit() for c in found.group()) > MAX_DIGITS:
        raise fail(text, start, f"A number may have {MAX_DIGITS} digits.", length=stop - start)
    if math.isinf(float(found.group())):
        problem = f"{found.group()} is larger than any number of 64 bits (1.8e308)."
        raise fail(text, start, problem, length=stop - start)
    return Token("number", found.group(), start, stop)


def _letters(text: str, run: str, start: int, stop: int) -> Token:
    if len(run) == 1 and stop < len(text) and text[stop] in _MACRON:
        return _with_subscript(text, Token("word", f"{run}\u0304", start, stop + 1))
    if stop < len(text) and text[stop] in _MACRON:
        stop, run = stop - 1, run[:-1]
        return Token("letters", run, start, stop)
    return _with_subscript(text, Token("letters", run, start, stop))


def _with_subscript(text: str, token: Token) -> Token:
    found = _SUBSCRIPT.match(text, token.stop)
    if not found:
        return token
    digits = found.group(3)
    if token.kind == "letters" and digits and token.text + digits in _FUNCTIONS:
        return Token("letters", token.text + digits, token.start, found.end())
    if token.kind == "letters" and token.text in _FUNCTIONS and len(token.text) > 1:
        if digits and text[found.end() :].lstrip()[:1] == "(":
            return token._replace(stop=found.end(), subscript=digits)  # tan2(x): refused later
        # "sin2x" is sin(2x), but "log₂x" and "log_{10} x" name another function.
        return token if digits or token.text != "log" else _logarithm(text, token, found)
    subscript = next(group for group in found.groups() if group)
    subscript = "".join(_SUBSCRIPTS.get(c, c) for c in subscript)
    if not subscript.isdigit():
        subscript = f"_{subscript}"
    return token._replace(stop=found.end(), subscript=subscript)


def _logarithm(text: str, token: Token, found: re.Match[str]) -> Token:
    base = next(group for group in found.groups() if group)
    base = "".join(_SUBSCRIPTS.get(c, c) for c in base)
    name = {"10": "log10", "2": "log2", "e": "ln"}.get(base)
    if name is None:
        problem = f"graphlab knows the logarithms to the bases e, 10 and 2, not {base}."
        raise fail(text, token.start, problem, length=found.end() - token.start)
    return Token("letters", name, token.start, found.end())


def _latex(text: str, start: int) -> Token:
    if found := _MATRIX.match(text, start):
        return Token("sign", "⟦" if found.group(1) == "begin" else "⟧", start, found.end())
    if text.startswith("\\\\", start) and "\\begin" in text[:start]:
        return Token("sign", ";", start, start + 2)
    if found := _BARRED.match(text, start):
        name = f"{found.group(1) or found.group(2)}\u0304"
        return _with_subscript(text, Token("word", name, start, found.end()))
    found = _MACRO.match(text, start)
    if found is None:
        raise fail(text, start, "A backslash stands alone at the end.")
    macro, stop = found.group(1), found.end()
    if macro in {"operatorname", "mathrm", "text"}:
        named = re.compile(r"\s*\{\s*([A-Za-z0-9]+)\s*\}").match(text, stop)
        if named:
            whole = macro != "operatorname" and len(named.group(1)) > 1
            whole = whole and named.group(1).isalpha() and named.group(1) not in {*_FUNCTIONS, "pi"}
            token = Token("word" if whole else "letters", named.group(1), start, named.end())
            return _with_subscript(text, token)
    if macro in _LATEX_SPACE or not macro.isalpha():
        if macro in "{}|":
            return Token("sign", {"|": "‖", "{": "(", "}": ")"}[macro], start, stop)
        return Token("space", "", start, stop)
    if macro in _LATEX_SIGNS:
        return Token("sign", _LATEX_SIGNS[macro], start, stop)
    if macro in {"frac", "tfrac", "dfrac", "sqrt"}:
        return Token("macro", macro[-4:], start, stop)
    if macro == "pi" or macro in GREEK or macro in _VARIANTS:
        return _with_subscript(text, Token("word", _VARIANTS.get(macro, macro), start, stop))
    if macro in _LATEX_WORDS:
        return _with_subscript(text, Token("letters", macro, start, stop))
    problem = f"graphlab does not read the LaTeX command \\{macro}."
    raise fail(text, start, problem, length=stop - start)


def _sign(text: str, start: int) -> Token:
    for length in (2, 1):
        sign = text[start : start + length]
        sign = _SIGNS.get(sign, sign)
        if sign in {"<=", ">=", "==", "!=", "//"} or (sign and sign in _SINGLE_SIGNS):
            if sign == "//":
                raise fail(text, start, "Write floor(a/b) for a whole quotient.", length=2)
            return Token("sign", sign, start, start + length)
    char = text[start]
    if apart := _LARGEST.match(text, start) or _SUBSCRIPT.match(text, start):
        return Token("subscript", apart.group(), start, apart.end())
    plain = unicodedata.normalize("NFKC", char)
    if plain != char and len(plain) == 1:
        token = _next(plain, 0)
        if token.kind in {"letters", "word", "number"}:
            found = token._replace(start=start, stop=start + 1)
            return _with_subscript(text, found) if token.kind != "number" else found
        return token._replace(start=start, stop=start + 1)
    if unicodedata.category(char) in _INVISIBLE:
        name = unicodedata.name(char, f"U+{ord(char):04X}").lower()
        raise fail(text, start, f"An invisible character stands here ({name}); delete it.")
    if char.isalpha():
        problem = f"“{char}” is not a letter graphlab reads; names are Latin or Greek."
    else:
        problem = f"“{char}” has no meaning here."
    raise fail(text, start, problem)
