"""Tensors that lie elsewhere than in the memory graphlab reads: which, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from torch import Tensor, nn

    from graphlab.engine.recording.tape import Tape

NO_VALUES: Final = "the meta device, where tensors have shapes and no values"


def refuse_elsewhere(
    inputs: Iterable[tuple[str, Tensor]], modules: Mapping[str, nn.Module]
) -> None:
    """InputError unless all inputs, parameters and buffers are on the cpu."""
    given = [(name, str(tensor.device)) for name, tensor in inputs]
    held = [
        (name, str(tensor.device))
        for module in modules.values()
        for named in (module.named_parameters(), module.named_buffers())
        for name, tensor in named
    ]
    places = dict.fromkeys(place for _, place in (*held, *given))
    away = [place for place in places if place != "cpu"]
    if not away:
        return
    told = [_where(held, given, place) for place in away]
    if "cpu" in places:
        told.append(_where(held, given, "cpu"))
    raise InputError(f"{', and '.join(told)}. {_remedy(held, given, away)}")


def refuse_made_elsewhere(tape: Tape) -> None:
    """InputError at the line that makes the first result that is not on the cpu."""
    for entry in tape.entries:
        result = entry.result
        if result is None or result.is_cpu:
            continue
        where = NO_VALUES if result.is_meta else str(result.device)
        remedy = (
            "there are none to step through; make it on the cpu."
            if result.is_meta
            else 'graphlab steps through values on the cpu; leave the device out, or write "cpu".'
        )
        raise InputError(f"This result is on {where}: {remedy}", line=entry.line)


def _where(held: list[tuple[str, str]], given: list[tuple[str, str]], place: str) -> str:
    """``lin.weight and 3 more are on cuda:0``."""
    names = [name for name, at in (*given, *held) if at == place]
    if place == "cpu" and (inputs := [name for name, at in given if at == place]):
        names = inputs
    more = len(names) - 1
    subject = names[0] if not more else f"{names[0]} and {more} more"
    device = {"meta": NO_VALUES, "cpu": "the cpu"}.get(place, place)
    return f"{subject} {'are' if more else 'is'} on {device}"


def _remedy(held: list[tuple[str, str]], given: list[tuple[str, str]], away: list[str]) -> str:
    if away != ["meta"]:
        return 'graphlab runs on the cpu: call .to("cpu") on the model and on its inputs.'
    if all(place != "meta" for _, place in held):
        return "Give it values on the cpu, as torch.randn(…) does."
    return (
        'Make the model without device="meta", or give it memory by model.to_empty(device="cpu")'
        " and load its weights."
    )
