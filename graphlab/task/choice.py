"""A row of a table that a person chooses from, with the numbers that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Literal, TypeVar

from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Setting = float | str | bool
_Row = TypeVar("_Row", bound="Row")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to be set: ``whole`` numbers, ``number``s, a ``switch``, or one of ``options``.

    Text is of a form that ``tip`` tells. ``low`` and ``high`` belong to what may be set.
    """

    name: str
    label: str
    tip: str
    default: Setting
    form: Literal["whole", "number", "switch", "option", "text"] = "number"
    low: float = 0.0
    high: float = 1e12
    options: tuple[str, ...] = ()

    def read(self, value: Setting) -> Setting:
        """The value in the field's own type; raises InputError if it cannot be set to that."""
        if self.form == "switch" and isinstance(value, bool):
            return value
        if self.form == "option" and value in self.options:
            return value
        if self.form == "text" and isinstance(value, str):
            return value
        if self.form in ("whole", "number") and isinstance(value, int | float):
            is_inside = isfinite(value) and self.low <= value <= self.high
            if is_inside and not isinstance(value, bool):
                if self.form == "number":
                    return float(value)
                if value == int(value):
                    return int(value)
        raise InputError(f"{self.label} cannot be {value!r}: {self.room}.")

    @property
    def room(self) -> str:
        """What it can be, in words."""
        match self.form:
            case "switch":
                return "it is on or off"
            case "option":
                return f"it is one of {', '.join(self.options)}"
            case "text":
                return "it is a text"
        kind = "a whole number" if self.form == "whole" else "a number"
        return f"it is {kind} from {self.low:g} to {self.high:g}"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: ``key`` is what files and the command line call it."""

    key: str
    label: str
    tip: str
    fields: tuple[Field, ...] = ()

    def field(self, name: str) -> Field:
        """The field of that name; raises InputError if the row has none."""
        for field in self.fields:
            if field.name == name:
                return field
        raise InputError(f"{self.label} has nothing called {name}.")


def row_of(rows: Sequence[_Row], key: str, what: str) -> _Row:
    """The row of that key; raises InputError, with the keys there are, if there is none."""
    for row in rows:
        if row.key == key:
            return row
    keys = ", ".join(row.key for row in rows)
    raise InputError(f"There is no {what} called {key!r}; there are {keys}.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A row by its key, and what was set of its fields; what was not set is as in the table."""

    key: str
    settings: tuple[tuple[str, Setting], ...] = ()

    def setting(self, name: str, value: Setting) -> Choice:
        """The same with one field at another value."""
        kept = tuple(pair for pair in self.settings if pair[0] != name)
        return replace(self, settings=tuple(sorted((*kept, (name, value)))))

    def values(self, row: Row) -> Mapping[str, Setting]:
        """Every field of ``row`` with its value; raises InputError for one that cannot be."""
        found = {field.name: field.default for field in row.fields}
        for name, value in self.settings:
            found[name] = row.field(name).read(value)
        return found
