import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from graphlab.panels.choice_form import ChoiceForm
from graphlab.task.choice import Choice, Field, Row

Key = Qt.Key
SGD = Row(
    "sgd",
    "SGD",
    "Goes down the gradient.",
    (
        Field("rate", "Learning rate", "How far a step goes.", 0.01, "number", 0, 10),
        Field("batch", "Batch size", "Points of one step.", 8, "whole", 1, 1000),
        Field("nesterov", "Nesterov", "Looks ahead.", False, "switch"),
        Field("form", "Form", "How it is written.", "mean", "option", options=("mean", "sum")),
        Field("layers", "Layers", "Widths, with commas.", "8, 8", "text"),
    ),
)
ADAM = Row(
    "adam",
    "Adam",
    "Scales each step.",
    (Field("rate", "Learning rate", "How far a step goes.", 0.001, "number", 0, 10),),
)


@pytest.fixture
def form(qtbot):
    form = ChoiceForm("Optimiser", (SGD, ADAM))
    qtbot.addWidget(form)
    form.resize(240, 300)
    with qtbot.waitExposed(form):
        form.show()
    form.activateWindow()
    form.changes = []
    form.changed.connect(form.changes.append)
    return form


def typed(form, name, text, key=Key.Key_Return):
    line = form.field(name).line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, key)


def test_defaults_are_shown_and_nothing_is_said(form):
    assert form.field("rate").line.text() == "0.01"
    assert form.field("batch").line.text() == "8"
    assert form.field("layers").line.text() == "8, 8"
    assert form.field("form").box.currentText() == "mean"
    assert not form.field("nesterov").box.isChecked()
    assert form.changes == []


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [("rate", "0,5", 0.5), ("rate", "1e-2 ", 0.01), ("batch", "16", 16), ("layers", "4", "4")],
)
def test_what_is_typed_is_read_in_the_type_of_the_field(form, name, text, value):
    typed(form, name, "3")
    typed(form, name, text)
    assert form.choice.values(SGD)[name] == value
    assert type(form.choice.values(SGD)[name]) is type(value)
    assert form.changes[-1] is form.choice


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rate", "-1", "a number from 0 to 10"),
        ("rate", "fast", "not a number"),
        ("rate", "", "needs a value"),
        ("batch", "2.5", "a whole number"),
        ("batch", "nan", "finite"),
    ],
)
def test_what_cannot_be_is_marked_and_the_old_value_stays(form, name, text, said):
    typed(form, "rate", "0.3")
    line = form.field(name).line
    line.setFocus()
    line.selectAll()
    QTest.keyClick(line, Key.Key_Delete)
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Key.Key_Return)
    assert said in form.field(name).problem.text()
    assert form.field(name).problem.isVisible()
    assert line.property("wrong")
    assert line.text() == text  # to be mended, not typed again
    assert form.choice == Choice("sgd", (("rate", 0.3),))
    assert len(form.changes) == 1
    QTest.keyClick(line, Key.Key_Escape)
    assert not form.field(name).problem.isVisible()
    assert line.text() == ("0.3" if name == "rate" else "8")
    assert not line.property("wrong")


def test_leaving_a_field_takes_it(form):
    line = form.field("rate").line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "0.7")
    form.field("batch").line.setFocus()
    assert form.choice.values(SGD)["rate"] == 0.7


def test_switches_and_lists_are_taken_at_once(form):
    QTest.keyClick(form.field("nesterov").box, Key.Key_Space)
    assert form.choice.values(SGD)["nesterov"] is True
    box = form.field("form").box
    QTest.keyClick(box, Key.Key_Down)
    assert form.choice.values(SGD)["form"] == "sum"
    assert len(form.changes) == 2


@pytest.mark.parametrize(
    ("name", "key", "expected"),
    [
        ("rate", Key.Key_Up, 0.02),
        ("rate", Key.Key_Down, 0.005),
        ("batch", Key.Key_Up, 9),
        ("batch", Key.Key_Down, 7),
    ],
)
def test_arrows_go_to_the_next_number(form, name, key, expected):
    QTest.keyClick(form.field(name).line, key)
    assert form.choice.values(SGD)[name] == expected


def test_arrows_stop_where_the_field_does(form):
    for _ in range(9):
        QTest.keyClick(form.field("batch").line, Key.Key_Down)
    assert form.choice.values(SGD)["batch"] == 1


def test_another_row_has_its_own_fields_and_the_first_keeps_what_was_set(form):
    typed(form, "rate", "0.3")
    QTest.keyClick(form.rows, Key.Key_Down)
    assert form.choice == Choice("adam")
    assert form.changes[-1] == Choice("adam")
    assert form.field("rate").line.text() == "0.001"
    QTest.keyClick(form.rows, Key.Key_Up)
    assert form.choice == Choice("sgd", (("rate", 0.3),))
    assert form.field("rate").line.text() == "0.3"


def test_a_choice_from_elsewhere_is_shown_without_a_word(form):
    form.show_choice(Choice("sgd", (("batch", 4), ("nesterov", True))))
    assert form.field("batch").line.text() == "4"
    assert form.field("nesterov").box.isChecked()
    form.show_choice(Choice("adam", (("rate", 0.2),)))
    assert form.field("rate").line.text() == "0.2"
    assert form.rows.currentText() == "Adam"
    assert form.changes == []


def test_everything_has_a_tip_and_a_name(form):
    for spec in SGD.fields:
        editor = form.field(spec.name).editor
        assert editor.toolTip() == spec.tip
        assert editor.accessibleName() == spec.label
    assert form.rows.toolTip() == SGD.tip


def test_a_sentence_from_elsewhere_stands_at_its_field(form):
    form.complain("batch", "There are 5 points; the batch holds 8.")
    assert form.field("batch").problem.isVisible()
    form.complain("batch", "")
    assert not form.field("batch").problem.isVisible()
