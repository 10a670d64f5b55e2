"""LaTeX to outlines: the subset that formulas are written in, in well under a millisecond.

Why not a library: ziamath needs 3–10 ms a formula and thin bars; a graph of 300 nodes has 1,500
formulas, and a formula must follow every key stroke. The glyphs are STIX Two Math's own.
"""

from __future__ import annotations

import re
from functools import lru_cache

from graphlab.picture import mathbox
from graphlab.picture.glyphs import BOLD, DOUBLE, ITALIC, PLACES, glyph
from graphlab.picture.mathbox import EMPTY, Kind, MathBox
from graphlab.picture.shapes import MathBlock

_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}^_&])|(\d+(?:\.\d+)?)|(\S)", re.DOTALL)
_UPRIGHT = {
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "ln", "log", "exp",
    "min", "max", "det",
}  # fmt: skip
_SYMBOLS: dict[str, tuple[str, Kind]] = {
    "cdot": ("·", "bin"), "times": ("×", "bin"), "le": ("≤", "rel"), "ge": ("≥", "rel"),
    "ne": ("≠", "rel"), "approx": ("≈", "rel"), "partial": ("𝜕", "ord"), "infty": ("∞", "ord"),
    "lvert": ("|", "open"), "rvert": ("|", "close"), "lfloor": ("⌊", "open"), "to": ("→", "rel"),
    "rfloor": ("⌋", "close"), "lceil": ("⌈", "open"), "rceil": ("⌉", "close"),
    "sum": ("∑", "op"), "dots": ("…", "inner"), "ldots": ("…", "inner"),
    "lVert": ("‖", "open"), "rVert": ("‖", "close"),
    "{": ("{", "open"), "}": ("}", "close"), "Delta": ("Δ", "ord"), "top": ("⊤", "ord"),
    "odot": ("⊙", "bin"), "oslash": ("⊘", "bin"), "otimes": ("⊗", "bin"), "oplus": ("⊕", "bin"),
    "circ": ("∘", "bin"), "ast": ("∗", "bin"), "star": ("⋆", "bin"), "pm": ("±", "bin"),
    "langle": ("⟨", "open"), "rangle": ("⟩", "close"), "in": ("∈", "rel"), "mapsto": ("↦", "rel"),
    "ell": ("ℓ", "ord"), "prime": ("′", "ord"), "prod": ("∏", "op"), "int": ("∫", "op"),
    "nabla": ("∇", "ord"), "colon": (":", "punct"), "neg": ("¬", "ord"),
    "land": ("∧", "bin"), "lor": ("∨", "bin"), "cdots": ("⋯", "inner"), "_": ("_", "ord"),
    "%": ("%", "ord"), "#": ("#", "ord"), "&": ("&", "ord"), "$": ("$", "ord"),
    "leq": ("≤", "rel"), "geq": ("≥", "rel"), "neq": ("≠", "rel"), "equiv": ("≡", "rel"),
    "leftarrow": ("←", "rel"), "rightarrow": ("→", "rel"), "vdots": ("⋮", "ord"),
}  # fmt: skip
_SPACES = {",": 0.167, ":": 0.22, ";": 0.28, " ": 0.25, "quad": 1.0, "qquad": 1.6, "!": -0.167}
_KINDS: dict[str, Kind] = {
    "+": "bin", "-": "bin", "−": "bin", "*": "bin", "=": "rel", "<": "rel", ">": "rel",
    "≈": "rel", "≤": "rel", "≥": "rel", "(": "open", "[": "open", ")": "close", "]": "close",
    ",": "punct", ";": "punct", "·": "bin", "×": "bin",
}  # fmt: skip
_PLAIN = {"-": "−", "*": "∗"}
_BRACKETS = {"matrix": "", "bmatrix": "[]", "pmatrix": "()"}
_INDEX = re.compile(r"(?<=_\{)([0-9]{2,})(?=\})")
_SHORT = re.compile(r"\\frac\s*(\d)\s*(\d)")  # \frac12 has two arguments
_ESCAPED = re.compile(r"\\(.)")


