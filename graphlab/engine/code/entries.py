"""What was typed into the forms becomes the arguments of a constructor and of a call."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from graphlab.engine.code.standins import made
from graphlab.engine.recording.tape import tensors_in
from graphlab.errors import InputError
from graphlab.script.reading import USER_FILE
from graphlab.script.specs import parse_argument, parse_spec

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from torch import Generator

    from graphlab.script.specs import Typed

Arguments = tuple[list[object], dict[str, object]]

_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_REST = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


def constructor_values(
    cls: type, typed: Mapping[str, str], generator: Generator, line: int | None
) -> Arguments:
    """The arguments for making an object; lists of numbers stay lists. ``line`` is the class's."""
    if "__init__" in vars(cls):
        line = line_of(vars(cls)["__init__"]) or line
    return _values(
        cls, cls.__name__, typed, line, lambda text: made(parse_argument(text), generator)
    )


def call_values(
    function: Callable[..., Any], name: str, typed: Mapping[str, str], generator: Generator
) -> Arguments:
    """The arguments of a call; numbers with a point and lists of numbers become tensors."""
    line = line_of(function)
    args, kwargs = _values(
        function, name, typed, line, lambda text: _input(parse_spec(text), generator)
    )
    if not list(tensors_in((args, kwargs))):
        # Only whole numbers were typed: they are what the function is to be followed for.
        args = [_as_tensor(value) for value in args]
        kwargs = {key: _as_tensor(value) for key, value in kwargs.items()}
    return args, kwargs


def ask_for_gradients(values: Iterable[object]) -> None:
    """Every floating input wants a gradient, unless one of them says so by itself."""
    tensors = [t for t in tensors_in(list(values)) if t.is_floating_point() or t.is_complex()]
    if not any(tensor.requires_grad for tensor in tensors):
        for tensor in tensors:
            tensor.requires_grad_()


def signature_of(function: Callable[..., Any]) -> inspect.Signature | None:
    """The signature, where there is one to read: compiled functions have none."""
    if getattr(function, "__init__", None) is nn.Module.__init__:
        return inspect.Signature()  # it takes anything, only to refuse it
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None


def line_of(function: Any) -> int | None:
    """The line of a function of the person's, counted in the script."""
    code = getattr(inspect.unwrap(getattr(function, "__func__", function)), "__code__", None)
    if code is None or code.co_filename != USER_FILE:
        return None
    return int(code.co_firstlineno)


def _input(typed: Typed, generator: Generator) -> object:
    value = made(typed, generator)
    return torch.tensor(value) if isinstance(value, float | complex) else value


def _as_tensor(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return torch.tensor(float(value))
    return value


def _values(
    function: Callable[..., Any],
    name: str,
    typed: Mapping[str, str],
    line: int | None,
    make: Callable[[str], object],
) -> Arguments:
    values = {key: _value(key, text, make) for key, text in typed.items() if text.strip()}
    signature = signature_of(function)
    if signature is None:
        return list(values.values()), {}
    parameters = list(signature.parameters.values())
    args: list[object] = []
    kwargs: dict[str, object] = {}
    in_order = True  # until a default is left as it is, arguments are given by place
    for parameter in parameters:
        key = parameter.name
        if parameter.kind in _REST:
            continue
        if key in values and in_order and parameter.kind in _POSITIONAL:
            args.append(values.pop(key))
        elif key in values:
            kwargs[key] = values.pop(key)
        elif parameter.default is not parameter.empty:
            in_order = False
        else:
            problem = f"{name} needs a value for {key}; none is given."
            raise InputError(problem, line=line)
    rest = {parameter.kind for parameter in parameters} & set(_REST)
    if inspect.Parameter.VAR_POSITIONAL in rest and in_order:
        return [*args, *values.values()], kwargs
    if inspect.Parameter.VAR_KEYWORD in rest:
        return args, kwargs | values
    if values:
        known = ", ".join(p.name for p in parameters if p.kind not in _REST) or "none"
        problem = f"“{next(iter(values))}” is no argument of {name}; its arguments are: {known}."
        raise InputError(problem, line=line)
    return args, kwargs


def _value(key: str, text: str, make: Callable[[str], object]) -> object:
    try:
        return make(text)
    except InputError as error:
        raise InputError(f"{key} = {text.strip()[:60]}: {error.problem}") from None


def first_tensor(result: object) -> Tensor | None:
    """The tensor on which a loss is put."""
    return next(iter(tensors_in(result)), None)


def floating_type(module: object, values: Iterable[object]) -> torch.dtype:
    """The type in which a module computes: that of its parameters, else of its inputs."""
    tensors: list[Tensor] = list(tensors_in(list(values)))
    if isinstance(module, nn.Module):
        tensors = [*module.parameters(), *tensors]
    types = [tensor.dtype for tensor in tensors if tensor.is_floating_point()]
    return types[0] if types else torch.get_default_dtype()
