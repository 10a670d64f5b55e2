"""Documents in the window: made, saved, opened and closed with real keys; nothing is lost."""

import errno
import math
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from graphlab.app.controller import Controller
from graphlab.app.window import Window
from graphlab.keeping import recovery
from graphlab.keeping.files import System
from graphlab.keeping.holding import opened
from graphlab.keeping.kept import Kept, LessonPlace
from graphlab.keeping.reading import read_document
from graphlab.keeping.writing import document_bytes
from graphlab.study.code import Code, Part
from graphlab.study.document import Document, document
from graphlab.study.examples import CODE_EXAMPLES, EXAMPLES
from tests.app.test_window import type_formula
from tests.keeping.works import EVERYTHING

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def said(controller):
    told = []
    for part in (controller.documents, controller.opening):
        part.said.connect(told.append)
    return told


def press(qtbot, window, key, modifiers):
    """A key of the menus; they work once a question has given the focus back."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, key, modifiers)


def save_as(qtbot, window, path):
    """Into the dialog that is there already, or that Ctrl+Shift+S opens."""
    documents = window.controller.documents
    if documents.dialog is None:
        press(qtbot, window, Key.Key_S, CTRL | SHIFT)
    documents.dialog.selectFile(str(path))
    documents.dialog.accept()


def answer(qtbot, window, word):
    """Presses a button of the question by the keyboard."""
    question = window.controller.documents.dialog
    qtbot.waitUntil(question.isActiveWindow)
    qtbot.keyClick(question.cancel if word == "cancel" else question.answers[word], Key.Key_Space)


def drop(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    how = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDragEnterEvent(QPoint(400, 400), *how))
    QApplication.sendEvent(window, QDropEvent(QPointF(400, 400), *how))


def written(path, work=None, **more):
    path.write_bytes(document_bytes(work or Kept(document("x*y", {"x": 2.0, "y": 3.0}), **more)))
    return path


# ── saving and opening ───────────────────────────────────────────────────────────────────────


def test_what_is_saved_comes_back_with_its_look_and_is_written_alike(
    qtbot, controller, window, tmp_path
):
    documents, path = controller.documents, tmp_path / "a.graphlab"
    assert not window.isWindowModified()
    assert window.windowTitle() == "f(x, y) = 2cos²(xy) + ln(cos(xy))[*] — graphlab"
    controller.work.set_input("x", 0.25)
    assert window.isWindowModified()
    controller.actions.trigger("digits-6")
    for _ in range(11):
        qtbot.keyClick(controller.desk.canvas, Key.Key_Right)
    save_as(qtbot, window, path)
    assert not window.isWindowModified()
    assert window.windowTitle() == "a.graphlab[*] — graphlab"
    assert window.windowFilePath() == str(path)
    first = path.read_bytes()
    kept = read_document(first, "a")
    assert (kept.look.digits, kept.look.at.stop.node) == (6, "w6")
    press(qtbot, window, Key.Key_N, CTRL)
    assert (documents.dialog, controller.work.document) == (None, Document())
    controller.actions.trigger("digits-3")
    drop(window, path)
    qtbot.waitUntil(lambda: controller.walk.player is not None)
    qtbot.waitUntil(lambda: controller.walk.player.index == 11)
    assert controller.work.document.inputs == {"x": 0.25, "y": 1.2}
    assert (controller.view.options.digits, controller.actions["digits-6"].isChecked()) == (6, True)
    assert not window.isWindowModified()
    press(qtbot, window, Key.Key_S, CTRL)
    assert path.read_bytes() == first


def test_inputs_that_are_no_numbers_on_a_slider_come_back(controller, tmp_path):
    inputs = {"a": math.inf, "b": -math.inf, "c": math.nan}
    controller.opening.open_path(written(tmp_path / "a.graphlab", Kept(document("a*b*c", inputs))))
    rows = controller.desk.inputs.rows
    assert str({name: rows[name].field.value for name in inputs}) == str(inputs)
    assert rows["a"].slider.value() == rows["a"].slider.maximum()
    assert rows["b"].slider.value() == rows["b"].slider.minimum()


def test_a_lesson_that_was_open_is_open_again_and_the_work_stands_behind_it(
    qtbot, controller, window, tmp_path
):
    path = written(tmp_path / "a.graphlab", EVERYTHING)
    controller.opening.open_path(path)
    assert controller.learn.place == EVERYTHING.lesson
    assert controller.work.document != EVERYTHING.document
    assert not window.isWindowModified()
    press(qtbot, window, Key.Key_S, CTRL)
    assert path.read_bytes() == document_bytes(EVERYTHING)
    controller.learn.leave()
    assert controller.work.document == EVERYTHING.document
    assert not window.isWindowModified()


def test_a_lesson_that_is_not_here_is_left_out(qtbot, settings, link, tmp_path):
    gone, path = tmp_path / "gone.md", tmp_path / "a.graphlab"
    settings.add_recent_file(str(gone))
    window = Window(settings, "light")
    qtbot.addWidget(window)
    written(path, lesson=LessonPlace("no such lesson", 10**9))
    controller = Controller(window, settings, str(path), {}, link)
    window.setCentralWidget(controller.desk)
    controller.start()
    controller.opening.open_path(written(path, lesson=LessonPlace(str(gone))))
    assert controller.learn._learning is None
    controller.opening.open_path(gone)  # it is told, and no empty page is seen of it
    window.show()
    qtbot.waitExposed(window)
    assert not controller.learn.learning.head.isVisible()
    controller.close()


def test_code_in_a_document_waits_for_consent(qtbot, controller, link, tmp_path):
    work = Kept(Document(kind="code", code=Code("x = torch.ones(2)\n", Part("statements"))))
    controller.opening.open_path(written(tmp_path / "a.graphlab", work))
    panel = controller.coding.panel
    assert (panel.edit.text, panel.consent.isVisible(), link.codes) == (
        work.document.code.text,
        True,
        [],
    )
    controller.work.set_seed(3)
    assert link.codes == []
    assert controller.documents.is_changed
    qtbot.keyClick(panel.edit, Key.Key_Return, CTRL)
    qtbot.keyClick(panel.consent.run, Key.Key_Space)
    assert [code.seed for code in link.codes] == [3]


def test_code_behind_a_formula_is_asked_about_too(qtbot, controller, link, tmp_path):
    work = Kept(Document("x", code=Code("x = torch.ones(2)\n", Part("statements"))))
    controller.opening.open_path(written(tmp_path / "a.graphlab", work))
    controller.coding.open()
    qtbot.keyClick(controller.coding.panel.edit, Key.Key_Return, CTRL)
    assert link.codes == []
    assert controller.coding.panel.consent.isVisible()


def test_code_that_was_typed_and_not_run_is_kept(qtbot, controller, window, tmp_path):
    controller.coding.open()
    qtbot.keyClicks(controller.coding.panel.edit, "y = 1")
    qtbot.waitUntil(window.isWindowModified)
    save_as(qtbot, window, tmp_path / "a")
    kept = opened(tmp_path / "a.graphlab").kept
    assert (kept.document.kind, kept.document.code.text) == ("expression", "y = 1")
    assert not window.isWindowModified()


def test_code_that_was_typed_and_not_run_outlives_a_lesson(qtbot, controller, window):
    controller.coding.open()
    qtbot.keyClicks(controller.coding.panel.edit, "y = 1")
    controller.learn.tour()
    assert window.isWindowModified()
    controller.learn.leave()
    assert controller.documents.document.code.text == "y = 1"
    assert window.isWindowModified()


def test_files_named_from_a_folder_are_found_again_from_another(
    qtbot, controller, settings, tmp_path, monkeypatch
):
    path = tmp_path / "net.py"
    path.write_text("x = 1\n")
    monkeypatch.chdir(tmp_path)
    controller.opening.open_path(Path("net.py"))
    assert settings.recent_files()[0] == str(path)
    assert settings.last_folder == tmp_path
    controller.opening.open()
    assert controller.opening.dialog.directory().absolutePath() == str(tmp_path)
    controller.opening.dialog.reject()
    settings.keep("folder", str(tmp_path / "gone"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert settings.last_folder == tmp_path  # not where the program happened to be started


# ── closing ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("entry", [EXAMPLES[2], CODE_EXAMPLES[0]], ids=["formula", "code"])
def test_an_example_that_was_only_walked_through_closes_at_once(
    qtbot, controller, window, entry, tmp_path
):
    controller.opening.open_example(entry)
    qtbot.keyClick(controller.desk.canvas, Key.Key_End)
    controller.documents._is_leaving = False
    assert not window.isWindowModified()
    window.close()
    assert not window.isVisible()


def test_closing_asks_where_something_would_be_lost(qtbot, controller, window, tmp_path):
    documents, path = controller.documents, tmp_path / "a.graphlab"
    type_formula(qtbot, controller, "x^2")
    window.close()
    question = documents.dialog
    assert question.text() == "Save your work before you close the window?"
    assert question.informativeText() == "These would be lost: “Type x^2”."
    assert question.defaultButton() is question.answers["save"]
    qtbot.keyClick(question, Key.Key_Escape)
    assert window.isVisible()
    assert documents.dialog is None
    window.close()
    answer(qtbot, window, "save")
    save_as(qtbot, window, path)
    assert not window.isVisible()
    assert opened(path).kept.document.text == "x^2"


def test_what_is_not_wanted_is_not_saved_and_undo_takes_the_mark_away(qtbot, controller, window):
    type_formula(qtbot, controller, "x^2")
    press(qtbot, window, Key.Key_N, CTRL)
    answer(qtbot, window, "cancel")
    assert controller.work.document.text == "x^2"
    press(qtbot, window, Key.Key_N, CTRL)
    answer(qtbot, window, "drop")
    assert controller.work.document == Document()
    assert not window.isWindowModified()
    type_formula(qtbot, controller, "x^3")
    controller.actions.trigger("undo")
    assert not window.isWindowModified()


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────


class Full(System):
    def write(self, handle, data):
        raise OSError(errno.ENOSPC, "no space")


def test_a_full_disk_is_told_and_the_work_stays_unsaved(qtbot, controller, window, tmp_path):
    documents, path = controller.documents, tmp_path / "a.graphlab"
    save_as(qtbot, window, path)
    before = path.read_bytes()
    controller.work.set_input("x", 0.25)
    documents.system = Full()
    press(qtbot, window, Key.Key_S, CTRL)
    assert documents.dialog.text().startswith("a.graphlab was not saved: the disk is full.")
    assert window.isWindowModified()
    assert path.read_bytes() == before
    documents.system = System()
    answer(qtbot, window, "save as")
    save_as(qtbot, window, tmp_path / "b.graphlab")
    assert not window.isWindowModified()
    assert opened(tmp_path / "b.graphlab").kept.document.inputs["x"] == 0.25


class Unsure(System):
    def sync_folder(self, folder):
        raise OSError(errno.EIO, "broken")


@pytest.mark.parametrize(
    ("system", "is_there", "told"),
    [
        (Full, True, "is still here, and the file is as it was. Save it"),
        (Full, False, "is still here. Save it"),
        (Unsure, False, "is still here, and lies in the file too, but may be gone from there"),
    ],
)
def test_what_is_in_the_file_after_a_failure_is_told_as_it_is(
    qtbot, controller, window, tmp_path, system, is_there, told
):
    path = tmp_path / "a.graphlab"
    if is_there:
        written(path)
    controller.documents.system = system()
    controller.documents._write(path, lambda: None)
    assert told in controller.documents.dialog.text()


def test_what_another_window_wrote_is_not_written_over_unasked(qtbot, controller, window, tmp_path):
    documents, path = controller.documents, tmp_path / "a.graphlab"
    save_as(qtbot, window, path)
    theirs = written(path).read_bytes()
    press(qtbot, window, Key.Key_S, CTRL)
    assert documents.dialog.text().startswith("a.graphlab has changed since")
    answer(qtbot, window, "cancel")
    assert path.read_bytes() == theirs
    press(qtbot, window, Key.Key_S, CTRL)
    answer(qtbot, window, "anyway")
    assert opened(path).kept.document == controller.work.document
    path.unlink()
    press(qtbot, window, Key.Key_S, CTRL)  # what was deleted is written again
    assert opened(path).kept.document == controller.work.document
    os.utime(path, (1, 1))
    press(qtbot, window, Key.Key_S, CTRL)  # touched, and still what was written here
    assert documents.dialog is None


def test_a_newer_document_is_not_written(qtbot, controller, window, tmp_path, said):
    path = tmp_path / "a.graphlab"
    data = document_bytes(Kept(document("x*y", {}))).replace(b'"version": 1', b'"version": 99')
    path.write_bytes(data)
    drop(window, path)
    assert "newer graphlab" in said[-1]
    assert window.windowTitle() == "a.graphlab (read only)[*] — graphlab"
    press(qtbot, window, Key.Key_S, CTRL)
    assert "newer graphlab" in controller.documents.dialog.text()
    answer(qtbot, window, "save as")
    save_as(qtbot, window, tmp_path / "b.graphlab")
    assert path.read_bytes() == data
    assert b'"version": 1' in (tmp_path / "b.graphlab").read_bytes()
    assert window.windowTitle() == "b.graphlab[*] — graphlab"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "a.graphlab is no run that graphlab recorded."),
        (b"%PDF-1.7", "a.graphlab is no run that graphlab recorded."),
        (b'{"nodes": []}', "a.graphlab is no document of graphlab."),
        (document_bytes(EVERYTHING)[:300], "a.graphlab is damaged"),
        (b'{"a":' * 5000, "a.graphlab is damaged"),
        (b'{"graphlab": "document", "version": 1, "source": 1}', "a.graphlab is damaged: "),
    ],
)
def test_hostile_files_are_one_sentence(controller, window, tmp_path, said, data, sentence):
    path, before = tmp_path / "a.graphlab", controller.work.history
    path.write_bytes(data)
    drop(window, path)
    assert len(said) == 1
    assert said[0].startswith(sentence)
    assert controller.work.history is before
    assert controller.documents.dialog is None


def test_what_is_no_file_is_one_sentence(controller, window, tmp_path, said):
    os.mkfifo(tmp_path / "pipe.graphlab")
    (tmp_path / "folder.graphlab").mkdir()
    for name in ("pipe", "folder", "gone"):
        drop(window, tmp_path / f"{name}.graphlab")
    assert [sentence.split(":")[0] for sentence in said] == [
        "pipe.graphlab cannot be read",
        "folder.graphlab cannot be read",
        "gone.graphlab cannot be read",
    ]


# ── after a crash, and outside ───────────────────────────────────────────────────────────────

LEAVE = """
import sys
from pathlib import Path
from graphlab.keeping.holding import Holding, opened
from graphlab.keeping.kept import Kept
from graphlab.keeping.recovery import Recovery
from graphlab.study.document import document
held = opened(Path(sys.argv[2])) if len(sys.argv) > 2 else Holding()
work = Kept(document("x*y", {"x": 5.0, "y": 3.0}))
Recovery(Path(sys.argv[1])).keep(work, held.path, ["Change x"], held.known)
"""


def crashed(settings, *path):
    """A window was here and is no more."""
    folder = str(settings.folder / "recovery")
    subprocess.run([sys.executable, "-c", LEAVE, folder, *map(str, path)], check=True)


def unsaved(settings):
    return sorted((settings.folder / "recovery").glob("*.unsaved"))


def test_changes_are_kept_a_second_later_until_they_are_saved_or_undone(
    qtbot, controller, window, settings, tmp_path, said
):
    rescue = controller.rescue
    controller.rescue.said.connect(said.append)
    controller.walk.forward()
    assert not rescue._soon.isActive()
    controller.work.set_input("x", 0.25)
    assert rescue._soon.remainingTime() > 500
    rescue._soon.start(0)
    qtbot.waitUntil(lambda: len(unsaved(settings)) == 1)
    controller.actions.trigger("undo")
    assert unsaved(settings) == []
    controller.actions.trigger("redo")
    assert rescue.keep()
    save_as(qtbot, window, tmp_path / "a.graphlab")
    assert unsaved(settings) == []
    rescue.recovery._system = Full()
    controller.work.set_input("x", 0.5)
    assert [rescue.keep(), rescue.keep()] == [False, False]
    assert said[1:] == [
        "Your changes cannot be kept for after a crash: the disk is full. Save them."
    ]


def test_what_a_crash_left_is_offered_and_survives_another(
    qtbot, controller, window, settings, tmp_path
):
    rescue, path = controller.rescue, written(tmp_path / "a.graphlab")
    os.utime(path, (1e9, 1e9))
    crashed(settings, path)
    rescue.offer()
    words = rescue.bar.sentence.text()
    assert words.startswith("Unsaved work of a.graphlab is here, from today at ")
    assert "“Change x”. It is newer than the file, which was saved 9 September 2001" in words
    controller.desk.focus_region(rescue.bar)
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert not rescue.bar.isVisible()
    assert controller.work.document.inputs == {"x": 5.0, "y": 3.0}
    assert window.windowTitle() == "a.graphlab[*] — graphlab"
    assert window.isWindowModified()
    (ours,) = unsaved(settings)
    assert ours == rescue.recovery.file
    assert b'"Change x"' in ours.read_bytes()
    press(qtbot, window, Key.Key_S, CTRL)
    assert opened(path).kept.document.inputs["x"] == 5.0
    assert unsaved(settings) == []


def test_a_file_that_changed_since_the_crash_is_not_written_over_unasked(
    qtbot, controller, window, settings, tmp_path
):
    path, rescue = written(tmp_path / "a.graphlab"), controller.rescue
    crashed(settings, path)
    written(path, Kept(document("x+y", {"x": 2.0, "y": 3.0})))
    os.utime(path, (4e9, 4e9))
    rescue.offer()
    (left,) = rescue._left
    assert "Newer is the file" in rescue.bar.sentence.text()
    rescue.bar.buttons["open"].click()
    (again,) = unsaved(settings)
    entry = msgspec.json.decode(again.read_bytes(), type=recovery._File)
    assert datetime.fromtimestamp(entry.changed_at, UTC) == left.changed_at
    assert frozenset(entry.known) == left.known  # a second crash forgets nothing of it
    press(qtbot, window, Key.Key_S, CTRL)
    assert "has changed since" in controller.documents.dialog.text()


def test_several_are_offered_one_after_another(qtbot, controller, settings):
    rescue = controller.rescue
    crashed(settings)
    crashed(settings)
    (settings.folder / "recovery" / "1-abc.unsaved").write_bytes(b"torn")
    rescue.offer()
    assert "(1 of 3)" in rescue.bar.sentence.text()
    seen = []
    for word in ("discard", "later", "later"):
        seen.append((rescue.bar.sentence.text(), "open" in rescue.bar.buttons))
        rescue.bar.buttons[word].click()
    assert not rescue.bar.isVisible()
    assert sorted(can for _, can in seen) == [False, True, True]
    assert "but it cannot be read" in next(words for words, can in seen if not can)
    assert len(unsaved(settings)) == 2


def test_what_was_left_half_written_goes_at_the_next_start(qtbot, controller, settings, tmp_path):
    folders = [tmp_path / name for name in ("documents", "slides")]
    for folder in (*folders, settings.folder / "recovery"):
        folder.mkdir(exist_ok=True)
        (folder / ".graphlab-4999999-0123abcd.tmp").write_bytes(b"half")
    settings.add_recent_file(str(folders[0] / "a.graphlab"))
    settings.keep("folder", str(folders[1]))
    controller.rescue.offer()
    assert list((settings.folder / "recovery").iterdir()) == []
    qtbot.waitUntil(lambda: not any(list(folder.iterdir()) for folder in folders))


def test_coming_back_to_the_window_tells_what_others_did_to_the_file(
    qtbot, controller, window, tmp_path
):
    path, watch = tmp_path / "a.graphlab", controller.file_watch
    save_as(qtbot, window, path)
    activated = QEvent(QEvent.Type.WindowActivate)
    QApplication.sendEvent(window, activated)
    assert watch.bar is None
    written(path)
    QApplication.sendEvent(window, activated)
    assert watch.bar.sentence.text().startswith("a.graphlab has changed since")
    watch.bar.buttons["close"].click()
    QApplication.sendEvent(window, activated)
    assert not watch.bar.isVisible()
    written(path, Kept(document("x+y", {"x": 2.0, "y": 3.0})))
    QApplication.sendEvent(window, activated)
    assert not watch.bar.isVisible()  # the same file, changed again, was told of already
    path.unlink()
    QApplication.sendEvent(window, activated)
    assert "deleted" in watch.bar.sentence.text()
    assert window.isWindowModified()  # closing would lose it
    watch.bar.buttons["save"].click()
    assert path.exists()
    assert not watch.bar.isVisible()
    written(path)
    QApplication.sendEvent(window, activated)
    watch.bar.buttons["read"].click()
    assert controller.work.document.text == "x*y"
    assert not watch.bar.isVisible()
