"""How formulas are read: one line for each thing that is promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.formula.parser import parse
from graphlab.formula.text import text

if TYPE_CHECKING:
    from graphlab.formula.program import Program

# as typed ║ as graphlab types it back ║ inputs in order
READ = r"""
f(x, y) = 2cos²(xy) + ln(cos(xy)) ║ 2*cos(x*y)^2 + ln(cos(x*y)) ║ x y
2*cos(x*y)**2 + ln(cos(x*y))      ║ 2*cos(x*y)^2 + ln(cos(x*y)) ║ x y
y + x                             ║ y + x                       ║ y x
f(x, y) = y + x                   ║ y + x                       ║ x y
f(x, y) = x                       ║ x                           ║ x y
x*y, x + y                        ║ x*y, x + y                  ║ x y
u = x*y; u + sin(u)               ║ u + sin(u)                  ║ x y
xy                                ║ x*y                         ║ x y
abc                               ║ a*b*c                       ║ a b c
2xy                               ║ 2*x*y                       ║ x y
x y                               ║ x*y                         ║ x y
(x + 1)(x - 1)                    ║ (x + 1)*(x - 1)             ║ x
x(x + 1)                          ║ x*(x + 1)                   ║ x
f(x + 1)                          ║ f*(x + 1)                   ║ f x
alpha*beta                        ║ alpha*beta                  ║ alpha beta
αβ                                ║ alpha*beta                  ║ alpha beta
θ₁ + theta_2                      ║ theta1 + theta2             ║ theta1 theta2
x1*x_2 + x₃ + x_{12}              ║ x1*x2 + x3 + x12            ║ x1 x2 x3 x12
x_i                               ║ x_i                         ║ x_i
e^x                               ║ exp(x)                      ║ x
e^(2x)                            ║ exp(2*x)                    ║ x
e*x                               ║ e*x                         ║ x
2π                                ║ 2*pi                        ║
pi x                              ║ pi*x                        ║ x
e = 3x; e % 4 == 0                ║ e % 4 == 0                  ║ x
pi = 2x; pi^2                     ║ pi^2                        ║ x
log(x)                            ║ ln(x)                       ║ x
ln x                              ║ ln(x)                       ║ x
log10(x) + lg x                   ║ log10(x) + log10(x)         ║ x
log2(x) + log₂ x + log_2(x)       ║ log2(x) + log2(x) + log2(x) ║ x
sin xy                            ║ sin(x*y)                    ║ x y
sin 2x                            ║ sin(2*x)                    ║ x
sin2x                             ║ sin(2*x)                    ║ x
sin x cos y                       ║ sin(x)*cos(y)               ║ x y
sin x + 1                         ║ sin(x) + 1                  ║ x
sin x/2                           ║ sin(x)/2                    ║ x
sin x^2                           ║ sin(x^2)                    ║ x
sin(x)^2                          ║ sin(x)^2                    ║ x
sin(x)y                           ║ sin(x)*y                    ║ x y
cos^2(x)                          ║ cos(x)^2                    ║ x
cos²x                             ║ cos(x)^2                    ║ x
cos² x                            ║ cos(x)^2                    ║ x
ln cos(x y)                       ║ ln(cos(x*y))                ║ x y
ln cos x                          ║ ln(cos(x))                  ║ x
-x^2                              ║ -x^2                        ║ x
-x²                               ║ -x^2                        ║ x
(-x)^2                            ║ (-x)^2                      ║ x
-2x                               ║ -2*x                        ║ x
x - -2                            ║ x - (-2)                    ║ x
2*-x                              ║ 2*(-x)                      ║ x
+x                                ║ x                           ║ x
x^y^z                             ║ x^(y^z)                     ║ x y z
x**y**z                           ║ x^(y^z)                     ║ x y z
2^-x                              ║ 2^(-x)                      ║ x
e^-x^2                            ║ exp(-x^2)                   ║ x
x⁻¹                               ║ x^(-1)                      ║ x
xⁿ                                ║ x^n                         ║ x n
1/2*x                             ║ 1/2*x                       ║ x
1/(2x)                            ║ 1/(2*x)                     ║ x
a/b/c                             ║ a/b/c                       ║ a b c
a - b - c                         ║ a - b - c                   ║ a b c
a - (b - c)                       ║ a - (b - c)                 ║ a b c
|x|                               ║ abs(x)                      ║ x
||x| - 1|                         ║ abs(abs(x) - 1)             ║ x
|x||y|                            ║ abs(x)*abs(y)               ║ x y
2|x|                              ║ 2*abs(x)                    ║ x
‖v‖                               ║ abs(v)                      ║ v
‖v‖₁                              ║ abs(v)                      ║ v
‖v‖_2                             ║ abs(v)                      ║ v
½x                                ║ 0.5*x                       ║ x
√x                                ║ sqrt(x)                     ║ x
√(x + 1)                          ║ sqrt(x + 1)                 ║ x
√2x                               ║ sqrt(2)*x                   ║ x
∛x                                ║ cbrt(x)                     ║ x
x·y×z                             ║ x*y*z                       ║ x y z
x−y                               ║ x - y                       ║ x y
x÷y                               ║ x/y                         ║ x y
“2cos(x)”                         ║ 2*cos(x)                    ║ x
‘x’                               ║ x                           ║ x
$x + y$                           ║ x + y                       ║ x y
𝑥²+𝑦                              ║ x^2 + y                     ║ x y
⌊x⌋ + ⌈y⌉                         ║ floor(x) + ceil(y)          ║ x y
x < y                             ║ x < y                       ║ x y
x ≤ y                             ║ x <= y                      ║ x y
x ≠ y                             ║ x != y                      ║ x y
[x < y]z                          ║ (x < y)*z                   ║ x y z
where(x < 0, -x, x)               ║ where(x < 0, -x, x)         ║ x
cases(x<0, -x, x<1, x, 1)         ║ where(x < 0, -x, where(x < 1, x, 1)) ║ x
min(x, y, z)                      ║ min(min(x, y), z)           ║ x y z
max(x, (y + 1))                   ║ max(x, y + 1)               ║ x y
x % y                             ║ x % y                       ║ x y
mod(x, y)                         ║ x % y                       ║ x y
power(x, 3)                       ║ x^3                         ║ x
H(x) + step(x)                    ║ step(x) + step(x)           ║ x
ReLU(x)                           ║ relu(x)                     ║ x
sgn x                             ║ sign(x)                     ║ x
arcsin(x) + arsinh(x)             ║ asin(x) + asinh(x)          ║ x
σ(x)                              ║ sigmoid(x)                  ║ x
logistic(x) + expit(x)            ║ sigmoid(x) + sigmoid(x)     ║ x
\frac{x}{y}                       ║ x/y                         ║ x y
\frac{1}{2}x                      ║ 1/2*x                       ║ x
\cos x                            ║ cos(x)                      ║ x
\cos^{2}\left(x y\right)          ║ cos(x*y)^2                  ║ x y
\ln(\cos(x))                      ║ ln(cos(x))                  ║ x
x \cdot y \times z                ║ x*y*z                       ║ x y z
\sqrt{x}                          ║ sqrt(x)                     ║ x
\sqrt[3]{x}                       ║ cbrt(x)                     ║ x
\sqrt[n]{x}                       ║ x^(1/n)                     ║ n x
x^{2}                             ║ x^2                         ║ x
\lVert v \rVert                   ║ abs(v)                      ║ v
\left|x\right|                    ║ abs(x)                      ║ x
\sigma(x)                         ║ sigmoid(x)                  ║ x
\bar{x}                           ║ x̄                           ║ x̄
\bar x                            ║ x̄                           ║ x̄
\operatorname{relu}(x)            ║ relu(x)                     ║ x
\mathrm{rate} \cdot x             ║ rate*x                      ║ rate x
\lfloor x \rfloor                 ║ floor(x)                    ║ x
\log_{10}(x)                      ║ log10(x)                    ║ x
"""


def rows(table: str) -> list[tuple[str, ...]]:
    lines = [line for line in table.splitlines() if line.strip()]
    return [tuple(cell.strip() for cell in line.split("║")) for line in lines]


def typed_back(program: Program) -> str:
    return ", ".join(text(tree) for tree in program.outputs)


@pytest.mark.parametrize(("typed", "back", "inputs"), rows(READ))
def test_a_formula_is_read_as_people_mean_it(typed: str, back: str, inputs: str) -> None:
    program = parse(typed)
    assert typed_back(program) == back
    assert program.inputs == tuple(inputs.split())


@pytest.mark.parametrize(("typed", "back", "inputs"), rows(READ))
def test_what_is_typed_back_is_read_the_same(typed: str, back: str, inputs: str) -> None:
    program = parse(typed)
    known = [line.name for line in program.lines if line.name is not None]
    assert parse(back, (*program.inputs, *known)).outputs == program.outputs


@pytest.mark.parametrize(
    ("typed", "given", "back"),
    [
        ("xy + x", ["xy", "x"], "xy + x"),
        ("e + pi", ["e"], "e + pi"),
        ("rate*x", ["rate"], "rate*x"),
        ("sigma(x)", ["sigma"], "sigma*x"),
        ("e^x", ["e"], "e^x"),
        ("H*x", ["H"], "H*x"),
    ],
)
def test_a_given_name_beats_a_constant_and_is_never_split(
    typed: str, given: list[str], back: str
) -> None:
    assert typed_back(parse(typed, given)) == back


def test_a_non_breaking_space_separates_like_any_other() -> None:
    assert typed_back(parse("x\u00a0y\u2009z")) == "x*y*z"


@pytest.mark.parametrize("typed", ["u = xy; u²", "u = xy\nu²", "u = xy  # product\n\nu² # end"])
def test_lines_end_in_a_newline_or_a_semicolon_and_may_hold_comments(typed: str) -> None:
    product, square = parse(typed).lines
    assert (product.name, text(product.trees[0])) == ("u", "x*y")
    assert (square.name, text(square.trees[0])) == (None, "u^2")


@pytest.mark.parametrize(
    ("typed", "choice"),
    [
        ("xy", "xy read as x·y"),
        ("2cos(abc)", "abc read as a·b·c"),
        ("ex", "ex read as e·x"),
        ("xcos(y)", "xcos read as x·cos"),
        ("cosx", "cosx read as cos(x)"),
        ("cosxy", "cosxy read as cos(x·y)"),
        ("σ(x)", "σ(…) read as the sigmoid"),
    ],
)
def test_a_choice_is_shown_with_a_text_that_makes_the_other_one(typed: str, choice: str) -> None:
    (made,) = parse(typed).choices
    assert made.sentence == choice
    assert made.alternative is not None
    other = parse(made.alternative)
    assert not other.choices
    assert other.outputs != parse(typed).outputs


@pytest.mark.parametrize("typed", ["x*y", "x y", "sin(x)", "alpha*x", "2x", "x(y)"])
def test_where_nothing_is_open_no_choice_is_shown(typed: str) -> None:
    assert not parse(typed).choices


def test_the_alternative_names_every_other_input_in_order() -> None:
    (choice,) = parse("b + xy + a").choices
    assert choice.alternative == "f(b, xy, a) = b + xy + a"


def test_a_declared_function_offers_no_alternative() -> None:
    (choice,) = parse("f(x, y) = 2xy").choices
    assert choice.alternative is None


@pytest.mark.parametrize(
    ("typed", "letter", "keeps"),
    [
        ("x*y", "w", False),
        ("w1*w2", "w", True),
        ("w1 = x; w1^2", "w", True),
        ("w*x", "v", False),
        ("Wx + b", "v", False),
        ("w1*w", "v", False),
        ("w_i*x", "v", False),
    ],
)
def test_the_letter_of_the_nodes_gives_way_to_the_persons_own_w(
    typed: str, letter: str, keeps: bool
) -> None:
    program = parse(typed)
    assert (program.letter, program.keeps_names) == (letter, keeps)


@pytest.mark.parametrize(
    ("typed", "latex"),
    [
        ("f(x,y)=2cos²(xy)+ln(cos(xy))", r"f(x, y) = 2 \cos^{2}(x y) + \ln(\cos(x y))"),
        ("x/y", r"\frac{x}{y}"),
        ("-x/y", r"\frac{-x}{y}"),
        ("e^(-x²)", r"e^{-x^{2}}"),
        ("(x+1)(y-1)", "(x + 1) (y - 1)"),
        ("x(y+1)", r"x \cdot (y + 1)"),
        ("x*2", r"x \cdot 2"),
        ("2*3*x", r"2 \cdot 3 \cdot x"),
        ("|x/2|", r"\left|\frac{x}{2}\right|"),
        ("sin(x/2)", r"\sin\left(\frac{x}{2}\right)"),
        ("alpha_1 + loss*0", r"\alpha_{1} + l o s s \cdot 0"),
        ("σ(x)", r"\sigma(x)"),
        ("x == y", "x == y"),
        ("[x<y]*2", r"[x < y] \cdot 2"),
        ("u = xy; u^2", r"u = x y \qquad u^{2}"),
        ("x, y", r"x,\; y"),
        ("0.50 x", "0.50 x"),
    ],
)
def test_a_text_is_set_in_mathematics_with_the_persons_own_digits(typed: str, latex: str) -> None:
    assert parse(typed).latex == latex
