"""The bytes of a file as a document. Nothing in it runs; what is wrong is said with its place."""

from __future__ import annotations

import codecs
import json
import math
from collections import Counter
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from graphlab.errors import DocumentError, InputError
from graphlab.keeping import schema
from graphlab.keeping.kept import VERSION, Kept, LessonPlace, Look
from graphlab.keeping.schema import LONGEST_TEXT
from graphlab.keeping.strange import strange_of
from graphlab.study.bookmarks import Aim, Bookmark, Stop
from graphlab.study.code import Code, Part
from graphlab.study.code import Setup as Call
from graphlab.study.descent import LARGEST_RATE, MOST_STEPS, Descending
from graphlab.study.document import Dial, Document
from graphlab.study.grid import Grid, grid
from graphlab.study.light import Wish
from graphlab.study.pins import Pin
from graphlab.task.choice import Choice
from graphlab.task.points import Points
from graphlab.task.setup import Setup, Split

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.study.grid import Numbers

MAX_BYTES = 20_000_000
MAX_DEPTH = 50
MOST_ENTRIES = 1_000
"""Bookmarks, pins or calls."""
MOST_INPUTS = 500
"""As many as a formula may have nodes; each is a row of the window."""


def is_document(data: bytes) -> bool:
    """Whether bytes look like a document, as opposed to a recorded run."""
    return data[:64].removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"{")


def read_document(data: bytes, name: str) -> Kept:
    """The document in a file of this name. Raises DocumentError with one sentence."""
    if len(data) > MAX_BYTES:
        raise DocumentError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB.")
    raw = _json(data, name)
    if not isinstance(raw, dict) or raw.get("graphlab") != "document":
        raise DocumentError(f"{name} is no document of graphlab.")
    version = raw.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise DocumentError(f"{name} is damaged: $.version: it is no number of a version.")
    try:
        entry = msgspec.convert(raw, schema.FileEntry)
        kept = _kept(entry)
    except msgspec.ValidationError as error:
        raise DocumentError(_damaged(name, version, str(error))) from None
    except _WrongError as error:
        raise DocumentError(_damaged(name, version, str(error))) from None
    strange = strange_of(raw, msgspec.to_builtins(entry)) or {}
    return Kept(kept.document, kept.look, kept.lesson, version, strange)


class _WrongError(Exception):
    """Something that the schema cannot say; the message begins with its place."""


def _damaged(name: str, version: int, what: str) -> str:
    if version > VERSION:
        return (
            f"{name} was written by a newer graphlab (version {version} of the format; this one"
            f" knows {VERSION}) and cannot be read here: {what}."
        )
    return f"{name} is damaged: {what}."


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────


def _json(data: bytes, name: str) -> Any:
    try:
        raw = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_without_doubles,
            parse_constant=_no_constant,
            parse_int=_whole,
        )
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name} is damaged: byte {error.start:,} is no text.") from None
    except _WrongError as error:
        raise DocumentError(f"{name} is damaged: {error}.") from None
    except RecursionError:
        raise DocumentError(f"{name} is damaged: it is nested too deeply.") from None
    except json.JSONDecodeError as error:
        end = "" if data.rstrip().endswith(b"}") else " It ends too early."
        raise DocumentError(
            f"{name} is damaged at line {error.lineno}, column {error.colno}.{end}"
        ) from None
    if _depth(raw) > MAX_DEPTH:
        raise DocumentError(f"{name} is damaged: it is nested deeper than {MAX_DEPTH} levels.")
    return raw


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        ((twice, _),) = counts.most_common(1)
        raise _WrongError(f"“{twice[:40]}” is there twice")
    return found


def _no_constant(name: str) -> float:
    raise _WrongError(f"{name} is no number that a document can hold")


def _whole(digits: str) -> int | float:
    if len(digits) > 300:
        raise _WrongError("a number has more than 300 digits")
    return int(digits)


def _depth(raw: Any) -> int:
    deepest, waiting = 0, [(raw, 1)]
    while waiting:
        one, depth = waiting.pop()
        deepest = max(deepest, depth)
        if depth > MAX_DEPTH:
            return depth
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        waiting += [(part, depth + 1) for part in inner if isinstance(part, dict | list)]
    return deepest


# ── from entries ─────────────────────────────────────────────────────────────────────────────


def _kept(entry: schema.FileEntry) -> Kept:
    source = entry.source
    _few(source.inputs, "$.source.inputs", MOST_INPUTS)
    _few(entry.bookmarks, "$.bookmarks")
    _few(entry.pins, "$.pins")
    _text(source.text, "$.source.text")
    starts = source.starting_gradients
    document = Document(
        text=source.text,
        dials=_dials(source),
        cotangents=None
        if starts is None
        else tuple(_number(n, f"$.source.starting_gradients[{i}]") for i, n in enumerate(starts)),
        seed=_seed(source.seed, "$.source.seed"),
        kind=source.kind,
        code=_code(source.code),
        bookmarks=tuple(_mark(m, f"$.bookmarks[{i}]") for i, m in enumerate(entry.bookmarks)),
        pins=tuple(_pin(p, f"$.pins[{i}]") for i, p in enumerate(entry.pins)),
        descent=_descent(entry.descent),
        points=_points(entry.data),
        training=_training(entry.training),
    )
    look, lesson = entry.look, entry.lesson
    return Kept(
        document,
        Look(
            look.orientation,
            look.labels,
            look.numbering,
            look.digits,
            None if look.at is None else _mark(look.at, "$.look.at"),
            look.memory,
        ),
        None if lesson is None else LessonPlace(lesson.name, max(0, lesson.page)),
    )


