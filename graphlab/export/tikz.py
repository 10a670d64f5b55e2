"""Pictures as LaTeX: one TikZ picture, or Beamer slides that uncover it step by step.

Formulas are LaTeX's own, centred where ours stand; text is LaTeX's sans serif. Lengths count
logical pixels, so that one line of the file makes everything larger or smaller.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from graphlab.export.changes import Kept, walk_of
from graphlab.export.slides import BEAMER
from graphlab.formula.latex_signs import math_latex, text_latex
from graphlab.picture.shapes import Box, Cells, Close, Curve, Line, Math, Move, Path, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from graphlab.export.changes import Walk
    from graphlab.picture.shapes import Command, Picture, Shape

PIXEL = 0.75  # bp
POINTS = 1.00375  # pt to a bp
DESIGN = 10.0  # pt
PACKAGES = r"""\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{lmodern}
\usepackage{amsmath,amssymb}
\usepackage{tikz}
"""


def picture_tex(pictures: Iterable[Picture], *, transparent: bool = False, title: str = "") -> str:
    """One picture as a LaTeX document whose page is as large as it; raises ValueError for more.

    The ``tikzpicture`` in it can be copied into any document that loads the same packages.
    """
    (picture,) = pictures
    walk = walk_of([picture])
    # Rounded up: a picture that is higher than its page by a hair goes to a page of its own.
    width, height = (ceil(side * PIXEL * 100) / 100 for side in walk.size)
    return "".join(
        [
            f"% {_comment(title)}\n",
            "\\documentclass{article}\n",
            f"\\usepackage[paperwidth={width:.2f}bp,paperheight={height:.2f}bp,margin=0pt]"
            "{geometry}\n",
            PACKAGES,
            "\\pagestyle{empty}\\parindent=0pt\\topskip=0pt\n",
            *definitions(_shapes(walk), walk.background, PIXEL),
            "\\begin{document}%\n",
            *_tikzpicture(walk, transparent=transparent, overlays=False),
            "\\end{document}\n",
        ]
    )


def slides_tex(
    pictures: Iterable[Picture], *, transparent: bool = False, sized: bool = False, title: str = ""
) -> str:
    """All pictures as one Beamer frame with an overlay a picture; ``sized``: no wider."""
    walk = walk_of(pictures)
    pixel = BEAMER.pixel(walk.size, sized=sized)
    return "".join(
        [
            f"% {_comment(title)}\n",
            "\\documentclass[aspectratio=169]{beamer}\n",
            PACKAGES,
            "\\usefonttheme[onlymath]{serif}\n",
            "\\setbeamertemplate{navigation symbols}{}\n",
            "\\setbeamersize{text margin left=3mm,text margin right=3mm}\n",
            *definitions(_shapes(walk), walk.background, pixel),
            *([] if transparent else _canvas(walk)),
            "\\begin{document}\n",
            # Beamer leaves half as much again below as above.
            "\\begin{frame}[plain]\n\\vskip0pt plus 1filll\\centering\n",
            *_tikzpicture(walk, transparent=True, overlays=True),
            "\\vskip0pt plus 1filll\n\\end{frame}\n",
            "\\end{document}\n",
        ]
    )


# ── the document ─────────────────────────────────────────────────────────────────────────────


def _shapes(walk: Walk) -> Iterator[Shape]:
    return (shape for kept in walk.items for shape in kept.item.shapes)


def definitions(shapes: Iterable[Shape], background: str | None, pixel: float) -> list[str]:
    """The length of a pixel, how formulas and text are put in, and the colours."""
    lines = [
        f"\\newlength{{\\gl}}\\setlength{{\\gl}}{{{pixel:.4f}bp}}\n",
        # Letters of 10 pt are scaled: LaTeX's small sizes are wider, and would leave their cards.
        f"\\newcommand{{\\glscale}}{{{pixel * POINTS / DESIGN:.5f}}}\n",
        # anchor, x, y, size, colour, what; its baseline is at y
        "\\newcommand{\\glnode}[6]{\\node[anchor=#1,inner sep=0pt,outer sep=0pt,text=#5,"
        "scale=#4*\\glscale] at (#2,#3) {\\fontsize{10}{12}\\selectfont #6};}\n",
        # the widest that it may be, in pt of the letters, and what
        "\\newcommand{\\glfit}[2]{\\sbox0{#2}\\ifdim\\wd0>#1pt"
        "\\resizebox{#1pt}{\\height}{\\usebox0}\\else\\usebox0\\fi}\n",
    ]
    colours = dict.fromkeys(colour for shape in shapes for colour in _colours(shape))
    if background is not None:
        colours[background] = None
    lines += [f"\\definecolor{{{_named(c)}}}{{HTML}}{{{c[1:].upper()}}}\n" for c in colours]
    return lines


def _canvas(walk: Walk) -> list[str]:
    if walk.background is None:
        return []
    return [f"\\setbeamercolor{{background canvas}}{{bg={_named(walk.background)}}}\n"]


def _tikzpicture(walk: Walk, *, transparent: bool, overlays: bool) -> list[str]:
    width, height = (_number(side) for side in walk.size)
    lines = [
        "\\begin{tikzpicture}[x=\\gl,y=-\\gl,line cap=butt,line join=round]\n",
        f"\\useasboundingbox (0,0) rectangle ({width},{height});\n",
        f"\\clip (0,0) rectangle ({width},{height});\n",
    ]
    if walk.background is not None and not transparent:
        lines.append(f"\\fill[{_named(walk.background)}] (0,0) rectangle ({width},{height});\n")
    for kept in walk.items:
        lines.append(f"% {_comment(kept.item.key)}\n")
        drawn = [line for shape in kept.item.shapes for line in shape_tex(shape)]
        if overlays and len(kept.shown) < walk.count:
            lines.append(f"\\only<{_overlay(kept)}>{{%\n")
            lines += drawn
            lines.append("}\n")
        else:
            lines += drawn
    lines.append("\\end{tikzpicture}%\n")
    return lines


def _overlay(kept: Kept) -> str:
    """Beamer counts from 1."""
    return ",".join(
        f"{first + 1}" if first == last else f"{first + 1}-{last + 1}" for first, last in kept.spans
    )


# ── shapes ───────────────────────────────────────────────────────────────────────────────────


def shape_tex(shape: Shape) -> list[str]:
    """Lines that draw it, after ``definitions``, where x and y count pixels."""
    match shape:
        case Path():
            style = _style(shape.fill, shape.stroke, shape.width, shape.dash)
            return [f"\\path[{style}] {_track(shape.commands)};\n"]
        case Box():
            style = _style(shape.fill, shape.stroke, shape.width, shape.dash)
            rounded = f",rounded corners={_number(shape.radius)}\\gl" if shape.radius else ""
            box = shape.bounds
            return [
                f"\\path[{style}{rounded}] ({_number(box.x)},{_number(box.y)}) rectangle"
                f" ({_number(box.right)},{_number(box.bottom)});\n"
            ]
        case Cells():
            return [
                f"\\fill[{_named(colour)}] ({_number(b.x)},{_number(b.y)}) rectangle"
                f" ({_number(b.right)},{_number(b.bottom)});\n"
                for colour, boxes in shape.runs().items()
                for b in boxes
            ]
        case Text():
            return [_text(shape)]
    return [_formula(shape)]


def _text(text: Text) -> str:
    where = {"start": "base west", "middle": "base", "end": "base east"}[text.anchor]
    words = text_latex(text.text)
    styles = "\\sffamily" + "\\bfseries" * text.bold + "\\itshape" * text.italic
    return _node(where, text.x, text.y, text.size, text.color, f"{styles} {words}")


def _formula(formula: Math) -> str:
    width = formula.block.width
    middle = formula.x + width * formula.size / 2
    latex = math_latex(formula.block.latex)
    return _node(
        "base",
        middle,
        formula.y,
        formula.size,
        formula.color,
        f"\\glfit{{{_number(width * DESIGN)}}}{{${latex}$}}",
    )


def _node(anchor: str, x: float, y: float, size: float, colour: str, what: str) -> str:
    place = f"{{{_number(x)}}}{{{_number(y)}}}{{{_number(size)}}}"
    return f"\\glnode{{{anchor}}}{place}{{{_named(colour)}}}{{{what}}}\n"


def _style(fill: str | None, stroke: str | None, width: float, dash: tuple[float, ...]) -> str:
    parts = [f"fill={_named(fill)}"] if fill else []
    if stroke and width:
        parts.append(f"draw={_named(stroke)},line width={_number(width)}\\gl")
        if dash:
            names = ("on", "off")
            pattern = " ".join(
                f"{names[i % 2]} {_number(length)}\\gl" for i, length in enumerate(dash)
            )
            parts.append(f"dash pattern={pattern}")
    return ",".join(parts)


def _track(commands: tuple[Command, ...]) -> str:
    pieces = []
    for command in commands:
        match command:
            case Move():
                pieces.append(f"({_number(command.x)},{_number(command.y)})")
            case Line():
                pieces.append(f"-- ({_number(command.x)},{_number(command.y)})")
            case Curve():
                pieces.append(
                    f".. controls ({_number(command.x1)},{_number(command.y1)}) and"
                    f" ({_number(command.x2)},{_number(command.y2)}) .."
                    f" ({_number(command.x)},{_number(command.y)})"
                )
            case Close():
                pieces.append("-- cycle")
    return " ".join(pieces)


def _colours(shape: Shape) -> Iterable[str]:
    match shape:
        case Path() | Box():
            return [c for c in (shape.fill, shape.stroke) if c]
        case Cells():
            return [c for c in shape.colors if c]
    return [shape.color]


def _named(colour: str) -> str:
    return f"gl{colour[1:].lower()}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"


def _comment(text: str) -> str:
    """One line of printable ASCII, which no % or line break can end."""
    return " ".join(text.split()).encode("ascii", "replace").decode()[:200]
