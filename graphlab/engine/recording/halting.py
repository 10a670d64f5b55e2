"""The orderly end of a run that is stopped midway: what was recorded up to there is kept.

Stop comes as the signal of Ctrl+C. While the person's code runs, its handler ends the run by an
exception that no ``except Exception`` of theirs catches; where graphlab's own lines are at work,
the recorder does so at its next call, so that the tape stays whole. A run outside ``stoppable``
hears Ctrl+C as Python does.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

import torch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

Why = Literal["stopped", "operations", "memory"]
MOST_SECONDS: Final = 1.5
"""Of recording what a plain run did before it was stopped."""
LEAST_SECONDS: Final = 0.5
MOST_OPERATIONS: Final = 1_000
"""What is kept of a run that was stopped before it was recorded: it is to be seen soon."""
_OWN: Final = str(Path(__file__).parents[2]) + os.sep
_TORCH: Final = os.path.dirname(torch.__file__) + os.sep
# Between the two halves of what these do, nothing must be raised.
_NOT_IN: Final = (
    _OWN,
    os.path.dirname(os.__file__) + os.sep + "contextlib.py",
    _TORCH + "overrides.py",
    _TORCH + os.path.join("utils", "_contextlib.py"),
    _TORCH + os.path.join("autograd", "grad_mode.py"),
)
_AGAIN: Final = 0.02


class HaltedError(BaseException):
    """Ends a recorded run; no ``Exception``, so that the person's code lets it pass.

    ``sentence`` says what is to be known besides where the run was.
    """

    def __init__(self, why: Why, sentence: str = "") -> None:
        super().__init__(sentence)
        self.why: Why = why
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Halt:
    """Where a run ended before its end: ``line`` is that of the person's code, if it is known.

    ``replay`` means that a plain run was stopped, and what is kept was recorded afterwards, for so
    many seconds.
    """

    why: Why
    line: int | None = None
    sentence: str = ""
    replay: float | None = None


class Phase(Enum):
    """What is under way: nothing to be kept, the person's code, or graphlab's own work on it."""

    IDLE = auto()
    RUNS = auto()
    BETWEEN = auto()


def _nothing() -> None:
    """Nobody is to be told."""


class Stop:
    """Whether the run that is under way is to end; the recorder looks at ``is_asked``."""

    def __init__(self) -> None:
        self.is_asked = False
        self.phase = Phase.IDLE
        self._tell: Callable[[], None] = _nothing
        self._is_told = False
        self._is_heard = False

    @contextmanager
    def stoppable(self, tell: Callable[[], None]) -> Iterator[None]:
        """Ctrl+C within ends the run and keeps what was recorded; ``tell`` is called once it has.

        Only the main thread hears signals: elsewhere nothing changes.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        self._tell, self._is_told, self._is_heard = tell, False, True
        before = signal.signal(signal.SIGINT, self._hear)
        try:
            yield
        except HaltedError:
            raise KeyboardInterrupt from None  # nothing could be kept
        finally:
            self.phase, self.is_asked, self._is_heard = Phase.IDLE, False, False
            signal.signal(signal.SIGINT, before)

    @contextmanager
    def running(self, seconds: float | None = None) -> Iterator[None]:
        """The person's code runs within.

        With ``seconds`` it is what was stopped before, which ends after that time.
        """
        if not self._is_heard:
            yield
            return
        if seconds is not None:
            self.is_asked = False
        self.phase = Phase.RUNS
        clock = None if seconds is None else threading.Timer(seconds, self._ask)
        if clock is not None:
            clock.start()
        try:
            yield
        finally:
            self.phase = Phase.BETWEEN
            if clock is not None:
                clock.cancel()
            if self.is_asked:
                self._tell_once()

    def heed(self) -> None:
        """End the run here if that was asked for."""
        if self.is_asked:
            raise HaltedError("stopped")

    def _ask(self) -> None:
        """From another thread: the main thread is interrupted as by Ctrl+C."""
        if self.phase is Phase.RUNS and hasattr(signal, "pthread_kill"):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    def _hear(self, _number: int, frame: FrameType | None) -> None:
        if self.phase is Phase.IDLE:
            raise KeyboardInterrupt
        self.is_asked = True
        if self.phase is Phase.BETWEEN:
            self._tell_once()
            return
        if frame is not None and frame.f_code.co_filename.startswith(_NOT_IN):
            again = threading.Timer(_AGAIN, self._ask)  # the code may call nothing of PyTorch's
            again.daemon = True
            again.start()
            return
        self.heed()

    def _tell_once(self) -> None:
        if not self._is_told:
            self._is_told = True
            self._tell()


STOP: Final = Stop()


class Stopwatch:
    """How long what was stopped had run, and so how long it is worth recording."""

    def __init__(self) -> None:
        self._begun = time.monotonic()

    @property
    def worth(self) -> float:
        return min(max(time.monotonic() - self._begun, LEAST_SECONDS), MOST_SECONDS)


def line_of(error: BaseException, file: str | None) -> int | None:
    """The line of the person's file in which it was raised."""
    entry, line = error.__traceback__, None
    while entry is not None:
        if entry.tb_frame.f_code.co_filename == file:
            line = entry.tb_lineno
        entry = entry.tb_next
    return line
