"""What `graphlab export` shows of a run and how, told by options or by the look of a document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse

    from graphlab.export.seen import Seen
    from graphlab.record import Record
    from graphlab.study.light import Wish

OPTIONS = ("--direction", "--labels", "--numbering", "--digits", "--light", "--close")
"""Those that take a value."""

_LIGHT = re.compile(r"\s*(w\d+)\s*(?:[-–−]\s*(w\d+)\s*)?")


def add_look(parser: argparse.ArgumentParser) -> None:
    """What the window's View menu has. Nothing has a default: a document may say it."""
    import argparse
    from typing import get_args

    from graphlab.export.seen import DIGITS, EVERYTHING
    from graphlab.picture.options import EdgeLabels, Orientation
    from graphlab.study.labels import Numbering

    look = parser.add_argument_group("what is shown, and how; else as the document was looked at")
    look.add_argument("--direction", choices=get_args(Orientation))
    look.add_argument("--labels", choices=get_args(EdgeLabels), help="of edges; default: all")
    look.add_argument("--numbering", choices=get_args(Numbering))
    look.add_argument("--digits", type=int, choices=DIGITS, metavar="N", help="default: 4")
    look.add_argument(
        "--memory", action=argparse.BooleanOptionalAction, help="tint what shares memory"
    )
    look.add_argument(
        "--light",
        metavar="NODE",
        help=f"w4: all around it; w4-w6: what lies between; {EVERYTHING}: no light",
    )
    look.add_argument("--only", action="store_true", help="leave out what --light does not light")
    look.add_argument(
        "--close",
        action="append",
        default=[],
        metavar="MODULE",
        help="show a module as one node; once for each",
    )
    look.add_argument(
        "--fold-loops", action="store_true", help="one pass of each loop whose passes are alike"
    )
    look.add_argument(
        "--open-all", action="store_true", help="every module open, every pass of every loop"
    )


def looked(options: argparse.Namespace, seen: Seen, record: Record) -> Seen:
    """``seen`` but for what options say. Raises InputError for what the run does not have."""
    from graphlab.study.modules import tree_of

    given = {
        "orientation": options.direction,
        "labels": options.labels,
        "numbering": options.numbering,
        "digits": options.digits,
        "memory": options.memory,
    }
    seen = replace(seen, **{name: value for name, value in given.items() if value is not None})
    if options.close or options.fold_loops or options.open_all:
        known = tree_of(record).parts
        if strange := [key for key in options.close if key not in known]:
            has = f"its modules are {', '.join(known)}" if known else "it has none"
            raise InputError(f"There is no module {strange[0]} in this run; {has}.")
        if options.open_all and (options.close or options.fold_loops):
            raise InputError("--open-all folds nothing; leave out --close and --fold-loops.")
        seen = replace(seen, closed=frozenset(options.close), all_passes=not options.fold_loops)
    if options.light is not None:
        seen = replace(seen, wish=_wish(options.light), only=options.only)
        _check(options.light, seen, record)
    elif options.only:
        if seen.wish is None:
            raise InputError("--only leaves out what is not lit; add --light.")
        seen = replace(seen, only=True)
    return seen


def _wish(text: str) -> Wish | None:
    from graphlab.export.seen import EVERYTHING
    from graphlab.study.light import Wish

    if text.strip() == EVERYTHING:
        return None
    found = _LIGHT.fullmatch(text)
    if found is None:
        raise InputError(
            f'--light "{text}" names no node; write w4, for a path w4-w6, or {EVERYTHING}.'
        )
    return Wish(found[1], found[2])


def _check(text: str, seen: Seen, record: Record) -> None:
    if seen.wish is None:
        return
    shown = seen.of(record)
    found = seen.lit(shown)
    if found is None:
        raise InputError(f"--light {text}: this is not in what is shown of the run.")
    if found.light is None:
        raise InputError(f"--light {text}: {found.sentence}")
