import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from graphlab.app.style import set_colours, set_font
from graphlab.panels.plane_bar import PlaneBar
from graphlab.panels.plane_tools import TOOLS

Button, Key = Qt.MouseButton, Qt.Key


@pytest.fixture
def bar(qtbot):
    bar = PlaneBar()
    qtbot.addWidget(bar)
    bar.resize(240, 60)
    with qtbot.waitExposed(bar):
        bar.show()
    return bar


@pytest.mark.parametrize("tool", TOOLS[1:])
def test_a_click_chooses_a_tool(bar, qtbot, tool):
    with qtbot.waitSignal(bar.tool_chosen) as chosen:
        QTest.mouseClick(bar.tools[tool], Button.LeftButton)
    assert chosen.args == [tool]
    assert [name for name, button in bar.tools.items() if button.isChecked()] == [tool]
    assert bar.radius.isEnabled() == (tool == "eraser")
    assert not bar.density.isEnabled()


def test_a_tool_chosen_by_a_key_is_shown_without_a_word(bar, qtbot):
    with qtbot.assertNotEmitted(bar.tool_chosen):
        bar.show_tool("select")
    assert bar.tools["select"].isChecked()


def test_sliders_say_how_wide_and_how_dense(bar, qtbot):
    with qtbot.waitSignal(bar.brush_changed) as brush:
        QTest.keyClick(bar.radius, Key.Key_Right)
    assert brush.args == [19.0, 5.0]
    with qtbot.waitSignal(bar.brush_changed) as brush:
        QTest.keyClick(bar.density, Key.Key_Home)
    assert brush.args == [19.0, 1.0]


@pytest.mark.parametrize("name", ["jitter", "clear", "fit"])
def test_each_button_asks_for_what_it_says(bar, qtbot, name):
    with qtbot.waitSignal(getattr(bar, f"{name}_asked")):
        QTest.mouseClick(getattr(bar, name), Button.LeftButton)


def test_it_fits_beside_the_graph_at_its_narrowest(qtbot, qapp):
    set_font(qapp)
    set_colours(qapp, "light")
    bar = PlaneBar()
    qtbot.addWidget(bar)
    assert bar.minimumSizeHint().width() <= 224
    assert all(button.toolTip() for button in bar.tools.values())
    assert all(not button.icon().isNull() for button in bar.tools.values())
