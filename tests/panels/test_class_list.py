import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from graphlab.panels.class_list import ClassList
from graphlab.task.classes import class_added, class_removed
from graphlab.task.points import Points

Button, Key = Qt.MouseButton, Qt.Key
THREE = Points(np.zeros((4, 2)), np.array([0, 1, 1, 2]), "classes", ("A", "B", "C"))
CURVE = Points(np.zeros((4, 2)), np.zeros(4), "curve", ())
SURFACE = Points(np.zeros((4, 2)), np.zeros(4), "surface", ())


@pytest.fixture
def classes(qtbot):
    classes = ClassList()
    qtbot.addWidget(classes)
    classes.resize(240, 300)
    classes.show_points(THREE)
    with qtbot.waitExposed(classes):
        classes.show()
    classes.activateWindow()
    return classes


def typed(classes, place, text):
    name = classes.rows[place].name
    name.setFocus()
    name.selectAll()
    QTest.keyClick(name, Key.Key_Delete)
    QTest.keyClicks(name, text)
    QTest.keyClick(name, Key.Key_Return)


def test_each_class_has_a_row_with_its_name_and_count(classes):
    assert [row.name.text() for row in classes.rows] == ["A", "B", "C"]
    assert [row.count.text() for row in classes.rows] == ["1", "2", "1"]
    assert not classes.sentence.isVisible()


def test_a_click_on_a_marker_chooses_the_class(classes, qtbot):
    with qtbot.waitSignal(classes.chosen) as chosen:
        QTest.mouseClick(classes.rows[2].mark, Button.LeftButton)
    assert chosen.args == [2]
    assert not classes.rows[0].mark.isChecked()
    with qtbot.assertNotEmitted(classes.chosen):
        classes.show_chosen(1)
    assert classes.rows[1].mark.isChecked()


def test_a_name_is_typed_over(classes, qtbot):
    with qtbot.waitSignal(classes.renamed) as renamed:
        typed(classes, 1, " very  ill ")
    assert renamed.args == [1, "very ill"]


@pytest.mark.parametrize(("text", "said"), [("A", "another class"), ("", "needs a name")])
def test_a_name_that_cannot_be_is_marked_and_escape_brings_the_old_one_back(
    classes, qtbot, text, said
):
    with qtbot.assertNotEmitted(classes.renamed):
        typed(classes, 1, text)
    assert said in classes.problem.text()
    assert classes.problem.isVisible()
    name = classes.rows[1].name
    assert name.property("wrong")
    QTest.keyClick(name, Key.Key_Escape)
    assert name.text() == "B"
    assert not name.property("wrong")
    assert not classes.problem.isVisible()


def test_a_cross_removes_its_class_and_says_that_points_go_too(classes, qtbot):
    assert "with its 2 points" in classes.rows[1].away.toolTip()
    with qtbot.waitSignal(classes.removed) as removed:
        QTest.mouseClick(classes.rows[1].away, Button.LeftButton)
    assert removed.args == [1]
    classes.show_points(class_removed(THREE, 1))
    assert [row.name.text() for row in classes.rows] == ["A", "C"]


def test_up_to_eight_classes_can_be_added(classes, qtbot):
    with qtbot.waitSignal(classes.added):
        QTest.mouseClick(classes.more, Button.LeftButton)
    points = THREE
    while len(points.names) < 8:
        points = class_added(points)
    classes.show_points(points)
    assert not classes.more.isEnabled()
    assert len({row.mark.accessibleName() for row in classes.rows}) == 8


def test_one_class_is_said_to_be_regression(classes):
    classes.show_points(CURVE)
    assert classes.rows == ()
    assert classes.sentence.isVisible()
    assert "regression" in classes.sentence.text()
    assert classes.more.isVisible()
    assert not classes.number.isVisible()


def test_painting_numbers_is_a_switch_with_a_number(classes, qtbot):
    with qtbot.waitSignal(classes.painting) as painting:
        QTest.mouseClick(classes.paint, Button.LeftButton, pos=classes.paint.rect().center())
    assert painting.args == [True]
    with qtbot.assertNotEmitted(classes.painting):
        classes.show_points(SURFACE)
    assert not classes.more.isVisible()
    classes.number.selectAll()
    with qtbot.waitSignal(classes.number_taken) as number:
        QTest.keyClicks(classes.number, "2,5")
        QTest.keyClick(classes.number, Key.Key_Return)
    assert number.args == [2.5]
    classes.number.selectAll()
    QTest.keyClicks(classes.number, "much")
    QTest.keyClick(classes.number, Key.Key_Return)
    assert "not a number" in classes.problem.text()


def test_rows_that_are_gone_leave_nothing_behind(classes, qtbot):
    for _ in range(20):
        classes.show_points(CURVE)
        classes.show_points(THREE)
    qtbot.wait(1)
    assert len(classes.findChildren(type(classes.rows[0]))) == 3
