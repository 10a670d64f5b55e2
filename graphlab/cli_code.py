"""Python files on the command line: what of them is run, with which arguments.

Naming a file for `trace` or `export` is consent to run it, as `python file.py` is.
"""

from __future__ import annotations

import contextlib
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from graphlab.record import Record
    from graphlab.script.survey import Offer
    from graphlab.study.code import Code

_FILE = re.compile(r"[^\s/\\]\.(py|graphlab)\s*$")
_LOSS = re.compile(r"\s*(\w+)\s*\((.+)\)\s*", re.DOTALL)
OPTIONS = ("--class", "--function", "--init", "--input", "--loss", "--part")
FLAGS = ("--no-values",)
TRUST = "--trust"
NO_DOCUMENT = f"{TRUST} is for code in a .graphlab document."


def file_of(source: str | None) -> Path | None:
    """The file that SOURCE names, None for an expression."""
    found = _FILE.search(source or "")
    return Path(source.strip()) if source is not None and found is not None else None


def value_of(options: argparse.Namespace, option: str) -> object:
    """What was given for an option."""
    return getattr(options, option.strip("-").replace("class", "class_").replace("-", "_"), None)


def add_code_options(parser: argparse.ArgumentParser) -> None:
    """The options that only a .py file takes, and the one for code in a document."""
    parser.add_argument(
        TRUST, action="store_true", help="run the code in a .graphlab document, which you have read"
    )
    of_code = parser.add_argument_group("for .py files")
    which = of_code.add_mutually_exclusive_group()
    which.add_argument("--class", dest="class_", metavar="NAME", help="step through this module")
    which.add_argument("--function", metavar="NAME", help="step through this function")
    for option, what in (("--init", "constructor"), ("--input", "call")):
        of_code.add_argument(
            option,
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help=f"argument of the {what}, for example x=randn(2,1); once for each",
        )
    of_code.add_argument(
        "--part",
        default="",
        metavar="PATH",
        help="one part of the module by itself, for example layers.3, with the input it gets there",
    )
    of_code.add_argument(
        "--no-values",
        action="store_true",
        help="for models too large for memory: keep the ranges and coarse pictures of arrays only",
    )
    of_code.add_argument("--loss", help="mse, bce, cross_entropy, hinge or sum, put on top")


def refuse_code_options(options: argparse.Namespace) -> None:
    """An expression has no class, and its inputs are numbers."""
    if options.trust:
        raise InputError(NO_DOCUMENT)
    for option in (*OPTIONS, *FLAGS):
        if value_of(options, option):
            raise InputError(f"{option} belongs to a .py file; an expression takes --at x=0.5.")


def record_file(path: Path, options: argparse.Namespace) -> Record:
    """Runs the file, or a part of it, and returns the verified Record."""
    return record_code(code_in(path, options), options.seed or 0, options.cotangent)


def code_in(path: Path, options: argparse.Namespace) -> Code:
    """What of a file is run, and how; nothing runs."""
    from graphlab.script.cleaning import clean
    from graphlab.script.files import read_file
    from graphlab.script.survey import offers, survey
    from graphlab.study.code import Code, Part, setup

    if options.trust:
        raise InputError(NO_DOCUMENT)
    if options.at:
        raise InputError("--at belongs to an expression; a .py file takes --input 'x=randn(2,1)'.")
    text = clean(read_file(path)).text
    found = survey(text)
    if found.problem is not None:
        raise found.problem
    offer = _chosen(options, offers(found), path)
    loss = _LOSS.fullmatch(options.loss or "")
    called = setup(
        _fields("--init", options.init),
        _fields("--input", options.input),
        *(loss.groups() if loss is not None else (options.loss or "", "")),
    )
    code = Code(text, Part(offer.kind, offer.name), folder=str(path.resolve().parent))
    return code.calling(called).entering(options.part).keeping(not options.no_values)


def record_code(code: Code, seed: int, cotangents: Sequence[float] | None) -> Record:
    """Runs code, or a part of it, and returns the verified Record.

    What the code prints goes to stderr, so that stdout holds the result alone.
    """
    from graphlab.engine.code.scripts import record_script
    from graphlab.study.code import Part

    part, setup = code.part or Part("statements"), code.setup
    assert part.kind != "given", "no program gave it"
    with contextlib.redirect_stdout(sys.stderr):
        return record_script(
            code.text,
            kind=part.kind,
            name=part.name,
            init={name: text for name, text in setup.init if text},
            inputs={name: text for name, text in setup.inputs if text},
            loss=setup.loss_on_top,
            seed=seed,
            cotangents=cotangents,
            open_fused=code.open_fused,
            folder=code.folder,
            inside=code.inside,
            keeps_values=code.keeps_values,
        )


def _chosen(options: argparse.Namespace, offered: Sequence[Offer], path: Path) -> Offer:
    """What was named, else the only thing there is."""
    from graphlab.script.survey import Offer

    if options.class_:
        return Offer("module", options.class_, "")
    if options.function:
        return Offer("function", options.function, "")
    if not offered:
        raise InputError(f"There is no module, function or statement in {path.name}.")
    if options.init or options.input or options.loss or options.part:  # these are for a call
        offered = [offer for offer in offered if offer.kind != "statements"] or offered
    if len(offered) == 1 or offered[0].kind == "statements":
        return offered[0]
    names = " or ".join(
        f"--{'class' if offer.kind == 'module' else 'function'} {offer.name}" for offer in offered
    )
    raise InputError(f"{path.name} holds several things to step through: add {names}.")


def _fields(option: str, given: Sequence[str]) -> dict[str, str]:
    fields: dict[str, str] = {}
    for text in given:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name.isidentifier() or not value:
            raise InputError(f'"{text}" does not give a value; write {option} x=2.')
        if name in fields:
            raise InputError(f"{name} is given twice.")
        fields[name] = value
    return fields
