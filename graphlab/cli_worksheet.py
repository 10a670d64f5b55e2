"""`graphlab lesson worksheet`: sheets to be filled in by hand, and their keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from graphlab.record import Record

    Recorder = Callable[[argparse.Namespace], Record]

OPTIONS = ("--level", "--count", "--variants", "--title", "--paper")
"""Those that take a value."""

MOST_VARIANTS, MOST_EXERCISES = 26, 20
TITLES = {
    "chain": "The chain rule, one function after another",
    "fan-out": "The chain rule, with a node that is used again",
    "tensors": "The chain rule, with vectors and matrices",
    "": "Computational graph",
}


def worksheet(
    arguments: Sequence[str],
    make_parser: Callable[..., argparse.ArgumentParser],
    add_source: Callable[..., None],
    record: Recorder,
) -> None:
    """Writes a blank sheet and its key for each variant. Raises InputError, ExportError."""
    from graphlab.export.save import save
    from graphlab.study.practice.worksheet import key

    parser = make_parser(
        "graphlab lesson worksheet", "Write sheets to be filled in by hand, and their keys."
    )
    add_source(parser, "?")
    options = _options(arguments, parser)
    path = Path(options.output)
    encode = _writer(path)
    drawn = _exercises(options) if options.level else _own(options, record)
    title = options.title or TITLES[options.level or ""]
    for number, records in enumerate(drawn):
        letter = _letter(number) if options.variants > 1 else ""
        filled = key(title, records, letter)
        for sheet in (filled.blank, filled):
            middle = "".join(f"-{part}" for part in (letter, "key" if sheet.is_key else "") if part)
            target = path.with_name(f"{path.stem}{middle}{path.suffix}")
            save(target, encode(sheet, options.paper))


def _options(arguments: Sequence[str], parser: argparse.ArgumentParser) -> argparse.Namespace:
    from graphlab.study.practice.generate import LEVELS

    parser.add_argument("--level", choices=LEVELS, help="exercises in place of SOURCE")
    parser.add_argument("--count", type=int, help="how many of them; default: 1")
    parser.add_argument(
        "--variants", type=int, default=1, metavar="N", help="sheets with other numbers; default: 1"
    )
    parser.add_argument("--title", default="", help="the first line")
    parser.add_argument("--paper", choices=("a4", "letter"), default="a4", help="default: a4")
    parser.add_argument(
        "-o", "--output", required=True, metavar="FILE", help="sheet.pdf or sheet.tex"
    )
    options = parser.parse_args(arguments)
    if bool(options.level) == bool(options.source):
        raise InputError("Give either --level or an expression (or file) to ask about, not both.")
    if options.level and options.at:
        raise InputError("--at belongs to an expression; the numbers of exercises follow --seed.")
    if options.count is not None and not options.level:
        raise InputError("--count belongs to --level: an expression is one graph.")
    options.count = 1 if options.count is None else options.count
    options.seed = options.seed or 0
    for name, most in (("count", MOST_EXERCISES), ("variants", MOST_VARIANTS)):
        if not 1 <= getattr(options, name) <= most:
            raise InputError(f"--{name} must be from 1 to {most}.")
    return options


def _writer(path: Path) -> Any:
    """What makes the bytes of a file with this ending."""
    from graphlab.export.worksheet_pdf import worksheet_pdf
    from graphlab.export.worksheet_tex import worksheet_tex

    writers = {".pdf": worksheet_pdf, ".tex": lambda *given: worksheet_tex(*given).encode()}
    if path.suffix.lower() not in writers:
        raise InputError(f"A worksheet is written as .pdf or .tex, not as “{path.name}”.")
    return writers[path.suffix.lower()]


def _exercises(options: argparse.Namespace) -> list[list[Record]]:
    """The records of every variant."""
    from graphlab.engine.expressions.expression import record_expression
    from graphlab.study.practice.generate import exercise
    from graphlab.study.practice.variants import variant

    seeds = range(options.seed, options.seed + options.count)
    chosen = [
        [variant(exercise(options.level, seed), number) for seed in seeds]
        for number in range(options.variants)
    ]
    return [[record_expression(one.text, one.values) for one in sheet] for sheet in chosen]


def _own(options: argparse.Namespace, recorder: Recorder) -> list[list[Record]]:
    from graphlab.study.practice.parts import why_not

    record = recorder(options)
    if reason := why_not(record):
        raise InputError(reason)
    if options.variants == 1:
        return [[record]]
    if record.source.kind != "expression":
        raise InputError("Only a formula can have variants: the inputs of code are its own.")
    return [[one] for one in _variants(record, options.seed, options.variants)]


def _variants(record: Record, seed: int, count: int) -> list[Record]:
    from graphlab.engine.expressions.expression import record_expression
    from graphlab.study.practice.variants import numbers_of_variants

    text = record.source.text
    values: Any = {
        node.name: node.value.tolist()
        for node in record.nodes
        if node.op == "input" and node.name is not None and node.value is not None
    }
    if not values:
        raise InputError("This formula has no inputs, so it cannot have variants.")

    def accepts(at: Any) -> bool:
        return not record_expression(text, at).events

    found = numbers_of_variants(text, values, f"own {seed}", count, accepts)
    return [record, *(record_expression(text, at) for at in found[1:])]


def _letter(number: int) -> str:
    from graphlab.study.practice.generate import LETTERS

    return LETTERS[number]
