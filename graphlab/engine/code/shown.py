"""What ``graphlab.show`` was given: run as it is, and again with other inputs.

A run calls the program's own object, as it is at that moment; nothing of it is made anew, and
neither the object nor the tensors that were given are changed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from graphlab.engine.call import file_of, recording_of_call
from graphlab.engine.code.given import (
    TURN,
    check_callable,
    recording_of,
    source_of,
    starting_tensors,
)
from graphlab.engine.code.inside import inside, told_inside
from graphlab.engine.code.standins import made
from graphlab.engine.mistakes.explained import explained
from graphlab.engine.recording.arguments import Inputs
from graphlab.engine.recording.tape import emptied, filled
from graphlab.errors import InputError
from graphlab.record import Source
from graphlab.script.specs import parse_spec

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from torch import Generator

    from graphlab.engine.call import Recording


class Shown:
    """A formula, module or function with its inputs."""

    def __init__(
        self,
        source: Any,
        args: Sequence[object],
        kwargs: Mapping[str, Any],
        *,
        seed: int = 0,
        cotangents: Any = None,
        keeps_values: bool = True,
    ) -> None:
        self.keeps_values = keeps_values
        self._given = source
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        self._cotangents = cotangents
        self._text = Source()
        self.seed = seed

    @property
    def name(self) -> str:
        """What the module's class or the function is called; empty for a formula."""
        if isinstance(self._given, str):
            return ""
        if isinstance(self._given, nn.Module):
            return type(self._given).__name__
        name = getattr(self._given, "__name__", "") or type(self._given).__name__
        return str(name).strip("<>")  # <lambda>

    @property
    def starts(self) -> tuple[float, ...] | None:
        """The starting gradients where each is one number."""
        tensors = starting_tensors(self._cotangents) or []
        plain = [t for t in tensors if t.dim() == 0 and not t.is_complex()]
        if not tensors or len(plain) < len(tensors):
            return None
        return tuple(float(tensor) for tensor in plain)

    @property
    def has_own_starts(self) -> bool:
        """Whether starting gradients were given that no numbers stand for."""
        return self._cotangents is not None and self.starts is None

    def recording(self) -> Recording:
        """Run it as it was given; what it raises comes through."""
        recording = recording_of(
            self._given,
            self._args,
            self._kwargs,
            seed=self.seed,
            cotangents=self._cotangents,
            thorough=True,
            keep_halted=True,
            keeps_values=self.keeps_values,
        )
        self._text = recording.record.source
        return recording

    def again(
        self,
        typed: Sequence[str],
        seed: int,
        cotangents: Sequence[object] | None,
        *,
        open_fused: bool = False,
        part: str = "",
        keeps_values: bool = True,
    ) -> Recording:
        """Run it with what was typed in place of inputs; an empty text leaves one as it was given.

        ``typed`` has a text for each tensor among the inputs, in their order; ``part`` is the path
        of a part of the module, which is recorded by itself. Raises InputError
        for whatever goes wrong.
        """
        check_callable(self._given)
        starts = cotangents
        if starts is None and self.has_own_starts:
            starts = starting_tensors(self._cotangents)
        args, kwargs = self._filled(typed, torch.Generator().manual_seed(seed))
        source = self._text if self._text.text else source_of(self._given)
        try:
            with TURN:
                given = check_callable(self._given)
                if part:
                    given, args, kwargs = inside(given, part, args, kwargs, seed)
                recording = recording_of_call(
                    given,
                    args,
                    kwargs,
                    seed=seed,
                    cotangents=starting_tensors(starts),
                    source=source,
                    open_fused=open_fused,
                    thorough=True,
                    keep_halted=True,
                    user_file=file_of(self._given) if part else None,
                    keeps_values=keeps_values,
                )
                return told_inside(recording, part) if part else recording
        except InputError:
            raise
        except Exception as error:
            raise explained(error, source.text, file_of(self._given) or "") from error

    def _filled(
        self, typed: Sequence[str], generator: Generator
    ) -> tuple[list[Any], dict[str, Any]]:
        """The arguments with other tensors where something was typed."""
        inputs = Inputs(self._given, self._args, self._kwargs)
        if len(typed) > len(inputs.tensors):
            raise InputError(f"There are only {len(inputs.tensors)} tensors among the inputs.")
        tensors = list(inputs.tensors)
        for place, text in enumerate(typed):
            if text.strip():
                tensors[place] = _typed(inputs.names[place], text, tensors[place], generator)
        stream = iter([tensors[place] for place in inputs.order])
        args = [filled(argument, stream) for argument in emptied(self._args)]
        kwargs = {
            key: filled(value, stream)
            for key, value in zip(self._kwargs, emptied(tuple(self._kwargs.values())), strict=True)
        }
        return args, kwargs


def _typed(name: str, text: str, given: Tensor, generator: Generator) -> Tensor:
    """The tensor that was typed; what the text does not say is as in the one that was given."""
    spec = parse_spec(text)
    value = made(spec, generator)
    if isinstance(value, bool | int | float | complex):
        value = torch.tensor(value)
    if not isinstance(value, Tensor):
        raise InputError(
            f"{name} is one tensor; write numbers such as [[0.5], [1]], or randn(2, 1)."
        )
    if getattr(spec, "dtype", None) is None:
        value = _in_type(name, value, given.dtype)
    value = value.to(given.device)
    if getattr(spec, "requires_grad", None) is None:
        can = value.is_floating_point() or value.is_complex()
        value.requires_grad_(given.requires_grad and can)
    return given if _is_same(value, given) else value


def _in_type(name: str, value: Tensor, dtype: torch.dtype) -> Tensor:
    """The numbers in the type of the input that was given, if they have room there."""
    roomy = dtype.is_complex or (dtype.is_floating_point and not value.is_complex())
    if roomy:
        return value.to(dtype)
    result = value.to(dtype) if not value.is_complex() else value
    if result.dtype != dtype or not torch.equal(result.to(value.dtype), value):
        asked = "complex64" if value.is_complex() else "float32"
        raise InputError(
            f"{name} is {str(dtype).removeprefix('torch.')} in your program, which has no room for"
            f" these numbers; write others, or ask for a type, as in ones(3, dtype={asked})."
        )
    return result


def _is_same(value: Tensor, given: Tensor) -> bool:
    """Numbers that were only looked at leave the input as it is, with the memory it shares."""
    return (
        given.layout is torch.strided
        and (value.shape, value.dtype, value.requires_grad)
        == (given.shape, given.dtype, given.requires_grad)
        and torch.equal(value, given)
    )
