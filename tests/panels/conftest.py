"""Panels are tested as Qt paints them, whatever the application was dressed in before."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="module", autouse=True)
def undressed() -> None:
    """The style sheet that tests of the window leave makes each widget take twice as long.

    Their type is larger than Qt's, so that less of a formula would stand in a bar.
    """
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setStyleSheet("")
        application.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
