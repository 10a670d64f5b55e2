"""The lecture's questions about any graph: (a) to (d), checking them, and what a step will show."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, get_args

from graphlab.study.arrays import cells, is_finite, number
from graphlab.study.judging.scalars import scalars_of
from graphlab.study.labels import labels_of
from graphlab.study.lesson.model import (
    Hiding,
    Lesson,
    Lock,
    Page,
    Paragraph,
    Question,
    Run,
    StepAt,
    Target,
)
from graphlab.study.practice.explaining import (
    of_adjoint,
    of_gradient,
    of_partial,
    of_value,
    of_verifying,
    text_line,
)
from graphlab.study.practice.gradients import gradient

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Array, Edge, Node, Record
    from graphlab.study.lesson.model import Kind, Scene
    from graphlab.study.practice.explaining import Told
    from graphlab.study.practice.generate import Exercise

Part = Literal["a", "b", "c", "d", "verify"]
PARTS: tuple[Part, ...] = get_args(Part)

TITLES: dict[Part, str] = {
    "a": "(a) Derivatives as formulas",
    "b": "(b) The value of each node",
    "c": "(c) The partial derivative on each edge",
    "d": "(d) The adjoint of each node",
    "verify": "Check (d) against (a)",
}
TASKS: dict[Part, str] = {
    "a": "Differentiate $f$ with respect to each of its inputs, with pen and paper.",
    "b": "Go through the graph from the inputs to the output and compute every value.",
    "c": "Write down on each edge the derivative of its target with respect to its source.",
    "d": "Go back from the output to the inputs. Where a node has several successors, their"
    " contributions add up.",
    "verify": "Put the numbers of the inputs into your formulas of (a). They must give the"
    " adjoints of the inputs.",
}

MOST_NODES = 30
OWN = "own"
"""What names of questions about a person's own graph begin with."""

LOCKED: tuple[Lock, ...] = ("formula", "inputs", "step")
GIVEN = frozenset({"input", "parameter", "buffer", "constant"})


@dataclass(frozen=True, slots=True)
class PartOf:
    """One part, with a question for each number or formula that it asks for."""

    part: Part
    questions: tuple[Question, ...]

    @property
    def title(self) -> str:
        """What stands above it."""
        return TITLES[self.part]


def why_not(record: Record) -> str:
    """Why nothing is asked about a graph, empty if it is fit for it."""
    if not record.keeps_values:
        return "This run was recorded without values, so there are no numbers to ask for."
    if len(record.nodes) > MOST_NODES:
        return f"This graph has {len(record.nodes)} nodes; practice is for up to {MOST_NODES}."
    if not any(node.adjoint is not None for node in record.nodes):
        return "There are no gradients in this graph."
    if not any(_is_asked(node.value) for node in record.nodes if node.op not in GIVEN):
        return "No node of this graph is a number, a small vector or a small matrix."
    return ""


def parts(record: Record) -> tuple[PartOf, ...]:
    """The parts that make sense for a graph, each with at least one question."""
    made = {
        "a": _formulas(record),
        "b": _values(record),
        "c": _partials(record),
        "d": _adjoints(record),
        "verify": _verified(record),
    }
    found = (PartOf(part, tuple(made[part])) for part in PARTS)
    return tuple(part for part in found if part.questions)


def practice(record: Record, scene: Scene, name: str, title: str) -> Lesson:
    """A page a part, in the lesson's own form; names of questions begin with ``name``."""
    return Lesson(name, title, tuple(_page(part, record, scene, name) for part in parts(record)))


def exercise_lesson(record: Record, exercise: Exercise) -> Lesson:
    """The same for an exercise."""
    return practice(record, exercise.scene, exercise.name, f"Exercise {exercise.name}")


def own_lesson(record: Record, scene: Scene) -> Lesson:
    """The same for a person's own graph."""
    return practice(record, scene, OWN, "Your own graph")


def part_of(question: str) -> Part:
    """The part that a question of ``practice`` belongs to, from its name."""
    word = question.rpartition(".")[2].partition("-")[0]
    return next((part for part in PARTS if part == word), "verify")


def predicted(record: Record, step: int) -> Question | None:
    """Asks for the number that a step, from 1, shows; None where there is nothing to predict."""
    if not 1 <= step <= len(record.steps):
        return None
    at = record.steps[step - 1]
    node = record.by_id[at.node]
    if at.phase == "forward":
        return None if node.op in GIVEN else _of_value(record, node, f"predict-{step}")
    return _of_adjoint(record, node, f"predict-{step}")


