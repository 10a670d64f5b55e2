"""Points as a CSV file: two inputs and a class, x and y, or two inputs and a number.

UTF-8, with ``,`` ``;`` or a tab between the columns, and numbers with a decimal point. A first line
without any number is a header. Errors name the line of the file and the column of the table, both
counted from 1.
"""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING
from unicodedata import category

import numpy as np

from graphlab.errors import DocumentError, InputError, LimitError
from graphlab.task.points import MOST_CLASSES, MOST_POINTS, Kind, Points

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 20_000_000

_HEADERS: dict[Kind, tuple[str, ...]] = {
    "classes": ("x1", "x2", "class"),
    "curve": ("x", "y"),
    "surface": ("x1", "x2", "value"),
}
_WANTED: dict[Kind, str] = {
    "classes": "two inputs and the class",
    "curve": "x and y",
    "surface": "two inputs and a number",
}
_LISTED = re.compile(r"class: (\[.*\])", re.DOTALL)
_SEPARATORS = "\t;,"


@dataclass(frozen=True, slots=True)
class Table:
    """The cells as text. ``header`` is empty if there is none, ``lines`` are those of the rows."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """What to call each column: its header, else its number."""
        count = len(self.header or self.rows[0])
        heads = self.header or ("",) * count
        return tuple(head.strip() or f"column {at + 1}" for at, head in enumerate(heads))

    @property
    def likely_kind(self) -> Kind:
        """What the first columns seem to hold: a number with a fraction is no class."""
        if len(self.columns) < 3:
            return "curve"
        marks = {row[2] for row in self.rows}
        has_fraction = any(number and number % 1 for number in map(_number, marks))
        return "surface" if has_fraction or len(marks) > MOST_CLASSES else "classes"


def load(path: Path) -> Table:
    """The table in a file; raises InputError for what is wrong in it.

    Raises DocumentError when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or "reading failed"
        raise DocumentError(f'"{path}" could not be read: {reason}.') from error
    return table_of(data)


def table_of(data: bytes) -> Table:
    """The table in the bytes of a file; raises InputError if it is none, or larger than 20 MB."""
    text = _text(data)
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    began = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(tuple(cells))
                lines.append(began)
            began = reader.line_num + 1
            if len(rows) > MOST_POINTS + 1:
                break
    except csv.Error as error:
        raise InputError(
            "a cell does not end where it should: look for a quotation mark too many.", line=began
        ) from error
    if not rows:
        raise InputError("The file is empty: there is no point in it.")
    for row, line in zip(rows, lines, strict=True):
        if len(row) != len(rows[0]):
            raise InputError(
                f"this line has {_columns(len(row))}, line {lines[0]} has {len(rows[0])}.",
                line=line,
                column=min(len(row), len(rows[0])) + 1,
            )
    has_number = any(_number(cell) is not None for cell in rows[0])
    header = () if has_number else rows[0]
    if header and len(rows) == 1:
        raise InputError("the file has a header and no points under it.", line=lines[0])
    start = 1 if header else 0
    if len(rows) - start > MOST_POINTS:
        raise LimitError(f"The file has more points than graphlab takes, {MOST_POINTS:,}.")
    return Table(header, tuple(rows[start:]), tuple(lines[start:]))


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise LimitError(f"The file is larger than graphlab reads, {MOST_BYTES // 1_000_000} MB.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InputError("The file is UTF-16 text: save it as CSV in UTF-8.")
    at = data.find(b"\0")
    if at >= 0:
        line = data.count(b"\n", 0, at) + 1
        raise InputError("this is a binary file, not CSV.", line=line)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            "a character is not UTF-8: save the file as CSV in UTF-8.", line=line
        ) from error


