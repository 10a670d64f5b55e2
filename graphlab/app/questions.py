"""Questions to the worker about the recording that it keeps, and the link they go by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from graphlab.worker.messages import Request


class Link(Protocol):
    """What Work needs of the worker's link."""

    message: SignalInstance
    gone: SignalInstance
    overdue: SignalInstance
    left: SignalInstance
    is_attached: bool

    def send(self, request: Request, *, latest: bool = False) -> None:
        """Asks."""

    def stop(self) -> None:
        """Ends the run that is under way."""

    def keep_waiting(self) -> None:
        """Gives the run more time."""

    def set_limits(self, time_limit: float, memory_limit: int | None) -> None:
        """Seconds and bytes that a run may take."""


class Questions:
    """Those that are not answered yet. The worker answers one after the other."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: list[Request] = []

    def ask(self, request: Request) -> None:
        """Asks about the recording that the worker keeps."""
        self._waiting.append(request)
        self._link.send(request)

    def answered(self, kind: type[Request]) -> None:
        """The first of this kind waits no more, nor does what was asked before it."""
        waiting = self._waiting
        first = next((place for place, one in enumerate(waiting) if isinstance(one, kind)), None)
        if first is not None:
            del waiting[: first + 1]

    def missed(self) -> Request | None:
        """The question that waits longest, which has no answer."""
        return self._waiting.pop(0) if self._waiting else None

    def forget(self) -> None:
        """Another recording is kept now."""
        self._waiting.clear()
