"""What a person must know about a run: domains, kinks, flat places, unused inputs."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from graphlab.engine.formulas.partials import ELEMENTWISE, row
from graphlab.formula.evaluate import compiled, evaluate
from graphlab.formula.functions import FUNCTIONS
from graphlab.formula.lexer import place
from graphlab.formula.numbers import format_number
from graphlab.formula.tree import Call, Name, Num, Tree
from graphlab.record import Event

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphlab.formula.evaluate import Number
    from graphlab.formula.functions import Function
    from graphlab.formula.program import Program
    from graphlab.record import Array, Edge, Node

_LABELS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def events(
    program: Program,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    trees: Sequence[Tree],
    numbers: Mapping[str, Number],
) -> tuple[Event, ...]:
    """All events of a run, in the order of its nodes."""
    found = list(_unused(nodes, edges))
    names = _names(program, nodes)
    for node, tree in zip(nodes, trees, strict=True):
        if isinstance(tree, Call):
            for event in _at(names, node, tree, numbers):
                line, column = place(program.text, tree.at)
                found.append(replace(event, line=line, column=column))
    found += _first_bad_adjoint(names, nodes)
    found += _hidden_formulas(names, edges, numbers)
    return tuple(found)


def _names(program: Program, nodes: Sequence[Node]) -> dict[str, str]:
    """``w₄`` for w4: the person's own w's, else the letter that their text leaves free."""
    own = {
        node.id: node.name
        for node in nodes
        if program.keeps_names and node.name and node.name[0] == "w" and node.name[1:].isdigit()
    }
    letter = "v" if own else program.letter
    return {
        node.id: own.get(node.id, f"{letter}{node.number}").translate(_LABELS) for node in nodes
    }


def _unused(nodes: Sequence[Node], edges: Sequence[Edge]) -> Iterator[Event]:
    used = {edge.source for edge in edges}
    for node in nodes:
        if node.op == "input" and node.id not in used and not node.is_output:
            sentence = f"{node.name} is not used, so it has no adjoint."
            yield Event("unused", sentence, None, node.id)
        if node.op == "constant":
            sentence = (
                f"The output {node.text} depends on no input, so there is no backward pass from it."
            )
            yield Event("constant", sentence, None, node.id)


def _at(
    names: Mapping[str, str], node: Node, call: Call, numbers: Mapping[str, Number]
) -> Iterator[Event]:
    rule = FUNCTIONS.get(ELEMENTWISE.get(call.function, call.function))
    own = numbers[node.id]
    if rule is None or not isinstance(own, float):
        yield from _of_elements(names, node, call, numbers, rule)
        return
    if math.isfinite(own) and not (rule.domain or rule.kink or rule.flat):
        return
    letters = "abc"[: len(call.args)]
    values = {n: _argument(a, numbers) for n, a in zip(letters, call.args, strict=True)}
    spelled = _spelled(call)
    if any(math.isnan(v) for v in values.values()):
        return
    if rule.domain and not compiled(row(rule.domain))(values):
        result = f"{names[node.id]} is {format_number(own)}"
        given = _arguments(names, call, values)
        sentence = f"{spelled} needs {rule.needs}; {given}, so {result}."
        yield Event("domain", sentence, node.line, node.id)
    elif not math.isfinite(own) and all(map(math.isfinite, values.values())):
        sentence = f"{names[node.id]} is {format_number(own)}: larger than any number of 64 bits."
        yield Event("overflow", sentence, node.line, node.id)
    elif rule.kink and compiled(row(rule.kink))(values):
        given = _arguments(names, call, values)
        yield Event("kink", f"{spelled} {rule.at_kink} ({given}).", node.line, node.id)
    elif rule.flat and call.function not in _COMPARE:
        sentence = f"{spelled} is flat: no gradient gets through {names[node.id]}."
        yield Event("flat", sentence, node.line, node.id)
    elif call.function in _COMPARE:
        sentence = f"A comparison is flat: no gradient gets through {names[node.id]}."
        yield Event("flat", sentence, node.line, node.id)


def _argument(tree: Tree, numbers: Mapping[str, Number]) -> float:
    return float(numbers[tree.name] if isinstance(tree, Name) else evaluate(tree, numbers))


def _of_elements(
    names: Mapping[str, str],
    node: Node,
    call: Call,
    numbers: Mapping[str, Number],
    rule: Function | None,
) -> Iterator[Event]:
    """The same for vectors and matrices: one sentence, which counts the elements."""
    own, name, spelled = numbers[node.id], names[node.id], _spelled(call)
    if rule is None:
        yield from _of_whole(names, node, call, numbers)
        return
    args = [np.asarray(evaluate(a, numbers), dtype=np.float64) for a in call.args]
    values: dict[str, Number] = dict(zip("abc", args, strict=False))
    if any(np.isnan(a).any() for a in args):
        return
    outside = np.asarray(compiled(row(rule.domain))(values)) == 0 if rule.domain else np.False_
    kinks = np.asarray(compiled(row(rule.kink))(values)) != 0 if rule.kink else np.False_
    if outside.any():
        sentence = f"{spelled} needs {rule.needs}; {_counted(outside)} of {name} have other ones."
        yield Event("domain", sentence, node.line, node.id)
    elif not np.isfinite(own).all() and all(np.isfinite(a).all() for a in args):
        infinite = ~np.isfinite(np.asarray(own))
        sentence = f"{_counted(infinite)} of {name} are ∞: larger than any number of 64 bits."
        yield Event("overflow", sentence, node.line, node.id)
    elif kinks.any():
        sentence = f"{spelled} {rule.at_kink} ({_counted(kinks)} of {name})."
        yield Event("kink", sentence, node.line, node.id)
    elif rule.flat:
        what = "A comparison" if call.function in _COMPARE else spelled
        sentence = f"{what} is flat: no gradient gets through {name}."
        yield Event("flat", sentence, node.line, node.id)


def _of_whole(
    names: Mapping[str, str], node: Node, call: Call, numbers: Mapping[str, Number]
) -> Iterator[Event]:
    """What is odd about a function of a whole vector or matrix."""
    own, name = np.asarray(numbers[node.id]), names[node.id]
    args = [numbers[a.name] for a in call.args if isinstance(a, Name)]
    if not np.isfinite(own).all() and all(np.isfinite(a).all() for a in args):
        yield Event("overflow", f"{name} holds numbers that are not finite.", node.line, node.id)
    elif call.function in _NORMS and own == 0:
        sentence = f"A norm has a kink at 0, where PyTorch uses the derivative 0 ({name} = 0)."
        yield Event("kink", sentence, node.line, node.id)
    elif call.function in {"amax", "amin"} and (ties := int(np.sum(args[0] == own))) > 1:
        which = "largest" if call.function == "amax" else "smallest"
        sentence = (
            f"{ties} elements are the {which}; PyTorch shares the gradient:"
            f" 1/{ties} for each ({name} = {format_number(float(own))})."
        )
        yield Event("kink", sentence, node.line, node.id)


def _counted(where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]] | np.bool_) -> str:
    return f"{int(np.sum(where))} of {np.size(where)} elements"


_NORMS = {"norm", "norm1", "norm2", "norminf", "normF", "colnorm", "spectral"}
_COMPARE = {"lt", "le", "gt", "ge", "eq", "ne"}
_WORDS = {"div": "A division", "pow": "A power", "remainder": "A remainder"}


def _spelled(call: Call) -> str:
    return _WORDS.get(call.function, call.function)


def _arguments(names: Mapping[str, str], call: Call, values: Mapping[str, float]) -> str:
    parts = []
    for argument, value in zip(call.args, values.values(), strict=True):
        if isinstance(argument, Name):
            parts.append(f"{names[argument.name]} = {format_number(value)}")
        elif not isinstance(argument, Num):
            parts.append(f"an argument is {format_number(value)}")
    return " and ".join(dict.fromkeys(parts)) or "its argument is outside"


def _first_bad_adjoint(names: Mapping[str, str], nodes: Sequence[Node]) -> Iterator[Event]:
    if any(n.value is not None and not _is_finite(n.value) for n in nodes):
        return
    for node in reversed(nodes):
        if node.adjoint is not None and not _is_finite(node.adjoint):
            bar = f"{names[node.id][0]}\u0304{names[node.id][1:]}"
            says = f"is {format_number(float(node.adjoint))}" if not node.shape else "is not finite"
            sentence = f"{bar} {says}: the first adjoint of the way back that is not finite."
            yield Event("adjoint", sentence, node.line, node.id)
            return


def _is_finite(array: Array) -> bool:
    if not array.ndim:
        return math.isfinite(float(array))
    return bool(np.isfinite(np.asarray(array, dtype=np.float64)).all())


def _hidden_formulas(
    names: Mapping[str, str], edges: Sequence[Edge], numbers: Mapping[str, Number]
) -> Iterator[Event]:
    for edge in edges:
        whole = numbers[edge.target]
        if not isinstance(whole, float) or math.isnan(whole) or edge.vjp is not None:
            continue  # after a NaN there is no number that a formula could give
        if edge.local is not None and edge.partial is None and math.isfinite(float(edge.local)):
            target, source = names[edge.target], names[edge.source]
            sentence = (
                f"No formula of ∂{target}/∂{source} gives PyTorch's own number "
                f"{format_number(float(edge.local))} here, so only the number is shown."
            )
            yield Event("formula", sentence, None, edge.target)
