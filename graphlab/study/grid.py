"""A vector or matrix as an input: its numbers, other sizes of it, and reading one from text."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.numbers import full_number
from graphlab.study.reading import read_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    Numbers = list[float | list[float]]

MOST = 64  # rows or columns
LONGEST = MOST * MOST * MOST  # characters that are looked at
TOO_LARGE = f"{{}} can have at most {MOST} rows and columns here."
PRINTED = re.compile(r"^(?:\w+\.)?(?:tensor|array)\s*\(")


@dataclass(frozen=True, slots=True)
class Grid:
    """``rows`` are as long as each other; a vector has one number a row."""

    name: str
    rows: tuple[tuple[float, ...], ...]
    is_vector: bool = False

    @property
    def shape(self) -> tuple[int, ...]:
        """(n,) of a vector, (rows, columns) of a matrix."""
        return (len(self.rows),) if self.is_vector else (len(self.rows), len(self.rows[0]))

    @property
    def size_text(self) -> str:
        """``2×2``, or ``3`` for a vector."""
        return "×".join(str(side) for side in self.shape)

    @property
    def value(self) -> Numbers:
        """The numbers as nested lists."""
        if self.is_vector:
            return [row[0] for row in self.rows]
        return [list(row) for row in self.rows]

    @property
    def text(self) -> str:
        """``[1, 2; 3, 4]``, as it can be typed."""
        if self.is_vector:
            return f"[{', '.join(full_number(row[0]) for row in self.rows)}]"
        return f"[{'; '.join(', '.join(map(full_number, row)) for row in self.rows)}]"

    def at(self, row: int, column: int, value: float) -> Grid:
        """The same with one number changed."""
        rows = [list(line) for line in self.rows]
        rows[row][column] = value
        return replace(self, rows=tuple(tuple(line) for line in rows))

    def sized(self, rows: int, columns: int | None) -> Grid:
        """The same numbers in another size, zeros where there are none; no columns: a vector."""
        wide = 1 if columns is None else max(1, min(columns, MOST))
        lines = [
            tuple(self._number(row, column) for column in range(wide))
            for row in range(max(1, min(rows, MOST)))
        ]
        return Grid(self.name, tuple(lines), columns is None)

    def _number(self, row: int, column: int) -> float:
        if row < len(self.rows) and column < len(self.rows[row]):
            return self.rows[row][column]
        return 0.0


def grid(name: str, value: Numbers) -> Grid:
    """A Grid of nested lists."""
    lines = [(float(n),) if isinstance(n, int | float) else tuple(map(float, n)) for n in value]
    return _checked(name, lines, is_vector=not value or isinstance(value[0], int | float))


def read_grid(name: str, text: str, *, like: Grid | None = None) -> Grid:
    """Reads ``[1, 2; 3, 4]``, a nested list, a printed tensor, cells of a spreadsheet, or CSV.

    One line is a vector. ``like`` is what stood there: cells of one line stay a matrix in place of
    a matrix, and cells of one column are a vector in place of a vector.
    """
    if len(text) > LONGEST:
        raise InputError(TOO_LARGE.format(name))
    plain = PRINTED.sub("", text.strip(" \r\n"))
    if re.search(r"\]\s*,?\s*\[", plain):
        lines = re.split(r"\]\s*,?\s*\[", plain.strip("[]() \n"))
    elif "\n" in plain:
        lines = plain.strip("[]()").splitlines()
    elif ";" in plain:
        lines = plain.strip("[]() ").split(";")
    else:
        lines = [plain]
    cells = [_cells(line) for line in lines if line.strip(" []()\t\r,;")]
    if len(cells) > MOST or any(len(line) > MOST for line in cells):
        raise InputError(TOO_LARGE.format(name))
    if not cells:
        raise InputError(f"{name} needs at least one number.")
    _trim(cells)
    is_bare = not plain.startswith(("[", "("))
    if like is None or not is_bare:
        is_vector = len(cells) == 1 and not plain.startswith("[[")
    elif like.is_vector:
        is_vector = len(cells) == 1 or all(len(line) == 1 for line in cells)
    else:
        is_vector = False
    if is_vector:
        line = [cell for line in cells for cell in line]
        numbers = [(read_number(cell, f"{name}[{i}]"),) for i, cell in enumerate(line)]
        return _checked(name, numbers, is_vector=True)
    return _checked(
        name,
        [
            tuple(read_number(cell, f"{name}[{row}, {i}]") for i, cell in enumerate(line))
            for row, line in enumerate(cells)
        ],
    )


def _cells(line: str) -> list[str]:
    """What stands between tabs, semicolons or commas, whichever the line has, else spaces."""
    bare = line.strip(" []()\r")
    if "\t" not in bare:
        bare = bare.rstrip(";, ")
    sign = next((sign for sign in "\t;," if sign in bare), None)
    return [cell.strip() for cell in bare.split(sign)]


def _trim(cells: list[list[str]]) -> None:
    """Takes away empty columns at both sides, which a spreadsheet copies too."""
    for side in (0, -1):
        while all(cells) and not any(line[side] for line in cells):
            for line in cells:
                del line[side]


def _checked(name: str, rows: Sequence[tuple[float, ...]], *, is_vector: bool = False) -> Grid:
    wide = {len(row) for row in rows}
    if not rows or wide == {0}:
        raise InputError(f"{name} needs at least one number.")
    if len(wide) > 1:
        first = len(rows[0])
        place = next(i for i, row in enumerate(rows) if len(row) != first)
        many = len(rows[place])
        numbers = "1 number" if many == 1 else f"{many} numbers"
        raise InputError(f"Row {place + 1} of {name} has {numbers}, the first one has {first}.")
    if len(rows) > MOST or max(wide) > MOST:
        raise InputError(TOO_LARGE.format(name))
    return Grid(name, tuple(rows), is_vector)
