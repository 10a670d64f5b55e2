"""A run from a file in the window: shown as it was, and nothing of it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.engine.code.scripts import record_script
from graphlab.worker.messages import Jacobian, JacobianRequest, Refused
from graphlab.worker.recorded_file import recorded_bytes
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.app.controller import Controller
    from tests.app.conftest import HandLink

CODE = """\
x = torch.tensor([1., 2.], requires_grad=True)
y = (x * x).sum()
y.backward()
"""


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "squares.graphlab"
    path.write_bytes(recorded_bytes(record_script(CODE)))
    return path


def test_a_run_is_shown_with_its_code_and_nothing_is_asked_of_the_worker(
    controller: Controller, link: HandLink, run: Path
) -> None:
    before = len(link.asked)
    controller.opening.open_path(run)
    assert len(link.asked) == before
    record = controller.work.record
    assert record is not None
    assert record.nodes[-1].text == "sum(w2)"
    assert controller.desk.formula.badge.text() == "✓ checked"
    assert controller.coding.panel.edit.text == CODE
    controller.walk.last()
    assert controller.walk.player is not None
    assert controller.walk.player.at_end


def test_what_the_file_does_not_hold_is_told(
    controller: Controller, link: HandLink, run: Path
) -> None:
    controller.opening.open_path(run)
    controller.actions.trigger("jacobian")
    (asked,) = [request for request in link.asked if isinstance(request, JacobianRequest)]
    link.message.emit(Refused(asked.number, "That run is over, and with it its Jacobians."))
    assert not any(isinstance(found, Jacobian) for found in link.asked)
    assert controller.work.record is not None


def test_undo_leads_back_to_what_was_there(
    controller: Controller, link: HandLink, run: Path
) -> None:
    text = controller.work.document.text
    controller.opening.open_path(run)
    assert controller.work.document.kind == "code"
    controller.actions.trigger("undo")
    assert (controller.work.document.kind, controller.work.document.text) == ("expression", text)


def test_a_formulas_run_comes_with_its_inputs(controller: Controller, tmp_path: Path) -> None:
    path = tmp_path / "lecture.graphlab"
    path.write_bytes(recorded_bytes(lecture_record()))
    controller.opening.open_path(path)
    assert controller.work.document.kind == "expression"
    assert set(controller.work.document.inputs) == {"x", "y"}
    assert controller.work.record is not None


def test_a_file_that_is_no_run_is_told_and_loses_nothing(
    controller: Controller, tmp_path: Path
) -> None:
    record, said = controller.work.record, list[str]()
    controller.opening.said.connect(said.append)
    path = tmp_path / "odd.graphlab"
    path.write_text("print('hello')")
    controller.opening.open_path(path)
    controller.opening.open_path(tmp_path / "gone.graphlab")
    assert said[0] == "odd.graphlab is no run that graphlab recorded."
    assert said[1].startswith("gone.graphlab cannot be read: ")
    assert controller.work.record is record
