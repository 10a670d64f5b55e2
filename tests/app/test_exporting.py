"""The export dialog, from its key to the files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QTimer

from graphlab.export.paper import OWN_SIZE, PAPERS, OnPaper
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
    assert not dialog.preview.isVisible()
    choose(qtbot, dialog.format, "PDF")
    choose(qtbot, dialog.paper.kind, "Poster")
    choose(qtbot, dialog.paper.tiles, "Cut into A4")
    qtbot.waitUntil(lambda: "One A2 on" in dialog.pages.text())
    assert dialog.preview.isVisible()
    pages = len(dialog.preview.cuts)
    assert f"on {pages} A4 landscape pages" in dialog.pages.text()
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
    qtbot.waitUntil(lambda: "900 × 800 mm" in dialog.pages.text())
    dialog.reject()


def test_what_a_page_is_too_small_for_is_said_before_it_is_written(
    qtbot: QtBot, dialog: ExportDialog
) -> None:
    choose(qtbot, dialog.format, "PDF")
    choose(qtbot, dialog.paper.kind, "Poster")
    choose(qtbot, dialog.paper.poster, "Own")
    dialog.paper.width.setValue(90)
    dialog.paper.height.setValue(150)
    qtbot.waitUntil(lambda: "too small to be read" in dialog.pages.text())
    qtbot.keyClick(dialog.paper.rows, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "rows on" in dialog.pages.text())
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
