"""The page to train on: what it is given it shows, what the person does it says."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import msgspec
import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QPushButton, QWidget

from graphlab.panels.reading_order import in_reading_order
from graphlab.panels.training_panel import LATER, TrainingPanel
from graphlab.picture.theme import DARK
from graphlab.study.training import Run
from graphlab.task.choice import Choice
from graphlab.task.data_sets import made
from graphlab.task.points import NO_POINTS, Points
from graphlab.task.presets import LECTURE
from graphlab.task.problems import labels_told, problems
from graphlab.task.setup import Setup, Split
from graphlab.worker.trainer import Trainer
from graphlab.worker.training_messages import (
    AdvanceRequest,
    ChangeRequest,
    Drawn,
    Ground,
    SlowRequest,
    TrainRequest,
)

Button, Key = Qt.MouseButton, Qt.Key
POINTS = made(LECTURE.data, 0)
CURVE = Setup(data=Choice("line"), model=Choice("linear"), objective="mse")
SVM = replace(LECTURE, model=Choice("svm"), objective="svm", reduction="sum")
SIGNALS = (
    "points_changed setup_changed data_asked run_asked pause_asked batch_asked epoch_asked "
    "until_asked reset_asked seed_asked step_asked update_asked slow_asked closed_form_asked "
    "zero_grad_toggled script_asked csv_open_asked csv_save_asked history_save_asked"
).split()


class Heard(list):
    """The names of signals and what they sent, in order."""

    def slot(self, name):
        return lambda *sent: self.append((name, *sent))


@pytest.fixture
def panel(qtbot):
    panel = TrainingPanel()
    qtbot.addWidget(panel)
    panel.resize(360, 900)
    with qtbot.waitExposed(panel):
        panel.show()
    panel.activateWindow()
    panel.heard = Heard()
    for name in SIGNALS:
        getattr(panel, name).connect(panel.heard.slot(name))
    return panel


def show(panel, points=POINTS, setup=LECTURE):
    panel.show_task(points, setup)
    panel.show_problems(problems(setup, points), labels_told(setup, points))
    panel.field.fit()
    QTest.qWait(1)


def trained(panel, setup=LECTURE, points=POINTS, *, batches=20, slow=False, changes=()) -> Run:
    """The run that a worker would tell of."""
    trainer, run = Trainer(), Run()
    bounds, columns, rows = panel.ground
    ground = Ground(*bounds, columns, rows)
    run = run.heard(trainer.answer(TrainRequest(1, setup, Drawn.of(points))))
    for change in changes:
        run = run.heard(trainer.answer(ChangeRequest(2, 1, change)))
    told = trainer.answer(AdvanceRequest(2, 1, 100.0, batches=batches, ground=ground))
    run = run.heard(told, bounds).in_state("paused")
    if slow:
        run = run.slowly(trainer.answer(SlowRequest(3, 1, ground)), bounds)
    return run


def click(widget, at=None):
    QTest.mouseClick(widget, Button.LeftButton, Qt.KeyboardModifier.NoModifier, at or QPoint())


def press(button):
    click(button, button.rect().center())


def settle():
    """Layouts within layouts take several rounds."""
    for _ in range(20):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


def names(panel):
    return [heard[0] for heard in panel.heard]


# ── drawing ──────────────────────────────────────────────────────────────────────────────────


def test_an_empty_page_offers_four_data_sets_and_says_what_to_do(panel):
    show(panel, NO_POINTS, Setup())
    assert all(button.isVisible() for button in panel.field.preset_buttons)
    assert panel.controls.standing.text().startswith("There are no points")
    assert not panel.controls.count.isVisible()
    press(panel.field.preset_buttons[1])
    ((name, setup),) = panel.heard
    assert (name, setup.data) == ("data_asked", Choice("moons"))
    show(panel)
    assert not panel.field.presets.isVisible()


def test_a_stroke_is_told_once_with_what_was_done(panel):
    show(panel, NO_POINTS, Setup())
    plane = panel.plane
    middle = plane.rect().center()
    QTest.mousePress(plane, Button.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    QTest.mouseMove(plane, middle + QPoint(40, 0))
    QTest.mouseRelease(
        plane, Button.LeftButton, Qt.KeyboardModifier.NoModifier, middle + QPoint(40, 0)
    )
    ((name, points, what),) = panel.heard
    assert (name, what) == ("points_changed", "Draw points")
    assert len(points) > 3


def test_what_is_removed_with_the_tool_to_select_is_called_so(panel):
    show(panel)
    panel.plane.set_tool("select")
    panel.plane.setFocus()
    QTest.keyClick(panel.plane, Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(panel.plane, Key.Key_Delete)
    ((_, points, what),) = panel.heard
    assert (len(points), what) == (0, "Remove points")


def test_clear_and_jitter(panel):
    show(panel)
    press(panel.field.bar.jitter)
    press(panel.field.bar.clear)
    (_, jittered, what), (_, cleared, then) = panel.heard
    assert (what, len(jittered)) == ("Jitter points", len(POINTS))
    assert not np.array_equal(jittered.xy, POINTS.xy)
    assert (then, len(cleared), cleared.names) == ("Clear points", 0, POINTS.names)


def test_classes_are_added_and_removed(panel):
    show(panel)
    press(panel.field.classes.more)
    press(panel.field.classes.rows[0].away)
    (_, added, one), (_, removed, other) = panel.heard
    assert (one, len(added.names)) == ("Add a class", 3)
    assert (other, removed.kind) == ("Remove a class", "curve")


def test_drawing_while_training_is_told_to_count_from_the_next_epoch_on(panel):
    show(panel)
    run = trained(panel).in_state("running")
    panel.show_run(run, POINTS, LECTURE)
    press(panel.field.bar.jitter)
    assert panel.controls.note.isVisible()
    assert panel.controls.note.text() == LATER
    panel.show_run(run, POINTS, LECTURE)
    assert panel.controls.note.isVisible()
    later = replace(run, last=trained(panel, batches=24).last)
    assert later.epoch > run.epoch
    panel.show_run(later, POINTS, LECTURE)
    assert not panel.controls.note.isVisible()


def test_drawing_while_nothing_runs_is_no_news(panel):
    show(panel)
    panel.show_run(trained(panel), POINTS, LECTURE)
    press(panel.field.bar.jitter)
    assert not panel.controls.note.isVisible()


# ── one point ────────────────────────────────────────────────────────────────────────────────


def test_a_click_on_a_point_offers_its_loss_and_its_update(panel):
    show(panel)
    farthest = int(np.argmin(POINTS.xy[:, 1]))
    panel.plane.set_tool("select")
    at = panel.plane._view.pixel(tuple(POINTS.xy[farthest])).toPoint()
    click(panel.plane, at)
    bar = panel.field.point
    assert bar.isVisible()
    assert bar.name.text() == f"Point {farthest}, class negative"
    press(bar.open)
    press(bar.apply)
    assert panel.heard == [("step_asked", (farthest,)), ("update_asked", (farthest,))]


def test_the_bar_of_a_point_goes_by_keys_and_away_with_other_points(panel):
    show(panel)
    panel.field._take_point(17)
    bar = panel.field.point
    bar.open.setFocus()
    QTest.keyClick(bar.open, Key.Key_Return)
    assert panel.heard == [("step_asked", (17,))]
    QTest.keyClick(bar.open, Key.Key_Escape)
    assert not bar.isVisible()
    assert panel.plane.hasFocus()
    panel.field._take_point(17)
    panel.show_task(made(LECTURE.data, 1), LECTURE)
    assert not bar.isVisible()


# ── the buttons ──────────────────────────────────────────────────────────────────────────────


def test_every_button_says_what_is_wanted(panel):
    show(panel)
    panel.controls.epoch.setValue(30)
    press(panel.controls.run)
    for name in ("batch", "epoch", "until", "reset", "seed", "open"):
        press(panel.controls.buttons[name])
    assert panel.heard == [
        ("run_asked",),
        ("batch_asked",),
        ("epoch_asked",),
        ("until_asked", 30),
        ("reset_asked",),
        ("seed_asked",),
        ("step_asked", ()),
    ]


def test_while_it_runs_the_button_pauses(panel):
    show(panel)
    panel.show_run(trained(panel).in_state("running"), POINTS, LECTURE)
    assert panel.controls.run.text() == "Pause"
    press(panel.controls.run)
    assert panel.heard == [("pause_asked",)]


def test_the_menu_takes_things_away_and_brings_points(panel):
    show(panel)
    for action in panel.controls.more.menu().actions():
        action.trigger()
    assert names(panel) == [
        "data_asked",
        "script_asked",
        "csv_open_asked",
        "csv_save_asked",
        "history_save_asked",
    ]
    assert panel.heard[0][1] == LECTURE


def test_space_presses_a_button_that_has_the_focus(panel):
    show(panel)
    button = panel.controls.buttons["batch"]
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)
    assert panel.heard == [("batch_asked",)]


# ── problems ─────────────────────────────────────────────────────────────────────────────────


def test_what_blocks_is_counted_said_and_opened(panel):
    points, setup = made(CURVE.data, 0), replace(Setup(), split=Split.read("80,20,rest"))
    show(panel, points, setup)
    found = problems(setup, points)
    controls = panel.controls
    assert not controls.run.isEnabled()
    assert controls.run.toolTip() == found[0].sentence
    assert controls.count.text() == "⚠ 2 problems: Model, Loop"
    press(controls.count)
    sections = panel.setup.sections
    assert [key for key, section in sections.items() if section.is_open] == ["model", "loop"]
    assert sections["model"].problems.text() == found[0].sentence
    assert panel.setup.loop.form.field("split").problem.text() == found[1].sentence
    press(controls.run)
    assert panel.heard == []
    show(panel, points, CURVE)
    assert controls.run.isEnabled()
    assert not controls.count.isVisible()
    assert panel.setup.loop.form.field("split").problem.text() == ""


def test_a_remark_does_not_keep_from_running(panel):
    setup = replace(LECTURE, batch_size=500)
    show(panel, POINTS, setup)
    assert panel.controls.run.isEnabled()
    assert panel.controls.count.text() == "⚠ 1 remark: Loop"


def test_how_labels_are_told_is_read_at_the_objective(panel):
    show(panel)
    assert panel.setup.labels.text() == "Labels negative/positive become 0/1."
    assert "become 0/1" in panel.setup.sections["objective"].head.accessibleName()


# ── the set-up ───────────────────────────────────────────────────────────────────────────────


def choose(box, key):
    """By the keys, as from the list."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())


