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


ELSEWHERE = {
    "worksheet": "sheets to be filled in by hand, and their keys",
    "grade": "judge files of answers",
}
"""Commands with options of their own, which `cli.py` calls."""


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
    for name, help_text in ELSEWHERE.items():
        commands.add_parser(name, help=help_text, add_help=False)
    options = parser.parse_args(arguments)
    if options.command == "check":
        _check(options.files, one_line, trusts=options.trust)
    else:
        _list()


def _check(files: Sequence[str], one_line: Write, *, trusts: bool) -> None:
    bad = 0
    for file in files:
        size, is_right = _checked(Path(file), one_line, trusts=trusts)
        bad += not is_right
        _say(one_line(f"{file}: {size}" if len(files) > 1 else size))
    if bad:
        raise InputError("1 lesson has mistakes." if bad == 1 else f"{bad} lessons have mistakes.")


def _checked(path: Path, one_line: Write, *, trusts: bool) -> tuple[str, bool]:
    """What a lesson comes to, after its mistakes are printed, and whether there are none."""
    from graphlab.lesson_check import check_lesson
    from graphlab.study.lesson.reading import load_lesson

    try:
        made, problems = load_lesson(path)
    except DocumentError as error:
        return str(error), False
    if made is not None:
        problems = (*problems, *check_lesson(made, trusts=trusts))
    for problem in sorted(dict.fromkeys(problems), key=lambda problem: problem.line):
        _say(one_line(f"{path}:{problem.line}: {problem.sentence}"))
    if made is None:
        return "no page of this lesson can be shown.", False
    size = f"{_counted(len(made.pages), 'page')}, {_counted(len(made.questions), 'question')}"
    wrong = sum(problem.is_fatal for problem in dict.fromkeys(problems))
    return f"{size}: {_counted(wrong, 'mistake') if wrong else 'all right'}.", not wrong


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _list() -> None:
    from graphlab.study.lesson.reading import load_lesson, shipped

    for each in shipped():
        made, _ = load_lesson(each.path)
        if made is not None:
            minutes = f"{made.minutes} min" if made.minutes else ""
            _say(f"{each.name:32}{minutes:>8}  {made.title}  ({made.topic})")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
