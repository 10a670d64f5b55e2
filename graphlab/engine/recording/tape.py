"""The recorder's memory: operations as they were run, and what the backward pass will ask for.

Every tensor argument is passed on as ``torch.ops.aten.alias(t)``. The gradient with respect to that
alias is the contribution of exactly this use of t, so x·x has two edges with a share each. What
is kept is the *gradient edge* of each alias and of each result, not the tensor: it stays valid
whatever happens to the tensor later.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

import torch
from torch import Tensor
from torch.autograd.graph import GradientEdge, get_gradient_edge

from graphlab.engine.recording.forms import form_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from graphlab.engine.recording.forms import Form
    from graphlab.record import Digest, ModuleCall, Operation

_alias = torch.ops.aten.alias.default
_FunctionBase: Any = torch._C._FunctionBase


class _Slot(Enum):
    """Stands where a tensor stood in the arguments, so that the tensor itself may be let go."""

    TENSOR = "tensor"


TENSOR: Final = _Slot.TENSOR
_OURS: Final = 2
"""References to a result that nobody else holds: its entry, and the call that counts them."""


@dataclass(slots=True)
class Use:
    """One tensor argument: which entry's result, and in which of the arguments it stands.

    Its own number, by which an edge is named, counts tensors only: 2·t and t·2 name it alike,
    however PyTorch respells them. ``residual`` marks a use whose share cannot be measured by an
    alias; ``mixed`` one whose alias carries another use's share as well.
    """

    source: int
    leaf: int
    edge: GradientEdge | None
    residual: bool = False
    mixed: bool = False


@dataclass(slots=True)
class Entry:
    """One node as it was run. ``function`` is None for whatever was not computed.

    ``args`` and ``kwargs`` hold TENSOR where a tensor stood, in the order of ``uses``. ``result``
    is None for an operation with several results, each of which has an ``item`` entry.
    ``snapshot`` is the value from before the memory of ``result`` was written to.
    """

    function: Callable[..., Any] | None
    args: tuple[object, ...]
    result: Tensor | None
    edge: GradientEdge | None
    uses: list[Use]
    op: Operation = "call"
    kwargs: Mapping[str, object] | None = None
    name: str | None = None
    line: int | None = None
    path: str = ""
    item: int = 0
    version: int = 0
    snapshot: Tensor | None = None
    write: Any = None

    @property
    def value(self) -> Tensor | None:
        """The result as it was when this operation ended."""
        if self.snapshot is not None or self.result is None:
            return self.snapshot
        return self.result.detach()

    @property
    def form(self) -> Form | None:
        """None for an operation with several results."""
        result = self.result
        if result is None:
            return None
        return form_of(result, result if self.snapshot is None else self.snapshot)

    @property
    def is_held(self) -> bool:
        """Whether the person's code still has the result."""
        return sys.getrefcount(self.result) > _OURS

    @property
    def digest(self) -> Digest | None:
        """What is told of a value that is not kept."""
        return None

    def keep(self, *, copy: bool = False) -> None:
        """Keep the value as it is now: the result is about to mean another."""
        if self.snapshot is None and self.result is not None:
            self.snapshot = self.result.detach()
            if copy:
                self.snapshot = self.snapshot.clone()


