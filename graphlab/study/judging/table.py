"""All numbers of a graph at one or many points, under the names that an answer may use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from graphlab.study.arrays import number
from graphlab.study.judging.naming import bar_name
from graphlab.study.judging.scalars import scalars_of
from graphlab.study.labels import labels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from graphlab.record import EdgeKey, Record
    from graphlab.study.judging.scalars import Scalars
    from graphlab.study.labels import Labels

    Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Table:
    """Numbers by node and by edge, each at the same points; the first point is the run's own.

    Where the graph is not made of numbers alone, ``scalars`` is None, there is one point, and only
    what is a single number has an entry. A node without an adjoint has none.
    """

    record: Record
    scalars: Scalars | None
    inputs: Mapping[str, Floats]
    values: Mapping[str, Floats]
    adjoints: Mapping[str, Floats]
    partials: Mapping[EdgeKey, Floats]
    contributions: Mapping[EdgeKey, Floats]

    @property
    def labels(self) -> Labels:
        """How nodes are called."""
        return labels_of(self.record)

    @cached_property
    def names(self) -> dict[str, Floats]:
        """Everything by the name under which it can be typed: w4, w̄4, x."""
        found: dict[str, Floats] = {}
        for node, value in self.values.items():
            found[self.labels.name(node)] = value
        for node, adjoint in self.adjoints.items():
            found[bar_name(self.labels, node)] = adjoint
        for node, name in self.input_names.items():
            if node in self.values:
                found[name] = self.values[node]
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """The names themselves."""
        return frozenset(self.names)

    @property
    def tensors(self) -> set[str]:
        """The names of nodes that are not a single number, which no answer can be made of."""
        ids = [node.id for node in self.record.nodes if node.id not in self.values]
        called = {self.labels.name(node) for node in ids}
        return called | {self.input_names[node] for node in ids if node in self.input_names}

    @cached_property
    def input_names(self) -> dict[str, str]:
        """The person's own name of each input, by node id."""
        return {node: self.record.by_id[node].name or node for node in self.record.inputs}


@lru_cache(maxsize=16)
def table_of(record: Record) -> Table:
    """The numbers of a run, at many points if its formulas are known."""
    scalars = scalars_of(record)
    if scalars is None:
        return _at_the_run(record)
    inputs = scalars.points
    values = scalars.values(inputs)
    partials = scalars.partials(values)
    adjoints = scalars.adjoints(partials)
    having = {node.id for node in record.nodes if node.adjoint is not None}
    return Table(
        record,
        scalars,
        inputs,
        values,
        {node: adjoint for node, adjoint in adjoints.items() if node in having},
        partials,
        {key: adjoints[key.target] * partial for key, partial in partials.items()},
    )


def _at_the_run(record: Record) -> Table:
    values, adjoints = {}, {}
    for node in record.nodes:
        if (value := number(node.value)) is not None:
            values[node.id] = np.asarray([value])
        if (adjoint := number(node.adjoint)) is not None:
            adjoints[node.id] = np.asarray([adjoint])
    partials, contributions = {}, {}
    for edge in record.edges:
        if (local := number(edge.local)) is not None:
            partials[edge.key] = np.asarray([local])
        if (share := number(edge.contribution)) is not None:
            contributions[edge.key] = np.asarray([share])
    inputs = {node: values[node] for node in record.inputs if node in values}
    return Table(record, None, inputs, values, adjoints, partials, contributions)
