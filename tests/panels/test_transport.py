from itertools import pairwise

import pytest

from graphlab.panels.step_bar import StepBar
from graphlab.panels.transport import Transport
from graphlab.study.labels import Labels
from graphlab.study.moment import Moment
from graphlab.study.player import Player
from tests.lecture import lecture_record


@pytest.fixture
def transport(qtbot):
    transport = Transport()
    qtbot.addWidget(transport)
    transport.resize(900, 44)
    with qtbot.waitExposed(transport):
        transport.show()
    return transport


@pytest.mark.parametrize("fine", [False, True])
def test_the_step_bar_stays_where_it_is_through_the_whole_walk(qtbot, transport, fine):
    record = lecture_record()
    labels = Labels(record, "evaluation")
    widths = set()
    player = Player(record, fine=fine)
    while True:
        transport.show_player(player, labels)
        qtbot.wait(1)
        widths.add(transport.bar.width())
        if player.at_end:
            break
        player = player.forward()
    assert len(widths) == 1


@pytest.mark.parametrize("fine", [False, True])
@pytest.mark.parametrize("width", [552, 620, 900])
def test_in_a_narrow_window_nothing_covers_anything(qtbot, transport, width, fine):
    record = lecture_record()
    transport.set_speeds((0.3, 1.2))
    transport.resize(width, 44)
    transport.show_player(Player(record, Moment(13), fine=fine), Labels(record, "evaluation"))
    qtbot.wait(1)
    row = [transport.buttons["last"], transport.bar, transport._where]
    row += [transport.buttons["finer"], transport.speed]
    edges = [(w.x(), w.geometry().right()) for w in row if w.isVisible()]
    assert all(end < start for (_, end), (start, _) in pairwise(edges)), edges
    assert edges[-1][1] <= width
    assert transport.speed.isVisible() or width < 900


def test_the_colours_change_at_the_mark(qtbot):
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.resize(400, 30)
    bar.show_player(Player(lecture_record(), Moment(16)))
    image = bar.grab().toImage()
    middle, mark = image.height() // 2, round(bar.border_x)
    before, after = (image.pixelColor(mark + by, middle).name() for by in (-4, 4))
    assert (before, after) == ("#0072b2", "#d55e00")
