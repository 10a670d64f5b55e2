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


class Cursor:
    """The state of reading, and the limits that keep it bounded."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        self.text = text
        self.tokens = tokens
        self.at = 0
        self.depth = 0
        self.operations = 0

    def call(self, function: str, args: tuple[Tree, ...], token: Token) -> Call:
        self.operations += 1
        if self.operations > MAX_OPERATIONS:
            line, column = place(self.text, token.start)
            problem = f"This formula has too many operations; graphlab takes {MAX_OPERATIONS}."
            raise LimitError(problem, line=line, column=column)
        return Call(function, args, token.start)

    def deeper(self, rule: Callable[[], Tree]) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            line, column = place(self.text, self.peek().start)
            problem = f"This is nested deeper than {MAX_DEPTH} levels."
            raise LimitError(problem, line=line, column=column)
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
