"""Signs as pdfLaTeX can set them: in text with mathematics in it, and in formulas."""

from __future__ import annotations

import re
import unicodedata

_SIGNS = {
    "−": "-", "–": "-", "×": r"\times ", "·": r"\cdot ", "∂": r"\partial ", "∞": r"\infty ",
    "≈": r"\approx ", "≤": r"\le ", "≥": r"\ge ", "≠": r"\ne ", "→": r"\to ", "←": r"\leftarrow ",
    "±": r"\pm ", "√": r"\surd ", "‖": r"\Vert ", "Σ": r"\Sigma ", "∑": r"\textstyle\sum ",
    "½": r"\tfrac{1}{2}", "¼": r"\tfrac{1}{4}", "¾": r"\tfrac{3}{4}", "⊤": r"\top ", "ᵀ": r"^\top ",
    "∇": r"\nabla ", "⊙": r"\odot ", "⊗": r"\otimes ", "∈": r"\in ", "…": r"\dots ",
    "⋯": r"\cdots ",
    "⋮": r"\vdots ", "′": "'", "ℓ": r"\ell ", "²": "^2", "³": "^3", "°": r"^\circ ", "∘": r"\circ ",
    "⌊": r"\lfloor ", "⌋": r"\rfloor ", "⌈": r"\lceil ", "⌉": r"\rceil ", "¬": r"\neg ",
    "∧": r"\land ", "∨": r"\lor ", "∗": r"\ast ", "⋆": r"\star ", "⟨": r"\langle ",
    "⟩": r"\rangle ", "ϵ": r"\epsilon ", "ε": r"\varepsilon ", "ϕ": r"\phi ", "φ": r"\varphi ",
    "ℝ": r"\mathbb{R} ", "▸": r"\triangleright ", "▾": r"\triangledown ", "✓": r"\checkmark ",
}  # fmt: skip
_GREEK = {
    letter: f"\\{unicodedata.name(letter).rpartition(' ')[2].lower()} "
    for letter in "αβγδζηθικλμνξπρστυχψω"
} | {letter: f"\\{unicodedata.name(letter).rpartition(' ')[2].title()} " for letter in "ΓΔΘΛΞΠΦΨΩ"}
_SUBSCRIPTS = {chr(0x2080 + digit): str(digit) for digit in range(10)}
_MATH = {**_GREEK, **_SIGNS}
_ESCAPES = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#",
    "%": r"\%", "_": r"\_", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
    "“": "``", "”": "''", "‘": "`", "’": "'", "–": "--", "—": "---", "\N{NO-BREAK SPACE}": "~",
}  # fmt: skip
_MACRON = "\u0304"
_PIECES = re.compile(f".{_MACRON}?[₀-₉]*|\n", re.DOTALL)
_WORDS = re.compile(r"(\\text\{(?:[^{}\\]|\\.)*\})")
_LATIN = re.compile("[\x20-\x7e\u00a1-\u00ff]")


def math_latex(latex: str) -> str:
    r"""A formula of ours for pdfLaTeX with amsmath and amssymb.

    >>> math_latex("½ w_{5}")
    '\\tfrac{1}{2} w_{5}'
    >>> math_latex(r"\text{3×2, no gradient}")
    '\\text{3$\\times$2, no gradient}'
    """
    parts = _WORDS.split(latex)  # every second one is words
    return "".join(
        _words(part) if place % 2 else _formula(part) for place, part in enumerate(parts)
    )


def _formula(latex: str) -> str:
    return "".join(_MATH.get(sign, sign if sign < "\x7f" else _named(sign)) for sign in latex)


def _words(latex: str) -> str:
    """What is escaped already stays so; signs of mathematics stand in math mode again."""
    pieces = _PIECES.findall(latex)
    return "".join(piece if piece.isascii() else _piece(piece) for piece in pieces)


def text_latex(text: str) -> str:
    r"""A line of text; signs of mathematics in it stand in math mode.

    >>> text_latex("w̄₄ = −0.5 & more")
    '$\\bar{w}_{4}$ = $-$0.5 \\& more'
    """
    return "".join(_piece(piece) for piece in _PIECES.findall(text))


def _piece(piece: str) -> str:
    sign, rest = piece[:1], piece[1:]
    barred = rest.startswith(_MACRON)
    digits = "".join(_SUBSCRIPTS[digit] for digit in rest.lstrip(_MACRON))
    if sign in _SUBSCRIPTS:
        return f"$_{{{_SUBSCRIPTS[sign]}{digits}}}$"
    if barred or digits:
        base = _MATH.get(sign, sign).strip()
        base = rf"\bar{{{base}}}" if barred else base
        return f"${base}_{{{digits}}}$" if digits else f"${base}$"
    if sign in _ESCAPES:
        return _ESCAPES[sign]
    if sign in _MATH:
        return f"${_MATH[sign].strip()}$"
    return sign if _LATIN.fullmatch(sign) else _named(sign)


def _named(sign: str) -> str:
    """What pdfLaTeX has no sign for: the nearest plain letters, else a question mark."""
    plain = unicodedata.normalize("NFKD", sign).encode("ascii", "ignore").decode()
    return "".join(_ESCAPES.get(letter, letter) for letter in plain) or "?"
