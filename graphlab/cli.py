"""The command line: the window, `trace`, `export`, `record`, `train` and `lesson`.

A mistake in the input gives one plain sentence on stderr and exit status 2, never a traceback.
"""

from __future__ import annotations

import argparse
import errno
import io
import os
import re
import sys
from typing import TYPE_CHECKING, NoReturn

from typing_extensions import override

from graphlab.cli_code import OPTIONS as CODE_OPTIONS
from graphlab.cli_code import (
    add_code_options,
    file_of,
    record_file,
    refuse_code_options,
)
from graphlab.cli_document import check_own, document_in, ran_by, record_own
from graphlab.cli_export import OPTIONS as EXPORT_OPTIONS
from graphlab.cli_export import Exporting
from graphlab.cli_grade import grade
from graphlab.cli_lesson import lesson
from graphlab.cli_train import train
from graphlab.cli_worksheet import OPTIONS as SHEET_OPTIONS
from graphlab.cli_worksheet import worksheet
from graphlab.errors import GraphlabError, InputError
from graphlab.script.files import read_file

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from graphlab.formula.example_inputs import Nested
    from graphlab.keeping.kept import Kept
    from graphlab.record import Record

MISTAKE = 2
INTERRUPTED = 130
PIPE_CLOSED = 141
LONGEST_FIX = 80

FORMATS = ("table", "json", "csv", "markdown", "latex")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0, or 2 for a mistake in the input."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    _let_output_hold_mathematics()
    try:
        _run(arguments)
        sys.stdout.flush()
    except GraphlabError as error:
        _complain(_with_remedy(error))
        return MISTAKE
    except RecursionError:
        _complain("The input is nested too deeply.")
        return MISTAKE
    except MemoryError:
        _complain("The input needs more memory than there is.")
        return MISTAKE
    except OSError as error:
        return _output_failed(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _with_remedy(error: GraphlabError) -> str:
    """Offer the readings that would be accepted, where the sentence does not do so itself."""
    sentence = str(error)
    fixes = [fix for fix in getattr(error, "fixes", ()) if len(fix) <= LONGEST_FIX]
    if not fixes or "Did you mean" in sentence:
        return sentence
    return f"{sentence} Write {' or '.join(fixes)}"


def one_line(sentence: str) -> str:
    """Make a sentence safe to print: one line, and no character that could steer a terminal."""
    spaced = " ".join(sentence.split())
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in spaced)


def _run(arguments: list[str]) -> None:
    command = arguments[0] if arguments else ""
    if command == "trace":
        _trace(_trace_parser().parse_args(_sources_with_a_minus(arguments[1:])))
    elif command == "record":
        _record_to_file(_record_parser().parse_args(_sources_with_a_minus(arguments[1:])))
    elif command == "export":
        write = Exporting(_parser, _add_source, _record, _kept, ran_by, _complain, _tell_of_the_end)
        write.run(_sources_with_a_minus(arguments[1:]))
    elif command == "train":
        train(arguments[1:], _Parser, _complain)
    elif command == "lesson" and arguments[1:2] == ["worksheet"]:
        worksheet(_sources_with_a_minus(arguments[2:]), _parser, _add_source, _record)
    elif command == "lesson" and arguments[1:2] == ["grade"]:
        grade(arguments[2:], _Parser)
    elif command == "lesson":
        lesson(arguments[1:], _Parser, one_line)
    else:
        _open(_window_parser().parse_args(_sources_with_a_minus(arguments)))


# ── the commands ─────────────────────────────────────────────────────────────────────────────


def _open(options: argparse.Namespace) -> None:
    from graphlab.app.display import require_display

    if options.attached is not None:
        _open_attached(options.attached)
        return
    values = _values(options.at)
    path = file_of(options.source)
    if path is not None and path.suffix == ".graphlab":
        check_own(path, options)
    elif path is not None:
        read_file(path)  # a file that cannot be read is better told here
    elif _is_lesson(options.source):
        _look_at_lesson(options.source.strip())
    elif options.source is not None:
        _read(options.source, values)
    numbers = {name: value for name, value in values.items() if isinstance(value, float)}
    if tensors := [name for name in values if name not in numbers]:
        raise InputError(
            f"{tensors[0]} is a vector or matrix: open the formula without it and type its numbers"
            " in the window."
        )
    require_display()
    from graphlab.app.start import run

    status = run(options.source, numbers)
    if status:
        raise SystemExit(status)