# ── the parts ────────────────────────────────────────────────────────────────────────────────


def _page(part: PartOf, record: Record, scene: Scene, name: str) -> Page:
    at = {
        "c": StepAt("index", record.border),
        "d": StepAt("index", record.border),
        "verify": StepAt("all"),
    }.get(part.part, StepAt("index", 0))
    # The step of (c) and (d) is the output's value, which is not asked for there: as all values
    # before it, it is seen.
    hidden: dict[Part, tuple[Hiding, ...]] = {"c": ("values",), "d": ("values",), "verify": ()}
    hide = hidden.get(part.part, ("values", "answer"))
    asked = tuple(
        replace(question, name=f"{name}.{question.name}", topic=part.title)
        for question in part.questions
    )
    task = Paragraph(text_line(TASKS[part.part]))
    title = (Run(part.title),)
    return Page(title, (task, *asked), replace(scene, step=at, lock=LOCKED, hide=hide))


def _formulas(record: Record) -> Iterator[Question]:
    is_plain = scalars_of(record) is not None
    for node in _inputs(record):
        told, of = of_gradient(record, node), Target("gradient", node.name or node.id)
        asked = _asking(f"a-{node.name}", "formula", told, of)
        yield replace(asked, answer="" if is_plain else told.answer, within="inputs")


def _values(record: Record) -> Iterator[Question]:
    for node in record.nodes:
        if node.op not in GIVEN and (question := _of_value(record, node, f"b-{node.id}")):
            yield question


def _of_value(record: Record, node: Node, name: str) -> Question | None:
    if not _is_asked(node.value):
        return None
    of = Target("value", labels_of(record).name(node.id))
    return _asking(name, _kind(node.value), of_value(record, node), of)


def _partials(record: Record) -> Iterator[Question]:
    """One question a pair of nodes; parallel edges are taken together."""
    labels = labels_of(record)
    pairs: dict[tuple[str, str], list[Edge]] = {}
    for edge in record.edges:
        pairs.setdefault((edge.source, edge.target), []).append(edge)
    for (source, target), edges in pairs.items():
        is_number = all(edge.local is not None for edge in edges)
        arrays = [edge.local if is_number else edge.contribution for edge in edges]
        if not all(_is_asked(array) for array in arrays):
            continue
        told = of_partial(record, edges, is_number=is_number)
        kind: Kind = "tensor"
        if is_number:
            kind = "formula" if scalars_of(record) is not None else "number"
        elif arrays[0] is not None and not arrays[0].ndim:
            kind = "number"
        of = Target(
            "partial" if is_number else "contribution", labels.name(source), labels.name(target)
        )
        name = f"c-{source}-{target}"
        yield _asking(name, kind, told, of)


def _adjoints(record: Record) -> Iterator[Question]:
    for node in reversed(record.nodes):
        if question := _of_adjoint(record, node, f"d-{node.id}"):
            yield question


def _of_adjoint(record: Record, node: Node, name: str) -> Question | None:
    if not _is_asked(node.adjoint):
        return None
    of = Target("adjoint", labels_of(record).name(node.id))
    return _asking(name, _kind(node.adjoint), of_adjoint(record, node), of)


def _verified(record: Record) -> Iterator[Question]:
    for node in _inputs(record):
        of = Target("gradient", node.name or node.id)
        told = of_verifying(record, node)
        yield _asking(f"verify-{node.name}", _kind(node.adjoint), told, of)


def _asking(name: str, kind: Kind, told: Told, of: Target) -> Question:
    return Question(name, kind, told.prompt, of, hints=told.hints, solution=told.solution)


def _inputs(record: Record) -> list[Node]:
    """Inputs whose derivative is a formula: of one number, with the starting gradient 1."""
    starts = [node.cotangent for node in record.nodes if node.cotangent is not None]
    if len(record.output_ids) != 1 or len(starts) != 1 or number(starts[0]) != 1:
        return []
    if record.by_id[record.output_ids[0]].shape != ():
        return []
    return [
        node
        for node in record.nodes
        if node.op == "input" and _is_asked(node.adjoint) and gradient(record, node.id)
    ]


def _is_asked(array: Array | None) -> bool:
    """Whether an array is one that is typed by hand: real, finite, a number or a small grid."""
    if array is None or array.dtype.kind not in "iuf" or not is_finite(array):
        return False
    return not array.ndim or bool(cells(array.shape)[0])


def _kind(array: Array | None) -> Kind:
    return "tensor" if array is not None and array.ndim else "number"
