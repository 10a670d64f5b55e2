"""Everything that is shown can be typed back and means the same."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given, settings

from graphlab.formula.latex import latex, name_latex
from graphlab.formula.lexer import MAX_CHARACTERS
from graphlab.formula.parser import parse
from graphlab.formula.text import text
from graphlab.formula.tree import Call, Name, Num, Tree, names
from tests.formula.trees import NAMES, same, trees

x, y = Name("x"), Name("y")


def read_back(shown: str, tree: Tree) -> Tree:
    return parse(shown, names(tree)).outputs[0]


def check_both(tree: Tree) -> None:
    assume(len(latex(tree)) <= MAX_CHARACTERS)
    assert same(read_back(text(tree), tree), tree), text(tree)
    assert same(read_back(latex(tree), tree), tree), latex(tree)


@settings(max_examples=400)
@example(Call("mul", (x, Call("neg", (Call("add", (x, y)),)))))
@example(Call("neg", (Call("neg", (Num(2.0),)),)))
@example(Call("pow", (Call("neg", (Num(2.0),)), Num(2.0))))
@example(Call("pow", (Call("sin", (x,)), Num(-1.0))))
@example(Call("sub", (x, Call("div", (Num(-1.0), y)))))
@example(Call("lt", (Call("lt", (x, y)), Call("lt", (y, x)))))
@given(trees())
def test_the_printed_text_and_latex_read_back_as_the_same_formula(tree: Tree) -> None:
    check_both(tree)


@pytest.mark.long
@settings(max_examples=20_000)
@given(trees(size=14))
def test_twenty_thousand_formulas_read_back_as_themselves(tree: Tree) -> None:
    check_both(tree)


@pytest.mark.parametrize("typed", [".0", "x - .0", "x^.0", ".5x", "1.", "x^-.0"])
def test_a_number_with_nothing_beside_its_point_reads_back(typed: str) -> None:
    tree = parse(typed).outputs[0]
    assert same(read_back(text(tree), tree), tree)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_reads_back_as_one_name(name: str) -> None:
    assert parse(name_latex(name)).outputs == (Name(name),)
    assert parse(f"f({name}) = {name}").outputs == (Name(name),)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("1e20", r"1 \cdot 10^{20}"),
        ("2.5e-7 x", r"2.5 \cdot 10^{-7} \cdot x"),
        ("x^1e-5", r"x^{1 \cdot 10^{-5}}"),
        ("1e300*1e-300", r"1 \cdot 10^{300} \cdot (1 \cdot 10^{-300})"),
    ],
)
def test_powers_of_ten_are_written_out(typed: str, shown: str) -> None:
    from graphlab.formula.evaluate import evaluate

    (tree,) = parse(typed).outputs
    assert latex(tree) == shown
    values = {"x": 1.7}
    assert evaluate(parse(shown).outputs[0], values) == pytest.approx(
        evaluate(tree, values), rel=1e-14
    )


@pytest.mark.parametrize("sign", ["+", "-", "*"])
@pytest.mark.parametrize("outside", ["{}", "sin({})", "2/({})", "|{}|", "-({})"])
def test_a_chain_of_five_hundred_is_printed_and_read_without_recursion(
    sign: str, outside: str
) -> None:
    (tree,) = parse(outside.format(sign.join(["x"] * 490))).outputs
    for shown in (text(tree), latex(tree)):
        assert text(parse(shown).outputs[0]) == text(tree)
