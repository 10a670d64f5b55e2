"""Settings of training in words, as the command line and lessons give them, to a Setup.

Their names are those of the options of ``graphlab train``, without the dashes in front.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.task.choice import Choice
from graphlab.task.choosing import simplest_model
from graphlab.task.data_sets import DATA_SETS, data_row, made
from graphlab.task.models import MODELS, model_row
from graphlab.task.objectives import objective_row, usual_objective
from graphlab.task.optimizers import OPTIMIZERS, optimizer_row
from graphlab.task.setup import Setup, Split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from graphlab.task.choice import Field, Row
    from graphlab.task.points import Points

    Given = Mapping[str, str]
    Spell = Callable[[str], str]
    """How a setting is written where it was given: ``--lr`` or ``lr``."""

ALL = "all"
DATA = "two-class"


def setting_name(field: Field) -> str:
    """What a field of a table is called: ``weight-decay``."""
    return field.name.replace("_", "-")


def fields_of(rows: Iterable[Row]) -> Iterator[Field]:
    """Each field once, as the first row has it."""
    names: set[str] = set()
    for row in rows:
        for field in row.fields:
            if field.name not in names:
                names.add(field.name)
                yield field


SETTINGS: tuple[str, ...] = (
    *("data", "model", "objective", "reduction", "optimizer", "split", "batch-size", "epochs"),
    "seed",
    *dict.fromkeys(setting_name(f) for f in fields_of((*DATA_SETS, *MODELS, *OPTIMIZERS))),
)
"""Every name that is understood."""


def task_of(given: Given, spell: Spell = str) -> tuple[Points, Setup]:
    """Made points and what is trained on them. Raises InputError."""
    choice = data_choice(given, spell)
    points = made(choice, whole_of(given, "seed", 0, spell))
    return points, setup_of(given, choice, points, spell)


def data_choice(given: Given, spell: Spell = str) -> Choice:
    """The data set with its settings. Raises InputError."""
    key = given.get("data", DATA)
    return choice_of(given, Choice(key), data_row(key), spell)


def setup_of(given: Given, data: Choice, points: Points, spell: Spell = str) -> Setup:
    """A set-up for points; what is not given is the usual for them. Raises InputError.

    Settings that belong to none of its rows are refused.
    """
    key = given.get("model") or simplest_model(points)
    objective = given.get("objective") or usual_objective(key, points.kind).key
    if "objective" not in given and key == "typed" and len(points.names) > 2:
        objective = "cross-entropy"
    optimizer = given.get("optimizer", "sgd")
    reductions = objective_row(objective).reductions
    reduction = given.get("reduction", reductions[0])
    if reduction not in ("mean", "sum"):
        raise InputError(f"{spell('reduction')} cannot be {reduction!r}: it is mean or sum.")
    split = given.get("split")
    setup = Setup(
        data=data,
        model=choice_of(given, Choice(key), model_row(key), spell),
        objective=objective,
        reduction="sum" if reduction == "sum" else "mean",
        optimizer=choice_of(given, Choice(optimizer), optimizer_row(optimizer), spell),
        batch_size=_batch_size(given.get("batch-size", "8"), spell),
        epochs=whole_of(given, "epochs", 100, spell),
        split=Split.read(split) if split else Split(),
        seed=whole_of(given, "seed", 0, spell),
    )
    _refuse_what_is_not_used(given, setup, spell)
    return setup


def choice_of(given: Given, choice: Choice, row: Row, spell: Spell = str) -> Choice:
    """The choice with every setting that is given and that the row has. Raises InputError."""
    for field in row.fields:
        text = given.get(setting_name(field))
        if text is not None:
            choice = choice.setting(field.name, _read(field, text, spell))
    choice.values(row)
    return choice


def whole_of(given: Given, name: str, otherwise: int, spell: Spell = str) -> int:
    """A setting that is a whole number. Raises InputError."""
    text = given.get(name)
    if text is None:
        return otherwise
    try:
        return int(text)
    except ValueError:
        raise InputError(f"{spell(name)} cannot be {text!r}: write a whole number.") from None


def _read(field: Field, text: str, spell: Spell) -> float | str | bool:
    if field.form in ("text", "option"):
        return field.read(text)
    name = spell(setting_name(field))
    if field.form == "switch":
        if text not in ("on", "off"):
            raise InputError(f"{name} cannot be {text!r}: it is on or off.")
        return text == "on"
    try:
        return field.read(float(text))
    except ValueError:
        raise InputError(f"{name} cannot be {text!r}: {field.room}.") from None


def _refuse_what_is_not_used(given: Given, setup: Setup, spell: Spell) -> None:
    rows = (
        data_row(setup.data.key),
        model_row(setup.model.key),
        optimizer_row(setup.optimizer.key),
    )
    every = {setting_name(f) for f in fields_of((*DATA_SETS, *MODELS, *OPTIMIZERS))}
    used = {setting_name(field) for field in fields_of(rows)}
    for name in given:
        if name in every - used:
            labels = ", ".join(row.label for row in rows)
            raise InputError(f"{spell(name)} belongs to none of {labels}; leave it out.")


def _batch_size(text: str, spell: Spell) -> int:
    if text == ALL:
        return 0
    if not (text.isascii() and text.isdecimal()) or not int(text[:12]):
        raise InputError(
            f"{spell('batch-size')} cannot be {text!r}: write a whole number from 1, or all."
        )
    return int(text[:12])