@lru_cache(maxsize=65536)
def typeset(latex: str, *, display: bool = False) -> MathBlock:
    """Set a formula; ``display`` gives fractions their full size.

    An unknown command is set as its own name in upright letters; nothing raises. Formulas that
    differ only in the digits of long indices, as those of a large graph do, are set once.
    """
    pieces = _INDEX.split(latex)
    digits = "".join(pieces[1::2])
    if not digits or len(digits) > len(PLACES):
        return _set(latex, display=display)
    at = 0
    for index in range(1, len(pieces), 2):
        pieces[index] = PLACES[at : (at := at + len(pieces[index]))]
    form, places = _form("".join(pieces), display=display)
    outlines = tuple([glyph(digit).commands for digit in digits])
    return MathBlock(latex, form.form, form.width, form.ascent, form.descent, places, outlines)


def strange(latex: str) -> str:
    r"""A command that is set as its own name, or a brace without the other; empty if all is well.

    >>> strange(r"\lnn x")
    '\\lnn'
    """
    braces = re.findall(r"(?<!\\)[{}]", latex)
    if braces.count("{") != braces.count("}"):
        return "{" if braces.count("{") > braces.count("}") else "}"
    setter = _Setter(latex, display=False)
    setter.everything()
    return next(iter(setter.unknown), "")


@lru_cache(maxsize=4096)
def _form(latex: str, *, display: bool) -> tuple[MathBlock, tuple[int, ...]]:
    """A formula with places for digits, and which of its parts each of them is."""
    block = _set(latex, display=display)
    found = {id(part.commands): index for index, part in enumerate(block.form)}
    used = sorted(c for c in set(latex) if c in PLACES)
    return block, tuple(found[id(glyph(place).commands)] for place in used)


def _set(latex: str, *, display: bool) -> MathBlock:
    box = _Setter(latex, display=display).everything()
    return MathBlock(latex, box.parts, box.width + box.slant, box.ascent, box.descent)


