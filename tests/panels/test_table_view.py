import pytest
from PySide6.QtGui import QFontMetricsF

from graphlab.panels.table_view import fitting
from graphlab.panels.values import Values


@pytest.fixture
def values(qtbot):
    values = Values()
    qtbot.addWidget(values)
    values.resize(300, 640)
    values.show()
    return values


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("number", ["0.5", "−0.09825", "−1.234e−5", "−0.098251"])
def test_no_digit_of_a_number_is_cut_off(values, number, bold):
    for table in (values.nodes, values.edges):
        font = table.font()
        font.setBold(bold)
        room = table.columnWidth(2) - 12
        assert QFontMetricsF(fitting(font, number, room)).horizontalAdvance(number) <= room
