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


def test_the_colours_change_at_the_mark(qtbot):
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.resize(400, 30)
    bar.show_player(Player(lecture_record(), Moment(16)))
    image = bar.grab().toImage()
    middle, mark = image.height() // 2, round(bar.border_x)
    before, after = (image.pixelColor(mark + by, middle).name() for by in (-4, 4))
    assert (before, after) == ("#0072b2", "#d55e00")
