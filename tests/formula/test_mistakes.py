"""What a person is told: one sentence, its place, and a text that would be accepted."""

from __future__ import annotations

import math

import pytest

from graphlab.errors import InputError, LimitError
from graphlab.formula.parser import parse
from tests.effort import calls_of

# as typed ║ line:column+length ║ in the sentence ║ fixes, separated by ¦
TOLD = r"""
1/2x            ║ 1:3+2 ║ divide by “2” or by “2x”           ║ (1/2)*x ¦ 1/(2x)
x/2y            ║ 1:3+2 ║ divide by “2” or by “2y”           ║ (x/2)*y ¦ x/(2y)
1/2x + 1/3x     ║ 1:3+2 ║ Write brackets                     ║ (1/2)*x + 1/3x ¦ 1/(2x) + 1/3x
sin^-1 x        ║ 1:1+6 ║ may mean asin or 1/sin             ║ asin x ¦ 1/sin x
sin⁻¹(x)        ║ 1:1+5 ║ may mean asin or 1/sin             ║ asin(x) ¦ 1/sin(x)
tan2(x)         ║ 1:1+4 ║ Did you mean “tan”?                ║ tan(x)
sofmax(x)       ║ 1:1+6 ║ Did you mean “softmax”?            ║ softmax(x)
matmul(A, B)    ║ 1:1+6 ║ Write A @ B.                       ║
rank(x)         ║ 1:1+4 ║ is not a function graphlab knows.  ║
x + cso(y)      ║ 1:5+3 ║ Did you mean “cos”?                ║ x + cos(y)
atan2(y, x)     ║ 1:1+5 ║ “atan2” is not a function          ║
cot(x)          ║ 1:1+3 ║ Write 1/tan(x)                     ║
eval(x)         ║ 1:1+4 ║ “eval” is not a function           ║
(x              ║ 1:1+1 ║ opened here and never closed       ║ (x)
((x + 1         ║ 1:2+1 ║ opened here and never closed       ║ ((x + 1))
(x]             ║ 1:1+1 ║ opened here and never closed       ║ (x)
x)              ║ 1:2+1 ║ closes nothing                     ║ x
|x              ║ 1:1+1 ║ opened here and never closed       ║ |x|
\sqrt{x         ║ 1:6+1 ║ opened here and never closed       ║ \sqrt{x}
x +             ║ 1:4+1 ║ missing at the end                 ║
* x             ║ 1:1+1 ║ “*” is not expected here           ║
x + * y         ║ 1:5+1 ║ “*” is not expected here           ║
3 4             ║ 1:3+1 ║ a sign is missing                  ║
1.5.2           ║ 1:4+1 ║ a sign is missing                  ║
sin()           ║ 1:5+1 ║ needs an argument                  ║
sin             ║ 1:1+3 ║ needs its argument in brackets     ║
sin(x, y)       ║ 1:1+3 ║ takes 1 argument, and 2 are given  ║
max(x)          ║ 1:1+3 ║ takes 2 arguments, and 1 is given  ║
log_3(x)        ║ 1:1+5 ║ to the bases e, 10 and 2           ║
1 < x < 2       ║ 1:7+1 ║ One comparison at a time           ║
2x = y          ║ 1:4+1 ║ to compare, write “==”             ║
where(x=1,2,3)  ║ 1:8+1 ║ to compare, write “==”             ║
x // y          ║ 1:3+2 ║ floor(a/b)                         ║
x!              ║ 1:2+1 ║ “!” has no meaning here            ║
x~y             ║ 1:2+1 ║ “~” has no meaning here            ║
2ᵀ              ║ 1:2+1 ║ needs a vector or a matrix, and 2 is a number ║
₂x              ║ 1:1+1 ║ “₂” is not expected here           ║
x^              ║ 1:3+1 ║ missing at the end                 ║
x⁻⁻¹            ║ 1:2+1 ║ exponent cannot be read            ║
x⁻              ║ 1:2+1 ║ exponent cannot be read            ║
\foo x          ║ 1:1+4 ║ LaTeX command \foo                 ║
\frac12         ║ 1:1+1 ║ needs its parts in braces          ║
1e400           ║ 1:1+5 ║ larger than any number of 64 bits  ║
u = v; v = x; u ║ 1:5+1 ║ “v” is used here but named only    ║
f(x) = y        ║ 1:8+1 ║ “y” is not among the inputs of f   ║
f(x) = f(x)     ║ 1:8+1 ║ cannot use itself                  ║
f(x)=x; g(x)=x  ║ 1:9+1 ║ Only one function can be defined   ║
x + 1; x        ║ 1:1+1 ║ Only the last line may stand       ║
u = x, y        ║ 1:9+1 ║ One name takes one result          ║
__import__('os') ║ 1:1+1 ║ “_” has no meaning here           ║
().__class__    ║ 1:3+1 ║ “.” has no meaning here            ║
()              ║ 1:2+1 ║ “)” closes nothing                 ║
中 + x          ║ 1:1+1 ║ names are Latin or Greek           ║
"""


