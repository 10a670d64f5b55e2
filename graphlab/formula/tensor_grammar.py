"""What the grammar has besides for vectors and matrices.

power      = primary {superscript | "ᵀ" | "^T" | "[" place {"," place} "]"} ["^" exponent]
place      = comparison | [comparison] ":" [comparison]
literal    = "[" comparison {"," comparison} {";" comparison {"," comparison}} "]"
           | "[" literal {"," literal} "]"

It is asked only for texts that speak of vectors or matrices; all others are read as before.
Products without a sign, norms and brackets get their meaning afterwards, when shapes are known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from graphlab.formula.grammar import Grammar
from graphlab.formula.lexer import fail
from graphlab.formula.tensor_functions import REDUCTIONS, TENSOR_FUNCTIONS
from graphlab.formula.tree import Call, Const, Tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from graphlab.formula.lexer import Token

_ENDS = {")", "]", "}", "⟧", "ᵀ"}
NOTHING = Const("")
"""An end of a slice that is left out."""


class TensorGrammar(Grammar):
    """The grammar, with signs for vectors and matrices as long as ``tensors`` is true.

    ``transposes`` says that ^T is a transpose and not a power.
    """

    tensors = False
    transposes = False

    @override
    def beside(self, left: Tree, right: Tree, token: Token) -> Tree:
        if not self.tensors:
            return super().beside(left, right, token)
        return self.call("beside", (left, right), token)

    @override
    def _raised(self, base: Tree) -> Tree:
        if not self.tensors:
            return super()._raised(base)
        while True:
            token = self.peek()
            if token.kind == "superscript":
                base = self._to_power(base, self._superscript(self.advance()), token)
            elif self.sign("ᵀ") or self._is_transposed():
                base = self.call("transpose", (base,), token)
            elif token.text == "[" and self._touches(token):
                base = self._indexed(base, self.advance())
            elif self._is_of_each():
                base = self.call("power", (base, self.deeper(self.comparison)), token)
                self.close("}", token)
            elif self.sign("^"):
                return self._to_power(base, self.deeper(self._exponent), token)
            else:
                return base

    @override
    def _to_power(self, base: Tree, exponent: Tree, token: Token) -> Tree:
        if self.tensors and self.text[token.start : token.stop] == "**":
            return self.call("power", (base, exponent), token)
        return super()._to_power(base, exponent, token)

    def _is_transposed(self) -> bool:
        """Step over ``^T``, also in braces."""
        if not (self.peek().kind == "sign" and self.peek().text == "^"):
            return False
        at = self.at + 1
        opened = 0
        while self.tokens[at].text == "{" and opened < 3:
            at, opened = at + 1, opened + 1
        letter = self.tokens[at]
        named = letter.kind == "name" and letter.text == "T" and self.transposes
        if not (named or (letter.kind == "sign" and letter.text == "ᵀ")):
            return False
        at += 1
        if any(token.text != "}" for token in self.tokens[at : at + opened]):
            return False
        self.at = at + opened
        return True

    def _is_of_each(self) -> bool:
        r"""Step over ``^{\odot``: a power of each element."""
        signs = [token.text for token in self.tokens[self.at : self.at + 3]]
        if signs != ["^", "{", "*"]:
            return False
        self.at += 3
        return True

    def _touches(self, bracket: Token) -> bool:
        """Whether a bracket follows a name or a closing bracket without a space."""
        before = self.tokens[self.at - 1]
        ends = before.kind in {"name", "superscript", "subscript"} or before.text in _ENDS
        return ends and bracket.kind == "sign" and before.stop == bracket.start

    def _indexed(self, base: Tree, opening: Token) -> Tree:
        bars, self._bars = self._bars, 0
        places = [self.deeper(self._place)]
        while self.sign(","):
            places.append(self.deeper(self._place))
        self._bars = bars
        self.close("]", opening)
        return self.call("index", (base, *places), opening)

    def _place(self) -> Tree:
        token = self.peek()
        ends = [self._end()]
        while len(ends) < 3 and self.sign(":"):
            ends.append(self._end())
        if len(ends) == 1:
            if ends[0] == NOTHING:
                raise self.unexpected(token)
            return ends[0]
        return self.call("slice", tuple(ends), token)

    def _end(self) -> Tree:
        token = self.peek()
        if token.kind in {"end", "line"} or token.text in {":", ",", "]"}:
            return NOTHING
        return self.comparison()

    @override
    def _bracket(self, opening: Token) -> Tree:
        if self.tensors and opening.text in {"[", "⟦"}:
            return self._literal(opening)
        if not self.tensors or opening.text != "‖":
            return super()._bracket(opening)
        bars, self._bars = self._bars, 1
        inner = self.comparison()
        self._bars = bars
        self.close("‖", opening)
        return self.call(self._norm(), (inner,), opening)

    def _literal(self, opening: Token) -> Tree:
        """A vector or a matrix with its elements; ``[x < y]`` alone is only bracketed."""
        closing = "]" if opening.text == "[" else "⟧"
        bars, self._bars = self._bars, 0
        rows: list[Tree] = []
        wide = False
        while not rows or not (self.peek().kind == "sign" and self.peek().text == closing):
            token = self.peek()
            elements = [self.comparison()]
            while self.sign(",") and self.peek().text != closing:
                elements.append(self.comparison())
            listed = len(elements) > 1 or self.tokens[self.at - 1].text == ","
            wide = wide or len(elements) > 1
            rows.append(elements[0] if not listed else self.call("vector", tuple(elements), token))
            if not self.sign(";"):
                break
        ended = self.tokens[self.at - 1].text == ";"
        self._bars = bars
        self.close(closing, opening)
        if len(rows) == 1 and not ended and not (wide and closing == "⟧"):
            alone = rows[0]
            if isinstance(alone, Call) and alone.function == "vector" and wide:
                lists = [part for part in alone.args if _is_typed_list(part)]
                if len(lists) == len(alone.args):  # [[1, 2], [3, 4]], as Python writes it
                    return self.call("matrix", alone.args, opening)
            single = closing == "⟧" and not isinstance(alone, Call)
            return self.call("vector", (alone,), opening) if single else alone
        if not wide:
            return self.call("vector", tuple(map(_element, rows)), opening)
        lines = (
            row
            if isinstance(row, Call) and row.function == "vector"
            else self.call("vector", (row,), opening)
            for row in rows
        )
        return self.call("matrix", tuple(lines), opening)

    @override
    def takes(self, function: Token) -> int:
        row = TENSOR_FUNCTIONS.get(function.text)
        return super().takes(function) if row is None else row.least

    @override
    def _fitted(self, token: Token, args: tuple[Tree, ...]) -> tuple[Tree, ...]:
        row = TENSOR_FUNCTIONS.get(token.text)
        if row is None:
            return super()._fitted(token, args)
        if row.least <= len(args) <= row.most:
            return args
        spelling = self.text[token.start : token.stop]
        wants = str(row.least) if row.least == row.most else f"{row.least} or {row.most}"
        wants += " argument" if row.most == 1 else " arguments"
        given = "1 is" if len(args) == 1 else f"{len(args)} are"
        problem = f"{spelling} takes {wants}, and {given} given."
        raise fail(self.text, token.start, problem, length=token.stop - token.start)

    @override
    def applied_to(self, token: Token, args: tuple[Tree, ...]) -> Tree:
        if self.tensors and token.text in REDUCTIONS and len(args) == 1:
            return self.call(REDUCTIONS[token.text], args, token)
        if self.tensors and token.text == "pow" and len(args) == 2:
            return self.call("power", args, token)
        return super().applied_to(token, args)


def _element(row: Tree) -> Tree:
    """The single element of a row that was written as one."""
    return row.args[0] if isinstance(row, Call) and row.function == "vector" else row


def _is_typed_list(part: Tree) -> bool:
    return isinstance(part, Call) and part.function == "vector"


def speaks_of_tensors(tokens: list[Token], fixed: Collection[str]) -> bool:
    """Whether a text has signs that only vectors and matrices have.

    ``fixed`` are names with a value or a definition; a capital letter among them is no matrix.
    """
    norms = any(token.kind == "sign" and token.text == "‖" for token in tokens)
    for index, token in enumerate(tokens):
        if token.kind == "sign" and token.text in {"ᵀ", "@", "⟦"}:
            return True
        if token.kind == "function" and token.text in TENSOR_FUNCTIONS:
            return True
        if norms and _is_capital_name(token, fixed):
            return True
        if token.kind == "sign" and token.text == "[" and _is_list(tokens, index):
            return True
        if _is_capital_name(token, fixed) and _is_inverse(tokens[index + 1 :]):
            return True
    return transposes_by_letter(tokens, fixed)


def transposes_by_letter(tokens: list[Token], fixed: Collection[str]) -> bool:
    """Whether ^T is a transpose: T has no other meaning and stands nowhere else."""
    if "T" in fixed:
        return False
    places = [i for i, token in enumerate(tokens) if token.kind == "name" and token.text == "T"]
    return bool(places) and all(_is_raised(tokens, place) for place in places)


def _is_raised(tokens: list[Token], place: int) -> bool:
    """Whether a token is the exponent of something else than a number."""
    while place and tokens[place - 1].text == "{":
        place -= 1
    if place < 2 or tokens[place - 1].text != "^":
        return False
    return tokens[place - 2].kind not in {"number", "constant"}


def _is_capital_name(token: Token, fixed: Collection[str]) -> bool:
    letters = token.text.rstrip("0123456789").partition("_")[0]
    capital = len(letters) == 1 and letters.isupper()
    return capital and token.kind == "name" and token.text not in fixed


def _is_inverse(after: list[Token]) -> bool:
    """Whether ⁻¹ or ^-1 or ^{-1} follows."""
    spelled = "".join(token.text for token in after[:5])
    return spelled.startswith(("-1", "^-1", "^{-1}", "^(-1)")) and (
        after[0].kind == "superscript" or after[0].text == "^"
    )


def _is_list(tokens: list[Token], start: int) -> bool:
    """A bracket with elements or rows in it, or with a plain index behind a name."""
    depth = 0
    plain = start > 0 and tokens[start - 1].kind == "name"
    plain = plain and tokens[start - 1].stop == tokens[start].start
    for token in tokens[start:]:
        if token.text in {"[", "(", "{"} and token.kind == "sign":
            depth += 1
            plain = plain and depth == 1
        elif token.text in {"]", ")", "}"} and token.kind == "sign":
            depth -= 1
            if not depth:
                return plain
        elif token.kind == "end":
            return False
        elif depth == 1 and token.text in {",", ";", ":"}:
            return True
        elif token.kind not in {"number", "sign"}:
            plain = False
    return False
