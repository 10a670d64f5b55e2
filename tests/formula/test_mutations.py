"""Any string is safe to read: it is a formula or an InputError, soon, and nothing is executed."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.errors import InputError
from graphlab.formula.latex import latex
from graphlab.formula.parser import parse
from graphlab.formula.text import text
from tests.effort import calls_of

SEEDS = (
    "f(x, y) = 2cos²(xy) + ln(cos(xy))",
    "u = x*y; v = u + 1; u^v",
    "where(x < 0, -x, x)*max(x, y, 3) - |x - |y||",
    r"\frac{1}{1 + e^{-x^{2}}} \cdot \sqrt[3]{\cos x} + \lVert v \rVert_1 - \bar{w}_{4}",
    "sin^2 x cos y + log₂ x − ½√x ÷ 3e-4 % π",
    "f(a, b) = [a ≤ b]·⌊a⌋ + σ(αβ) # note\n",
    "½‖Ax‖² + softmax(W x + b)ᵀ y − \\lVert A \\rVert_F",
    "[1, 2; 3, 4] x + a[0:2] - A[:, 1]; u = A^T A⁻¹ @ B; e^A",
    r"\begin{bmatrix} 1 & x \\ 3 & 4 \end{bmatrix} [y, 2] + sum(a[a % 2 == 0]) x yᵀ z",
    "__import__('os').system('ls') + ().__class__ + 9**9**9**9",
)
BITS = (
    *"()[]{}|‖<>=!+-*/^%,;\n \t._\\#$&'\"0159exyabwW",
    *"πσ²³⁻ⁿ₀₁ᵢ√∛⌊⌋½·×÷−≤≠“”’\0\u202e\u200b\u0304ᵀ中𝑥ﬁ∞",
    *(r"\frac", r"\sqrt", r"\left", "{", "sin", "ln", "where(", "max("),
    *("1e999", "f(x)=", "w1", "**"),
)


def mutated(chance: random.Random) -> str:
    """A formula with some characters dropped, doubled, swapped or put in."""
    letters = list(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(letters) + 1)
        match chance.randrange(5):
            case 0:
                del letters[at : at + chance.randint(1, 4)]
            case 1:
                letters.insert(at, chance.choice(BITS))
            case 2:
                letters[at : at + 1] = [chance.choice(BITS)]
            case 3:
                letters[at:at] = letters[at : at + 8]
            case 4:
                other = chance.choice(SEEDS)
                letters[at:] = other[chance.randrange(len(other)) :]
    return "".join(letters)


def read(typed: str) -> bool:
    """Whether it is a formula. Anything but a formula or a told mistake fails the test."""
    mistake: InputError | None = None

    def reading() -> None:
        nonlocal mistake
        mistake = refusal(typed)

    calls_of(reading, most=500_000)
    if mistake is not None:
        assert mistake.line is not None, typed
        assert mistake.column is not None, typed
        assert 1 <= mistake.line <= typed.count("\n") + 1, typed
        assert 1 <= mistake.column <= len(typed) + 1, typed
        assert mistake.problem.endswith((".", "?")), typed
        return False
    program = parse(typed)
    for tree in program.outputs:
        text(tree), latex(tree)
    for choice in program.choices:
        if choice.alternative is not None:
            parse(choice.alternative)
    return True


def refusal(typed: str) -> InputError | None:
    try:
        parse(typed)
    except InputError as error:
        return error
    return None


def test_three_hundred_mutated_formulas_are_read_or_refused() -> None:
    chance = random.Random(2018)
    accepted = sum(read(mutated(chance)) for _ in range(300))
    assert 10 < accepted < 290


@pytest.mark.long
def test_a_hundred_thousand_mutated_formulas_are_read_or_refused() -> None:
    chance = random.Random(7)
    for _ in range(100_000):
        read(mutated(chance))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(typed: str) -> None:
    read(typed)


@given(st.text(alphabet=st.sampled_from([b for b in BITS if len(b) == 1]), max_size=200))
def test_any_run_of_signs_is_read_or_refused(typed: str) -> None:
    read(typed)


@pytest.mark.parametrize("bit", BITS)
def test_a_bit_repeated_up_to_the_limit_is_read_or_refused(bit: str) -> None:
    read((bit * 2000)[:2000])
    read("x" + (bit * 2000)[:1990])
    read(("x" + bit) * (1990 // (len(bit) + 1)))


def test_nothing_is_executed(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins

    def forbidden(*_: object) -> None:
        raise AssertionError("the text was executed")

    for name in ("eval", "exec", "compile", "__import__"):
        monkeypatch.setattr(builtins, name, forbidden)
    for typed in ("__import__('os')", "eval(x)", "exec x", "compile(x)"):
        read(typed)
