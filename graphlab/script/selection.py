"""The part of a script that one class or function needs, without the rest: no training loop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from graphlab.script.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTINGS: Final = ("torch.set_default_dtype", "torch.set_printoptions", "numpy.set_printoptions")


def needed_for(tree: ast.Module, name: str) -> list[ast.stmt]:
    """The statements outside of functions that ``name`` is made of, in their order.

    These are its definition, what that uses, what this uses in turn, and every statement that
    gives one of those names a value or changes it.
    """
    names = Names(tree)
    gives = [set(_given(statement, names)) for statement in tree.body]
    wanted = {name}
    taken: set[int] = set()
    found = True
    while found:
        found = False
        for place, statement in enumerate(tree.body):
            if place not in taken and (wanted & gives[place] or _is_setting(statement, names)):
                taken.add(place)
                wanted |= _used(statement)
                found = True
    return [tree.body[place] for place in sorted(taken)]


def _used(node: ast.AST) -> set[str]:
    """The names that a piece of code looks up outside of itself."""
    if isinstance(node, ast.Name):
        return {node.id} if isinstance(node.ctx, ast.Load) else set()
    inside = {name for child in ast.iter_child_nodes(node) for name in _used(child)}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return inside - _local(node)
    return inside


def _local(function: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> set[str]:
    names: set[str] = set()
    shared: set[str] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Global):
            shared.update(node.names)
    return names - shared


def _is_setting(statement: ast.stmt, names: Names) -> bool:
    match statement:
        case ast.ImportFrom(module="__future__"):
            return True
        case ast.ImportFrom(names=[ast.alias(name="*")]):
            return True
        case ast.Expr(value=ast.Call(func=function)):
            return names.dotted(function) in _SETTINGS
    return False


def _given(statement: ast.stmt, names: Names) -> Iterator[str]:
    """The names that a statement defines, assigns or changes."""
    match statement:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
            for alias in aliases:
                yield alias.asname or alias.name.split(".")[0]
        case ast.Expr(value=ast.Call(func=ast.Attribute() as method)):
            root = _root(method)
            if root and not names.is_library(root):  # table.append(…), not torch.save(…)
                yield root
        case _:
            yield from _stored(statement)
            for block in ("body", "orelse", "finalbody"):
                for inner in getattr(statement, block, []):
                    if isinstance(inner, ast.stmt):
                        yield from _given(inner, names)
            for handler in getattr(statement, "handlers", []):
                for inner in handler.body:
                    yield from _given(inner, names)


def _stored(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
            yield _root(node)


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""
