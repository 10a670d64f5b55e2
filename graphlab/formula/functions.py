"""The table of functions: one row each for notation, domain, partials and kinks.

Partials are written in graphlab's own formula language over the arguments ``a, b, c`` and the
result ``w``. Where a function has a kink or a tie a row may offer several candidates; the first
that gives the measured number is the one shown. Derivatives: any calculus text; the forms in
terms of the result (w(1−w), 1−w²) are those of Baydin et al. 2018 and of common lecture notes.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """One row. ``partials`` has one tuple of candidates an argument.

    ``domain`` is a condition on the arguments and ``needs`` says it in words. ``kink`` is a
    condition at which the derivative jumps and ``at_kink`` says what PyTorch uses there.
    ``flat`` functions have the derivative 0 wherever they have one.
    """

    name: str
    partials: tuple[tuple[str, ...], ...]
    latex: str = ""
    aliases: tuple[str, ...] = ()
    domain: str = ""
    needs: str = ""
    kink: str = ""
    at_kink: str = ""
    flat: bool = False
    typed: bool = True

    @property
    def arity(self) -> int:
        return len(self.partials)


def _row(name: str, *partials: str | tuple[str, ...], **rest: object) -> Function:
    candidates = tuple((p,) if isinstance(p, str) else p for p in partials)
    return Function(name, candidates, **rest)  # type: ignore[arg-type]  # typed by each row


_FLAT = {"flat": True}
_OPERATOR = {"typed": False}

ROWS: tuple[Function, ...] = (
    _row("add", "1", "1", **_OPERATOR),
    _row("sub", "1", "-1", **_OPERATOR),
    _row("neg", "-1", **_OPERATOR),
    _row("mul", "b", "a", **_OPERATOR),
    _row("div", "1/b", "-(a/b^2)", domain="b != 0", needs="a divisor other than 0", **_OPERATOR),
    _row(
        "pow",
        "b*a^(b-1)",
        "w*ln(a)",
        aliases=("power",),
        domain="(a > 0) + (b == floor(b)) * ((a != 0) + (b >= 0)) + (a == 0) * (b > 0) > 0",
        needs="a base above 0, or a whole exponent (not below 0 for the base 0)",
    ),
    _row("sin", "cos(a)", latex=r"\sin"),
    _row("cos", "-sin(a)", latex=r"\cos"),
    _row("tan", "1/cos(a)^2", latex=r"\tan"),
    _row(
        "asin",
        "1/sqrt(1-a^2)",
        latex=r"\arcsin",
        aliases=("arcsin",),
        domain="abs(a) <= 1",
        needs="a number from −1 to 1",
    ),
    _row(
        "acos",
        "-(1/sqrt(1-a^2))",
        latex=r"\arccos",
        aliases=("arccos",),
        domain="abs(a) <= 1",
        needs="a number from −1 to 1",
    ),
    _row("atan", "1/(1+a^2)", latex=r"\arctan", aliases=("arctan",)),
    _row("sinh", "cosh(a)", latex=r"\sinh"),
    _row("cosh", "sinh(a)", latex=r"\cosh"),
    _row("tanh", "1-w^2", latex=r"\tanh"),
    _row("asinh", "1/sqrt(a^2+1)", latex=r"\operatorname{arsinh}", aliases=("arsinh", "arcsinh")),
    _row(
        "acosh",
        "1/sqrt(a^2-1)",
        latex=r"\operatorname{arcosh}",
        aliases=("arcosh", "arccosh"),
        domain="a >= 1",
        needs="a number from 1 on",
    ),
    _row(
        "atanh",
        "1/(1-a^2)",
        latex=r"\operatorname{artanh}",
        aliases=("artanh", "arctanh"),
        domain="abs(a) < 1",
        needs="a number between −1 and 1",
    ),
    _row("exp", "w"),
    _row(
        "ln",
        "1/a",
        latex=r"\ln",
        aliases=("log",),
        domain="a > 0",
        needs="a number above 0",
    ),
    _row(
        "log10",
        "1/(a*ln(10))",
        latex=r"\log_{10}",
        aliases=("lg",),
        domain="a > 0",
        needs="a number above 0",
    ),
    _row("log2", "1/(a*ln(2))", latex=r"\log_{2}", domain="a > 0", needs="a number above 0"),
    _row("sqrt", "1/(2*w)", domain="a >= 0", needs="a number from 0 on"),
    _row("cbrt", "1/(3*w^2)"),
    _row(
        "abs",
        "sign(a)",
        kink="a == 0",
        at_kink="has a kink at 0, where PyTorch uses the derivative 0",
    ),
    _row("sigmoid", "w*(1-w)", latex=r"\sigma", aliases=("logistic", "expit")),
    _row(
        "relu",
        "a > 0",
        latex=r"\operatorname{relu}",
        aliases=("ReLU",),
        kink="a == 0",
        at_kink="has a kink at 0, where PyTorch uses the derivative 0",
    ),
    _row("softplus", "sigmoid(a)", latex=r"\operatorname{softplus}"),
    _row("erf", "2*exp(-a^2)/sqrt(pi)", latex=r"\operatorname{erf}"),
    _row("sign", "0", latex=r"\operatorname{sign}", aliases=("sgn",), **_FLAT),
    _row("step", "0", latex="H", aliases=("H", "heaviside", "Heaviside"), **_FLAT),
    _row("floor", "0", **_FLAT),
    _row("ceil", "0", **_FLAT),
    _row(
        "min",
        ("a < b", "1/2"),
        ("b < a", "1/2"),
        latex=r"\min",
        aliases=("minimum",),
        kink="a == b",
        at_kink="has a tie here, which PyTorch shares: 1/2 for each argument",
    ),
    _row(
        "max",
        ("a > b", "1/2"),
        ("b > a", "1/2"),
        latex=r"\max",
        aliases=("maximum",),
        kink="a == b",
        at_kink="has a tie here, which PyTorch shares: 1/2 for each argument",
    ),
    _row(
        "remainder",
        "1",
        # a/b may be rounded up to a whole number that a − b·⌊a/b⌋ has not reached: 2 mod 0.002.
        ("-floor(a/b)", "-((a-w)/b)"),
        latex=r"\operatorname{mod}",
        aliases=("mod",),
        domain="b != 0",
        needs="a divisor other than 0",
    ),
    _row("where", "0", ("a", "a != 0"), ("1-a", "a == 0"), aliases=("cases",)),
    _row("lt", "0", "0", **_FLAT, **_OPERATOR),
    _row("le", "0", "0", **_FLAT, **_OPERATOR),
    _row("gt", "0", "0", **_FLAT, **_OPERATOR),
    _row("ge", "0", "0", **_FLAT, **_OPERATOR),
    _row("eq", "0", "0", **_FLAT, **_OPERATOR),
    _row("ne", "0", "0", **_FLAT, **_OPERATOR),
)

FUNCTIONS: dict[str, Function] = {row.name: row for row in ROWS}

TYPED: dict[str, str] = {
    spelling: row.name for row in ROWS if row.typed for spelling in (row.name, *row.aliases)
} | {"power": "pow"}
"""What may be typed before a bracket, and the function it names."""

COMPARISONS: dict[str, str] = {"<": "lt", "<=": "le", ">": "gt", ">=": "ge", "==": "eq", "!=": "ne"}

GREEK: tuple[str, ...] = tuple(
    (
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron rho sigma"
        " tau upsilon phi chi psi omega Gamma Delta Theta Lambda Xi Sigma Upsilon Phi Psi Omega"
    ).split()
)
