import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPalette, QRegion

from graphlab.app.chrome import chrome_of
from graphlab.app.style import sheet
from graphlab.engine.expressions.expression import record_expression
from graphlab.panels.table_view import ROW_HEIGHT, fitting
from graphlab.panels.values import Values
from graphlab.study.moment import Moment
from graphlab.study.tables import Tables
from tests.lecture import lecture_record


@pytest.fixture
def values(qtbot):
    values = Values()
    qtbot.addWidget(values)
    values.resize(300, 640)
    values.show()
    return values


@pytest.mark.parametrize("bold", [False, True])
@pytest.mark.parametrize("number", ["0.5", "−0.09825", "−1.234e−5", "−0.098251"])
@pytest.mark.parametrize("width", [240, 300])
def test_no_digit_of_a_number_is_cut_off(values, number, bold, width):
    values.resize(width, 640)
    for table in (values.nodes, values.edges):
        font = table.font()
        font.setBold(bold)
        room = (table.columnWidth(2) or table.columnWidth(3)) - 12
        assert QFontMetricsF(fitting(font, number, room)).horizontalAdvance(number) <= room


class Painted(QObject):
    """Remembers which region of a widget was painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, _, event):
        if event.type() == QEvent.Type.Paint:
            self.region += event.region()
        return False


def test_a_step_tells_of_the_rows_it_changed_and_of_no_others(values):
    tables, told = Tables(lecture_record()), []
    values.show_rows(*tables.at(Moment(4)))
    values.nodes.rows.dataChanged.connect(
        lambda first, last: told.append((first.row(), last.row()))
    )
    values.nodes.rows.modelReset.connect(lambda: told.append("all"))
    values.show_rows(*tables.at(Moment(5)))
    assert told == [(3, 3), (4, 4)]


def test_a_row_is_found_by_its_name_also_after_another_graph(values):
    values.show_rows(*Tables(lecture_record()).at(Moment(0)))
    assert values.nodes.rows.row_of("w8") == 7
    assert values.edges.rows.row_of("w4>w5:0") == 4
    values.show_rows(*Tables(record_expression("x*x", {"x": 2.0})).at(Moment(0)))
    assert values.nodes.rows.row_of("w8") is None
    assert values.edges.rows.row_of("w1>w2:1") == 0


def test_a_table_that_scrolls_paints_only_the_rows_that_come_in(values, qapp):
    painted, bar = Painted(values.nodes.viewport()), values.nodes.verticalScrollBar()
    tables = Tables(record_expression(f"{'sin cos ' * 20}x", {"x": 0.5}))
    for step in (0, 22, 23, 24):
        before, painted.region = bar.value(), QRegion()
        values.show_rows(*tables.at(Moment(step)))
        qapp.processEvents()
    assert bar.value() == before + ROW_HEIGHT
    # the row that comes in, the one that is active now, the one that was, and one cut at the edge
    assert 0 < sum(part.height() for part in painted.region) <= 4 * ROW_HEIGHT
    assert 4 * ROW_HEIGHT < values.nodes.viewport().height()


def test_below_the_last_row_there_is_the_colour_of_the_table(values):
    values.show_rows(*Tables(record_expression("x*x", {"x": 2.0})).at(Moment(0)))
    palette = values.nodes.palette()
    palette.setColor(QPalette.ColorRole.Base, QColor("#123456"))
    values.nodes.setPalette(palette)
    seen = values.nodes.viewport().grab().toImage()
    assert seen.pixelColor(seen.width() // 2, seen.height() - 2) == QColor("#123456")


def shown_columns(table):
    return [
        column.title
        for place, column in enumerate(table.rows.columns)
        if not table.isColumnHidden(place)
    ]


def heads_are_whole(table):
    font = table.horizontalHeader().font()
    font.setPixelSize(12)  # as the style sheet says
    metrics = QFontMetricsF(font)
    return all(
        metrics.horizontalAdvance(column.title) + 11 <= table.columnWidth(place)
        for place, column in enumerate(table.rows.columns)
        if not table.isColumnHidden(place)
    )


@pytest.mark.parametrize("width", [240, 300])
def test_columns_end_within_the_panel_and_their_heads_are_whole(values, width):
    values.setStyleSheet(sheet(chrome_of("light")))
    values.resize(width, 900)  # no scroll bar: whether one is needed depends on the font
    values.show_rows(*Tables(lecture_record()).at(Moment(16)))
    for table in (values.nodes, values.edges):
        assert table.horizontalHeader().length() <= table.viewport().width()
        assert table.columnWidth(1) >= 56
        assert heads_are_whole(table)


def test_the_numbers_of_partials_give_way_in_a_narrow_panel(values):
    values.show_rows(*Tables(lecture_record()).at(Moment(16)))
    whole = ["∂wⱼ/∂wᵢ", "formula", "value", "contribution"]
    assert shown_columns(values.edges) == whole
    values.resize(240, 640)
    assert shown_columns(values.edges) == [whole[0], whole[1], whole[3]]
    place = values.edges.rows.row_of("w4>w5:0")
    assert values.edges.rows.index(place, 1).data(Qt.ItemDataRole.ToolTipRole) == "2*w4 = 1.651"
    values.edges.setCurrentIndex(values.edges.rows.index(place, 1))
    assert "value = 1.65067" in values.digits.text()
    values.resize(300, 640)
    assert shown_columns(values.edges) == whole


def test_between_tensors_there_is_no_column_for_the_number_of_a_partial(values):
    record = record_expression("A x", {"A": [[1.0, 2.0], [3.0, 4.0]], "x": [1.0, 2.0]})
    values.show_rows(*Tables(record).at(Moment(0)))
    assert shown_columns(values.edges) == ["∂wⱼ/∂wᵢ", "formula", "contribution"]
    values.show_rows(*Tables(lecture_record()).at(Moment(0)))
    assert "value" in shown_columns(values.edges)


def test_digits_without_room_end_in_dots_and_are_whole_in_the_tip(values):
    record = record_expression("inv(A)", {"A": [[2.0, 1.0], [0.5, 3.0]]})
    values.show_rows(*Tables(record).at(Moment(len(record.steps))))
    height = values.tables.height()
    values.nodes.setCurrentIndex(values.nodes.rows.index(1, 0))
    value, adjoint = values.digits.text().split("\n")
    assert value.endswith("…")
    assert adjoint == "adjoint = [1, 1; 1, 1]"
    whole = values.digits.toolTip()
    assert whole.startswith(value[:-1])
    assert whole.count(";") == 2
    assert values.tables.height() == height
    values.resize(1400, 640)
    assert values.digits.text() == whole
    assert not values.digits.toolTip()
