"""Objects of a person's classes: modules, and data sets as points."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from graphlab.engine.code.entries import constructor_values, line_of
from graphlab.errors import InputError, MisfitError
from graphlab.script.selection import needed_for
from graphlab.task.typed_data import from_arrays

if TYPE_CHECKING:
    from collections.abc import Mapping

    from torch import Generator

    from graphlab.engine.code.prelude import UserCode
    from graphlab.task.points import Points


def constructed(
    code: UserCode, name: str, cls: object, init: Mapping[str, str], generator: Generator
) -> nn.Module:
    """A module of ``cls``, which the code calls ``name``; InputError tells where it fails."""
    line = code.line_of_definition(name)
    if not isinstance(cls, type) or not issubclass(cls, nn.Module):
        raise InputError(f"{name} is no nn.Module.", line=line)
    module = _made(code, cls, init, generator, line)
    assert isinstance(module, nn.Module)
    if "_parameters" not in vars(module):
        problem = InputError(
            f"super().__init__() is missing; it must come first in __init__ of {name}.",
            line=line_of(cls.__init__) or line,
        )
        raise problem
    if cls.forward is nn.Module.forward:
        raise InputError(
            f"{name} has no forward; add def forward(self, x): … that returns the result.",
            line=line,
        )
    return module


def typed_module(code: UserCode, name: str, init: Mapping[str, str]) -> nn.Module:
    """The module of that name, to be trained. Draws from the generators as they are."""
    cls = _defined(code, name)
    return constructed(code, name, cls, init, torch.default_generator)


def typed_points(code: UserCode, name: str, init: Mapping[str, str]) -> Points:
    """The points of the data set of that name. Draws from the generators as they are.

    Raises InputError for what is no data set of pairs that fit the plane.
    """
    cls, line = _defined(code, name), code.line_of_definition(name)
    if not isinstance(cls, type) or not hasattr(cls, "__getitem__") or not hasattr(cls, "__len__"):
        raise InputError(
            f"{name} is no Dataset: it needs __len__ and __getitem__(self, idx).", line=line
        )
    dataset: Any = _made(code, cls, init, torch.default_generator, line)
    try:
        items = [dataset[index] for index in range(len(dataset))]
    except Exception as error:
        raise _at_least(code.explain(error), line) from error
    if not items or not all(isinstance(item, tuple | list) and len(item) == 2 for item in items):
        raise InputError(
            f"{name}[idx] must give a pair of an input and its label, for one point or more.",
            line=line_of(cls.__getitem__) or line,
        )
    try:
        inputs, labels = (np.stack([np.asarray(item[k]) for item in items]) for k in (0, 1))
    except (TypeError, ValueError, RuntimeError):
        raise InputError(
            f"The items of {name} cannot be put together: inputs and labels need the same shape "
            "in every item.",
            line=line_of(cls.__getitem__) or line,
        ) from None
    try:
        return from_arrays(inputs, labels)
    except InputError as error:
        raise _at_least(error, line) from None


def misfit_placed(error: MisfitError, code: UserCode, module: str) -> InputError:
    """The same sentence with the line where the model failed, else the line of its forward."""
    line = None
    if error.__cause__ is not None:
        line = code.explain(error.__cause__).line
    return _at_least(error, line or code.line_of_definition(module))


def _defined(code: UserCode, name: str) -> object:
    names = code.execute(needed_for(code.tree, name))
    if name not in names:
        line = code.line_of_definition(name)
        raise InputError(f"{name} is not defined when this text runs.", line=line)
    return names[name]


def _made(
    code: UserCode, cls: type, init: Mapping[str, str], generator: Generator, line: int | None
) -> object:
    args, kwargs = constructor_values(cls, init, generator, line)
    try:
        return cls(*args, **kwargs)
    except Exception as error:
        raise _at_least(code.explain(error), line) from error


def _at_least(error: InputError, line: int | None) -> InputError:
    """The error, at that line if it has no place of its own."""
    if error.line is not None:
        return error
    return InputError(error.problem, line=line, details=error.details)
