"""Says which system library Qt lacks, and which package holds it, before Qt can abort over it."""

from __future__ import annotations

import ctypes
import re
import sys
from typing import TYPE_CHECKING

from graphlab.errors import MissingLibraryError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

DRAWING = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libX11.so.6": "libx11-6",
}
"""What Qt needs on Linux to draw at all: the library, and the Debian package it is in."""

SCREEN = {
    "libxcb.so.1": "libxcb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""What Qt needs in addition for a window on an X screen."""

WITHOUT = "Without it, `graphlab trace` and `graphlab export … -o figure.svg` work all the same."


def require_qt() -> None:
    """Make sure that Qt can draw; raise MissingLibraryError with the remedy if it cannot."""
    require(DRAWING)
    try:
        import PySide6.QtSvg
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        raise MissingLibraryError(sentence_for(str(error))) from None
    _require_sound_pyside()


def require(packages: dict[str, str], load: Callable[[str], object] = ctypes.CDLL) -> None:
    """Try to load each library of a table; name all that are missing in one sentence."""
    if not sys.platform.startswith("linux"):
        return
    if missing := [name for name in packages if not _loads(name, load)]:
        raise MissingLibraryError(_sentence(missing, [packages[name] for name in missing]))


def require_plugin(plugin: Path, load: Callable[[str], object] = ctypes.CDLL) -> None:
    """Try to load one of Qt's own plug-ins; a library that it lacks is named."""
    if not plugin.is_file():
        return
    try:
        load(str(plugin))
    except OSError as error:
        raise MissingLibraryError(sentence_for(str(error))) from None


def sentence_for(said: str) -> str:
    """Turn the loader's message into what is missing and how to get it."""
    found = re.search(r"(lib[\w.+-]+\.so[.\d]*): cannot open", said)
    if found is None:
        return f"Qt does not load here: {said.strip()}. {WITHOUT}"
    name = found[1]
    package = {**DRAWING, **SCREEN}.get(name)
    return _sentence([name], [package] if package else [])


def _loads(name: str, load: Callable[[str], object]) -> bool:
    try:
        load(name)
    except OSError:
        return False
    return True


def _sentence(libraries: Iterable[str], packages: Iterable[str]) -> str:
    packages = " ".join(packages)
    remedy = f"on Debian and Ubuntu: sudo apt-get install {packages}" if packages else "install it"
    return f"Qt needs {', '.join(libraries)}, missing here; {remedy}. {WITHOUT}"


def _require_sound_pyside() -> None:
    """Refuse a PySide6 that drops a reference to None on every call.

    WORKAROUND for PySide6 6.12.0 on Python 3.11: None's count reaches zero within seconds and the
    interpreter aborts. From Python 3.12 on None is immortal and the count stays.
    """
    import PySide6
    from PySide6.QtGui import QPainterPath

    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(200):
        path.moveTo(0.0, 0.0)
    if sys.getrefcount(None) < before - 100:
        version = ".".join(str(part) for part in PySide6.__version_info__[:3])
        raise MissingLibraryError(
            f"PySide6 {version} crashes on this Python; install one that does not: "
            f"pip install 'PySide6-Essentials<6.12'. {WITHOUT}"
        )
