"""In the window of ``show``: other inputs for the program's module, and other code beside it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest
import torch
from PySide6.QtCore import Qt
from torch import nn

from graphlab.app.controller import Controller
from graphlab.app.window import Window
from graphlab.engine.code.shown import Shown
from graphlab.panels.starting import AS_GIVEN
from graphlab.record import EdgeKey
from graphlab.worker.attached import ENDED, GIVEN
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import CodeRequest, GivenRequest, Program, RecordRequest
from graphlab.worker.service import Service
from graphlab.worker.showing import _Here
from tests.app.conftest import HandLink
from tests.app.nets import Net, pair

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from graphlab.app.settings import Settings
    from graphlab.panels.code_panel import CodePanel
    from graphlab.worker.messages import Request

    Open = Callable[..., Controller]

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


class ProgramLink(HandLink):
    """The program's engine at the other end; code is kept for the test to look at."""

    def __init__(self, shown: Shown) -> None:
        super().__init__()
        self.is_attached = True
        self.shown = shown
        self.service = Service(_Here(shown))

    def begin(self) -> None:
        shown = self.shown
        record = self.service.keep(GIVEN, shown.recording())
        for told in (Program(shown.name, shown.seed, shown.starts, shown.has_own_starts), record):
            self.message.emit(decode(encode(told)))

    def send(self, request: Request, *, latest: bool = False) -> None:
        self.asked.append(request)
        if not isinstance(request, CodeRequest):
            self.message.emit(decode(encode(self.service.answer(decode(encode(request))))))

    @property
    def given(self) -> list[GivenRequest]:
        return [request for request in self.asked if isinstance(request, GivenRequest)]


@pytest.fixture
def open_(qtbot: QtBot, settings: Settings) -> Iterator[Open]:
    opened: list[tuple[Window, Controller]] = []

    def open_on(source: object, *args: object, **more: object) -> Controller:
        link = ProgramLink(Shown(source, args, {}, **more))
        window = Window(settings, "light")
        qtbot.addWidget(window)
        window.resize(1280, 800)
        controller = Controller(window, settings, None, {}, link)
        window.controller = controller
        window.setCentralWidget(controller.desk)
        controller.start()
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        link.begin()
        qtbot.waitUntil(lambda: controller.walk.player is not None)
        opened.append((window, controller))
        return controller

    yield open_on
    for window, controller in opened:
        controller.walk.pause()
        controller.documents._is_leaving = True
        window.close()


def link_of(controller: Controller) -> ProgramLink:
    assert isinstance(controller._link, ProgramLink)
    return controller._link


def panel_of(controller: Controller) -> CodePanel:
    assert controller.desk.code is not None
    assert controller.desk.code.isVisible()
    return controller.desk.code


def type_into(qtbot: QtBot, controller: Controller, name: str, text: str) -> None:
    field = panel_of(controller).form.fields["seed" if name == "seed" else "inputs", name]
    field.line.setFocus()
    field.line.selectAll()
    qtbot.keyClicks(field.line, text)
    qtbot.keyClick(field.line, Key.Key_Return)


def test_the_form_has_the_programs_tensors_and_its_offer_comes_first(open_: Open) -> None:
    controller = open_(Net(), torch.tensor([[0.5, -1.0]]), seed=7)
    panel = panel_of(controller)
    assert panel.offers.buttons[0].text() == "Step through Net as given"
    assert panel.offers.buttons[0].isChecked()
    assert panel.form.fields["inputs", "x"].text == "[[0.5, -1.0]]"
    assert panel.form.fields["seed", ""].text == "7"
    assert panel.form.loss.isHidden()
    assert controller.desk.formula.call.text() == "Net(x = [[0.5, -1.0]])"
    assert controller.desk.formula.badge.text() == "✓ checked"


def test_other_numbers_keep_the_step_and_change_nothing_of_the_program(
    qtbot: QtBot, open_: Open
) -> None:
    net, x = Net(), torch.tensor([[0.5, -1.0]])
    before = copy.deepcopy(net.state_dict())
    controller = open_(net, x)
    controller.walk.last()
    step = controller.walk.player.step
    type_into(qtbot, controller, "x", "[[1, 2]]")
    assert controller.work.record.nodes[0].value.tolist() == [[1.0, 2.0]]
    assert controller.walk.player.step.index == step.index
    assert controller.work.record.check.agrees
    assert x.tolist() == [[0.5, -1.0]]
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())
    controller.work.undo()
    assert controller.work.record.nodes[0].value.tolist() == [[0.5, -1.0]]


def test_an_empty_field_is_as_given_and_says_so(qtbot: QtBot, open_: Open) -> None:
    controller = open_(Net(), torch.ones(20, 2))
    line = panel_of(controller).form.fields["inputs", "x"].line
    assert (line.text(), line.placeholderText()) == ("", "as given, 20×2 float32")
    type_into(qtbot, controller, "x", "randn(5, 2)")
    assert controller.work.record.nodes[0].shape == (5, 2)
    line.clear()
    qtbot.keyClick(line, Key.Key_Return)
    assert controller.work.record.nodes[0].shape == (20, 2)


def test_a_mistake_is_told_and_the_last_graph_stays(qtbot: QtBot, open_: Open) -> None:
    controller = open_(Net(), torch.tensor([[0.5, -1.0]]))
    record = controller.work.record
    type_into(qtbot, controller, "x", "ones(3, 5)")
    panel = panel_of(controller)
    assert "has 5" in panel.problem.sentence.text()
    assert controller.work.record is record
    type_into(qtbot, controller, "x", "[[1, 1]]")
    assert panel.problem.isHidden()
    assert controller.work.record is not record