def test_another_model_brings_its_objective_in_one_step(panel):
    show(panel)
    panel.setup.sections["model"].open_it()
    choose(panel.setup.model.rows, "svm")
    ((name, setup, what),) = panel.heard
    assert (name, what) == ("setup_changed", "Choose a model")
    assert (setup.model.key, setup.objective, setup.reduction) == ("svm", "svm", "sum")


def test_only_objectives_that_fit_are_listed_with_their_tips(panel):
    show(panel)
    box = panel.setup.objective
    assert [box.itemData(place) for place in range(box.count())] == ["mse", "bce"]
    assert "after the sigmoid" in box.toolTip()
    choose(box, "mse")
    choose(panel.setup.reduction, "sum")
    (_, first, _), (_, second, _) = panel.heard
    assert first.objective == "mse"
    assert second.reduction == "sum"


def test_fields_of_a_data_set_ask_for_its_points_anew(panel):
    show(panel)
    panel.setup.sections["data"].open_it()
    line = panel.setup.data.field("sigma").editor
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "0.5")
    QTest.keyClick(line, Key.Key_Return)
    ((name, setup),) = panel.heard
    assert name == "data_asked"
    assert dict(setup.data.settings)["sigma"] == 0.5


def test_a_csv_file_is_asked_for_and_the_list_stays(panel):
    show(panel)
    choose(panel.setup.data.rows, "csv")
    assert panel.heard == [("csv_open_asked",)]
    assert panel.setup.data.rows.currentData() == "two-class"


