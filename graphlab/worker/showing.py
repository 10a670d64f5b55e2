"""A Python program opens a window on its own run, and answers what the window asks about it."""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
import tempfile
import threading
from multiprocessing import Pipe
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from typing_extensions import override

import graphlab.worker
from graphlab.errors import InputError, WorkerError
from graphlab.worker.attached import GIVEN, hang_up
from graphlab.worker.codec import MAX_BYTES, decode, encode
from graphlab.worker.messages import (
    CodeRequest,
    GivenRequest,
    Program,
    Ready,
    Refused,
    Request,
)
from graphlab.worker.pytorch import PyTorch
from graphlab.worker.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.connection import Connection

    from graphlab.worker.messages import RunRequest
    from graphlab.worker.service import Recording

OTHER_CODE = "Your Python program runs what it showed, and no other code."
_SECONDS = 5.0
_PACKAGE = Path(graphlab.worker.__file__).parents[1]
_COMMAND = (
    "import sys; sys.path.insert(0, sys.argv.pop(1));"
    " from graphlab.cli import main; raise SystemExit(main())"
)


class Given(Protocol):
    """What ``show`` was given, and can run again."""

    @property
    def name(self) -> str: ...

    @property
    def seed(self) -> int: ...

    @property
    def starts(self) -> tuple[float, ...] | None: ...

    @property
    def has_own_starts(self) -> bool: ...

    @property
    def keeps_values(self) -> bool: ...

    def recording(self) -> Recording: ...

    def again(
        self,
        typed: Sequence[str],
        seed: int,
        cotangents: Sequence[object] | None,
        *,
        open_fused: bool = False,
        part: str = "",
        keeps_values: bool = True,
    ) -> Recording: ...


def show(given: Given, *, block: bool) -> None:
    """Runs what was given and opens a window on that run.

    With ``block`` it returns when the window is closed, else a thread answers the window as long as
    this program runs. WorkerError when the window could not be opened.
    """
    showing = Showing(given)
    if block:
        showing.serve()
        return

    def serve() -> None:
        try:
            showing.serve()
        except WorkerError as error:
            sys.stderr.write(f"{error}\n")
        finally:
            atexit.unregister(showing.leave)  # which would keep the whole run

    serving = threading.Thread(target=serve, name="graphlab-window", daemon=True)
    serving.start()
    atexit.register(showing.leave)


class Showing:
    """One window, a child process, and the pipe to it."""

    def __init__(self, given: Given, command: Sequence[str] | None = None) -> None:
        self._service = Service(_Here(given))
        first = encode(self._service.keep(GIVEN, given.recording()))  # before there is a window
        program = Program(
            given.name, given.seed, given.starts, given.has_own_starts, given.keeps_values
        )
        self._connection, theirs = Pipe()
        try:
            self._complaints = tempfile.TemporaryFile()
            self._window = _opened(theirs, command, self._complaints)
        except BaseException:
            self._connection.close()
            raise
        finally:
            theirs.close()
        self._first = encode(Ready()), encode(program), first
        self._was_heard = False
        self._has_left = False

    def serve(self) -> None:
        """Answers until the window is closed; Ctrl+C closes it."""
        try:
            with contextlib.suppress(EOFError, OSError):
                for message in self._first:
                    self._connection.send_bytes(message)
                while True:
                    self._answer()
        except KeyboardInterrupt:
            self._window.terminate()
            raise
        finally:
            self._connection.close()
            status = self._wait()
            complaint = self._complaint()
        if status > 0 and not self._was_heard:
            raise WorkerError(complaint or f"The window could not be opened (status {status}).")

    def leave(self) -> None:
        """Stops answering; the window stays, and says that this program has ended."""
        self._has_left = True
        hang_up(self._connection)

    def _answer(self) -> None:
        request = decode(self._connection.recv_bytes(MAX_BYTES))
        self._was_heard = True
        if not isinstance(request, Request):
            raise EOFError  # whoever that is
        answer = self._service.answer(request)
        try:
            data = encode(answer)
        except WorkerError as error:
            data = encode(Refused(request.number, str(error)))
        self._connection.send_bytes(data)

    def _wait(self) -> int:
        if self._has_left:
            return 0
        try:
            return self._window.wait(_SECONDS)
        except subprocess.TimeoutExpired:
            return 0  # it closed its end of the pipe and is tidying up

    def _complaint(self) -> str:
        """What the window said last before it ended."""
        with self._complaints as file:
            file.seek(0)
            lines = file.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


class _Here(PyTorch):
    """The engine in the person's own program: it runs formulas and what was given, no more."""

    def __init__(self, given: Given) -> None:
        super().__init__(threads=None)
        self._given = given

    @override
    def record(self, request: RunRequest) -> Recording:
        if isinstance(request, GivenRequest):
            return self._given.again(
                request.inputs,
                request.seed,
                request.cotangents,
                open_fused=request.open_fused,
                part=request.inside,
                keeps_values=request.keeps_values,
            )
        if isinstance(request, CodeRequest):
            raise InputError(OTHER_CODE)
        return super().record(request)


def _opened(
    theirs: Connection, command: Sequence[str] | None, complaints: IO[bytes]
) -> subprocess.Popen[bytes]:
    """The window; it has a session of its own, so that Ctrl+C is ours to handle.

    It may outlive this program, and must not hold its terminal or pipe open.
    """
    number = theirs.fileno()
    command = command or (sys.executable, "-P", "-c", _COMMAND, str(_PACKAGE.parent))
    given = [*command, "--attached", str(number)]
    null = subprocess.DEVNULL
    if sys.platform == "win32":
        os.set_handle_inheritable(number, True)
        return subprocess.Popen(given, close_fds=False, stdin=null, stdout=null, stderr=complaints)
    return subprocess.Popen(
        given,
        pass_fds=(number,),
        start_new_session=True,
        stdin=null,
        stdout=null,
        stderr=complaints,
    )
