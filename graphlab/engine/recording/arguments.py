"""The inputs of a run: found in nested arguments, named, and copied so that nothing is shared.

Tensors that are views of one memory stay so: the memory is copied once, and the views are made
anew on the copy.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from graphlab.engine.recording.tape import emptied, filled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_SMALL = 4096


class Inputs:
    """The tensors among the arguments of a call; the same tensor passed twice is one input."""

    def __init__(
        self, function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> None:
        self._args = emptied(tuple(args))
        self._kwargs = {key: emptied((value,))[0] for key, value in kwargs.items()}
        self.tensors: list[Tensor] = []
        self.names: list[str] = []
        self.order: list[int] = []
        places: dict[int, int] = {}
        for name, tensor in _named(function, args, kwargs):
            if id(tensor) not in places:
                places[id(tensor)] = len(self.tensors)
                self.tensors.append(tensor)
                self.names.append(name)
            self.order.append(places[id(tensor)])
        self.wants = [tensor.requires_grad for tensor in self.tensors]

    def want_all(self) -> None:
        """Ask for the gradient of every input that can have one."""
        self.wants = [t.is_floating_point() or t.is_complex() for t in self.tensors]

    def copies(self) -> list[Tensor]:
        """Fresh tensors for one run, each a result and no leaf, so that it may be written to."""
        groups: dict[tuple[int, torch.dtype], list[int]] = {}
        for index, tensor in enumerate(self.tensors):
            strided = tensor.layout is torch.strided and tensor.numel()
            memory = tensor.untyped_storage().data_ptr() if strided else -index - 1
            groups.setdefault((memory, tensor.dtype), []).append(index)
        made: dict[int, Tensor] = {}
        for members in groups.values():
            if len(members) == 1 and not _is_part(self.tensors[members[0]]):
                (index,) = members
                leaf = self.tensors[index].detach().clone().requires_grad_(self.wants[index])
                made[index] = leaf.clone()
            else:
                made |= self._shared(members)
        return [made[index] for index in range(len(self.tensors))]

    def call(self, function: Callable[..., Any], tensors: Sequence[Tensor]) -> Any:
        """Call the function with these in place of the inputs."""
        stream = iter([tensors[index] for index in self.order])
        args = [filled(argument, stream) for argument in self._args]
        kwargs = {key: filled(value, stream) for key, value in self._kwargs.items()}
        return function(*args, **kwargs)

    def _shared(self, members: Sequence[int]) -> dict[int, Tensor]:
        first = self.tensors[members[0]].detach()
        size = first.untyped_storage().nbytes() // first.element_size()
        whole = first.as_strided((size,), (1,), 0).clone()
        if any(self.wants[index] for index in members):
            whole = whole.requires_grad_().clone()
        made: dict[int, Tensor] = {}
        for index in members:
            tensor = self.tensors[index]
            view = whole.as_strided(tensor.shape, tensor.stride(), tensor.storage_offset())
            made[index] = view if self.wants[index] else view.detach()
        return made


def _is_part(tensor: Tensor) -> bool:
    """Whether it is a view of a little more memory, which the code may reach through it."""
    if tensor.layout is not torch.strided or not tensor.numel():
        return False
    whole = tensor.untyped_storage().nbytes() // tensor.element_size()
    return tensor.numel() != whole <= max(4 * tensor.numel(), _SMALL)


def _named(
    function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> Iterator[tuple[str, Tensor]]:
    target = getattr(function, "forward", function)
    names = _parameter_names(target)
    for place, value in enumerate(args):
        name = names[place] if place < len(names) else f"x{place + 1}"
        yield from _walk(name, value)
    for name, value in kwargs.items():
        yield from _walk(name, value)


def _walk(name: str, value: Any) -> Iterator[tuple[str, Tensor]]:
    if isinstance(value, Tensor):
        yield name, value
    elif isinstance(value, tuple) and hasattr(value, "_fields"):
        for field, part in zip(value._fields, value, strict=True):
            yield from _walk(f"{name}.{field}", part)
    elif type(value) in (list, tuple):
        for place, part in enumerate(value):
            yield from _walk(f"{name}[{place}]", part)
    elif type(value) is dict:
        for key, part in value.items():
            yield from _walk(f"{name}.{key}", part)


def _parameter_names(function: Callable[..., Any]) -> list[str]:
    """Names of the positional parameters; a compiled function tells them in its schema."""
    schema = getattr(function, "schema", None)
    if schema is not None and hasattr(schema, "arguments"):
        return [argument.name for argument in schema.arguments]
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        return []
    kinds = inspect.Parameter
    names = [
        p.name for p in parameters if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)
    ]
    return names