def test_the_whole_batch_is_gradient_descent(panel):
    show(panel)
    panel.setup.sections["loop"].open_it()
    box = panel.setup.loop.form.field("all").editor
    box.setFocus()
    QTest.keyClick(box, Key.Key_Space)
    ((_, setup, what),) = panel.heard
    assert (setup.batch_size, what) == (0, "Change the batch size")
    show(panel, POINTS, setup)
    assert not panel.setup.loop.form.field("batch_size").isEnabled()
    QTest.keyClick(box, Key.Key_Space)
    assert panel.heard[-1][1].batch_size == LECTURE.batch_size


def test_another_seed_makes_made_points_anew(panel):
    show(panel)
    panel.setup.sections["loop"].open_it()
    line = panel.setup.loop.form.field("seed").editor
    line.setFocus()
    QTest.keyClick(line, Key.Key_Up)
    ((name, setup),) = panel.heard
    assert (name, setup.seed) == ("data_asked", 1)
    drawn = replace(LECTURE, data=Choice("drawn"))
    show(panel, POINTS, drawn)
    QTest.keyClick(line, Key.Key_Up)
    assert panel.heard[-1][0] == "setup_changed"


def test_a_split_that_cannot_be_read_is_said_and_not_sent(panel):
    show(panel)
    panel.setup.sections["loop"].open_it()
    field = panel.setup.loop.form.field("split")
    field.editor.setFocus()
    field.editor.selectAll()
    QTest.keyClicks(field.editor, "half")
    QTest.keyClick(field.editor, Key.Key_Return)
    assert panel.heard == []
    assert "cannot be read" in field.problem.text()


