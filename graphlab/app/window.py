"""The main window: it paints itself first and is furnished afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtWidgets import QMainWindow
from typing_extensions import override

from graphlab.app.actions import Actions
from graphlab.app.chrome import chrome_of
from graphlab.app.skeleton import Skeleton
from graphlab.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.connection import Connection

    from graphlab.app.controller import Controller
    from graphlab.app.settings import Settings

NAME = "graphlab"
FIRST_SIZE = QSize(1280, 800)
SMALLEST_SIZE = QSize(760, 480)
FRAME = QSize(8, 40)  # what a window manager may add around it
PANEL, NARROW_PANEL, NARROW = 300, 240, 1200


class Window(QMainWindow):
    """``furnished`` tells that everything is there."""

    furnished = Signal()

    def __init__(
        self,
        settings: Settings,
        theme: str,
        source: str | None = None,
        values: Mapping[str, float] | None = None,
        connection: Connection | None = None,
    ) -> None:
        super().__init__()
        self.controller: Controller | None = None
        self._settings = settings
        self._source = source
        self._values = dict(values or {})
        self._connection = connection
        self.setWindowTitle(NAME)
        self.setWindowIcon(QIcon(str(resource("icons/graphlab.svg"))))
        self.setMinimumSize(SMALLEST_SIZE.boundedTo(self.screen().availableSize() - FRAME))
        self.actions_ = Actions(self)
        self._restore()
        panel = PANEL if self.width() >= NARROW else NARROW_PANEL
        shown = settings.flag("values", default=True)
        skeleton = Skeleton(chrome_of(theme), panel if shown else 0, self)
        skeleton.painted.connect(self._furnish_soon)
        self.setCentralWidget(skeleton)

    def furnish(self) -> None:
        """Builds everything inside; the imports it needs come only now."""
        if self.controller is not None:
            return
        from graphlab.app.controller import Controller
        from graphlab.app.worker_link import WorkerLink

        link = WorkerLink(self, self._connection)
        self.controller = Controller(self, self._settings, self._source, self._values, link)
        self.setCentralWidget(self.controller.desk)
        self.controller.start()
        QTimer.singleShot(0, self.controller.desk.canvas, self.controller.desk.canvas.setFocus)
        self.furnished.emit()

    def report(self, sentence: str) -> None:
        """Says something that went wrong."""
        if self.controller is not None:
            self.controller.messages.mention(sentence)

    def _furnish_soon(self) -> None:
        QTimer.singleShot(0, self, self.furnish)

    def _restore(self) -> None:
        kept = self._settings.layout("geometry")
        if kept is None or not self.restoreGeometry(kept):
            self.resize(FIRST_SIZE.boundedTo(self.screen().availableSize() - FRAME))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self.controller is not None and not self.controller.documents.may_close():
            event.ignore()
            return
        if not self.windowState() & Qt.WindowState.WindowFullScreen:
            self._settings.keep("geometry", self.saveGeometry())
        self.hide()
        if self.controller is not None:
            self.controller.close()
        self._settings.save()
        super().closeEvent(event)
