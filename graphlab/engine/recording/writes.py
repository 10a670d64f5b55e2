"""Writing in place: a new version of the same memory, for the tensor and for all its live views.

The operation runs on a copy, which is then copied into the tensor: so every argument, the old
value included, has a measured share, and values that were seen before stay as they were.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from graphlab.engine.recording.residuals import Layout, Write, layout_of
from graphlab.engine.recording.tape import Entry, Use, edge_of, emptied, named_slots

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from graphlab.engine.recording.tape import Tape

_EXACT = 1_000_000


def write(
    tape: Tape,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any] | None,
) -> Any:
    """Run an operation that writes into its first argument."""
    target: Tensor = args[0]
    source = tape.source_of(target)
    others = live_views(tape, target)
    _keep_values(tape, target)
    uses: list[Use] = []
    passed = tape.shares(args, uses)
    named = {k: tape.shares((v,), uses)[0] for k, v in kwargs.items()} if kwargs else {}
    fresh = passed[0].clone()
    result = function(fresh, *passed[1:], **named)
    if fresh.shape != target.shape:
        return reshape(tape, function, args, kwargs)  # addbmm_ widens what is too narrow for it
    edge = edge_of(fresh) if fresh.requires_grad else None
    target.copy_(fresh)
    seen = edge is not None and torch.is_grad_enabled()
    layout = layout_of(target)
    entry = Entry(
        function, emptied(args), target, edge, uses, "inplace", named_slots(dict(kwargs or {}))
    )
    entry.version = tape.entries[source].version + 1
    if not seen and target.requires_grad:
        # Autograd did not see the write: for it the old version simply goes on.
        entry.write = Write(layout, layout, seen=False, bypassed=False)
        uses[0].residual = False
        tape.has_residuals = True
    written = tape.add(entry)
    _update(tape, others, written, layout, seen)
    return target if result is fresh or result is None else result


def reshape(
    tape: Tape,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    kwargs: Mapping[str, Any] | None,
) -> Any:
    """Run an operation that changes only how its first argument lies in the same memory."""
    target: Tensor = args[0]
    source = tape.source_of(target)
    tape.entries[source].keep()
    others: list[Use] = []
    passed = tape.shares(args[1:], others)
    function(target, *passed, **(kwargs or {}))
    edge = edge_of(target) if target.requires_grad else None
    use = Use(source, 0, None, residual=edge is not None)
    tape.has_residuals |= use.residual
    entry = Entry(
        function, emptied(args), target, edge, [use, *others], "inplace", dict(kwargs or {})
    )
    entry.version = tape.entries[source].version
    tape.add(entry)
    return target


def replace_data(tape: Tape, function: Callable[..., Any], args: tuple[Any, ...]) -> None:
    """``x.data = other``: from now on x has other's numbers, and autograd does not know."""
    target, data = args[0], args[1]
    source, given = tape.source_of(target), tape.source_of(data)
    tape.entries[source].keep()
    before = target.dtype, target.shape
    function(target, data)
    uses = [Use(source, 0, None), Use(given, 1, None)]
    entry = Entry(function, emptied(args), target, None, uses, "inplace")
    entry.version = tape.entries[source].version + 1
    if target.requires_grad and before != (target.dtype, target.shape):
        # Autograd begins anew with gradients of this form, if nothing holds a leaf's old edge.
        tape.entries[source].edge = None if target.is_leaf else tape.entries[source].edge
        entry.edge = edge_of(target)
    elif target.requires_grad:
        layout = layout_of(target)
        entry.write = Write(layout, layout, seen=False, bypassed=False)
        tape.has_residuals = True
    tape.add(entry)


def writes_out(args: tuple[Any, ...], kwargs: Mapping[str, Any] | None) -> bool:
    """Whether the call says ``out=…``."""
    return bool(kwargs) and isinstance((kwargs or {}).get("out"), Tensor)


def write_out(
    tape: Tape, function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> Any:
    """``torch.add(a, b, out=c)``: PyTorch allows it only where no gradient is wanted."""
    out: Tensor = kwargs["out"]
    source = tape.source_of(out)
    others = live_views(tape, out)
    _keep_values(tape, out)
    uses: list[Use] = []
    tape.shares(args, uses)
    result = function(*args, **kwargs)
    entry = Entry(function, emptied(args), out, None, uses, "inplace", named_slots(dict(kwargs)))
    uses.append(Use(source, len(args), None))
    entry.version = tape.entries[source].version + 1
    _update(tape, others, tape.add(entry), layout_of(out), seen=False)
    return result


def live_views(tape: Tape, target: Tensor) -> list[int]:
    """Entries of other tensors that the code still holds and that see the same memory."""
    if target.layout is not torch.strided or not target.numel():
        return []
    memory, mine = _memory(target), layout_of(target)
    found: dict[int, int] = {}
    for index, entry in enumerate(tape.entries):
        if entry.is_held and _is_other_view(entry.result, target, memory, mine):
            if tape.means(entry.result, index):
                found[id(entry.result)] = index
    return list(found.values())


def _is_other_view(view: Tensor | None, target: Tensor, memory: int, mine: Layout) -> bool:
    if view is None or view is target or _memory(view) != memory:
        return False
    # Autograd makes the history of every view anew, also where nothing was written.
    renewed = view.requires_grad and torch.is_grad_enabled()
    return renewed or _overlap(layout_of(view), mine)


def _update(tape: Tape, others: list[int], written: int, layout: Layout, seen: bool) -> None:
    """From now on each of the others means a new version, made of the old one and the write."""
    for old in others:
        entry = tape.entries[old]
        view = entry.result
        assert view is not None
        bypassed = False
        if view.requires_grad and entry.edge is not None:
            bypassed = edge_of(view).node is not entry.edge.node
        uses = [Use(old, 0, None), Use(written, 1, None)]
        update = Entry(None, (), view, None, uses, "update", name=entry.name)
        update.version = entry.version + 1
        update.write = Write(layout_of(view), layout, seen, bypassed, view.requires_grad)
        tape.has_residuals |= view.requires_grad
        tape.add(update)


def _keep_values(tape: Tape, target: Tensor) -> None:
    """Copy what was seen so far in the memory that is about to be written to."""
    memory = _memory(target)
    for entry in tape.entries:
        if entry.result is not None and entry.snapshot is None and _memory(entry.result) == memory:
            entry.keep(copy=True)


def _memory(tensor: Tensor) -> int:
    return tensor.untyped_storage().data_ptr() if tensor.layout is torch.strided else -id(tensor)


def _overlap(one: Layout, two: Layout) -> bool:
    if max(_ends(one)[0], _ends(two)[0]) > min(_ends(one)[1], _ends(two)[1]):
        return False
    if _size(one) > _EXACT or _size(two) > _EXACT:
        return True
    return bool(torch.isin(one.places(), two.places()).any())


def _ends(layout: Layout) -> tuple[int, int]:
    reach = sum((n - 1) * s for n, s in zip(layout.shape, layout.stride, strict=True))
    return layout.offset, layout.offset + reach


def _size(layout: Layout) -> int:
    size = 1
    for length in layout.shape:
        size *= length
    return size
