"""Panels are tested as Qt paints them, whatever the application was dressed in before."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="module", autouse=True)
def no_sheet() -> None:
    """The style sheet that tests of the window leave makes each widget take twice as long."""
    application = QApplication.instance()
    if isinstance(application, QApplication):
        application.setStyleSheet("")
