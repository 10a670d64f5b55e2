"""`import graphlab` in a script: record, look, export."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx
import pytest

import graphlab
from graphlab.errors import GraphlabError, InputError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "2*cos(x*y)**2 + ln(cos(x*y))"


def test_record_is_verified_and_a_graph() -> None:
    r = graphlab.record(TEXT, x=0.5, y=1.2)
    assert r.check.agrees
    assert isinstance(r.graph, nx.MultiDiGraph)
    assert list(r.graph) == [f"w{i}" for i in range(1, 9)]
    assert next(step.node for step in r.steps if step.phase == "backward") == "w8"
    assert math.isclose(r.outputs[0], 2 * math.cos(0.6) ** 2 + math.log(math.cos(0.6)))


def test_inputs_may_be_any_number() -> None:
    import numpy as np
    import torch

    plain = graphlab.record("x*x", x=3).outputs
    assert graphlab.record("x*x", x=np.float32(3)).outputs == plain
    assert graphlab.record("x*x", x=torch.tensor(3.0)).outputs == plain


def test_inputs_may_be_vectors_and_matrices() -> None:
    import numpy as np
    import torch

    matrix = [[1, 2], [3, 4]]
    for x in ([1.0, -1.0], np.array([1, -1]), torch.tensor([1.0, -1.0], requires_grad=True)):
        r = graphlab.record("½‖Ax‖²", A=matrix, x=x)
        assert r.outputs[0] == pytest.approx(1.0)
        assert r.gradients["x"].tolist() == pytest.approx([-4.0, -6.0])


def test_cotangents_multiply_the_outputs() -> None:
    r = graphlab.record("x*x, 3x", x=2.0, cotangents=[10.0, 1.0])
    assert float(r.gradients["x"]) == 43.0


@pytest.mark.parametrize("value", ["abc", None, 1j])
def test_value_that_is_no_number_is_named(value: object) -> None:
    with pytest.raises(InputError, match="x must be one number"):
        graphlab.record("x", x=value)


def test_missing_value_is_named() -> None:
    with pytest.raises(InputError, match="y has no value"):
        graphlab.record("x*y", x=1.0)


def test_inputs_by_position_are_refused_with_the_remedy() -> None:
    with pytest.raises(InputError, match="by name"):
        graphlab.record("x", 1.0)


def test_functions_and_modules_are_recorded() -> None:
    import torch

    for source in (lambda x: 2 * x, torch.nn.Linear(1, 1)):
        r = graphlab.record(source, torch.ones(1))
        assert r.check.agrees
        assert r.outputs[0].shape == (1,)


def test_mistake_in_the_text_has_line_and_column() -> None:
    with pytest.raises(InputError, match="Line 1, column 1") as caught:
        graphlab.record("coz(x)", x=1.0)
    assert isinstance(caught.value, GraphlabError)
    assert caught.value.column == 1


def test_export_writes_the_step_asked_for(tmp_path: Path) -> None:
    r = graphlab.record(TEXT, x=0.5, y=1.2)
    graphlab.export(r, tmp_path / "figure.svg")
    graphlab.export(r, str(tmp_path / "step.svg"), step=13, theme="dark")
    whole, step = ((tmp_path / name).read_text("utf-8") for name in ("figure.svg", "step.svg"))
    assert whole != step
    assert whole.rstrip().endswith("</svg>")


def test_notebook_cell_shows_the_graph() -> None:
    assert "<svg" in graphlab.record("x*x", x=2.0)._repr_svg_()


def test_only_what_works_is_offered() -> None:
    assert graphlab.__all__ == ["export", "record", "show"]
