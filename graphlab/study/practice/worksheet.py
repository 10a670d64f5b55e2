"""A worksheet as data: blank to be filled in, or its key; writers put it on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from graphlab.study.arrays import short
from graphlab.study.labels import labels_of
from graphlab.study.practice.gradients import gradient
from graphlab.study.practice.parts import GIVEN, TASKS, parts
from graphlab.study.segment import array_latex

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.record import Array, Node, Record

NODE_HEAD = ("node", "formula", "value", "adjoint")
EDGE_HEAD = ("edge", "partial derivative", "its value")
TENSOR_EDGE_HEAD = ("edge", "derivative, or product with the adjoint", "its value")


class Cell(NamedTuple):
    """A number as plain characters, or a vector, a matrix or a formula as LaTeX alone."""

    text: str
    latex: str


BLANK = Cell("", "")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: what is printed in LaTeX, and what is to be filled in.

    ``lines`` is how many lines of numbers will stand in it.
    """

    printed: tuple[str, ...]
    cells: tuple[Cell, ...]
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Space:
    """One part: what is to be done, and for each line what stands in front and what is right.

    ``room`` is how many lines of writing are left below, in a blank sheet.
    """

    part: str
    task: str
    lines: tuple[tuple[str, Cell], ...] = ()
    room: int = 0


@dataclass(frozen=True, eq=False)
class Problem:
    """One graph; ``latex`` is its function, ``text`` as it is typed, ``at`` are its inputs.

    Both texts are empty for code.
    """

    heading: str
    record: Record
    latex: str
    text: str
    at: tuple[str, ...]
    nodes: tuple[Row, ...]
    edges: tuple[Row, ...]
    edge_head: tuple[str, ...]
    spaces: tuple[Space, ...]


@dataclass(frozen=True, eq=False)
class Worksheet:
    """One sheet; ``letter`` names a variant. A key has everything filled in."""

    title: str
    letter: str
    is_key: bool
    problems: tuple[Problem, ...]

    @property
    def heading(self) -> str:
        """``Chain rule, variant B: key``."""
        variant = f", variant {self.letter}" if self.letter else ""
        return f"{self.title}{variant}{': key' if self.is_key else ''}"

    @property
    def blank(self) -> Worksheet:
        """The same without anything that is asked for."""
        return replace(self, is_key=False, problems=tuple(map(_blank, self.problems)))


def key(title: str, records: Sequence[Record], letter: str = "") -> Worksheet:
    """The filled sheet about these graphs; its ``blank`` is what is handed out."""
    several = len(records) > 1
    problems = tuple(
        _problem(f"Exercise {number}" if several else "", record)
        for number, record in enumerate(records, start=1)
    )
    return Worksheet(title, letter, is_key=True, problems=problems)


def _problem(heading: str, record: Record) -> Problem:
    labels = labels_of(record)
    at = tuple(
        f"{labels.formula(node)} = {cell_of(node.value).latex}"
        for node in record.nodes
        if node.op == "input" and node.value is not None
    )
    is_plain = all(edge.local is not None for edge in record.edges)
    return Problem(
        heading,
        record,
        record.source.latex,
        record.source.text if record.source.kind == "expression" else "",
        at,
        tuple(_node(record, node) for node in record.nodes),
        tuple(_edges(record)),
        EDGE_HEAD if is_plain else TENSOR_EDGE_HEAD,
        tuple(_spaces(record)),
    )


def _node(record: Record, node: Node) -> Row:
    labels = labels_of(record)
    printed = (labels.latex(node.id), labels.formula(node))
    cells = cell_of(node.value), cell_of(node.adjoint)
    return Row(printed, cells, max(_lines(node.value), _lines(node.adjoint)))


def _edges(record: Record) -> list[Row]:
    """Those of gradients, the last first, as one writes them down on the way back."""
    labels = labels_of(record)
    rows = []
    for edge in reversed(record.edges):
        if edge.local is None and edge.contribution is None:
            continue
        is_number = edge.local is not None
        formula = edge.partial if is_number else edge.vjp
        written = Cell("", labels.rewrite(formula)) if formula else Cell("–", r"\text{–}")
        array = edge.local if is_number else edge.contribution
        cells = written, cell_of(array)
        rows.append(Row((labels.partial(edge.key),), cells, _lines(array)))
    return rows


def _spaces(record: Record) -> list[Space]:
    asked = {part.part for part in parts(record)}
    inputs = [node for node in record.nodes if node.op == "input" and "a" in asked and node.name]
    formulas = [(node, gradient(record, node.id)) for node in inputs]
    derivatives = tuple(
        (rf"\frac{{\partial f}}{{\partial {node.formula}}} =", Cell("", found.latex))
        for node, found in formulas
        if found is not None
    )
    checks = tuple(
        (rf"\frac{{\partial f}}{{\partial {node.formula}}} =", cell_of(node.adjoint))
        for node, found in formulas
        if found is not None
    )
    spaces = {
        "a": Space("(a)", TASKS["a"], derivatives, 2),
        "b": Space("(b)", f"{TASKS['b']} Fill in the table of nodes.", (), 3),
        "c": Space("(c)", f"{TASKS['c']} Fill in the table of edges.", (), 3),
        "d": Space("(d)", f"{TASKS['d']} Fill in the adjoints.", (), 5),
        "verify": Space("Check", TASKS["verify"], checks, 1),
    }
    return [space for part, space in spaces.items() if part in asked]


def _blank(problem: Problem) -> Problem:
    by_place = zip(problem.record.nodes, problem.nodes, strict=True)
    nodes = tuple(
        replace(
            row,
            cells=(
                row.cells[0] if node.op in GIVEN else BLANK,
                row.cells[1] if node.adjoint is None else BLANK,
            ),
        )
        for node, row in by_place
    )
    edges = tuple(replace(row, cells=(BLANK, BLANK)) for row in problem.edges)
    spaces = tuple(
        replace(space, lines=tuple((front, BLANK) for front, _ in space.lines))
        for space in problem.spaces
    )
    return replace(problem, nodes=nodes, edges=edges, spaces=spaces)


def _lines(array: Array | None) -> int:
    """How many lines an array is written in: a vector is a column."""
    return array.shape[0] if array is not None and array_latex(array) and array.ndim else 1


def cell_of(array: Array | None) -> Cell:
    """A number, vector or matrix, filled in; a dash without one."""
    if array is None:
        return Cell("–", r"\text{–}")
    latex = array_latex(array)
    if latex is None:
        return Cell(short(array), rf"\text{{{short(array)}}}")
    return Cell(short(array) if not array.ndim else "", latex)
