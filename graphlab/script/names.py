"""What the names of a script stand for, as far as its text tells: libraries and plain numbers."""

from __future__ import annotations

import ast
import operator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

WITHOUT_IMPORT: Final[Mapping[str, str]] = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "np": "numpy",
    "math": "math",
    "Dataset": "torch.utils.data.Dataset",
    "DataLoader": "torch.utils.data.DataLoader",
}
"""Names that a script may use without importing them, and what they stand for."""


class UnknownValueError(Exception):
    """The text alone does not tell this value."""


class Names:
    """Looks names up in one script."""

    def __init__(self, tree: ast.Module) -> None:
        self._libraries = dict(WITHOUT_IMPORT)
        self._assigned: dict[str, list[ast.expr]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                self._libraries.update(_imported(node))
        for statement in tree.body:
            for name, value in assigned(statement):
                self._assigned.setdefault(name, []).append(value)

    def dotted(self, node: ast.expr) -> str:
        """``torch.nn.Linear`` for ``nn.Linear``; empty for anything that is no dotted name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        parts.append(self._libraries.get(node.id, node.id))
        return ".".join(reversed(parts))

    def is_library(self, name: str) -> bool:
        """Whether a name was imported, or is there without an import."""
        return name in self._libraries

    def value_of(self, name: str, line: int) -> ast.expr | None:
        """The expression last assigned to a name above a line, outside of definitions."""
        values = [value for value in self._assigned.get(name, ()) if value.lineno < line]
        return values[-1] if values else None

    def literal(self, node: ast.expr, given: Mapping[str, object] | None = None) -> object:
        """The number, text, list ... that an expression is; ``given`` are values of names.

        Raises UnknownValueError where that takes more than literals, such names and arithmetic.
        """
        return self._literal(node, given or {}, 20)

    def _literal(self, node: ast.expr, given: Mapping[str, object], left: int) -> object:
        if left == 0:
            raise UnknownValueError
        match node:
            case ast.Constant(value=value) if value is not ...:
                return value
            case ast.Name(id=name) if name in given:
                return given[name]
            case ast.Name(id=name):
                above = self.value_of(name, node.lineno)
                if above is None:
                    raise UnknownValueError
                return self._literal(above, given, left - 1)
            case ast.Attribute(value=ast.Name(id="self"), attr=name) if f"self.{name}" in given:
                return given[f"self.{name}"]
            case ast.Tuple(elts=parts):
                return tuple(self._literal(part, given, left - 1) for part in parts)
            case ast.List(elts=parts):
                return [self._literal(part, given, left - 1) for part in parts]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -_number(self._literal(operand, given, left - 1))
            case ast.BinOp(left=one, op=sign, right=other) if type(sign) in _ARITHMETIC:
                first = _number(self._literal(one, given, left - 1))
                second = _number(self._literal(other, given, left - 1))
                return _computed(_ARITHMETIC[type(sign)], first, second)
        raise UnknownValueError


_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}


def assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """The names that one statement gives values to, each with its expression."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                for part, given in pairs(target, value):
                    if isinstance(part, ast.Name):
                        yield part.id, given
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            yield name, value


def pairs(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """``a, b = 1, 2`` as two assignments."""
    match target, value:
        case ast.Tuple(elts=parts) | ast.List(elts=parts), ast.Tuple(elts=values) if len(
            parts
        ) == len(values):
            for part, given in zip(parts, values, strict=True):
                yield from pairs(part, given)
        case _:
            yield target, value


def _imported(node: ast.Import | ast.ImportFrom) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname:
                yield alias.asname, alias.name
            else:
                top = alias.name.split(".")[0]
                yield top, top
    elif node.module and not node.level:
        for alias in node.names:
            yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _number(value: object) -> float:
    if isinstance(value, int | float):
        return value
    raise UnknownValueError


def _computed(rule: Callable[[float, float], float], first: float, second: float) -> float:
    if max(abs(first), abs(second)) > 1e15:
        raise UnknownValueError
    try:
        return rule(first, second)
    except ArithmeticError:
        raise UnknownValueError from None
