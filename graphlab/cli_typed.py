"""Classes of a Python file for `graphlab train`: the module and the data set.

Naming the file is consent to run it, as `python file.py` is.
"""

from __future__ import annotations

import contextlib
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import InputError, MisfitError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping, Sequence

    from torch import nn

    from graphlab.engine.code.prelude import UserCode
    from graphlab.script.survey import ClassFound
    from graphlab.task.points import Points


@dataclass(frozen=True, slots=True)
class Typed:
    """What of a file is trained on what; ``data`` is empty for points from elsewhere."""

    code: UserCode
    model: str
    init: Mapping[str, str]
    data: str
    data_init: Mapping[str, str]

    def module(self) -> nn.Module:
        from graphlab.engine.code.constructing import typed_module

        return typed_module(self.code, self.model, self.init)

    def points(self) -> Points:
        from graphlab.engine.code.constructing import typed_points

        return typed_points(self.code, self.data, self.data_init)


def add_typed_options(parser: argparse.ArgumentParser) -> None:
    """The options that only a .py file takes."""
    parser.add_argument("source", nargs="?", metavar="FILE.py", help="a file with an nn.Module")
    of_code = parser.add_argument_group("for .py files")
    of_code.add_argument("--class", dest="class_", metavar="NAME", help="the module in the file")
    of_code.add_argument("--data-class", metavar="NAME", help="train on this Dataset of the file")
    for option, what in (("--init", "module"), ("--data-init", "Dataset")):
        of_code.add_argument(
            option,
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"argument of the {what}'s constructor; once for each",
        )
    of_code.add_argument(
        "--fed-as",
        default="batch",
        metavar="HOW",
        help="batch, column, each, or an expression such as 'model(x).squeeze(-1)'",
    )


@contextmanager
def typed_of(options: argparse.Namespace) -> Iterator[Typed]:
    """The classes, while the file's code may run; what it prints goes to stderr.

    Mistakes leave as InputErrors with their line.
    """
    from graphlab.script.cleaning import clean
    from graphlab.script.files import read_file
    from graphlab.script.survey import survey

    path = Path(options.source)
    _refuse_what_says_nothing(options, path)
    text = clean(read_file(path)).text
    found = survey(text)
    if found.problem is not None:
        raise found.problem
    name = ""
    if not options.model:
        name = options.class_ or _only(found.modules, path)
    from graphlab.engine.code.constructing import misfit_placed
    from graphlab.engine.code.prelude import running

    with (
        contextlib.redirect_stdout(sys.stderr),
        running(text, str(path.resolve().parent)) as code,
    ):
        try:
            yield Typed(
                code,
                name,
                _fields("--init", options.init),
                options.data_class or "",
                _fields("--data-init", options.data_init),
            )
        except MisfitError as error:
            raise misfit_placed(error, code, name) from error


def _refuse_what_says_nothing(options: argparse.Namespace, path: Path) -> None:
    if path.suffix != ".py":
        raise InputError(f"{path} is no .py file; a model of the table is named by --model.")
    if options.model and (options.class_ or options.init or options.fed_as != "batch"):
        raise InputError("--model takes one of the table, and --class one of the file: leave one.")
    if options.model and not options.data_class:
        raise InputError(
            f"Nothing of {path.name} is used: leave --model out, or name a Dataset by --data-class."
        )
    if options.data_class and (options.data or options.kind):
        raise InputError("--data-class takes the points of the file: leave --data and --kind out.")
    if options.data_init and not options.data_class:
        raise InputError("--data-init is for a Dataset of the file; name it by --data-class.")


def _only(found: Sequence[ClassFound], path: Path) -> str:
    if len(found) == 1:
        return found[0].name
    if not found:
        raise InputError(f"There is no nn.Module in {path.name}.")
    names = " or ".join(f"--class {each.name}" for each in found)
    raise InputError(f"{path.name} holds more than one nn.Module: add {names}.")


def _fields(option: str, given: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name.isidentifier() or not value:
            raise InputError(f'"{text}" does not give a value; write {option} N=2.')
        if name in fields:
            raise InputError(f"{name} is given twice.")
        fields[name] = value
    return fields
