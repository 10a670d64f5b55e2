"""A figure of the window as the line of a terminal that writes it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from graphlab.errors import ExportError
from graphlab.export.registry import MEANING, TELLERS

if TYPE_CHECKING:
    from graphlab.panels.export_wish import Wish
    from graphlab.picture.layout.plan import Direction
    from graphlab.picture.options import Options
    from graphlab.picture.shapes import Bounds
    from graphlab.study.document import Document
    from graphlab.study.moment import Moment


def command_line(
    document: Document,
    wish: Wish,
    options: Options,
    moment: Moment,
    way: Direction,
    part: Bounds | None,
) -> str:
    """``graphlab export …`` for a formula, quoted for a shell; ``way`` is how its graph lies.

    Raises ExportError for a figure that no line tells of.
    """
    if document.kind != "expression":
        raise ExportError(
            "A line can tell of a formula and its numbers; save code as a .py file, or as a"
            " document, and export that."
        )
    if any(start != 1 for start in document.cotangents or ()):
        raise ExportError("A line cannot tell of starting gradients other than 1.")
    suffix = wish.path.suffix.lower()
    words = ["graphlab", "export", document.text]
    for name, value in document.inputs.items():
        words += ["--at", f"{name}={value if isinstance(value, float) else _nested(value)}"]
    if document.seed:
        words += ["--seed", f"{document.seed}"]
    words += ["-o", wish.path.name]
    if suffix not in TELLERS:
        if options.pins or options.light is not None or moment.fine:
            raise ExportError(
                "A line cannot tell of cards moved by hand, of what is lit, or of a step that is"
                " shown in part; undo that first."
            )
        words += _which(wish, moment, part)
        words += _look(wish, options, way)
        words += _form(wish, suffix)
    return shlex.join(words)


def _nested(value: object) -> str:
    """Nested tuples of numbers as they are typed."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_nested, value))}]"
    return repr(value)


def _which(wish: Wish, moment: Moment, part: Bounds | None) -> list[str]:
    words: list[str] = []
    if wish.walk is not None:
        words += ["--steps", wish.walk]
        if wish.by != "step":
            words += ["--by", wish.by]
    elif moment.step is not None:
        words += ["--step", f"{moment.step}"]
    if part is not None:
        words += ["--crop", ",".join(f"{side:g}" for side in part)]
    return words


def _look(wish: Wish, options: Options, way: Direction) -> list[str]:
    words = ["--theme", wish.theme, "--direction", way]
    for name, usual in (("labels", "all"), ("numbering", "evaluation"), ("digits", 4)):
        if (value := getattr(options, name)) != usual:
            words += [f"--{name}", f"{value}"]
    has_room = wish.walk is not None or wish.what in {"present", "seen", "step"}
    flags = (
        ("--hide", options.hide),
        ("--memory", options.memory),
        ("--no-strip", has_room and not options.strip),
    )
    return [*words, *(flag for flag, is_on in flags if is_on)]


def _form(wish: Wish, suffix: str) -> list[str]:
    words: list[str] = []
    if suffix in MEANING["delay"]:
        words += ["--delay", f"{wish.delay:g}"]
    if suffix in MEANING["scale"] and not wish.width.strip().lower().endswith("px"):
        words += ["--scale", f"{wish.scale:g}"]
    if wish.width.strip():
        words += ["--width", wish.width.strip()]
    words += [f"--{name}" for name in ("transparent", "outlines") if getattr(wish, name)]
    paper = wish.paper
    if paper.sheet is not None:
        words += ["--poster" if paper.tiles else "--page", paper.sheet.key]
    if paper.tiles is not None:
        words += ["--tiles", paper.tiles.key]
    if paper and paper.turn != "auto":
        words += ["--turn", paper.turn]
    return [*words, *["--rows"] * paper.rows]
