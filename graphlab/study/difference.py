"""Central differences from the record's own formulas, in numpy: a derivative without calculus.

Of a small tensor every element is moved in turn; of a large one only the element whose adjoint is
largest. A formula counts only if it gives the recorded value: what numpy reads differently from
PyTorch shall not be a second opinion.
"""

from __future__ import annotations

import math
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from graphlab.errors import InputError
from graphlab.formula.evaluate import evaluate
from graphlab.formula.tree import Call, Name, names
from graphlab.study.arrays import SMALL
from graphlab.study.sums import formula_tree

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.formula.tree import Tree
    from graphlab.record import EdgeKey, Node, Record

    Values = Mapping[str, "NDArray[np.float64]"]

ELEMENTWISE_UP_TO = SMALL * SMALL
TOLERANCES = {"float16": 1e-2, "bfloat16": 1e-1, "float32": 1e-4}


class Difference(NamedTuple):
    """(f(w + h) − f(w − h)) / 2h for each of ``places``, which count the elements of w."""

    values: tuple[float, ...]
    step: float
    places: tuple[int, ...] = (0,)

    @property
    def value(self) -> float:
        """The first of them."""
        return self.values[0]


def of_output(record: Record, node: str) -> Difference | None:
    """∂(Σ cotangent·output)/∂node; None if a formula of the record cannot be evaluated."""
    import numpy as np

    numbers = _numbers(record)
    adjoint = record.by_id[node].adjoint
    if node not in numbers or adjoint is None or not adjoint.size:
        return None
    used = _used(record, node)
    if used is None:
        return None
    reached = {node, *(name for name, _ in used)}
    if not reached <= numbers.keys():
        return None

    def output(moved: Values) -> float:
        values = dict(moved)
        for name, tree in used:
            values[name] = _evaluated(tree, values)
        if not all(_finite(values[name]) for name in reached):
            return math.nan
        return math.fsum(
            float((n.cotangent.astype(np.float64) * values[n.id]).sum())
            for n in record.nodes
            if n.cotangent is not None and n.id in reached
        )

    places = _places(record.by_id[node])
    h = max(_step(float(numbers[node].ravel()[place])) for place in places)
    found = []
    for place in places:
        ends = [output({**numbers, node: _moved(numbers[node], place, way * h)}) for way in (1, -1)]
        found.append((ends[0] - ends[1]) / (2 * h))
    return Difference(tuple(found), h, places)


def of_edge(record: Record, key: EdgeKey) -> Difference | None:
    """∂target/∂source through this one argument, if both are single numbers."""
    numbers = _numbers(record)
    target = record.by_id[key.target]
    tree = _tree(target)
    if target.op != "call" or not {key.source, key.target} <= numbers.keys():
        return None
    if not isinstance(tree, Call) or numbers[key.source].size * numbers[key.target].size != 1:
        return None
    # Edges count the arguments that are nodes; numbers have none.
    places = [place for place, argument in enumerate(tree.args) if names(argument)]
    if key.argument >= len(places):
        return None
    args = list(tree.args)
    args[places[key.argument]] = Name("moved")
    h = _step(float(numbers[key.source].item()))
    ends = []
    for way in (1, -1):
        values = {**numbers, "moved": _moved(numbers[key.source], 0, way * h)}
        ends.append(float(_evaluated(Call(tree.function, tuple(args)), values).sum()))
    return Difference(((ends[0] - ends[1]) / (2 * h),), h)


@lru_cache(maxsize=1)
def _numbers(record: Record) -> Values:
    import numpy as np

    return {
        n.id: np.asarray(n.value, dtype=np.float64)
        for n in record.nodes
        if n.value is not None and n.value.dtype.kind in "biuf"
    }


def _used(record: Record, node: str) -> Sequence[tuple[str, Tree]] | None:
    """The formulas through which a node reaches the outputs; None if one cannot be relied on."""
    reached = {node}
    used = []
    for candidate in record.nodes:
        if not any(edge.source in reached for edge in record.incoming[candidate.id]):
            continue
        reached.add(candidate.id)
        tree = _tree(candidate)
        if tree is None or not _gives_its_value(record, candidate.id):
            return None
        used.append((candidate.id, tree))
    return used


def _gives_its_value(record: Record, name: str) -> bool:
    known = _checked(record)
    if name not in known:
        known[name] = _is_reproduced(record, name)
    return known[name]


@lru_cache(maxsize=1)
def _checked(record: Record) -> dict[str, bool]:
    """Which formulas of the run that is looked at have been tried, and with what answer."""
    return {}


def _is_reproduced(record: Record, name: str) -> bool:
    import numpy as np

    node, numbers = record.by_id[name], _numbers(record)
    tree = _tree(node)
    if tree is None or name not in numbers:
        return False
    try:
        found = _evaluated(tree, numbers)
    except (KeyError, ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError):
        return False
    wanted = numbers[name]
    tolerance = TOLERANCES.get(node.dtype or "", 1e-9)
    scale = float(np.max(np.abs(wanted), initial=1.0, where=np.isfinite(wanted)))
    return found.shape == wanted.shape and bool(
        np.allclose(found, wanted, rtol=tolerance, atol=tolerance * scale, equal_nan=True)
    )


def _tree(node: Node) -> Tree | None:
    if node.op != "call":
        return None
    try:
        return formula_tree(node.text)
    except InputError:
        return None


def _evaluated(tree: Tree, values: Values) -> NDArray[np.float64]:
    import numpy as np

    return np.asarray(evaluate(tree, dict(values)), dtype=np.float64)


def _places(node: Node) -> tuple[int, ...]:
    """The elements that are moved: all of a few, else the one that matters most."""
    import numpy as np

    assert node.adjoint is not None
    if node.adjoint.size <= ELEMENTWISE_UP_TO:
        return tuple(range(node.adjoint.size))
    sizes = np.abs(node.adjoint.ravel())
    return (int(np.argmax(np.where(np.isnan(sizes), -1.0, sizes))),)


def _moved(array: NDArray[np.float64], place: int, by: float) -> NDArray[np.float64]:
    moved = array.copy()
    moved.reshape(-1)[place] += by
    return moved


def _finite(array: NDArray[np.float64]) -> bool:
    import numpy as np

    return bool(np.isfinite(array).all())


def _step(value: float) -> float:
    """The step at which truncation and rounding are equally small (Press et al. 2007, § 5.7)."""
    scale = max(1.0, abs(value)) if math.isfinite(value) else 1.0
    return float(sys.float_info.epsilon ** (1 / 3)) * scale
