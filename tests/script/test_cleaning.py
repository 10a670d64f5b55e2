"""What pasting brings along is taken away, and nothing else."""

from __future__ import annotations

import pytest

from graphlab.script.cleaning import clean

PASTED = (
    # what was pasted, the code, a word of the note
    (">>> a = 1\n>>> for i in a:\n...     i\n...\n3", "a = 1\nfor i in a:\n    i\n", "prompts"),
    ("In [1]: a = 1\n   ...: b = 2\n\nIn [2]: a\nOut[2]: 1\n", "a = 1\nb = 2\na", "prompts"),
    ("In\u00a0[1]:\na = 1\nb\nOut[1]:\n7\nIn [*]:\nc", "a = 1\nb\nc", "prompts"),
    ("a\u00a0=\u20091", "a = 1", "spaces"),
    ("a\u200b = 1", "a = 1", "spaces"),
    ("a = “x”", 'a = "x"', "quotes"),
    ("a = ‘x’ + “it's”", "a = 'x' + \"it's\"", "quotes"),
    ("“““long\ntext”””\na = 1 – 2", '"""long\ntext"""\na = 1 - 2', "quotes"),
    ("```python\na = 1\n```\nHope that helps!", "a = 1", "marks"),
    ("if a:\n\tb\n", "if a:\n    b\n", "tabs"),
    ("if a:\n\tb\n        c\n", "if a:\n        b\n        c\n", "tabs"),
    ("    a = 1\n    b = 2", "a = 1\nb = 2", "left edge"),
    (
        "%pylab inline\n!pip install x\na = 1",
        "# %pylab inline\n# !pip install x\na = 1",
        "left out",
    ),
    ("a = 3 − 4", "a = 3 - 4", "signs"),
)


@pytest.mark.parametrize(("pasted", "code", "note"), PASTED)
def test_a_pasted_text_becomes_code(pasted: str, code: str, note: str) -> None:
    cleaned = clean(pasted)
    assert cleaned.text == code
    assert note in cleaned.notes[0]


@pytest.mark.parametrize(
    "code",
    [
        'print("it’s “quoted”\u00a0– and … stays")  # “so” too\n',
        'def f():\n    """\n    >>> f()\n\t“x”\n    """\n',
        "a = (5\n%b)\n",
        "",
        "\n",
        "a = 1\x0c\nb = 2",
    ],
)
def test_what_python_reads_stays_as_it_is(code: str) -> None:
    assert clean(code) == (code, ())


def test_line_ends_and_byte_order_marks_are_put_right_without_a_note() -> None:
    assert clean("\ufeffa\r\nb\rc") == ("a\nb\nc", ())


def test_a_tab_within_a_text_in_triple_quotes_stays() -> None:
    assert clean('a = """\n\tb\n"""\nif a:\n\tc').text == 'a = """\n\tb\n"""\nif a:\n    c'


@pytest.mark.parametrize("pasted", [pasted for pasted, _, _ in PASTED])
def test_cleaning_twice_changes_nothing_more(pasted: str) -> None:
    once = clean(pasted).text
    assert clean(once).text == once
