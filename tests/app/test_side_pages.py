"""Shared memory, Jacobians and whole tensors in the window."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from graphlab.app.desk import SMALLEST_PANEL
from graphlab.app.jacobians import named
from graphlab.engine.expressions.expression import record_expression
from graphlab.panels.jacobian_panel import JacobianShown
from graphlab.panels.values import Values
from graphlab.record import Digest
from graphlab.study.arrays import element
from graphlab.study.labels import labels_of
from graphlab.worker.messages import ArrayReply, ArrayRequest, Jacobian, JacobianRequest, Refused
from tests.tensors import in_place

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings
    from tests.app.conftest import HandLink

CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
STEP = 8  # w̄₃, which w₄ contributes to


@pytest.fixture
def shown(controller: Controller, link: HandLink) -> Controller:
    link.at_once = False
    controller.work.run()
    link.answer(in_place())
    controller.walk.scrub(10)
    return controller


def asked(link: HandLink, kind: type) -> list:  # type: ignore[type-arg]
    return [request for request in link.asked if isinstance(request, kind)]


# ── shared memory ────────────────────────────────────────────────────────────────────────────


def test_the_table_of_storages_tints_the_cards_and_answers(
    qtbot: QtBot, shown: Controller, settings: Settings
) -> None:
    shown.actions.trigger("memory")
    page = shown.pages.memory
    assert page is not None
    assert page.isVisible()
    assert shown.view.options.memory
    assert shown.desk.values.title.isHidden()
    rows = [[page.table.item(r, c).text() for c in range(7)] for r in range(page.table.rowCount())]
    assert rows[0] == ["A", "w₂ (a)", "float64", "3×2", "(2, 1)", "0", "48"]
    assert rows[1] == ["A", "w₃ (b)", "float64", "3×2", "(2, 1)", "0", "48"]
    assert "written over 1×" in page.table.item(1, 0).toolTip()
    assert rows[2][:2] == ["B", "w₁ (x)"]
    assert page.answer.text().startswith("Yes: w₃ (b) lies where w₂ (a) was")
    page.second.setCurrentIndex(page.second.findText("w₄ (c)"))
    page.second.activated.emit(page.second.currentIndex())
    assert page.answer.text() == "No: w₂ (a) and w₄ (c) have separate memory."
    place = page.table.visualItemRect(page.table.item(1, 1)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
    assert shown.walk.player is not None
    assert shown.walk.player.index == 3
    other = page.table.visualItemRect(page.table.item(3, 1)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, CTRL, pos=other)
    assert page.answer.text() == "No: w₃ (b) and w₄ (c) have separate memory."
    assert settings.flag("page-memory", default=False)
    shown.actions.trigger("memory")
    assert not shown.view.options.memory
    assert not shown.desk.side.has("Memory")


def test_without_tensors_that_is_said(controller: Controller) -> None:
    controller.actions.trigger("memory")
    assert controller.pages.memory is not None
    assert "No tensor" in controller.pages.memory.answer.text()


# ── the Jacobian ─────────────────────────────────────────────────────────────────────────────


def test_the_jacobian_follows_the_step_and_is_asked_for_once(
    qtbot: QtBot, shown: Controller, link: HandLink
) -> None:
    shown.actions.trigger("jacobian")
    page = shown.pages.jacobian
    assert page is not None
    shown.walk.scrub(STEP)
    request = asked(link, JacobianRequest)[-1]
    assert (request.source, request.target, request.argument) == ("w3", "w4", 0)
    assert page.edges.currentText() == "∂w₄/∂w₃"
    link.message.emit(Jacobian(request.number, np.eye(6), "the identity", "w3", "w4", 0))
    assert page.sentence.text() == "J is 6×6: the identity."
    jacobian, adjoint, product = (part.grid.numbers for part in page.parts.values())
    assert jacobian.array is not None
    assert jacobian.array.shape == (6, 6)
    assert jacobian.headerData(3, Qt.Orientation.Vertical) == "1,1"
    assert adjoint.headerData(5, Qt.Orientation.Horizontal) == "2,1"
    assert adjoint.array is not None
    assert adjoint.array.tolist() == [[1.0] * 6]
    assert product.array is not None
    assert product.array.tolist() == [[1.0] * 6]
    qtbot.mouseClick(page.switch["denominator"], LEFT)
    assert adjoint.array.shape == (6, 1)
    assert page.rule.text == "Jᵀw̄₄ is added to w̄₃"
    shown.walk.scrub(STEP - 1)
    shown.walk.scrub(STEP)
    of_this = [r for r in asked(link, JacobianRequest) if (r.source, r.target) == ("w3", "w4")]
    assert len(of_this) == 1


def test_what_is_not_revealed_is_not_given_away_by_the_jacobian(
    shown: Controller, link: HandLink
) -> None:
    shown.actions.trigger("jacobian")
    assert shown.pages.jacobian is not None
    shown.views.edge_chosen.emit("w3>w4:0")
    request = asked(link, JacobianRequest)[-1]
    link.message.emit(Jacobian(request.number, np.eye(6), "the identity", "w3", "w4", 0))
    seen = []
    for step in (6, 7, 8):
        shown.walk.scrub(step)
        shown.views.edge_chosen.emit("w3>w4:0")
        seen.append([part.isVisible() for part in shown.pages.jacobian.parts.values()])
    assert seen == [[True, False, False], [True, True, False], [True, True, True]]


def test_an_edge_is_chosen_by_a_click_or_in_the_list(shown: Controller, link: HandLink) -> None:
    shown.actions.trigger("jacobian")
    page = shown.pages.jacobian
    assert page is not None
    shown.views.take_click("label:w4>w5:0")
    assert page.edges.currentText() == "∂w₅/∂w₄"
    page.edges.setCurrentIndex(page.edges.findText("∂w₃/∂w₂"))
    page.edges.activated.emit(page.edges.currentIndex())
    assert asked(link, JacobianRequest)[-1].target == "w3"


def test_a_jacobian_that_is_not_to_be_had_says_why(shown: Controller, link: HandLink) -> None:
    shown.actions.trigger("jacobian")
    page = shown.pages.jacobian
    assert page is not None
    first = asked(link, JacobianRequest)[0]
    link.message.emit(Refused(first.number, "Its memory was written to."))
    shown.views.edge_chosen.emit(f"{first.source}>{first.target}:{first.argument}")
    assert page.sentence.text() == "Its memory was written to."


def test_a_large_jacobian_is_a_picture(shown: Controller, link: HandLink) -> None:
    shown.actions.trigger("jacobian")
    page = shown.pages.jacobian
    assert page is not None
    page.resize(300, 700)
    large = JacobianShown(
        (r"\bar{w}_{3}", "w̄₃"), (r"\bar{w}_{4}", "w̄₄"), ((30, 30), (800,)), "diagonal",
        image=np.eye(48) - 0.5,
    )  # fmt: skip
    page.show_jacobian(large)
    assert page.sentence.text() == "J is 900×800: diagonal."
    assert not page.parts["jacobian"].isVisible()
    assert page.image.isVisible()
    picture = page.image.pixmap().toImage()
    assert picture.pixelColor(0, 0).green() > picture.pixelColor(0, 0).red()


# ── all numbers of a tensor ──────────────────────────────────────────────────────────────────


def test_all_numbers_of_a_card_are_a_click_away(qtbot: QtBot, shown: Controller) -> None:
    shown.views.explain("adjoint:w1")
    why = shown.desk.why
    assert why.numbers.isVisible()
    qtbot.mouseClick(why.numbers, LEFT)
    table = shown.tables.table
    assert table is not None
    assert table.windowTitle() == "w̄₁: 3×2 float64"
    array = in_place().by_id["w1"].adjoint
    assert array is not None
    model = table.grid.numbers
    assert model.index(2, 1).data() == element(array[2, 1].item())
    qtbot.mouseClick(table.copy_table, LEFT)
    copied = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert np.array_equal(np.array(copied, dtype=float), array)
    qtbot.mouseClick(table.copy_list, LEFT)
    assert json.loads(QGuiApplication.clipboard().text()) == array.tolist()
    table.close()
    qtbot.waitUntil(lambda: shown.tables.table is None)


def test_a_number_alone_has_no_table(shown: Controller) -> None:
    shown.views.explain("value:w5")
    assert not shown.desk.why.numbers.isVisible()
    shown.tables.open("value:w5")
    assert shown.tables.table is None


def test_numbers_that_stayed_behind_are_asked_for(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    link.at_once = False
    controller.work.run()
    made = in_place()
    digest = Digest(0.0, 11.0, 5.5, 0, np.zeros((2, 3)))
    nodes = tuple(
        replace(node, value=None, value_digest=digest, shape=(2, 2, 3)) if node.id == "w4" else node
        for node in made.nodes
    )
    link.answer(replace(made, nodes=nodes))
    controller.tables.open("value:w4")
    request = asked(link, ArrayRequest)[-1]
    table = controller.tables.table
    assert table is not None
    assert table.kind.text().endswith("…")
    piece = np.arange(12.0)
    link.message.emit(ArrayReply(request.number, "w4", "value", (2, 2, 3), "float64", 0, piece))
    assert [box.suffix() for box in table.slices] == ["  of 2"]
    table.slices[0].stepUp()
    assert table.grid.numbers.index(1, 2).data() == "11"
    controller.work.run()
    link.answer(replace(made, nodes=nodes))
    link.message.emit(
        ArrayReply(
            asked(link, ArrayRequest)[-1].number, "w4", "value", (2, 2, 3), "float64", 0, piece[:5]
        )
    )
    assert table.kind.text() == "the first 5 of 12 elements"
    controller.tables.open("value:w4")
    link.message.emit(Refused(asked(link, ArrayRequest)[-1].number, "This run is over."))
    assert table.kind.text() == "This run is over."
    table.close()
    qtbot.waitUntil(lambda: controller.tables.table is None)


@pytest.mark.parametrize(
    ("said", "shown_as"),
    [
        ("w1 itself", "v₁ (W) itself"),
        ("w2ᵀ", "v₂ (x)ᵀ"),
        ("I ⊗ w2ᵀ: 2 equal blocks", "I ⊗ v₂ (x)ᵀ: 2 equal blocks"),
        ("w1 ⊗ I: a matrix", "v₁ (W) ⊗ I: a matrix"),
        ("dense", "dense"),
    ],
)
def test_a_matrix_of_the_graph_has_its_shown_name(said: str, shown_as: str) -> None:
    record = record_expression("W x", {"W": [[1.0, 2.0], [3.0, 4.0]], "x": [1.0, 2.0]})
    assert named(said, record, labels_of(record)) == shown_as


def test_the_tables_fit_into_the_smallest_panel(qtbot: QtBot, controller: Controller) -> None:
    # Beside code at 1280 px; else the button in the corner and the adjoints are cut off.
    assert controller.desk.values.minimumSizeHint().width() <= SMALLEST_PANEL
    values = Values()
    qtbot.addWidget(values)
    values.resize(SMALLEST_PANEL, 400)
    values.show()
    for table in (values.nodes, values.edges):
        assert table.horizontalHeader().length() <= table.viewport().width()
