"""`graphlab lesson grade`: files of answers to a table, one row a student."""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from graphlab.lesson_grades import Graded
    from graphlab.study.lesson.model import Lesson

FORMULA_SIGNS = ("=", "+", "-", "@", "\t")
"""What a spreadsheet would take for a formula and run."""


WIDEST = 40
"""Characters of a formula in the table for people."""


def grade(arguments: Sequence[str], make_parser: Callable[..., argparse.ArgumentParser]) -> None:
    """Prints the table. Raises InputError at the end where a file could not be judged."""
    parser = make_parser(
        prog="graphlab lesson grade",
        description="Judge files of answers; what is right is found anew.",
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="+", metavar="FILE", help="answers that the window saved")
    parser.add_argument("--csv", action="store_true", help="for a spreadsheet")
    parser.add_argument(
        "--lesson",
        action="append",
        default=[],
        metavar="FILE.md",
        help="a lesson of your own that was answered; once for each",
    )
    parser.add_argument(
        "--trust",
        action="store_true",
        help="run the code in lessons of your own, as python FILE would",
    )
    options = parser.parse_args(arguments)
    from graphlab.lesson_grades import Grader, marked_twice

    lessons, ours = _lessons(options.lesson)
    grader = Grader(lessons, trusts=options.trust, ours=ours)
    found = marked_twice([grader.graded(Path(file)) for file in options.files])
    rows = _rows(found, plain=not options.csv)
    sys.stdout.write(_aligned(rows) if not options.csv else _csv(rows))
    if bad := sum(not one.is_read for one in found):
        raise InputError(f"{bad} {'file' if bad == 1 else 'files'} could not be judged.")


def _lessons(files: Sequence[str]) -> tuple[dict[str, Lesson], set[str]]:
    """Those that come with graphlab and those that are named, and the names of the former.

    Raises InputError.
    """
    from graphlab.errors import DocumentError
    from graphlab.study.lesson.reading import lesson_name, load_lesson, shipped

    named = {lesson_name(Path(file)): Path(file) for file in files}
    paths = {each.name: each.path for each in shipped()}
    ours = paths.keys() - named.keys()
    paths |= named
    found = {}
    for name, path in paths.items():
        try:
            made, _ = load_lesson(path)
        except DocumentError as error:
            raise InputError(str(error)) from error
        if made is not None:
            found[name] = made
    return found, ours


def _rows(found: Sequence[Graded], *, plain: bool) -> list[list[str]]:
    """One row a file; a column a topic, in the order in which the topics come."""
    topics = list(dict.fromkeys(topic for one in found for topic, _ in one.topics))
    head = ["file", "name", "about", *topics, "total", "of", "problem"]
    rows = [head]
    for one in found:
        points = dict(one.topics)
        got, of = one.total
        cells = [f"{points[topic][0]:g}" if topic in points else "" for topic in topics]
        if plain:
            cells = [f"{points[t][0]:g}/{points[t][1]:g}" if t in points else "" for t in topics]
        ends = [f"{got:g}", f"{of:g}"] if one.topics else ["", ""]
        about = one.about if not plain or len(one.about) <= WIDEST else f"{one.about[:WIDEST]}…"
        rows.append([one.file, one.name, about, *cells, *ends, one.problem])
    return [[_one_line(cell) for cell in row] for row in rows]


def _csv(rows: Sequence[Sequence[str]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in rows:
        writer.writerow(f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell for cell in row)
    return text.getvalue()


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
    return "\n".join(lines) + "\n"


def _one_line(text: str) -> str:
    """Without a character that could steer a terminal or begin a new row."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
