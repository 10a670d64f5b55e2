"""What the views show for the choices of the View menu, and for what a run has to tell."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graphlab.app.controller import Controller
from graphlab.app.places import busy_places, rectangle
from graphlab.app.views import SETTLED
from graphlab.app.window import Window
from graphlab.engine.expressions.expression import record_expression
from graphlab.record import AdjointForms, Check, Event
from graphlab.worker.messages import Symbolic
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from graphlab.app.settings import Settings
    from tests.app.conftest import HandLink


def second_column(controller: Controller) -> list[str]:
    model = controller.desk.values.nodes.rows
    return [model.columns[1].text(row) for row in model.rows]


def answer(controller: Controller, link: HandLink, **changes: object) -> None:
    link.at_once = False
    controller.work.run()
    link.answer(replace(lecture_record(), **changes))


def test_digits_change_every_number(controller: Controller) -> None:
    controller.walk.scrub(13)
    controller.actions.trigger("digits-6")
    assert controller.desk.values.nodes.rows.rows[3].adjoint == "4.51297"
    assert "4.51297" in controller.desk.narration.full


def test_numbering_by_level_renames_cards_rows_and_outputs(controller: Controller) -> None:
    controller.walk.scrub(7)
    controller.actions.trigger("numbering-level")
    assert controller.desk.transport.symbol.text == "w₆"
    assert controller.desk.values.nodes.rows.rows[6].label_text == "w₆"


@pytest.mark.parametrize("way", ["lr", "tb", "auto"])
def test_a_direction_draws_the_same_step_again(controller: Controller, way: str) -> None:
    controller.walk.scrub(13)
    controller.actions.trigger(f"orientation-{way}")
    picture = controller.desk.canvas.picture
    assert picture is not None
    width, height = picture.size
    assert (height > width) == (way == "tb")
    assert picture.item("chip:w4>w5:0") is not None


def test_turn_goes_there_and_back(controller: Controller) -> None:
    controller.actions.trigger("turn")
    assert controller.view.options.orientation == "tb"
    assert controller.actions["turn"].isEnabled()
    controller.actions.trigger("turn")
    assert controller.view.options.orientation == "lr"


def test_zoom_and_fit_move_the_camera(controller: Controller) -> None:
    fitted = controller.desk.canvas.zoom
    controller.actions.trigger("zoom-in")
    assert controller.desk.canvas.zoom > fitted
    controller.actions.trigger("zoom-out")
    controller.actions.trigger("fit")
    assert controller.desk.canvas.zoom == pytest.approx(fitted)


def test_the_second_column_shows_the_form_that_is_chosen(
    controller: Controller, link: HandLink
) -> None:
    controller.walk.scrub(16)
    assert second_column(controller)[3] == "cos(w3)"
    controller.desk.values.form_chosen.emit("numbers")
    assert second_column(controller)[3] == "2·1.651 + 1·1.212"
    controller.desk.values.form_chosen.emit("nodes")
    assert second_column(controller)[3] == "…"
    forms = {"w4": AdjointForms(r"4 w_{4}", "4*w4 + 1/w4")}
    link.message.emit(Symbolic(link.runs[-1].number, forms))
    assert second_column(controller)[3] == "4*w4 + 1/w4"


def test_the_form_that_was_chosen_is_there_at_the_next_start(
    qtbot: QtBot, controller: Controller, settings: Settings, link: HandLink
) -> None:
    form = controller.desk.values.form
    form.setCurrentIndex(form.findData("numbers"))
    form.activated.emit(form.currentIndex())
    window = Window(settings, "light")
    qtbot.addWidget(window)
    following = Controller(window, settings, None, {}, link)
    window.setCentralWidget(following.desk)
    assert following.desk.values.form.currentData() == "numbers", "before there is a graph too"
    following.start()
    following.walk.scrub(16)
    following.desk.values.needed.emit()
    assert second_column(following)[3] == "2·1.651 + 1·1.212"
    following.close()


def test_an_edge_in_the_table_leads_to_the_step_it_contributes_to(
    controller: Controller,
) -> None:
    controller.desk.values.edge_chosen.emit("w4>w7:0")
    assert controller.walk.player is not None
    assert controller.walk.player.index == 13


@pytest.mark.parametrize(
    ("key", "step"), [("card:w6", 6), ("edge:w4>w5:0", 13), ("adjoint:w3", 14), ("value:w2", 2)]
)
def test_a_click_leads_to_the_step(controller: Controller, key: str, step: int) -> None:
    controller.views.take_click(key)
    assert controller.walk.player is not None
    assert controller.walk.player.index == step


@pytest.mark.parametrize("key", ["label:w4>w5:0", "chip:w4>w5:0", "value:w4", "adjoint:w4"])
def test_every_kind_of_number_is_explained_once_it_is_revealed(
    controller: Controller, key: str
) -> None:
    controller.walk.scrub(13)
    controller.views.take_click(key)
    assert controller.desk.why.key == key
    controller.work.set_input("x", 0.6)
    assert controller.desk.why.isVisible()


def test_why_stays_inside_the_graph_and_beside_its_card(controller: Controller) -> None:
    controller.walk.scrub(16)
    for node in ("w1", "w4", "w8"):
        controller.views.explain(f"adjoint:{node}")
        why, stage = controller.desk.why, controller.desk.stage
        assert stage.rect().contains(why.geometry())


def test_an_event_of_the_run_is_said_until_it_is_closed(
    controller: Controller, link: HandLink
) -> None:
    event = Event("domain", "ln needs a number above 0.", None, "w7")
    answer(controller, link, events=(event,))
    notice = controller.desk.notice
    assert notice.sentence.text() == "ln needs a number above 0."
    notice.buttons[0].click()
    assert not notice.isVisible()
    answer(controller, link, events=(event,))
    assert not notice.isVisible()


def test_an_event_names_nodes_as_the_graph_does(controller: Controller, link: HandLink) -> None:
    event = Event("domain", "ln needs a number above 0; w₄ = −1, so w₇ is NaN.", None, "w7")
    answer(controller, link, events=(event,))
    controller.actions.trigger("numbering-level")
    said = "ln needs a number above 0; w₄ = −1, so w₆ is NaN."
    assert controller.desk.notice.sentence.text() == said
    controller.walk.scrub(7)
    assert said in controller.desk.narration.full


def test_what_is_mere_information_lies_over_no_graph(
    controller: Controller, link: HandLink
) -> None:
    event = Event("same_graph", "No value decided anything; w₄ is the same.")
    answer(controller, link, events=(event,))
    assert not controller.desk.notice.isVisible()
    assert "• No value decided anything; w₄ is the same." in controller.desk.formula.badge.toolTip()
    alarm = Event("domain", "ln needs a number above 0.", None, "w7")
    answer(controller, link, events=(event, alarm))
    assert controller.desk.notice.sentence.text() == "ln needs a number above 0."


def test_the_badge_says_nothing_while_a_large_graph_is_being_drawn(
    qtbot: QtBot, controller: Controller, link: HandLink
) -> None:
    large = record_expression(" + ".join(f"sin({n}x)" for n in range(1, 25)), {"x": 1.0})
    badge = controller.desk.formula.badge
    link.at_once = False
    controller.work.run()
    link.answer(large)
    assert controller.walk.player is None
    assert badge.text() == ""
    qtbot.waitUntil(lambda: controller.walk.player is not None, timeout=60_000)
    assert badge.text() == "✓ checked"


def test_table_heads_say_the_letter_of_the_nodes(controller: Controller, link: HandLink) -> None:
    source = replace(lecture_record().source, letter="v")
    answer(controller, link, source=source)
    values = controller.desk.values
    assert values.nodes.rows.columns[0].title == "vᵢ"
    assert values.edges.rows.columns[0].title == "∂vⱼ/∂vᵢ"
    assert "v̄ⱼ · ∂vⱼ/∂vᵢ" in values.edges.rows.columns[3].tip
    answer(controller, link)
    assert values.nodes.rows.columns[0].title == "wᵢ"


def test_numbers_that_differ_from_pytorch_raise_a_banner(
    controller: Controller, link: HandLink
) -> None:
    answer(controller, link, check=Check(False, 0.5, 0.5, "w̄₁ is 1, PyTorch says 1.5."))
    assert controller.desk.notice.property("tone") == "differs"
    assert controller.desk.notice.sentence.text().endswith("not shown: w̄₁ is 1, PyTorch says 1.5.")
    assert controller.desk.formula.badge.text() == "✕ differs"


def test_several_outputs_offer_where_gradients_start(
    controller: Controller, link: HandLink
) -> None:
    answer(controller, link, output_ids=("w7", "w8"))
    starting = controller.desk.inputs.starting
    assert starting.isVisible()
    starting.choice.activated.emit(1)
    assert link.runs[-1].cotangents == (1.0, 0.0)


def test_a_remark_goes_away_by_itself_once_it_can_have_been_read(controller: Controller) -> None:
    controller.messages.mention("word " * 40)
    assert controller.messages._passing.interval() == 200 * 70
    controller.messages.mention("The picture is on the clipboard.")
    assert controller.messages._passing.interval() == 4000
    assert controller.desk.notice.isVisible()
    controller.messages._passing.timeout.emit()
    assert not controller.desk.notice.isVisible()


@pytest.mark.parametrize("node", ["w1", "w3", "w4", "w6", "w8"])
def test_why_covers_no_card_of_the_lecture_at_1280_by_800(
    controller: Controller, node: str
) -> None:
    controller.walk.scrub(16)
    controller.views.explain(f"adjoint:{node}")
    picture, why = controller.desk.canvas.picture, controller.desk.why
    assert picture is not None
    cards = [item for item in picture.items if item.kind == "card"]
    places = [rectangle(controller.desk.canvas, item.bounds.grown(-11)) for item in cards]
    assert not any(why.geometry().intersects(place) for place in places)


def test_why_is_whole_when_the_formulas_come_while_it_is_open(
    controller: Controller, link: HandLink
) -> None:
    controller.walk.scrub(16)
    controller.views.explain("adjoint:w4")
    controller.work.set_input("x", 0.6)
    why = controller.desk.why
    assert why.height() >= why.sizeHint().height() > 80


def test_a_note_lies_where_it_covers_least_of_the_graph(
    controller: Controller, link: HandLink
) -> None:
    event = Event("tie", "max has a tie here, which PyTorch shares.", None, "w7")
    answer(controller, link, events=(event,))
    notice = controller.desk.notice
    busy = busy_places(controller.desk.canvas)
    assert not any(notice.geometry().intersects(place) for place in busy)


def test_the_written_sum_keeps_its_size_in_a_narrower_window(
    qtbot: QtBot, window: Window, controller: Controller
) -> None:
    window.resize(1900, 800)
    controller.walk.scrub(14)
    window.resize(1280, 800)
    qtbot.wait(1)
    picture = controller.desk.narration.written.picture
    assert picture is not None
    assert picture.size[0] <= controller.desk.narration.width()


def test_numbers_that_differ_from_pytorch_show_no_contribution_anywhere(
    controller: Controller, link: HandLink
) -> None:
    record = lecture_record()
    hidden = tuple(replace(edge, contribution=None) for edge in record.edges)
    answer(controller, link, edges=hidden, check=replace(record.check, agrees=False, note="w₄"))
    desk = controller.desk
    for step in range(1, 17):
        controller.walk.scrub(step)
        picture = desk.canvas.picture
        assert picture is not None
        assert not [item for item in picture.items if item.kind == "chip"]
        assert {row.contribution for row in desk.values.edges.rows.rows} == {"–"}
    controller.walk.scrub(13)
    assert desk.narration.full == "w̄₄ is 4.513. What w₅ and w₇ contribute to it is not shown."
    controller.views.explain("adjoint:w4")
    assert "Numbers" not in desk.why.accessibleDescription()
    assert desk.notice.isVisible()


def lies(controller: Controller) -> bool:
    picture = controller.desk.canvas.picture
    assert picture is not None
    return picture.size[0] > picture.size[1]


def test_before_the_first_step_a_graph_turns_to_fill_another_canvas(
    qtbot: QtBot, window: Window, controller: Controller
) -> None:
    window.resize(620, 1000)
    qtbot.waitUntil(lambda: not lies(controller))
    assert controller.desk.canvas.is_fitted


@pytest.mark.parametrize("touched", ["step", "zoom", "chosen"])
def test_a_graph_that_somebody_looks_at_stays_as_it_lies(
    qtbot: QtBot, window: Window, controller: Controller, touched: str
) -> None:
    if touched == "step":
        controller.walk.forward()
    elif touched == "zoom":
        controller.view.zoom_in()
    else:
        controller.view.set_orientation("lr")
    window.resize(620, 1000)
    qtbot.wait(2 * SETTLED)
    assert lies(controller)
