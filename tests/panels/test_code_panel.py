"""The parts around the code: offers, the form, the parameters, questions and mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from graphlab.errors import InputError
from graphlab.panels.code_panel import CodePanel
from graphlab.panels.notes_list import Note
from graphlab.panels.offers_bar import Choice, OffersBar
from graphlab.panels.parameters_list import ParametersList
from graphlab.panels.setup_form import FormField, SetupForm
from graphlab.record import Parameter
from graphlab.study.code import Part, setup

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.panels.spec_field import SpecField

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton
MODEL = Part("module", "LogisticRegression")
STATEMENTS = Part("statements")
OFFERS = (
    Choice(STATEMENTS, "Step through the statements"),
    Choice(MODEL, "Step through LogisticRegression"),
)
FIELDS = (
    FormField("init", "N", hint="2"),
    FormField("init", "bias", "True"),
    FormField("inputs", "x", annotation="Tensor", hint="randn(2, 1)"),
)


def check(which: str, text: str) -> None:
    if "?" in text:
        raise InputError(f"“{text}” cannot be read as {which}.")


@pytest.fixture
def form(qtbot: QtBot) -> SetupForm:
    form = SetupForm(check)
    qtbot.addWidget(form)
    form.show_part(MODEL, FIELDS, setup({"N": "2"}, {"x": "randn(2, 1)"}))
    form.show()
    qtbot.waitExposed(form)
    return form


def type_in(qtbot: QtBot, field: SpecField, text: str) -> None:
    field.setFocus()
    field.line.selectAll()
    qtbot.keyClicks(field.line, text)


# ── offers ───────────────────────────────────────────────────────────────────────────────────


def test_a_long_name_makes_the_panel_no_wider(qtbot: QtBot) -> None:
    bar = OffersBar()
    qtbot.addWidget(bar)
    bar.show_offers(OFFERS, None)
    usual = bar.minimumSizeHint().width()
    long = "Step through " + "VeryLong" * 20
    bar.show_offers((Choice(MODEL, long),), None)
    assert bar.minimumSizeHint().width() <= usual
    assert bar.buttons[0].toolTip() == long


def test_each_part_is_a_button_and_a_click_chooses_it(qtbot: QtBot) -> None:
    bar = OffersBar()
    qtbot.addWidget(bar)
    bar.show_offers(OFFERS, STATEMENTS)
    assert [button.text() for button in bar.buttons] == [offer.sentence for offer in OFFERS]
    assert [button.isChecked() for button in bar.buttons] == [True, False]
    with qtbot.waitSignal(bar.chosen) as caught:
        qtbot.mouseClick(bar.buttons[1], LEFT)
    assert caught.args == [MODEL]
    assert [button.isChecked() for button in bar.buttons] == [False, True]
    bar.show_offers((), None)
    assert not bar.isVisible()


def test_many_parts_are_a_list(qtbot: QtBot) -> None:
    bar = OffersBar()
    qtbot.addWidget(bar)
    many = [Choice(Part("module", f"M{i}"), f"Step through M{i}") for i in range(9)]
    bar.show_offers(many, many[3].part, "There are nine classes; choose one.")
    assert bar.buttons == []
    assert bar.list.currentText() == "Step through M3"
    assert bar.note.text() == "There are nine classes; choose one."
    bar.show()
    bar.focus_first()
    with qtbot.waitSignal(bar.chosen) as caught:
        qtbot.keyClick(bar.list, Key.Key_Down)
        bar.list.activated.emit(bar.list.currentIndex())
    assert caught.args == [many[4].part]


# ── the form ─────────────────────────────────────────────────────────────────────────────────


def test_the_form_has_a_field_for_each_argument(form: SetupForm) -> None:
    assert list(form.fields) == [
        ("init", "N"), ("init", "bias"), ("inputs", "x"), ("target", ""), ("seed", ""),
    ]  # fmt: skip
    assert form.fields["init", "N"].text == "2"
    assert form.fields["init", "bias"].line.placeholderText() == "True"
    assert "True if left empty" in form.fields["init", "bias"].line.toolTip()
    assert form.fields["inputs", "x"].line.toolTip() == "x: Tensor"
    assert not form.fields["target", ""].isVisible()


def test_enter_takes_what_was_typed(qtbot: QtBot, form: SetupForm) -> None:
    type_in(qtbot, form.fields["init", "N"], "3")
    with qtbot.waitSignal(form.changed) as caught:
        qtbot.keyClick(form.fields["init", "N"].line, Key.Key_Return)
    assert caught.args == [setup({"N": "3"}, {"x": "randn(2, 1)"})]


def test_leaving_a_field_takes_it_and_escape_gives_back(qtbot: QtBot, form: SetupForm) -> None:
    x = form.fields["inputs", "x"]
    type_in(qtbot, x, "ones(2)")
    qtbot.keyClick(x.line, Key.Key_Escape)
    assert x.text == "randn(2, 1)"
    type_in(qtbot, x, "ones(2)")
    with qtbot.waitSignal(form.changed) as caught:
        form.fields["init", "N"].setFocus()
    assert caught.args[0].inputs == (("x", "ones(2)"),)


def test_a_mistake_is_named_at_its_field_while_typing_and_not_taken(
    qtbot: QtBot, form: SetupForm
) -> None:
    x = form.fields["inputs", "x"]
    type_in(qtbot, x, "randn(?)")
    assert not x.problem.isVisible()
    qtbot.waitUntil(x.problem.isVisible)
    assert x.problem.text() == "“randn(?)” cannot be read as inputs."
    with qtbot.assertNotEmitted(form.changed):
        qtbot.keyClick(x.line, Key.Key_Return)
    assert not form.complete()
    type_in(qtbot, x, "7")
    qtbot.waitUntil(lambda: not x.problem.isVisible())
    assert form.complete()


def test_a_field_without_a_default_needs_a_value(qtbot: QtBot, form: SetupForm) -> None:
    type_in(qtbot, form.fields["init", "N"], " ")
    assert not form.complete()
    assert form.fields["init", "N"].problem.text() == "N needs a value."
    assert form.fields["init", "N"].line.hasFocus()
    assert form.complain("x", "x has the wrong shape.")
    assert form.fields["inputs", "x"].problem.text() == "x has the wrong shape."
    assert not form.complain("nobody", "…")


def test_a_loss_on_top_asks_for_its_target(qtbot: QtBot, form: SetupForm) -> None:
    form.loss.setFocus()
    with qtbot.waitSignal(form.changed) as caught:
        form.loss.setCurrentIndex(form.loss.findData("mse"))
        form.loss.activated.emit(form.loss.currentIndex())
    entered = caught.args[0]
    assert entered.loss == "mse"
    form.show_part(MODEL, FIELDS, entered)
    target = form.fields["target", ""]
    assert target.isVisible()
    assert target.line.placeholderText() == "made to fit the output"
    assert form.complete()
    type_in(qtbot, target, "ones(1)")
    with qtbot.waitSignal(form.changed) as caught:
        qtbot.keyClick(target.line, Key.Key_Return)
    assert caught.args[0].target == "ones(1)"
    assert form.setup.target == "ones(1)"


def test_the_seed_is_a_whole_number(qtbot: QtBot, form: SetupForm) -> None:
    seed = form.fields["seed", ""]
    type_in(qtbot, seed, "12")
    with qtbot.waitSignal(form.seeded) as caught:
        qtbot.keyClick(seed.line, Key.Key_Return)
    assert caught.args == [12]
    type_in(qtbot, seed, "-1")
    qtbot.keyClick(seed.line, Key.Key_Return)
    assert seed.problem.isVisible()


def test_an_input_is_put_together_from_choices(qtbot: QtBot, form: SetupForm) -> None:
    x = form.fields["inputs", "x"]
    button = x.findChild(QToolButton)
    qtbot.mouseClick(button, LEFT)
    helper = form.helpers[0]
    assert helper.isVisible()
    assert (helper.generator.currentData(), helper.shape_.text()) == ("randn", "2, 1")
    helper.shape_.selectAll()
    qtbot.keyClicks(helper.shape_, "4,3")
    helper.dtype.setCurrentIndex(2)
    helper.dtype.activated.emit(2)
    qtbot.mouseClick(helper.grad, LEFT)
    assert x.text == "randn(4, 3, dtype=float64, requires_grad=True)"
    with qtbot.waitSignal(form.changed):
        qtbot.keyClick(helper.shape_, Key.Key_Return)
    assert not helper.isVisible()
    qtbot.mouseClick(button, LEFT)
    assert (helper.dtype.currentData(), helper.grad.isChecked()) == ("float64", True)
    helper.close()


def test_another_class_has_other_fields(form: SetupForm) -> None:
    form.show_part(Part("function", "f"), (FormField("inputs", "u"),), setup())
    assert list(form.fields) == [("inputs", "u"), ("target", ""), ("seed", "")]
    form.show_part(STATEMENTS, (), setup())
    assert list(form.fields) == [("seed", "")]
    form.show_part(None, (), setup())
    assert not form.isVisible()


# ── parameters, questions, mistakes ──────────────────────────────────────────────────────────


def test_the_parameters_lead_to_their_nodes(qtbot: QtBot) -> None:
    listed = ParametersList()
    qtbot.addWidget(listed)
    listed.resize(300, 200)
    listed.show_parameters(
        (
            Parameter("w", (2, 3), "float32", True, "w2"),
            Parameter("b", (), "float64", False, None),
        )
    )
    assert listed.title.text() == "parameters() collects 2 tensors, 7 numbers"
    model = listed.table.rows
    assert [model.index(0, c).data() for c in range(4)] == ["w", "2×3", "float32", "yes"]
    assert [model.index(1, c).data() for c in range(4)] == ["b", "number", "float64", "frozen"]
    listed.show()
    with qtbot.waitSignal(listed.chosen) as caught:
        place = listed.table.visualRect(model.index(0, 0)).center()
        qtbot.mouseClick(listed.table.viewport(), LEFT, pos=place)
    assert caught.args == ["w2"]
    with qtbot.assertNotEmitted(listed.chosen):
        place = listed.table.visualRect(model.index(1, 0)).center()
        qtbot.mouseClick(listed.table.viewport(), LEFT, pos=place)
    listed.show_parameters(())
    assert not listed.isVisible()


@pytest.fixture
def panel(qtbot: QtBot) -> CodePanel:
    panel = CodePanel(check)
    qtbot.addWidget(panel)
    panel.resize(340, 600)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def test_code_from_a_file_asks_first(qtbot: QtBot, panel: CodePanel) -> None:
    panel.consent.ask()
    assert panel.consent.run.hasFocus()
    with qtbot.waitSignal(panel.consent.agreed):
        qtbot.keyClick(panel.consent.run, Key.Key_Space)


def test_a_mistake_has_its_sentence_below_the_code_and_a_way_to_its_line(
    qtbot: QtBot, panel: CodePanel
) -> None:
    panel.edit.open_text("a\nb\nc")
    panel.show_problem(InputError("b is not defined.", line=2, column=1), "Traceback …")
    assert panel.problem.sentence.text() == "b is not defined."
    assert panel.edit.wrong_line == 2
    qtbot.mouseClick(panel.problem.go, LEFT)
    assert panel.edit.textCursor().blockNumber() == 1
    details = panel.problem.details
    assert not details.page.isVisible()
    qtbot.mouseClick(details.button, LEFT)
    assert details.page.isVisible()
    assert details.page.toPlainText() == "Traceback …"
    panel.show_problem(None)
    assert not panel.problem.isVisible()


def test_a_run_that_takes_longer_can_be_stopped(qtbot: QtBot, panel: CodePanel) -> None:
    panel.show_running(True)
    assert not panel.stop.isVisible()
    qtbot.waitUntil(panel.stop.isVisible)
    assert panel.progress.isVisible()
    panel.show_running(False)
    assert not panel.stop.isVisible()
    assert panel.run.isVisible()


def test_nothing_below_the_code_is_wider_than_the_panel(qtbot: QtBot, panel: CodePanel) -> None:
    panel.resize(260, 600)
    panel.offers.show_offers(OFFERS, MODEL)
    panel.form.show_part(MODEL, FIELDS, setup({"N": "2"}, {"x": "randn(2, 1)"}))
    panel.parameters.show_parameters(
        [Parameter(f"layers.{n}.weight", (80, 80), "float32", True, None) for n in range(400)]
    )
    panel.fit()
    qtbot.waitUntil(lambda: panel.parameters.isVisible())
    room = panel._scroll.viewport().width()
    assert panel._lower.width() <= room
    assert panel._lower.minimumSizeHint().width() <= room


def test_the_line_of_a_mistake_stays_in_sight_when_its_sentence_appears(
    qtbot: QtBot, panel: CodePanel
) -> None:
    panel.resize(300, 360)
    panel.edit.setPlainText("\n".join(f"x{line} = {line}" for line in range(1, 60)))
    qtbot.wait(1)
    last = [line for line, top, height in panel.edit.lines_in_view()][-2]
    panel.show_problem(
        InputError("This goes wrong in a way that takes two lines to tell.", line=last)
    )
    qtbot.waitUntil(lambda: panel.problem.isVisible())
    panel.notes.show_notes([Note(1, "One more thing to say, which takes room.")] * 6)
    panel.fit()
    qtbot.wait(1)
    room = panel.edit.viewport().height()
    seen = {line for line, top, height in panel.edit.lines_in_view() if top + height <= room}
    assert last in seen
