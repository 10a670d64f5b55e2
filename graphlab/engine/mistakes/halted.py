"""The sentences about a run that was ended before its end: how far it came, and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from torch import nn

from graphlab.engine.recording.kinds import name_of
from graphlab.engine.recording.room import ROOM, give_back, size_of
from graphlab.errors import LimitError
from graphlab.record import Check, Event

if TYPE_CHECKING:
    from graphlab.engine.recording.halting import Halt
    from graphlab.engine.recording.recorder import RecordingTape
    from graphlab.engine.recording.tape import Tape

KIND: Final = "halted"
IN_BACKWARD: Final = "Stopped in the backward pass."
_KEPT: Final = "with values and without a backward pass"
_LEAN: Final = "without values and without a backward pass"
WITHOUT: Final = "without-values"
"""The offer to record the same without values."""
_COPIES: Final = 4
_FEW: Final = 64 << 20
_MOST_PARTS: Final = 3
_SMALLER: Final = "Record one part of it, or give it a smaller input."
_WITHOUT: Final = "Record it without values, or one part of it, or give it a smaller input."
_SHORTER: Final = "Take fewer steps or a shorter input, or record one part of the model by itself."


def check_of(halt: Halt, count: int) -> Check:
    """Why there is nothing that could be compared."""
    note = "stopped, no backward pass"
    if halt.why == "operations":
        note = f"stopped after {count:,} operations"
    elif halt.why == "memory":
        note = "stopped, too large for memory"
    return Check(None, 0.0, 0.0, note)


def event_of(halt: Halt, tape: RecordingTape, model: int = 0) -> Event:
    """What a person is told, at the line where the run was; ``model`` counts its weights' bytes."""
    count = len(tape.entries)
    line = halt.line if halt.line is not None else tape.line
    where = "" if line is None else f" at line {line}"
    kept = _KEPT if tape.keeps_values else _LEAN
    match halt.why:
        case "operations":
            sentence = f"{too_many(tape)} The graph has these, {kept}."
        case "memory":
            said = halt.sentence or too_large(tape, model)
            offers = (*((WITHOUT,) if tape.keeps_values else ()), *offers_of(tape))
            return Event(KIND, f"{said} The graph goes up to there, {kept}.", line, offers=offers)
        case _ if halt.sentence:
            sentence = f"{halt.sentence} The graph has all operations, {kept}."
        case _ if halt.replay is not None:
            sentence = f"Stopped{where}. The graph has the first {count:,} operations, {kept}."
        case _:
            sentence = f"Stopped{where}, after {count:,} operations. The graph has these, {kept}."
    return Event(KIND, sentence, line)


def too_large(tape: RecordingTape, model: int) -> str:
    """How much a run has needed so far, what for, and how much there is."""
    needs, count = tape.needs, sum(entry.function is not None for entry in tape.entries)
    if tape.memories is not None:
        held = tape.memories.held()
        return (
            f"This run is too large even without values: of {count:,} operations so far autograd"
            f" and the code keep {size_of(held)}; {ROOM.told(held)}. {_SMALLER}"
        )
    parts = [f"{size_of(needs.values)} for the values of {count:,} operations"]
    if needs.adjoints:
        parts.append(f"{size_of(needs.adjoints)} for adjoints")
    weights = _COPIES * model
    total = needs.values + needs.adjoints + weights
    if weights > total // 100:
        parts.append(f"{size_of(weights)} for weights, their copy and two gradients")
    listed = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    said = f"This run needs about {size_of(total)} so far, {listed}"
    return f"{said}; {ROOM.told(needs.values)}. {_WITHOUT}"


def refuse_weights(module: nn.Module) -> None:
    """LimitError where a copy of the weights and two gradients of them will not fit.

    Asked before anything runs; the parts are named with their sizes, the largest first.
    """
    size = _weights(module)
    if size < _FEW or ROOM.left >= (_COPIES - 1) * size:
        return
    give_back()
    if ROOM.left >= (_COPIES - 1) * size:
        return
    parts = sorted(((_weights(p), name) for name, p in module.named_children()), reverse=True)
    listed = ", ".join(f"{name} ({size_of(own)})" for own, name in parts[:_MOST_PARTS])
    raise LimitError(
        f"The weights of this model take {size_of(size)}; a copy to check with and two gradients"
        f" need {size_of((_COPIES - 1) * size)} more, and {ROOM.told(size)}."
        + (f" Record one of its parts: {listed}." if parts[1:] else "")
    )


def _weights(module: nn.Module) -> int:
    lazy = nn.parameter.UninitializedParameter
    return sum(tensor.nbytes for tensor in module.parameters() if not isinstance(tensor, lazy))


def offers_of(tape: RecordingTape) -> tuple[str, ...]:
    """The parts that would fit by themselves, the largest first."""
    sizes = Counter[str]()
    whole = 0
    for entry in tape.entries:
        if entry.form is None:
            continue
        size = entry.form.nbytes * (1 if entry.edge is None else 2)
        whole += size
        for path in outer_paths(entry.path) if entry.path else ():
            sizes[path] += size
    most = (tape.needs.values + tape.needs.adjoints if tape.keeps_values else whole) // 2
    fitting = [path for path, size in sizes.most_common() if size <= most]
    outermost = [
        path for path in fitting if not any(path.startswith(f"{other}.") for other in fitting)
    ]
    return tuple(f"part {path}" for path in outermost[:_MOST_PARTS])


def outer_paths(path: str) -> list[str]:
    """A module and all around it: of ``blocks.3.attn#2`` blocks.3.attn, blocks.3 and blocks."""
    names = path.partition("#")[0].split(".")
    return [".".join(names[:depth]) for depth in range(1, len(names) + 1)]


def too_many(tape: Tape) -> str:
    """That there are more operations than can be drawn, which line makes them, and what to do."""
    said = f"This runs more than {len(tape.entries):,} operations, more than can be drawn."
    return " ".join(part for part in (said, _most_often(tape), _SHORTER) if part)


def _most_often(tape: Tape) -> str:
    """The line and the module that ran most often."""
    lines: dict[int, Counter[str]] = {}
    for entry in tape.entries:
        if entry.function is not None and entry.line is not None:
            lines.setdefault(entry.line, Counter())[name_of(entry.function)] += 1
    calls = Counter(call.path.partition("#")[0] for call in tape.calls)
    said = []
    if lines:
        line = max(lines, key=lambda line: lines[line].total())
        passes = min(lines[line].values())  # one line may call one function several times
        if passes > 1:
            said.append(f"line {line} ran {passes:,} times")
    if calls:
        (path, times), *_ = calls.most_common(1)
        if times > 1:
            said.append(f"{path} was called {times:,} times")
    sentence = " and ".join(said)
    return f"{sentence[:1].upper()}{sentence[1:]}." if said else ""
