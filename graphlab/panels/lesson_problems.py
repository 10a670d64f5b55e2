"""What is to be mended in a lesson's file, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSize

    from graphlab.study.lesson.model import Problem

HIGHEST = 160


class ProblemsBox(QScrollArea):
    """Hidden while there are none; many of them scroll."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lessonProblems")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMaximumHeight(HIGHEST)
        self.setAccessibleName("To mend in the lesson file")
        inside = QWidget()
        inside.setObjectName("lessonProblemsInside")
        self.words = QLabel(inside)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 6, 8, 6)
        column.addWidget(self.words)
        self._inside = inside
        self.setWidget(inside)
        self.hide()

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Shows these in the order of their lines; those that are only told have a sign less."""
        said = [
            f"{'✗' if problem.is_fatal else '•'} Line {problem.line}: {problem.sentence}"
            for problem in sorted(problems, key=lambda problem: problem.line)
        ]
        self.words.setText("\n".join(said))
        self.setVisible(bool(said))
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setHeight(min(HIGHEST, self._inside.heightForWidth(max(200, self.width()))))
        return hint
