"""Export without a running application, without a display, and without Qt."""

import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication

from graphlab.errors import ExportError, MissingLibraryError
from graphlab.export import qt

EXPORT_TWICE = """
from PySide6.QtCore import QCoreApplication
from graphlab.export.pdf import pictures_pdf
from graphlab.export.png import picture_png
from tests.pictures import Walk
frame = Walk(3).frame(2)
first = pictures_pdf([frame]), picture_png(frame)
assert QCoreApplication.instance() is None
assert (pictures_pdf([frame]), picture_png(frame)) == first
from PySide6.QtWidgets import QApplication
app = QApplication(["own", "-platform", "offscreen"])
assert (pictures_pdf([frame]), picture_png(frame)) == first
assert QCoreApplication.instance() is app
print("fine")
"""


def test_pdf_and_png_need_no_display_and_leave_no_application(monkeypatch):
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = subprocess.run([sys.executable, "-c", EXPORT_TWICE], capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("fine\n", "", 0)


@pytest.mark.usefixtures("qapp")
def test_a_running_application_is_used():
    before = QCoreApplication.instance()
    with qt.painting("PDF"):
        assert QCoreApplication.instance() is before
    assert QCoreApplication.instance() is before


def test_a_missing_system_library_is_named(monkeypatch):
    error = ImportError("libGL.so.1: cannot open shared object file: No such file or directory")
    monkeypatch.setattr(qt, "_import", lambda: (_ for _ in ()).throw(error))
    with pytest.raises(MissingLibraryError) as caught, qt.painting("PDF"):
        pass
    assert "Writing PDF needs the system library libGL.so.1" in str(caught.value)
    assert "libgl1" in str(caught.value)
    assert "SVG needs no library" in str(caught.value)


def test_a_missing_pyside_is_named(monkeypatch):
    error = ModuleNotFoundError("No module named 'PySide6'", name="PySide6")
    monkeypatch.setattr(qt, "_import", lambda: (_ for _ in ()).throw(error))
    with pytest.raises(MissingLibraryError, match="Writing PNG needs PySide6-Essentials"):
        with qt.painting("PNG"):
            pass


def test_a_program_whose_qt_has_no_graphics_is_told_so(monkeypatch):
    monkeypatch.setattr(qt, "_running", object)
    with pytest.raises(ExportError, match="no graphics"), qt.painting("PDF"):
        pass
