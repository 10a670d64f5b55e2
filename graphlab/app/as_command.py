"""A figure of the window as the line of a terminal that writes it."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.errors import ExportError, UnsavedError
from graphlab.export.registry import MEANING, TELLERS
from graphlab.export.seen import EVERYTHING, Seen, seen_in
from graphlab.study.light import Wish as Lighting
from graphlab.study.passes import folded, whole_of
from graphlab.study.pins import shifts

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.keeping.kept import Kept
    from graphlab.panels.export_wish import Wish
    from graphlab.picture.layout.plan import Direction
    from graphlab.picture.options import Options
    from graphlab.picture.shapes import Bounds
    from graphlab.record import Record
    from graphlab.study.document import Document
    from graphlab.study.moment import Moment

GIVEN = "A program gave this to the window: write the picture there, by graphlab.export(…)."
KEPT_RUN = "The file of a run keeps no moved cards: put them back, and the line can tell of it."
LESSON = "A line cannot tell of a lesson's code, nor of what a lesson points at."
UNSAVED = (
    "A line tells of {what} by the name of a document: save it first."
    " The line is copied as soon as it is saved."
)


@dataclass(frozen=True)
class Sources:
    """The files that the line may name: each holds what is studied, as it is studied.

    ``kept`` is what lies in the document ``saved``; ``script`` is a .py file, ``run`` a file that
    holds a run as it was. ``lesson``: what is studied is a lesson's.
    """

    saved: Path | None = None
    kept: Kept | None = None
    script: Path | None = None
    run: Path | None = None
    lesson: bool = False


@dataclass(frozen=True)
class Figure:
    """What is drawn: ``shown`` of the run, ``seen`` so, at a ``moment``; ``way`` is how it lies."""

    document: Document
    shown: Record
    seen: Seen
    options: Options
    moment: Moment
    way: Direction
    part: Bounds | None = None


def command_line(figure: Figure, wish: Wish, sources: Sources) -> str:
    """``graphlab export …``, quoted for a shell.

    Raises UnsavedError where only a document could tell, ExportError where nothing can.
    """
    suffix = wish.path.suffix.lower()
    (source, *rest), base = _source(figure, wish, sources)
    words = [*rest, "-o", wish.path.name, *_folds(figure, base)]
    if suffix not in TELLERS:
        words += _which(wish, figure.moment, figure.part)
        words += _look(wish, figure, base)
        words += _form(wish, suffix)
    # What begins with a minus would be taken for an option.
    words = [*words, "--", source] if source.startswith("-") else [source, *words]
    return shlex.join(["graphlab", "export", *words])


# ── what is run ──────────────────────────────────────────────────────────────────────────────


def _source(figure: Figure, wish: Wish, sources: Sources) -> tuple[list[str], Seen]:
    """What names the run, and how it is looked at if nothing else is said."""
    document, whole = figure.document, whole_of(figure.shown)
    moved = bool(shifts(document.pins, figure.shown, figure.way))
    if sources.run is not None and not moved:
        return [_named(sources.run, wish)], Seen()
    if document.code.is_given and document.kind == "code":
        raise ExportError(GIVEN if sources.run is None else KEPT_RUN)
    if document.kind == "expression" and not moved:
        return _formula(document), Seen()
    if sources.lesson:
        raise ExportError(LESSON)
    if sources.saved is not None and sources.kept is not None:
        trust = ["--trust"] if document.kind == "code" else []
        return [_named(sources.saved, wish), *trust], seen_in(sources.kept, whole)
    if sources.script is not None and not moved and not document.code.open_fused:
        return [_named(sources.script, wish), *_call(document)], Seen()
    raise UnsavedError(UNSAVED.format(what="cards moved by hand" if moved else "code"))


def _named(path: Path, wish: Wish) -> str:
    """By its name alone beside the picture."""
    whole = path.absolute()
    return whole.name if whole.parent == wish.path.absolute().parent else str(whole)


def _formula(document: Document) -> list[str]:
    words = [document.text]
    for name, value in document.inputs.items():
        words += ["--at", f"{name}={value if isinstance(value, float) else _nested(value)}"]
    return words + _seed_and_starts(document)


def _seed_and_starts(document: Document) -> list[str]:
    words = ["--seed", f"{document.seed}"] if document.seed else []
    starts = document.cotangents or ()
    if any(start != 1 for start in starts):
        words += [f"--cotangent={start}" for start in starts]
    return words


def _nested(value: object) -> str:
    """Nested tuples of numbers as they are typed."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_nested, value))}]"
    return repr(value)


