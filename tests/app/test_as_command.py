"""Copy as command: the line writes the very bytes that the dialog writes."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from graphlab.app.as_command import Figure, Sources, command_line
from graphlab.cli import main
from graphlab.engine.code.scripts import record_script
from graphlab.engine.expressions.expression import record_expression
from graphlab.errors import ExportError
from graphlab.export.seen import Seen
from graphlab.panels.export_wish import Wish as ExportWish
from graphlab.picture.options import Options
from graphlab.study.code import Code, Part, setup
from graphlab.study.document import Document
from graphlab.study.light import Pointed, Wish
from graphlab.study.moment import EVERYTHING
from graphlab.study.pins import Pin
from graphlab.worker.messages import CodeRequest, Recorded, RecordRequest
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pytestqt.qtbot import QtBot

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings
    from graphlab.panels.export_dialog import ExportDialog
    from graphlab.panels.export_wish import What
    from graphlab.worker.messages import Request
    from tests.app.conftest import HandLink

NET = """\
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.first = nn.Sequential(nn.Linear(n, 2), nn.Tanh())
        self.last = nn.Linear(2, 1)

    def forward(self, x):
        for _ in range(3):
            if x.sum() > 100:
                x = x / 2
        return self.last(self.first(x))
"""
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class RealLink:
    """Answers as the worker does, in this process."""

    def __init__(self, link: HandLink) -> None:
        self._link = link

    def send(self, request: Request, *, latest: bool = False) -> None:
        self._link.asked.append(request)
        if isinstance(request, RecordRequest):
            made = record_expression(
                request.text, request.inputs, cotangents=request.cotangents, seed=request.seed
            )
        elif isinstance(request, CodeRequest):
            made = record_script(
                request.text,
                kind=request.offer_kind,
                name=request.offer_name,
                init=request.init,
                inputs=request.inputs,
                loss=request.loss,
                seed=request.seed,
                cotangents=request.cotangents,
                inside=request.inside,
            )
        else:
            return
        self._link.message.emit(Recorded(request.number, made))


@pytest.fixture
def real(
    controller: Controller, link: HandLink, settings: Settings, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Controller:  # fmt: skip
    monkeypatch.setattr(link, "send", RealLink(link).send)
    monkeypatch.chdir(tmp_path)
    settings.keep("folder", str(tmp_path))
    controller.work.enter("2cos²(xy) + ln(cos(xy))", {"x": 0.5, "y": 1.2})
    return controller


def opened(qtbot: QtBot, controller: Controller) -> ExportDialog:
    qtbot.waitUntil(lambda: controller.walk.player is not None)
    qtbot.keyClick(controller.desk.canvas, Qt.Key.Key_E, CTRL_SHIFT)
    dialog = controller.files.dialog
    assert dialog is not None
    return dialog


def both(dialog: ExportDialog, path: Path) -> tuple[list[str], bytes, bytes]:
    """The words of the line, and what the dialog and the line write."""
    dialog.path.setText(str(path))
    QGuiApplication.clipboard().setText("")
    dialog.command.click()
    line = QGuiApplication.clipboard().text()
    assert line, dialog.sentence.text()
    dialog.export.click()
    files = sorted(path.parent.glob(f"{path.stem}*{path.suffix}"))
    wanted = b"".join(file.read_bytes() for file in files)
    assert wanted
    for file in files:
        file.unlink()
    program, *arguments = shlex.split(line)
    assert program == "graphlab"
    assert main(arguments) == 0
    dialog.reject()
    return arguments, wanted, b"".join(file.read_bytes() for file in files)


def as_it_comes(controller: Controller) -> None:
    controller.walk.scrub(13)
    controller.view.set_digits("6")
    controller.desk.canvas.zoom_by(1.5)  # it stands still from then on


def with_tensors_and_starts(controller: Controller) -> None:
    controller.work.enter("A v, sum(v)", {"A": [[1.0, -2.0], [0.5, 3.0]], "v": [1.0, 4.0]})
    controller.work.start_at((-1e-7, 2.0))
    controller.walk.scrub(3)


def with_a_minus_first(controller: Controller) -> None:
    controller.work.enter("-x", {"x": 0.5})


def with_one_row_and_one_column(controller: Controller) -> None:
    controller.work.enter("A B", {"A": [[1.0, -2.0]], "B": [[3.0], [0.5]]})


def up_to_its_edge(controller: Controller) -> None:
    """Of a picture that is no whole number of pixels wide."""
    controller.work.enter(
        "½‖A x‖² + sum(exp(-x))", {"A": [[1.0, -2.0, 3.0], [2.0, 0.0, 1.0]], "x": [1.0, 4.0, 0.5]}
    )
    controller.desk.canvas.fit(whole=True)
    composer = controller.views.composer
    assert composer is not None
    assert composer.size[0] % 1 > 0.1


def lit(controller: Controller) -> None:
    controller.lighting.show(Wish("w4", "w6"), only=True)


def around(controller: Controller) -> None:
    controller.lighting.show(Wish("w5"))
    controller.view.set_numbering("level")


def in_part(controller: Controller) -> None:
    controller.walk.scrub(13, 1)


def pinned(controller: Controller) -> None:
    controller.walk.scrub(4)
    controller.pinning.down()
    save(controller, "moved.graphlab")


def from_a_file(controller: Controller) -> None:
    run_net(controller, "net.py")


def in_a_document(controller: Controller) -> None:
    run_net(controller, None)
    controller.folding.show(frozenset({"first"}), False)
    save(controller, "it's a net.graphlab")


def looked_at_otherwise_since(controller: Controller) -> None:
    in_a_document(controller)
    controller.folding.show(frozenset({"last"}), True)
    controller.view.set_memory(True)


def run_net(controller: Controller, name: str | None) -> None:
    coding = controller.coding
    if name is None:
        coding.paste(NET)
    else:
        path = folder(controller) / name
        path.write_text(NET)
        coding.open_file(path)
    controller.consent.person_runs(NET)
    code = controller.work.document.code.typing(NET).choosing(Part("module", "Net"))
    how = setup({"n": "3"}, {"x": "randn(4, 3)"}, "mse", "zeros(4, 1)")
    controller.work.run_code(code.calling(how))
    controller.work.set_seed(7)


def folder(controller: Controller) -> Path:
    return Path(controller.files._settings.text("folder"))


def save(controller: Controller, name: str) -> None:
    controller.documents._write(folder(controller) / name, lambda: None)


class Case(NamedTuple):
    """``words`` are some of those that the line has."""

    make: Callable[[Controller], None]
    words: tuple[str, ...]
    what: What = "present"
    suffix: str = ".svg"
    more: Mapping[str, object] = MappingProxyType({})


CASES = {
    "a formula": Case(as_it_comes, ("--digits", "6")),
    "what is in view": Case(as_it_comes, ("--crop",), "seen"),
    "what is in view to its right edge": Case(up_to_its_edge, ("--crop",), "seen"),
    "the whole, 9 cm wide": Case(as_it_comes, ("9cm",), "whole", more={"width": "9cm"}),
    "one step, outlined": Case(as_it_comes, ("--outlines",), "step", more={"outlines": True}),
    "a walk": Case(as_it_comes, ("--by", "contribution", "--type"), "backward", ".html",
                   {"by": "contribution", "type": 1.5}),
    "a file a step": Case(as_it_comes, ("--numbered",), "all", ".tex", {"numbered": True}),
    "tensors and starting gradients": Case(
        with_tensors_and_starts, ("v=[1.0, 4.0]", "--cotangent=-1e-07")),
    "a minus": Case(with_a_minus_first, ("--", "-x")),
    "matrices that are no vectors": Case(with_one_row_and_one_column, ("B=[[3.0], [0.5]]",)),
    "a path alone": Case(lit, ("--light", "w4-w6", "--only")),
    "a light": Case(around, ("--light", "w5")),
    "a step in part": Case(in_part, ("13.1",)),
    "a card moved by hand": Case(pinned, ("moved.graphlab",)),
    "code in a file": Case(from_a_file, ("net.py", "--class", "mse(zeros(4, 1))", "7")),
    "code in a document": Case(in_a_document, ("it's a net.graphlab", "--trust"), "all", ".tex"),
    "a document with another look since": Case(
        looked_at_otherwise_since, ("--close", "last", "--memory")),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_command_writes_the_same_bytes(
    qtbot: QtBot, real: Controller, tmp_path: Path, case: Case
) -> None:
    case.make(real)
    dialog = opened(qtbot, real)
    dialog.choose(case.what, case.suffix)
    dialog.recall({"what": case.what, "suffix": case.suffix, "theme": "light", **case.more})
    words, wanted, written = both(dialog, tmp_path / f"a figure{case.suffix}")
    assert set(case.words) <= set(words)
    assert written == wanted


def test_what_needs_a_document_is_saved_first_and_copied_then(
    qtbot: QtBot, real: Controller, tmp_path: Path
) -> None:
    real.walk.scrub(4)
    real.pinning.down()
    dialog = opened(qtbot, real)
    QGuiApplication.clipboard().setText("before")
    dialog.command.click()
    assert "cards moved by hand by the name of a document: save it first" in dialog.sentence.text()
    assert QGuiApplication.clipboard().text() == "before"
    assert dialog.command.text() == "Save and copy as command"
    dialog.command.click()
    asked = real.documents.dialog
    assert isinstance(asked, QFileDialog)
    asked.selectFile(str(tmp_path / "moved.graphlab"))
    asked.accept()
    assert "moved.graphlab" in QGuiApplication.clipboard().text()
    assert dialog.sentence.text() == "The command is on the clipboard."
    assert dialog.command.text() == "Copy as command"
    real.pinning.down()
    dialog.command.click()
    assert "save it first" in dialog.sentence.text()
    dialog.reject()


def test_of_what_a_lesson_points_at_no_line_tells(real: Controller) -> None:
    said: list[str] = []
    real.copying.said.connect(said.append)
    real.lighting.show(Pointed(("w4",)))
    real.files.copy_command()
    assert "what a lesson points at" in said[-1]


def test_a_run_that_was_opened_is_named_by_its_file_and_has_no_moved_cards(tmp_path: Path) -> None:
    run = lecture_record()
    work = Document(kind="code", code=Code(part=Part("given", "run")))
    wish = ExportWish(tmp_path / "f.svg", "whole", 0, "print")
    figure = Figure(work, run, Seen(), Options(), EVERYTHING, "lr")
    sources = Sources(run=tmp_path / "run.graphlab")
    line = command_line(figure, wish, sources)
    assert line == "graphlab export run.graphlab -o f.svg --theme print --direction lr"
    with pytest.raises(ExportError, match="A program gave this to the window"):
        command_line(figure, wish, Sources())
    pin = Pin("w1", run.by_id["w1"].formula, "lr", 40.0, 0.0)
    moved = replace(figure, document=replace(work, pins=(pin,)))
    with pytest.raises(ExportError, match="keeps no moved cards"):
        command_line(moved, wish, sources)
