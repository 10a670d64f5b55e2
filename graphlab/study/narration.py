"""The sentence that goes with a step, in words that can also be read aloud."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number
from graphlab.study.labels import labels_of
from graphlab.study.reveal import walk_of

if TYPE_CHECKING:
    from graphlab.record import Edge, Record, Step
    from graphlab.study.labels import Labels, Numbering
    from graphlab.study.moment import Moment


@dataclass(frozen=True, slots=True)
class Narration:
    """``sentence`` is shown, ``speech`` is announced, ``warning`` says what is odd at this node."""

    sentence: str
    speech: str
    warning: str = ""


def narrate(
    record: Record,
    moment: Moment,
    *,
    numbering: Numbering = "evaluation",
    digits: int = 4,
    hide: bool = False,
) -> Narration:
    """What happens at this moment."""
    labels = labels_of(record, numbering)
    reveal = walk_of(record).at(moment)
    step = reveal.active
    if step is None:
        sentence = _resting(record, moment)
        return Narration(sentence, sentence)
    if step.phase == "forward":
        sentence = _forward(record, step, labels, digits, hide=hide)
    else:
        sentence = _backward(
            record, step, labels, digits, len(reveal.arrived(step.node)), hide=hide
        )
    warning = " ".join(
        labels.sentence(e.sentence)
        for e in record.events
        if e.node == step.node and _belongs(e.kind, step)
    )
    return Narration(sentence, spoken(sentence), warning)


def spoken(sentence: str) -> str:
    """Without subscripts, bars and signs that a screen reader stumbles over."""
    plain = sentence.translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉−·", "0123456789-×"))
    return plain.replace("w\u0304", "adjoint of w ").replace("v\u0304", "adjoint of v ")


def _belongs(kind: str, step: Step) -> bool:
    return (step.phase == "backward") == (kind in {"adjoint", "kink", "flat", "unused"})


def _resting(record: Record, moment: Moment) -> str:
    if moment.step is None:
        return "Every value and every adjoint is shown."
    forward, backward = record.border, len(record.steps) - record.border
    if not backward:
        return f"Press Space to walk through it: {_count(forward, 'value')} and no backward pass."
    values, adjoints = _count(forward, "value"), _count(backward, "adjoint")
    return f"Press Space to walk through it: {values} forward, then {adjoints} backward."


def _count(number: int, word: str) -> str:
    words = "no one two three four five six seven eight nine ten eleven twelve".split()
    spelled = words[number] if number < len(words) else str(number)
    return f"{spelled} {word}" + ("" if number == 1 else "s")


def _forward(record: Record, step: Step, labels: Labels, digits: int, *, hide: bool) -> str:
    node = record.by_id[step.node]
    name = labels.text(step.node)
    value = "?" if hide or node.value is None else format_number(float(node.value), digits)
    if node.op == "input":
        return f"{name} is the input {node.name}; its value is {value}."
    if node.op == "constant":
        return f"{name} is a constant: {value}."
    sources = list(dict.fromkeys(labels.text(edge.source) for edge in record.incoming[step.node]))
    end = " That is the output; now the way back." if step.index == record.border else ""
    known = "is known" if len(sources) == 1 else "are known"
    return f"{_listed(sources)} {known}, so {name} is {value}.{end}"


def _backward(
    record: Record, step: Step, labels: Labels, digits: int, arrived: int, *, hide: bool
) -> str:
    node = record.by_id[step.node]
    assert node.adjoint is not None
    name, bar = labels.text(step.node), labels.bar_text(step.node)
    total = "?" if hide else format_number(float(node.adjoint), digits)
    edges = [record.by_key[key] for key in step.edges]
    if not edges:
        if node.cotangent is not None and float(node.cotangent) == 1:
            return (
                f"How much does f change per unit of {name}? Exactly 1: the way back starts here."
            )
        return f"The backward pass starts here with the starting gradient {total}."
    users = list(dict.fromkeys(labels.text(edge.target) for edge in edges))
    if any(edge.contribution is None for edge in edges):
        return f"{bar} is {total}. What {_listed(users)} {_contribute(users)} to it is not shown."
    if arrived < len(edges):
        edge = edges[arrived - 1]
        share = "?" if hide else _share(edge, digits)
        return (
            f"{labels.text(edge.target)} contributes {share} to {bar}: {arrived} of {len(edges)}."
        )
    if len(edges) == 1 and node.cotangent is None:
        return f"Only {users[0]} uses {name}, so {bar} is its one contribution: {total}."
    shares = [_share(edge, digits) for edge in edges]
    if node.cotangent is not None:
        shares.insert(0, format_number(float(node.cotangent), digits))
        reason = f"{name} is an output and {_listed(users)} {_use(users)} it"
    elif len(users) == 1:
        reason = f"{users[0]} uses {name} {_times(len(edges))}"
    else:
        reason = f"{_listed(users)} use {name}"
    summed = "?" if hide else f"{' + '.join(_bracketed(shares))} {_sign(shares, total)} {total}"
    return f"{reason}, so the contributions add up: {bar} = {summed}."


def _sign(shares: list[str], total: str) -> str:
    """Equal only where the shown numbers give the shown total."""
    shown = [float(n.replace("−", "-").replace("∞", "inf")) for n in (*shares, total)]
    if not math.isfinite(shown[-1]):
        return "="
    return "=" if math.isclose(sum(shown[:-1]), shown[-1], abs_tol=1e-12, rel_tol=1e-9) else "≈"


def _share(edge: Edge, digits: int) -> str:
    assert edge.contribution is not None
    return format_number(float(edge.contribution), digits)


def _bracketed(numbers: list[str]) -> list[str]:
    return [f"({n})" if i and n.startswith("−") else n for i, n in enumerate(numbers)]


def _listed(names: list[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def _use(users: list[str]) -> str:
    return "uses" if len(users) == 1 else "use"


def _contribute(users: list[str]) -> str:
    return "contributes" if len(users) == 1 else "contribute"


def _times(count: int) -> str:
    return {2: "twice", 3: "three times"}.get(count, f"{count} times")
