"""Numbers, texts and nested lists as they are typed; read from the syntax tree, never evaluated."""

from __future__ import annotations

import ast
import math
import re
import warnings
from typing import TYPE_CHECKING, NoReturn

from graphlab.errors import InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_CHARACTERS = 500_000
MAX_DEPTH = 20
EXAMPLES = "For example randn(2, 1), [[1, 2], [3, 4]], 0.5, True or 'a text'."

Number = bool | int | float | complex
Shape = tuple[int, ...]


class Values:
    """Reads pieces of one typed line, and says at which column one cannot be read."""

    def __init__(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            raise LimitError(
                f"This has {len(text):,} characters; graphlab reads {MAX_CHARACTERS:,}."
            )
        self._indent = len(text) - len(text.lstrip())
        # Line ends within brackets mean nothing, and one line keeps columns simple.
        self._text = re.sub(r"[\r\n]", " ", text.strip())

    def tree(self) -> ast.expr:
        """The syntax tree of the whole text."""
        if not self._text:
            raise InputError("Nothing is typed here; for example randn(2, 1).", line=1, column=1)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self._text, mode="eval").body
        except SyntaxError as error:
            column = min(max(error.offset or 1, 1), len(self._text) + 1) + self._indent
            raise InputError(f"This cannot be read. {EXAMPLES}", line=1, column=column) from None
        except (RecursionError, MemoryError):
            raise LimitError("This is nested too deeply.", line=1, column=1) from None
        except (ValueError, OverflowError):
            problem = f"This has characters that cannot be read. {EXAMPLES}"
            raise InputError(problem, line=1, column=1) from None

    def column(self, node: ast.expr) -> int:
        before = self._text.encode()[: node.col_offset].decode(errors="ignore")
        return self._indent + len(before) + 1

    def fail(self, node: ast.expr, problem: str, length: int = 1) -> NoReturn:
        raise InputError(problem, line=1, column=self.column(node), length=length)

    def plain(self, node: ast.expr) -> object:
        """One number, text, True, False or None."""
        match node:
            case ast.Constant(value=bool() | int() | float() | complex() | str() | None as value):
                return value
            case ast.Name(id="inf" | "nan" as name):
                return float(name)
            case ast.Attribute(
                value=ast.Name(id="math" | "torch" | "np"), attr="pi" | "e" | "inf" | "nan" as name
            ):
                return {"pi": math.pi, "e": math.e}.get(name) or float(name)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=ast.expr() as operand):
                number = self.plain(operand)
                if isinstance(number, int | float | complex):
                    return -number if isinstance(sign, ast.USub) else number
            case ast.BinOp(left=above, op=ast.Div(), right=below):
                return self._quotient(node, above, below)
            case ast.Name(id=name):
                problem = f"“{name}” is no value. A text needs quotes: '{name}'. {EXAMPLES}"
                self.fail(node, problem, len(name))
        self.fail(node, f"This is no value that can be typed here. {EXAMPLES}")

    def number(self, node: ast.expr) -> int | float:
        value = self.plain(node)
        if not isinstance(value, int | float):
            self.fail(node, "A number is needed here.")
        return value

    def size(self, node: ast.expr) -> int:
        value = self.plain(node)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fail(node, "A size is a whole number, not below 0.")
        return value

    def sizes(self, node: ast.expr, parts: Sequence[ast.expr]) -> Shape:
        """``2, 1`` or ``(2, 1)`` as a shape."""
        if len(parts) == 1 and isinstance(parts[0], ast.Tuple | ast.List):
            parts = parts[0].elts
        if len(parts) > MAX_DEPTH:
            self.fail(node, f"A tensor has at most {MAX_DEPTH} dimensions here.")
        return tuple(self.size(part) for part in parts)

    def table(self, node: ast.expr) -> tuple[Shape, tuple[Number, ...]]:
        """Shape and elements of nested lists of numbers, which must be of equal lengths."""
        rows: list[ast.expr] = [node]
        shape: list[int] = []
        while rows and isinstance(rows[0], ast.List | ast.Tuple):
            if len(shape) == MAX_DEPTH:
                self.fail(node, f"This is nested deeper than {MAX_DEPTH} levels.")
            shape.append(len(rows[0].elts))
            inside: list[ast.expr] = []
            for row in rows:
                if not isinstance(row, ast.List | ast.Tuple):
                    self.fail(row, "A number stands where the first element is a list.")
                if len(row.elts) != shape[-1]:
                    problem = f"This row has {len(row.elts)} elements and the first {shape[-1]}."
                    self.fail(row, problem)
                inside += row.elts
            rows = inside
        return tuple(shape), tuple(self._element(part) for part in rows)

    def _element(self, node: ast.expr) -> Number:
        if isinstance(node, ast.List | ast.Tuple):
            self.fail(node, "A list stands where the first element is a number.")
        value = self.plain(node)
        if not isinstance(value, bool | int | float | complex):
            self.fail(node, "An element of a tensor is a number.")
        return value

    def _quotient(self, node: ast.expr, above: ast.expr, below: ast.expr) -> float:
        try:
            return self.number(above) / self.number(below)
        except ArithmeticError:
            self.fail(node, "This division has no result.")
