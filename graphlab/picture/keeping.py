"""What a layout depends on: where it is the same for two pictures, nothing moves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.picture.options import Options
    from graphlab.record import Record


def structure(record: Record) -> object:
    """What a layout depends on, apart from options."""
    return (
        (record.source.letter, record.source.keeps_names),
        [(n.id, n.formula, n.name, n.op, n.is_output, n.shape, n.dtype) for n in record.nodes],
        [(e.key, e.local is None, e.contribution is not None and e.vjp) for e in record.edges],
    )


def placing(options: Options) -> object:
    """The options that a layout depends on, apart from the strip below narrow pictures."""
    only = options.light if options.only else None
    return options.way, options.numbering, round(options.aspect, 2), only, options.type


def unlit(options: Options) -> Options:
    """The options that cards, lines and labels depend on: light and strip come at the end."""
    return replace(options, light=None, strip=False)
