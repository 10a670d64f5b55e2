"""The sentence that a person is told for what Python and PyTorch say when code fails."""

from __future__ import annotations

import builtins
import difflib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

import torch
from torch import nn

from graphlab.engine.mistakes.complaint_rows import NO_CUDA, ROWS
from graphlab.engine.mistakes.meeting import holds
from graphlab.engine.recording.room import ROOM, size_of
from graphlab.errors import GraphlabError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from types import FrameType

_MAX_CHARACTERS = 300


class Complaint(NamedTuple):
    """``about_shapes`` says that the shapes of the tensors in question belong to the sentence."""

    sentence: str
    about_shapes: bool = False


def complaint(error: BaseException, frame: FrameType | None, files: Sequence[str]) -> Complaint:
    """The sentence about an exception; ``files`` are those of its traceback, outermost first."""
    said = _said(error)
    if isinstance(error, GraphlabError):
        return Complaint(said)
    for kind, rule in _BY_TYPE.items():
        if isinstance(error, kind) and (sentence := rule(error, said, frame)):
            return Complaint(sentence)
    if found := re.search(r"tried to allocate (\d+) bytes", said):
        size = size_of(int(found[1]))
        return Complaint(f"This needs {size} more memory at once; {ROOM.told()}.", True)
    for pattern, sentence, about_shapes in ROWS:
        if found := re.search(pattern, said):
            return Complaint(found.expand(sentence), about_shapes)
    if found := re.search(r"shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", said):
        return Complaint(_product(found, files), True)
    name = type(error).__name__
    about_shapes = isinstance(error, RuntimeError | IndexError | ValueError)
    if not said:
        return Complaint(f"The code stopped with {name}.")
    return Complaint(f"The code stopped with {name}: {_ended(said)}", about_shapes)


def first_line(error: BaseException) -> str:
    """What an exception says, on one line, with its kind in front."""
    kind, lines = type(error).__name__, _said(error).splitlines()
    return f"{kind}: {lines[0][:_MAX_CHARACTERS]}" if lines else kind


def _said(error: BaseException) -> str:
    try:
        return readable(str(error).strip())
    except Exception:  # noqa: BLE001 (an exception of the person's own making)
        return ""


def readable(said: str) -> str:
    """The same without halves of characters, which no message and no file can hold."""
    return said.encode("utf-8", "replace").decode("utf-8")


def _ended(said: str) -> str:
    first = said.split("\n", 1)[0][:_MAX_CHARACTERS]
    return first if first.endswith((".", "?", "!")) else f"{first}."


def _product(found: re.Match[str], files: Sequence[str]) -> str:
    rows, columns, needed, out = found.groups()
    if any(file.replace("\\", "/").endswith("torch/nn/modules/linear.py") for file in files[-3:]):
        return (
            f"This nn.Linear takes {needed} values in the last dimension; this input has {columns}."
            f" Make the layer nn.Linear({columns}, {out}), or change the input."
        )
    return (
        f"A [{rows}, {columns}] matrix cannot be multiplied by a [{needed}, {out}] one: the first"
        f" has {columns} columns and the second {needed} rows; they must be equal."
    )


# Rules by type: names, attributes, arguments, ends of the program


def _unknown_name(error: NameError, said: str, frame: FrameType | None) -> str | None:
    name = error.name
    if name is None:
        found = re.search(r"name '(\w+)'", said)
        name = found[1] if found else ""
    if isinstance(error, UnboundLocalError):
        return f"“{name}” is used here before it has a value in this function."
    if not name:
        return None
    for place, prefix in ((torch, "torch"), (nn, "nn"), (nn.functional, "F")):
        if hasattr(place, name) and not name.startswith("_"):
            return f"“{name}” has no meaning by itself. Did you mean {prefix}.{name}?"
    if frame is not None and holds(frame.f_locals.get("self"), name):
        return f"“{name}” has no meaning by itself. Did you mean self.{name}?"
    known = [*(frame.f_locals if frame else ()), *(frame.f_globals if frame else ())]
    return f"“{name}” has no meaning here.{_near(name, [*known, *dir(builtins)])}"


