"""The formulas that are measured: the lecture's, a chain of 400 operations, 300 nodes."""

from __future__ import annotations

LECTURE = "2cos²(xy) + ln(cos(xy))"
AT = {"x": 0.5, "y": 1.2}
LINKS = 400
A_LINE = 20
BRANCHES, BRANCH = 10, 28


def chain() -> str:
    """Cos and sin in turn; twenty functions a line keep it within 2,000 characters."""
    lines, before = [], "x"
    for line in range(LINKS // A_LINE):
        before, inner = f"a{line}", before
        lines.append(f"{before}={_nested(A_LINE)} {inner}")
    return "\n".join(lines)


def branches(count: int = BRANCHES) -> str:
    """Ten chains of 28 functions and their sum: 300 nodes."""
    lines = [f"a{b}={_nested(BRANCH)}(x+{b + 2}*y)" for b in range(count)]
    return "\n".join([*lines, "+".join(f"a{b}" for b in range(count))])


def _nested(count: int) -> str:
    """The innermost is cos."""
    return " ".join("sin" if link % 2 else "cos" for link in reversed(range(count)))
