"""Made points: the seed alone decides, and each set is what its row says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphlab.errors import InputError
from graphlab.task.choice import Choice, Field, Setting
from graphlab.task.data_sets import DATA_SETS, DataSet, data_row, made

if TYPE_CHECKING:
    from graphlab.task.points import Points

MADE = [row for row in DATA_SETS if row.maker]


def settings_of(field: Field) -> st.SearchStrategy[Setting]:
    if field.form == "whole":
        return st.integers(int(field.low), min(int(field.high), 40))
    return st.floats(field.low, field.high)


@st.composite
def choices(draw: st.DrawFn, row: DataSet) -> Choice:
    choice = Choice(row.key)
    for field in row.fields:
        choice = choice.setting(field.name, draw(settings_of(field)))
    return choice


@st.composite
def any_choice(draw: st.DrawFn) -> Choice:
    return draw(choices(draw(st.sampled_from(MADE))))


def test_the_table_has_the_keys_that_files_and_the_command_line_use() -> None:
    assert [row.key for row in DATA_SETS] == (
        "drawn csv typed two-class moons circles xor spirals blobs line cubic sine step plane hill"
    ).split()


@given(any_choice(), st.integers(0, 2**63))
@settings(max_examples=60)
def test_the_same_seed_gives_the_same_points_bit_for_bit(choice: Choice, seed: int) -> None:
    first = made(choice, seed)
    np.random.seed(1)
    np.random.random(3)
    second = made(choice, seed)
    assert first.xy.tobytes() == second.xy.tobytes()
    assert first.mark.tobytes() == second.mark.tobytes()
    assert first == second


@given(any_choice())
@settings(max_examples=60)
def test_a_set_is_of_the_kind_and_size_its_row_says(choice: Choice) -> None:
    row = data_row(choice.key)
    points = made(choice, 0)
    values = choice.values(row)
    each = int(values["n"])
    assert points.kind == row.kind
    assert len(points) == each * max(len(points.names), 1)
    if points.kind == "classes":
        assert np.bincount(points.mark.astype(int)).tolist() == [each] * len(points.names)
    if "k" in values:
        assert len(points.names) == values["k"]


@pytest.mark.parametrize("row", MADE, ids=lambda row: row.key)
def test_another_seed_gives_other_points(row: DataSet) -> None:
    assert made(Choice(row.key), 0) != made(Choice(row.key), 1)


@pytest.mark.parametrize("row", MADE, ids=lambda row: row.key)
def test_every_setting_can_be_as_large_and_as_small_as_its_field_says(row: DataSet) -> None:
    for end in ("low", "high"):
        choice = Choice(row.key)
        for field in row.fields:
            choice = choice.setting(field.name, getattr(field, end))
        assert len(made(choice, 0)) > 0


@pytest.mark.parametrize("row", MADE, ids=lambda row: row.key)
def test_every_setting_changes_the_points(row: DataSet) -> None:
    for field in row.fields:
        assert made(Choice(row.key).setting(field.name, field.high), 0) != made(
            Choice(row.key), 0
        ), field.name


@pytest.mark.parametrize("row", DATA_SETS, ids=lambda row: row.key)
def test_a_row_teaches_in_one_sentence_and_its_defaults_can_be_set(row: DataSet) -> None:
    assert row.tip.endswith(".")
    assert ". " not in row.tip
    assert "!" not in row.tip
    for field in row.fields:
        assert field.read(field.default) == field.default
        assert field.tip.endswith(".")


def test_the_positive_class_of_two_gaussians_is_number_one_about_minus_one_and_one() -> None:
    points = made(Choice("two-class").setting("n", 4000), 3)
    assert points.names == ("negative", "positive")
    for mark, centre in ((1, (-1, 1)), (0, (1, -1))):
        cloud = points.xy[points.mark == mark]
        assert np.allclose(cloud.mean(axis=0), centre, atol=0.1)
        assert np.allclose(cloud.std(axis=0), 1.5, atol=0.1)


def test_two_gaussians_are_the_lectures_hundred_a_class_with_the_positive_first() -> None:
    points = made(Choice("two-class"), 0)
    assert points.mark.tolist() == [1.0] * 100 + [0.0] * 100


def without_noise(key: str) -> Points:
    name = "sigma" if any(each.name == "sigma" for each in data_row(key).fields) else "noise"
    return made(Choice(key).setting(name, 0), 5)


def test_without_noise_points_lie_where_the_row_says() -> None:
    x, y = without_noise("line").xy.T
    assert np.allclose(y, 0.7 * x + 1)
    x, y = without_noise("cubic").xy.T
    assert np.allclose(y, x**3 / 2 - 2 * x)
    x, y = without_noise("sine").xy.T
    assert np.allclose(y, -np.sin(np.pi * x / 3))
    x, y = without_noise("step").xy.T
    assert y.tolist() == (x >= 0).tolist()
    plane = without_noise("plane")
    assert np.allclose(plane.mark, 0.6 * plane.xy[:, 0] - 0.4 * plane.xy[:, 1] + 1)
    hill = without_noise("hill")
    assert np.allclose(hill.mark, 2 * np.exp(-(hill.xy**2).sum(axis=1) / 2.88))
    circles = without_noise("circles")
    assert np.allclose(np.hypot(*circles.xy.T), np.where(circles.mark == 0, 1, 0.5))
    xor = without_noise("xor")
    assert ((xor.xy.prod(axis=1) < 0) == (xor.mark == 1)).all()
    blobs = without_noise("blobs")
    assert np.unique(blobs.xy, axis=0).shape == (3, 2)


def test_moons_and_spirals_do_not_touch_without_noise() -> None:
    for key in ("moons", "spirals"):
        points = without_noise(key)
        one, other = points.xy[points.mark == 0], points.xy[points.mark == 1]
        gaps = np.linalg.norm(one[:, None] - other[None], axis=2)
        assert gaps.min() > 0.1, key


@pytest.mark.parametrize("key", ["drawn", "csv", "typed"])
def test_points_that_come_from_elsewhere_cannot_be_made(key: str) -> None:
    with pytest.raises(InputError, match="not made from a seed"):
        made(Choice(key), 0)


def test_what_cannot_be_made_is_told() -> None:
    with pytest.raises(InputError, match="no data set called 'moon'; there are drawn, csv"):
        made(Choice("moon"), 0)
    with pytest.raises(InputError, match="Points per class cannot be 0"):
        made(Choice("moons").setting("n", 0), 0)
    with pytest.raises(InputError, match="Moons has nothing called sigma"):
        made(Choice("moons").setting("sigma", 1.0), 0)
    with pytest.raises(InputError, match="seed cannot be -1"):
        made(Choice("moons"), -1)
