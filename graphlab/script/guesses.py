"""First entries of the forms: what the script itself constructs and passes, or needs.

Everything here is a proposal that the person sees and can change.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from graphlab.errors import InputError
from graphlab.script.definitions import parameters_of
from graphlab.script.names import UnknownValueError
from graphlab.script.needs import needed
from graphlab.script.specs import Constant, parse_argument, parse_spec

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.script.definitions import Definitions

_MADE_BY: Final = {
    f"torch.{name}"
    for name in "randn rand randint ones zeros full eye arange linspace tensor".split()
}


def constructor_guesses(name: str, definitions: Definitions) -> dict[str, str]:
    """What each argument of a constructor is where the script makes such an object."""
    init = definitions.method(name, "__init__")
    if init is None:
        return {}
    guesses: dict[str, str] = {}
    for parameter, default in parameters_of(init)[1:]:
        if default is not None and (typed := _typed(default, definitions, parse_argument)):
            guesses[parameter.arg] = typed
    for call in definitions.calls_of(name):
        bound = _bound(init, call, definitions, parse_argument, skip=1)
        if bound:
            return guesses | bound
    return guesses


def function_guesses(node: ast.FunctionDef, definitions: Definitions) -> dict[str, str]:
    """What the script passes to a function."""
    guesses = _defaults(node, definitions)
    for call in definitions.calls_of(node.name):
        bound = _bound(node, call, definitions, parse_spec)
        if bound:
            return guesses | bound
    return guesses


def forward_guesses(name: str, definitions: Definitions) -> dict[str, str]:
    """What the script passes to a module, else what its layers need."""
    forward = definitions.method(name, "forward")
    if forward is None:
        return {}
    constructed = constructor_guesses(name, definitions)
    guesses = needed(name, definitions, {key: _value(text) for key, text in constructed.items()})
    guesses |= _defaults(forward, definitions, skip=1)
    for call in definitions.calls_of_objects(name):
        bound = _bound(forward, call, definitions, parse_spec, skip=1)
        if bound:
            return guesses | bound
    return guesses


def _value(text: str) -> object:
    typed = parse_argument(text)
    return typed.value if isinstance(typed, Constant) else typed


def _defaults(node: ast.FunctionDef, definitions: Definitions, skip: int = 0) -> dict[str, str]:
    found = {
        parameter.arg: _typed(default, definitions, parse_spec)
        for parameter, default in parameters_of(node)[skip:]
        if default is not None
    }
    return {name: typed for name, typed in found.items() if typed is not None}


def _bound(
    node: ast.FunctionDef,
    call: ast.Call,
    definitions: Definitions,
    parse: Callable[[str], object],
    skip: int = 0,
) -> dict[str, str]:
    """The arguments of a call that are known from the text, by the names of the parameters."""
    names = [parameter.arg for parameter, _ in parameters_of(node)[skip:]]
    given = dict(zip(names, call.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg in names}
    typed = {name: _typed(value, definitions, parse) for name, value in given.items()}
    return {name: text for name, text in typed.items() if text is not None}


def _typed(node: ast.expr, definitions: Definitions, parse: Callable[[str], object]) -> str | None:
    """An expression as it can be typed into a form, if it is a literal or makes a tensor."""
    names = definitions.names
    if isinstance(node, ast.Name) and (value := names.value_of(node.id, node.lineno)) is not None:
        node = value
    try:
        text = _made(node, definitions) if isinstance(node, ast.Call) else repr(names.literal(node))
        parse(text)
    except (UnknownValueError, InputError):
        return None
    return text


def _made(node: ast.Call, definitions: Definitions) -> str:
    dotted = definitions.names.dotted(node.func)
    if dotted not in _MADE_BY:
        raise UnknownValueError
    parts = [_literal_text(argument, definitions) for argument in node.args]
    for keyword in node.keywords:
        parts.append(f"{keyword.arg}={_literal_text(keyword.value, definitions)}")
    return f"{dotted.removeprefix('torch.')}({', '.join(parts)})"


def _literal_text(node: ast.expr, definitions: Definitions) -> str:
    dotted = definitions.names.dotted(node)
    if dotted.startswith("torch."):
        return dotted.removeprefix("torch.")
    return repr(definitions.names.literal(node))
