"""``graphlab export``: pictures of a run, as every format that graphlab writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graphlab.cli_look import OPTIONS as LOOK_OPTIONS
from graphlab.cli_look import add_look, looked
from graphlab.cli_paper import OPTIONS as PAPER_OPTIONS
from graphlab.cli_paper import add_paper_options, paper_of
from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from graphlab.export.registry import Ran
    from graphlab.keeping.kept import Kept
    from graphlab.record import Record
    from graphlab.study.moment import Moment

OPTIONS = (
    "--step", "--steps", "--by", "--theme", "--type", "--scale", "--delay", "--width", "--crop",
    *LOOK_OPTIONS,
    *PAPER_OPTIONS,
)  # fmt: skip
"""Those that take a value."""

SHORTEST, LONGEST = 0.02, 600.0  # seconds a picture


class Exporting(NamedTuple):
    """The command, with what it shares with the others."""

    parser: Callable[[str, str], argparse.ArgumentParser]
    add_source: Callable[[argparse.ArgumentParser], None]
    record: Callable[[argparse.Namespace], Record]
    document: Callable[[argparse.Namespace], Kept | None]
    ran: Callable[[argparse.Namespace], Ran]
    complain: Callable[[str], None]
    tell_of_the_end: Callable[[Record], None]

    def run(self, arguments: Sequence[str]) -> None:
        """Reads the arguments, records, and writes. Raises GraphlabError."""
        from graphlab.export.registry import check, export
        from graphlab.export.seen import Seen, seen_in
        from graphlab.export.sizing import read_part, read_width

        options = self._parser().parse_args(arguments)
        paper = paper_of(options)
        path = Path(options.output)
        check(path, paper)
        _refuse_meaningless(options, path.suffix.lower())
        width = read_width(options.width) if options.width else None
        part = read_part(options.crop) if options.crop else None
        kept = self.document(options)
        record = self.record(options)
        seen = looked(options, Seen() if kept is None else seen_in(kept, record), record)
        shown = seen.of(record)
        # The sum line belongs to a step; the whole graph by itself has none.
        strip = (options.step or options.steps) is not None and not options.no_strip
        export(
            shown,
            path,
            step=options.step,
            steps=options.steps,
            by=options.by,
            theme=options.theme,
            options=seen.options(shown, strip=strip, hide=options.hide, larger=options.type or 1.0),
            scale=2.0 if options.scale is None else options.scale,
            transparent=options.transparent,
            outlines=options.outlines,
            paper=paper,
            delay=1.2 if options.delay is None else options.delay,
            width=width,
            part=part,
            numbered=options.numbered,
            ran=self.ran(options),
            notice=self.complain,
        )
        self.tell_of_the_end(record)

    def _parser(self) -> argparse.ArgumentParser:
        from graphlab.export.frames import BYS
        from graphlab.picture.theme import THEMES

        parser = self.parser("graphlab export", "Write pictures: the suffix of FILE says how.")
        self.add_source(parser)
        parser.add_argument(
            "-o", "--output", required=True, metavar="FILE", help="its suffix names the format"
        )
        which = parser.add_mutually_exclusive_group()
        which.add_argument(
            "--step",
            type=_moment,
            metavar="N",
            help="one step; 13.1 with the first contribution alone; else everything",
        )
        which.add_argument("--steps", metavar="WHICH", help="all, forward, backward, A-B or 3,7,9")
        parser.add_argument(
            "--by", choices=BYS, default="step", help="contributions one at a time; default: step"
        )
        parser.add_argument("--theme", choices=THEMES, default="print", help="default: print")
        parser.add_argument(
            "--type", type=float, metavar="X", help="1 to 3 times as large, gaps as they are"
        )
        parser.add_argument("--scale", type=float, help="pixels of a PNG or GIF; default: 2")
        parser.add_argument("--delay", type=float, help="seconds a step in GIF, HTML; default: 1.2")
        parser.add_argument("--width", metavar="WIDTH", help="of the picture: 12cm, 120mm, 800px")
        parser.add_argument("--crop", metavar="X,Y,W,H", help="what is seen of it, in its pixels")
        parser.add_argument(
            "--numbered", action="store_true", help="PDF and LaTeX too as a file a step"
        )
        parser.add_argument("--transparent", action="store_true", help="no background")
        parser.add_argument("--outlines", action="store_true", help="text of SVG, HTML as outlines")
        parser.add_argument("--no-strip", action="store_true", help="without the sum below")
        parser.add_argument("--hide", action="store_true", help='"?" for the number of the step')
        add_look(parser)
        add_paper_options(parser)
        return parser


def _moment(text: str) -> Moment:
    """``13``, or ``13.2`` with two contributions. Raises ValueError, as argparse wants it."""
    from graphlab.study.moment import Moment

    step, _, fine = text.partition(".")
    if fine and not int(fine):
        raise ValueError(text)
    return Moment(int(step), int(fine or 0))


_moment.__name__ = "step"  # what argparse says was wrong


def _refuse_meaningless(options: argparse.Namespace, suffix: str) -> None:
    """Options that would change nothing about such a file."""
    from graphlab.export.registry import MEANING, TELLERS
    from graphlab.export.sizing import LARGEST_TYPE

    for name, suffixes in MEANING.items():
        given = getattr(options, name)
        if given is not None and given is not False and suffix not in suffixes:
            raise InputError(
                f'--{name} means nothing to a "{suffix}" file; it is for {", ".join(suffixes)}.'
            )
    if suffix in TELLERS and any((options.step is not None, options.steps, options.crop)):
        raise InputError(f'A "{suffix}" file tells of the whole run; leave out the steps.')
    if options.by == "contribution" and not options.steps:
        raise InputError("--by contribution is about several steps; add --steps.")
    if options.numbered and not options.steps:
        raise InputError("--numbered is about several steps; add --steps.")
    if options.width and paper_of(options):
        raise InputError("--width and the size of a page exclude each other; give one of them.")
    if options.width and options.width.strip().lower().endswith("px") and options.scale is not None:
        raise InputError("--width in pixels says how many; leave out --scale.")
    if options.type is not None and not 1 <= options.type <= LARGEST_TYPE:
        raise InputError(f"--type is 1 to {LARGEST_TYPE:g}, not {options.type:g}.")
    if options.delay is not None and not SHORTEST <= options.delay <= LONGEST:
        raise InputError(f"--delay is {SHORTEST:g} to {LONGEST:g} seconds, not {options.delay:g}.")
