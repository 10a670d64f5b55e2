"""Lessons on the command line: `graphlab lesson check` and `graphlab lesson list`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import DocumentError, InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    Write = Callable[[str], str]
    """Makes a sentence one line that is safe to print."""


def lesson(
    arguments: Sequence[str],
    make_parser: Callable[..., argparse.ArgumentParser],
    one_line: Write,
) -> None:
    """Runs one command. Raises InputError where a lesson has mistakes, after they are printed."""
    parser = make_parser(prog="graphlab lesson", description="Lessons.", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="verify every scene and every answer of lesson files")
    check.add_argument("files", nargs="+", metavar="FILE.md", help="lesson files")
    check.add_argument(
        "--trust", action="store_true", help="run the code in them too, as python FILE would"
    )
    commands.add_parser("list", help="the lessons that come with graphlab")
    options = parser.parse_args(arguments)
    if options.command == "check":
        _check(options.files, one_line, trusts=options.trust)
    else:
        _list()


def _check(files: Sequence[str], one_line: Write, *, trusts: bool) -> None:
    bad = sum(not _is_right(Path(file), one_line, trusts=trusts) for file in files)
    if bad:
        raise InputError("1 lesson has mistakes." if bad == 1 else f"{bad} lessons have mistakes.")


def _is_right(path: Path, one_line: Write, *, trusts: bool) -> bool:
    from graphlab.lesson_check import check_lesson
    from graphlab.study.lesson.reading import load_lesson

    try:
        made, problems = load_lesson(path)
    except DocumentError as error:
        _say(one_line(f"{path}: {error}"))
        return False
    if made is not None:
        problems = (*problems, *check_lesson(made, trusts=trusts))
    for problem in sorted(problems, key=lambda problem: problem.line):
        _say(one_line(f"{path}:{problem.line}: {problem.sentence}"))
    wrong = sum(problem.is_fatal for problem in problems)
    if made is None:
        _say(one_line(f"{path}: no page of this lesson can be shown."))
        return False
    pages, questions = len(made.pages), len(made.questions)
    size = (
        f"{pages} {'page' if pages == 1 else 'pages'},"
        f" {questions} {'question' if questions == 1 else 'questions'}"
    )
    if wrong:
        _say(f"{size}: {wrong} {'mistake' if wrong == 1 else 'mistakes'}.")
    else:
        _say(f"{size}: all right.")
    return not wrong


def _list() -> None:
    from graphlab.study.lesson.reading import load_lesson, shipped

    for each in shipped():
        made, _ = load_lesson(each.path)
        if made is not None:
            minutes = f"{made.minutes} min" if made.minutes else ""
            _say(f"{each.name:32}{minutes:>8}  {made.title}  ({made.topic})")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
