"""Mathematics in words: LaTeX as a screen reader says it."""

from __future__ import annotations

import re
from functools import lru_cache

_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}^_&])|(\d+(?:\.\d+)?)|(\S)", re.DOTALL)
_SHORT = re.compile(r"\\frac\s*(\d)\s*(\d)")
_TIGHT = re.compile(r" ([)\],;])|([(\[]) ")
_SAID = {
    "cdot": "times", "times": "times", "le": "at most", "leq": "at most", "ge": "at least",
    "geq": "at least", "ne": "is not", "neq": "is not", "approx": "is about", "partial": "d",
    "infty": "infinity", "to": "to", "rightarrow": "to", "mapsto": "goes to", "sum": "sum",
    "prod": "product", "int": "integral", "in": "in", "odot": "elementwise times",
    "pm": "plus or minus", "nabla": "gradient", "top": "transposed", "dots": "and so on",
    "ldots": "and so on", "cdots": "and so on", "equiv": "is identical to", "circ": "after",
    "prime": "prime", "ln": "ln", "bmod": "modulo", "lvert": "absolute value of", "rvert": "",
    "lVert": "norm of", "rVert": "", "lfloor": "floor of", "rfloor": "", "lceil": "ceiling of",
    "rceil": "", "|": "norm", "{": "{", "}": "}",
}  # fmt: skip
_SIGNS = {
    "+": "plus", "-": "minus", "−": "minus", "=": "equals", "<": "is less than",
    ">": "is greater than", "/": "over", "*": "times", "·": "times", "≈": "is about",
    "≤": "at most", "≥": "at least", "′": "prime",
}  # fmt: skip
_SILENT = frozenset({",", ":", ";", "!", " ", "quad", "qquad", "displaystyle"})
_POWERS = {"2": "squared", "3": "cubed", "transposed": "transposed", "prime": "prime"}


@lru_cache(maxsize=2048)
def speakable(latex: str) -> str:
    r"""A formula in words: ``\bar w_4`` is “w 4 bar”, ``\frac{a}{b}`` “a over b”."""
    said = " ".join(_Speaker(latex).everything().split())
    return _TIGHT.sub(lambda match: match[1] or match[2], said)


class _Speaker:
    def __init__(self, latex: str) -> None:
        self.tokens = list(_TOKEN.finditer(_SHORT.sub(r"\\frac{\1}{\2}", latex)))
        self.at = 0

    def everything(self) -> str:
        parts = []
        while self.at < len(self.tokens):
            parts.append(self._list(None))
            self.at += 1
        return " ".join(parts)

    def _list(self, stop: str | None) -> str:
        said: list[str] = []
        while self.at < len(self.tokens):
            text = self.tokens[self.at].group()
            if text == "}" or text == stop:
                break
            if text in {"^", "_"}:
                self.at += 1
                script = self._atom()
                said.append(_upper(script) if text == "^" else script)
            else:
                said.append(self._atom())
        return " ".join(said)

    def _atom(self) -> str:
        if self.at >= len(self.tokens):
            return ""
        token = self.tokens[self.at]
        self.at += 1
        macro, brace, number, character = token.groups()
        if number is not None:
            return str(number)
        if macro is not None:
            return self._macro(macro)
        if brace == "{":
            inner = self._list("}")
            self.at += 1
            return inner
        if brace == "&":
            return ","
        return _SIGNS.get(character, character) if character is not None else ""

    def _macro(self, macro: str) -> str:
        match macro:
            case "frac":
                top, bottom = self._atom(), self._atom()
                return f"{_grouped(top)} over {_grouped(bottom)}"
            case "sqrt":
                return f"square root of {_grouped(self._atom())}"
            case "mathcal":
                return self._atom()
            case "bar":
                return f"{self._with_index()} bar"
            case "hat":
                return f"{self._with_index()} hat"
            case "left" | "right":
                return self._fence()
            case "begin":
                self._atom()
                return "matrix"
            case "end":
                self._atom()
                return "end of matrix"
            case "\\":
                return ";"
            case "operatorname" | "mathrm" | "text" | "mathbf":
                return self._word()
        if macro in _SILENT:
            return ""
        return _SAID.get(macro, macro)

    def _with_index(self) -> str:
        """What stands under an accent, with its index: “w 4 bar”, not “w bar 4”."""
        base = self._atom()
        if self.at < len(self.tokens) and self.tokens[self.at].group() == "_":
            self.at += 1
            return f"{base} {self._atom()}"
        return base

    def _fence(self) -> str:
        """The bracket itself; a point is none."""
        if self.at >= len(self.tokens):
            return ""
        text = self._atom()
        return "" if text == "." else text

    def _word(self) -> str:
        if self.at >= len(self.tokens) or self.tokens[self.at].group() != "{":
            return self._atom()
        start = self.tokens[self.at].end()
        while self.at < len(self.tokens) and self.tokens[self.at].group() != "}":
            self.at += 1
        end = self.tokens[self.at].start() if self.at < len(self.tokens) else None
        self.at += 1
        return self.tokens[0].string[start:end]


def _upper(script: str) -> str:
    return _POWERS.get(script, f"to the power {_grouped(script)}")


def _grouped(said: str) -> str:
    """What is more than a name or a number is bracketed, for speech has no bars."""
    return f"({said})" if len(said.split()) > 3 else said