def test_a_typed_model_has_a_class_arguments_and_how_it_is_fed(panel):
    setup = replace(
        LECTURE, model=Choice("typed", (("N", "2"),)), typed_model="Mine", feeding="column"
    )
    show(panel, POINTS, setup)
    page = panel.setup
    page.sections["model"].open_it()
    assert page.typed_model.form.field("arguments").editor.text() == "N=2"
    assert page.feeding.currentText() == "model(x.unsqueeze(-1)).squeeze(-1)"
    line = page.typed_model.form.field("arguments").editor
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "N=3, sizes=[4, 5]")
    QTest.keyClick(line, Key.Key_Return)
    assert panel.heard[-1][1].model.settings == (("N", "3"), ("sizes", "[4, 5]"))
    page.feeding.setCurrentIndex(2)
    page.feeding.textActivated.emit(page.feeding.currentText())
    assert panel.heard[-1][1].feeding == "each"


def test_what_is_shown_is_not_said(panel):
    show(panel)
    show(panel, made(Choice("blobs"), 0), Setup(model=Choice("mlp"), objective="cross-entropy"))
    show(panel, made(CURVE.data, 0), CURVE)
    panel.show_run(trained(panel, CURVE, made(CURVE.data, 0)), made(CURVE.data, 0), CURVE)
    assert panel.heard == []


