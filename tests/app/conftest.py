"""A window with a worker that answers from a hand-made record, in the same thread."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QApplication

from graphlab.app.controller import Controller
from graphlab.app.settings import Settings
from graphlab.app.style import set_colours, set_font
from graphlab.app.window import Window
from graphlab.record import Event, Parameter, Source
from graphlab.study.examples import LECTURE
from graphlab.worker.messages import (
    CodeRequest,
    Recorded,
    RecordRequest,
    Refused,
    Request,
    Symbolic,
    SymbolicRequest,
)
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from graphlab.record import Record


def code_record(text: str) -> Record:
    """The lecture's graph as if a module had made it: the node w₄ comes from line 4, and so on."""
    made = lecture_record()
    return replace(
        made,
        nodes=tuple(replace(node, line=node.number) for node in made.nodes),
        source=Source(text, kind="module"),
        parameters=(Parameter("w", (2,), "float32", True, "w2"),),
        events=(Event("statistics", "BatchNorm uses the statistics of this batch.", line=2),),
    )


CODE = "import torch\nx = torch.ones(2, 3)\n"


class HandLink(QObject):
    """Keeps what is asked; runs give the lecture's graph, whatever was asked, and no forms."""

    message = Signal(object)
    gone = Signal(str)
    overdue = Signal(int)
    left = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Request] = []
        self.waits = 0
        self.stops = 0
        self.limits: list[tuple[float, int | None]] = []
        self.at_once = True
        self.is_attached = False

    def send(self, request: Request, *, latest: bool = False) -> None:
        self.asked.append(request)
        if self.at_once and isinstance(request, RecordRequest | CodeRequest):
            self.answer()
        elif self.at_once and isinstance(request, SymbolicRequest):
            self.message.emit(Symbolic(request.number, {}))

    def answer(self, record: Record | None = None) -> None:
        request = self._last_run
        if isinstance(request, CodeRequest):
            self.message.emit(Recorded(request.number, record or code_record(request.text)))
            return
        given = ((name, request.inputs.get(name)) for name in ("x", "y"))
        numbers = {name: value for name, value in given if isinstance(value, float)}
        made = record or lecture_record(**numbers)
        self.message.emit(Recorded(request.number, made))

    def refuse(self, problem: str, **more: object) -> None:
        self.message.emit(Refused(self._last_run.number, problem, **more))

    @property
    def _last_run(self) -> RecordRequest | CodeRequest:
        """What is asked about a run may have come behind it."""
        runs = (one for one in reversed(self.asked) if isinstance(one, RecordRequest | CodeRequest))
        return next(runs)

    def stop(self) -> None:
        self.stops += 1

    def keep_waiting(self) -> None:
        self.waits += 1

    def set_limits(self, time_limit: float, memory_limit: int | None) -> None:
        self.limits.append((time_limit, memory_limit))

    @property
    def codes(self) -> list[CodeRequest]:
        return [request for request in self.asked if isinstance(request, CodeRequest)]

    @property
    def runs(self) -> list[RecordRequest]:
        return [request for request in self.asked if isinstance(request, RecordRequest)]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(QSettings(str(tmp_path / "graphlab.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def link() -> HandLink:
    return HandLink()


@pytest.fixture
def window(qtbot: QtBot, settings: Settings, link: HandLink) -> Iterator[Window]:
    """A furnished window on the lecture's function, its first run answered."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    set_font(application)
    set_colours(application, "light")
    window = Window(settings, "light")
    qtbot.addWidget(window)
    window.resize(1280, 800)
    controller = Controller(window, settings, None, {}, link)
    window.controller = controller
    window.setCentralWidget(controller.desk)
    controller.start()
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    controller.desk.canvas.setFocus()
    qtbot.wait(1)
    yield window
    controller.walk.pause()
    controller.documents._is_leaving = True
    window.close()


@pytest.fixture
def controller(window: Window) -> Controller:
    assert window.controller is not None
    assert window.controller.work.document.text == LECTURE.text
    return window.controller


def show_code(controller: Controller, link: HandLink, run: Record, text: str = CODE) -> Controller:
    """Code was pasted and run, and this is its run; later runs are answered by hand."""
    link.at_once = False
    controller.coding.paste(text)
    controller.coding.run()
    link.answer(run)
    return controller


def cards(controller: Controller) -> list[str]:
    """The nodes whose cards are on the canvas."""
    picture = controller.desk.canvas.picture
    assert picture is not None
    return [item.key.removeprefix("card:") for item in picture.items if item.kind == "card"]
