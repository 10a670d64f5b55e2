"""Makes Qt's painting available without a window or a display, or says what is missing."""

from __future__ import annotations

import ctypes
import re
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import ExportError, MissingLibraryError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtCore import QCoreApplication

PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
}


@contextmanager
def painting(form: str) -> Iterator[None]:
    """Inside this block QPainter, fonts and QPdfWriter work; ``form`` names what is written.

    A running Qt application is used; else one without a display is made, and ended afterwards so
    that the caller's own may follow. Raises MissingLibraryError.
    """
    try:
        _import()
    except ImportError as error:
        raise _missing(form, error) from error
    from PySide6.QtGui import QGuiApplication

    running = _running()
    if isinstance(running, QGuiApplication):
        yield
        return
    if running is not None:
        raise ExportError(f"{form} cannot be written here: this program's Qt has no graphics.")
    _probe_platform(form)
    application = QGuiApplication(["graphlab", "-platform", "offscreen"])
    try:
        yield
    finally:
        from graphlab.export import pdf_paint, typefaces

        pdf_paint.forget()
        typefaces.forget()
        application.shutdown()


def _running() -> QCoreApplication | None:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.instance()


def _import() -> None:
    import PySide6.QtGui  # noqa: F401


def _probe_platform(form: str) -> None:
    """Loads the platform plug-in ourselves: Qt would abort the process if it cannot."""
    import PySide6

    for plugin in Path(PySide6.__file__).parent.glob("Qt/plugins/platforms/libqoffscreen.so"):
        try:
            ctypes.CDLL(str(plugin))
        except OSError as error:
            raise _missing(form, error) from error


def _missing(form: str, error: Exception) -> MissingLibraryError:
    without = "SVG needs no library and still works."
    found = re.match(r"(\S+\.so[\d.]*): cannot open", str(error))
    if found is None:
        name = "PySide6-Essentials" if isinstance(error, ModuleNotFoundError) else str(error)
        return MissingLibraryError(f"Writing {form} needs {name}, which is missing. {without}")
    library = found[1]
    package = PACKAGES.get(library)
    install = f" (sudo apt install {package})" if package and sys.platform == "linux" else ""
    return MissingLibraryError(
        f"Writing {form} needs the system library {library}, which is missing{install}. {without}"
    )