def _call(document: Document) -> list[str]:
    """Which part of a file is run, and how."""
    code, setup = document.code, document.code.setup
    words: list[str] = []
    if code.part is not None and code.part.kind != "statements":
        words += ["--class" if code.part.kind == "module" else "--function", code.part.name]
    for option, fields in (("--init", setup.init), ("--input", setup.inputs)):
        for name, text in fields:
            words += [option, f"{name}={text}"] if text else []
    words += ["--loss", setup.loss_on_top] if setup.loss_on_top else []
    words += ["--part", code.inside] if code.inside else []
    words += [] if code.keeps_values else ["--no-values"]
    return words + _seed_and_starts(document)


# ── what is shown of it ──────────────────────────────────────────────────────────────────────


def _folds(figure: Figure, base: Seen) -> list[str]:
    """Only what differs from ``base``, and nothing where that shows the same."""
    whole, seen = whole_of(figure.shown), figure.seen
    boxes = seen.outermost(whole)
    nodes = [node.id for node in base.of(whole).nodes]
    if boxes == base.outermost(whole) and nodes == [node.id for node in figure.shown.nodes]:
        return []
    words = [word for key in boxes for word in ("--close", key)]
    if not seen.all_passes and folded(whole) is not whole:
        words.append("--fold-loops")
    return words or ["--open-all"]


def _which(wish: Wish, moment: Moment, part: Bounds | None) -> list[str]:
    words: list[str] = []
    if wish.walk is not None:
        words += ["--steps", wish.walk]
        if wish.by != "step":
            words += ["--by", wish.by]
    elif moment.step is not None:
        fine = f".{moment.fine}" if moment.fine else ""
        words += ["--step", f"{moment.step}{fine}"]
    if part is not None:
        words += ["--crop", ",".join(f"{side:g}" for side in part)]
    return words


def _look(wish: Wish, figure: Figure, base: Seen) -> list[str]:
    options, seen = figure.options, figure.seen
    words = ["--theme", wish.theme, "--direction", figure.way]
    words += ["--type", f"{wish.type:g}"] if wish.type != 1 else []
    for name in ("labels", "numbering", "digits"):
        if (value := getattr(seen, name)) != getattr(base, name):
            words += [f"--{name}", f"{value}"]
    if seen.memory != base.memory:
        words.append("--memory" if seen.memory else "--no-memory")
    words += _light(figure, base)
    has_room = wish.walk is not None or wish.what in {"present", "seen", "step"}
    flags = (("--hide", options.hide), ("--no-strip", has_room and not options.strip))
    return [*words, *(flag for flag, is_on in flags if is_on)]


def _light(figure: Figure, base: Seen) -> list[str]:
    """What is lit, if that is not what ``base`` lights."""
    wish, only = figure.seen.wish, figure.options.only
    found = base.lit(figure.shown)
    known = None if found is None else found.light
    if (figure.options.light, only) == (known, base.only and known is not None):
        return []
    if figure.options.light is None or wish is None:
        return ["--light", EVERYTHING]
    if not isinstance(wish, Lighting):
        raise ExportError(LESSON)
    words = ["--light", wish.node if wish.other is None else f"{wish.node}-{wish.other}"]
    return [*words, "--only"] if only else words


# ── as which file ────────────────────────────────────────────────────────────────────────────


def _form(wish: Wish, suffix: str) -> list[str]:
    words: list[str] = []
    if suffix in MEANING["delay"]:
        words += ["--delay", f"{wish.delay:g}"]
    if suffix in MEANING["scale"] and not wish.width.strip().lower().endswith("px"):
        words += ["--scale", f"{wish.scale:g}"]
    if wish.width.strip():
        words += ["--width", wish.width.strip()]
    flags = ("numbered", "transparent", "outlines")
    words += [f"--{name}" for name in flags if getattr(wish, name)]
    paper = wish.paper
    if paper.sheet is not None:
        words += ["--poster" if paper.tiles else "--page", paper.sheet.key]
    if paper.tiles is not None:
        words += ["--tiles", paper.tiles.key]
    if paper and paper.turn != "auto":
        words += ["--turn", paper.turn]
    return [*words, *["--rows"] * paper.rows]
