"""Gradient health: where the gradient dies, blows up or is cut, at the level that is shown.

What a node makes of the gradient is the root mean square of what it passes on to its inputs over
that of what arrives at it, its adjoint. Parameters and constants end a way: what goes to them is
not passed on.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.formula.numbers import format_number
from graphlab.study.arrays import has
from graphlab.study.boxes import boxes_of
from graphlab.study.modules import LEAVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import Array, Edge, Node, Record
    from graphlab.study.labels import Labels

CUTS = frozenset({"cut", "left", "no_grad_needed", "unused"})
"""Kinds of events that tell where no gradient gets through."""


class Passage(NamedTuple):
    """What one node makes of the gradient; ``zeros`` is the share of zeros in what it passes on.

    ``shares_out`` tells of a node that makes one number of many, as a mean and most losses do.
    """

    node: str
    arriving: float
    passed: float
    zeros: float
    shares_out: bool = False

    @property
    def ratio(self) -> float:
        """``passed`` over ``arriving``; NaN where one of them is not finite."""
        if not math.isfinite(self.arriving) or not math.isfinite(self.passed):
            return math.nan
        return self.passed / self.arriving if self.arriving else 1.0

    @property
    def begins(self) -> bool:
        """Whether a gradient that was finite is not so any more from here on."""
        return math.isfinite(self.arriving) and not math.isfinite(self.passed)

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Its place in a list: a sum or a mean shares out what arrives, which is no loss."""
        return not self.begins, self.shares_out, -self.change

    @property
    def change(self) -> float:
        """How far from 1 the ratio is, in powers of e; infinite where all is lost."""
        ratio = self.ratio
        if math.isnan(ratio):
            return math.inf
        return abs(math.log(ratio)) if ratio else math.inf


class Point(NamedTuple):
    """The root mean square of one adjoint.

    ``depth`` counts results in the order of evaluation; a parameter stands where it is used first.
    """

    node: str
    rms: float
    is_parameter: bool
    depth: int


class Cut(NamedTuple):
    """A place where no gradient gets through, and why."""

    sentence: str
    node: str | None
    line: int | None


class Health(NamedTuple):
    """``passages`` begin with the largest drop or rise; ``points`` are in evaluation order.

    ``first_value`` and ``first_adjoint`` are the first nodes, in the order of the walk, whose value
    or adjoint is not finite.
    """

    passages: tuple[Passage, ...]
    points: tuple[Point, ...]
    first_value: str | None
    first_adjoint: str | None
    cuts: tuple[Cut, ...]


@lru_cache(maxsize=2)
def health_of(record: Record) -> Health:
    """All of it, for what is shown of a run."""
    passages = filter(None, (_passage(record, node) for node in record.nodes))
    first = {"value": record.nodes, "adjoint": record.nodes[::-1]}
    bad = {
        which: next((n.id for n in nodes if not _is_finite(n, which)), None)
        for which, nodes in first.items()
    }
    return Health(
        tuple(sorted(passages, key=lambda passage: passage.rank)),
        tuple(_points(record)),
        bad["value"],
        bad["adjoint"],
        tuple(_cuts(record)),
    )


def title(record: Record, node: str, labels: Labels) -> str:
    """``layers.13 · sigmoid``, ``blocks.3 · Block``, ``w₇ · exp``: where a node is, and what."""
    box = boxes_of(record).get(node)
    if box is not None:
        return f"{box.part.key} · {box.part.kind}"
    own = record.by_id[node]
    operation = own.target.rpartition(".")[2].strip("_") or own.target
    return f"{own.path or labels.text(node)} · {operation}"


class Reason(NamedTuple):
    """Why so much or so little is passed on: the rule, in LaTeX and as text, and its size."""

    latex: str
    text: str
    words: str


def reason(record: Record, passage: Passage, labels: Labels) -> Reason:
    """As far as the numbers tell: the derivative, its size, and how many zeros there are."""
    edge = next(iter(_onward(record, passage.node)), None)
    words, latex, text = [], "", ""
    if edge is not None:
        latex, text = _rule(edge, labels)
        slopes = _slopes(record, edge)
        if slopes is not None:
            low, mean, high = map(format_number, slopes)
            spread = f"Slopes: {low} to {high}, {mean} on average."
            words.append(f"Its slope is {mean}." if low == high else spread)
    if passage.begins:
        words.append("What arrives is finite, what it passes on is not.")
    if passage.zeros > 0.5:
        words.append(f"{passage.zeros:.0%} of what it passes on is 0.")
    if not words:
        arriving, passed = (format_number(x, 3) for x in (passage.arriving, passage.passed))
        words.append(f"What arrives has root mean square {arriving}, what it passes on {passed}.")
    return Reason(latex, text, " ".join(words))


def _rule(edge: Edge, labels: Labels) -> tuple[str, str]:
    if edge.partial is not None and edge.text is not None:
        partial = f"∂{labels.text(edge.target)}/∂{labels.text(edge.source)}"
        return (
            f"{labels.partial(edge.key)} = {labels.rewrite(edge.partial)}",
            f"{partial} = {labels.rewrite_text(edge.text)}",
        )
    if edge.vjp is not None and edge.vjp_text is not None:
        return labels.rewrite(edge.vjp), labels.rewrite_text(edge.vjp_text)
    return "", ""


def times(ratio: float) -> str:
    """``×0.03``."""
    if math.isnan(ratio):
        return "not finite"
    return "×0" if ratio == 0 else f"×{format_number(ratio, 2)}"


