"""The stories of code, told with real keys and clicks: typed, pasted, opened, run, stopped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from graphlab.app import coding
from graphlab.app.code_text import call_text, recalled
from graphlab.app.controller import Controller
from graphlab.app.opening import GONE
from graphlab.app.window import Window
from graphlab.panels.notes_list import Note
from graphlab.record import Check, Event
from graphlab.study.code import Part, Setup
from graphlab.study.consent import UNREADABLE
from graphlab.study.document import Document
from graphlab.study.examples import CODE_EXAMPLES, LOGISTIC
from graphlab.worker.messages import Printed
from tests.app.conftest import code_record
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.app.settings import Settings
    from graphlab.panels.code_panel import CodePanel
    from tests.app.conftest import HandLink

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
TWO = (
    "class A(nn.Module):\n    def forward(self, x):\n        return x\n\n"
    "class B(nn.Module):\n    def forward(self, x):\n        return x\n"
)
SCRIPT = "a = torch.ones(3)\nb = (a*2).sum()\n"


@pytest.fixture
def panel(controller: Controller) -> CodePanel:
    controller.coding.open()
    return controller.coding.panel


def paste(qtbot: QtBot, controller: Controller, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    controller.desk.formula.edit.setFocus()
    qtbot.keyClick(controller.desk.formula.edit, Key.Key_V, CTRL)


def run(qtbot: QtBot, panel: CodePanel) -> None:
    panel.edit.setFocus()
    qtbot.keyClick(panel.edit, Key.Key_Return, CTRL)


# ── the editor comes and goes ────────────────────────────────────────────────────────────────


def test_the_editor_is_hidden_until_code_is_chosen(qtbot: QtBot, controller: Controller) -> None:
    desk = controller.desk
    assert desk.code is None
    qtbot.mouseClick(desk.inputs.kind.buttons["code"], LEFT)
    assert desk.code is not None
    assert desk.code.isVisible()
    assert desk.code.edit.hasFocus()
    assert controller.actions["code"].isChecked()
    assert desk.stage.width() >= 0.55 * desk.width() - 12
    qtbot.mouseClick(desk.inputs.kind.buttons["expression"], LEFT)
    assert not desk.code.isVisible()
    assert desk.formula.edit.hasFocus()


def test_the_editor_is_closed_and_keeps_its_code(qtbot: QtBot, controller: Controller) -> None:
    panel = controller.coding.panel
    controller.actions.trigger("code")
    panel.edit.set_text("x = 1")
    qtbot.mouseClick(panel.close_, LEFT)
    assert not panel.isVisible()
    qtbot.keyClick(controller.desk.canvas, Key.Key_E, CTRL)
    assert panel.edit.text == "x = 1"


# ── paste, run, step ─────────────────────────────────────────────────────────────────────────


def test_a_paste_that_no_document_could_hold_is_told_and_changes_nothing(
    qtbot: QtBot, controller: Controller, panel: CodePanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coding, "LONGEST_TEXT", 40)
    said: list[str] = []
    controller.coding.said.connect(said.append)
    panel.edit.set_text(SCRIPT)
    panel.edit.selectAll()
    QGuiApplication.clipboard().setText("x = 1\n" * 9)
    qtbot.keyClick(panel.edit, Key.Key_V, CTRL)
    controller.coding.paste("x = 1\n" * 9)
    assert panel.edit.text == SCRIPT
    assert said == ["What was pasted has 54 characters; a document takes 40."] * 2


def test_a_class_pasted_into_the_formula_opens_the_editor_and_nothing_runs(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    before = controller.desk.formula.edit.text()
    paste(qtbot, controller, LOGISTIC)
    panel = controller.coding.panel
    assert panel.isVisible()
    assert panel.edit.text == LOGISTIC
    assert controller.desk.formula.edit.text() == before
    assert link.codes == []
    assert [b.text() for b in panel.offers.buttons] == ["Step through LogisticRegression"]
    assert panel.offers.buttons[0].isChecked()
    assert ("init", "N") in panel.form.fields


def test_filled_in_and_run_the_graph_is_stepped_and_its_line_lights(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, LOGISTIC)
    panel = controller.coding.panel
    for key, text in ((("init", "N"), "2"), (("inputs", "x"), "randn(2, 1)")):
        field = panel.form.fields[key]
        field.setFocus()
        field.line.selectAll()
        qtbot.keyClicks(field.line, text)
    run(qtbot, panel)
    asked = link.codes[-1]
    assert (asked.text, asked.offer_kind, asked.offer_name) == (
        LOGISTIC, "module", "LogisticRegression",
    )  # fmt: skip
    assert (asked.init, asked.inputs, asked.loss) == ({"N": "2"}, {"x": "randn(2, 1)"}, None)
    assert controller.desk.formula.call.text() == "LogisticRegression(N=2)(x = randn(2, 1))"
    assert not controller.desk.formula.edit.isVisible()
    controller.desk.canvas.setFocus()
    for _ in range(4):
        qtbot.keyClick(controller.desk.canvas, Key.Key_Right)
    assert panel.edit.step_line == 4
    qtbot.keyClick(panel.edit, Key.Key_Right, CTRL)
    assert panel.edit.step_line == 5
    assert panel.parameters.title.text() == "parameters() collects 1 tensor, 2 numbers"
    assert panel.notes.notes == (Note(2, "BatchNorm uses the statistics of this batch."),)
    assert not controller.desk.notice.isVisible()
    panel.notes.label.linkActivated.emit("2")
    assert panel.edit.textCursor().blockNumber() == 1
    assert panel.edit._gutter.tips == {2: "BatchNorm uses the statistics of this batch."}


def test_what_needs_attention_lies_over_the_graph_beside_the_code_too(
    controller: Controller, panel: CodePanel
) -> None:
    events = (
        Event("softmax", "Cross-entropy takes the softmax itself.", 3),
        Event("raised", "It stopped.", 4),
    )
    controller.work._begin_with(replace(code_record(LOGISTIC), events=events))
    notice = controller.desk.notice
    assert notice.isVisible()
    assert notice.sentence.text() == "Cross-entropy takes the softmax itself."


def test_what_is_being_typed_in_the_form_is_run_too(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, LOGISTIC)
    panel = controller.coding.panel
    first = panel.form.fields["init", "N"].line
    first.setFocus()
    qtbot.keyClicks(first, "2")
    qtbot.keyClick(first, Key.Key_Tab)
    second = panel.form.fields["inputs", "x"].line
    assert second.hasFocus()
    qtbot.keyClicks(second, "ones(2, 1)")
    qtbot.keyClick(second, Key.Key_Return, CTRL)
    assert (link.codes[-1].init, link.codes[-1].inputs) == ({"N": "2"}, {"x": "ones(2, 1)"})
    assert len(link.codes) == 1


def test_enter_in_the_form_runs_what_has_not_run_yet(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, LOGISTIC)
    panel = controller.coding.panel
    first = panel.form.fields["init", "N"].line
    first.setFocus()
    qtbot.keyClicks(first, "2")
    qtbot.keyClick(first, Key.Key_Return)
    assert not link.codes  # x is missing, and says so
    second = panel.form.fields["inputs", "x"].line
    assert second.hasFocus()
    qtbot.keyClicks(second, "ones(2, 1)")
    qtbot.keyClick(second, Key.Key_Return)
    assert len(link.codes) == 1
    qtbot.keyClick(second, Key.Key_Return)
    assert len(link.codes) == 1  # nothing is new


def test_the_badge_does_not_speak_of_code_that_was_entered_and_has_not_run(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    badge, panel = controller.desk.formula.badge, controller.coding.panel
    assert badge.text() == "✓ checked"
    runs = len(link.codes)
    panel.edit.set_text(TWO)
    panel.edit.edited.emit()
    qtbot.waitUntil(lambda: len(panel.offers.buttons) == 2)
    panel.offers.buttons[1].click()
    assert controller.desk.formula.call.text().startswith("B(")
    assert len(link.codes) == runs  # x is missing
    assert badge.text() == ""


@pytest.mark.parametrize("where", ["formula", "field"])
def test_ctrl_e_goes_to_the_code_from_any_line(
    qtbot: QtBot, controller: Controller, where: str
) -> None:
    paste(qtbot, controller, LOGISTIC)
    line = controller.coding.panel.form.fields["init", "N"].line
    line = controller.desk.formula.edit if where == "formula" else line
    line.setFocus()
    qtbot.keyClick(line, Key.Key_E, CTRL)
    assert controller.coding.panel.edit.hasFocus()


def test_the_parameters_lead_to_their_nodes(
    qtbot: QtBot, controller: Controller, panel: CodePanel
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    panel.parameters.chosen.emit("w2")
    assert controller.walk.player is not None
    assert controller.walk.player.index == 2


def test_what_is_typed_marks_nothing_of_the_old_run(
    qtbot: QtBot, controller: Controller, panel: CodePanel
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    controller.walk.scrub(4)
    assert panel.edit.step_line == 4
    panel.edit.setFocus()
    qtbot.keyClicks(panel.edit, "# ")
    assert panel.edit.step_line is None
    controller.walk.scrub(5)
    assert panel.edit.step_line is None


def test_several_modules_are_offered_to_choose_from(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, TWO)
    panel = controller.coding.panel
    assert panel.offers.note.text() == "Choose what to step through."
    run(qtbot, panel)
    assert link.codes == []
    assert panel.offers.buttons[0].hasFocus()
    qtbot.mouseClick(panel.offers.buttons[1], LEFT)
    assert link.codes == [], "x has no value yet"
    x = panel.form.fields["inputs", "x"]
    assert x.problem.text() == "x needs a value."
    assert x.line.hasFocus()
    qtbot.keyClicks(x.line, "ones(2)")
    run(qtbot, panel)
    assert (link.codes[-1].offer_name, link.codes[-1].inputs) == ("B", {"x": "ones(2)"})


def test_enter_takes_the_part_that_has_the_focus(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, SCRIPT + TWO)
    panel = controller.coding.panel
    run(qtbot, panel)
    assert panel.offers.buttons[0].hasFocus()
    qtbot.keyClick(panel.offers.buttons[0], Key.Key_Return)
    assert link.codes[-1].offer_kind == "statements"


def test_statements_need_nothing_but_a_click(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, SCRIPT)
    panel = controller.coding.panel
    qtbot.mouseClick(panel.offers.buttons[0], LEFT)
    assert (link.codes[-1].offer_kind, link.codes[-1].text) == ("statements", SCRIPT)
    panel.form.fields["seed", ""].set_text("7")
    assert link.codes[-1].seed == 7


def test_a_loss_on_top_is_sent_with_its_target(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    assert link.codes[-1].loss == "bce(ones(1))"
    form = controller.coding.panel.form
    form.loss.setCurrentIndex(form.loss.findData("sum"))
    form.loss.activated.emit(form.loss.currentIndex())
    assert link.codes[-1].loss == "sum"


def test_what_was_entered_for_a_class_comes_back_with_it(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, TWO)
    panel = controller.coding.panel
    qtbot.mouseClick(panel.offers.buttons[1], LEFT)
    panel.form.fields["inputs", "x"].set_text("ones(2)")
    qtbot.mouseClick(panel.offers.buttons[0], LEFT)
    assert panel.form.fields["inputs", "x"].text == ""
    qtbot.mouseClick(panel.offers.buttons[1], LEFT)
    assert panel.form.fields["inputs", "x"].text == "ones(2)"


# ── undo ─────────────────────────────────────────────────────────────────────────────────────


def test_ctrl_z_on_the_graph_takes_back_the_form_and_in_the_editor_the_typing(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    panel = controller.coding.panel
    panel.form.fields["init", "N"].set_text("3")
    assert link.codes[-1].init == {"N": "3"}
    controller.desk.canvas.setFocus()
    qtbot.keyClick(controller.desk.canvas, Key.Key_Z, CTRL)
    assert panel.form.fields["init", "N"].text == "2"
    assert link.codes[-1].init == {"N": "2"}
    panel.edit.setFocus()
    qtbot.keyClicks(panel.edit, "x")
    qtbot.keyClick(panel.edit, Key.Key_Z, CTRL)
    assert panel.edit.text == LOGISTIC
    assert controller.work.document.code.setup.init == (("N", "2"),)


def test_undo_goes_back_to_the_formula(qtbot: QtBot, controller: Controller) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    assert controller.work.document.kind == "code"
    controller.desk.canvas.setFocus()
    qtbot.keyClick(controller.desk.canvas, Key.Key_Z, CTRL)
    assert controller.work.document.kind == "expression"
    assert controller.desk.formula.edit.isVisible()
    qtbot.keyClick(controller.desk.canvas, Key.Key_Z, CTRL | SHIFT)
    assert controller.work.document.kind == "code"


def test_the_switch_brings_the_formula_back(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    qtbot.mouseClick(controller.desk.inputs.kind.buttons["expression"], LEFT)
    assert controller.work.document.kind == "expression"
    assert link.runs[-1].text == controller.desk.formula.edit.text()
    assert list(controller.desk.inputs.rows) == ["x", "y"]


# ── files ────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "model.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def test_the_canvas_says_what_will_be_there_until_the_run_is_over(
    qtbot: QtBot, controller: Controller, link: HandLink, file: Path
) -> None:
    controller.work.new()
    link.at_once = False
    controller.opening.open_path(file)
    run(qtbot, controller.coding.panel)
    qtbot.keyClick(controller.coding.panel.consent.run, Key.Key_Space)
    assert link.codes[-1].text == SCRIPT
    assert controller.desk.canvas.picture is None
    assert controller.desk.canvas._empty_text == "The graph stands here once the code has run."
    controller.opening.open_path(file)
    assert controller.desk.canvas._empty_text == "The graph stands here once the code has run."


def test_nothing_is_left_of_the_run_before_beside_a_file_that_has_not_run(
    qtbot: QtBot, controller: Controller, tmp_path: Path
) -> None:
    controller.work._begin_with(code_record(LOGISTIC))
    controller.coding.open()
    panel = controller.coding.panel
    assert panel.parameters.isVisibleTo(panel)
    lesson = tmp_path / "lesson.md"
    text = "---\ntitle: Nets\n---\n# Statements\n```scene\ncode:\n    u = torch.ones(2)\n```\n"
    lesson.write_text(text, encoding="utf-8")
    controller.opening.open_path(lesson)
    assert panel.edit.text.strip() == "u = torch.ones(2)"
    assert (panel.parameters.isVisibleTo(panel), panel.notes.notes) == (False, ())
    assert panel.name.text() == "lesson.md"


def test_code_of_a_file_runs_after_the_person_agrees_once_per_content(
    qtbot: QtBot, controller: Controller, link: HandLink, file: Path
) -> None:
    controller.work.new()
    controller.opening.open_path(file)
    panel = controller.coding.panel
    assert controller.desk.canvas._empty_text == "The graph stands here once the code has run."
    assert panel.name.text() == "model.py"
    assert panel.consent.isVisible()
    assert link.codes == []
    run(qtbot, panel)
    assert link.codes == []
    assert panel.consent.run.hasFocus()
    qtbot.keyClick(panel.consent.run, Key.Key_Space)
    assert link.codes[-1].text == SCRIPT
    assert not panel.consent.isVisible()
    controller.opening.open_path(file)
    assert not panel.consent.isVisible()
    run(qtbot, panel)
    assert len(link.codes) == 2
    file.write_text(SCRIPT + "c = b\n", encoding="utf-8")
    controller.opening.open_path(file)
    assert panel.consent.isVisible()
    run(qtbot, panel)
    assert len(link.codes) == 2


def test_nothing_but_the_persons_run_gets_code_to_the_worker(
    qtbot: QtBot, controller: Controller, link: HandLink, file: Path
) -> None:
    controller.opening.open_path(file)
    panel = controller.coding.panel
    qtbot.mouseClick(panel.offers.buttons[0], LEFT)
    panel.form.fields["seed", ""].set_text("3")
    controller.work.run_code(controller.work.document.code.typing(SCRIPT))
    controller.work.undo()
    controller.work.redo()
    assert link.codes == []


def test_a_file_may_import_what_lies_beside_it_once_the_person_agreed(
    qtbot: QtBot, controller: Controller, link: HandLink, file: Path
) -> None:
    text = "import layers\n" + SCRIPT
    file.write_text(text, encoding="utf-8")
    (file.parent / "layers.py").touch()
    controller.opening.open_path(file)
    panel = controller.coding.panel
    assert "It imports layers.py, beside it" in panel.consent.words.text()
    run(qtbot, panel)
    assert link.codes == []
    qtbot.keyClick(panel.consent.run, Key.Key_Space)
    assert (link.codes[-1].text, link.codes[-1].folder) == (text, str(file.parent.resolve()))
    other = file.parent / "elsewhere"
    other.mkdir()
    (other / "layers.py").touch()
    (other / "model.py").write_text(text, encoding="utf-8")
    controller.opening.open_path(other / "model.py")
    run(qtbot, panel)
    assert len(link.codes) == 1, "the same content, but what it imports is not the same"
    paste(qtbot, controller, text)
    run(qtbot, panel)
    assert (len(link.codes), link.codes[-1].folder) == (2, ""), "what is pasted lies nowhere"


def test_a_file_that_imports_nothing_beside_it_gets_no_folder(
    controller: Controller, link: HandLink, file: Path
) -> None:
    (file.parent / "layers.py").touch()
    controller.opening.open_path(file)
    panel = controller.coding.panel
    assert panel.consent.words.text() == "This code came from a file. Read it, then run it."
    panel.consent.agreed.emit()
    assert link.codes[-1].folder == ""


def test_a_list_of_agreed_code_that_cannot_be_read_is_said_once(
    qtbot: QtBot, settings: Settings, link: HandLink, file: Path
) -> None:
    from graphlab.app.controller import Controller
    from graphlab.app.window import Window

    (settings.folder / "agreed.json").write_text("{", encoding="utf-8")
    window = Window(settings, "light")
    qtbot.addWidget(window)
    controller = Controller(window, settings, None, {}, link)
    controller.start()
    said: list[str] = []
    controller.coding.said.connect(said.append)
    controller.opening.open_path(file)
    assert said == [UNREADABLE]
    assert controller.coding.panel.consent.isVisibleTo(controller.coding.panel)
    controller.coding.panel.consent.agreed.emit()
    assert link.codes[-1].text == SCRIPT
    controller.opening.open_path(file)
    assert said == [UNREADABLE]
    controller.messages._passing.stop()
    controller.desk.close()


def test_a_file_is_dropped_on_the_window(
    qtbot: QtBot, controller: Controller, window: Window, file: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    where, copy = QPointF(400, 400), Qt.DropAction.CopyAction
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), copy, data, LEFT, plain)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(where, copy, data, LEFT, plain)
    QApplication.sendEvent(window, drop)
    assert controller.coding.panel.edit.text == SCRIPT
    assert controller.coding.panel.consent.isVisible()
    data.setUrls([QUrl.fromLocalFile(str(file.with_suffix(".png")))])
    other = QDragEnterEvent(where.toPoint(), copy, data, LEFT, plain)
    other.ignore()
    QApplication.sendEvent(window, other)
    assert not other.isAccepted()


def test_a_file_that_cannot_be_read_is_named(controller: Controller, tmp_path: Path) -> None:
    controller.opening.open_path(tmp_path / "nowhere.py")
    assert "nowhere.py cannot be read" in controller.desk.notice.sentence.text()
    wrong = tmp_path / "wrong.py"
    wrong.write_bytes(b"\xff\xfe\x00")
    controller.opening.open_path(wrong)
    assert controller.desk.notice.sentence.text() == "wrong.py is no text that can be read."
    assert controller.desk.code is None


def test_open_asks_for_a_file(qtbot: QtBot, controller: Controller, file: Path) -> None:
    controller.actions.trigger("open")
    dialog = controller.opening.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    assert controller.coding.panel.edit.text == SCRIPT
    assert controller.opening.dialog is None


# ── mistakes, stopping, printing ─────────────────────────────────────────────────────────────


def test_a_mistake_of_spelling_is_marked_without_a_run(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel
) -> None:
    panel.edit.set_text("x = (1\ny = 2")
    qtbot.waitUntil(panel.problem.isVisible)
    assert panel.edit.wrong_line is not None
    run(qtbot, panel)
    assert link.codes == []
    panel.edit.set_text("")
    run(qtbot, panel)
    assert panel.problem.sentence.text() == "There is no code yet; type or paste some."
    panel.edit.set_text("import torch")
    run(qtbot, panel)
    assert "nothing to step through" in panel.problem.sentence.text()


def test_what_the_run_refuses_is_marked_at_its_line_and_the_old_graph_stays_pale(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    link.at_once = False
    run(qtbot, panel)
    link.refuse("x has 3 rows and w needs 2.", line=8, details="Traceback …")
    assert panel.edit.wrong_line == 8
    assert panel.problem.sentence.text() == "x has 3 rows and w needs 2."
    assert panel.problem.details.button.isVisible()
    assert not controller.desk.notice.isVisible()
    assert controller.walk.player is not None
    controller.coding.close()
    assert controller.desk.notice.sentence.text() == "Line 8: x has 3 rows and w needs 2."


def test_a_long_run_is_stopped_from_the_panel_or_by_a_key(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel
) -> None:
    link.at_once = False
    panel.edit.set_text(SCRIPT)
    run(qtbot, panel)
    qtbot.waitUntil(panel.stop.isVisible)
    qtbot.mouseClick(panel.stop, LEFT)
    assert link.stops == 1
    qtbot.keyClick(panel.edit, Key.Key_Period, CTRL)
    assert link.stops == 2
    link.refuse("Stopped.")
    assert not panel.stop.isVisible()
    run(qtbot, panel)
    link.gone.emit("Your code stopped; the last graph is still here.")
    assert "still here" in panel.problem.sentence.text()


def test_escape_stops_too_and_what_was_recorded_so_far_is_shown_as_unchecked(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel
) -> None:
    link.at_once = False
    panel.edit.set_text(SCRIPT)
    run(qtbot, panel)
    qtbot.waitUntil(panel.stop.isVisible)
    qtbot.keyClick(panel.edit, Key.Key_Escape)
    assert link.stops == 1
    assert panel.stop.text() == "Stopping…"
    kept = replace(
        code_record(SCRIPT),
        check=Check(None, 0.0, 0.0, "stopped, no backward pass"),
        events=(Event("halted", "Stopped at line 2.", 2, offers=("part a.0",)),),
    )
    link.answer(kept)
    assert not panel.stop.isVisible()
    assert panel.stop.text() == "Stop"
    badge, notice = controller.desk.formula.badge, controller.desk.notice
    assert (badge.text(), badge.property("state")) == (
        "not checkable: stopped, no backward pass",
        "unchecked",
    )
    assert notice.sentence.text() == "Stopped at line 2."
    assert [button.text() for button in notice.buttons] == ["Record a.0 alone", "Close"]
    qtbot.mouseClick(notice.buttons[0], LEFT)
    assert link.codes[-1].inside == "a.0"
    assert controller.work.history.undo_text == "Record a.0 alone"
    assert call_text(Part("module", "Net"), Setup(), "a.0") == "Net()() › a.0"
    link.answer(replace(kept, events=(Event("halted", "So it is.", 2, offers=("part b",)),)))
    qtbot.mouseClick(notice.buttons[0], LEFT)
    assert link.codes[-1].inside == "a.0.b", "a part of that part"
    controller.coding.choose(Part("statements"))
    link.answer(kept)
    assert link.codes[-1].inside == "", "the whole again"


def test_another_run_does_not_wait_for_what_is_kept_of_the_one_before(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel
) -> None:
    link.at_once = False
    panel.edit.set_text(SCRIPT)
    run(qtbot, panel)
    controller.work.stop()
    run(qtbot, panel)
    assert len(link.codes) == 2
    assert link.stops == 2, "nothing is waited for any more"
    with qtbot.waitSignal(controller.work.recorded):
        link.answer()


def test_what_is_printed_appears_with_the_first_line_and_is_of_this_run(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel
) -> None:
    side = controller.desk.side
    assert not side.has("Printed")
    link.at_once = False
    panel.edit.set_text(SCRIPT)
    run(qtbot, panel)
    link.message.emit(Printed("True\n"))
    link.message.emit(Printed("False\n"))
    assert side.current == "Printed"
    assert controller.pages.printed is not None
    assert controller.pages.printed.text == "True\nFalse\n"
    assert controller.actions["printed"].isChecked()
    link.answer()
    run(qtbot, panel)
    link.message.emit(Printed("again\n"))
    assert controller.pages.printed.text == "again\n"
    controller.actions.trigger("printed")
    assert not side.has("Printed")


@pytest.mark.parametrize("crashes", [False, True])
def test_what_an_earlier_run_printed_goes_away_when_one_ends_without_a_graph(
    qtbot: QtBot, controller: Controller, link: HandLink, panel: CodePanel, crashes: bool
) -> None:
    def end() -> None:
        if crashes:
            link.gone.emit("Your code stopped.")
        else:
            link.refuse("A mistake.")

    link.at_once = False
    panel.edit.set_text(SCRIPT)
    run(qtbot, panel)
    link.message.emit(Printed("its last words\n"))
    end()
    assert controller.pages.printed is not None
    assert controller.pages.printed.text == "its last words\n"
    run(qtbot, panel)
    end()
    assert controller.pages.printed.text == ""


def test_ctrl_slash_comments_in_the_editor(qtbot: QtBot, panel: CodePanel) -> None:
    panel.edit.set_text("x = 1")
    panel.edit.setFocus()
    qtbot.keyClick(panel.edit, Key.Key_Slash, CTRL)
    assert panel.edit.text == "# x = 1"


def test_f6_reaches_the_editor_and_the_form(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    panel, seen = controller.coding.panel, set()
    for _ in range(9):
        qtbot.keyClick(window, Key.Key_F6)
        seen.add(QApplication.focusWidget())
    assert {panel.edit, panel.form.fields["init", "N"].line} <= seen


def test_prompts_are_taken_away_and_that_is_said(qtbot: QtBot, controller: Controller) -> None:
    paste(qtbot, controller, ">>> a = torch.ones(2)\n>>> b = a*2\n")
    assert controller.coding.panel.edit.text == "a = torch.ones(2)\nb = a*2"
    assert "prompts removed" in controller.desk.notice.sentence.text()


def test_the_part_that_runs_is_remembered(controller: Controller) -> None:
    controller.opening.open_example(CODE_EXAMPLES[1])
    assert controller.coding.part == Part("module", "MLP")


def test_a_narrow_window_shows_code_or_the_panel_whichever_was_wanted_last(
    qtbot: QtBot, controller: Controller, window: Window
) -> None:
    window.resize(760, 480)
    controller.coding.open()
    panel, side = controller.coding.panel, controller.desk.side
    assert (panel.isVisible(), side.isVisible()) == (True, False)
    assert controller.desk.stage.width() >= 0.55 * 760 - 12
    controller.actions.trigger("printed")
    assert (panel.isVisible(), side.isVisible()) == (False, True)
    window.resize(1280, 800)
    assert (panel.isVisible(), side.isVisible()) == (True, True)
    controller.actions.trigger("bare")
    assert (panel.isVisible(), side.isVisible()) == (False, False)
    controller.actions.trigger("bare")
    assert (panel.isVisible(), side.isVisible()) == (True, True)


def test_another_text_asks_anew_what_to_step_through(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    paste(qtbot, controller, SCRIPT)
    run(qtbot, controller.coding.panel)
    assert controller.coding.part == Part("statements")
    paste_into = controller.coding.panel
    controller.coding.paste(LOGISTIC + SCRIPT)
    assert controller.coding.part is None
    assert paste_into.offers.note.text() == "Choose what to step through."
    qtbot.mouseClick(paste_into.offers.buttons[0], LEFT)
    assert controller.coding.part == Part("statements")


def test_what_was_entered_is_there_again_the_next_time(
    controller: Controller, settings: Settings
) -> None:
    controller.opening.open_example(CODE_EXAMPLES[0])
    controller.coding.panel.form.fields["init", "N"].set_text("3")
    controller.coding.run()
    controller.work.begin(Document())
    controller.coding.paste(LOGISTIC)
    assert controller.coding.panel.form.fields["init", "N"].text == "3"
    settings.keep_setup("LogisticRegression", "no JSON")
    controller.work.begin(Document())
    controller.coding.paste(LOGISTIC + "# again")
    assert controller.coding.panel.form.fields["init", "N"].text == ""


@pytest.mark.parametrize(
    "text", ["", "[]", "[1, 2, 3, 4]", '[{}, {"x": 1}, "", ""]', "[[], 1, 2, 3]"]
)
def test_what_cannot_be_recalled_is_as_if_not_there(text: str) -> None:
    assert recalled(text) is None


def test_code_that_is_not_that_of_the_graph_says_so(
    qtbot: QtBot, controller: Controller, file: Path
) -> None:
    controller.opening.open_path(file)
    panel = controller.coding.panel
    panel.consent.agreed.emit()
    assert panel.name.text() == "model.py"
    panel.edit.setFocus()
    qtbot.keyClicks(panel.edit, "#")
    assert panel.name.text() == "model.py · changed"
    qtbot.keyClick(panel.edit, Key.Key_Z, CTRL)
    assert panel.name.text() == "model.py"


def test_a_run_made_elsewhere_is_marked_when_its_code_is_looked_at(controller: Controller) -> None:
    controller.work._begin_with(code_record(LOGISTIC))
    controller.walk.scrub(4)
    controller.coding.open()
    panel = controller.coding.panel
    assert panel.edit.text == LOGISTIC
    assert panel.edit.step_line == 4
    assert panel.parameters.isVisible()
    assert panel.notes.notes == (Note(2, "BatchNorm uses the statistics of this batch."),)


def test_recent_files_and_formulas_are_a_menu_away(
    controller: Controller, link: HandLink, file: Path
) -> None:
    controller.opening.recent.aboutToShow.emit()
    assert [a.text() for a in controller.opening.recent.actions()] == ["Nothing yet"]
    controller.opening.open_path(file)
    controller.desk.formula.take("x · y + 1")
    controller.opening.recent.aboutToShow.emit()
    entries = [a for a in controller.opening.recent.actions() if a.text()]
    assert [a.text() for a in entries] == ["model.py", "x · y + 1"]
    controller.coding.panel.edit.set_text("")
    entries[0].trigger()
    assert controller.coding.panel.edit.text == SCRIPT
    entries[1].trigger()
    assert link.runs[-1].text == "x · y + 1"


def test_a_recent_file_that_is_gone_is_told_and_leaves_the_list(
    controller: Controller, file: Path
) -> None:
    said = []
    controller.opening.said.connect(said.append)
    other = file.with_name("other.py")
    other.write_bytes(file.read_bytes())
    for path in (file, other):
        controller.opening.open_path(path)
    controller.coding.panel.edit.set_text("1 + 1")
    other.unlink()
    controller.opening.recent.aboutToShow.emit()
    controller.opening.recent.actions()[0].trigger()
    assert said == [GONE.format(name="other.py", folder=file.parent)]
    assert controller.coding.panel.edit.text == "1 + 1"
    controller.opening.recent.aboutToShow.emit()
    entries = [a.text() for a in controller.opening.recent.actions() if a.text()]
    assert entries[0] == "model.py"
    assert "other.py" not in entries
    controller.opening.open_path(other)  # as a command line may name it
    controller.opening.recent.aboutToShow.emit()
    assert controller.opening.recent.actions()[0].text() == "model.py"


def test_fused_layers_open_run_the_code_anew_and_are_closed_by_undo(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    opened = controller.actions["open-fused"]
    assert not opened.isEnabled(), "a formula has no layers"
    paste(qtbot, controller, SCRIPT)
    assert not opened.isEnabled(), "it has not run yet"
    run(qtbot, controller.coding.panel)
    assert opened.isEnabled()
    assert not link.codes[-1].open_fused
    opened.trigger()
    assert link.codes[-1].open_fused
    assert controller.actions["undo"].text() == "Undo: Open fused layers"
    controller.work.undo()
    assert not link.codes[-1].open_fused
    assert not opened.isChecked()
    controller.work.redo()
    run(qtbot, controller.coding.panel)
    assert link.codes[-1].open_fused
    assert opened.isChecked(), "the same code run again is shown in the same way"
    controller.work.to_formula()
    assert not opened.isEnabled()


@pytest.mark.parametrize(("text", "offered"), [(SCRIPT, False), ("def f(x): return x, x", True)])
def test_gradients_start_where_the_person_says_but_not_in_statements(
    qtbot: QtBot, controller: Controller, link: HandLink, text: str, offered: bool
) -> None:
    starting = controller.desk.inputs.starting
    link.answer(replace(lecture_record(), output_ids=("w7", "w8")))
    paste(qtbot, controller, text)
    if offered:
        controller.coding.panel.form.fields["inputs", "x"].set_text("2.")
    link.at_once = False
    run(qtbot, controller.coding.panel)
    assert not starting.isVisible(), "those were the outputs of the formula"
    link.answer(replace(code_record(text), output_ids=("w7", "w8")))
    assert starting.isVisible() is offered
    if offered:
        starting.choice.activated.emit(1)
        assert link.codes[-1].cotangents == (1.0, 0.0)


def test_a_window_opened_with_a_file_is_laid_out_like_one_that_opens_it_later(
    qtbot: QtBot, settings: Settings, link: HandLink, file: Path
) -> None:
    window = Window(settings, "light")
    qtbot.addWidget(window)
    window.resize(1280, 800)
    controller = Controller(window, settings, str(file), {}, link)
    window.controller = controller
    window.setCentralWidget(controller.desk)
    controller.start()
    window.show()
    qtbot.waitExposed(window)
    qtbot.wait(20)
    code, desk = controller.coding.panel, controller.desk
    assert code.width() > 300
    assert desk.stage.width() >= 0.55 * desk.width() - 12
    assert desk.formula.badge.text() == ""
    window.close()
