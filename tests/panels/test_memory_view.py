"""The question of the memory page: which two tensors it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.panels.memory_view import MemoryView
from graphlab.study.memory import Group, MemoryRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def group(letter: str, *names: str) -> Group:
    """Tensors ``w1 (a)`` of one storage."""
    rows = (MemoryRow(n.split()[0], n, "float32", "3", "(1)", "0", "12", 0) for n in names)
    return Group(letter, ord(letter), 12, tuple(rows))


@pytest.fixture
def view(qtbot: QtBot) -> MemoryView:
    view = MemoryView()
    qtbot.addWidget(view)
    return view


def asked(view: MemoryView) -> tuple[str, str]:
    return view.first.currentText(), view.second.currentText()


def test_another_graph_is_asked_about_the_first_two_that_share(view: MemoryView) -> None:
    view.show_groups([group("A", "w1 (W)"), group("B", "w2 (x)"), group("C", "w3")])
    assert asked(view) == ("w1 (W)", "w3")
    view.show_groups([group("A", "w1 (a)", "w2 (b)"), group("B", "w3")])
    assert asked(view) == ("w1 (a)", "w2 (b)")


def test_another_run_of_the_same_graph_keeps_the_question(view: MemoryView) -> None:
    groups = [group("A", "w1 (a)", "w2 (b)"), group("B", "w3 (c)")]
    view.show_groups(groups)
    view.second.setCurrentIndex(2)
    view.show_groups(groups)
    assert asked(view) == ("w1 (a)", "w3 (c)")