class Tape:
    """Entries in evaluation order; results are held so that their identity stays unique.

    ``line`` and ``path`` are where the code is now; new entries are marked with them. ``calls`` are
    the module calls so far.
    """

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.line: int | None = None
        self.path = ""
        self.calls: list[ModuleCall] = []
        self.has_residuals = False
        self._index: dict[int, int] = {}

    def start(self, leaf: Tensor) -> Tensor:
        """Enter an input. The copy that is returned is what the code may use.

        A copy, because PyTorch refuses to write in place into a leaf that requires a gradient.
        """
        return self.enter("input", leaf.clone())

    def constant(self, tensor: Tensor) -> Tensor:
        """Enter a tensor that was made outside."""
        return self.enter("constant", tensor)

    def enter(self, op: Operation, tensor: Tensor, name: str | None = None) -> Tensor:
        """Enter a tensor that no operation on this tape computed.

        The edge of a leaf is asked for at its first use: it comes with the alias.
        """
        edge = edge_of(tensor) if tensor.grad_fn is not None else None
        self.add(Entry(None, (), tensor, edge, [], op, name=name))
        return tensor

    def call(
        self,
        function: Callable[..., Any],
        args: tuple[object, ...],
        kwargs: Mapping[str, object] | None = None,
    ) -> Any:
        """Run a function on aliases of its tensor arguments and enter what it returns.

        A function that returns several tensors has an entry without a value, and one for each.
        Results that are no tensors are returned and leave no entry.
        """
        uses: list[Use] = []
        slots: list[object] = []
        passed = self.shares(args, uses, slots)
        named_slots = None
        if kwargs:
            named_slots = {}
            named = {}
            for leaf, (key, value) in enumerate(kwargs.items(), start=len(args)):
                named[key], named_slots[key] = self._share(value, uses, leaf)
            result = function(*passed, **named)
        else:
            result = function(*passed)
        if isinstance(result, Tensor):
            if id(result) in self._index:
                return result  # an argument that needs no gradient came back as it was
            edge = edge_of(result) if result.requires_grad else None
            self.add(Entry(function, tuple(slots), result, edge, uses, "call", named_slots))
            return result
        if not isinstance(result, tuple | list) or not any(True for _ in tensors_in(result)):
            return result
        call = self.add(Entry(function, tuple(slots), None, None, uses, "call", named_slots))
        return self._items(result, call, iter(range(1_000_000)))

    def shares(
        self, args: Sequence[object], uses: list[Use], slots: list[object] | None = None
    ) -> list[Any]:
        """The arguments with an alias for each tensor that a gradient can reach.

        ``slots`` gets the arguments with TENSOR for each tensor.
        """
        passed: list[Any] = []
        slots = [] if slots is None else slots
        leaf = 0
        for argument in args:
            if isinstance(argument, Tensor):
                passed.append(self._alias(argument, uses, leaf))
                slots.append(TENSOR)
            elif isinstance(argument, list | tuple | dict):
                share, slot = self._share(argument, uses, leaf)
                passed.append(share)
                slots.append(slot)
            else:
                passed.append(argument)
                slots.append(argument)
            leaf += 1
        return passed

    def number_of(self, tensor: Tensor) -> int | None:
        """Index of the entry whose result this is."""
        return self._index.get(id(tensor))

    def means(self, tensor: Tensor | None, index: int) -> bool:
        """Whether the tensor is still what this entry made, and no later version of it."""
        return tensor is not None and self.number_of(tensor) == index

    def source_of(self, tensor: Tensor) -> int:
        """Index of the entry whose result this is; one from outside is entered first."""
        index = self._index.get(id(tensor))
        if index is None:
            self.foreign(tensor)
            index = self._index[id(tensor)]
            entry = self.entries[index]
            if entry.edge is None and tensor.requires_grad:
                entry.edge = edge_of(tensor)
        return index

    def foreign(self, tensor: Tensor) -> None:
        """Enter a tensor that was never seen before."""
        self.constant(tensor)

    def add(self, entry: Entry) -> int:
        """Append an entry; from now on its result means it."""
        index = len(self.entries)
        entry.line, entry.path = self.line, self.path
        self.entries.append(entry)
        if entry.result is not None:
            self._index[id(entry.result)] = index
        return index

    def _alias(self, argument: Tensor, uses: list[Use], leaf: int) -> Tensor:
        source = self._index.get(id(argument))
        if not argument.requires_grad or not torch.is_grad_enabled():
            uses.append(Use(self.source_of(argument), leaf, None))
            return argument
        if argument.layout is not torch.strided:
            # Sparse tensors have no alias: the share is what the other uses leave.
            uses.append(Use(self.source_of(argument), leaf, None, residual=True))
            self.has_residuals = True
            return argument
        if source is None:
            self.foreign(argument)
            source = self._index[id(argument)]
        share: Tensor = _alias(argument)
        edge = edge_of(share)
        entry = self.entries[source]
        if entry.edge is None and entry.function is None and not entry.uses:
            # A leaf that came in just now; its own edge stands behind that of its alias.
            behind: Any = edge.node.next_functions[0]
            entry.edge = GradientEdge(*behind)
        uses.append(Use(source, leaf, edge))
        return share

    def _share(self, argument: Any, uses: list[Use], leaf: int) -> tuple[Any, object]:
        """An argument with aliases for its tensors, and with slots for them."""
        if isinstance(argument, Tensor):
            return self._alias(argument, uses, leaf), TENSOR
        kind = type(argument)
        if kind is dict:
            pairs = {key: self._share(part, uses, leaf) for key, part in argument.items()}
            return {k: p for k, (p, _) in pairs.items()}, {k: s for k, (_, s) in pairs.items()}
        named = isinstance(argument, tuple) and hasattr(argument, "_fields")
        if kind is list or kind is tuple or named:
            parts = [self._share(part, uses, leaf) for part in argument]
            shares, slots = [p for p, _ in parts], [s for _, s in parts]
            return (kind(*shares), kind(*slots)) if named else (kind(shares), kind(slots))
        return argument, argument

    def _items(self, result: Any, call: int, places: Iterator[int]) -> Any:
        """The results again, each as an entry of its own.

        Each is an alias, because an operation may compute one of its results from another:
        the gradient of the raw result would then hold both shares.
        """
        if isinstance(result, Tensor):
            place = next(places)
            if id(result) in self._index:
                return result
            edge = None
            if result.requires_grad:
                result = _alias(result)
                edge = edge_of(result)
            self.add(Entry(None, (), result, edge, [Use(call, 0, None)], "item", item=place))
            return result
        if isinstance(result, list):
            return [self._items(part, call, places) for part in result]
        if isinstance(result, tuple):
            parts = [self._items(part, call, places) for part in result]
            if hasattr(result, "_fields"):
                return type(result)(*parts)
            # torch.return_types take one sequence, as tuple itself does
            return type(result)(parts)
        return result


