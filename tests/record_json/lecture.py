"""The lecture's function worked out by hand, with nothing but the math module."""

from __future__ import annotations

import math

import numpy as np

from graphlab.record import Check, Edge, Node, Record, Source, make_steps


def lecture_record(x: float = 0.5, y: float = 1.2) -> Record:
    """f(x, y) = 2cos²(xy) + ln(cos(xy)): values, partials and adjoints from the lecture."""
    product = x * y
    cosine, sine = math.cos(product), math.sin(product)
    values = [x, y, product, cosine, cosine**2, 2 * cosine**2, math.log(cosine)]
    values.append(values[5] + values[6])

    uses = [  # source, target, argument, ∂target/∂source as LaTeX, as text, as a number
        ("w1", "w3", 0, "w_{2}", "w2", y),
        ("w2", "w3", 1, "w_{1}", "w1", x),
        ("w3", "w4", 0, r"-\sin(w_{3})", "-sin(w3)", -sine),
        ("w4", "w5", 0, "2 w_{4}", "2*w4", 2 * cosine),
        ("w5", "w6", 0, "2", "2", 2.0),
        ("w4", "w7", 0, r"\frac{1}{w_{4}}", "1/w4", 1 / cosine),
        ("w6", "w8", 0, "1", "1", 1.0),
        ("w7", "w8", 1, "1", "1", 1.0),
    ]
    adjoints = {"w8": 1.0}
    for number in range(7, 0, -1):
        adjoints[f"w{number}"] = sum(
            adjoints[target] * local
            for source, target, _, _, _, local in uses
            if source == f"w{number}"
        )
    rows = [  # op, target, name, formula as LaTeX, as text
        ("input", "x", "x", "x", "x"),
        ("input", "y", "y", "y", "y"),
        ("call", "torch.mul", None, "w_{1} w_{2}", "w1*w2"),
        ("call", "torch.cos", None, r"\cos(w_{3})", "cos(w3)"),
        ("call", "torch.pow", None, "w_{4}^{2}", "w4^2"),
        ("call", "torch.mul", None, "2 w_{5}", "2*w5"),
        ("call", "torch.log", None, r"\ln(w_{4})", "ln(w4)"),
        ("call", "torch.add", None, "w_{6} + w_{7}", "w6 + w7"),
    ]
    nodes = tuple(
        Node(
            id=f"w{number}",
            op=op,
            target=target,
            formula=formula,
            text=text,
            name=name,
            value=np.array(value),
            adjoint=np.array(adjoints[f"w{number}"]),
            cotangent=np.array(1.0) if number == 8 else None,
            is_output=number == 8,
            shape=(),
            dtype="float64",
            line=1,
        )
        for number, ((op, target, name, formula, text), value) in enumerate(
            zip(rows, values, strict=True), start=1
        )
    )
    edges = tuple(
        Edge(
            source,
            target,
            argument,
            partial,
            text,
            local=np.array(local),
            contribution=np.array(adjoints[target] * local),
        )
        for source, target, argument, partial, text, local in uses
    )
    return Record(
        nodes=nodes,
        edges=edges,
        inputs=("w1", "w2"),
        output_ids=("w8",),
        outputs=(np.array(values[7]),),
        gradients={"x": np.array(adjoints["w1"]), "y": np.array(adjoints["w2"])},
        steps=make_steps(nodes, edges),
        check=Check(agrees=True, max_abs_error=0.0, max_rel_error=0.0),
        source=Source(
            text="2cos²(xy) + ln(cos(xy))",
            latex=r"2 \cos^{2}(x y) + \ln(\cos(x y))",
            choices=("xy read as x·y; treat as one name",),
        ),
    )
