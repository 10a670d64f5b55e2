"""Rows of a table, and what is set of them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphlab.errors import InputError
from graphlab.task.choice import Choice, Field, Row, Setting

WHOLE = Field("n", "Points", "How many.", 10, "whole", 1, 100)
NUMBER = Field("noise", "Noise", "How much.", 0.5, "number", 0, 2)
SWITCH = Field("on", "Nesterov", "Whether.", False, "switch")
OPTION = Field("act", "Activation", "Which.", "tanh", "option", options=("tanh", "relu"))
TEXT = Field("layers", "Layers", "Units.", "8,8", "text")
ROW = Row("row", "A row", "A tip.", (WHOLE, NUMBER, SWITCH, OPTION, TEXT))


@given(st.integers(1, 100))
def test_a_whole_number_is_read_as_an_int_however_it_was_written(value: int) -> None:
    for given_value in (value, float(value)):
        found = WHOLE.read(given_value)
        assert found == value
        assert type(found) is int


@given(st.floats(0, 2))
def test_a_number_is_read_as_a_float(value: float) -> None:
    assert NUMBER.read(value) == value
    assert type(NUMBER.read(1)) is float


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        (WHOLE, 0, "Points cannot be 0: it is a whole number from 1 to 100."),
        (WHOLE, 101, "Points cannot be 101: it is a whole number from 1 to 100."),
        (WHOLE, 1.5, "Points cannot be 1.5: it is a whole number from 1 to 100."),
        (WHOLE, True, "Points cannot be True: it is a whole number from 1 to 100."),
        (WHOLE, "ten", "Points cannot be 'ten': it is a whole number from 1 to 100."),
        (WHOLE, math.inf, "Points cannot be inf: it is a whole number from 1 to 100."),
        (NUMBER, math.nan, "Noise cannot be nan: it is a number from 0 to 2."),
        (NUMBER, -0.1, "Noise cannot be -0.1: it is a number from 0 to 2."),
        (SWITCH, 1, "Nesterov cannot be 1: it is on or off."),
        (OPTION, "elu", "Activation cannot be 'elu': it is one of tanh, relu."),
        (TEXT, 8, "Layers cannot be 8: it is a text."),
    ],
)
def test_what_a_field_cannot_be_is_told(field: Field, value: Setting, sentence: str) -> None:
    with pytest.raises(InputError) as error:
        field.read(value)
    assert str(error.value) == sentence


def test_the_other_forms_are_read_as_they_are() -> None:
    assert SWITCH.read(True) is True
    assert OPTION.read("relu") == "relu"
    assert TEXT.read("") == ""


def test_what_was_not_set_is_as_in_the_table() -> None:
    assert Choice("row").values(ROW) == {
        "n": 10, "noise": 0.5, "on": False, "act": "tanh", "layers": "8,8",
    }  # fmt: skip
    assert Choice("row").setting("n", 3).values(ROW)["n"] == 3


@given(
    st.lists(st.tuples(st.sampled_from(["n", "noise"]), st.integers(1, 2)), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_last_setting_of_a_name_holds_and_the_order_of_names_is_no_matter(
    pairs: list[tuple[str, int]], random: object
) -> None:
    choice = Choice("row")
    for name, value in pairs:
        choice = choice.setting(name, value)
    assert dict(choice.settings) == dict(pairs)
    again = Choice("row")
    for name, value in sorted(dict(pairs).items(), reverse=True):
        again = again.setting(name, value)
    assert again == choice
    assert hash(again) == hash(choice)


def test_a_setting_that_the_row_does_not_have_is_told() -> None:
    with pytest.raises(InputError, match="A row has nothing called depth"):
        Choice("row").setting("depth", 1).values(ROW)
    assert ROW.field("act") is OPTION