def test_seed_and_starting_gradients_are_changed_in_the_window(qtbot: QtBot, open_: Open) -> None:
    controller = open_(pair, torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0]))
    drawn = controller.work.record.outputs[1].item()
    field = panel_of(controller).form.fields["seed", ""].line
    field.selectAll()
    qtbot.keyClicks(field, "5")
    qtbot.keyClick(field, Key.Key_Return)
    assert controller.work.record.outputs[1].item() != drawn
    choice = controller.desk.inputs.starting.choice
    assert choice.isVisible()
    pick(qtbot, choice, 2)
    assert link_of(controller).given[-1].cotangents == (0.0, 1.0)
    assert controller.work.record.gradients["a"].tolist() == [1.0, 1.0]


def test_starting_gradients_that_are_tensors_stay_until_others_are_chosen(
    qtbot: QtBot, open_: Open
) -> None:
    starts = [torch.tensor([1.0, 5.0]), torch.tensor(0.0)]
    controller = open_(pair, torch.ones(2), torch.ones(2), cotangents=starts)
    choice = controller.desk.inputs.starting.choice
    assert choice.currentText() == AS_GIVEN
    type_into(qtbot, controller, "b", "[2, 2]")
    assert controller.work.record.gradients["a"].tolist() == [2.0, 10.0]
    pick(qtbot, choice, 1)
    assert controller.work.record.gradients["a"].tolist() == [3.0, 3.0]
    pick(qtbot, choice, 0)
    assert controller.work.record.gradients["a"].tolist() == [2.0, 10.0]


def pick(qtbot: QtBot, choice: QComboBox, index: int) -> None:
    choice.setFocus()
    while choice.currentIndex() != index:
        qtbot.keyClick(choice, Key.Key_Down if choice.currentIndex() < index else Key.Key_Up)


def test_fused_layers_open_and_jacobians_and_numbers_are_to_be_had(
    qtbot: QtBot, open_: Open
) -> None:
    controller = open_(Net(), torch.randn(1000, 2))
    whole = len(controller.work.record.nodes)
    controller.actions["open-fused"].trigger()
    assert len(controller.work.record.nodes) > whole
    edge = controller.work.record.edges[-1]
    with qtbot.waitSignal(controller.work.jacobian_found):
        controller.work.ask_jacobian(EdgeKey(*edge.key))
    with qtbot.waitSignal(controller.work.array_found):
        controller.work.ask_array(controller.work.record.output_ids[0], "value")


def test_a_module_of_pytorchs_own_has_no_text_and_takes_other_inputs_too(
    qtbot: QtBot, open_: Open
) -> None:
    controller = open_(nn.Linear(2, 1), torch.ones(2))
    panel = panel_of(controller)
    assert panel.edit.text == ""
    assert panel.name.text() == "no source to show"
    type_into(qtbot, controller, "input", "[3, 4]")
    assert controller.work.record.nodes[0].value.tolist() == [3.0, 4.0]
    panel.edit.setFocus()
    qtbot.keyClick(panel.edit, Key.Key_Return, CTRL)
    assert panel.problem.isHidden()
    assert len(link_of(controller).given) == 2


def test_typed_code_is_sent_as_code_and_undo_leads_back(qtbot: QtBot, open_: Open) -> None:
    controller = open_(Net(), torch.ones(1, 2))
    panel = panel_of(controller)
    given = panel.edit.text
    panel.edit.setFocus()
    panel.edit.selectAll()
    qtbot.keyClicks(panel.edit, "y = torch.ones(2) * 3")
    qtbot.keyClick(panel.edit, Key.Key_Return, CTRL)
    request = link_of(controller).asked[-1]
    assert isinstance(request, CodeRequest)
    assert request.text == "y = torch.ones(2) * 3"
    controller.work.undo()
    assert panel.edit.text == given
    assert panel.offers.buttons[0].isChecked()


def test_a_class_of_the_shown_text_is_made_anew_only_when_it_is_chosen(
    qtbot: QtBot, open_: Open
) -> None:
    controller = open_(Net(), torch.ones(1, 2))
    panel = panel_of(controller)
    type_into(qtbot, controller, "x", "[[1, 2]]")
    assert not link_of(controller).codes
    button = next(b for b in panel.offers.buttons if b.text() == "Step through Net")
    qtbot.mouseClick(button, LEFT)
    type_into(qtbot, controller, "x", "[[1, 2]]")
    request = link_of(controller).codes[-1]
    assert (request.offer_kind, request.offer_name) == ("module", "Net")


def test_a_formula_typed_here_runs_and_undo_leads_back(qtbot: QtBot, open_: Open) -> None:
    controller = open_(Net(), torch.ones(1, 2))
    edit = controller.desk.formula.edit
    controller.actions["formula"].trigger()
    qtbot.keyClicks(edit, "x y")
    qtbot.keyClick(edit, Key.Key_Return)
    assert isinstance(link_of(controller).asked[-1], RecordRequest)
    assert controller.work.record.source.kind == "expression"
    controller.work.undo()
    controller.work.undo()
    assert controller.work.record.source.kind == "module"


def test_when_the_program_ends_its_graph_stays_as_good_as_it_was(qtbot: QtBot, open_: Open) -> None:
    controller = open_(Net(), torch.ones(1, 2))
    controller._link.left.emit(ENDED)
    notice = controller.desk.notice
    assert notice.sentence.text() == ENDED
    assert controller.desk.formula.badge.text() == "✓ checked"
    assert not controller.work.has_failed
    type_into(qtbot, controller, "x", "ones(3, 5)")  # a mistake, which is said below the code
    assert notice.sentence.text() == ENDED
    assert notice.isVisible()
    qtbot.mouseClick(notice.buttons[0], LEFT)
    assert notice.isHidden()
