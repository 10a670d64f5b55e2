"""The grammar of one expression, from tokens to a tree.

comparison = sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
sum        = product {("+" | "-") product}
product    = unary {("*" | "/" | "%" | "@") unary}
unary      = ("-" | "+") unary | adjacent
adjacent   = power {power}                        a product written without a sign
power      = primary {superscript} ["^" exponent]
primary    = number | name | "(" … ")" | "|" … "|" | function [power] argument
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.formula.cursor import Cursor
from graphlab.formula.functions import COMPARISONS, FUNCTIONS
from graphlab.formula.lexer import Token, fail
from graphlab.formula.tree import Call, Const, Name, Num, Tree

if TYPE_CHECKING:
    from graphlab.errors import InputError

_CLOSING = {"(": ")", "[": "]", "{": "}", "⌊": "⌋", "⌈": "⌉", "‖": "‖", "|": "|", "⟦": "⟧"}
_PRODUCTS = {"*": "mul", "%": "remainder", "@": "matmul"}
_ROUNDED = {"⌊": "floor", "⌈": "ceil"}
NORMS = {"1": "norm1", "₁": "norm1", "2": "norm2", "₂": "norm2", "F": "normF"}
NORMS |= {"∞": "norminf", "infty": "norminf"}
_INVERSES = {
    **{name: f"a{name}" for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "exp": "ln",
    "ln": "exp",
}


class Grammar(Cursor):
    """Recursive descent; ``name`` is where names get their meaning."""

    def __init__(self, text: str, tokens: list[Token]) -> None:
        super().__init__(text, tokens)
        self._bars = 0
        self._split: tuple[int, int] | None = None

    def name(self, name: str, token: Token) -> Tree:
        """The tree that a name stands for."""
        return Name(name, token.start)

    def beside(self, left: Tree, right: Tree, token: Token) -> Tree:
        """A product written without a sign."""
        return self.call("mul", (left, right), token)

    def comparison(self) -> Tree:
        left = self._sum()
        token = self.peek()
        if token.kind == "sign" and token.text in COMPARISONS:
            self.at += 1
            left = self.call(COMPARISONS[token.text], (left, self._sum()), token)
            again = self.peek()
            if again.kind == "sign" and again.text in COMPARISONS:
                problem = "One comparison at a time; multiply two of them for “and”."
                raise fail(self.text, again.start, problem)
        return left

    def _sum(self) -> Tree:
        left = self._product()
        while (token := self.sign("+", "-")) is not None:
            name = "add" if token.text == "+" else "sub"
            left = self.call(name, (left, self._product()), token)
        return left

    def _product(self) -> Tree:
        start = self.peek().start
        left = self._unary()
        while (token := self.sign("*", "/", "%", "@")) is not None:
            if token.text == "/":
                left = self.call("div", (left, self._divisor(start)), token)
            else:
                left = self.call(_PRODUCTS[token.text], (left, self._unary()), token)
        return left

    def _divisor(self, start: int) -> Tree:
        """The part after "/", which may not be a product without a sign: 1/2x is ambiguous."""
        opens = self.peek()
        first = self.at
        right = self._unary()
        split = self._split
        if split is None or first >= split[0]:
            return right
        text, cut, stop = self.text, split[1], self.last_stop()
        narrow = f"{text[:start]}({text[start:cut]})*{text[cut:stop].lstrip()}{text[stop:]}"
        wide = f"{text[: opens.start]}({text[opens.start : stop]}){text[stop:]}"
        part, whole = text[opens.start : cut].strip(), text[opens.start : stop].strip()
        problem = f"Does “/” divide by “{part}” or by “{whole}”? Write brackets."
        raise fail(text, opens.start, problem, length=stop - opens.start, fixes=(narrow, wide))

    def _unary(self) -> Tree:
        self._split = None
        token = self.sign("-", "+")
        if token is None:
            return self._adjacent()
        with_sign = self.deeper(self._unary)
        return with_sign if token.text == "+" else self._negated(with_sign, token)

    def _negated(self, tree: Tree, token: Token) -> Tree:
        """−2x is (−2)·x: one product, as on the blackboard."""
        chain: list[Call] = []
        first = tree
        while isinstance(first, Call) and first.function in {"mul", "div", "beside"}:
            chain.append(first)
            first = first.args[0]
        if not (isinstance(first, Num) and first.value > 0):
            return self.call("neg", (tree,), token)
        signed: Tree = Num(-first.value, f"-{first.text}" if first.text else "", token.start)
        for call in reversed(chain):
            signed = self.instead(call, (signed, *call.args[1:]))
        return signed

    def _adjacent(self) -> Tree:
        left = self._power()
        split: tuple[int, int] | None = None
        while self._starts_factor():
            token = self.peek()
            if token.kind == "number" and isinstance(left, Num):
                problem = "Two numbers stand side by side; a sign is missing."
                raise fail(self.text, token.start, problem)
            split = split or (self.at, self.last_stop())
            left = self.beside(left, self._power(), token)
        self._split = split
        return left

    def _starts_factor(self) -> bool:
        token = self.peek()
        if token.kind in {"number", "name", "constant", "function", "macro"}:
            return True
        if token.kind != "sign":
            return False
        if token.text in {"|", "‖"}:
            return self._bars == 0
        return token.text in {"(", "[", "{", "√", "∛", "⌊", "⌈", "⟦"}

    def _power(self) -> Tree:
        return self._raised(self._primary())

    def _raised(self, base: Tree) -> Tree:
        while self.peek().kind == "superscript":
            token = self.advance()
            base = self._to_power(base, self._superscript(token), token)
        if (sign := self.sign("^")) is not None:
            base = self._to_power(base, self.deeper(self._exponent), sign)
        return base

    def _to_power(self, base: Tree, exponent: Tree, token: Token) -> Tree:
        if isinstance(base, Const) and base.name == "e":
            return self.call("exp", (exponent,), token)
        return self.call("pow", (base, exponent), token)

    def _exponent(self) -> Tree:
        token = self.sign("-", "+")
        if token is not None:
            tree = self.deeper(self._exponent)
            return tree if token.text == "+" else self._negated(tree, token)
        return self._raised(self._primary())

    def _superscript(self, token: Token) -> Tree:
        digits = token.text.lstrip("+-")
        signs = len(token.text) - len(digits)
        if not digits or signs > 1 or (not digits.isdigit() and len(digits) != 1):
            raise fail(self.text, token.start, "This exponent cannot be read; write x^(…).")
        if digits.isdigit():
            value = float(token.text)
            return Num(value, token.text.lstrip("+"), token.start)
        name: Tree = self.name(digits, token)
        return self.call("neg", (name,), token) if token.text[0] == "-" else name

    def _primary(self) -> Tree:
        token = self.advance()
        match token.kind:
            case "number":
                return Num(float(token.text), token.subscript or token.text, token.start)
            case "constant":
                return Const(token.text, token.start)
            case "name":
                return self.name(token.text, token)
            case "function":
                return self.deeper(lambda: self._applied(token))
            case "macro":
                return self.deeper(lambda: self._macro(token))
            case "sign" if token.text in _CLOSING:
                return self.deeper(lambda: self._bracket(token))
            case "sign" if token.text in {"√", "∛"}:
                name = "sqrt" if token.text == "√" else "cbrt"
                return self.call(name, (self.deeper(self._primary),), token)
        raise self.unexpected(token)

    def _bracket(self, opening: Token) -> Tree:
        closing = _CLOSING[opening.text]
        bars, self._bars = self._bars, int(opening.text in {"|", "‖"})
        inner = self.comparison()
        self._bars = bars
        self.close(closing, opening)
        if opening.text in {"|", "‖"}:
            if opening.text == "‖":
                self._norm()  # every norm of one number is its absolute value
            return self.call("abs", (inner,), opening)
        if opening.text in _ROUNDED:
            return self.call(_ROUNDED[opening.text], (inner,), opening)
        return inner

    def _norm(self) -> str:
        """Which norm the subscript behind ‖·‖ says, if there is one."""
        if self.peek().kind != "subscript":
            return "norm"
        token = self.advance()
        name = NORMS.get(token.text.strip("_{}").removeprefix("\\"))
        if name is None:
            problem = "graphlab knows the norms ‖·‖₁, ‖·‖₂, ‖·‖_∞ and ‖·‖_F."
            raise fail(self.text, token.start, problem, length=token.stop - token.start)
        return name

    def _macro(self, token: Token) -> Tree:
        if token.text == "frac":
            return self.call("div", (self._group(token), self._group(token)), token)
        root: Tree | None = None
        if self.sign("["):
            root = self.comparison()
            self.close("]", token)
        inner = self._group(token)
        if root is None or root == Num(2.0):
            return self.call("sqrt", (inner,), token)
        if root == Num(3.0):
            return self.call("cbrt", (inner,), token)
        return self.call("pow", (inner, self.call("div", (Num(1.0), root), token)), token)

    def _group(self, macro: Token) -> Tree:
        opening = self.advance()
        if opening.text != "{":
            raise fail(self.text, macro.start, f"\\{macro.text} needs its parts in braces.")
        return self.deeper(lambda: self._bracket(opening))

    # ── functions ────────────────────────────────────────────────────────────────────────────

    def _applied(self, token: Token) -> Tree:
        exponent: Tree | None = None
        exponent_at = self.peek()
        if exponent_at.kind == "superscript":
            exponent = self._superscript(self.advance())
        elif self.sign("^"):
            exponent = self.deeper(self._exponent)
        if isinstance(exponent, Num) and exponent.value == -1 and token.text in _INVERSES:
            raise self._inverse(token)
        opening = self.peek()
        if opening.text in {"(", "{"} and opening.kind == "sign":
            args = self._arguments(token)
        else:
            args = (self._bare_argument(token),)
        result = self.applied_to(token, args)
        return result if exponent is None else self._to_power(result, exponent, exponent_at)

    def applied_to(self, token: Token, args: tuple[Tree, ...]) -> Tree:
        """A function with its arguments, as many as it takes."""
        return self.call(token.text, self._fitted(token, args), token)

    def _arguments(self, function: Token) -> tuple[Tree, ...]:
        opening = self.advance()
        bars, self._bars = self._bars, 0
        if self.peek().text == ")":
            raise fail(self.text, self.peek().start, f"{function.text} needs an argument.")
        args = [self.comparison()]
        while self.sign(","):
            args.append(self.comparison())
        self._bars = bars
        self.close(_CLOSING[opening.text], opening)
        return tuple(args)

    def _fitted(self, token: Token, args: tuple[Tree, ...]) -> tuple[Tree, ...]:
        arity = FUNCTIONS[token.text].arity
        spelling = self.text[token.start : token.stop]
        if token.text in {"min", "max"} and len(args) > 2:
            head = self.call(token.text, args[:2], token)
            return self._fitted(token, (head, *args[2:]))
        if token.text == "where" and len(args) > 3 and len(args) % 2:
            return (*args[:2], self.call("where", self._fitted(token, args[2:]), token))
        if len(args) != arity:
            wants = f"{arity} argument{'s' if arity > 1 else ''}"
            given = "1 is" if len(args) == 1 else f"{len(args)} are"
            problem = f"{spelling} takes {wants}, and {given} given."
            raise fail(self.text, token.start, problem, length=token.stop - token.start)
        return args

    def takes(self, function: Token) -> int:
        """How many arguments a function needs at least."""
        return FUNCTIONS[function.text].arity

    def _bare_argument(self, function: Token) -> Tree:
        """``sin xy`` is sin(x·y); the argument ends before a sign, a bracket or a function."""
        if not self._starts_factor() or self.takes(function) != 1:
            spelling = self.text[function.start : function.stop]
            problem = f"{spelling} needs its argument in brackets, as in {spelling}(x)."
            raise fail(self.text, function.start, problem, length=function.stop - function.start)
        single = self.peek().kind in {"function", "macro", "sign"}
        left = self._power()
        while not single and self.peek().kind in {"name", "number", "constant"}:
            token = self.peek()
            left = self.beside(left, self._power(), token)
        return left

    def _inverse(self, token: Token) -> InputError:
        name, text = token.text, self.text
        rest = text[self.last_stop() :]
        fixes = (
            f"{text[: token.start]}{_INVERSES[name]}{rest}",
            f"{text[: token.start]}1/{name}{rest}",
        )
        problem = f"{name}⁻¹ may mean {_INVERSES[name]} or 1/{name}; write the one you mean."
        return fail(text, token.start, problem, length=self.last_stop() - token.start, fixes=fixes)
