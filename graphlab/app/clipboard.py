"""Pictures, tables and Python on the clipboard, and pictures dragged into other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDrag, QGuiApplication, QImage

from graphlab.errors import GraphlabError
from graphlab.export.png import picture_png
from graphlab.export.registry import Ran
from graphlab.export.svg import picture_svg
from graphlab.study.passes import whole_of

if TYPE_CHECKING:
    from graphlab.app.bench import Bench
    from graphlab.app.views import Views

SCALE = 2.0
"""Pixels of an image to one of the picture."""


class Clipboard(QObject):
    """The slots of copying. ``said`` sends a sentence for the person."""

    said = Signal(str)

    def __init__(self, bench: Bench, views: Views, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk, self._work = bench.desk, bench.work
        self._walk, self._view, self._views = bench.walk, bench.view, views
        bench.desk.canvas.taken.connect(self.drag_picture)

    def copy_picture(self) -> None:
        """The step that is shown, as an image and as SVG."""
        data = self._picture_data()
        if data is not None:
            QGuiApplication.clipboard().setMimeData(data)
            self.said.emit("The picture is on the clipboard.")

    def drag_picture(self) -> None:
        """The same, dragged into another program."""
        data = self._picture_data()
        if data is not None:
            drag = QDrag(self._desk.canvas)
            drag.setMimeData(data)
            drag.exec(Qt.DropAction.CopyAction)

    def copy_table(self) -> None:
        """The table with the focus, as text."""
        self._desk.values.copy_focused()
        self.said.emit("The table is on the clipboard.")

    def copy_markdown(self) -> None:
        """Both tables as Markdown."""
        self._copy_tables("markdown")

    def copy_latex(self) -> None:
        """Both tables as LaTeX, with booktabs."""
        self._copy_tables("latex")

    def copy_csv(self) -> None:
        """Both tables as CSV, every digit."""
        self._copy_tables("csv")

    def copy_python(self) -> None:
        """Python that records the same through graphlab's own interface."""
        from graphlab.export.other_tools import script

        player = self._walk.player
        if player is None:
            return
        ran, record = Ran.of(self._work.document), whole_of(player.record)
        step = player.moment.step if record is player.record else None  # closed modules have others
        theme = self._view.theme.name
        try:
            text = script(record, ran.code, seed=ran.seed, step=step, theme=theme)
        except GraphlabError as error:
            self.said.emit(str(error))
            return
        QGuiApplication.clipboard().setText(text)
        self.said.emit("The Python is on the clipboard.")

    def _picture_data(self) -> QMimeData | None:
        player, composer = self._walk.player, self._views.composer
        if player is None or composer is None:
            return None
        picture = composer.picture(player.moment)
        data = QMimeData()
        try:
            data.setImageData(QImage.fromData(picture_png(picture, scale=SCALE)))
            data.setData("image/svg+xml", picture_svg(picture, outlines=True).encode())
        except GraphlabError as error:
            self.said.emit(str(error))
            return None
        return data

    def _copy_tables(self, form: str) -> None:
        from graphlab.trace_formats import write_trace

        if self._walk.player is not None:
            answers = not self._view.options.hide
            text = write_trace(self._walk.player.record, form, answers=answers)
            QGuiApplication.clipboard().setText(text)
            blank = "" if answers else ", to be filled in: the answers are hidden"
            self.said.emit(f"Both tables are on the clipboard{blank}.")
