"""Records that the picture must show without a single overlap."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from graphlab.engine.expressions.expression import record_expression

if TYPE_CHECKING:
    from graphlab.record import Record

CHAIN = "u = x\n" + "u = sin(u)\n" * 14 + "s = u\n" + "u = cos(u)\n" * 14 + "u*s"

FORMULAS: dict[str, tuple[str, dict[str, float]]] = {
    "lecture": ("f(x, y) = 2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2}),
    "lecture at x = −123.4": ("f(x, y) = 2cos²(xy) + ln(cos(xy))", {"x": -123.4, "y": 1.2}),
    "chain of 30 with a skip": (CHAIN, {"x": 0.5}),
    "x·x": ("x*x", {"x": 3.0}),
    "x·x·x": ("x*x*x", {"x": 3.0}),
    "Baydin": ("f(a, b) = ln(a) + a b - sin(b)", {"a": 2.0, "b": 5.0}),
    "logistic loss": ("ln(1 + e^(-t(w x + b)))", {"t": 1.0, "w": 0.4, "x": 2.0, "b": -0.1}),
    "quotients": ("(x/y + y/x)/(1 + x/y)", {"x": 0.3, "y": 1.7}),
    "two outputs": ("u = x*y\nu + x, sin(u)", {"x": 0.3, "y": 1.7}),
    "flat and kinked": ("relu(x) + H(y) + max(x, y)", {"x": 0.0, "y": 0.0}),
    "fans": ("x^2*sin(y)+relu(x-3)*max(x,y)", {"x": 0.5, "y": 1.2}),
    "two parts": ("x^2, sin(y)", {"x": 0.3, "y": 1.7}),
}


@cache
def record(name: str) -> Record:
    text, inputs = FORMULAS[name]
    return record_expression(text, inputs)
