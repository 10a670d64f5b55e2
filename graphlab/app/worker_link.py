"""Brings what the worker says, on a thread of its own, to the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from graphlab.worker.client import Worker
from graphlab.worker.switchboard import Switchboard

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from graphlab.worker.messages import Request


class WorkerLink(QObject):
    """Owns the worker. Its public signals are always emitted in the window's thread.

    With a ``connection`` another Python program, which opened this window, answers as well;
    ``left`` tells that it has ended.
    """

    message = Signal(object)
    gone = Signal(str)
    overdue = Signal(int)
    left = Signal(str)

    _heard = Signal(object)
    _ended = Signal(str)
    _late = Signal(int)
    _left = Signal(str)

    def __init__(self, parent: QObject | None = None, connection: Connection | None = None) -> None:
        super().__init__(parent)
        queued = Qt.ConnectionType.QueuedConnection
        self._heard.connect(self._pass_message, queued)
        self._ended.connect(self._pass_end, queued)
        self._late.connect(self._pass_overdue, queued)
        self._left.connect(self._pass_leaving, queued)
        self.is_attached = connection is not None
        heard = self._heard.emit, self._ended.emit, self._late.emit
        self._worker: Worker | Switchboard
        if connection is None:
            self._worker = Worker(*heard)
        else:
            self._worker = Switchboard(connection, *heard, self._left.emit)

    def start(self) -> None:
        """Begins to load PyTorch in a process of its own; it ends with the application."""
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.close)
        self._worker.start()

    def send(self, request: Request, *, latest: bool = False) -> None:
        """Asks the worker."""
        self._worker.send(request, latest=latest)

    def stop(self) -> None:
        """Ends the run that is under way."""
        self._worker.stop()

    def keep_waiting(self) -> None:
        """Gives the run more time."""
        self._worker.keep_waiting()

    def set_limits(self, time_limit: float, memory_limit: int | None) -> None:
        """Seconds and bytes that a run may take, from the next one on; None: the usual memory."""
        self._worker.set_limits(time_limit, memory_limit)

    def close(self) -> None:
        """Ends the processes; nothing is heard afterwards."""
        self._worker.close()

    def _pass_message(self, reply: object) -> None:
        self.message.emit(reply)

    def _pass_end(self, sentence: str) -> None:
        self.gone.emit(sentence)

    def _pass_overdue(self, number: int) -> None:
        self.overdue.emit(number)

    def _pass_leaving(self, sentence: str) -> None:
        self.left.emit(sentence)