def rows(table: str) -> list[tuple[str, ...]]:
    lines = [line for line in table.splitlines() if line.strip()]
    return [tuple(cell.strip() for cell in line.split("║")) for line in lines]


def refused(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(("typed", "place", "words", "fixes"), rows(TOLD))
def test_a_mistake_is_told_in_one_sentence_with_its_place(
    typed: str, place: str, words: str, fixes: str
) -> None:
    error = refused(typed)
    assert words in error.problem
    assert f"{error.line}:{error.column}+{error.length}" == place
    assert " ¦ ".join(error.fixes) == fixes
    assert str(error).startswith(f"Line {error.line}, column {error.column}: ")
    assert "\n" not in str(error)


@pytest.mark.parametrize("typed", [row[0] for row in rows(TOLD) if row[3]])
def test_a_fix_is_accepted_or_leads_to_a_later_mistake(typed: str) -> None:
    error = refused(typed)
    for fix in error.fixes:
        assert place(fix) > place(typed)


def place(typed: str) -> tuple[float, float]:
    """Line and column of the first mistake; beyond the end if there is none."""
    try:
        parse(typed)
    except InputError as error:
        return error.line or 0, error.column or 0
    return math.inf, math.inf


@pytest.mark.parametrize("typed", ["", "   ", "\n\n", ";;", "# only a comment", "\u200b", "$$"])
def test_an_empty_text_is_answered_with_an_example_that_works(typed: str) -> None:
    error = refused(typed)
    assert (error.line, error.column) == (1, 1)
    assert parse(error.problem.partition("for example ")[2].rstrip(".")).inputs == ("x", "y")


@pytest.mark.parametrize(
    ("typed", "column", "name"),
    [
        ("x\0y", 2, "u+0000"),
        ("\u202ex", 1, "right-to-left override"),
        ("x + \u2067y", 5, "right-to-left isolate"),
        ("\x1b[31mx", 1, "u+001b"),
    ],
)
def test_an_invisible_character_is_named(typed: str, column: int, name: str) -> None:
    error = refused(typed)
    assert error.column == column
    assert f"invisible character stands here ({name})" in error.problem


def test_right_to_left_letters_are_no_names() -> None:
    error = refused("x + שלום")
    assert (error.line, error.column) == (1, 5)
    assert "Latin or Greek" in error.problem


def test_a_mistake_in_a_later_line_is_placed_there() -> None:
    error = refused("u = x y\nv = u +\nv")
    assert (error.line, error.column) == (2, 8)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("x" * 2001, "too long: graphlab takes 2,000 characters"),
        ("(" * 5000 + "x" + ")" * 5000, "takes 2,000 characters"),
        ("+".join("x" * 4000), "takes 2,000 characters"),
        ("x+" * 5_000_000, "takes 2,000 characters"),
        ("(" * 61 + "x" + ")" * 61, "nested deeper than 60"),
        ("-" * 61 + "x", "nested deeper than 60"),
        ("2^" * 61 + "x", "nested deeper than 60"),
        ("√" * 61 + "x", "nested deeper than 60"),
        ("sin " * 61 + "x", "nested deeper than 60"),
        ("|(" * 31 + "x" + ")|" * 31, "nested deeper than 60"),
        ("/".join("x" * 62), "nested deeper than 60"),
        ("%".join("x" * 500), "nested deeper than 60"),
        ("x" + " ²" * 61, "nested deeper than 60"),
        ("max(" + ",".join("x" * 400) + ")", "nested deeper than 60"),
        ("x+" * 501 + "x", "too many operations; graphlab takes 500"),
        ("x " * 502, "too many operations; graphlab takes 500"),
    ],
)
def test_beyond_the_limits_a_text_is_refused_with_its_place(typed: str, words: str) -> None:
    error = refused(typed)
    assert isinstance(error, LimitError)
    assert words in error.problem
    assert error.line == 1
    assert error.column is not None


@pytest.mark.parametrize(
    "typed",
    [
        "(" * 59 + "x" + ")" * 59,
        "-" * 59 + "x",
        "/".join("x" * 61),
        "x+" * 500 + "x",
        "x" + " " * 1999,
    ],
)
def test_up_to_the_limits_a_text_is_read(typed: str) -> None:
    assert parse(typed).inputs == ("x",)


def test_reading_is_quick_enough_for_every_keystroke() -> None:
    parse("x")
    assert calls_of(lambda: parse("f(x, y) = 2cos²(xy) + ln(cos(xy)) + 7"), most=2_000) > 100


def test_a_long_run_of_mistakes_is_read_once_a_mistake() -> None:
    """Each is mended and read again, a few times: 0.2 s, not half a second."""

    def read() -> None:
        with pytest.raises(InputError, match="closes nothing"):
            parse("x)" * 995)

    calls_of(read, most=300_000)