def _unknown_attribute(error: AttributeError, said: str, frame: FrameType | None) -> str | None:
    if found := re.search(r"cannot assign (\w+) before Module.__init__\(\) call", said):
        return "super().__init__() must come before this line, first in __init__."
    if re.search(r"no attribute '_(backward_\w+|parameters|modules|buffers|forward_\w+)'", said):
        return "This module was never set up: call super().__init__() first in its __init__."
    found = re.search(r"'?(\w[\w.]*)'? object has no attribute '(\w+)'", said)
    if found is None:
        found = re.search(r"module '([\w.]+)' has no attribute '(\w+)'", said)
        owner = f"The library {found[1]}" if found else ""
    else:
        owner = f"A {found[1]}"
    if found is None:
        return None
    name = found[2]
    if found[1] == "NoneType":
        return (
            f"This is None, so it has no “{name}”; look where it comes from: a function without"
            " return gives None."
        )
    known = _attributes(error.obj) if error.obj is not None else []
    return f"{owner} has no “{name}”.{_near(name, known)}"


def _attributes(instance: object) -> list[str]:
    try:
        return dir(instance)
    except Exception:  # noqa: BLE001 (a __dir__ of the person's own making)
        return []


def _wrong_call(error: TypeError, said: str, frame: FrameType | None) -> str | None:
    """Arguments that are missing, too many or unknown."""
    if found := re.search(r"^([\w.<>]+)\(\) missing \d+ required .*?arguments?: (.*)$", said):
        names = re.sub(r"'", "", found[2])
        return f"{found[1]} needs a value for {names}."
    if found := re.search(r"^([\w.<>]+)\(\) takes (.*) positional arguments? but (\d+) w", said):
        if "." not in found[1]:
            return f"{found[1]} takes {_count(found[2], 0)}, and {found[3]} are given."
        given = int(found[3]) - 1  # self is counted by Python and not by people
        are = "is" if given == 1 else "are"
        return f"{found[1]} takes {_count(found[2], 1)}, and {given} {are} given."
    if found := re.search(r"^([\w.<>]+)\(\) got an unexpected keyword argument '(\w+)'", said):
        return f"{found[1]} has no argument called “{found[2]}”."
    if found := re.search(r"^([\w.<>]+)\(\) got multiple values for argument '(\w+)'", said):
        return f"{found[1]} gets “{found[2]}” twice."
    return None


def _count(said: str, own: int) -> str:
    numbers = [int(number) - own for number in re.findall(r"\d+", said)]
    count = " to ".join(str(number) for number in numbers)
    return f"{count} argument" if numbers == [1] else f"{count} arguments"


def _missing_library(error: ImportError, said: str, frame: FrameType | None) -> str | None:
    name = error.name or ""
    if not isinstance(error, ModuleNotFoundError):
        if found := re.search(r"cannot import name '(\w+)' from '([\w.]+)'", said):
            return f"The library {found[2]} has no “{found[1]}”."
        return None
    whole, _, part = name.partition(".")
    if part and whole in _loaded():
        return f"The library {whole} has no part {name}."
    return f"The library {whole} is not installed. Install it, or leave this line out."


def _loaded() -> Iterable[str]:
    import sys

    return list(sys.modules)


def _assertion(error: AssertionError, said: str, frame: FrameType | None) -> str | None:
    if "CUDA" in said or "cuda" in said:
        return NO_CUDA
    if not said:
        return "This assertion does not hold."
    return f"This assertion does not hold: {_ended(said)}"


def _missing_file(error: FileNotFoundError, said: str, frame: FrameType | None) -> str | None:
    """Numpy tells the name in its sentence only."""
    found = re.match(r"(\S+) not found\.$", said)
    name = error.filename if error.filename is not None else found and found[1]
    return f"There is no file {name!r} here; give its whole path." if name else None


_BY_TYPE: Final[dict[type[BaseException], Callable[..., str | None]]] = {
    NameError: _unknown_name,
    AttributeError: _unknown_attribute,
    TypeError: _wrong_call,
    ImportError: _missing_library,
    AssertionError: _assertion,
    KeyError: lambda error, said, frame: f"There is no key {said[:80]} here." if said else None,
    ZeroDivisionError: lambda error, said, frame: "This divides by zero.",
    SystemExit: lambda *_: "Your code asked Python to exit, so there is no graph.",
    RecursionError: lambda *_: "This calls itself without an end; Python stopped it.",
    EOFError: lambda *_: (
        "Your code asks for keyboard input, which it cannot get here;"
        " write the value into the code."
    ),
    FileNotFoundError: _missing_file,
    MemoryError: lambda *_: "This needs more memory than graphlab may use.",
}


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, [k for k in known if k[:1] != "_"], n=1, cutoff=0.7)
    return f" Did you mean {near[0]}?" if near else ""