def _separator(text: str) -> str:
    """What parts the first line that is not empty. A comma comes last: it may be in numbers."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    outside = re.sub(r'"[^"]*"', "", first)
    return next((each for each in _SEPARATORS if each in outside), ",")


def points_of(table: Table, kind: Kind, columns: tuple[int, ...] | None = None) -> Points:
    """The points of a table: ``columns``, from 0, hold the inputs and what is to be found.

    Without them all columns are taken in order, and there have to be as many as the kind needs.
    Classes are numbered in the order of their names, numbers by size. Raises InputError.
    """
    count = len(_HEADERS[kind])
    names = table.columns
    if columns is None:
        if len(names) != count:
            raise InputError(
                f"The file has {_columns(len(names))} ({', '.join(names)}): choose the {count} "
                f"with {_WANTED[kind]}."
                if len(names) > count
                else f"The file has {_columns(len(names))} ({', '.join(names)}) and {count} are "
                f"needed: {_WANTED[kind]}."
            )
        columns = tuple(range(count))
    if len(columns) != count:
        raise InputError(f"Choose {count} columns: {_WANTED[kind]}.")
    for column in columns:
        if not 0 <= column < len(names):
            raise InputError(f"There is no column {column + 1}: the file has {len(names)}.")
    if kind == "classes":
        xy = np.column_stack([_floats(table, column) for column in columns[:2]])
        mark, called = _classes(table, columns[2])
        return Points(xy, np.array(mark), names=called)
    found = np.column_stack([_floats(table, column) for column in columns])
    numbers = found[:, 2] if kind == "surface" else np.zeros(len(found))
    return Points(found[:, :2], numbers, kind)


def _floats(table: Table, column: int) -> list[float]:
    found: list[float] = []
    for row, line in zip(table.rows, table.lines, strict=True):
        number = _number(row[column])
        if number is None or not isfinite(number):
            raise InputError(_complaint(row[column]), line=line, column=column + 1)
        found.append(number)
    return found


def _complaint(cell: str) -> str:
    text = cell.strip()
    if not text:
        return "there is no number here."
    if _number(cell) is not None:
        return f'"{text}" is not a finite number.'
    if re.fullmatch(r"[+-]?\d+,\d+", text):
        return f'"{text}" is not a number: write it with a point, {text.replace(",", ".")}.'
    shown = text if len(text) <= 40 else f"{text[:40]}…"
    return f'"{shown}" is not a number.'


def _number(cell: str) -> float | None:
    try:
        return None if "_" in cell else float(cell)
    except ValueError:
        return None


def _classes(table: Table, column: int) -> tuple[list[float], tuple[str, ...]]:
    cells = [row[column] for row in table.rows]
    names = _listed(table.header[column]) if table.header else ()
    if not names:
        names, places = _in_order(cells, table.lines, column)
        return [float(places[cell.strip()]) for cell in cells], names
    places = {name: at for at, name in enumerate(names)}
    mark: list[float] = []
    for cell, line in zip(cells, table.lines, strict=True):
        at = places.get(cell, places.get(cell.strip()))
        if at is None:
            raise InputError(
                f'"{cell}" is none of the classes that the header lists.',
                line=line,
                column=column + 1,
            )
        mark.append(float(at))
    return mark, names


def _listed(head: str) -> tuple[str, ...]:
    """The classes that a header lists, as ``written`` does where the cells do not tell them."""
    found = _LISTED.fullmatch(head.strip())
    try:
        names = json.loads(found[1]) if found else []
    except ValueError:
        return ()
    is_list_of_texts = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return tuple(names) if is_list_of_texts else ()


def _in_order(
    cells: list[str], lines: tuple[int, ...], column: int
) -> tuple[tuple[str, ...], dict[str, int]]:
    """The names of the classes and the number of each text, whatever the order of the lines."""
    texts: dict[str, int] = {}
    for cell, line in zip(cells, lines, strict=True):
        text = cell.strip()
        if text in texts:
            continue
        if not text:
            raise InputError("there is no class here.", line=line, column=column + 1)
        number = _number(text)
        if number is not None and not isfinite(number):
            raise InputError(_complaint(text), line=line, column=column + 1)
        texts[text] = line
        if len(texts) > MOST_CLASSES:
            raise LimitError(
                f'"{text}" is one class more than graphlab takes, {MOST_CLASSES}: if these are '
                f"numbers to be found, choose {_WANTED['surface']}.",
                line=line,
                column=column + 1,
            )
    numbers = {text: _number(text) for text in texts}
    sizes = [number for number in numbers.values() if number is not None]
    if len(sizes) < len(texts):
        names = tuple(sorted(texts))
        return names, {name: at for at, name in enumerate(names)}
    ranked = sorted(set(sizes))
    places = {text: ranked.index(number) for text, number in numbers.items() if number is not None}
    firsts = {at: text for text, at in reversed(places.items())}
    return tuple(firsts[at] for at in range(len(ranked))), places


def written(points: Points) -> bytes:
    """The file of these points; reading it gives the same points, to the last digit.

    The header lists the classes where the cells alone would give other ones or another order.
    Raises InputError for names that a file cannot hold apart.
    """
    heads = list(_HEADERS[points.kind])
    last: list[str] = []
    if points.kind == "classes":
        _look_at_names(points.names)
        last = [points.names[int(mark)] for mark in points.mark]
        try:
            is_told = _in_order(last, (0,) * len(last), 2)[0] == points.names
        except InputError:
            is_told = False
        if not is_told:
            heads[2] = f"class: {json.dumps(points.names, ensure_ascii=False)}"
    elif points.kind == "surface":
        last = [repr(float(mark)) for mark in points.mark]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heads)
    for at, (x, y) in enumerate(points.xy.tolist()):
        writer.writerow([repr(x), repr(y), *last[at : at + 1]])
    return text.getvalue().encode()


def _look_at_names(names: tuple[str, ...]) -> None:
    for name in names:
        if names.count(name) > 1:
            raise InputError(f'Two classes are called "{name}": give each a name of its own.')
        if any(category(letter) in ("Cc", "Cs") for letter in name):
            raise InputError(f"The class name {name!r} holds a character that a file cannot.")


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count} columns"
