"""Parameters element by element."""

from __future__ import annotations

import numpy as np

from graphlab.study.weight_rows import Numbered, element_rows, phase_rows
from graphlab.worker.training_messages import PhaseNumbers, PhaseOf

W, B = np.array([1.0, 2.0]), np.array([3.0])


def test_elements_are_named_and_have_their_gradients():
    rows, more = element_rows({"w": W, "b": B}, [{"w": W * 10}])
    assert rows == (
        Numbered("w[0]", (1.0, 10.0)),
        Numbered("w[1]", (2.0, 20.0)),
        Numbered("b", (3.0, None)),
    )
    assert more == 0


def test_twelve_are_shown_and_the_rest_counted():
    rows, more = element_rows({"w": np.arange(20.0).reshape(4, 5), "b": B}, [])
    assert [row.name for row in rows][-1] == "w[2, 1]"
    assert (len(rows), more) == (12, 9)


def test_what_has_another_shape_is_left_out():
    rows, _ = element_rows({"w": W}, [{"w": np.ones(3)}])
    assert rows[0].numbers == (1.0, None)


def test_an_empty_slot_is_no_gradient():
    phase = PhaseOf("zero_grad", {"w": PhaseNumbers(W, None)})
    assert phase_rows(phase)[:2] == (
        ("w", ".grad"),
        (Numbered("w[0]", (1.0, None)), Numbered("w[1]", (2.0, None))),
    )


def test_after_the_step_the_terms_of_the_update_stand_in_order():
    update = (("w", W), ("gradient", W * 2), ("change", -W), ("new w", W * 0))
    phase = PhaseOf("step", {"w": PhaseNumbers(W * 0, W * 2, update)})
    titles, rows, more = phase_rows(phase)
    assert titles == ("w", "gradient", "change", "new w")
    assert rows[1] == Numbered("w[1]", (2.0, 4.0, -2.0, 0.0))
    assert more == 0
