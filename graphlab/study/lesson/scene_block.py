"""A scene block: its fields as a Scene. Nothing is run, formulas and code are only read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from graphlab.errors import InputError
from graphlab.formula.values import input_name, read_value
from graphlab.study.grid import grid
from graphlab.study.lesson.fields import (
    Values,
    chosen_of,
    meant,
    pairs,
    parts_of,
    read,
    read_fields,
    shortened,
    whole,
    word_of,
)
from graphlab.study.lesson.model import HIDINGS, LOCKS, Problem, Scene, StepAt
from graphlab.study.lesson.naming import edge_name, lit, step_at
from graphlab.study.lesson.observed import PAGES
from graphlab.study.lesson.scenes import descending, scene_document, training
from graphlab.task.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from graphlab.formula.example_inputs import Nested
    from graphlab.study.grid import Numbers
    from graphlab.study.lesson.fields import Field, Known
    from graphlab.study.lesson.model import EdgeName

FIELDS: Final[Known] = {
    "source": False,
    "code": False,
    "part": False,
    "init": True,
    "input": True,
    "loss": False,
    "target": False,
    "at": True,
    "start": False,
    "seed": False,
    "step": False,
    "highlight": True,
    "show": False,
    "train": False,
    "descent": False,
    "lock": False,
    "hide": False,
}
OF_CODE = ("part", "init", "input", "loss", "target")
OF_FORMULA = ("at", "descent")
OF_GRAPH = ("at", "start", "seed", "step", "highlight", "descent")
DESCENT = ("rate", "steps", "momentum")
_COMMA = re.compile(r"(?<==)\s*-?\d+,\d+")
_SETTING = re.compile(r"([a-zA-Z][\w-]*)=(\S+)")


def scene_of(text: str, first_line: int, problems: list[Problem]) -> Scene | None:
    """The scene, None for a block without fields; ``first_line`` is that of its first one."""
    told = len(problems)
    found = read_fields(text, first_line, FIELDS, "a scene", problems)
    if not found:
        problems.append(Problem(first_line - 1, "This scene is empty: write source: or code:."))
        return None
    _refuse_what_does_not_fit(found, first_line - 1, problems)
    one = Values(found, problems)
    step = one.of("step", step_at, StepAt("index"))
    page, edge = one.of("show", _shown, ("", None))
    lit_now = [read(field, lit, ((), ()), problems) for field in found.get("highlight", ())]
    body = found.get("source") or found.get("code")
    scene = Scene(
        source=one.text("source"),
        code="" if "source" in found else one.text("code"),
        part=one.text("part"),
        init=one.pairs("init", "N = 2"),
        inputs=one.pairs("input", "x = randn(2, 1)"),
        loss=one.text("loss"),
        target=one.text("target"),
        at=_inputs(found.get("at", ()), problems),
        start=one.of("start", _numbers, None),
        seed=one.of("seed", whole, 0),
        step=step,
        nodes=tuple(node for nodes, _ in lit_now for node in nodes),
        edges=tuple(each for _, edges in lit_now for each in edges),
        show=page,
        shown_edge=edge,
        training=one.of("train", _settings(SETTINGS, "lr=0.01 epochs=100"), None),
        descent=one.of("descent", _settings(DESCENT, "rate=0.1 steps=20"), None),
        lock=one.of("lock", chosen_of(LOCKS, "lock"), ()),
        hide=one.of("hide", chosen_of(HIDINGS, "thing to hide"), ()),
        at_line=first_line - 1,
        text_line=body[0].value_line if body else 0,
        lines=tuple((name, fields[0].line) for name, fields in found.items()),
    )
    if len(problems) == told:
        _try_out(scene, found, problems)
    return scene if len(problems) == told else replace(scene, is_whole=False)


def _try_out(scene: Scene, found: Mapping[str, list[Field]], problems: list[Problem]) -> None:
    """Reads the formula, the code and the settings as the window will; nothing runs."""
    for name, reader in (("train", training), ("descent", descending)):
        try:
            reader(scene)
        except InputError as error:
            problems.append(Problem(found[name][0].line, error.problem))
    try:
        scene_document(replace(scene, training=None, descent=None))
    except InputError as error:
        problems.append(Problem(scene.text_line + (error.line or 1) - 1, error.problem))


def _refuse_what_does_not_fit(
    found: Mapping[str, list[Field]], at_line: int, problems: list[Problem]
) -> None:
    """Fields that would do nothing in this scene."""
    if "source" in found and "code" in found:
        line = found["code"][0].line
        problems.append(Problem(line, "A scene has a source: or code:, not both; leave one out."))
    has_graph = "source" in found or "code" in found
    if not has_graph and "train" not in found:
        problems.append(Problem(at_line, "This scene has neither source: nor code: nor train:."))
        return
    for name, fields in found.items():
        line = fields[0].line
        if name in OF_CODE and "code" not in found:
            problems.append(Problem(line, f"“{name}:” is for code:, which this scene lacks."))
        elif name in OF_GRAPH and not has_graph:
            problems.append(
                Problem(line, f"“{name}:” needs a source: or code: in the same scene; repeat it.")
            )
        elif name in OF_FORMULA and "source" not in found:
            problems.append(Problem(line, f"“{name}:” is for a formula; code takes input:."))


def _inputs(
    fields: Sequence[Field], problems: list[Problem]
) -> tuple[tuple[str, float | Numbers], ...]:
    given: dict[str, float | Numbers] = {}
    for field in fields:
        for name, value in read(field, _numbered, (), problems):
            if name in given:
                problems.append(Problem(field.line, f"{name} is given twice."))
            given.setdefault(name, value)
    return tuple(given.items())


def _numbered(text: str) -> tuple[tuple[str, float | Numbers], ...]:
    if comma := _COMMA.search(text):
        given = comma[0].strip()
        point = given.replace(",", ".")
        raise InputError(f"“{given}” is no number here: write {point}, with a point.")
    return tuple((input_name(name), _number(name, value)) for name, value in pairs(text, "x = 0.5"))


def _number(name: str, text: str) -> float | Numbers:
    value = read_value(text)
    if isinstance(value, float):
        return value
    if value is None:
        raise InputError(
            f"{name} = {shortened(text)} is no number: write for example {name} = 0.5, or"
            f" {name} = [1, 2; 3, 4]."
        )
    return grid(name, [_row(each) for each in value]).value


def _row(value: Nested) -> float | list[float]:
    if isinstance(value, float | int):
        return float(value)
    if any(isinstance(each, list) for each in value):
        raise InputError("Inputs are numbers, vectors and matrices.")
    return [float(each) for each in value if not isinstance(each, list)]


def _numbers(text: str) -> tuple[float, ...]:
    values = [read_value(part) for part in parts_of(text)]
    numbers = [value for value in values if isinstance(value, float)]
    if len(numbers) != len(values):
        raise InputError(f"“{shortened(text)}” is no list of numbers: write 1, 0.")
    return tuple(numbers)


def _shown(text: str) -> tuple[str, EdgeName | None]:
    word, _, rest = text.strip().partition(" ")
    page = word_of(PAGES, "page to show")(word)
    if page == "jacobian" and not rest.strip():
        raise InputError("A Jacobian is one of an edge: write jacobian w4 -> w5.")
    if page == "jacobian":
        return page, edge_name(rest)
    if rest.strip():
        raise InputError(f"“{shortened(rest)}” says nothing after {page}.")
    return page, None


def _settings(
    known: Sequence[str], example: str
) -> Callable[[str], tuple[tuple[str, str], ...] | None]:
    def reader(text: str) -> tuple[tuple[str, str], ...]:
        given: dict[str, str] = {}
        for word in text.split():
            match = _SETTING.fullmatch(word)
            if match is None:
                raise InputError(f"“{shortened(word)}” sets nothing: write {example}.")
            name = match[1]
            if name not in known:
                hint = meant(name, known) or f" There are {', '.join(known)}."
                raise InputError(f"There is no setting “{shortened(name)}”.{hint}")
            if name in given:
                raise InputError(f"{name} is given twice.")
            given[name] = match[2]
        return tuple(given.items())

    return reader
