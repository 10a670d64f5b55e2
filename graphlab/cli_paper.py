"""Paper on the command line: the size that a picture is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import InputError

if TYPE_CHECKING:
    import argparse

    from graphlab.export.paper import OnPaper

OPTIONS = ("--page", "--poster", "--tiles", "--turn")


def add_paper_options(parser: argparse.ArgumentParser) -> None:
    """The options of a PDF, and of a PNG, that has a size in millimetres."""
    from graphlab.export.paper import TURNS

    size = parser.add_mutually_exclusive_group()
    size.add_argument("--page", metavar="SIZE", help="fitted to a page: a4, a3, letter")
    size.add_argument("--poster", metavar="SIZE", help="fitted to a poster: a2, a1, a0, 1200x800mm")
    parser.add_argument(
        "--tiles", metavar="SIZE", help="cut into pages to be glued: a4, a3, letter"
    )
    parser.add_argument("--rows", action="store_true", help="a long picture in rows, as text is")
    parser.add_argument("--turn", choices=TURNS, default="auto", help="of the pages; default: auto")


def paper_of(options: argparse.Namespace) -> OnPaper:
    """What these options ask for. Raises InputError for those that say nothing together."""
    from graphlab.export.paper import OnPaper, read_paper

    sheet, tiles = options.page or options.poster, options.tiles
    if options.page and tiles:
        raise InputError("--tiles cuts a poster into pages; give it with --poster, or by itself.")
    if options.rows and not sheet:
        raise InputError("--rows needs the sheet that rows are set on; add --page or --poster.")
    if options.turn != "auto" and not (sheet or tiles):
        raise InputError("--turn is about pages; add --page, --poster or --tiles.")
    return OnPaper(
        read_paper(sheet) if sheet else None,
        options.turn,
        read_paper(tiles) if tiles else None,
        options.rows,
    )
