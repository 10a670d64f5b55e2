"""The sentence that goes with a step, in words that can also be read aloud."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphlab.formula.numbers import format_number
from graphlab.study import slices
from graphlab.study.arrays import has, number, short, spelled, summary, summary_of
from graphlab.study.labels import labels_of
from graphlab.study.passes import outputs_of
from graphlab.study.reveal import walk_of

if TYPE_CHECKING:
    from graphlab.record import Edge, Node, Record, Step
    from graphlab.study.arrays import Which
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
    keys: bool = True,
) -> Narration:
    """What happens at this moment; ``keys``: and the key to begin with, where there is one."""
    labels = labels_of(record, numbering)
    reveal = walk_of(record).at(moment)
    step = reveal.active
    if step is None:
        sentence = _resting(record, moment, keys=keys)
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


def _resting(record: Record, moment: Moment, *, keys: bool) -> str:
    if moment.step is None:
        told = forward_only(record)
        return (
            f"Every value is shown. {told}" if told else "Every value and every adjoint is shown."
        )
    forward, backward = record.border, len(record.steps) - record.border
    if not backward:
        counted = f"{_count(forward, 'value')} and no backward pass."
    else:
        counted = (
            f"{_count(forward, 'value')} forward, then {_count(backward, 'adjoint')} backward."
        )
    start = f"Press Space to walk through it: {counted}" if keys else counted.capitalize()
    return start if backward else f"{start} {forward_only(record)}".rstrip()


def forward_only(record: Record) -> str:
    """Why there is no backward pass; empty if there is one."""
    return next((e.sentence for e in record.events if e.kind == "no_grad_needed"), "")


def _count(number: int, word: str) -> str:
    words = "no one two three four five six seven eight nine ten eleven twelve".split()
    spelled = words[number] if number < len(words) else str(number)
    return f"{spelled} {word}" + ("" if number == 1 else "s")


def _forward(record: Record, step: Step, labels: Labels, digits: int, *, hide: bool) -> str:
    node = record.by_id[step.node]
    name = labels.text(step.node)
    end = ""
    if step.index == record.border:
        if len(record.steps) > record.border:
            said = "That is the output; now" if node.is_output else "Now"
            said += " the way back."
        else:
            said = f"That is the output. {forward_only(record)}" if node.is_output else ""
        end = f" {said}".rstrip()
    said = in_words(node, "value", digits) if not hide else "?"
    single = number(node.value) is not None or hide
    its = f"; its value is {said}" if single else f": {said}"
    match node.op:
        case "input":
            return f"{name} is the input {node.name}{its}."
        case "parameter" | "buffer":
            return f"{name} is the {node.op} {node.name}{its}."
        case "constant":
            return f"{name} is a constant: {said}."
    sources = list(dict.fromkeys(labels.text(edge.source) for edge in record.incoming[step.node]))
    if not has(node, "value"):
        count = _count(outputs_of(record, node.id), "output")
        return f"{_known(sources)}; {name} has {count}, which follow.{end}"
    what = ""
    if node.op == "item" and sources:
        what = f"{name} is one of the outputs of {sources[0]}: {said}."
    elif node.op == "module" and sources:
        module = node.text.partition("(")[0]
        what = f"{name} is what {module} makes of {_listed(sources)}: {said}."
    elif node.op == "inplace" and sources:
        what = f"{name} is written over {sources[0]}, into the same memory: {said}."
    elif node.op == "update" and len(sources) > 1:
        what = f"{name} is {sources[0]} after {sources[1]} wrote into its memory: {said}."
    elif not sources:
        what = f"{name} is made here: {said}."
    taken = (slices.sentence(record, edge, labels) for edge in record.incoming[step.node])
    return (
        " ".join([what or f"{_known(sources)}, so {name} is {said}.", *filter(None, taken)]) + end
    )


def _known(sources: list[str]) -> str:
    if not sources:
        return "Nothing is needed"
    return f"{_listed(sources)} {'is' if len(sources) == 1 else 'are'} known"


def _backward(
    record: Record, step: Step, labels: Labels, digits: int, arrived: int, *, hide: bool
) -> str:
    node = record.by_id[step.node]
    name, bar = labels.text(step.node), labels.bar_text(step.node)
    total = "?" if hide else in_words(node, "adjoint", digits)
    edges = [record.by_key[key] for key in step.edges]
    if not edges:
        return _start(node, name, total)
    users = list(dict.fromkeys(labels.text(edge.target) for edge in edges))
    if any(edge.contribution is None for edge in edges):
        return f"{bar} is {total}. What {_listed(users)} {_contribute(users)} to it is not shown."
    if arrived < len(edges):
        edge = edges[arrived - 1]
        share = "?" if hide else _share(edge, digits)
        return (
            f"{labels.text(edge.target)} contributes {share} to {bar}: {arrived} of {len(edges)}."
        )
    back = " ".join(filter(None, (_gone_back(record, edge, labels) for edge in edges)))
    if len(edges) == 1 and node.cotangent is None:
        only = f"Only {users[0]} uses {name}, so {bar} is its one contribution: {total}."
        return f"{only} {back}".rstrip()
    if node.cotangent is not None and not node.is_output:
        reason = f"{name} is used inside its module too, and {_listed(users)} {_use(users)} it"
    elif node.cotangent is not None:
        reason = f"{name} is an output and {_listed(users)} {_use(users)} it"
    elif len(users) == 1:
        reason = f"{users[0]} uses {name} {_times(len(edges))}"
    else:
        reason = f"{_listed(users)} use {name}"
    given = [node.cotangent] if node.cotangent is not None else []
    arrays = [*given, *(edge.contribution for edge in edges)]
    if any(number(array) is None for array in arrays):
        said = f"{reason}, so the contributions add up element by element: {bar} is {total}."
        return f"{said} {back}".rstrip()
    shares = [format_number(number(array) or 0.0, digits) for array in arrays]
    summed = "?" if hide else f"{' + '.join(_bracketed(shares))} {_sign(shares, total)} {total}"
    return f"{reason}, so the contributions add up: {bar} = {summed}."


def _start(node: Node, name: str, total: str) -> str:
    given = number(node.cotangent)
    if given == 1:
        return f"How much does f change per unit of {name}? Exactly 1: the way back starts here."
    found = None if node.cotangent is None else summary(node.cotangent)
    if given is None and found is not None and found.low == found.high == 1:
        return f"The way back starts here: each element of {name} starts with 1."
    return f"The backward pass starts here with the starting gradient {total}."


def _gone_back(record: Record, edge: Edge, labels: Labels) -> str:
    """Where the gradient of an index goes."""
    source = record.by_id[edge.source].value
    if edge.taken is None or source is None:
        return ""
    count = len(set(edge.taken.tolist()))
    if count == source.size:
        return ""
    rest = f"the other {source.size - count} get 0 from it"
    taker = labels.text(edge.target)
    return f"What comes from {taker} goes back to the {count} elements it took; {rest}."


def in_words(node: Node, which: Which, digits: int) -> str:
    """A number, a few of them, or shape and range: ``3×2, from −1.1 to 2.4``."""
    array = node.value if which == "value" else node.adjoint
    found = summary_of(node, which)
    if array is not None and (array.ndim == 0 or (array.ndim <= 2 and 0 < array.size <= 4)):
        single = number(array)
        return short(array, digits) if single is None else format_number(single, digits)
    return "not shown" if found is None else spelled(found)


def _sign(shares: list[str], total: str) -> str:
    """Equal only where the shown numbers give the shown total."""
    shown = [float(n.replace("−", "-").replace("∞", "inf")) for n in (*shares, total)]
    if not math.isfinite(shown[-1]):
        return "="
    return "=" if math.isclose(sum(shown[:-1]), shown[-1], abs_tol=1e-12, rel_tol=1e-9) else "≈"


def _share(edge: Edge, digits: int) -> str:
    assert edge.contribution is not None
    single = number(edge.contribution)
    return short(edge.contribution, digits) if single is None else format_number(single, digits)


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