def edge_of(tensor: Tensor) -> GradientEdge:
    """What ``get_gradient_edge`` gives, without its questions for the plain case."""
    node: Any = tensor.grad_fn
    if node is None:
        if torch.is_grad_enabled():
            through: Any = tensor.view_as(tensor).grad_fn
        else:
            with torch.enable_grad():
                through = tensor.view_as(tensor).grad_fn
        return GradientEdge(through.next_functions[0][0], 0)
    if isinstance(node, _FunctionBase):
        return get_gradient_edge(tensor)
    return GradientEdge(node, tensor.output_nr)


def emptied(args: tuple[object, ...]) -> tuple[object, ...]:
    """The arguments with TENSOR in place of each tensor."""
    return tuple(_emptied(argument) for argument in args)


def named_slots(kwargs: Mapping[str, object] | None) -> dict[str, object] | None:
    """The same for arguments that are passed by name."""
    return {key: _emptied(value) for key, value in kwargs.items()} if kwargs else None


def _emptied(argument: Any) -> object:
    if isinstance(argument, Tensor):
        return TENSOR
    kind = type(argument)
    if kind is list or kind is tuple:
        return kind(_emptied(part) for part in argument)
    if kind is dict:
        return {key: _emptied(part) for key, part in argument.items()}
    if isinstance(argument, tuple) and hasattr(argument, "_fields"):
        return kind(*(_emptied(part) for part in argument))
    return argument


def filled(argument: Any, tensors: Iterator[Any]) -> Any:
    """An argument with the next of ``tensors`` in each slot."""
    if argument is TENSOR:
        return next(tensors)
    kind = type(argument)
    if kind is list or kind is tuple:
        return kind([filled(part, tensors) for part in argument])
    if kind is dict:
        return {key: filled(part, tensors) for key, part in argument.items()}
    if isinstance(argument, tuple) and hasattr(argument, "_fields"):
        return kind(*[filled(part, tensors) for part in argument])
    return argument


def tensors_in(value: Any) -> Iterator[Tensor]:
    """All tensors of nested lists, tuples and dicts, in order."""
    if isinstance(value, Tensor):
        yield value
    elif isinstance(value, list | tuple):
        for part in value:
            yield from tensors_in(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from tensors_in(part)
