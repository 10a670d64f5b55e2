"""Formulas of vectors and matrices judged, in the inputs or in the nodes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.parser import parse
from graphlab.formula.tree import names
from graphlab.study.arrays import written_out
from graphlab.study.judging.arrays import known_mistake, of_shape, right_array
from graphlab.study.judging.factors import constant_factor
from graphlab.study.judging.naming import bar_name, barred
from graphlab.study.judging.truth import node_named
from graphlab.study.judging.typed import EXACT, with_bars
from graphlab.study.judging.verdict import Verdict, expected
from graphlab.study.labels import labels_of
from graphlab.study.lesson.model import Target

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from graphlab.formula.tree import Tree
    from graphlab.record import Array, Record
    from graphlab.study.judging.ground import Ground
    from graphlab.study.lesson.model import Question

    Floats = NDArray[np.float64]
    Point = dict[str, Floats]

TRIED = 6
"""Points at which a formula is compared; the first is the run's."""

MOST_NODES = 60
"""Of a larger graph only the inputs have values at the other points."""

_TRANSPOSED = re.compile(r"\.(?:m?T\b|t\(\))|(?<=[A-Za-z)])['′]")
_ELEMENTWISE = re.compile("[*·⋅×∙]")


def judge_tensor_formula(
    question: Question, of: Target | None, text: str, ground: Ground
) -> Verdict:
    """A formula, tried at other vectors and matrices against the lesson's answer.

    Without one, and with adjoints in it, it is compared at the inputs of the run only.
    """
    record = ground.record
    if record is None:
        return Verdict(False, "not judged", "There is no graph to judge this answer by.")
    points = _points(record)
    try:
        right = right_array(question, of, ground)
        tree = _read(text, points[0])
        _look_at_names(tree, question, of, record)
        given = _at(tree, points)
        wanted = [right, *_elsewhere(question, of, record)]
    except InputError as error:
        strange = any(words in error.problem for words in ("has no value", "without"))
        return Verdict(False, "unknown name" if strange else "unreadable", error.problem)
    if given[0].shape != right.shape:
        return (
            _expected(question, points, given)
            or _elementwise(text, points, wanted)
            or of_shape(given[0], right)
        )
    pairs = list(zip(given, wanted, strict=False))
    if all(_agree(ours, theirs) for ours, theirs in pairs):
        more = "" if len(pairs) > 1 else " It could be tried at these inputs only."
        return Verdict(True, "right", f"Right.{more}")
    if found := _expected(question, points, given) or _elementwise(text, points, wanted):
        return found
    if _agree(*pairs[0]):
        return Verdict(
            False,
            "only for these inputs",
            "That is right for these numbers only; the formula must hold for others too.",
        )
    if all(_agree(-ours, theirs) for ours, theirs in pairs):
        return Verdict(False, "wrong sign", "The sign is wrong; the size is right.")
    if of is not None and (known := known_mistake(record, of, given[0], right, "")):
        return known
    ours = np.concatenate([one.ravel() for one, _ in pairs])
    theirs = np.concatenate([one.ravel() for _, one in pairs])
    said = f"That is another function: at these inputs it gives {written_out(given[0])}."
    return constant_factor(ours, theirs) or Verdict(False, "wrong", said)


def _elsewhere(question: Question, of: Target | None, record: Record) -> list[Floats]:
    """What is right at the points behind the first, as far as that is known."""
    points = _points(record)
    if question.answer:
        return _at(_read(question.answer, points[0]), points)[1:]
    if of is None or of.quantity != "value":
        return []
    name = labels_of(record).name(node_named(record, of.node).id)
    return [point[name] for point in points[1:] if name in point]


def _expected(question: Question, points: Sequence[Point], given: list[Floats]) -> Verdict | None:
    """The mistakes that the lesson itself expects, in its own words."""
    for mistake in question.mistakes:
        if isinstance(mistake.answer, Target):
            continue
        try:
            theirs = _at(_read(mistake.answer, points[0]), points)
        except InputError:
            continue
        if all(_agree(*pair) for pair in zip(given, theirs, strict=False)):
            return expected(mistake.line)
    return None


def _elementwise(text: str, points: Sequence[Point], wanted: list[Floats]) -> Verdict | None:
    """Of an answer that is right with matrix products where signs for elements stand."""
    if not _ELEMENTWISE.search(text):
        return None
    try:
        meant = _at(_read(_ELEMENTWISE.sub("@", text), points[0]), points)
    except InputError:
        return None
    if not all(_agree(*pair) for pair in zip(meant, wanted, strict=False)):
        return None
    said = "* and · multiply element by element: write a product of matrices as A B or A @ B."
    return Verdict(False, "unreadable", said)


