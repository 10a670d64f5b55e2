"""A pasted script to a verified Record: its statements, or one module or function of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import torch

from graphlab.engine.call import Recording, recording_of_call
from graphlab.engine.code.inside import alone_event
from graphlab.engine.code.inside import inside as part_inside
from graphlab.engine.code.parts import Part
from graphlab.engine.code.prelude import running
from graphlab.engine.code.watching import Watch
from graphlab.engine.recording.room import unbroken
from graphlab.engine.statements import recording_of_statements
from graphlab.errors import InputError
from graphlab.record import Source
from graphlab.script.losses import parse_loss
from graphlab.script.reading import USER_FILE
from graphlab.script.survey import survey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Tensor

    from graphlab.engine.code.parts import Kind
    from graphlab.record import Event, Record

OWN_START = (
    "Statements say themselves where gradients start: write y.backward(torch.tensor([1., 0.])),"
    " or step through a function."
)
NO_LOSS_INSIDE = "A loss goes on top of the whole module; leave it out to record one part."


def record_script(
    text: str,
    *,
    kind: Kind = "statements",
    name: str = "",
    init: Mapping[str, str] | None = None,
    inputs: Mapping[str, str] | None = None,
    loss: str | None = None,
    seed: int = 0,
    cotangents: Sequence[object] | None = None,
    open_fused: bool = False,
    folder: str = "",
    inside: str = "",
    keeps_values: bool = True,
) -> Record:
    """Run a script, or construct and call one module or function of it.

    ``init`` and ``inputs`` hold what was typed for the arguments of the constructor and the call.
    Without ``name`` the only module or function is meant. ``loss`` is ``mse``, ``bce``,
    ``cross_entropy``, ``hinge`` or ``sum``, with a target as in ``mse(zeros(2, 1))``.
    ``open_fused`` shows softmax, linear and other fused layers as their parts. Modules that lie in
    ``folder`` can be imported. ``inside`` is the path of a part of the module, which is recorded by
    itself with the input that it gets there. Without ``keeps_values`` each value and adjoint is
    told by its digest alone. Raises InputError, with its line where there is one, for whatever goes
    wrong before there is a graph; a later mistake ends the graph with an event
    "raised".

    >>> text = "def f(x): return x*x"
    >>> record_script(text, kind="function", inputs={"x": "3."}).outputs
    (array(9., dtype=float32),)
    """
    return recording_of_script(
        text,
        kind=kind,
        name=name,
        init=init,
        inputs=inputs,
        loss=loss,
        seed=seed,
        cotangents=cotangents,
        open_fused=open_fused,
        folder=folder,
        inside=inside,
        keeps_values=keeps_values,
    ).record


def recording_of_script(
    text: str,
    *,
    kind: Kind = "statements",
    name: str = "",
    init: Mapping[str, str] | None = None,
    inputs: Mapping[str, str] | None = None,
    loss: str | None = None,
    seed: int = 0,
    cotangents: Sequence[object] | None = None,
    open_fused: bool = False,
    folder: str = "",
    inside: str = "",
    keeps_values: bool = True,
) -> Recording:
    """The same with its tape."""
    found = survey(text)
    if found.problem is not None:
        raise found.problem
    if kind == "statements" and cotangents is not None:
        raise InputError(OWN_START)
    source = Source(text=text, kind="script")
    on_top = parse_loss(loss)
    with running(text, folder) as code, unbroken(not keeps_values):
        watch = Watch(code)
        if kind == "statements":
            statements = watch.over(code.execute)
            recording = watch.recording(
                lambda: recording_of_statements(
                    statements,
                    user_file=USER_FILE,
                    seed=seed,
                    source=source,
                    keep_partial=True,
                    open_fused=open_fused,
                    keeps_values=keeps_values,
                )
            )
            return _with_events(recording, code.events)
        part = Part(code, found, kind, name, seed)
        part.prepare(init or {}, inputs or {}, on_top)
        called, args, kwargs = part.called(watch), part.args, part.kwargs
        if inside:
            if on_top is not None:
                raise InputError(NO_LOSS_INSIDE)
            called, args, kwargs = part_inside(called, inside, args, kwargs, seed)
        try:
            recording = watch.recording(
                lambda: recording_of_call(
                    called,
                    args,
                    kwargs,
                    seed=seed,
                    cotangents=_tensors(cotangents),
                    source=source,
                    user_file=USER_FILE,
                    keep_partial=True,
                    open_fused=open_fused,
                    thorough=True,
                    keeps_values=keeps_values,
                )
            )
        except InputError as error:
            raise part.blamed(error) from error
        alone = (alone_event(inside),) if inside else ()
        return _with_events(recording, (*alone, *part.events, *code.events))


def _with_events(recording: Recording, events: Sequence[Event]) -> Recording:
    record = recording.record
    told = {event.kind for event in events} & {"softmax", "sigmoid"}
    own = [event for event in record.events if event.kind not in told]
    return replace(recording, record=replace(record, events=(*events, *own)))


def _tensors(cotangents: Sequence[object] | None) -> list[Tensor] | None:
    return None if cotangents is None else [torch.as_tensor(start) for start in cotangents]
