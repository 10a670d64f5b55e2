"""What a script holds: modules, data sets, functions, statements; read, never run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from graphlab.errors import InputError, LimitError
from graphlab.script.definitions import Definitions, parameters_of
from graphlab.script.guesses import constructor_guesses, forward_guesses, function_guesses
from graphlab.script.names import Names
from graphlab.script.reading import Positions, read
from graphlab.script.remarks import Remark, remarks

Kind = Literal["module", "dataset", "other"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing to fill in. ``default`` and ``annotation`` are as typed in the script.

    ``guess`` can be put into the form as it is: it was found in the script, or follows from it.
    """

    name: str
    default: str | None = None
    annotation: str | None = None
    guess: str | None = None


@dataclass(frozen=True, slots=True)
class ClassFound:
    """A class of the script; ``calls`` are the ways it is constructed there, as typed."""

    name: str
    line: int
    kind: Kind
    constructor: tuple[Parameter, ...] = ()
    forward: tuple[Parameter, ...] = ()
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FunctionFound:
    """A function of the script; ``called`` says that other code of the script calls it."""

    name: str
    line: int
    parameters: tuple[Parameter, ...] = ()
    called: bool = False


@dataclass(frozen=True, slots=True)
class Survey:
    """Everything found. With a ``problem`` nothing else is known."""

    classes: tuple[ClassFound, ...] = ()
    functions: tuple[FunctionFound, ...] = ()
    has_statements: bool = False
    problem: InputError | None = None
    remarks: tuple[Remark, ...] = ()

    @property
    def modules(self) -> tuple[ClassFound, ...]:
        return tuple(found for found in self.classes if found.kind == "module")


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be stepped through, with the words for its button."""

    kind: Literal["statements", "module", "function"]
    name: str
    sentence: str


@lru_cache(maxsize=8)
def survey(text: str) -> Survey:
    """Find out what a script holds; never raises, never runs anything.

    >>> survey("def f(x): return x**2").functions[0].parameters
    (Parameter(name='x', default=None, annotation=None, guess=None),)
    """
    try:
        return _found(text)
    except InputError as problem:
        return Survey(problem=problem)
    except (RecursionError, MemoryError):
        return Survey(problem=LimitError("This is nested too deeply to be read.", line=1, column=1))


def offers(found: Survey) -> tuple[Offer, ...]:
    """What to offer, the most likely first.

    A function or module that other code of the script uses comes last, or not at all.
    """
    made = [Offer("statements", "", "Step through the statements")] if found.has_statements else []
    made += [Offer("module", m.name, f"Step through {m.name}") for m in found.modules]
    free = [function for function in found.functions if not function.called]
    if not made and not free:
        free = list(found.functions)
    made += [Offer("function", f.name, f"Step through {f.name}") for f in free]
    return tuple(made)


def _found(text: str) -> Survey:
    tree = read(text)
    names, at = Names(tree), Positions(text)
    definitions = Definitions(tree, names)
    return Survey(
        classes=tuple(_class(node, definitions, at) for node in definitions.in_order_of_use()),
        functions=tuple(
            _function(node, definitions, at) for node in definitions.functions.values()
        ),
        has_statements=any(_does_something(s, definitions) for s in tree.body),
        remarks=remarks(definitions, at),
    )


def _class(node: ast.ClassDef, definitions: Definitions, at: Positions) -> ClassFound:
    kind: Kind = definitions.kind(node.name)
    calls = definitions.calls_of(node.name)
    constructor = definitions.method(node.name, "__init__")
    forward = definitions.method(node.name, "forward") if kind == "module" else None
    first = constructor_guesses(node.name, definitions)
    inputs = forward_guesses(node.name, definitions) if forward else {}
    return ClassFound(
        node.name,
        node.lineno,
        kind,
        _parameters(constructor, first, at),
        _parameters(forward, inputs, at),
        tuple(dict.fromkeys(at.segment(call) for call in calls)),
    )


def _function(node: ast.FunctionDef, definitions: Definitions, at: Positions) -> FunctionFound:
    guesses = function_guesses(node, definitions)
    called = node.name in definitions.called
    return FunctionFound(node.name, node.lineno, _parameters(node, guesses, at, skip=0), called)


def _parameters(
    node: ast.FunctionDef | None, guesses: dict[str, str], at: Positions, *, skip: int = 1
) -> tuple[Parameter, ...]:
    """The parameters of a function, less ``self``."""
    if node is None:
        return ()
    return tuple(
        Parameter(
            argument.arg,
            at.segment(default) if default else None,
            at.segment(argument.annotation) if argument.annotation else None,
            guesses.get(argument.arg),
        )
        for argument, default in parameters_of(node)[skip:]
    )


_SETTINGS: Final = {
    "torch.manual_seed",
    "torch.set_default_dtype",
    "torch.set_printoptions",
    "numpy.random.seed",
    "random.seed",
}


def _does_something(statement: ast.stmt, definitions: Definitions) -> bool:
    """Whether a statement computes, beyond naming numbers, settings and modules."""
    match statement:
        case (
            ast.Import()
            | ast.ImportFrom()
            | ast.FunctionDef()
            | ast.AsyncFunctionDef()
            | ast.ClassDef()
            | ast.Pass()
        ):
            return False
        case ast.Expr(value=ast.Constant()):
            return False
        case ast.Expr(value=ast.Call(func=function)):
            return definitions.names.dotted(function) not in _SETTINGS
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _computes(value, definitions)
        case ast.AnnAssign():
            return False
        case ast.If(body=body, orelse=other):
            return any(_does_something(inner, definitions) for inner in [*body, *other])
        case ast.Try(body=body, handlers=handlers, orelse=other, finalbody=final):
            caught = [inner for handler in handlers for inner in handler.body]
            blocks = [*body, *caught, *other, *final]
            return any(_does_something(inner, definitions) for inner in blocks)
    return True


def _computes(value: ast.expr, definitions: Definitions) -> bool:
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        if value.func.id in definitions.classes:
            return False
    return any(
        isinstance(part, ast.Call | ast.Subscript | ast.ListComp)
        or (isinstance(part, ast.BinOp) and isinstance(part.op, ast.MatMult))
        for part in ast.walk(value)
    )
