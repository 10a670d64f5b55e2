"""The pages under docs/ and beside them say what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graphlab.formula.functions import ROWS, TYPED
from graphlab.formula.parser import parse
from graphlab.formula.tensor_functions import TENSOR_ROWS, TENSOR_TYPED

PROJECT = Path(__file__).parents[1]
PAGES = sorted(
    [*PROJECT.glob("*.md"), *PROJECT.glob("docs/*.md"), *PROJECT.glob("benchmarks/*.md")]
)
GUIDE = (PROJECT / "docs" / "guide.md").read_text(encoding="utf-8")
CODE = re.compile(r"`([^`]+)`")


def table(heading: str) -> list[list[str]]:
    """Rows of the table under a heading of the guide, without the two that make its head."""
    lines = GUIDE.split(heading, 1)[1].splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("|"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|"):
            break
        rows.append([cell.replace("\0", "|") for cell in line.replace(r"\|", "\0").split("|")[1:]])
    return rows


SPELLINGS = [
    spelling.replace("…", "x*y")
    for heading in ("## Typing a function", "### Vectors and matrices")
    for row in table(heading)
    for spelling in CODE.findall(row[0])
]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_every_file_named_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    named = re.findall(r"`((?:[a-z_]+/)+[\w-]+(?:\.\w+)?)`", text)
    missing = [link for link in links if not (page.parent / link).exists()]
    missing += [
        name
        for name in named
        if not ((PROJECT / name).exists() or (PROJECT / "graphlab" / name).exists())
    ]
    assert not missing


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_the_guide_says_may_be_written_is_read(spelling: str) -> None:
    assert parse(spelling).outputs


def test_the_guide_has_every_function() -> None:
    listed = {word for row in table("### Functions") for word in CODE.findall(row[1])}
    named = {TYPED[word] for word in listed if word in TYPED}
    assert named == {row.name for row in ROWS if row.typed} | {"pow"}
    of_tensors = {TENSOR_TYPED[word] for word in listed if word in TENSOR_TYPED}
    assert of_tensors | {"amax", "amin"} == {row.name for row in TENSOR_ROWS if row.typed}
