"""Any string is safe to clean, to survey and to read as an input; nothing is run."""

from __future__ import annotations

import builtins
import random
from time import thread_time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.errors import InputError
from graphlab.script.cleaning import clean
from graphlab.script.losses import parse_loss
from graphlab.script.specs import parse_argument, parse_spec
from graphlab.script.survey import offers, survey
from tests.scripts import LOGISTIC, MEMORY, SLICES, TRAINING

if TYPE_CHECKING:
    from collections.abc import Callable

SCRIPTS = (
    LOGISTIC,
    MEMORY,
    SLICES,
    TRAINING,
    ">>> a = “x”\n... b\nIn [3]: c\nOut[3]: 5\n```python\n\td = '''\n\te'''\n",
    "class A(B, metaclass=C):\n    x: int\n    async def forward(self, /, a, *b, c=1, **d): ...\n",
    "match x:\n    case [1, *y] | {'a': z, **w}: pass\nwith a as b, c: del d\n",
)
LINES = (
    "randn(2, 1, dtype=float64)",
    "[[1, 2.5], [3, -4j]]",
    "randint(0, 10, (5,))",
    "mse({'a': 1})",
)
BITS = (
    *"()[]{}=:,.+-*/@%!\\\n\t \r\"'#0123456789abNwx_\0\x0c\u00a0\u200b\ufeff\ud800“”‘’–…é𝑥",
    *("self.", "nn.Parameter(", "torch.", "class ", "def ", "lambda ", "if ", "...", ">>> ", '"""'),
    *("super().__init__()", "1e999", "9**9**9", "*a", "**k", "None", "In [1]:", "Out[2]:", "```"),
)


def mutated(chance: random.Random, seeds: tuple[str, ...]) -> str:
    letters = list(chance.choice(seeds))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(letters) + 1)
        match chance.randrange(5):
            case 0:
                del letters[at : at + chance.randint(1, 6)]
            case 1:
                letters.insert(at, chance.choice(BITS))
            case 2:
                letters[at : at + 1] = [chance.choice(BITS)]
            case 3:
                letters[at:at] = letters[at : at + 30]
            case 4:
                other = chance.choice(seeds)
                letters[at:] = other[chance.randrange(len(other)) :]
    return "".join(letters)


def look(text: str) -> bool:
    """Whether a text can be read; fails for anything but an answer or a told mistake."""
    start = thread_time()
    cleaned = clean(text).text
    readable = 0
    for version in (text, cleaned):
        found = survey(version)
        offers(found)
        readable += found.problem is None
        if problem := found.problem:
            assert problem.problem.endswith((".", "?")), problem.problem
            if problem.line is not None and problem.column is not None:
                lines = version.split("\n")
                assert 1 <= problem.line <= len(lines)
                assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
    assert thread_time() - start < 5.0, text  # of work: other programs cost nothing
    return readable == 2


def look_at_line(text: str) -> bool:
    read = 0
    for parse in (parse_spec, parse_argument, parse_loss):
        mistake = refusal(parse, text)
        read += mistake is None
        if mistake is not None:
            assert mistake.problem.endswith((".", "?")), mistake.problem
            assert mistake.column is None or 1 <= mistake.column <= len(text) + 1
    return read > 0


def refusal(parse: Callable[[str], object], text: str) -> InputError | None:
    try:
        parse(text)
    except InputError as error:
        return error
    return None


def test_five_hundred_mutated_scripts_are_read_or_refused() -> None:
    chance = random.Random(2018)
    readable = sum(look(mutated(chance, SCRIPTS)) for _ in range(500))
    assert 25 < readable < 475


def test_two_thousand_mutated_inputs_are_read_or_refused() -> None:
    chance = random.Random(7)
    readable = sum(look_at_line(mutated(chance, LINES)) for _ in range(2_000))
    assert 20 < readable < 1_980


@pytest.mark.long
def test_fifty_thousand_mutated_scripts_are_read_or_refused() -> None:
    chance = random.Random(11)
    for _ in range(50_000):
        look(mutated(chance, SCRIPTS))


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    look(text)
    look_at_line(text)


@given(st.text(alphabet=st.sampled_from([b for b in BITS if len(b) == 1]), max_size=200))
def test_any_run_of_signs_is_read_or_refused(text: str) -> None:
    look(text)
    look_at_line(text)


@pytest.mark.parametrize("bit", BITS)
def test_a_bit_repeated_is_read_or_refused(bit: str) -> None:
    for text in (
        bit * 5_000,
        ("x" + bit) * 3_000,
        ("x" + bit + "\n") * 2_000,
        "x = " + bit * 3_000,
    ):
        look(text)
        look_at_line(text)


def test_nothing_is_executed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise AssertionError("the text was executed")

    for name in ("eval", "exec"):
        monkeypatch.setattr(builtins, name, forbidden)
    for text in ("__import__('os').system('ls')", "eval('x')", "x = exec('y')"):
        look(text)
        look_at_line(text)
