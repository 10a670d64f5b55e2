"""The complete example of docs/lessons.md, and a lesson in which one thing can be put."""

from __future__ import annotations

import re
from pathlib import Path

PROJECT = Path(__file__).parents[3]
_SHOWN = re.search(
    r"^````markdown\n(.*?)^````$",
    (PROJECT / "docs" / "lessons.md").read_text(encoding="utf-8"),
    re.DOTALL | re.MULTILINE,
)
assert _SHOWN is not None
EXAMPLE = _SHOWN[1]

HEAD = "---\ntitle: A lesson\n---\n\n# A page\n\n"
SCENE = "```scene\nsource: x*y + sin(x)\nat: x = 0.5, y = 1.2\n```\n\n"


def lesson(*blocks: str, head: str = HEAD) -> str:
    """A lesson of one page with these blocks."""
    return head + "\n\n".join(each.strip() for each in blocks) + "\n"


def block(info: str, *fields: str) -> str:
    """A fenced block."""
    return "\n".join([f"```{info}", *fields, "```"])
