"""Modules that lie beside a person's file: imported while it runs, and forgotten between runs."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def importing_from(folder: str) -> Iterator[Callable[[], None]]:
    """Lets code import what is in ``folder``, before anything else, as Python does for a file.

    Gives a function that forgets what was imported from there: each run begins with modules that
    were not run yet, as they are on the disk now. Nothing is written into the folder. An empty
    ``folder`` allows nothing.
    """
    if not folder:
        yield lambda: None
        return
    known = {name.partition(".")[0] for name in sys.modules}
    # What is installed may lie below the folder, as .venv does; that is loaded once.
    others = [path for path in sys.path if _is_below(path, folder)]

    def forget() -> None:
        importlib.invalidate_caches()
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in known:
                continue
            place = _place(module)
            if _is_below(place, folder) and not any(_is_below(place, path) for path in others):
                del sys.modules[name]

    path, quiet = list(sys.path), sys.dont_write_bytecode
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True
    try:
        yield forget
    finally:
        sys.path[:], sys.dont_write_bytecode = path, quiet
        forget()


def _place(module: object) -> str:
    """The file of a module, or the folder of a package that has none."""
    file = getattr(module, "__file__", None)
    if isinstance(file, str):
        return file
    return next((str(path) for path in getattr(module, "__path__", ())), "")


def _is_below(path: str, folder: str) -> bool:
    """Whether a path lies in a folder, at any depth."""
    return path.startswith(folder.rstrip(os.sep) + os.sep)
