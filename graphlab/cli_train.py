"""Training on the command line: `graphlab train`, its options and what it prints.

The options of data sets, models and optimisers are those of their tables.
"""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.cli_typed import add_typed_options, typed_of
from graphlab.errors import InputError
from graphlab.train_formats import FORMATS, write_run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from graphlab.cli_typed import Typed
    from graphlab.task.choice import Choice, Field
    from graphlab.task.points import Kind, Points
    from graphlab.task.setup import Setup
    from graphlab.train_formats import Tested
    from graphlab.training.session import Session


def train(
    arguments: Sequence[str],
    make_parser: Callable[..., argparse.ArgumentParser],
    notice: Callable[[str], None],
) -> None:
    """Trains and prints. Raises InputError for what cannot be, and for a run that diverged."""
    parser = make_parser(
        prog="graphlab train", description="Train a model on points.", allow_abbrev=False
    )
    _add_options(parser)
    options = parser.parse_args(arguments)
    import torch

    torch.set_num_threads(1)  # small tensors are slower with more
    session, tested = _trained(options, notice)
    sys.stdout.write(write_run(session, tested, options.format))
    if len(session.parts.unused):
        count = len(session.parts.unused)
        notice(f"{count} {'point is' if count == 1 else 'points are'} left over and unused.")
    if session.divergence is not None:
        raise InputError(session.divergence.sentence)


def _trained(options: argparse.Namespace, notice: Callable[[str], None]) -> tuple[Session, Tested]:
    from graphlab.training.session import Session

    with ExitStack() as stack:
        typed = stack.enter_context(typed_of(options)) if options.source else None
        _refuse_what_needs_a_file(options)
        data, points = _points(options, typed)
        setup = _setup(options, data, points, typed)
        _tell_problems(setup, points, notice)
        session = Session(
            setup,
            typed.points if typed and typed.data else points,
            typed.module if typed and typed.model else None,
        )
        while not session.is_over:
            session.advance()
        return session, session.test()  # while the person's code may run


# ── options ──────────────────────────────────────────────────────────────────────────────────


def _add_options(parser: argparse.ArgumentParser) -> None:
    from graphlab.task.data_sets import DATA_SETS
    from graphlab.task.models import MODELS
    from graphlab.task.objectives import OBJECTIVES
    from graphlab.task.optimizers import OPTIMIZERS
    from graphlab.task.settings import fields_of, setting_name

    add_typed_options(parser)
    made = [row.key for row in DATA_SETS if row.maker is not None]
    parser.add_argument(
        "--data",
        metavar="SET",
        help=f"{', '.join(made)} or FILE.csv; default: two-class",
    )
    parser.add_argument(
        "--kind", choices=("classes", "curve", "surface"), help="what a CSV file holds"
    )
    models = [row.key for row in MODELS if row.key != "typed"]
    parser.add_argument("--model", choices=models, help="default: the simplest for the data")
    parser.add_argument(
        "--objective", choices=[row.key for row in OBJECTIVES], help="default: what fits the model"
    )
    parser.add_argument("--reduction", choices=("mean", "sum"), help="over a batch")
    optimizers = [row.key for row in OPTIMIZERS]
    parser.add_argument("--optimizer", choices=optimizers, default="sgd", help="default: sgd")
    parser.add_argument("--split", help="train, validate, test: 60,20,rest or 60%%,20%%,20%%")
    parser.add_argument(
        "--batch-size", default="8", metavar="N", help="points of a batch, or all; default: 8"
    )
    parser.add_argument("--epochs", type=int, default=100, metavar="N", help="default: 100")
    parser.add_argument("--seed", type=int, default=0, help="default: 0")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    for title, rows in (("data", DATA_SETS), ("model", MODELS), ("optimizer", OPTIMIZERS)):
        group = parser.add_argument_group(f"of the {title}")
        for field in fields_of(rows):
            group.add_argument(
                f"--{setting_name(field)}", dest=f"set_{field.name}", metavar="X", help=_help(field)
            )


def _help(field: Field) -> str:
    return f"{field.label}: {field.tip}".replace("%", "%%")


# ── from options to a set-up ─────────────────────────────────────────────────────────────────


def _given(options: argparse.Namespace) -> dict[str, str]:
    """The options that are given, as the settings that they are."""
    from graphlab.task.settings import SETTINGS

    dests = {name: name.replace("-", "_") for name in SETTINGS}
    given = vars(options)
    found = {name: given.get(f"set_{dest}", given.get(dest)) for name, dest in dests.items()}
    return {name: str(value) for name, value in found.items() if value is not None}


def _spelled(name: str) -> str:
    return f"--{name}"


def _points(options: argparse.Namespace, typed: Typed | None) -> tuple[Choice, Points]:
    from graphlab.task.choice import Choice
    from graphlab.task.csv_file import load, points_of
    from graphlab.task.data_sets import data_row, made
    from graphlab.task.settings import DATA, choice_of, data_choice

    if typed is not None and typed.data:
        from graphlab.training.randomness import Randomness

        with Randomness(options.seed).own():
            return Choice("typed"), typed.points()
    key = options.data or DATA
    if key.lower().endswith((".csv", ".tsv", ".txt")):
        choice = choice_of(_given(options), Choice("csv"), data_row("csv"), _spelled)
        table = load(Path(key))
        kind: Kind = options.kind or ("curve" if len(table.rows[0]) == 2 else "classes")
        return choice, points_of(table, kind)
    if options.kind:
        raise InputError("--kind is for CSV files; a made data set has a kind of its own.")
    choice = data_choice(_given(options), _spelled)
    return choice, made(choice, options.seed)


def _setup(options: argparse.Namespace, data: Choice, points: Points, typed: Typed | None) -> Setup:
    from dataclasses import replace

    from graphlab.task.settings import setup_of

    given = _given(options)
    if typed and typed.model:
        given["model"] = "typed"
    return replace(
        setup_of(given, data, points, _spelled),
        feeding=options.fed_as,
        typed_model=typed.model if typed else "",
        typed_data=typed.data if typed else "",
    )


def _refuse_what_needs_a_file(options: argparse.Namespace) -> None:
    from_file = ("class_", "init", "data_class", "data_init")
    if not options.source and (
        any(getattr(options, name) for name in from_file) or options.fed_as != "batch"
    ):
        raise InputError(
            "--class, --init, --fed-as, --data-class and --data-init are for a .py file; name it "
            "first."
        )


def _tell_problems(setup: Setup, points: Points, notice: Callable[[str], None]) -> None:
    from graphlab.task.problems import problems

    for problem in problems(setup, points):
        if problem.blocks:
            raise InputError(problem.sentence)
        notice(problem.sentence)
