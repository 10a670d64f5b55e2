"""The table of vector-Jacobian products: one row an operation, one formula an argument.

Formulas are written in graphlab's own language over the arguments a, b, c …, the result w and its
adjoint g. Several are tried in turn; the first that gives the measured numbers is shown. Sums over
directions along which an argument was repeated are added where the shapes ask for them. Sources:
the derivatives of the table of functions, and for matrices Giles 2008, “Collected matrix derivative
results for forward and reverse mode algorithmic differentiation”.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.formula.functions import ROWS as FUNCTION_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from graphlab.engine.formulas.product_call import Bound

    Candidate = str | Callable[[Bound], Iterable[str]]
    Row = dict[str, tuple[Candidate, ...]]

ROWS: dict[str, Row] = {}


def _row(names: str, **shares: str | Candidate) -> None:
    """Enter a row under all its names; “|” separates candidates."""
    row: Row = {
        letter: tuple(part.strip() for part in share.split("|"))
        if isinstance(share, str)
        else (share,)
        for letter, share in shares.items()
    }
    for name in names.split():
        ROWS[name] = row


def _slopes(names: str, *partials: str) -> None:
    """Enter a function of each element by its partials."""
    shares = {
        letter: tuple(_times(part.strip()) for part in partial.split("|"))
        for letter, partial in zip("abc", partials, strict=False)
    }
    for name in names.split():
        ROWS[name] = dict(shares)


def _times(partial: str) -> str:
    """The adjoint times a partial."""
    match partial:
        case "1":
            return "g"
        case "-1":
            return "-g"
        case "0":
            return "0"
    return f"g*({partial})"


# ── each element by itself: the partials of the table of functions ───────────────────────────────

_TORCH_NAMES = {
    "ln": "log",
    "div": "div true_divide divide __truediv__",
    "mul": "mul multiply __mul__",
    "sub": "sub subtract __sub__",
    "add": "add __add__ __radd__ __iadd__",
    "neg": "neg negative __neg__",
    "pow": "pow __pow__ float_power",
    "abs": "abs absolute __abs__",
    "min": "minimum fmin",
    "max": "maximum fmax",
    "asin": "asin arcsin",
    "acos": "acos arccos",
    "atan": "atan arctan",
    "asinh": "asinh arcsinh",
    "acosh": "acosh arccosh",
    "atanh": "atanh arctanh",
    "remainder": "remainder __mod__",
    "step": "step heaviside",
    "sign": "sign sgn",
    "floor": "floor round trunc floor_divide __floordiv__",
    "sigmoid": "sigmoid expit",
}
for _function in FUNCTION_ROWS:
    if _function.name not in {"lt", "le", "gt", "ge", "eq", "ne"}:
        _slopes(
            _TORCH_NAMES.get(_function.name, _function.name),
            *(" | ".join(candidates) for candidates in _function.partials),
        )
_slopes("minimum fmin", "a < b | (a < b) + (a == b)/2", "b < a | (b < a) + (a == b)/2")
_slopes("maximum fmax", "a > b | (a > b) + (a == b)/2", "b > a | (b > a) + (a == b)/2")
ROWS["where"]["b"] = ("g*(a != 0)", "where(a, g, 0)")
ROWS["where"]["c"] = ("g*(a == 0)", "where(a, 0, g)")

_slopes("rsub __rsub__", "-1", "1")
_slopes("__rdiv__ __rtruediv__", "-(b/a^2)", "1/a")
_slopes("__rpow__", "w*ln(b)", "a*b^(a-1)")
_slopes("reciprocal", "-w^2")
_slopes("square", "2*a")
_slopes("rsqrt", "-w^3/2")
_slopes("exp2", "w*ln(2)")
_slopes("expm1", "w + 1")
_slopes("log1p", "1/(1 + a)")
_slopes("erfc", "-2*exp(-a^2)/sqrt(pi)")
_slopes("rad2deg", "180/pi")
_slopes("deg2rad", "pi/180")
_slopes("logit", "1/(a*(1-a))")
_slopes("atan2 arctan2", "b/(a^2 + b^2)", "-a/(a^2 + b^2)")
_slopes("hypot", "a/w", "b/w")
_slopes("logaddexp", "exp(a - w)", "exp(b - w)")
_slopes("addcmul", "1", "c", "b")
_slopes("addcdiv", "1", "1/c", "-b/c^2")
_slopes("lerp", "1 - c", "c", "b - a")
_slopes("silu swish", "sigmoid(a)*(1 + a*(1 - sigmoid(a)))")
_slopes("gelu", "(1 + erf(a/sqrt(2)))/2 + a*exp(-a^2/2)/sqrt(2*pi)")
_slopes("mish", "tanh(softplus(a)) + a*sigmoid(a)*(1 - tanh(softplus(a))^2)")
_slopes("elu", "where(a > 0, 1, w + b)")
_slopes("leaky_relu", "where(a > 0, 1, b)")
_slopes("selu", "where(a > 0, 1.0507009873554804934, w + 1.7580993408473766)")
_slopes("relu6", "(a > 0)*(a < 6)")
_slopes("hardtanh", "(a > b)*(a < c)")
_slopes("clamp clip", "(a >= b)*(a <= c) | a >= b | a <= c")
_slopes("clamp_min", "a >= b")
_slopes("clamp_max", "a <= b")
_slopes("softsign", "1/(1 + abs(a))^2")
_slopes("logsigmoid", "sigmoid(-a)")
_slopes("tanhshrink", "tanh(a)^2")
_slopes("hardsigmoid", "(abs(a) < 3)/6")
_slopes("softshrink hardshrink threshold", "w != 0")
_slopes("dropout", "1 | (w != 0)/(1 - b)")
_slopes("clone contiguous alias to double float half type_as requires_grad_ positive", "1")
_slopes("nan_to_num", "1")
_slopes("masked_fill", "1 - b", "0")
_row("masked_fill", a="g*(1 - b)", c="sum(g*b)")


# ── products ─────────────────────────────────────────────────────────────────────────────────────


def _left(call: Bound) -> Iterable[str]:
    match call.rank("a"), call.rank("b"):
        case 1, 1:
            return ("g*b",)
        case 1, _:
            return ("b g",)
    return ("g bᵀ",)


def _right(call: Bound) -> Iterable[str]:
    match call.rank("a"), call.rank("b"):
        case 1, 1:
            return ("g*a",)
        case 1, _:
            return ("a gᵀ",)
    return ("aᵀ g",)


_row("matmul mm mv bmm dot vdot __matmul__ vecdot", a=_left, b=_right)
_row("inner", a="g*b | g b", b="g*a | gᵀ a")
_row("__rmatmul__", a="bᵀ g | g*b", b="g aᵀ | g*a")
_row("outer ger", a="g b", b="gᵀ a")
_row("linear", a="bᵀ g | g b", b="g aᵀ | gᵀ a", c="g")
_row("addmm baddbmm addmv addbmm", a="g", b="g cᵀ", c="bᵀ g")
_row("addr", a="g", b="g c", c="gᵀ b")
_row("cross", a="cross(b, g)", b="cross(g, a)")
_row("t T mT transpose swapaxes swapdims H mH adjoint", a="gᵀ | g")


# ── matrices ─────────────────────────────────────────────────────────────────────────────────────


def _powers(call: Bound) -> Iterable[str]:
    count = int(call.option("n", 1, 0) or 0)
    if 2 <= count <= 4:
        before = ["aᵀ "] * (count - 1)
        terms = [
            "".join(before[:k]) + "g" + " aᵀ" * (count - 1 - k) for k in reversed(range(count))
        ]
        yield " + ".join(terms)


_row("inv inverse", a="-(wᵀ g wᵀ)")
_row("solve", a="-(solve(aᵀ, g) wᵀ)", b="solve(aᵀ, g)")
_row("det", a="g*w*inv(a)ᵀ")
_row("logdet", a="g*inv(a)ᵀ")
_row("trace", a=lambda call: (f"g*eye({len(call.measured)})",))
_row("matrix_power", a=_powers)
_row("diag diagonal diag_embed", a="diag(g)")


# ── over all elements, or along one direction ────────────────────────────────────────────────────


def _ties(call: Bound) -> Iterable[str]:
    ties = int(np.sum(call.values["a"] == call.result))
    return ("g*(a == w)" if ties == 1 else f"g*(a == w)/{ties}",)


def _spread(call: Bound) -> Iterable[str]:
    """Variance and standard deviation over everything."""
    count = call.values["a"].size
    freedom = count - int(
        call.option("correction", 99, 1 if call.options.get("unbiased", 1) else 0)
    )
    return (f"2/{freedom}*g*(a - mean(a))", f"g*(a - mean(a))/({freedom}*w)")


def _along(vector: str, other: str) -> Callable[[Bound], Iterable[str]]:
    """One formula for a vector; for more directions another, with the one that is meant in it."""

    def texts(call: Bound) -> Iterable[str]:
        if call.rank("a") == 1:
            return (vector,)
        axis = call.option("dim", 1, -1)
        return (other.format(int(axis) % call.rank("a")),) if isinstance(axis, int | float) else ()

    return texts


_row("prod", a="g*w/a")
_row("amax amin max min", a=_ties, b=ROWS["maximum"]["b"][0])
for _name, _other in (("max", "maximum"), ("min", "minimum")):
    ROWS[_name] = {"a": (_ties, *ROWS[_other]["a"]), "b": ROWS[_other]["b"]}
_row("norm vector_norm matrix_norm", a="g*a/w | g*sign(a) | g*sign(a)*(abs(a) == w)")
_row("logsumexp", a="g*exp(a - w)")
_row("var std", a=_spread)
_row("softmax", a=_along("w*(g - wᵀ g)", "w*(g - sums(w*g, {}))"))
_row("log_softmax", a=_along("g - exp(w)*sum(g)", "g - exp(w)*sums(g, {})"))


# ── losses ───────────────────────────────────────────────────────────────────────────────────────


def _mean_of(share: str) -> Callable[[Bound], Iterable[str]]:
    """A loss: the share of one element, divided by their number where the mean was taken."""

    def texts(call: Bound) -> Iterable[str]:
        count = call.measured.size
        averaged = not call.result.ndim and call.options.get("reduction", "mean") == "mean"
        return (share + (f"/{count}" if averaged and count > 1 else ""), share)

    return texts


_row("mse_loss", a=_mean_of("2*g*(a - b)"), b=_mean_of("-(2*g*(a - b))"))
_row("l1_loss", a=_mean_of("g*sign(a - b)"), b=_mean_of("-(g*sign(a - b))"))
_row(
    "smooth_l1_loss huber_loss",
    a=_mean_of("g*max(-1, min(1, a - b))"),
    b=_mean_of("-(g*max(-1, min(1, a - b)))"),
)
_row("binary_cross_entropy", a=_mean_of("g*(a - b)/(a*(1 - a))"))
_row("binary_cross_entropy_with_logits", a=_mean_of("g*(sigmoid(a) - b)"))
_row("soft_margin_loss", a=_mean_of("-(g*b/(1 + exp(a*b)))"))