def _passage(record: Record, node: Node) -> Passage | None:
    if node.op in LEAVES:
        return None
    arriving = _arriving(record, node)
    onward = _onward(record, node.id)
    if arriving is None or not onward:
        return None
    told = [_size_of_share(record, edge) for edge in onward]
    known = [size for size in told if size is not None]
    if len(known) < len(told):
        return None
    count = sum(size.number for size in known)
    square = math.fsum(size.square for size in known) if count else 0.0
    zeros = sum(size.zeros for size in known) / count if count else 0.0
    one = math.prod(node.shape) == 1 if node.shape is not None else False
    passed = math.sqrt(square / count) if count else 0.0
    return Passage(node.id, arriving, passed, zeros, shares_out=one and count > len(onward))


class _Size(NamedTuple):
    """Sum of squares, number of zeros and of elements."""

    square: float
    zeros: int
    number: int


def _arriving(record: Record, node: Node) -> float | None:
    """The adjoint; of a node with several results, that of all of them together."""
    if has(node, "adjoint"):
        found = [_size_of(node)]
    else:
        found = [_size_of(record.by_id[e.target]) for e in record.outgoing[node.id]]
    known = [size for size in found if size is not None]
    count = sum(size.number for size in known)
    return math.sqrt(math.fsum(size.square for size in known) / count) if count else None


def _onward(record: Record, node: str) -> list[Edge]:
    """The edges into a node on which the gradient goes further back."""
    return [
        edge
        for edge in record.incoming[node]
        if edge.key in record.flowing and _goes_on(record.by_id[edge.source])
    ]


def _goes_on(source: Node) -> bool:
    return source.op not in LEAVES or source.op == "input"


def _size_of_share(record: Record, edge: Edge) -> _Size | None:
    if edge.contribution is not None:
        return _size(edge.contribution)
    source = record.by_id[edge.source]
    alone = sum(e.key in record.flowing for e in record.outgoing[edge.source]) == 1
    return _size_of(source) if alone and source.cotangent is None else None


def _size_of(node: Node) -> _Size | None:
    if node.adjoint is not None:
        return _size(node.adjoint)
    told = node.adjoint_digest
    if told is None or told.rms is None or node.shape is None:
        return None
    count = math.prod(node.shape)
    if told.not_finite:
        return _Size(math.nan, told.zeros, count)
    return _Size(told.rms**2 * count, told.zeros, count)


def _size(array: Array) -> _Size:
    import numpy as np

    numbers = np.abs(array).astype(float).reshape(-1)
    with np.errstate(all="ignore"):
        square = float(np.dot(numbers, numbers))
    return _Size(square, numbers.size - int(np.count_nonzero(numbers)), numbers.size)


def _slopes(record: Record, edge: Edge) -> tuple[float, float, float] | None:
    """Least, mean and largest magnitude of ∂wⱼ/∂wᵢ, where each element has one of its own."""
    import numpy as np

    share, adjoint = edge.contribution, record.by_id[edge.target].adjoint
    if edge.local is not None:
        slope = abs(float(edge.local))
        return (slope, slope, slope) if math.isfinite(slope) else None
    if share is None or adjoint is None or not _is_elementwise(edge.vjp):
        return None
    if share.shape != adjoint.shape or not adjoint.size:
        return None
    with np.errstate(all="ignore"):
        slopes = np.abs(np.divide(share, adjoint))[adjoint != 0]
    if not slopes.size or not np.isfinite(slopes).all():
        return None
    return float(slopes.min()), float(slopes.mean()), float(slopes.max())


def _is_elementwise(product: str | None) -> bool:
    """Whether a product multiplies each element of the adjoint by a number of its own."""
    if product is None or product.count(r"\bar") != 1 or r"\top" in product:
        return False
    return product.startswith(r"\bar") and r"\odot" in product


def _points(record: Record) -> Iterator[Point]:
    results = [node for node in record.nodes if node.op not in LEAVES or node.op == "input"]
    depth = {node.id: place for place, node in enumerate(results)}
    for node in record.nodes:
        size = _size_of(node)
        if size is not None and size.number:
            rms = math.sqrt(size.square / size.number) if size.square >= 0 else math.nan
            users = (depth[edge.target] for edge in record.outgoing[node.id])
            place = depth.get(node.id)
            if place is None:
                place = min(users, default=0)
            yield Point(node.id, rms, node.op == "parameter", place)


def _is_finite(node: Node, which: str) -> bool:
    import numpy as np

    array = node.value if which == "value" else node.adjoint
    if array is not None:
        return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())
    told = node.value_digest if which == "value" else node.adjoint_digest
    return told is None or not told.not_finite


def _cuts(record: Record) -> Iterator[Cut]:
    for event in record.events:
        if event.kind in CUTS:
            yield Cut(event.sentence, event.node, event.line)
    for node in _whole_numbers(record):
        yield Cut(f"{node.dtype} has no gradients: none gets through here.", node.id, node.line)


def _whole_numbers(record: Record) -> Iterator[Node]:
    """Where what depends on something with a gradient becomes whole numbers."""
    backward = {step.node for step in record.steps if step.phase == "backward"}
    reached: set[str] = set()
    for node in record.nodes:
        depends = any(edge.source in reached for edge in record.incoming[node.id])
        if depends and node.op not in LEAVES and (node.dtype or "").startswith(("int", "uint")):
            yield node
        elif depends or node.id in backward:
            reached.add(node.id)
