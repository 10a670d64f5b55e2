"""Records to export, without PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

from graphlab.record import Check, Edge, Node, Record, Source, make_steps


@pytest.fixture
def record():
    """w1 = x, w2 = w1², at x = 3; four steps."""
    three, nine, six, one = (np.array(value, dtype=float) for value in (3, 9, 6, 1))
    nodes = (
        Node("w1", "input", "", "x", "x", "x", three, six, shape=(), dtype="float64"),
        Node(
            "w2",
            "call",
            "torch.pow",
            "w_{1}^{2}",
            "w1^2",
            None,
            nine,
            one,
            one,
            True,
            (),
            "float64",
        ),
    )
    edges = (Edge("w1", "w2", 0, "2w_{1}", "2*w1", six, six),)
    steps = make_steps(nodes, edges)
    check = Check(True, 0.0, 0.0)
    source = Source("x^2", "x^{2}")
    return Record(nodes, edges, ("w1",), ("w2",), (nine,), {"x": six}, steps, check, (), source)
