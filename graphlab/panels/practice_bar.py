"""What is practised: the level, the part, another exercise, and how often one was right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from graphlab.panels.own_keys import OwnKeys

if TYPE_CHECKING:
    from collections.abc import Mapping

SIDE = 14


class PracticeBar(QFrame):
    """Shows what is chosen, and tells what the person chooses."""

    level_chosen = Signal(str)
    part_chosen = Signal(str)
    new_wanted = Signal()
    predicting = Signal(bool)

    def __init__(
        self,
        levels: Mapping[str, str],
        parts: Mapping[str, str],
        tips: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("practiceBar")
        self.level = self._box("Level", levels, tips)
        self.part = self._box("Part", parts, tips)
        self.new = QPushButton("New exercise", self)
        self.new.setAutoDefault(False)
        self.predict = QCheckBox("Predict each step", self)
        self.predict.setToolTip("Says what a number will be before the step shows it")
        self.score = QLabel(self)
        self.score.setObjectName("quiet")
        self.score.setWordWrap(True)
        self.level.activated.connect(self._choose_level)
        self.part.activated.connect(self._choose_part)
        self.new.clicked.connect(self.new_wanted)
        self.predict.toggled.connect(self.predicting)
        grid = QGridLayout(self)
        grid.setContentsMargins(SIDE, 8, SIDE, 6)
        grid.setSpacing(6)
        grid.addWidget(self.level, 0, 0)
        grid.addWidget(self.part, 0, 1)
        grid.addWidget(self.new, 1, 0)
        grid.addWidget(self.predict, 1, 1)
        grid.addWidget(self.score, 2, 0, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._keys = OwnKeys(self)
        self._keys.watch((self.level, self.part, self.new, self.predict))

    def show_level(self, level: str) -> None:
        """The level that is chosen; of one's own graph there is no other exercise."""
        with QSignalBlocker(self.level):
            self.level.setCurrentIndex(self.level.findData(level))

    def show_part(self, part: str) -> None:
        """The part that is seen."""
        with QSignalBlocker(self.part):
            self.part.setCurrentIndex(self.part.findData(part))

    def show_parts(self, there: frozenset[str]) -> None:
        """Only these can be chosen."""
        model = self.part.model()
        assert isinstance(model, QStandardItemModel)  # as Qt gives a box of choices
        for place in range(self.part.count()):
            item = model.item(place)
            item.setEnabled(self.part.itemData(place) in there)

    def show_predicting(self, on: bool) -> None:
        """Whether numbers are said before they are seen."""
        with QSignalBlocker(self.predict):
            self.predict.setChecked(on)
        self.part.setEnabled(not on)

    def show_score(self, words: str) -> None:
        """How it goes."""
        self.score.setText(words)
        self.score.setVisible(bool(words))

    def _box(self, name: str, entries: Mapping[str, str], tips: Mapping[str, str]) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        box.setToolTip(name)
        box.setMinimumContentsLength(8)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for key, words in entries.items():
            box.addItem(words, key)
            box.setItemData(box.count() - 1, tips.get(key, ""), Qt.ItemDataRole.ToolTipRole)
        return box

    def _choose_level(self, place: int) -> None:
        self.level_chosen.emit(self.level.itemData(place))

    def _choose_part(self, place: int) -> None:
        self.part_chosen.emit(self.part.itemData(place))
