"""A document as the bytes of its file. The same document gives the same bytes."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import msgspec

from graphlab.keeping import schema
from graphlab.keeping.kept import VERSION, Kept
from graphlab.keeping.strange import with_strange
from graphlab.study.document import Dial
from graphlab.study.grid import Grid

if TYPE_CHECKING:
    from graphlab.study.bookmarks import Bookmark
    from graphlab.study.code import Code, Part
    from graphlab.study.document import Document
    from graphlab.task.choice import Choice
    from graphlab.task.points import Points
    from graphlab.task.setup import Setup


def document_bytes(kept: Kept) -> bytes:
    """UTF-8 JSON with one outer field a line and a newline at the end."""
    raw: Any = msgspec.to_builtins(_file(kept))
    whole = with_strange(raw, kept.strange)
    fields = (
        f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}"
        for name, value in whole.items()
    )
    return ("{" + ",\n ".join(fields) + "}\n").encode(errors="replace")


def _file(kept: Kept) -> schema.FileEntry:
    document = kept.document
    descent, look = document.descent, kept.look
    return schema.FileEntry(
        graphlab="document",
        version=VERSION,
        source=_source(document),
        bookmarks=[_mark(mark) for mark in document.bookmarks],
        pins=[
            schema.PinEntry(node=p.node, formula=p.formula, way=p.way, dx=p.dx, dy=p.dy)
            for p in document.pins
        ],
        descent=schema.DescentEntry(
            varying=list(descent.varying),
            rate=descent.rate,
            momentum=descent.momentum,
            steps=descent.steps,
        ),
        data=_points(document.points),
        training=_training(document.training),
        look=schema.LookEntry(
            orientation=look.orientation,
            labels=look.labels,
            numbering=look.numbering,
            digits=look.digits,
            at=None if look.at is None else _mark(look.at),
            memory=look.memory,
        ),
        lesson=None
        if kept.lesson is None
        else schema.LessonEntry(name=kept.lesson.name, page=kept.lesson.page),
    )


def _source(document: Document) -> schema.SourceEntry:
    starts = document.cotangents
    return schema.SourceEntry(
        kind=document.kind,
        text=document.text,
        inputs=[dial.name for dial in document.dials],
        numbers=[
            schema.DialEntry(name=d.name, value=_number(d.value), low=d.low, high=d.high)
            for d in document.dials
            if isinstance(d, Dial)
        ],
        grids=[
            schema.GridEntry(
                name=d.name, rows=[list(map(_number, row)) for row in d.rows], vector=d.is_vector
            )
            for d in document.dials
            if isinstance(d, Grid)
        ],
        starting_gradients=None if starts is None else list(map(_number, starts)),
        seed=document.seed,
        code=_code(document.code),
    )


def _code(code: Code) -> schema.CodeEntry:
    """What a Python program gave to ``show`` cannot be run again from a file, and is left out."""
    calls = []
    for part, setup in code.setups:
        if (entry := _part(part)) is not None:
            calls.append(
                schema.CallEntry(
                    part=entry,
                    init=setup.init,
                    inputs=setup.inputs,
                    loss=setup.loss,
                    target=setup.target,
                )
            )
    return schema.CodeEntry(
        text=code.text,
        part=_part(code.part),
        calls=calls,
        open_fused=code.open_fused,
        folder=code.folder,
        inside=code.inside,
        keeps_values=code.keeps_values,
    )


def _part(part: Part | None) -> schema.PartEntry | None:
    if part is None or part.kind == "given":
        return None
    return schema.PartEntry(part.kind, part.name)


def _number(value: float) -> schema.Number:
    if math.isfinite(value):
        return value
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _mark(mark: Bookmark) -> schema.MarkEntry:
    stop, aim, wish = mark.stop, mark.aim, mark.wish
    return schema.MarkEntry(
        name=mark.name,
        closed=sorted(mark.closed),
        all_passes=mark.all_passes,
        stop=stop and schema.StopEntry(node=stop.node, phase=stop.phase, fine=stop.fine),
        aim=aim and schema.AimEntry(node=aim.node, dx=aim.dx, dy=aim.dy, zoom=aim.zoom),
        wish=None if wish is None else schema.WishEntry(node=wish.node, other=wish.other),
        only=mark.only,
        formulas=dict(sorted(mark.formulas)),
    )


def _points(points: Points) -> schema.PointsEntry:
    rows = zip(points.xy.tolist(), points.mark.tolist(), strict=True)
    return schema.PointsEntry(
        kind=points.kind,
        names=points.names,
        points=[(x, y, mark) for (x, y), mark in rows],
    )


def _training(setup: Setup) -> schema.TrainingEntry:
    return schema.TrainingEntry(
        data=_choice(setup.data),
        model=_choice(setup.model),
        optimizer=_choice(setup.optimizer),
        objective=setup.objective,
        reduction=setup.reduction,
        batch_size=setup.batch_size,
        epochs=setup.epochs,
        split=str(setup.split),
        seed=setup.seed,
        feeding=setup.feeding,
        typed_model=setup.typed_model,
        typed_data=setup.typed_data,
    )


def _choice(choice: Choice) -> schema.ChoiceEntry:
    return schema.ChoiceEntry(key=choice.key, settings=dict(choice.settings))