def test_the_wheel_over_a_list_scrolls_the_page_and_changes_nothing(panel):
    show(panel)
    panel.setup.sections["optimizer"].open_it()
    QTest.qWait(1)
    for box in panel.setup.findChildren(QComboBox):
        middle = QPointF(box.rect().center())
        event = QWheelEvent(
            middle,
            box.mapToGlobal(middle),
            QPoint(),
            QPoint(0, -120),
            Button.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(box, event)
        assert not event.isAccepted()
    assert panel.heard == []


# ── the run ──────────────────────────────────────────────────────────────────────────────────


def test_a_run_is_told_drawn_and_ringed(panel):
    show(panel)
    run = trained(panel)
    panel.show_run(run, POINTS, LECTURE)
    assert panel.controls.standing.accessibleName().startswith("Epoch 2 of 100 · batch 4 of 8 · ")
    assert len(panel.plot.curves.loss) == 3  # epoch 0 and two more
    items = panel.plane._items
    assert items._image.isVisible()
    assert items._roles == ["boundary"]
    assert items._ringed["batch"].tolist() == run.drawn.tolist()
    assert len(items._ringed["misclassified"]) == np.sum(run.decided != POINTS.mark)


def test_while_it_runs_neither_batch_nor_wrong_points_are_ringed(panel):
    show(panel)
    run = trained(panel)
    panel.show_run(run, POINTS, LECTURE)
    panel.show_run(run.in_state("running"), POINTS, LECTURE)
    ringed = panel.plane._items._ringed
    assert len(ringed["misclassified"]) == len(ringed["batch"]) == 0
    assert panel.plane._items._roles == ["boundary"]


@pytest.mark.parametrize("width", [240, 300, 420])
def test_the_line_of_numbers_has_its_room_from_the_start(panel, width):
    show(panel)
    panel.resize(width, 900)
    settle()
    before = panel.plot.y()
    run = trained(panel)
    panel.show_run(run, POINTS, LECTURE)
    settle()
    assert panel.plot.y() == before


def test_before_the_first_batch_the_button_runs(panel):
    show(panel)
    panel.show_run(Run("beginning"), POINTS, LECTURE)
    press(panel.controls.run)
    assert panel.heard == [("run_asked",)]


def test_the_boundary_is_where_the_model_is_undecided(panel):
    show(panel)
    run = trained(panel)
    panel.show_run(run, POINTS, LECTURE)
    x, y = panel.plane._items._lines[0].getData()
    w, b = run.last.weights["w"], run.last.weights["b"]
    size = np.hypot(*w)
    known = np.isfinite(x)
    assert known.sum() > 40
    x, y = x[known], y[known]
    np.testing.assert_allclose((w[0] * x + w[1] * y + b) / size, 0, atol=0.02)


def test_while_it_runs_plot_and_weights_follow_the_ground(panel):
    show(panel)
    run = trained(panel)
    panel.show_run(run.in_state("paused"), POINTS, LECTURE)
    told = panel.weights.summary
    moved = msgspec.structs.replace(
        run.last, weights={name: w + 1 for name, w in run.last.weights.items()}
    )
    later = replace(run, state="running", last=moved)
    panel.show_run(later, POINTS, LECTURE)
    assert panel.weights.summary == told
    later = replace(later, said=run.said.copy())
    panel.show_run(later, POINTS, LECTURE)
    assert panel.weights.summary == told
    panel.show_run(replace(later), POINTS, LECTURE)
    assert panel.weights.summary != told
    panel.show_run(run.in_state("paused"), POINTS, LECTURE)
    assert panel.weights.summary == told


def test_lines_are_finer_when_nothing_moves(panel):
    show(panel)
    run = trained(panel)
    panel.show_run(run.in_state("running"), POINTS, LECTURE)
    coarse = len(panel.plane._items._lines[0].getData()[0])
    panel.show_run(replace(run, state="paused", said=run.said.copy()), POINTS, LECTURE)
    assert len(panel.plane._items._lines[0].getData()[0]) > 1.5 * coarse


def test_an_svm_has_margins_and_support_vectors(panel):
    show(panel, POINTS, SVM)
    run = trained(panel, SVM)
    panel.show_run(run, POINTS, SVM)
    items = panel.plane._items
    assert items._roles == ["boundary", "margin", "margin"]
    scores = run.at_points * (2 * POINTS.mark - 1)
    assert items._ringed["support"].tolist() == np.flatnonzero(scores <= 1 + 1e-6).tolist()


def test_a_curve_has_its_fit_and_the_closed_form(panel):
    points = made(CURVE.data, 0)
    show(panel, points, CURVE)
    panel.show_run(trained(panel, CURVE, points), points, CURVE)
    assert panel.plane._items._roles == ["closed form", "fit"]
    assert panel.ground[2] == 1


def test_other_points_than_those_of_the_run_are_not_ringed(panel):
    show(panel)
    run = trained(panel)
    panel.show_run(run, POINTS, LECTURE)
    other = made(LECTURE.data, 1)
    panel.show_task(other, LECTURE)
    assert len(panel.plane._items._ringed["misclassified"]) == 0


def test_the_plot_goes_on_and_begins_again(panel):
    show(panel)
    long = trained(panel, batches=80)
    panel.show_run(replace(long, rows=long.rows[:4]), POINTS, LECTURE)
    panel.show_run(long, POINTS, LECTURE)
    assert panel.plot.curves.loss[1:].tolist() == [row.train_loss for row in long.rows]
    panel.show_run(long.anew(), POINTS, LECTURE)
    assert len(panel.plot.curves.loss) == 0
    assert [len(ghost.loss) for ghost in panel.plot.ghosts] == [len(long.rows) + 1]


def test_a_run_that_went_wrong_says_why(panel):
    show(panel)
    panel.show_run(trained(panel).in_state("lost", "The worker ended."), POINTS, LECTURE)
    assert panel.controls.strip.isVisible()
    assert panel.controls.strip.sentence.text() == "The worker ended."
    panel.show_run(trained(panel), POINTS, LECTURE)
    assert not panel.controls.strip.isVisible()


def test_what_the_model_says_is_told_under_the_mouse(panel):
    show(panel)
    panel.show_run(trained(panel), POINTS, LECTURE)
    place = panel.plane._view.pixel((-3.0, 3.0)).toPoint()
    QTest.mouseMove(panel.plane, place)
    assert panel.field.reading.text().startswith("Here: P(positive) 0.9")


def test_regions_are_painted_anew_in_the_dark(panel):
    show(panel)
    panel.show_run(trained(panel), POINTS, LECTURE)
    before = panel.plane._items._image.pixmap().toImage()
    panel.set_theme(DARK)
    assert panel.plane._items._image.pixmap().toImage() != before


def test_the_ground_has_nearly_square_cells_and_no_more_than_a_hundred(panel):
    show(panel)
    (left, bottom, right, top), columns, rows = panel.ground
    assert max(columns, rows) == 100
    assert (right - left) / columns == pytest.approx((top - bottom) / rows, rel=0.03)
    seen = panel.plane.bounds
    assert left < seen[0]
    assert top > seen[3]


# ── the loop and the weights ─────────────────────────────────────────────────────────────────


def test_slow_motion_goes_line_by_line(panel):
    show(panel)
    panel.walk.open_it()
    QTest.qWait(1)
    press(panel.strip.slow)
    assert panel.heard == [("slow_asked",)]
    panel.show_run(run := trained(panel, slow=True), POINTS, LECTURE)
    strip = panel.strip
    assert strip.lines[0].isChecked()
    assert strip.sentence.text() == "Every .grad is empty."
    assert strip.table.item(1, 0).text() == "–"
    for _ in range(4):
        press(strip.next)
    assert strip.lines[4].isChecked()
    assert not strip.next.isEnabled()
    titles = [strip.table.verticalHeaderItem(row).text() for row in range(strip.table.rowCount())]
    assert titles[:3] == ["w", ".grad", "decay λ·w"]
    assert titles[-2:] == ["change", "new w"]
    new = strip.table.item(len(titles) - 1, 0)
    assert f"{run.last.weights['w'][0]}".replace("-", "−") in new.toolTip()
    assert strip.points.text().startswith("Batch of 8: points ")


def test_gradients_add_up_where_zero_grad_is_left_out(panel):
    show(panel)
    panel.walk.open_it()
    QTest.qWait(1)
    click(panel.strip.left_out, QPoint(8, panel.strip.left_out.height() // 2))
    assert panel.heard == [("zero_grad_toggled", True)]
    run = trained(panel, slow=True, changes=("leave out zero_grad",))
    panel.show_run(replace(run, zero_grad_left_out=True), POINTS, LECTURE)
    assert panel.strip.sentence.text().startswith("Left out")
    panel.strip.show_line(3)
    assert panel.strip.sentence.text().startswith("Every .grad is what it had, plus")
    panel.show_run(run.anew(), POINTS, LECTURE)
    assert not panel.strip.left_out.isChecked()
    assert panel.heard == [("zero_grad_toggled", True)]


def test_weights_stand_beside_the_closed_form(panel):
    points = made(CURVE.data, 0)
    show(panel, points, CURVE)
    panel.numbers.open_it()
    panel.show_run(run := trained(panel, CURVE, points), points, CURVE)
    table = panel.weights.table
    assert [table.item(row, 0).text() for row in range(table.rowCount())] == ["w", "b"]
    assert not table.isColumnHidden(3)
    assert run.fit.sentence in panel.weights.sentence.text()
    panel.area.ensureWidgetVisible(panel.weights.take)
    press(panel.weights.take)
    assert panel.heard == [("closed_form_asked",)]


def test_a_classifier_has_no_closed_form(panel):
    show(panel)
    panel.numbers.open_it()
    panel.show_run(trained(panel), POINTS, LECTURE)
    assert panel.weights.table.isColumnHidden(3)
    assert not panel.weights.take.isVisible()


def test_closed_sections_say_what_is_set(panel):
    show(panel)
    panel.show_run(trained(panel), POINTS, LECTURE)
    heads = [section.head.accessibleName() for section in panel.setup.sections.values()]
    assert heads[0] == "Data: Two Gaussians · 200 points"
    assert heads[3] == "Optimiser: SGD · α 0.01 · momentum 0.99 · weight decay 0.001"
    assert panel.numbers.head.accessibleName().startswith("Weights: w[0] ")
    panel.setup.sections["data"].head.setFocus()
    QTest.keyClick(panel.setup.sections["data"].head, Key.Key_Space)
    assert panel.setup.data.isVisible()


# ── places ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("width", "height"), [(240, 700), (300, 560), (360, 900), (420, 620)])
def test_the_plane_has_two_fifths_and_nothing_is_wider_than_the_column(panel, width, height):
    panel.setup.sections["loop"].open_it()
    panel.setup.sections["optimizer"].open_it()
    show(panel)
    panel.resize(width, height)
    settle()
    assert panel.plane.height() >= 0.4 * height - 1
    page = panel.area.widget()
    assert page.width() <= panel.area.viewport().width()


@pytest.mark.parametrize(("height", "has_classes"), [(624, False), (656, False), (936, True)])
def test_what_is_needed_to_train_is_seen_without_scrolling(panel, height, has_classes):
    show(panel)
    panel.resize(290, height)
    settle()
    page = panel.area.widget()

    def bottom(widget):
        return widget.mapTo(page, QPoint(0, widget.height())).y()

    assert bottom(panel.controls.run) < bottom(panel.plot) <= height
    assert (bottom(panel.field.classes) <= height) is has_classes


@pytest.mark.parametrize("points", [NO_POINTS, Points([[1.0, 2.0]], [0.0], "curve", ())])
def test_every_control_has_a_name_and_is_reached_by_tab(panel, points):
    show(panel, points, Setup())
    for section in (*panel.setup.sections.values(), panel.walk, panel.numbers):
        section.open_it()
    controls = panel.controls
    wanted = [
        panel.plane,
        *[button for button in panel.field.preset_buttons if button.isVisible()],
        controls.epoch,
        controls.more,
        controls.buttons["seed"],
        panel.plot,
        panel.setup.model.rows,
        panel.setup.objective,
        panel.strip.slow,
        panel.strip.left_out,
        *[section.head for section in panel.setup.sections.values()],
    ]
    for widget in wanted:
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        named = widget.accessibleName() or getattr(widget, "text", str)()
        assert named
    panel.field.bar.tools["brush"].setFocus()
    reached = []
    while (at := QApplication.focusWidget()) not in reached:
        reached.append(at)
        assert len(reached) < 200
        QTest.keyClick(at, Key.Key_Tab)
    assert {widget for widget in wanted if widget.isEnabled()} <= set(reached)
    page = panel.area.widget()
    tops = [widget.mapTo(page, QPoint(0, widget.height() // 2)).y() for widget in reached]
    assert all(later > before - 20 for before, later in pairwise(tops))


def test_a_line_is_read_from_the_left_whatever_is_higher(qtbot):
    page = QWidget()
    qtbot.addWidget(page)
    places = {"below": (0, 60), "right": (200, 0), "left": (0, 8), "middle": (100, 4)}
    for name, (x, y) in places.items():
        QPushButton(name, page).setGeometry(x, y, 90, 30)
    QPushButton("hidden", page).hide()
    QPushButton("disabled", page).setEnabled(False)
    assert [each.text() for each in in_reading_order(page)] == ["left", "middle", "right", "below"]


def test_back_tab_goes_back_and_leaves_the_page_at_its_first_control(panel, qtbot):
    show(panel)
    panel.plane.setFocus()
    before = panel.field.bar.density
    QTest.keyClick(panel.plane, Key.Key_Backtab)
    assert QApplication.focusWidget() is before


def test_tab_leaves_a_page_that_is_a_part_of_a_window(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    first, panel, last = QPushButton("first"), TrainingPanel(), QPushButton("last")
    for part in (first, panel, last):
        row.addWidget(part)
    window.resize(500, 700)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    show(panel)
    head = panel.numbers.head
    head.setFocus()
    QTest.keyClick(head, Key.Key_Tab)
    assert QApplication.focusWidget() is last
    panel.field.bar.tools["brush"].setFocus()
    QTest.keyClick(panel.field.bar.tools["brush"], Key.Key_Backtab)
    assert QApplication.focusWidget() is first


def test_before_any_update_no_point_is_called_wrong(panel):
    show(panel)
    told = trained(panel)
    first = msgspec.structs.replace(told.last, updates=0, epoch=0, batch=0)
    panel.show_run(replace(told, last=first, state="new", rows=()), POINTS, LECTURE)
    assert len(panel.plane._items._ringed["misclassified"]) == 0
    assert panel.plane._items._image.isVisible()


@pytest.mark.parametrize("width", [250, 300, 420])
def test_what_can_be_done_with_a_point_is_read_whole(panel, width):
    show(panel)
    panel.resize(width, 900)
    panel.field._take_point(17)
    settle()
    for button in (panel.field.point.open, panel.field.point.apply):
        assert button.width() >= button.fontMetrics().horizontalAdvance(button.text()) + 8
