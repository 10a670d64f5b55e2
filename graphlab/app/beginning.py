"""What the window shows first: a file, a formula that was asked for, or the lecture's function."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.app.opening import LESSON, SUFFIXES
from graphlab.errors import GraphlabError
from graphlab.formula.parser import parse
from graphlab.record_json import record_from_json
from graphlab.resources import resource
from graphlab.study.document import document
from graphlab.study.examples import LECTURE

OFFERED = "tour-offered"

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.app.desk import Desk
    from graphlab.app.opening import Opening
    from graphlab.app.settings import Settings
    from graphlab.app.work import Work


def begin(
    desk: Desk,
    work: Work,
    opening: Opening,
    settings: Settings,
    source: str | None,
    values: Mapping[str, float],
) -> None:
    """Shows it, and asks for its run; a file runs when the person says so.

    Behind a lesson stands the lecture's function: it is there when the lesson is left.
    """
    path = Path(source) if source is not None and Path(source).suffix in SUFFIXES else None
    if path is not None and path.suffix != LESSON:
        work.begin(document("", {}))
        desk.formula.badge.show_nothing()
        opening.open_path(path)
        return
    if path is None and source is not None and source != LECTURE.text:
        settings.add_recent(source)
        work.enter(source, values)
        return
    work.begin(document(LECTURE.text, {**LECTURE.inputs, **values}))
    if not settings.flag(OFFERED, default=False):
        settings.keep(OFFERED, True)
        desk.narration.offer_tour()
    if not values:
        _show_placeholder(work)
    work.run()
    if path is not None:
        opening.open_path(path)


def _show_placeholder(work: Work) -> None:
    """The lecture's record as it was shipped, until the worker has made it anew."""
    try:
        text = resource("examples/lecture.json").read_text(encoding="utf-8")
        record = record_from_json(text)
        read = parse(work.document.text)
    except (OSError, GraphlabError):
        return
    if record.source.text and parse(record.source.text).outputs == read.outputs:
        work.show_placeholder(record)
