"""Opens the window. Only Qt is imported before it is painted."""

from __future__ import annotations

import sys
import traceback
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from graphlab.app.chrome import CHROMES
from graphlab.app.settings import Settings
from graphlab.app.style import set_colours, set_font, system_theme
from graphlab.app.window import NAME, Window

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection
    from types import TracebackType


def run(
    source: str | None = None,
    values: Mapping[str, float] | None = None,
    connection: Connection | None = None,
) -> int:
    """Shows the window on a formula or a file, the lecture's formula by default, until it closes.

    With a ``connection`` it shows the run of the Python program at the other end.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName(NAME)
    application.setApplicationDisplayName(NAME)
    application.setDesktopFileName(NAME)
    settings = Settings()
    theme = settings.choice("theme", tuple(CHROMES), system_theme(application))
    set_font(application)
    set_colours(application, theme)
    window = Window(settings, theme, source, values, connection)
    mishaps = Mishaps()
    mishaps.happened.connect(window.report)
    sys.excepthook = mishaps.catch
    window.show()
    return application.exec()


class Mishaps(QObject):
    """What nobody caught is written to stderr and said in the window, which stays open."""

    happened = Signal(str)

    def catch(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Stands in for ``sys.excepthook``."""
        traceback.print_exception(kind, error, trace)
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            what = str(error) or kind.__name__
            self.happened.emit(f"Something went wrong inside graphlab: {what}")