def _is_lesson(source: str | None) -> bool:
    return re.search(r"[^\s/\\]\.md\s*$", source or "") is not None


def _look_at_lesson(name: str) -> None:
    """Refuses a file of which no page can be shown."""
    from pathlib import Path

    from graphlab.study.lesson.reading import load_lesson

    lesson, problems = load_lesson(Path(name))
    if lesson is None:
        first = problems[0]
        raise InputError(first.sentence, line=first.line)


def _open_attached(number: int) -> None:
    """The window of a Python program, which is at the other end of this pipe."""
    from graphlab.app.display import require_display
    from graphlab.worker.attached import connection_of

    try:
        connection = connection_of(number)
    except OSError:
        raise InputError("--attached is for graphlab.show() alone.") from None
    require_display()
    from graphlab.app.start import run

    raise SystemExit(run(connection=connection))


def _trace(options: argparse.Namespace) -> None:
    from graphlab.trace_formats import without_answers, write_trace

    if options.without_answers:
        without_answers(options.format)
    record = _record(options)
    sys.stdout.write(write_trace(record, options.format, answers=not options.without_answers))
    _tell_of_the_end(record)


def _record_to_file(options: argparse.Namespace) -> None:
    from pathlib import Path

    from graphlab.export.save import save
    from graphlab.worker.recorded_file import SUFFIX, recorded_bytes

    path = Path(options.output)
    if path.suffix != SUFFIX:
        raise InputError(f"{path.name} does not end in {SUFFIX}, as the file of a run does.")
    record = _record(options)
    save(path, recorded_bytes(record))
    _tell_of_the_end(record)


def _tell_of_the_end(record: Record) -> None:
    """Code that raised midway has its graph up to there, and is a mistake all the same."""
    for event in record.events:
        if event.kind in ("raised", "halted"):
            raise InputError(event.sentence, line=event.line, column=event.column)


def _record(options: argparse.Namespace) -> Record:
    path = file_of(options.source)
    if path is not None and path.suffix == ".graphlab":
        return record_own(path, options, _values(options.at))
    if path is not None:
        return record_file(path, options)
    refuse_code_options(options)
    values = _values(options.at)
    _read(options.source, values)
    _require_all(options.source, values)
    from graphlab.engine.expressions.expression import record_expression

    return record_expression(
        options.source, values, cotangents=options.cotangent, seed=options.seed or 0
    )


def _kept(options: argparse.Namespace) -> Kept | None:
    """The document that is named, with how it was looked at."""
    path = file_of(options.source)
    return document_in(path) if path is not None and path.suffix == ".graphlab" else None


# ── reading what was typed ───────────────────────────────────────────────────────────────────


def _read(source: str, values: Mapping[str, Nested]) -> None:
    """Refuse text with mistakes, and values nobody asked for."""
    from graphlab.formula.parser import parse
    from graphlab.formula.values import shapes_of

    program = parse(source, values, shapes_of(values))
    if unknown := [name for name in values if name not in program.inputs]:
        inputs = ", ".join(program.inputs) or "none"
        raise InputError(f"{unknown[0]} is not an input of this expression (inputs: {inputs}).")


def _require_all(source: str, values: Mapping[str, Nested]) -> None:
    from graphlab.formula.parser import parse
    from graphlab.formula.values import shapes_of

    inputs = parse(source, values, shapes_of(values)).inputs
    missing = [name for name in inputs if name not in values]
    if missing:
        add = " ".join(f"--at {name}=…" for name in missing)
        have = "has no value" if len(missing) == 1 else "have no values"
        raise InputError(f"{' and '.join(missing)} {have}: add {add}")


def _values(given: Sequence[str]) -> dict[str, Nested]:
    from graphlab.formula.values import input_name

    values: dict[str, Nested] = {}
    for text in given:
        name, equals, number = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise InputError(f'"{text}" does not give a value; write --at x=0.5.')
        name = input_name(name)
        if name in values:
            raise InputError(f"{name} is given twice.")
        values[name] = _number(name, number)
    return values