# ── where it is tried ────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=16)
def _points(record: Record) -> tuple[Point, ...]:
    """Values by name: of inputs and nodes, and at the run, which comes first, of adjoints too."""
    labels = labels_of(record)
    measured = {node.id: array for node in record.nodes if (array := _real(node.value)) is not None}
    bars = {node.id: array for node in record.nodes if (array := _real(node.adjoint)) is not None}
    first = {bar_name(labels, node): array for node, array in bars.items()}
    first |= _named(record, measured)
    trees = _trees(record, measured) if len(record.nodes) <= MOST_NODES else {}
    chance = np.random.default_rng(20_240_919)
    points = [first]
    for _ in range(TRIED - 1):
        values = {
            node: np.asarray(
                np.round(measured[node] + chance.normal(0, 1, measured[node].shape), 2)
            )
            for node in record.inputs
            if node in measured
        }
        for node, tree in trees.items():
            if values.keys() >= set(names(tree)):
                values[node] = _evaluated(tree, values)
        points.append(_named(record, values))
    return tuple(points)


def _trees(record: Record, measured: Point) -> dict[str, Tree]:
    """What nodes compute, where that can be typed and gives what PyTorch measured."""
    found = {}
    for node in record.nodes:
        if node.id in measured and node.id not in record.inputs:
            try:
                tree = _read(node.text, measured)
                if _agree(_evaluated(tree, measured), measured[node.id]):
                    found[node.id] = tree
            except InputError:
                continue
    return found


def _named(record: Record, values: Point) -> Point:
    """By the names under which nodes are typed; an input by its own as well."""
    labels = labels_of(record)
    own = {record.by_id[node].name or node: node for node in record.inputs}
    return {labels.name(node): array for node, array in values.items()} | {
        name: values[node] for name, node in own.items() if node in values
    }


def _real(array: Array | None) -> Floats | None:
    if array is None or array.dtype.kind not in "iufb":
        return None
    return np.asarray(array, dtype=np.float64)


# ── reading and comparing ────────────────────────────────────────────────────────────────────


def _read(text: str, point: Point) -> Tree:
    typed = _TRANSPOSED.sub("ᵀ", with_bars(text.rpartition("=")[2]))
    program = parse(typed, point, {n: a.shape for n, a in point.items() if a.shape})
    if len(program.outputs) != 1:
        raise InputError("One formula is asked for, without commas between several.")
    return program.outputs[0]


def _look_at_names(tree: Tree, question: Question, of: Target | None, record: Record) -> None:
    """Raises InputError for a name that is unknown, not asked for, or only repeats the question."""
    labels = labels_of(record)
    inputs = [record.by_id[node].name or node for node in record.inputs]
    nodes = [labels.name(node.id) for node in record.nodes]
    for name in names(tree):
        if name not in _points(record)[0]:
            raise InputError(f"{name} has no value here. Use {', '.join(inputs)}, or nodes.")
        if of is not None and name in barred(record, of):
            raise InputError(f"Write how it is computed, without {name}.")
        if question.within == "inputs" and name not in inputs:
            raise InputError(f"Write it with the inputs {', '.join(inputs)}, without {name}.")
        if question.within == "nodes" and name in inputs and name not in nodes:
            raise InputError(f"Write it with {nodes[0]}, …, without {name}.")


def _at(tree: Tree, points: Sequence[Point]) -> list[Floats]:
    """A formula at the first points, as far as all of its names have values there."""
    found = []
    for point in points:
        if not point.keys() >= set(names(tree)):
            break
        found.append(_evaluated(tree, point))
    return found


def _evaluated(tree: Tree, point: Point) -> Floats:
    try:
        return np.asarray(evaluate(tree, point), dtype=np.float64)
    except (ValueError, np.linalg.LinAlgError):
        raise InputError("This cannot be computed with vectors and matrices like these.") from None


def _agree(ours: Floats, theirs: Floats) -> bool:
    """Whether two arrays are the same up to rounding."""
    if ours.shape != theirs.shape:
        return False
    scale = float(np.max(np.abs(theirs), initial=1e-12))
    with np.errstate(all="ignore"):
        return bool((np.abs(ours - theirs) <= EXACT * scale).all())
