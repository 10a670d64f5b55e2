"""What signs between numbers, vectors and matrices mean: a tree as typed to a tree of operations.

Vectors have one direction, as PyTorch's have. xᵀ is the same vector, known to lie: xᵀy is a number,
x yᵀ a matrix. A product without a sign is a matrix product where two vectors or matrices meet, and
numbers in front of it are taken last: ½ xᵀA x is ½ times (xᵀA) x. Signs ``*`` and ``·`` multiply
element by element.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.formula.evaluate import evaluate
from graphlab.formula.functions import COMPARISONS
from graphlab.formula.lexer import fail
from graphlab.formula.meaning_rules import RULES
from graphlab.formula.part import Part, upright
from graphlab.formula.shapes import broadcast, has_shape
from graphlab.formula.text import text as typed
from graphlab.formula.tree import Call, Name, Tree, is_constant, walk

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from graphlab.errors import InputError
    from graphlab.formula.shapes import Shape, Size

MAX_SHOWN = 24
_SIGNS = {"add": " + ", "sub": " − ", "mul": "*", "div": "/", "remainder": " % "} | {
    name: f" {sign} " for sign, name in COMPARISONS.items()
}


class Meaning:
    """Reads the trees of one text, given the shapes of its inputs.

    ``guessed`` are inputs whose shape is an assumption; ``cost`` counts what speaks against it.
    ``reached`` counts the pieces that were understood.
    """

    def __init__(self, text: str, shapes: Mapping[str, Shape], guessed: Collection[str]) -> None:
        self.text = text
        self.named = {name: Part(Name(name), shape) for name, shape in shapes.items()}
        self.guessed = guessed
        self.cost = 0.0
        self.reached = 0
        self.choices: dict[str, None] = {}

    def part(self, tree: Tree) -> Part:
        """A tree as typed, understood. Raises InputError where shapes do not fit."""
        done: list[Part] = []
        for piece in walk(tree):
            if isinstance(piece, Call):
                args = done[len(done) - len(piece.args) :]
                del done[len(done) - len(piece.args) :]
                done.append(self._call(piece, args))
            elif isinstance(piece, Name):
                known = self.named[piece.name]
                done.append(replace(known, tree=piece))
            else:
                done.append(Part(piece))
            self.reached += 1
        return done[0]

    def assign(self, name: str, part: Part) -> None:
        """From now on ``name`` stands for a result."""
        self.named[name] = Part(Name(name), part.shape, part.lies, part.truth)

    def _call(self, call: Call, args: list[Part]) -> Part:
        rule = RULES.get(call.function)
        return self.elementwise(call, args) if rule is None else rule(self, call, args)

    def elementwise(self, call: Call, args: Sequence[Part], name: str | None = None) -> Part:
        """A function of numbers, taken of each element."""
        shape: Shape = ()
        for index, part in enumerate(args):
            fitted = broadcast(shape, part.shape)
            if fitted is None:
                raise self.misfit(call, args[index - 1], part)
            shape = fitted
        if self.guessed and len(args) > 1:
            self.cost += sum(2.0 for part in args if shape and self.is_open_number(part))
            self.cost += sum(2.0 for part in args if 0 < part.rank < len(shape))
        tree = Call(name or call.function, tuple(part.tree for part in args), call.at)
        lies = bool(shape) and all(part.lies for part in args if part.rank)
        return Part(tree, shape, lies, truth=call.function in COMPARISONS.values())

    def misfit(self, call: Call, one: Part, other: Part) -> InputError:
        a, b = self.shown(one), self.shown(other)
        sign = _SIGNS.get(call.function)
        whole = f"{a}{sign}{b}" if sign else call.function
        return self.wrong(
            call.at,
            f"{a} {has_shape(one.shape)} and {b} {has_shape(other.shape)}: {whole} needs equal"
            " sizes.",
        )

    def wrong(self, at: int, problem: str, fixes: tuple[str, ...] = ()) -> InputError:
        return fail(self.text, at, problem, fixes=fixes)

    def shown(self, part: Part) -> str:
        """How a part is named in a sentence."""
        spelled = typed(part.tree).replace("@", " ")
        return spelled if len(spelled) <= MAX_SHOWN else "one side"

    def number(self, part: Part, at: int, what: str) -> int:
        """A whole number that must be known while reading."""
        if is_constant(part.tree) and not part.rank:
            value = float(evaluate(part.tree, {}))
            if value.is_integer():
                return int(value)
        raise self.wrong(at, f"{what} is a whole number here, not {self.shown(part)}.")

    def same(self, one: Size, other: Size) -> bool:
        return one.same(other)

    def choose(self, sentence: str) -> None:
        self.choices[sentence] = None

    # ── products ─────────────────────────────────────────────────────────────────────────────

    def beside(self, call: Call, left: Part, right: Part) -> Part:
        """Two factors without a sign between them."""
        if left.front is not None and left.rest is not None and right.rank:
            return self.scaled(call, left.front, self.beside(call, left.rest, right))
        if not left.rank or not right.rank:
            return self._with_number(call, left, right)
        if left.rank == right.rank == 1:
            return self._two_vectors(call, left, right)
        return self.matmul(call, left, right)

    def _with_number(self, call: Call, left: Part, right: Part) -> Part:
        if self.guessed:
            capital = any(self.is_open_number(p) and _is_capital(p.tree) for p in (left, right))
            behind = left.rank and self.is_open_number(right)
            before = right.lies and self.is_open_number(left)
            self.cost += 2.0 * (capital + bool(behind or before))
        return self.scaled(call, left, right)

    def scaled(self, call: Call, left: Part, right: Part) -> Part:
        """A product in which at least one factor is a number."""
        tree = Call("mul", (left.tree, right.tree), call.at)
        shape, lies = left.shape or right.shape, left.lies or right.lies
        if right.rank and not left.rank:
            return Part(tree, shape, lies, front=left, rest=right)
        return Part(tree, shape, lies)

    def _two_vectors(self, call: Call, left: Part, right: Part) -> Part:
        if left.lies and not right.lies:
            return self.matmul(call, left, right)
        if right.lies and not left.lies:
            tree = Call("outer", (left.tree, upright(right)), call.at)
            return Part(tree, (*left.shape, *right.shape))
        a, b = self.shown(left), self.shown(right)
        before, after = self.text[: call.at].rstrip(), self.text[call.at :]
        fixes = (f"{before}ᵀ {after}", f"{before}*{after}")
        stand = "lie" if left.lies else "stand"
        raise self.wrong(
            call.at,
            f"{a} and {b} are two vectors that both {stand}: write xᵀy for the dot product, x yᵀ"
            " for a matrix, x*y for each element.",
            fixes,
        )

    def matmul(self, call: Call, left: Part, right: Part) -> Part:
        """The matrix product, by PyTorch's rules for one, two and more directions."""
        if left.front is not None and left.rest is not None and right.rank:
            return self.scaled(call, left.front, self.matmul(call, left.rest, right))
        a, b = self.shown(left), self.shown(right)
        if not left.rank or not right.rank:
            number = a if not left.rank else b
            raise self.wrong(call.at, f"{number} is a number; “@” multiplies vectors and matrices.")
        if right.rank == 1 and right.lies:
            problem = f"{b} lies; to the right of {a} it must stand: write {a} {b.rstrip('ᵀ')}."
            raise self.wrong(call.at, problem)
        inner, outer = left.shape[-1], right.shape[max(right.rank - 2, 0)]
        if not self.same(inner, outer):
            needed = f"{inner.known}" + (f" rows in {b}" if right.rank > 1 else "")
            raise self.wrong(
                call.at,
                f"{a} {has_shape(left.shape)} and {b} {has_shape(right.shape)}:"
                f" {a} {b} needs {needed}.",
            )
        batch = broadcast(left.shape[:-2], right.shape[:-2])
        if batch is None:
            raise self.misfit(call, left, right)
        rows = left.shape[-2:-1] if left.rank > 1 else ()
        columns = right.shape[-1:] if right.rank > 1 else ()
        tree = Call("matmul", (left.tree, right.tree), call.at)
        return Part(tree, (*batch, *rows, *columns), lies=left.rank == 1 and right.rank == 2)

    def is_open_number(self, part: Part) -> bool:
        """A name that is only assumed to be a number."""
        return not part.rank and isinstance(part.tree, Name) and part.tree.name in self.guessed


def _is_capital(tree: Tree) -> bool:
    return isinstance(tree, Name) and tree.name[0].isupper()
