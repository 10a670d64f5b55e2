"""Brings what the worker says, on a thread of its own, to the window's thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal

from graphlab.worker.attached import Attached
from graphlab.worker.client import Worker

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from graphlab.worker.messages import Request


class WorkerLink(QObject):
    """Owns the worker. Its public signals are always emitted in the window's thread.

    With a ``connection`` another Python program, which opened this window, stands in for it.
    """

    message = Signal(object)
    gone = Signal(str)
    overdue = Signal(int)

    _heard = Signal(object)
    _ended = Signal(str)
    _late = Signal(int)

    def __init__(self, parent: QObject | None = None, connection: Connection | None = None) -> None:
        super().__init__(parent)
        queued = Qt.ConnectionType.QueuedConnection
        self._heard.connect(self._pass_message, queued)
        self._ended.connect(self._pass_end, queued)
        self._late.connect(self._pass_overdue, queued)
        self.is_attached = connection is not None
        heard = self._heard.emit, self._ended.emit, self._late.emit
        self._worker = Worker(*heard) if connection is None else Attached(connection, *heard)

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
