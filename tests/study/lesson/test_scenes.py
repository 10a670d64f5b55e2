"""A scene as a document, a step, lights and a training set-up."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graphlab.engine.expressions.expression import record_expression
from graphlab.errors import InputError
from graphlab.record import EdgeKey
from graphlab.study.code import Part, setup
from graphlab.study.document import document
from graphlab.study.grid import Grid
from graphlab.study.lesson.model import EdgeName, Scene
from graphlab.study.lesson.naming import step_at
from graphlab.study.lesson.scenes import descending, lit_in, scene_document, step_index, training

if TYPE_CHECKING:
    from graphlab.record import Record

CODE = "class A(nn.Module):\n    def forward(self, x):\n        return 2*x\n"


@pytest.fixture(scope="module")
def record() -> Record:
    """w1 = x, w2 = y, w3 = x·y, w4 = sin x, w5 the sum."""
    return record_expression("x*y + sin(x)", {"x": 0.5, "y": 1.2})


def test_a_formula_comes_with_its_inputs_in_their_order() -> None:
    at = (("y", 1.2), ("A", [[1.0, 2.0], [3.0, 4.0]]), ("x", [1.0, 2.0]))
    made = scene_document(Scene(source="A x*y", at=at, start=(2.0,), seed=4))
    assert [dial.name for dial in made.dials] == ["A", "x", "y"]
    assert isinstance(made.dials[0], Grid)
    assert made.inputs["y"] == 1.2
    assert (made.cotangents, made.seed) == ((2.0,), 4)


def test_code_is_called_as_the_scene_says() -> None:
    scene = Scene(code=CODE, part="A", inputs=(("x", "ones(2)"),), loss="mse", target="zeros(2)")
    code = scene_document(scene).code
    assert code.part == Part("module", "A")
    assert code.setup == setup({}, {"x": "ones(2)"}, "mse", "zeros(2)")
    assert code.setup.loss_on_top == "mse(zeros(2))"
    assert scene_document(replace(scene, part="")).code.part == Part("module", "A")


def test_a_scene_of_training_keeps_the_graph() -> None:
    before = document("x", {"x": 1.0})
    made = scene_document(Scene(training=(("data", "moons"), ("n", "20"))), before)
    assert (made.text, made.dials) == (before.text, before.dials)
    assert len(made.points.xy) == 40
    assert made.training.data.key == "moons"


def test_a_run_depends_on_nothing_that_was_there_before() -> None:
    scene = Scene(source="x", at=(("x", 1.0),))
    before = replace(document("x", {"x": 9.0}), cotangents=(3.0,), seed=7)
    assert scene_document(scene, before) == scene_document(scene)


def test_settings_are_those_of_the_command_line() -> None:
    words = "data=two-class n=20 sigma=1.5 split=60%,20%,rest model=logistic lr=0.5 batch-size=all"
    given = tuple((w.split("=")[0], w.split("=")[1]) for w in words.split())
    task = training(Scene(training=given))
    assert task is not None
    points, made = task
    assert len(points.xy) == 40
    assert (made.batch_size, made.optimizer.settings) == (0, (("lr", 0.5),))
    made_descent = descending(Scene(descent=(("rate", "0.2"), ("steps", "9"))))
    assert made_descent is not None
    assert (made_descent.rate, made_descent.steps) == (0.2, 9)


@pytest.mark.parametrize(
    ("text", "index"),
    [
        ("0", 0),
        ("7", 7),
        ("all", 10),
        ("backward", 6),
        ("value w3", 3),
        ("before value w3", 2),
        ("adjoint w5", 6),
        ("before adjoint w1", 9),
        ("adjoint x", 10),
    ],
)
def test_a_step_is_found_by_what_happens_there(record: Record, text: str, index: int) -> None:
    assert step_index(step_at(text), record) == index


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("11", "There is no step 11: the walk has 10."),
        ("value w9", "There is no w9 in this graph: it has w1 to w5 and the names x, y."),
    ],
)
def test_a_step_that_is_not_there_is_told(record: Record, text: str, sentence: str) -> None:
    with pytest.raises(InputError) as told:
        step_index(step_at(text), record)
    assert told.value.problem == sentence


def test_lights_are_found_and_what_is_not_there_is_told(record: Record) -> None:
    edges = (EdgeName("w1", "w3"), EdgeName("w2", "w4"))
    lit = lit_in(Scene(nodes=("w3", "x", "w8"), edges=edges), record)
    assert lit.nodes == ("w3", "w1")
    assert lit.edges == (EdgeKey("w1", "w3", 0),)
    assert [sentence.split(":")[0] for sentence in lit.missing] == [
        "There is no w8 in this graph",
        "There is no edge from w2 to w4 in this graph.",
    ]
