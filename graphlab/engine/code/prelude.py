"""Runs a person's code: the one place where text becomes a running program.

Only the worker and the command line come here; the window never does.
"""

from __future__ import annotations

import ast
import builtins
import linecache
import math
import os
import sys
import warnings
from contextlib import ExitStack, contextmanager, suppress
from types import ModuleType
from typing import TYPE_CHECKING, Final

import numpy as np
import torch
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset

from graphlab.engine.code.beside import importing_from
from graphlab.engine.code.plotting import plotting_stands_in
from graphlab.engine.mistakes.explained import explained
from graphlab.engine.recording.halting import HaltedError
from graphlab.errors import InputError, RecordingError
from graphlab.record import Event
from graphlab.script.reading import USER_FILE, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

NAMES: Final[Mapping[str, object]] = {
    "torch": torch,
    "nn": nn,
    "F": nn.functional,
    "optim": optim,
    "np": np,
    "math": math,
    "Dataset": Dataset,
    "DataLoader": DataLoader,
}
"""What is there without an import; ``graphlab.script.names`` knows the same."""


class UserCode:
    """One script while it may run; made by ``running``."""

    def __init__(
        self, text: str, missing: list[str], warned: list[Event], forget: Callable[[], None]
    ) -> None:
        self.text = text
        self.tree = read(text)
        self._missing = missing
        self._warned = warned
        self._forget = forget

    def execute(self, statements: Sequence[ast.stmt] | None = None) -> dict[str, object]:
        """Run these statements, or all, in fresh names, and return the names.

        Whatever the code raises comes through; ``explain`` tells it to a person.
        """
        body = self.tree.body if statements is None else list(statements)
        code = compile(ast.Module(body, type_ignores=[]), USER_FILE, "exec", dont_inherit=True)
        program = ModuleType("__main__")
        program.__dict__.update(NAMES, __file__=USER_FILE, __builtins__=builtins)
        # Data classes, pickling and inspect look for the module of a class here.
        sys.modules["__main__"] = program
        self._forget()
        try:
            exec(code, program.__dict__)
        except SystemExit as error:
            if error.code:
                raise
            # A program that ends by sys.exit() has come to its end.
        except (Exception, HaltedError) as error:
            # What was defined up to there names the graph up to there.
            with suppress(Exception):  # attributes may be of the person's own making
                vars(error)["graphlab_namespace"] = program.__dict__
            raise
        return program.__dict__

    def explain(self, error: BaseException) -> InputError:
        """One sentence, with its place in the script."""
        return explained(error, self.text)

    def line_of_definition(self, name: str) -> int | None:
        """Where a class or function is defined; the last one of a name counts."""
        lines = [
            node.lineno
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name == name
        ]
        return lines[-1] if lines else None

    @property
    def events(self) -> tuple[Event, ...]:
        """What was different from a run of the same text by Python, and what it warned of."""
        stand_ins = [
            Event(
                "stand_in",
                f"{library} is not installed; its drawings are left out.",
                _line_of_import(self.tree, library),
            )
            for library in self._missing
        ]
        return (*stand_ins, *dict.fromkeys(self._warned))


@contextmanager
def running(text: str, folder: str = "") -> Iterator[UserCode]:
    """Prepare Python for a person's code, and put everything back afterwards.

    With a ``folder`` modules that lie there can be imported.
    Raises InputError for a text that Python cannot read. An exception of the code leaves this
    block as an InputError with its place; an interruption from outside comes through, and so does
    a RecordingError.
    """
    with ExitStack() as stack:
        missing = stack.enter_context(plotting_stands_in())
        warned = stack.enter_context(_warnings_kept())
        forget = stack.enter_context(importing_from(folder))
        code = UserCode(text, missing, warned, forget)
        lines = [f"{line}\n" for line in text.split("\n")]
        linecache.cache[USER_FILE] = (len(text), None, lines, USER_FILE)
        stack.enter_context(_settings_restored())
        stack.enter_context(_nothing_opens())
        try:
            yield code
        except (KeyboardInterrupt, HaltedError, InputError, RecordingError):
            raise
        except BaseException as error:
            raise code.explain(error) from error


@contextmanager
def _settings_restored() -> Iterator[None]:
    """What a script may set for a whole process is set back."""
    main = sys.modules["__main__"]
    arguments, depth, path = sys.argv, sys.getrecursionlimit(), list(sys.path)
    dtype, grad, folder = torch.get_default_dtype(), torch.is_grad_enabled(), os.getcwd()
    device = torch.get_default_device()
    printing = np.get_printoptions()
    shown = vars(torch._tensor_str.PRINT_OPTS).copy()
    sys.argv = [USER_FILE]
    try:
        yield
    finally:
        sys.modules["__main__"] = main
        sys.argv, sys.path[:] = arguments, path
        sys.setrecursionlimit(depth)
        torch.set_default_dtype(dtype)
        if torch.get_default_device() != device:
            torch.set_default_device(None)
        torch.set_grad_enabled(grad)
        np.set_printoptions(**printing)
        vars(torch._tensor_str.PRINT_OPTS).update(shown)
        if os.getcwd() != folder:
            os.chdir(folder)


_SILENT: Final = ("TypedStorage is deprecated",)  # of the lecture's own x.storage()


@contextmanager
def _warnings_kept() -> Iterator[list[Event]]:
    """Warnings become events at the person's line; the printed text holds what was printed."""
    told: list[Event] = []

    def keep(message: Warning | str, *_: object, **__: object) -> None:
        said = str(message).strip().split("\n", 1)[0].split(". ", 1)[0].rstrip(".")
        if not said.startswith(_SILENT):
            told.append(Event("warning", f"A warning: {said}.", _line_now()))

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        for category in (DeprecationWarning, PendingDeprecationWarning, ResourceWarning):
            warnings.simplefilter("ignore", category)
        warnings.showwarning = keep
        yield told


def _line_now() -> int | None:
    frame = sys._getframe()
    while frame.f_back is not None and frame.f_code.co_filename != USER_FILE:
        frame = frame.f_back
    return frame.f_lineno if frame.f_code.co_filename == USER_FILE else None


@contextmanager
def _nothing_opens() -> Iterator[None]:
    """Matplotlib, where it is installed, draws into memory and not into a window."""
    before = os.environ.get("MPLBACKEND")
    os.environ["MPLBACKEND"] = "Agg"
    if (loaded := sys.modules.get("matplotlib")) is not None:
        loaded.use("Agg")
    try:
        yield
    finally:
        if before is None:
            del os.environ["MPLBACKEND"]
        else:
            os.environ["MPLBACKEND"] = before


def _line_of_import(tree: ast.Module, library: str) -> int | None:
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        if any(name.split(".")[0] == library for name in names):
            return node.lineno if isinstance(node, ast.stmt) else None
    return None