def _number(name: str, text: str) -> Nested:
    """Read a value as people write it: ``∞``, ``pi/2``, ``[1, 2; 3, 4]``, ``[[1, 2]]``."""
    from graphlab.formula.values import read_nested, read_value

    value = read_nested(text) or read_value(text)
    if value is None:
        raise InputError(f'{name}="{text}" is not a number; write for example --at {name}=0.5.')
    return value


# ── arguments ────────────────────────────────────────────────────────────────────────────────


class _Parser(argparse.ArgumentParser):
    """Argument parser whose complaints are our errors: one sentence, no usage text."""

    @override
    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message[:1].upper()}{message[1:]}; see {self.prog} --help.")


def _parser(command: str, description: str, epilog: str | None = None) -> _Parser:
    parser = _Parser(prog=command, description=description, epilog=epilog, allow_abbrev=False)
    parser.add_argument(
        "--at",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="value of an input; once for each input",
    )
    return parser


def _window_parser() -> _Parser:
    from graphlab import __version__

    parser = _parser("graphlab", "Open the window.", epilog=_COMMANDS)
    parser.add_argument(
        "source", nargs="?", metavar="SOURCE", help="an expression, a .py, .md or .graphlab file"
    )
    parser.add_argument("--attached", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"graphlab {__version__}")
    return parser


def _trace_parser() -> _Parser:
    parser = _parser("graphlab trace", "Print values, adjoints and contributions.")
    _add_source(parser)
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    parser.add_argument(
        "--without-answers", action="store_true", help="numbers left blank, to be worked out"
    )
    return parser


def _record_parser() -> _Parser:
    parser = _parser("graphlab record", "Write a run to a file, to be opened on another machine.")
    _add_source(parser)
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="the file, run.graphlab"
    )
    return parser


def _add_source(parser: argparse.ArgumentParser, count: str | None = None) -> None:
    what = "an expression, a .py or a .graphlab file"
    parser.add_argument("source", nargs=count, metavar="SOURCE", help=what)
    parser.add_argument("--seed", type=int, help="default: 0, or what a document says")
    parser.add_argument(
        "--cotangent",
        action="append",
        type=float,
        metavar="NUMBER",
        help="starting gradient of an output; once for each; default: 1",
    )
    add_code_options(parser)


_COMMANDS = (
    "Also: graphlab trace SOURCE prints the numbers, graphlab export SOURCE -o FILE writes"
    " pictures, graphlab record SOURCE -o FILE.graphlab keeps a run, graphlab train trains a"
    " model, graphlab lesson is for lessons, worksheets and grades; each has its own --help."
)


def _sources_with_a_minus(arguments: list[str]) -> list[str]:
    """Move an expression such as ``-x^2`` behind ``--``, where it is not taken for an option."""
    option = re.compile(r"--[A-Za-z][A-Za-z-]*(=.*)?|-o.*|-h|--", re.DOTALL)
    rest, sources = [], []
    for index, argument in enumerate(arguments):
        follows_option = index > 0 and arguments[index - 1] in _TAKE_A_VALUE
        if argument.startswith("-") and not follows_option and not option.fullmatch(argument):
            sources.append(argument)
        else:
            rest.append(argument)
    return [*rest, "--", *sources] if sources and "--" not in rest else arguments


_TAKE_A_VALUE = {"--at", "--format", "--seed", "--cotangent", "-o", "--output"} | {
    *CODE_OPTIONS,
    *EXPORT_OPTIONS,
    *SHEET_OPTIONS,
}


# ── output ───────────────────────────────────────────────────────────────────────────────────


def _let_output_hold_mathematics() -> None:
    """Write UTF-8 to files and pipes; on a terminal that lacks a character, put a ``?``."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _output_failed(error: OSError) -> int:
    """Answer for stdout that is gone: quietly for a closed pipe, with a sentence otherwise."""
    closed = error.errno in (errno.EPIPE, errno.EINVAL)
    if not closed:
        reason = error.strerror or str(error)
        _complain(f"The output could not be written: {reason}.")
    # What is still buffered would fail again when the interpreter ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return PIPE_CLOSED if closed else MISTAKE


def _complain(sentence: str) -> None:
    """One line beside the output, which may be read by another program."""
    print(one_line(sentence), file=sys.stderr)  # noqa: T201