def _dials(source: schema.SourceEntry) -> tuple[Dial | Grid, ...]:
    found: dict[str, Dial | Grid] = {}
    for i, dial in enumerate(source.numbers):
        place = f"$.source.numbers[{i}]"
        value = _number(dial.value, f"{place}.value")
        low, high = _finite(dial.low, f"{place}.low"), _finite(dial.high, f"{place}.high")
        if not low < high or (math.isfinite(value) and not low <= value <= high):
            raise _WrongError(f"{place}: the value does not lie between low and high")
        found[dial.name] = Dial(dial.name, value, low, high)
    for i, entry in enumerate(source.grids):
        found[entry.name] = _grid(entry, f"$.source.grids[{i}]")
    if len(source.inputs) != len(set(source.inputs)) or set(source.inputs) != set(found):
        raise _WrongError("$.source.inputs: it does not name each input once")
    return tuple(found[name] for name in source.inputs)


def _grid(entry: schema.GridEntry, place: str) -> Grid:
    rows = [
        [_number(n, f"{place}.rows[{i}][{j}]") for j, n in enumerate(row)]
        for i, row in enumerate(entry.rows)
    ]
    if entry.vector and any(len(row) != 1 for row in rows):
        raise _WrongError(f"{place}: a vector has one number a row")
    try:
        columns: Numbers = [row[0] for row in rows] if entry.vector else [*rows]
        return grid(entry.name, columns)
    except InputError as error:
        raise _WrongError(f"{place}: {error.problem.rstrip('.')}") from None


def _code(entry: schema.CodeEntry) -> Code:
    _text(entry.text, "$.source.code.text")
    _few(entry.calls, "$.source.code.calls")
    calls = tuple(
        (Part(call.part.kind, call.part.name), Call(call.init, call.inputs, call.loss, call.target))
        for call in entry.calls
    )
    part = None if entry.part is None else Part(entry.part.kind, entry.part.name)
    return Code(
        entry.text,
        part,
        calls,
        entry.open_fused,
        entry.folder,
        entry.inside,
        entry.keeps_values,
    )


def _mark(entry: schema.MarkEntry, place: str) -> Bookmark:
    stop, aim, wish = entry.stop, entry.aim, entry.wish
    if aim is not None:
        for which in ("dx", "dy", "zoom"):
            _finite(getattr(aim, which), f"{place}.aim.{which}")
        if aim.zoom <= 0:
            raise _WrongError(f"{place}.aim.zoom: it is not above 0")
    return Bookmark(
        entry.name,
        frozenset(entry.closed),
        entry.all_passes,
        None if stop is None else Stop(stop.node, stop.phase, max(0, stop.fine)),
        None if aim is None else Aim(aim.node, aim.dx, aim.dy, aim.zoom),
        None if wish is None else Wish(wish.node, wish.other),
        entry.only,
        frozenset(entry.formulas.items()),
    )


def _pin(entry: schema.PinEntry, place: str) -> Pin:
    dx, dy = _finite(entry.dx, f"{place}.dx"), _finite(entry.dy, f"{place}.dy")
    return Pin(entry.node, entry.formula, entry.way, dx, dy)


def _descent(entry: schema.DescentEntry) -> Descending:
    rate = _within(entry.rate, 0.0, LARGEST_RATE, "$.descent.rate")
    momentum = _within(entry.momentum, 0.0, 1.0, "$.descent.momentum")
    steps = int(_within(entry.steps, 0, MOST_STEPS, "$.descent.steps"))
    return Descending(tuple(entry.varying), rate, momentum, steps)


def _points(entry: schema.PointsEntry) -> Points:
    rows = np.asarray(entry.points, dtype=np.float64).reshape(-1, 3)
    try:
        return Points(rows[:, :2], rows[:, 2], entry.kind, entry.names)
    except InputError as error:
        raise _WrongError(f"$.data: {error.problem.rstrip('.')}") from None


def _training(entry: schema.TrainingEntry | None) -> Setup:
    if entry is None:
        return Setup()
    try:
        split = Split.read(entry.split)
    except InputError as error:
        raise _WrongError(f"$.training.split: {error.problem.rstrip('.')}") from None
    return Setup(
        _choice(entry.data),
        _choice(entry.model),
        entry.objective,
        entry.reduction,
        _choice(entry.optimizer),
        int(_within(entry.batch_size, 0, 1_000_000, "$.training.batch_size")),
        int(_within(entry.epochs, 1, 1_000_000, "$.training.epochs")),
        split,
        _seed(entry.seed, "$.training.seed"),
        entry.feeding,
        entry.typed_model,
        entry.typed_data,
    )


def _choice(entry: schema.ChoiceEntry) -> Choice:
    return Choice(entry.key, tuple(sorted(entry.settings.items())))


# ── limits ───────────────────────────────────────────────────────────────────────────────────


def _few(entries: Sequence[object], place: str, most: int = MOST_ENTRIES) -> None:
    if len(entries) > most:
        raise _WrongError(f"{place}: {len(entries):,} are more than {most:,}")


def _text(text: str, place: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise _WrongError(f"{place}: it has more than {LONGEST_TEXT:,} characters")


def _finite(value: float, place: str) -> float:
    if not math.isfinite(value):
        raise _WrongError(f"{place}: it is not a finite number")
    return value


def _number(value: schema.Number, place: str) -> float:
    return float(value) if isinstance(value, str) else _finite(value, place)


def _within(value: float, low: float, high: float, place: str) -> float:
    if not low <= value <= high:
        raise _WrongError(f"{place}: it is not from {low:g} to {high:g}")
    return value


def _seed(value: int, place: str) -> int:
    return int(_within(value, 0, 2**63 - 1, place))
