"""The keyboard's way over the lecture's graph."""

from __future__ import annotations

import pytest

from graphlab.study.neighbours import Way, next_node
from tests.lecture import lecture_record

PLACES = {
    "w1": (0.0, 0.0),
    "w2": (0.0, 100.0),
    "w3": (100.0, 0.0),
    "w4": (200.0, 0.0),
    "w5": (300.0, 0.0),
    "w6": (400.0, 0.0),
    "w7": (300.0, 100.0),
    "w8": (500.0, 0.0),
}


@pytest.mark.parametrize(
    ("node", "way", "found"),
    [
        ("w3", "predecessor", "w1"),
        ("w1", "predecessor", "w1"),
        ("w4", "successor", "w5"),
        ("w8", "successor", "w8"),
        ("w1", "below", "w2"),
        ("w2", "above", "w1"),
        ("w5", "below", "w7"),
        ("w7", "above", "w5"),
        ("w4", "above", "w4"),
    ],
)
def test_the_nearest_one_that_way_is_reached(node: str, way: Way, found: str) -> None:
    assert next_node(lecture_record(), node, way, PLACES) == found
