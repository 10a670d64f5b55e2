"""Makes sure that a window can be opened, because Qt itself aborts when it cannot."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from graphlab.errors import NoDisplayError
from graphlab.libraries import SCREEN, require, require_plugin, require_qt

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NO_WINDOW = (
    "Without a screen, `graphlab trace` and `graphlab export … -o figure.svg` work all the same."
)


def require_display() -> None:
    """Raise NoDisplayError or MissingLibraryError where Qt would end the process.

    Call it before importing anything that imports Qt, and before QApplication is made.
    """
    require_qt()
    platform = require_screen()
    if platform == "xcb":
        require_plugin(_plugin("libqxcb.so"))
    elif platform == "wayland":
        require_plugin(_plugin("libqwayland.so"))
        if "QT_QPA_PLATFORM" not in os.environ:
            os.environ["QT_QPA_PLATFORM"] = "wayland"


def require_screen() -> str:
    """Name the window system once it answers; NoDisplayError otherwise. Qt is not touched."""
    platform = window_system(os.environ, sys.platform)
    if platform == "xcb":
        require(SCREEN)
        _require_x_server(os.environ.get("DISPLAY", ""), connect_to_x)
    return platform


def window_system(environ: Mapping[str, str], system: str) -> str:
    """Name what Qt would open a window with: ``xcb``, ``wayland``, or another that needs no probe.

    NoDisplayError when it is one of the first two and neither is there.
    """
    if not system.startswith("linux"):
        return "native"
    asked = [name.partition(":")[0] for name in environ.get("QT_QPA_PLATFORM", "").split(";")]
    if others := [name for name in asked if name and name not in ("xcb", "wayland")]:
        return others[0]
    wayland_wanted = environ.get("XDG_SESSION_TYPE") == "wayland" or not environ.get("DISPLAY")
    if (asked[0] == "wayland" or (asked == [""] and wayland_wanted)) and _wayland(environ):
        return "wayland"
    if asked == ["wayland"]:
        raise NoDisplayError(f"There is no Wayland screen to open a window on. {NO_WINDOW}")
    if environ.get("DISPLAY"):
        return "xcb"
    raise NoDisplayError(f"There is no screen to open a window on: DISPLAY is not set. {NO_WINDOW}")


def connect_to_x() -> int:
    """Ask libxcb for a connection as Qt will; 0 means that the X server answers."""
    xcb = ctypes.CDLL("libxcb.so.1")
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.POINTER(ctypes.c_int)]
    for function in (xcb.xcb_connection_has_error, xcb.xcb_disconnect):
        function.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    error = int(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return error


def _require_x_server(name: str, connect: Callable[[], int]) -> None:
    if connect() != 0:
        raise NoDisplayError(
            f"There is no screen to open a window on: nothing answers at DISPLAY={name}. "
            f"{NO_WINDOW}"
        )


def _wayland(environ: Mapping[str, str]) -> bool:
    """Whether a Wayland compositor's socket is there."""
    name = environ.get("WAYLAND_DISPLAY", "")
    return bool(name) and (Path(environ.get("XDG_RUNTIME_DIR", "/")) / name).is_socket()


def _plugin(name: str) -> Path:
    import PySide6

    return Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms" / name
