"""How an exam went: points by topic, and the pages to read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from graphlab.panels.flow import Flow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graphlab.study.lesson.showing import TopicScore


class Report(QFrame):
    """``page_wanted`` sends a page, from 0."""

    page_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonReport")
        self._scores: tuple[TopicScore, ...] = ()
        self._topics: list[QWidget] = []
        self.total = QLabel(self)
        self.total.setObjectName("lessonReportTotal")
        self.total.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 12)
        self._column.setSpacing(8)
        self._column.addWidget(self.total)
        self.hide()

    def show_scores(self, scores: Sequence[TopicScore]) -> None:
        """Shows these topics; none takes the report away."""
        self.setVisible(bool(scores))
        if tuple(scores) == self._scores:
            return
        self._scores = tuple(scores)
        for topic in self._topics:
            self._column.removeWidget(topic)
            topic.hide()
            topic.deleteLater()
        got, of = (sum(getattr(score, part) for score in scores) for part in ("got", "of"))
        self.total.setText(f"Report: {_points(got)} of {_points(of)} points")
        self._topics = [_Topic(score, self) for score in scores]
        for topic in self._topics:
            self._column.addWidget(topic)
            topic.show()

    @property
    def buttons(self) -> list[QPushButton]:
        """The pages to read again, from top to bottom."""
        return [button for topic in self._topics for button in topic.findChildren(QPushButton)]


class _Topic(QWidget):
    def __init__(self, score: TopicScore, report: Report) -> None:
        super().__init__(report)
        self._report = report
        words = QLabel(score.topic, self)
        words.setWordWrap(True)
        points = QLabel(f"{_points(score.got)} of {_points(score.of)}", self)
        line = QHBoxLayout()
        line.addWidget(words, 1)
        line.addWidget(points, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(line)
        if score.pages:
            row = Flow()
            for page in score.pages:
                button = QPushButton(f"Read page {page + 1} again", self)
                button.setObjectName("lessonPageButton")
                button.setAutoDefault(True)
                button.setProperty("page", page)
                button.clicked.connect(self._turn)
                row.addWidget(button)
            column.addLayout(row)

    def _turn(self) -> None:
        self._report.page_wanted.emit(self.sender().property("page"))


def _points(points: float) -> str:
    return f"{points:.2f}".rstrip("0").rstrip(".")
