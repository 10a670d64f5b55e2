"""A cursor over the tokens of one text: peek, advance, demand, and say what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import InputError, LimitError
from graphlab.formula.lexer import Token, fail, place
from graphlab.formula.tree import Call, Tree

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 60
MAX_OPERATIONS = 500

_CHAINS = {"add": 1, "sub": 1, "mul": 2, "beside": 2}


class Cursor:
    """The state of reading, and the limits that keep it bounded."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.operations = 0
        self._heights: dict[int, tuple[Call, int]] = {}

    def call(self, function: str, args: tuple[Tree, ...], token: Token) -> Call:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            line, column = place(self.text, token.start)
            problem = f"This formula has too many operations; graphlab takes {MAX_OPERATIONS}."
            raise LimitError(problem, line=line, column=column)
        call = Call(function, args, token.start)
        height = self._height(call)
        if height > MAX_DEPTH:
            raise self._too_deep(token)
        self._heights[id(call)] = call, height
        return call

    def instead(self, call: Call, args: tuple[Tree, ...]) -> Call:
        """The same operation on other arguments that are no deeper."""
        other = Call(call.function, args, call.at)
        self._heights[id(other)] = other, self._heights[id(call)][1]
        return other

    def _height(self, call: Call) -> int:
        """Levels of a tree; a chain of sums, or of products, is one level however long."""
        below = [self._heights[id(a)][1] if isinstance(a, Call) else 0 for a in call.args]
        first = call.args[0]
        if isinstance(first, Call) and _CHAINS.get(first.function, 0) == _CHAINS.get(call.function):
            return max(below[0], *(level + 1 for level in below[1:]))
        return 1 + max(below)

    def _too_deep(self, token: Token) -> LimitError:
        line, column = place(self.text, token.start)
        problem = f"This is nested deeper than {MAX_DEPTH} levels."
        return LimitError(problem, line=line, column=column)

    def deeper(self, rule: Callable[[], Tree]) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self._too_deep(self.peek())
        tree = rule()
        self.depth -= 1
        return tree

    def peek(self) -> Token:
        return self.tokens[self.at]

    def advance(self) -> Token:
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def sign(self, *signs: str) -> Token | None:
        token = self.peek()
        if token.kind == "sign" and token.text in signs:
            self.at += 1
            return token
        return None

    def last_stop(self) -> int:
        return self.tokens[self.at - 1].stop

    def close(self, closing: str, opening: Token) -> None:
        token = self.peek()
        if token.kind == "sign" and token.text == closing:
            self.at += 1
            return
        if token.kind in {"end", "line"} or token.text in {")", "]", "}"}:
            stop = self.last_stop()
            rest = token.stop if token.kind == "sign" else stop
            fix = self.text[:stop] + closing + self.text[rest:]
            problem = (
                f"“{self.text[opening.start : opening.stop]}” is opened here and never closed."
            )
            raise fail(self.text, opening.start, problem, fixes=(fix,))
        raise self.unexpected(token)

    def unexpected(self, token: Token) -> InputError:
        if token.kind in {"end", "line"}:
            return fail(self.text, token.start, "Something is missing at the end.")
        shown = self.text[token.start : token.stop]
        if shown in {")", "]", "}"}:
            fix = self.text[: token.start] + self.text[token.stop :]
            problem = f"“{shown}” closes nothing."
            return fail(self.text, token.start, problem, fixes=(fix,))
        if shown == "=":
            return fail(self.text, token.start, "To compare, write “==”.")
        return fail(self.text, token.start, f"“{shown}” is not expected here.", length=len(shown))
