"""What a right answer in another form is asked of sympy, and how it is said when it is proved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.formula.text import text as typed_text
from graphlab.formula.tree import names, walk
from graphlab.study.judging.bench import bench_of
from graphlab.study.judging.formulas import written_as
from graphlab.study.judging.naming import bar_name
from graphlab.study.judging.typed import read_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.formula.tree import Tree
    from graphlab.study.judging.ground import Ground
    from graphlab.study.judging.table import Table
    from graphlab.study.judging.verdict import Verdict
    from graphlab.study.lesson.model import Question, Target


@dataclass(frozen=True)
class Claim:
    """Two formulas that are to be the same; ``definitions`` are in an order that can be unfolded.

    ``shown`` is how graphlab writes the answer, ``is_simpler`` whether that takes no more names and
    signs than the person's.
    """

    left: str
    right: str
    definitions: Mapping[str, str]
    shown: str
    is_simpler: bool


def claim_of(question: Question, of: Target | None, text: str, ground: Ground) -> Claim | None:
    """What is to be proved of an answer that was found right in another form; None of others."""
    if question.kind != "formula":
        return None
    question = question.about(of)
    try:
        bench = bench_of(ground.record, question.of, question.answer)
        typed = read_answer(text, bench.known)
    except InputError:
        return None
    ours = bench.written_tree
    if ours is None or not bench.names.keys() >= set(typed.names):
        return None
    definitions = {} if bench.table is None else _definitions(bench.table)
    is_simpler = set(names(ours)) <= set(typed.names) and _size(ours) <= _size(typed.tree)
    left, shown = typed_text(typed.tree), written_as(question, bench)
    return Claim(left, bench.written, definitions, shown, is_simpler)


def proved(verdict: Verdict, claim: Claim) -> Verdict:
    """The verdict in the words for what is proved."""
    words = "Simplified, it is" if claim.is_simpler else "It is the same as"
    return replace(verdict, sentence=f"Right. {words} {claim.shown}." if claim.shown else "Right.")


def _size(tree: Tree) -> int:
    return sum(1 for _ in walk(tree))


def _definitions(table: Table) -> dict[str, str]:
    """Every name of a graph in the inputs' names, nodes first and adjoints from the end."""
    labels, record = table.labels, table.record
    found: dict[str, str] = {}
    for node in record.nodes:
        own = table.input_names.get(node.id)
        name = labels.name(node.id)
        if own is None:
            found[name] = labels.rewrite_text(node.text)
        elif own != name:
            found[name] = own
    for node in reversed(record.nodes):
        edges = [e for e in record.outgoing[node.id] if e.key in table.contributions and e.text]
        terms = [
            f"{bar_name(labels, e.target)}*({labels.rewrite_text(e.text or '')})" for e in edges
        ]
        if node.cotangent is not None:
            terms.append(f"({float(node.cotangent)!r})")
        if terms:
            found[bar_name(labels, node.id)] = " + ".join(terms)
    return found
