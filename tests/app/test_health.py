"""The page of gradient health: it finds where the gradient dies, and leads there."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from torch import nn
from typing_extensions import override

from graphlab.engine.call import record_call
from graphlab.engine.code.scripts import record_script
from graphlab.study.examples import FAR_OUT
from graphlab.study.health import health_of
from graphlab.study.passes import whole_of
from tests.app.conftest import show_code

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot
    from torch import Tensor

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings
    from graphlab.panels.health_view import HealthView
    from graphlab.record import Record
    from tests.app.conftest import HandLink


class Deep(nn.Module):
    def __init__(self, depth: int, bend: type[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(4, 4) for _ in range(depth))
        self.bend = bend()

    @override
    def forward(self, x: Tensor) -> Tensor:
        for layer in self.layers:
            x = self.bend(layer(x))
        return x.mean()


def deep(depth: int = 6, bend: type[nn.Module] = nn.Sigmoid) -> Record:
    torch.manual_seed(0)
    return record_call(Deep(depth, bend).double(), (torch.rand(2, 4, dtype=torch.float64),))


@pytest.fixture
def shown(controller: Controller, link: HandLink) -> Controller:
    return show_code(controller, link, deep())


@pytest.fixture
def page(shown: Controller) -> HealthView:
    shown.actions.trigger("health")
    assert shown.pages.health is not None
    return shown.pages.health


def rows(page: HealthView) -> list[list[str]]:
    table = page.table
    return [
        [table.item(row, column).text() for column in range(3)] for row in range(table.rowCount())
    ]


def test_the_list_begins_with_the_largest_change_and_a_mean_is_no_loss(
    shown: Controller, page: HealthView
) -> None:
    ranked = health_of(shown.work.record).passages
    assert len(rows(page)) == len(ranked)
    first = rows(page)[0]
    assert first[0].endswith((" · linear", " · sigmoid"))
    assert sum(row[0].startswith("bend") and row[0].endswith("sigmoid") for row in rows(page)) == 6
    assert first[1].startswith("×0.")
    assert rows(page)[-1][0].endswith("mean")
    assert page.summary.text().startswith(f"Biggest drop: {first[0]}, {first[1]}.")
    assert "Over the whole way, from w̄" in page.summary.text()
    assert page.rule.isVisible()
    assert page.words.text()
    line = next(row for row, told in enumerate(rows(page)) if told[0].endswith("sigmoid"))
    page.table.setCurrentCell(line, 0)
    assert "w" in page.rule.text
    assert page.words.text().startswith("Slopes: ")


def test_a_narrow_list_still_says_which_operation_it_is(page: HealthView) -> None:
    metrics = page.table.fontMetrics()
    shown = metrics.elidedText("net.layers.13 · softmax", page.table.textElideMode(), 100)
    assert shown.startswith("…")
    assert shown.endswith("· softmax")


def test_a_click_or_enter_leads_to_the_adjoint(
    qtbot: QtBot, shown: Controller, page: HealthView
) -> None:
    place = page.table.visualItemRect(page.table.item(1, 0)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    ranked = health_of(shown.work.record).passages
    player = shown.walk.player
    assert (player.step.node, player.step.phase) == (ranked[1].node, "backward")
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert shown.walk.player.step.node == ranked[2].node
    at = page.chart.place_of(ranked[4].node)
    qtbot.mouseClick(
        page.chart, Qt.MouseButton.LeftButton, pos=QPoint(round(at.x()), round(at.y()))
    )
    assert shown.walk.player.step.node == ranked[4].node


def test_a_row_leads_into_closed_modules(
    qtbot: QtBot, shown: Controller, page: HealthView, link: HandLink
) -> None:
    blocks = (nn.Sequential(nn.Linear(4, 4), nn.Sigmoid()) for _ in range(30))
    run = record_call(nn.Sequential(*blocks), (torch.rand(2, 4),))
    shown.work.set_seed(8)
    link.answer(run)
    assert len(shown.work.record.nodes) < len(run.nodes)
    ranked = health_of(whole_of(shown.work.record)).passages
    assert len(rows(page)) == len(ranked) == 59
    hidden = next(p.node for p in ranked if p.node not in shown.work.record.by_id)
    page.chosen.emit(hidden)
    qtbot.waitUntil(lambda: hidden in shown.work.record.by_id)
    assert shown.walk.player.step.node == hidden


def test_the_profile_falls_towards_what_was_computed_first(
    shown: Controller, page: HealthView
) -> None:
    results = [p for p in health_of(shown.work.record).points if not p.is_parameter]
    places = [page.chart.place_of(point.node) for point in results]
    assert all(a.x() < b.x() for a, b in itertools.pairwise(places))
    assert places[0].y() > places[-1].y()
    assert page.chart.accessibleName().startswith("Adjoints over depth, root mean square from ")
    assert not page.chart.grab().isNull()


def test_another_run_is_told_anew_and_nothing_is_counted_while_the_page_is_closed(
    shown: Controller, page: HealthView, link: HandLink
) -> None:
    shown.work.set_seed(1)
    link.answer(deep(bend=nn.ReLU))
    assert all("sigmoid" not in row[0] for row in rows(page))
    shown.actions.trigger("health")
    assert not shown.desk.side.has("Health")
    health_of.cache_clear()
    shown.work.set_seed(2)
    link.answer(deep())
    assert health_of.cache_info().misses == 0


def test_what_is_not_finite_and_what_is_cut_are_named(shown: Controller, link: HandLink) -> None:
    shown.actions.trigger("health")
    page = shown.pages.health
    shown.coding.paste(FAR_OUT)
    shown.coding.run()
    link.answer(record_script(FAR_OUT))
    assert "First value that is not finite: w₃." in page.notes.text()
    assert "First adjoint that is not finite: " in page.notes.text()
    assert [row[:2] for row in rows(page)[:2]] == [
        ["w₃ · exp", "not finite"],  # 0 arrives there, and its slope is infinite
        ["w₂ · neg", "not finite"],
    ]
    assert "What arrives is finite, what it passes on is not." in page.words.text()
    assert page.summary.text() == "The gradient is not finite at w₃ · exp."


def test_without_a_gradient_the_page_says_so(shown: Controller, link: HandLink) -> None:
    shown.actions.trigger("health")
    page = shown.pages.health
    shown.work.set_seed(4)
    link.answer(record_call(lambda x: x + 1, (torch.arange(3),)))
    assert page.summary.text() == "No gradient flows in this graph."
    assert not page.table.isVisible()
    assert not page.chart.isVisible()
    assert "forward pass only" in page.notes.text()


def test_the_page_is_remembered(shown: Controller, page: HealthView, settings: Settings) -> None:
    assert page.isVisible()
    assert settings.flag("page-health", default=False)
