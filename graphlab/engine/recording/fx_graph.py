"""The recorded run as a torch.fx graph: one fx node for each node of the Record, named alike.

Whatever was not computed in the run (inputs, parameters, tensors from outside, closed blocks) is
a placeholder, so the graph is a pure function that can be run, printed and transformed by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from torch import nn
from torch.fx import Graph, Interpreter, Node

from graphlab.engine.recording.kinds import name_of
from graphlab.engine.recording.tape import filled, tensors_in

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

    from graphlab.engine.compiling import Numbering
    from graphlab.engine.recording.residuals import Write
    from graphlab.engine.recording.tape import Entry, Tape


def fx_graph(tape: Tape, numbering: Numbering, outputs: Sequence[str]) -> Graph:
    """The fx graph of a tape; ``outputs`` are the ids of the nodes that it returns."""
    graph = Graph()
    made: dict[int, Node] = {}
    for index in numbering.order:
        entry, name = tape.entries[index], numbering.ids[index]
        made[index] = _node(graph, entry, name, [made[use.source] for use in entry.uses])
    by_name = {numbering.ids[index]: node for index, node in made.items()}
    graph.output(tuple(by_name[name] for name in outputs))
    graph.lint()
    return graph


def run_fx(graph: Graph, tape: Tape, numbering: Numbering) -> list[Tensor]:
    """Run it by itself on the tensors that the run started from."""
    names = [node.name for node in graph.nodes if node.op == "placeholder"]
    index = {id_: index for index, id_ in numbering.ids.items()}
    values = [tape.entries[index[name]].value for name in names]
    # No GraphModule: it would print the graph as code, and getters have no name there.
    return list(Interpreter(nn.Module(), graph=graph).run(*values))


def _node(graph: Graph, entry: Entry, name: str, sources: Sequence[Node]) -> Node:
    if entry.op == "item":
        return graph.create_node("call_function", part, (sources[0], entry.item), {}, name)
    if entry.op == "update":
        return graph.create_node("call_function", updated, (*sources, entry.write), {}, name)
    if entry.function is None or entry.op == "opaque":
        return graph.create_node("placeholder", name, (), {}, name)
    stream = iter(sources)
    args = tuple(filled(argument, stream) for argument in entry.args)
    kwargs = {key: filled(value, stream) for key, value in (entry.kwargs or {}).items()}
    if entry.op == "inplace":
        if kwargs.pop("out", None) is not None:
            return graph.create_node("call_function", entry.function, args, kwargs, name)
        return graph.create_node("call_function", Written(entry.function), args, kwargs, name)
    return graph.create_node("call_function", entry.function, args, kwargs, name)


def part(results: Any, place: int) -> Tensor:
    """One of the tensors that an operation returns, counted through nested results."""
    return list(tensors_in(results))[place]


class Written:
    """What a tensor holds after an operation wrote to it, as a new tensor."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.__name__ = name_of(function)

    def __call__(self, tensor: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        fresh = tensor.detach().clone()
        self._function(fresh, *args, **kwargs)
        return fresh


def updated(old: Tensor, fresh: Tensor, write: Write) -> Tensor:
    """What a view holds after its memory was written to through another tensor."""
    mine, theirs = write.own.places().tolist(), write.source.places().tolist()
    values = dict(zip(theirs, fresh.detach().reshape(-1).unbind(), strict=True))
    flat = old.detach().clone().reshape(-1)
    for place, element in enumerate(mine):
        if element in values:
            flat[place] = values[element]
    return flat.reshape(old.shape)
