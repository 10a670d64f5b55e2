"""One rule a function of vectors and matrices: which shapes fit, and the shape of the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.formula.part import Part, upright
from graphlab.formula.shapes import Shape, Size, has_shape
from graphlab.formula.tensor_functions import AS_SCALARS
from graphlab.formula.tree import Call, Const, Num, is_constant

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphlab.formula.meaning import Meaning

    Rule = Callable[[Meaning, Call, list[Part]], Part]

RULES: dict[str, Rule] = {}


def _rule(*names: str) -> Callable[[Rule], Rule]:
    def enter(rule: Rule) -> Rule:
        RULES.update(dict.fromkeys(names, rule))
        return rule

    return enter


def _made(call: Call, args: list[Part], shape: Shape, name: str | None = None) -> Part:
    tree = Call(name or call.function, tuple(part.tree for part in args), call.at)
    return Part(tree, shape)


# ── signs ────────────────────────────────────────────────────────────────────────────────────────


@_rule("beside")
def _beside(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    return meaning.beside(call, *args)


@_rule("matmul")
def _matmul(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    left, right = args
    if left.rank == right.rank == 1 and not left.lies:
        left = Part(Call("row", (left.tree,), call.at), left.shape, lies=True)  # x @ y is xᵀy
    return meaning.matmul(call, left, right)


@_rule("mul")
def _mul(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    if all(part.rank for part in args):
        return meaning.elementwise(call, args, "hadamard")
    return meaning.scaled(call, *args)


@_rule("transpose")
def _transpose(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    (part,) = args
    if part.rank > 1:
        return _made(call, args, (*part.shape[:-2], part.shape[-1], part.shape[-2]))
    if not part.rank:
        name = meaning.shown(part)
        problem = f"A transpose needs a vector or a matrix, and {name} is a number."
        raise meaning.wrong(call.at, problem)
    if isinstance(part.tree, Call) and part.tree.function == "row":
        return Part(part.tree.args[0], part.shape)
    return Part(Call("row", (part.tree,), call.at), part.shape, lies=not part.lies)


@_rule("pow")
def _pow(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    base, exponent = args
    if base.rank < 2 or exponent.rank:
        inverse = meaning.is_open_number(base) and exponent.tree == Num(-1.0)
        meaning.cost += 2.0 * inverse
        return meaning.elementwise(call, args)
    name = meaning.shown(base)
    if not is_constant(exponent.tree):
        return meaning.elementwise(call, args, "power")
    whole = meaning.number(exponent, call.at, f"The exponent of the matrix {name}")
    if not meaning.same(base.shape[-1], base.shape[-2]):
        problem = (
            f"{name} {has_shape(base.shape)}: only a square matrix has powers;"
            f" power({name}, {whole}) is taken of each element."
        )
        raise meaning.wrong(call.at, problem)
    if whole == -1:
        return _made(call, [base], base.shape, "inv")
    meaning.choose(
        f"{name}^{whole} read as a product of matrices;"
        f" power({name}, {whole}) is taken of each element"
    )
    return _made(call, args, base.shape, "matpow")


@_rule("power")
def _power(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    return meaning.elementwise(call, args, "power" if args[0].rank > 1 else "pow")


@_rule("exp", "abs")
def _of_each(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    (part,) = args
    sign = meaning.text[call.at : call.at + 1]
    if part.rank > 1 and sign in {"^", "|"}:
        name = meaning.shown(part)
        spelled, function = (f"e^{name}", "e^x") if sign == "^" else (f"|{name}|", "|x|")
        meaning.choose(f"{spelled} read as {function} of each element")
    return meaning.elementwise(call, args)


@_rule("norm", "norm1", "norm2", "norminf", "normF")
def _norm(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    (part,) = args
    name = meaning.shown(part)
    if not part.rank:
        meaning.cost += 2.0 if meaning.guessed else 0.0
        return meaning.elementwise(call, args, AS_SCALARS[call.function])
    if part.rank > 1 and call.function == "norm":
        meaning.choose(f"‖{name}‖ read as the Frobenius norm")
    if part.rank > 1 and call.function == "norm1":
        meaning.choose(f"‖{name}‖₁ read as the largest column sum")
        return _made(call, args, (), "colnorm")
    if part.rank > 1 and call.function == "norm2":
        meaning.choose(f"‖{name}‖₂ read as the largest singular value")
        return _made(call, args, (), "spectral")
    return _made(call, args, ())


# ── brackets ─────────────────────────────────────────────────────────────────────────────────────


@_rule("vector")
def _vector(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    for part in args:
        if part.rank:
            name = meaning.shown(part)
            problem = f"Between brackets stand numbers, and {name} {has_shape(part.shape)}."
            raise meaning.wrong(call.at, problem)
    return _made(call, args, (Size(len(args)),))


@_rule("matrix")
def _matrix(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    first = args[0].shape[0]
    for number, part in enumerate(args[1:], start=2):
        if part.shape[0].known != first.known:
            many = part.shape[0].known
            numbers = "1 number" if many == 1 else f"{many} numbers"
            problem = f"Row {number} has {numbers} and row 1 has {first.known}."
            raise meaning.wrong(call.at, problem)
    return _made(call, args, (Size(len(args)), first))


@_rule("slice")
def _slice(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    ends = [
        part if part.tree == Const("") else _whole(meaning, call, part, "An end of a slice")
        for part in args
    ]
    return _made(call, ends, ())


def _whole(meaning: Meaning, call: Call, part: Part, what: str) -> Part:
    return Part(Num(float(meaning.number(part, call.at, what)), at=call.at))


@_rule("index")
def _index(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    base, *places = args
    sliced = any(_is_slice(place) for place in places)
    if not base.rank:
        if len(places) == 1 and not sliced:
            meaning.cost += 3.0 if meaning.guessed else 0.0
            return meaning.beside(call, base, places[0])
        raise meaning.wrong(call.at, f"{meaning.shown(base)} is a number; it has no elements.")
    if len(places) == 1 and places[0].truth and places[0].rank:
        return _masked(meaning, call, base, places[0])
    if len(places) > base.rank:
        name = meaning.shown(base)
        problem = f"{name} {has_shape(base.shape)}, and {len(places)} indices are given."
        raise meaning.wrong(call.at, problem)
    shape: list[Size] = []
    for at, (place, size) in enumerate(zip(places, base.shape, strict=False)):
        if isinstance(place.tree, Call) and place.tree.function == "slice":
            shape.append(_part_of(size, [_end(a) for a in place.tree.args]))
        else:
            places[at] = _whole(meaning, call, place, "An index")
            _one_of(meaning, call, base, meaning.number(place, call.at, "An index"), size)
    return _made(call, [base, *places], (*shape, *base.shape[len(places) :]))


def _masked(meaning: Meaning, call: Call, base: Part, mask: Part) -> Part:
    fits = mask.rank <= base.rank and all(
        meaning.same(a, b) for a, b in zip(base.shape, mask.shape, strict=False)
    )
    if not fits:
        raise meaning.misfit(call, base, mask)
    return _made(call, [base, mask], (Size(), *base.shape[mask.rank :]))


def _one_of(meaning: Meaning, call: Call, base: Part, index: int, size: Size) -> None:
    count = size.known
    if count is None:
        size.root().least = max(size.root().least, index + 1, -index)
    elif not -count <= index < count:
        name = meaning.shown(base)
        problem = (
            f"{name} {has_shape(base.shape)}; they are counted from 0, so there is no {index}."
        )
        raise meaning.wrong(call.at, problem)


def _is_slice(part: Part) -> bool:
    return isinstance(part.tree, Call) and part.tree.function == "slice"


def _end(tree: object) -> int | None:
    return int(tree.value) if isinstance(tree, Num) else None


def _part_of(size: Size, ends: list[int | None]) -> Size:
    count = size.known
    if count is not None:
        return Size(len(range(*slice(*ends).indices(count))))
    start, stop, *step = ends
    if (start is None or start >= 0) and stop is not None and stop >= 0 and step in ([], [None]):
        size.root().least = max(size.root().least, stop)
        return Size(max(stop - (start or 0), 0))
    if all(end is None for end in ends):
        return size
    return Size()


# ── functions ────────────────────────────────────────────────────────────────────────────────────


@_rule("sum", "mean", "prod", "amax", "amin", "logsumexp", "sums")
def _reduced(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    part = _tensor(meaning, call, args[0])
    if len(args) == 1:
        return _made(call, args, ())
    axis = _axis(meaning, call, part, args[1])
    kept = (Size(1),) if call.function == "sums" else ()
    return _made(call, args, (*part.shape[:axis], *kept, *part.shape[axis + 1 :]))


@_rule("softmax", "logsoftmax")
def _same_shape(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    part = _tensor(meaning, call, args[0])
    if len(args) > 1:
        _axis(meaning, call, part, args[1])
    made = _made(call, args, part.shape)
    return Part(made.tree, made.shape, lies=part.lies)


@_rule("dot", "cross", "outer")
def _of_two_vectors(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    for part in args:
        if part.rank != 1:
            name = meaning.shown(part)
            problem = f"{call.function} needs two vectors, and {name} {has_shape(part.shape)}."
            raise meaning.wrong(call.at, problem)
    one, other = args
    plain = [Part(upright(part), part.shape) if part.lies else part for part in args]
    if call.function == "outer":
        return _made(call, plain, (*one.shape, *other.shape))
    if call.function == "cross":
        for part in args:
            if not meaning.same(part.shape[0], Size(3)):
                shown = f"{meaning.shown(part)} {has_shape(part.shape)}"
                problem = f"cross needs two vectors of 3 elements, and {shown}."
                raise meaning.wrong(call.at, problem)
    if not meaning.same(one.shape[0], other.shape[0]):
        raise meaning.misfit(call, one, other)
    return _made(call, plain, () if call.function == "dot" else one.shape)


@_rule("inv", "det", "trace", "eigvalsh")
def _of_square(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    (part,) = args
    _square(meaning, call, part)
    results: dict[str, Shape] = {"inv": part.shape, "eigvalsh": part.shape[:-1]}
    return _made(call, args, results.get(call.function, ()))


@_rule("solve")
def _solve(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    matrix, right = args
    _square(meaning, call, matrix)
    _tensor(meaning, call, right)
    if not meaning.same(matrix.shape[-1], right.shape[0]):
        a, b = map(meaning.shown, args)
        problem = (
            f"{a} {has_shape(matrix.shape)} and {b} {has_shape(right.shape)}:"
            f" solve({a}, {b}) needs {matrix.shape[-1].known}."
        )
        raise meaning.wrong(call.at, problem)
    return _made(call, args, right.shape)


@_rule("diag")
def _diag(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    part = _tensor(meaning, call, args[0])
    if part.rank == 1:
        return _made(call, args, (*part.shape, *part.shape))
    counts = [size.known for size in part.shape]
    if None not in counts:
        return _made(call, args, (Size(min(c for c in counts if c is not None)),))
    meaning.same(*part.shape[:2])
    return _made(call, args, part.shape[:1])


@_rule("eye", "ones", "zeros")
def _constant(meaning: Meaning, call: Call, args: list[Part]) -> Part:
    counts = [meaning.number(part, call.at, f"The size of {call.function}") for part in args]
    if any(not 0 < count <= 64 for count in counts):
        raise meaning.wrong(call.at, f"The size of {call.function} is from 1 to 64.")
    sizes = tuple(map(Size, counts))
    return _made(call, args, (*sizes, *sizes) if call.function == "eye" else sizes)


def _tensor(meaning: Meaning, call: Call, part: Part) -> Part:
    if part.rank:
        return part
    name = meaning.shown(part)
    problem = f"{call.function} needs a vector or a matrix, and {name} is a number."
    raise meaning.wrong(call.at, problem)


def _square(meaning: Meaning, call: Call, part: Part) -> None:
    if part.rank != 2 or not meaning.same(*part.shape):
        name = meaning.shown(part)
        problem = f"{call.function} needs a square matrix, and {name} {has_shape(part.shape)}."
        raise meaning.wrong(call.at, problem)


def _axis(meaning: Meaning, call: Call, part: Part, axis: Part) -> int:
    number = meaning.number(axis, call.at, "A direction")
    if not -part.rank <= number < part.rank:
        name = meaning.shown(part)
        problem = f"{name} {has_shape(part.shape)}; it has no direction {number}."
        raise meaning.wrong(call.at, problem)
    return number % part.rank
