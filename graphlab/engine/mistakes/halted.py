"""The sentences about a run that was ended before its end: how far it came, and what to do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from graphlab.engine.recording.kinds import name_of
from graphlab.record import Check, Event

if TYPE_CHECKING:
    from graphlab.engine.recording.halting import Halt
    from graphlab.engine.recording.tape import Tape

KIND: Final = "halted"
IN_BACKWARD: Final = "Stopped in the backward pass."
_KEPT: Final = "with values and without a backward pass"
_SHORTER: Final = "Take fewer steps or a shorter input, or record one part of the model by itself."


def check_of(halt: Halt, count: int) -> Check:
    """Why there is nothing that could be compared."""
    note = "stopped, no backward pass"
    if halt.why == "operations":
        note = f"stopped after {count:,} operations"
    elif halt.why == "memory":
        note = "stopped, too large for memory"
    return Check(None, 0.0, 0.0, note)


def event_of(halt: Halt, tape: Tape) -> Event:
    """What a person is told, at the line where the run was."""
    count = len(tape.entries)
    line = halt.line if halt.line is not None else tape.line
    where = "" if line is None else f" at line {line}"
    match halt.why:
        case "operations":
            sentence = f"{too_many(tape)} The graph has these, {_KEPT}."
        case "memory":
            sentence = f"{halt.sentence} The graph goes up to there, {_KEPT}."
        case _ if halt.sentence:
            sentence = f"{halt.sentence} The graph has all operations, {_KEPT}."
        case _ if halt.replay is not None:
            sentence = f"Stopped{where}. The graph has the first {count:,} operations, {_KEPT}."
        case _:
            sentence = f"Stopped{where}, after {count:,} operations. The graph has these, {_KEPT}."
    return Event(KIND, sentence, line)


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
