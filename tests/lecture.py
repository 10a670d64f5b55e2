"""The lecture's run written by hand: f = 2cos²(xy) + ln(cos(xy)) at any x and y, without torch."""

from __future__ import annotations

from math import cos, log, nan, sin

import numpy as np

from graphlab.record import Check, Edge, Node, Record, Source, make_steps

TEXT = "f(x, y) = 2cos²(xy) + ln(cos(xy))"

FORMULAS = (
    ("w1", "input", "x", "x"),
    ("w2", "input", "y", "y"),
    ("w3", "call", r"w_{1} w_{2}", "w1*w2"),
    ("w4", "call", r"\cos(w_{3})", "cos(w3)"),
    ("w5", "call", r"w_{4}^{2}", "w4^2"),
    ("w6", "call", r"2 w_{5}", "2*w5"),
    ("w7", "call", r"\ln(w_{4})", "ln(w4)"),
    ("w8", "call", r"w_{6} + w_{7}", "w6 + w7"),
)
EDGES = (
    ("w1", "w3", 0, r"w_{2}", "w2"),
    ("w2", "w3", 1, r"w_{1}", "w1"),
    ("w3", "w4", 0, r"-\sin(w_{3})", "-sin(w3)"),
    ("w4", "w5", 0, r"2 w_{4}", "2*w4"),
    ("w5", "w6", 0, "2", "2"),
    ("w4", "w7", 0, r"\frac{1}{w_{4}}", "1/w4"),
    ("w6", "w8", 0, "1", "1"),
    ("w7", "w8", 1, "1", "1"),
)


def lecture_record(x: float = 0.5, y: float = 1.2) -> Record:
    w3 = x * y
    w4 = cos(w3)
    w7 = log(w4) if w4 > 0 else nan
    values = [x, y, w3, w4, w4**2, 2 * w4**2, w7, 2 * w4**2 + w7]
    local = [y, x, -sin(w3), 2 * w4, 2.0, 1 / w4, 1.0, 1.0]
    adjoint = {"w8": 1.0, "w7": 1.0, "w6": 1.0, "w5": 2.0}
    adjoint["w4"] = 4 * w4 + 1 / w4
    adjoint["w3"] = adjoint["w4"] * -sin(w3)
    adjoint["w1"], adjoint["w2"] = adjoint["w3"] * y, adjoint["w3"] * x
    nodes = tuple(
        Node(
            id=name,
            op="input" if op == "input" else "call",
            target="",
            formula=formula,
            text=text,
            name=text if op == "input" else None,
            value=np.array(value),
            adjoint=np.array(adjoint[name]),
            cotangent=np.array(1.0) if name == "w8" else None,
            is_output=name == "w8",
            shape=(),
            dtype="float64",
        )
        for (name, op, formula, text), value in zip(FORMULAS, values, strict=True)
    )
    edges = tuple(
        Edge(
            source,
            target,
            argument,
            partial,
            text,
            np.array(number),
            np.array(adjoint[target] * number),
        )
        for (source, target, argument, partial, text), number in zip(EDGES, local, strict=True)
    )
    return Record(
        nodes=nodes,
        edges=edges,
        inputs=("w1", "w2"),
        output_ids=("w8",),
        outputs=(np.array(values[-1]),),
        gradients={"x": np.array(adjoint["w1"]), "y": np.array(adjoint["w2"])},
        steps=make_steps(nodes, edges),
        check=Check(True, 2e-16, 2e-16),
        source=Source(
            TEXT, r"f(x, y) = 2 \cos^{2}(x y) + \ln(\cos(x y))", choices=("xy read as x·y",)
        ),
    )
