"""Before a window: no screen, or no library, is a sentence instead of an abort."""

from __future__ import annotations

import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from graphlab import libraries
from graphlab.app import display
from graphlab.errors import MissingLibraryError, NoDisplayError

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X11 and Wayland only")


def lacking(*names: str):  # type: ignore[no-untyped-def]
    """A loader that finds every library but these."""

    def load(name: str) -> object:
        if name in names:
            raise OSError(f"{name}: cannot open shared object file: No such file or directory")
        return object()

    return load


class TestTheWindowSystem:
    def test_is_x11_when_display_is_set(self) -> None:
        assert display.window_system({"DISPLAY": ":0"}, "linux") == "xcb"

    def test_is_not_asked_for_outside_linux(self) -> None:
        assert display.window_system({}, "darwin") == "native"

    @pytest.mark.parametrize("name", ["offscreen", "minimal", "vnc:size=800x600", "xcb;offscreen"])
    def test_that_needs_no_screen_is_not_probed(self, name: str) -> None:
        assert display.window_system({"QT_QPA_PLATFORM": name}, "linux") not in ("xcb", "wayland")

    @pytest.mark.parametrize("environ", [{}, {"DISPLAY": ""}, {"WAYLAND_DISPLAY": "gone-0"}])
    def test_that_is_absent_is_named_with_what_still_works(self, environ: dict[str, str]) -> None:
        with pytest.raises(NoDisplayError, match=r"DISPLAY is not set.*trace.*export"):
            display.window_system(environ, "linux")

    def test_asked_for_by_name_must_be_there(self) -> None:
        with pytest.raises(NoDisplayError, match="Wayland"):
            display.window_system({"QT_QPA_PLATFORM": "wayland", "DISPLAY": ":0"}, "linux")

    def test_is_wayland_when_only_its_socket_is_there(self, tmp_path: Path) -> None:
        import socket

        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(tmp_path / "w-0"))
            environ = {"WAYLAND_DISPLAY": "w-0", "XDG_RUNTIME_DIR": str(tmp_path)}
            assert display.window_system(environ, "linux") == "wayland"
            assert display.window_system(environ | {"DISPLAY": ":0"}, "linux") == "xcb"
            session = {"XDG_SESSION_TYPE": "wayland", "DISPLAY": ":0"}
            assert display.window_system(environ | session, "linux") == "wayland"


class TestAnXServer:
    def test_that_does_not_answer_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("QT_QPA_PLATFORM", "xcb")
        monkeypatch.setenv("DISPLAY", ":4711")
        monkeypatch.setattr(display, "require", lambda packages: None)
        monkeypatch.setattr(display, "connect_to_x", lambda: 1)
        with pytest.raises(NoDisplayError, match="nothing answers at DISPLAY=:4711"):
            display.require_display()

    @pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
    def test_that_answers_is_found_by_the_real_probe(self, monkeypatch: pytest.MonkeyPatch) -> None:
        server = subprocess.Popen(
            ["Xvfb", "-displayfd", "1", "-screen", "0", "640x480x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert server.stdout is not None
            monkeypatch.setenv("DISPLAY", ":" + server.stdout.readline().strip())
            assert display.connect_to_x() == 0
        finally:
            server.terminate()
            server.wait()
            server.stdout.close()
        assert display.connect_to_x() != 0


class TestMissingLibraries:
    def test_are_all_named_in_one_sentence_with_their_packages(self) -> None:
        with pytest.raises(MissingLibraryError) as caught:
            libraries.require(libraries.DRAWING, lacking("libEGL.so.1", "libGL.so.1"))
        assert "libGL.so.1, libEGL.so.1" in str(caught.value)
        assert "apt-get install libgl1 libegl1" in str(caught.value)
        assert "trace" in str(caught.value)

    def test_none_missing_is_silence(self) -> None:
        libraries.require(libraries.DRAWING, lacking())

    def test_of_a_plugin_are_named(self, tmp_path: Path) -> None:
        plugin = tmp_path / "libqxcb.so"
        plugin.touch()

        def load(name: str) -> object:
            raise OSError("libxcb-cursor.so.0: cannot open shared object file: No such file")

        with pytest.raises(MissingLibraryError, match="libxcb-cursor0"):
            libraries.require_plugin(plugin, load)

    def test_unknown_to_us_are_named_all_the_same(self) -> None:
        said = "libnew.so.7: cannot open shared object file: No such file or directory"
        assert "libnew.so.7" in libraries.sentence_for(said)
        assert "bad ELF" in libraries.sentence_for("bad ELF header")

    def test_here_qt_loads(self) -> None:
        libraries.require_qt()
