from itertools import pairwise

import pytest
import torch
from torch import nn

from graphlab.engine.call import record_call
from graphlab.panels.step_bar import StepBar
from graphlab.panels.transport import Transport
from graphlab.study.boxes import closed
from graphlab.study.labels import Labels
from graphlab.study.modules import tree_of
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


@pytest.fixture(scope="module")
def folded():
    torch.manual_seed(0)
    whole = record_call(
        nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)), (torch.ones(2),)
    )
    return closed(whole, [part.key for part in tree_of(whole).inside("")[0:1]])


@pytest.mark.parametrize("width", [420, 470, 560, 640, 742, 1000])
def test_words_and_speeds_make_room_for_the_bar_and_touch_nothing(qtbot, transport, folded, width):
    transport.set_speeds((0.3, 1.2))
    player, labels = Player(folded), Labels(folded, "evaluation")
    texts = set()
    for moment in range(player.count + 1):
        transport.resize(width, 44)
        transport.show_player(Player(folded, Moment(moment)), labels)
        qtbot.wait(1)
        texts.add(transport.place.text())
        needed = transport.place.sizeHint().width() + 4 + transport.symbol.sizeHint().width()
        assert needed <= transport._where.width(), transport.place.text()
    row = [transport.buttons["last"], transport.bar, transport._where]
    row += [transport.buttons["finer"], transport.speed]
    edges = [(w.x(), w.geometry().right()) for w in row if w.isVisible()]
    assert all(end < start for (_, end), (start, _) in pairwise(edges)), edges
    assert edges[-1][1] <= width
    assert transport.bar.width() >= 80 or width < 560
    assert any("step" in text for text in texts) == (width >= 560)
    assert any("backward" in text for text in texts) == (width >= 742)
    assert transport.place.accessibleName() == player_words(folded)


def player_words(record):
    count = len(record.whole.steps)
    last = Player(record, Moment(len(record.steps)))
    assert last.among_all is not None
    return f"Stop {last.count} of {last.count} (step {last.among_all[0]} of {count}) · backward"


def test_the_colours_change_at_the_mark(qtbot):
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.resize(400, 30)
    bar.show_player(Player(lecture_record(), Moment(16)))
    image = bar.grab().toImage()
    middle, mark = image.height() // 2, round(bar.border_x)
    before, after = (image.pixelColor(mark + by, middle).name() for by in (-4, 4))
    assert (before, after) == ("#0072b2", "#d55e00")
