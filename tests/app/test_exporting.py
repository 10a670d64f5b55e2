"""The export dialog, from its key to the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDrag, QGuiApplication

from graphlab.export.paper import OWN_SIZE, PAPERS, OnPaper
from graphlab.export.registry import WRITERS
from graphlab.panels.export_dialog import ExportDialog, free_path
from graphlab.study.light import Wish

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QComboBox
    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def dialog(
    qtbot: QtBot, controller: Controller, settings: Settings, tmp_path: Path
) -> ExportDialog:
    settings.keep("folder", str(tmp_path))
    controller.walk.scrub(13)
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_E, CTRL_SHIFT)
    assert controller.files.dialog is not None
    return controller.files.dialog


def test_enter_writes_what_is_shown(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert "<svg" in (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert "graph.svg" in dialog.sentence.text()
    dialog.reject()


def test_all_steps_as_svg_are_numbered_files(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choose("all", ".svg")
    assert "17 files" in dialog.sentence.text()
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert sorted(p.name for p in tmp_path.glob("graph-*.svg"))[::16] == [
        "graph-00.svg",
        "graph-16.svg",
    ]
    dialog.reject()


def test_a_file_a_step_can_be_had_of_pdf_too(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choose("all", ".svg")
    assert dialog.numbered.isHidden()
    dialog.choose("all", ".pdf")
    qtbot.mouseClick(dialog.numbered, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert "17 files" in dialog.sentence.text()
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert len([*tmp_path.glob("graph-*.pdf")]) == 17
    dialog.reject()


def test_after_a_good_end_another_choice_is_exported_by_enter(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.cancel.isDefault()
    dialog.choose("present", ".html")
    assert dialog.export.isDefault()
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert (tmp_path / "graph.html").is_file()
    dialog.reject()


def test_all_fields_are_of_one_height(qtbot: QtBot, dialog: ExportDialog) -> None:
    dialog.choose("step", ".png")
    qtbot.waitUntil(lambda: dialog.scale.isVisible() and dialog.step.isVisible())
    assert {box.height() for box in (dialog.step, dialog.scale)} == {dialog.theme.height()}
    dialog.reject()


def test_all_steps_as_pdf_are_one_file(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.choose("all", ".pdf")
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert (tmp_path / "graph.pdf").read_bytes().startswith(b"%PDF")
    dialog.reject()


def test_what_goes_wrong_is_a_sentence(qtbot: QtBot, dialog: ExportDialog, tmp_path: Path) -> None:
    dialog.path.setText(str(tmp_path / "nowhere" / "graph.svg"))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.sentence.text()
    assert dialog.export.isEnabled()
    dialog.reject()


def test_cancel_stops_the_writing(
    qtbot: QtBot, controller: Controller, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choose("all", ".svg")
    shown = dialog.show_progress

    def press_cancel(done: int, total: int) -> None:
        shown(done, total)
        if done == 3:
            qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton)

    dialog.show_progress = press_cancel  # type: ignore[method-assign]  # a finger on the button
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.sentence.text() == "Stopped."
    assert len(list(tmp_path.glob("graph-*.svg"))) < 5
    dialog.reject()


def test_a_name_that_is_taken_is_not_offered(tmp_path: Path) -> None:
    assert free_path(tmp_path, ".svg").name == "graph.svg"
    (tmp_path / "graph.svg").touch()
    assert free_path(tmp_path, ".svg").name == "graph-2.svg"


def test_a_written_picture_has_only_what_is_lit(
    qtbot: QtBot, controller: Controller, settings: Settings, tmp_path: Path
) -> None:
    settings.keep("folder", str(tmp_path))
    controller.lighting.show(Wish("w4", "w6"), only=True)
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_E, CTRL_SHIFT)
    dialog = controller.files.dialog
    assert dialog is not None
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    written = (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert 'id="card:w5"' in written
    assert 'id="card:w7"' not in written
    dialog.reject()


def choose(qtbot: QtBot, box: QComboBox, text: str) -> None:
    """Walks down a list with the keyboard."""
    qtbot.waitUntil(box.isVisible)
    qtbot.keyClick(box, Qt.Key.Key_Home)
    while not box.currentText().startswith(text):
        before = box.currentIndex()
        qtbot.keyClick(box, Qt.Key.Key_Down)
        assert box.currentIndex() > before, f"{text} is not in the list"


def test_a_poster_is_previewed_with_its_cuts_written_and_remembered(
    qtbot: QtBot,
    controller: Controller,
    dialog: ExportDialog,
    tmp_path: Path,
) -> None:
    choose(qtbot, dialog.format, "PDF")
    choose(qtbot, dialog.paper.kind, "Poster")
    choose(qtbot, dialog.paper.tiles, "Cut into A4")
    qtbot.waitUntil(lambda: "One A2 on" in dialog.preview.words.text())
    assert dialog.preview.isVisible()
    pages = len(dialog.preview.sheets.cuts)
    assert f"on {pages} A4 landscape pages" in dialog.preview.words.text()
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert (tmp_path / "graph.pdf").read_bytes().count(b"/MediaBox") == pages
    dialog.reject()
    controller.files.export_all()
    again = controller.files.dialog
    assert again is not None
    assert again.wish.paper == OnPaper(PAPERS["a2"], tiles=PAPERS["a4"])
    choose(qtbot, again.format, "SVG")
    assert again.wish.paper == OWN_SIZE  # it has no pages
    again.reject()


def test_only_fields_that_say_something_are_shown(qtbot: QtBot, dialog: ExportDialog) -> None:
    paper = dialog.paper
    choose(qtbot, dialog.format, "PDF")
    assert paper.kind.isVisible()
    assert not any(field.isVisible() for field in (paper.page, paper.turn, paper.rows))
    choose(qtbot, paper.kind, "One page")
    assert paper.page.isVisible()
    assert paper.turn.isVisible()
    assert not any(field.isVisible() for field in (paper.poster, paper.tiles))
    choose(qtbot, paper.kind, "Poster")
    choose(qtbot, paper.poster, "Own")
    assert paper.width.isVisible()
    paper.width.setFocus()
    paper.width.selectAll()
    qtbot.keyClicks(paper.width, "900")
    qtbot.keyClick(paper.width, Qt.Key.Key_Tab)
    assert dialog.wish.paper.sheet == ("900 × 800 mm", 900, 800)
    qtbot.waitUntil(lambda: "900 × 800 mm" in dialog.preview.words.text())
    dialog.reject()


def test_what_a_page_is_too_small_for_is_said_before_it_is_written(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    choose(qtbot, dialog.format, "PDF")
    choose(qtbot, dialog.paper.kind, "Poster")
    choose(qtbot, dialog.paper.poster, "Own")
    dialog.paper.width.setValue(90)
    dialog.paper.height.setValue(150)
    qtbot.waitUntil(lambda: "too small to be read" in dialog.preview.words.text())
    qtbot.keyClick(dialog.paper.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "rows on" in dialog.preview.words.text())
    assert dialog.wish.paper.rows
    dialog.reject()


def test_cancel_stops_a_single_page_while_it_is_painted(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphlab.app.files.LOOK_EVERY", 0.0)
    choose(qtbot, dialog.format, "PDF")
    choose(qtbot, dialog.paper.kind, "One page")
    QTimer.singleShot(0, lambda: qtbot.mouseClick(dialog.cancel, Qt.MouseButton.LeftButton))
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    assert dialog.sentence.text() == "Stopped."
    assert not (tmp_path / "graph.pdf").exists()
    dialog.reject()


def test_only_options_that_mean_something_to_a_format_are_shown(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    fields = {
        "scale": dialog.scale, "delay": dialog.delay, "outlines": dialog.outlines,
        "width": dialog.width_, "transparent": dialog.transparent, "theme": dialog.theme,
    }  # fmt: skip
    shown = {
        "SVG": {"outlines", "width", "transparent", "theme"},
        "PNG": {"scale", "width", "transparent", "theme"},
        "GIF": {"scale", "delay", "width", "theme"},
        "HTML": {"delay", "outlines", "transparent", "theme"},
        "PowerPoint": {"transparent", "theme"},
        "DOT": set(),
    }
    for name, wanted in shown.items():
        dialog.format.setCurrentIndex(dialog.format.findText(name, Qt.MatchFlag.MatchStartsWith))
        assert {field for field, box in fields.items() if box.isVisible()} == wanted, name
        assert dialog.what.isVisible() == (name != "DOT")
    dialog.reject()


def test_chosen_steps_need_to_be_said_and_a_width_to_be_one(
    qtbot: QtBot, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choose("chosen", ".svg")
    assert not dialog.export.isEnabled()
    assert "3,7,9" in dialog.sentence.text()
    qtbot.keyClicks(dialog.steps, "13,2")
    qtbot.keyClicks(dialog.width_, "9em")
    assert not dialog.export.isEnabled()
    assert "12cm" in dialog.sentence.text()
    dialog.width_.setText("9cm")
    dialog.by.setChecked(True)
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    files = sorted(path.name for path in tmp_path.glob("*.svg"))
    assert files == ["graph-02.svg", "graph-13-1.svg", "graph-13.svg"]
    assert 'width="340.157"' in (tmp_path / "graph-13.svg").read_text(encoding="utf-8")
    dialog.reject()


def test_the_last_choice_is_remembered(
    qtbot: QtBot, controller: Controller, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choose("step", ".html")
    dialog.step.setValue(2)
    dialog.delay.setValue(3)
    dialog.theme.setCurrentText("Dark")
    dialog.outlines.setChecked(True)
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    dialog.reject()
    controller.files.export_picture()
    again = controller.files.dialog
    assert again is not None
    wish = again.wish
    assert (wish.what, wish.path.suffix, wish.theme) == ("step", ".html", "dark")
    assert (wish.delay, wish.outlines) == (3, True)
    again.reject()


def test_what_is_in_view_is_a_part_of_the_picture(
    qtbot: QtBot, controller: Controller, dialog: ExportDialog, tmp_path: Path
) -> None:
    controller.desk.canvas.zoom_by(4)
    seen = controller.desk.canvas.area_in_view
    dialog.choose("seen", ".svg")
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    text = (tmp_path / "graph.svg").read_text(encoding="utf-8")
    width = float(text.partition(' width="')[2].partition('"')[0])
    assert 0 < width <= seen.width + 2
    assert "card:w4" in text
    assert "card:w1" not in text
    dialog.reject()


def test_python_and_tables_are_copied(controller: Controller) -> None:
    def copied(command: str) -> str:
        controller.actions.trigger(command)
        return QGuiApplication.clipboard().text()

    assert copied("copy-python").startswith("import graphlab\n")
    assert "| node | formula |" in copied("copy-markdown")
    assert r"\toprule" in copied("copy-latex")
    assert copied("copy-csv").startswith("kind,node,")
    assert "0.8253" in copied("copy-markdown")
    controller.actions.trigger("hide")
    for form in ("markdown", "latex", "csv"):
        assert "0.8253" not in copied(f"copy-{form}")


def test_alt_drags_the_picture_out_and_not_about(
    qtbot: QtBot, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    dragged: list[set[str]] = []
    monkeypatch.setattr(
        QDrag, "exec", lambda drag, *_: dragged.append(set(drag.mimeData().formats()))
    )
    canvas = controller.desk.canvas
    before = canvas.area_in_view
    alt, left = Qt.KeyboardModifier.AltModifier, Qt.MouseButton.LeftButton
    start = QPoint(20, canvas.height() - 20)
    qtbot.mousePress(canvas, left, alt, start)
    qtbot.mouseMove(canvas, start + QPoint(60, -60))
    qtbot.mouseRelease(canvas, left, alt, start + QPoint(60, -60))
    assert len(dragged) == 1
    assert {"image/svg+xml", "application/x-qt-image"} <= dragged[0]
    assert canvas.area_in_view == before


def test_the_preview_can_be_dragged_out(qtbot: QtBot, dialog: ExportDialog) -> None:
    choose(qtbot, dialog.format, "PDF")
    qtbot.waitUntil(dialog.preview.isVisible)
    dragged: list[bool] = []
    dialog.preview.sheets.dragged.disconnect()
    dialog.preview.sheets.dragged.connect(lambda: dragged.append(True))
    qtbot.mouseMove(dialog.preview.sheets, QPoint(30, 30))
    qtbot.mouseMove(dialog.preview.sheets, QPoint(90, 90))
    assert not dragged
    qtbot.mousePress(dialog.preview.sheets, Qt.MouseButton.LeftButton, pos=QPoint(30, 30))
    qtbot.mouseMove(dialog.preview.sheets, QPoint(90, 90))
    qtbot.mouseMove(dialog.preview.sheets, QPoint(120, 90))
    qtbot.mouseRelease(dialog.preview.sheets, Qt.MouseButton.LeftButton)
    assert dragged == [True]
    dialog.reject()


def test_every_drawn_format_is_previewed_and_follows_each_choice(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    sheets = dialog.preview.sheets

    def seen(suffix: str) -> bytes:
        dialog.format.setCurrentIndex(dialog.format.findData(suffix))
        sheets.prospect = None
        dialog._ask_soon()
        qtbot.waitUntil(lambda: sheets.prospect is not None)
        image = sheets.grab().toImage()
        return bytes(image.constBits())

    dialog.choose("all", ".svg")
    shown = {suffix: seen(suffix) for suffix in WRITERS}
    assert shown[".svg"] == shown[".html"]  # as large as the picture, which fills the room
    assert shown[".pptx"] != shown[".svg"]
    changes = (
        lambda: dialog.theme.setCurrentIndex(dialog.theme.findData("dark")),
        lambda: dialog.type.setValue(2),
        lambda: dialog.transparent.setChecked(True),
        lambda: dialog.preview.on.click(),
    )
    for change in changes:
        before = seen(".svg")
        change()
        assert seen(".svg") != before
    dialog.format.setCurrentIndex(dialog.format.findData(".dot"))
    assert not dialog.preview.isVisible()
    dialog.reject()


def test_one_looks_along_a_walk_before_it_is_written(qtbot: QtBot, dialog: ExportDialog) -> None:
    preview = dialog.preview
    dialog.choose("backward", ".pptx")
    qtbot.waitUntil(lambda: preview.place.text() == "1 of 8")
    assert preview.on.isVisible()
    assert not preview.back.isEnabled()
    qtbot.mouseClick(preview.on, Qt.MouseButton.LeftButton)
    for _ in range(9):
        qtbot.keyClick(preview.sheets, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: preview.sheets.prospect.number == 7)
    assert preview.place.text() == "8 of 8"
    assert not preview.on.isEnabled()
    dialog.format.setCurrentIndex(dialog.format.findData(".svg"))
    dialog.width_.setText("9")  # on the way to 9cm
    qtbot.waitUntil(lambda: "is no width" in preview.words.text())
    dialog.width_.setText("9cm")
    qtbot.waitUntil(lambda: preview.place.text() == "8 of 8" and preview.on.isVisible())
    dialog.choose("chosen", ".pptx")
    dialog.steps.setText("3,99")
    qtbot.waitUntil(lambda: "There is no step 99" in preview.words.text())
    dialog.steps.setText("3,9")
    qtbot.waitUntil(lambda: preview.place.text() == "1 of 2")
    dialog.choose("present", ".pptx")
    qtbot.waitUntil(lambda: not preview.on.isVisible())
    dialog.reject()


def test_larger_type_is_written_told_and_remembered(
    qtbot: QtBot, controller: Controller, dialog: ExportDialog, tmp_path: Path
) -> None:
    dialog.choose("whole", ".svg")
    dialog.type.setValue(1.5)
    qtbot.mouseClick(dialog.command, Qt.MouseButton.LeftButton)
    assert "--type 1.5" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(dialog.export, Qt.MouseButton.LeftButton)
    text = (tmp_path / "graph.svg").read_text(encoding="utf-8")
    assert 'font-size="22.5"' in text  # 15 × 1.5
    dialog.reject()
    controller.files.export_picture()
    again = controller.files.dialog
    assert again is not None
    assert again.wish.type == 1.5
    again.choose("seen", ".svg")  # a part of what is on the canvas, where type is as it is
    assert not again.type.isVisible()
    assert again.wish.type == 1
    again.reject()
