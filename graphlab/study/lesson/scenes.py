"""A scene as what the window holds: a Document, a step of its run, lights, a training set-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import InputError
from graphlab.formula.parser import parse
from graphlab.formula.values import shapes_of
from graphlab.script.cleaning import clean
from graphlab.script.survey import offers, survey
from graphlab.study.code import Code, Part, Setup
from graphlab.study.descent import LARGEST_RATE, MOST_STEPS, USUAL, Descending
from graphlab.study.document import Document, document
from graphlab.study.judging.truth import edges_between, node_named
from graphlab.study.lesson.fields import meant
from graphlab.task.settings import task_of

if TYPE_CHECKING:
    from graphlab.record import EdgeKey, Record
    from graphlab.script.survey import Survey
    from graphlab.study.lesson.model import Scene, StepAt
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup as TrainingSetup


class Lit(NamedTuple):
    """What a scene lights up in a run, and a sentence for each thing that is not there."""

    nodes: tuple[str, ...]
    edges: tuple[EdgeKey, ...]
    missing: tuple[str, ...] = ()


def scene_document(scene: Scene, before: Document | None = None) -> Document:
    """What is studied on a scene; what the scene does not set stays as ``before``.

    Its run depends on the scene alone. Raises InputError, with the line in ``source`` or ``code``
    where there is one.
    """
    before = before or Document()
    found = before
    if scene.has_graph:
        made = _formula(scene) if scene.source else _code(scene)
        found = replace(
            made,
            cotangents=scene.start,
            seed=scene.seed,
            descent=descending(scene) or before.descent,
            points=before.points,
            training=before.training,
        )
    task = training(scene)
    return found if task is None else replace(found, points=task[0], training=task[1])


def _formula(scene: Scene) -> Document:
    values = scene.values
    program = parse(scene.source, values, shapes_of(values))
    unknown = [name for name in values if name not in program.inputs]
    if unknown:
        inputs = ", ".join(program.inputs) or "none"
        raise InputError(f"{unknown[0]} is not an input of this formula (inputs: {inputs}).")
    missing = [name for name in program.inputs if name not in values]
    if missing:
        have = "has no value" if len(missing) == 1 else "have no values"
        add = ", ".join(f"{name} = 0.5" for name in missing)
        raise InputError(f"{' and '.join(missing)} {have}: write “at: {add}”.")
    if scene.start is not None and len(scene.start) != len(program.outputs):
        raise InputError(
            f"There are {len(scene.start)} starting gradients, and {len(program.outputs)}"
            f" {'output' if len(program.outputs) == 1 else 'outputs'}."
        )
    return document(scene.source, {name: values[name] for name in program.inputs})


def _code(scene: Scene) -> Document:
    text = clean(scene.code).text
    found = survey(text)
    if found.problem is not None:
        raise found.problem
    part = _part(scene.part, found)
    setup = Setup(scene.init, scene.inputs, scene.loss, scene.target)
    if part.kind == "statements" and setup != Setup():
        raise InputError("init:, input:, loss: and target: belong to a class or function: name it.")
    return Document().coding(Code(text).choosing(part).calling(setup))


def _part(name: str, found: Survey) -> Part:
    """The class or function of that name, else the only thing there is."""
    offered = offers(found)
    if not name:
        if not offered:
            raise InputError("There is no class, function or statement in this code.")
        if len(offered) > 1 and offered[0].kind != "statements":
            names = ", ".join(offer.name for offer in offered)
            raise InputError(f"This code holds several things to step through: {names}. Write one.")
        return Part(offered[0].kind, offered[0].name)
    for module in found.modules:
        if module.name == name:
            return Part("module", name)
    functions = [function.name for function in found.functions]
    if name in functions:
        return Part("function", name)
    known = [*(module.name for module in found.modules), *functions]
    hint = meant(name, known) or (f" There are {', '.join(known)}." if known else "")
    raise InputError(f"There is no class or function {name} in this code.{hint}")


def training(scene: Scene) -> tuple[Points, TrainingSetup] | None:
    """The points and the set-up of ``train``, None without it. Raises InputError."""
    return None if scene.training is None else task_of(dict(scene.training))


def descending(scene: Scene) -> Descending | None:
    """How ``descent`` walks, None without it. Raises InputError."""
    if scene.descent is None:
        return None
    given = dict(scene.descent)
    rate = _number(given, "rate", USUAL.rate, 0, LARGEST_RATE)
    momentum = _number(given, "momentum", USUAL.momentum, 0, 1)
    steps = _number(given, "steps", USUAL.steps, 1, MOST_STEPS)
    if steps != int(steps):
        raise InputError(f"steps cannot be {given['steps']}: it is a whole number.")
    return Descending((), rate, momentum, int(steps))


def _number(given: dict[str, str], name: str, otherwise: float, low: float, high: float) -> float:
    if name not in given:
        return otherwise
    try:
        value = float(given[name])
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise InputError(
            f"{name} cannot be {given[name]}: it is a number from {low:g} to {high:g}."
        )
    return value


# ── in a run ─────────────────────────────────────────────────────────────────────────────────


def step_index(at: StepAt, record: Record) -> int:
    """The step of a run, from 0 for nothing revealed. Raises InputError where there is none."""
    steps = record.steps
    match at.kind:
        case "all":
            return len(steps)
        case "backward":
            return min(record.border + 1, len(steps))
        case "index":
            if at.index > len(steps):
                raise InputError(f"There is no step {at.index}: the walk has {len(steps)}.")
            return at.index
    phase = "forward" if at.kind == "value" else "backward"
    node = node_named(record, at.node).id
    found = next((s.index for s in steps if s.phase == phase and s.node == node), None)
    if found is None:
        raise InputError(f"{at.node} has no {at.kind} in this walk.")
    return found - 1 if at.before else found


def lit_in(scene: Scene, record: Record) -> Lit:
    """The nodes and edges that a scene lights; of parallel edges all."""
    nodes: list[str] = []
    edges: list[EdgeKey] = []
    missing: list[str] = []
    for name in scene.nodes:
        try:
            nodes.append(node_named(record, name).id)
        except InputError as error:
            missing.append(error.problem)
    for edge in scene.edges:
        try:
            found = edges_between(record, edge.source, edge.target)
            edges.extend(each.key for each in found)
        except InputError as error:
            missing.append(error.problem)
    return Lit(tuple(nodes), tuple(edges), tuple(dict.fromkeys(missing)))


def shown_edge(scene: Scene, record: Record) -> EdgeKey | None:
    """The edge whose Jacobian is shown. Raises InputError where there is none."""
    if scene.shown_edge is None:
        return None
    return edges_between(record, scene.shown_edge.source, scene.shown_edge.target)[0].key