class _Setter:
    def __init__(self, latex: str, *, display: bool) -> None:
        self.tokens = list(_TOKEN.finditer(_SHORT.sub(r"\\frac{\1}{\2}", latex)))
        self.at = 0
        self.unknown: list[str] = []
        self.fraction = 1.0 if display else mathbox.FRACTION

    def everything(self) -> MathBox:
        boxes = []
        while self.at < len(self.tokens):
            boxes.append(self._list(stop=None))
            self.at += 1
        return boxes[0] if len(boxes) == 1 else mathbox.row(boxes)

    def _list(self, stop: str | None) -> MathBox:
        """Atoms up to the closing token, which is left standing."""
        boxes: list[MathBox] = []
        while self.at < len(self.tokens):
            text = self.tokens[self.at].group()
            if text == stop or text == "}":
                break
            if stop is not None and text.startswith(r"\right") and stop == r"\right":
                break
            if stop == "&" and text in {r"\\", r"\end"}:
                break
            boxes.append(self._with_scripts())
        return mathbox.row(boxes)

    def _with_scripts(self) -> MathBox:
        base = self._atom()
        lower: MathBox | None = None
        upper: MathBox | None = None
        while self.at < len(self.tokens) and self.tokens[self.at].group() in {"^", "_"}:
            sign = self.tokens[self.at].group()
            self.at += 1
            script = self._atom()
            if sign == "^":
                upper = script
            else:
                lower = script
        if lower is None and upper is None:
            return base
        return mathbox.scripts(base, lower, upper)

    def _atom(self) -> MathBox:
        if self.at >= len(self.tokens):
            return EMPTY
        token = self.tokens[self.at]
        self.at += 1
        macro, brace, number, character = token.groups()
        if number is not None:
            return mathbox.upright(number, "ord")
        if macro is not None:
            return self._macro(macro)
        if brace == "{":
            inner = self._list("}")
            self.at += 1
            return inner
        if brace is not None:
            return EMPTY
        return self._character(character)

    def _character(self, character: str) -> MathBox:
        kind = _KINDS.get(character, "ord")
        if character == "|":
            return mathbox.delimiter("|", 0, 0, "ord")
        if character in ITALIC:
            return mathbox.from_glyph(glyph(ITALIC[character]), kind, italic=True)
        return mathbox.from_glyph(glyph(_PLAIN.get(character, character)), kind)

    def _macro(self, macro: str) -> MathBox:
        match macro:
            case "frac":
                top, bottom = self._atom(), self._atom()
                return mathbox.fraction(top, bottom, self.fraction)
            case "sqrt":
                degree = self._bracketed()
                return mathbox.radical(self._atom(), degree)
            case "bar":
                return mathbox.overbar(*self._under_accent())
            case "hat":
                return mathbox.overhat(*self._under_accent())
            case "left":
                return self._fence()
            case "right":
                self.at += 1
                return EMPTY
            case "operatorname":
                return mathbox.upright(self._word(), "op")
            case "mathrm":
                return mathbox.upright(self._word(), "ord")
            case "text":
                return mathbox.upright(self._word(spaces=True), "ord")
            case "mathbf":
                return mathbox.upright("".join(BOLD.get(c, c) for c in self._word()), "ord")
            case "mathbb":
                return mathbox.upright("".join(DOUBLE.get(c, c) for c in self._word()), "ord")
            case "begin":
                return self._matrix(self._word())
            case "end":  # of nothing that was begun
                self._word()
                return EMPTY
            case "underset":
                below = self._atom()
                return mathbox.underset(self._atom(), below)
            case "|":
                return mathbox.from_glyph(glyph("‖"))
            case "mathcal":
                return self._atom()
            case "bmod":
                return mathbox.upright("mod", "bin")
            case _ if macro in _UPRIGHT:
                return mathbox.upright(macro, "op")
            case _ if macro in _SYMBOLS:
                character, kind = _SYMBOLS[macro]
                if character == "|":
                    return mathbox.delimiter("|", 0, 0, kind)
                return mathbox.from_glyph(glyph(character), kind)
            case _ if macro in ITALIC:
                return mathbox.from_glyph(glyph(ITALIC[macro]), italic=True)
            case _ if macro in _SPACES:
                return mathbox.space(_SPACES[macro])
        self.unknown.append(f"\\{macro}")
        return mathbox.upright(macro, "ord")

    def _matrix(self, name: str) -> MathBox:
        """Rows and columns up to their end; of an unknown kind they have no brackets."""
        rows: list[list[MathBox]] = [[]]
        while self.at < len(self.tokens):
            rows[-1].append(self._list("&"))
            if self.at >= len(self.tokens):
                break
            sign = self.tokens[self.at].group()
            self.at += 1
            if sign == r"\\":
                rows.append([])
            elif sign == r"\end":
                self._word()
                break
        return mathbox.matrix(rows, _BRACKETS.get(name, ""))

    def _bracketed(self) -> MathBox | None:
        if self.at < len(self.tokens) and self.tokens[self.at].group() == "[":
            self.at += 1
            inner = self._list("]")
            self.at += 1
            return inner
        return None

    def _under_accent(self) -> tuple[MathBox, float, float]:
        """What stands under a bar or a hat, and from where to where its ink reaches."""
        start = self.at
        base = self._atom()
        letters = [t.group() for t in self.tokens[start : self.at] if t.group() not in {"{", "}"}]
        if len(letters) == 1 and (name := letters[0].lstrip("\\")) in ITALIC:
            ink = glyph(ITALIC[name])
            return base, ink.left, ink.right
        return base, 0.03, base.width - 0.03

    def _fence(self) -> MathBox:
        opening = self._delimiter_name()
        inner = self._list(r"\right")
        closing = ""
        if self.at < len(self.tokens):
            self.at += 1
            closing = self._delimiter_name()
        sides: list[MathBox] = [inner]
        if opening not in {"", "."}:
            sides.insert(0, mathbox.delimiter(opening, inner.ascent, inner.descent, "open"))
        if closing not in {"", "."}:
            sides.append(mathbox.delimiter(closing, inner.ascent, inner.descent, "close"))
        return mathbox.row(sides, "inner", spaced=False)

    def _delimiter_name(self) -> str:
        if self.at >= len(self.tokens):
            return ""
        token = self.tokens[self.at].group()
        self.at += 1
        if token == r"\|":
            return "‖"
        text = token.lstrip("\\")
        return _SYMBOLS[text][0] if text in _SYMBOLS else text[:1]

    def _word(self, *, spaces: bool = False) -> str:
        """The plain letters of a braced group; LaTeX keeps its spaces in text only."""
        letters: list[str] = []
        end = 0
        if self.at < len(self.tokens) and self.tokens[self.at].group() == "{":
            self.at += 1
            while self.at < len(self.tokens) and self.tokens[self.at].group() != "}":
                token = self.tokens[self.at]
                if spaces and letters and token.start() > end:
                    letters.append(" ")
                letters.append(_ESCAPED.sub(r"\1", token.group()))
                end = token.end()
                self.at += 1
            self.at += 1
        return "".join(letters)
