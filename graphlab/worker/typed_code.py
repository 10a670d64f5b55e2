"""A person's classes while a training run is begun or advanced: mistakes have their line."""

from __future__ import annotations

import ast
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError, MisfitError
from graphlab.script.selection import needed_for
from graphlab.script.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import nn

    from graphlab.engine.code.prelude import UserCode
    from graphlab.task.choice import Choice, Row
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup
    from graphlab.worker.training_messages import ScriptRequest, TrainRequest


class TypedCode:
    """The text of a run, and which classes of it are meant; "" where the table has them."""

    def __init__(self, request: TrainRequest | ScriptRequest, folder: str = "") -> None:
        setup = request.setup
        self._text, self._folder = request.text, folder
        self.model = self.data = ""
        if setup.model.key == "typed":
            self.model = setup.typed_model or self._only("module", "nn.Module")
        if setup.data.key == "typed":
            self.data = setup.typed_data or self._only("dataset", "Dataset")

    def _only(self, kind: str, what: str) -> str:
        """The one class of the text of this kind; InputError if there is none, or several."""
        found = survey(self._text)
        if found.problem is not None:
            raise found.problem
        names = [each.name for each in found.classes if each.kind == kind]
        if not names:
            raise InputError(f"There is no {what} in the source panel; type one there.")
        if len(names) > 1:
            raise InputError(f"Name the {what} to be trained: {' or '.join(names)}.")
        return names[0]

    @property
    def is_needed(self) -> bool:
        return bool(self.model or self.data)

    @contextmanager
    def running(self) -> Iterator[UserCode]:
        """While the classes may run; what goes wrong in them leaves as an InputError."""
        from graphlab.engine.code.constructing import misfit_placed
        from graphlab.engine.code.prelude import running

        with running(self._text, self._folder) as code:
            try:
                yield code
            except MisfitError as error:
                raise misfit_placed(error, code, self.model) from error

    def source(self) -> str:
        """The definitions that the classes need, without the rest of the text."""
        tree, lines = ast.parse(self._text), self._text.split("\n")
        wanted = {name: needed_for(tree, name) for name in (self.data, self.model) if name}
        needed = {statement for statements in wanted.values() for statement in statements}
        parts = []
        for statement in tree.body:
            if statement in needed:
                marks = getattr(statement, "decorator_list", [])
                first = min([statement.lineno, *(mark.lineno for mark in marks)])
                parts.append("\n".join(lines[first - 1 : statement.end_lineno]))
        return "\n".join(parts)

    def calls(self, setup: Setup) -> tuple[str, str]:
        """How data set and model are made, ``Net(N=2)``; empty for what the tables have."""
        from graphlab.task.data_sets import data_row
        from graphlab.task.models import model_row

        return (
            _call(self.data, _arguments(setup.data, data_row("typed"))),
            _call(self.model, _arguments(setup.model, model_row("typed"))),
        )

    def module(self, code: UserCode, setup: Setup) -> nn.Module:
        """What is trained, constructed anew."""
        from graphlab.engine.code.constructing import typed_module
        from graphlab.task.models import model_row

        return typed_module(code, self.model, _arguments(setup.model, model_row("typed")))

    def points(self, code: UserCode, setup: Setup) -> Points:
        """What it is trained on."""
        from graphlab.engine.code.constructing import typed_points
        from graphlab.task.data_sets import data_row

        return typed_points(code, self.data, _arguments(setup.data, data_row("typed")))


def _call(name: str, arguments: dict[str, str]) -> str:
    given = ", ".join(f"{argument}={value}" for argument, value in arguments.items())
    return f"{name}({given})" if name else ""


def without_arguments(setup: Setup) -> Setup:
    """The set-up as its tables know it, without what was typed for constructors."""
    from graphlab.task.data_sets import data_row
    from graphlab.task.models import model_row

    return replace(
        setup,
        model=_of_table(setup.model, model_row("typed")),
        data=_of_table(setup.data, data_row("typed")),
    )


def _of_table(choice: Choice, row: Row) -> Choice:
    if choice.key != row.key:
        return choice
    own = {field.name for field in row.fields}
    return replace(choice, settings=tuple(pair for pair in choice.settings if pair[0] in own))


def _arguments(choice: Choice, row: Row) -> dict[str, str]:
    """What was typed for the constructor: all that is no field of the table."""
    own = {field.name for field in row.fields}
    return {name: str(value) for name, value in choice.settings if name not in own and value != ""}
