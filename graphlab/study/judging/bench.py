"""One question made ready: where answers are tried, what is right there, and what mistakes give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.formula.parser import parse
from graphlab.study.judging.mistakes import Case, Mistake, case_of
from graphlab.study.judging.naming import asked_text, bar_name, barred
from graphlab.study.judging.scalars import POINTS
from graphlab.study.judging.table import table_of
from graphlab.study.judging.truth import edges_between, node_named
from graphlab.study.judging.typed import read_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graphlab.formula.tree import Tree
    from graphlab.record import Record
    from graphlab.study.judging.table import Table
    from graphlab.study.judging.typed import Typed
    from graphlab.study.lesson.model import Target

    Floats = NDArray[np.float64]

ANSWER = "the answer"
"""What is asked where the lesson itself says what is right."""

_DRAWN = 400
_PLAIN_FACTOR = re.compile(r"[\w.]+(\([\w., ]*\))?")


@dataclass(frozen=True, eq=False)
class Bench:
    """``names`` are what an answer may use, at the same points as ``case``.

    ``asked`` is the quantity in plain characters, ``barred`` the names that would only repeat the
    question, ``written`` how graphlab writes the answer ("" where it does not). ``places`` are the
    names whose numbers say where a point is.
    """

    names: Mapping[str, Floats]
    case: Case
    asked: str
    barred: frozenset[str]
    written: str
    places: tuple[str, ...]
    table: Table | None

    @property
    def known(self) -> frozenset[str]:
        """The names, for the reader of answers."""
        return frozenset(self.names)

    @property
    def written_tree(self) -> Tree | None:
        """How graphlab writes the answer, read."""
        return parse(self.written, self.known).outputs[0] if self.written else None

    def evaluate(self, typed: Typed) -> Floats:
        """What an answer gives at every point. Raises InputError for a name that is not known."""
        strange = [name for name in typed.names if name not in self.names]
        if strange and self.table is not None and strange[0] in self.table.tensors:
            raise InputError(
                f"{strange[0]} is more than one number: work the answer out, and type that."
            )
        if strange:
            raise InputError(f"There is no {strange[0]} here. {self._offer()}")
        with np.errstate(all="ignore"):
            found = np.asarray(typed.evaluate(self.names), dtype=np.float64)
        if found.ndim > 1 or found.shape not in {(), self.case.truth.shape}:
            raise InputError("One number is asked for, not a vector or a matrix.")
        return np.broadcast_to(found, self.case.truth.shape)

    def place(self, point: int) -> str:
        """``x = 0.5, y = 1.2``."""
        return ", ".join(
            f"{name} = {format_number(float(self.names[name][point]))}" for name in self.places
        )

    def _offer(self) -> str:
        if self.table is None:
            return f"Use {_listed(self.places)}." if self.places else "Type a number."
        labels = self.table.labels
        ids = [labels.text(n) for n in self.table.values if labels.name(n) not in self.barred]
        if not ids and not self.places:
            return "Type a number."
        nodes = f"{ids[0]} to {ids[-1]}" if len(ids) > 1 else "".join(ids)
        return f"Use {_listed(self.places)}, or {nodes}." if self.places else f"Use {nodes}."


@lru_cache(maxsize=64)
def bench_of(record: Record | None, of: Target | None, answer: str) -> Bench:
    """Makes a question ready. Raises InputError where what is asked does not exist."""
    if of is not None and record is not None:
        table = table_of(record)
        case = case_of(table, of)
        return Bench(
            table.names,
            case,
            asked_text(record, of),
            barred(record, of),
            answer or _written(table, of),
            tuple(name for node, name in table.input_names.items() if node in table.values),
            table,
        )
    if not answer:
        raise InputError("There is no graph to judge this answer by.")
    return _of_an_answer(record, answer)


def _written(table: Table, of: Target) -> str:
    """A quantity as graphlab writes it in the names of nodes; "" where it has no formula."""
    labels, record = table.labels, table.record
    node = node_named(record, of.node)
    match of.quantity:
        case "value":
            return labels.formula_text(node) if node.op == "call" else ""
        case "partial":
            terms = [edge.text for edge in edges_between(record, of.node, of.other)]
            shown = [labels.rewrite_text(text) for text in terms if text]
            return " + ".join(shown) if len(shown) == len(terms) else ""
        case "adjoint" | "gradient":
            edges = [e for e in record.outgoing[node.id] if e.key in table.contributions]
        case _:
            edges = list(edges_between(record, of.node, of.other))
    if not edges or any(edge.text is None for edge in edges):
        return ""
    return " + ".join(
        f"{bar_name(labels, edge.target)}*{_factor(labels.rewrite_text(edge.text or ''))}"
        for edge in edges
    )


def _factor(text: str) -> str:
    """A formula as it stands behind a sign of multiplication."""
    return text if _PLAIN_FACTOR.fullmatch(text) else f"({text})"


def _of_an_answer(record: Record | None, answer: str) -> Bench:
    """A question whose answer the lesson gives: at the graph's points, or at points of its own."""
    table = table_of(record) if record is not None else None
    known = table.known if table is not None else frozenset()
    typed = read_answer(answer, known)
    if table is not None and all(name in table.names for name in typed.names):
        numbers: Mapping[str, Floats] = table.names
        size = len(next(iter(table.values.values()), np.zeros(1)))
        places = tuple(n for node, n in table.input_names.items() if node in table.values)
    else:
        table = None
        numbers = _free(typed)
        size = len(next(iter(numbers.values()))) if numbers else 1
        places = typed.names
    with np.errstate(all="ignore"):
        truth = np.broadcast_to(np.asarray(typed.evaluate(numbers), np.float64), (size,))
    mistakes = (Mistake("wrong sign", "The sign is wrong; the size is right.", -truth),)
    case = Case(
        truth,
        mistakes if truth.any() else (),
        -truth[None, :] if truth.any() else np.empty((0, size)),
    )
    return Bench(numbers, case, ANSWER, frozenset(), answer, places, table)


def _free(typed: Typed) -> dict[str, Floats]:
    """Points for the names of a formula, where it has a value."""
    chance = np.random.default_rng(20_240_918)
    for low, high in ((-3.0, 3.0), (0.05, 3.0), (-1.0, 1.0), (1.05, 4.0)):
        drawn = {name: np.round(chance.uniform(low, high, _DRAWN), 2) for name in typed.names}
        with np.errstate(all="ignore"):
            found = np.broadcast_to(np.asarray(typed.evaluate(drawn)), (_DRAWN,))
        kept = np.flatnonzero(np.isfinite(found))[:POINTS]
        if len(kept) == POINTS:
            break
    return {name: numbers[kept] for name, numbers in drawn.items()}


def _listed(names: tuple[str, ...]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
