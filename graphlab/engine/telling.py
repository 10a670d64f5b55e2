"""The sentences about a run of code, each at its source line."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from graphlab.engine.formulas.kinks import kinks
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from graphlab.engine.recording.happenings import Happening, Happenings
    from graphlab.engine.recording.tape import Tape
    from graphlab.record import Array, Digest, Edge, EdgeKey, Node

_SMALL = 64
_WRITTEN = re.compile(r"\binf\b")
_MOST_LINES = 4
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def shown(id_: str) -> str:
    """``w₄`` for w4."""
    return id_.translate(_SUBSCRIPTS)


def tell(
    tape: Tape,
    happenings: Happenings,
    ids: Mapping[int, str],
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    flowing: Collection[EdgeKey],
    seed: int,
) -> tuple[Event, ...]:
    """All events of a run, in the order of their lines.

    ``flowing`` are edges whose contributions were not kept.
    """
    found = [
        Event(h.kind, sentence, h.line, None if h.entry is None else ids.get(h.entry))
        for h in happenings
        if (sentence := _sentence(h, ids, seed))
    ]
    found += _inputs_written(tape, ids)
    found += _statistics(nodes, tape, ids)
    found += _blocks(nodes, edges, flowing)
    found += _not_measured(edges, flowing)
    odd = kinks(tape, ids, nodes)
    found += odd
    found += _first_bad(nodes, edges, {event.node for event in odd if event.kind == "domain"})
    if same_for_every_input(happenings, nodes):
        found.append(
            Event(
                "same_graph",
                "No value decided anything: the graph is the same for every input of these shapes.",
            )
        )
    found += _for_this_input(happenings)
    if not any(n.adjoint is not None or n.adjoint_digest is not None for n in nodes):
        found.append(Event("no_grad_needed", _why_forward_only(tape)))
    found += _squashed_twice(tape, ids)
    return tuple(sorted(found, key=lambda event: (event.line is None, event.line or 0)))


def tell_stopped(
    told: Sequence[Event], sentence: str, line: int | None, details: str
) -> tuple[Event, ...]:
    """The events of a run that raised: nothing is known of what would have come."""
    kept = [event for event in told if event.kind not in ("same_graph", "no_grad_needed")]
    return (*kept, Event("raised", f"The code stopped here: {sentence}", line, details=details))


def not_copied(why: str) -> Event:
    """That a module was run as it is, and so could not be compared with a plain run of its own."""
    reason = f": {why}" if why else ""
    return Event(
        "not_copied",
        f"This module cannot be copied{reason}. So the plain and the recorded run were of the"
        " module itself, where the first may change what the second finds, and were not compared.",
    )


def not_kept() -> Event:
    """That there are no arrays in this record."""
    return Event(
        "not_kept",
        "Recorded without values: of each value and adjoint there are its range, its mean and a"
        " coarse picture.",
    )


def tell_halted(told: Sequence[Event], halted: Event) -> tuple[Event, ...]:
    """The events of a run that was ended before its end."""
    unknown = ("same_graph", "no_grad_needed")
    return (*(event for event in told if event.kind not in unknown), halted)


def _why_forward_only(tape: Tape) -> str:
    leaves = [entry for entry in tape.entries if entry.op in ("input", "parameter")]
    if any(entry.result is not None and entry.result.requires_grad for entry in leaves):
        return (
            "No gradient gets from the result back to a tensor that requires one, so there is a"
            " forward pass only."
        )
    return (
        "Nothing here requires a gradient, so there is a forward pass only."
        " Mark a tensor with requires_grad=True to see the backward pass."
    )


_TWICE: Final = {
    ("cross_entropy", "softmax"): (
        "Cross-entropy takes the softmax itself; give it the scores as they are, without softmax."
    ),
    ("cross_entropy", "log_softmax"): (
        "Cross-entropy takes the softmax itself; give it the scores as they are, without softmax."
    ),
    ("binary_cross_entropy_with_logits", "sigmoid"): (
        "This loss takes the sigmoid itself; give it the scores as they are, or use BCELoss."
    ),
    ("nll_loss", "softmax"): "nll_loss takes the logarithm of the softmax; use log_softmax here.",
}


_LOSSES = frozenset(loss for loss, _ in _TWICE)


def _squashed_twice(tape: Tape, ids: Mapping[int, str]) -> Iterator[Event]:
    """Softmax before a loss that holds one, told at the softmax."""
    for entry in tape.entries:
        name = getattr(entry.function, "__name__", "")
        if name not in _LOSSES or not entry.uses:
            continue
        index = entry.uses[0].source
        source = tape.entries[index]
        last = name, getattr(source.function, "__name__", "")
        if sentence := _TWICE.get(last):
            yield Event(last[1].removeprefix("log_"), sentence, source.line, ids.get(index))


def same_for_every_input(happenings: Happenings, nodes: Sequence[Node]) -> bool:
    """Whether the run can take no other way.

    Python sees a tensor's numbers only through the calls that let a value leave. Without any, and
    without closed blocks, the code cannot branch on them. (fx.symbolic_trace would answer the
    same by another run, and fails on code that merely asks for a shape.)
    """
    looked = any(what.kind in ("branch", "left") for what in happenings)
    return not looked and not any(node.op == "opaque" for node in nodes)


def _for_this_input(happenings: Happenings) -> Iterator[Event]:
    """Which lines decided, where another input may lead another way."""
    for kind, must, one, many in (
        ("branch", "holds", "a value decided at line", "values decided at lines"),
        ("left", "may hold", "a value left it at line", "values left it at lines"),
    ):
        lines = sorted({what.line for what in happenings if what.kind == kind and what.line})
        if lines:
            told = [str(line) for line in lines[:_MOST_LINES]]
            if len(lines) > _MOST_LINES:
                told.append(f"{len(lines) - _MOST_LINES} more")
            listed = " and ".join([", ".join(told[:-1]), told[-1]] if told[1:] else told)
            where = f"{many if told[1:] else one} {listed}"
            yield Event("this_input", f"This graph {must} for this input only: {where}.", lines[0])
            return


def _sentence(what: Happening, ids: Mapping[int, str], seed: int) -> str | None:
    about = "" if what.entry is None else shown(ids.get(what.entry, ""))
    match what.kind:
        case "branch":
            return _branch(what, about)
        case "left":
            took = f"{about} left the graph" if about else "A value left the graph"
            return f"{took} through {what.name}(); no gradient flows back from there."
        case "cut":
            return f"{what.name} lets no gradient through {about}."
        case "random":
            return f"{what.name} draws random numbers; seed {seed} was used."
        case "inplace":
            name = "An assignment to elements" if what.name == "__setitem__" else what.name
            return f"{name} writes in place: {about} is a new version of the same memory."
    return None


def _branch(what: Happening, about: str) -> str:
    value = f"the value of {about}" if about else "a value"
    if what.name == "__index__":
        return f"Python used {value} as a whole number, so another input may give another graph."
    if what.times == 1:
        answer = "True" if what.truths else "False"
        return f"{value[0].upper()}{value[1:]} decided: the condition was {answer}."
    return f"Values decided here: the condition was True in {what.truths} of {what.times} passes."


def _inputs_written(tape: Tape, ids: Mapping[int, str]) -> Iterator[Event]:
    for index, entry in enumerate(tape.entries):
        if entry.op != "inplace" or entry.function is None:
            continue
        source = tape.entries[entry.uses[0].source] if entry.uses else None
        if source is not None and source.op == "input" and source.edge is not None:
            yield Event(
                "inplace",
                f"{source.name} is written to in place. PyTorch refuses this for a tensor that"
                " requires a gradient and was made directly; here a copy was used.",
                entry.line,
                ids[index],
            )


def _statistics(nodes: Sequence[Node], tape: Tape, ids: Mapping[int, str]) -> Iterator[Event]:
    for index, entry in enumerate(tape.entries):
        name = getattr(entry.function, "__name__", "")
        if name == "batch_norm" and entry.op == "call":
            training = (entry.kwargs or {}).get(
                "training", entry.args[5] if len(entry.args) > 5 else False
            )
            if training is True:
                yield Event(
                    "statistics",
                    "BatchNorm uses the statistics of this batch and updates its running ones"
                    " (on a copy, so your module is unchanged).",
                    entry.line,
                    ids[index],
                )


def _blocks(
    nodes: Sequence[Node], edges: Sequence[Edge], flowing: Collection[EdgeKey]
) -> Iterator[Event]:
    for node in nodes:
        if node.op == "opaque":
            yield Event(
                "opaque",
                f"{shown(node.id)} is one block: its inside cannot be shown.",
                node.line,
                node.id,
            )
    for edge in edges:
        if edge.origin == "residual" and edge.contribution is None and edge.key not in flowing:
            node = next(n for n in nodes if n.id == edge.source)
            if node.adjoint is not None or node.adjoint_digest is not None:
                yield Event(
                    "residual",
                    f"The shares of {shown(edge.source)}'s adjoint that come from its uses cannot"
                    " be told apart.",
                    node.line,
                    edge.source,
                )


def _not_measured(edges: Sequence[Edge], flowing: Collection[EdgeKey]) -> Iterator[Event]:
    """How many contributions follow from other numbers; the others have each been measured."""
    told = [edge for edge in edges if edge.contribution is not None or edge.key in flowing]
    derived = sum(edge.origin == "residual" for edge in told)
    if derived:
        rest = (
            "was not measured by itself; it follows from the other numbers at the same node."
            if derived == 1
            else "were not measured by themselves; they follow from the other numbers at the same"
            " nodes."
        )
        yield Event("residual", f"{derived:,} of {len(told):,} contributions {rest}")


def _first_bad(
    nodes: Sequence[Node], edges: Sequence[Edge], explained: Collection[str | None]
) -> Iterator[Event]:
    if _all_finite(nodes):
        return
    meant = _meant(nodes, edges)
    for node in nodes:
        odd = _bad(node.value) or _is_told_bad(node.value_digest)
        if odd and node.id not in meant:
            if node.id in explained:
                return
            yield Event(
                "overflow",
                f"{shown(node.id)} is the first value that is not finite.",
                node.line,
                node.id,
            )
            return
    for node in reversed(nodes):
        if _bad(node.adjoint) or _is_told_bad(node.adjoint_digest):
            bar = f"{node.id[0]}\u0304{shown(node.id)[1:]}"
            yield Event(
                "adjoint",
                f"{bar} holds the first numbers of the way back that are not finite.",
                node.line,
                node.id,
            )
            return


def _meant(nodes: Sequence[Node], edges: Sequence[Edge]) -> set[str]:
    """Nodes with infinities that the code itself wrote, as masks do, or that come from such alone.

    NaN is never meant.
    """
    odd = {node.id for node in nodes if _bad(node.value)}
    sources: dict[str, list[str]] = {}
    for edge in edges:
        if edge.source in odd:
            sources.setdefault(edge.target, []).append(edge.source)
    meant: set[str] = set()
    for node in nodes:
        if node.id not in odd or node.value is None or np.isnan(node.value).any():
            continue
        came = sources.get(node.id, ())
        if meant.issuperset(came) if came else _WRITTEN.search(node.text):
            meant.add(node.id)
    return meant


def _all_finite(nodes: Sequence[Node]) -> bool:
    """One look at all small arrays together, which is the common case."""
    arrays = [a for node in nodes for a in (node.value, node.adjoint) if a is not None]
    numbers = [a for a in arrays if a.dtype.kind in "fc"]
    if any(_is_told_bad(d) for node in nodes for d in (node.value_digest, node.adjoint_digest)):
        return False
    small = [a.reshape(-1) for a in numbers if a.size <= _SMALL]
    if small and not np.isfinite(np.concatenate(small)).all():
        return False
    with np.errstate(all="ignore"):
        return all(_is_finite(a) for a in numbers if a.size > _SMALL)


def _is_finite(array: Array) -> bool:
    """A sum of squares that is finite has finite terms, and takes one pass without a copy."""
    if array.dtype.char in "fd" and array.flags.c_contiguous:
        flat: Any = array.reshape(-1)
        if math.isfinite(np.dot(flat, flat)):
            return True
    return not _bad(array)


def _is_told_bad(told: Digest | None) -> bool:
    return told is not None and told.not_finite > 0


def _bad(array: object) -> bool:
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "fc":
        return False
    return not bool(np.isfinite(array).all())
