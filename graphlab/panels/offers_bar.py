"""What can be done with the code: a button for each part that can be stepped through."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QKeyEvent

    from graphlab.study.code import Part

MOST_BUTTONS = 4


class Choice(NamedTuple):
    """A part of the code with the sentence that offers it."""

    part: Part
    sentence: str


class OffersBar(QFrame):
    """``chosen`` sends the Part whose button was pressed. Many parts become a list.

    ``train_asked`` tells that the script's own training is to be taken over.
    """

    chosen = Signal(object)
    train_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("offersBar")
        self._offers: tuple[Choice, ...] = ()
        self.buttons: list[QPushButton] = []
        self.note = QLabel(self)
        self.note.setObjectName("quiet")
        self.note.setWordWrap(True)
        self.list = QComboBox(self)
        self.list.setAccessibleName("What to step through")
        self.list.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.list.setMinimumContentsLength(16)
        self.list.activated.connect(self._take_entry)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 6, 10, 6)
        self._column.setSpacing(4)
        self._column.addWidget(self.note)
        self._column.addWidget(self.list)
        self.list.hide()
        self.train = QPushButton(self)
        self.train.setObjectName("offer")
        self.train.setToolTip("Take its model, data and numbers to the page Train")
        self.train.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.train.clicked.connect(self.train_asked)
        self.train.hide()
        self._column.addWidget(self.train)

    def show_offers(self, offers: Sequence[Choice], chosen: Part | None, note: str = "") -> None:
        """Shows these parts, one of them as chosen, and a remark above them."""
        if tuple(offers) != self._offers:
            self._offers = tuple(offers)
            self._make_buttons()
        for offer, button in zip(self._offers, self.buttons, strict=False):
            button.setChecked(offer.part == chosen)
        with QSignalBlocker(self.list):
            parts = [offer.part for offer in self._offers]
            self.list.setCurrentIndex(parts.index(chosen) if chosen in parts else -1)
        self.note.setText(note)
        self.note.setVisible(bool(note))
        self.setVisible(bool(self._offers) or bool(note))

    def show_training(self, sentence: str) -> None:
        """Offers the training of the script; an empty sentence takes that back."""
        self.train.setText(sentence)
        self.train.setVisible(bool(sentence))

    def focus_first(self) -> None:
        """Puts the keyboard where a part can be chosen."""
        target: QWidget = self.buttons[0] if self.buttons else self.list
        target.setFocus()

    def _make_buttons(self) -> None:
        for button in self.buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        many = len(self._offers) > MOST_BUTTONS
        self.list.setVisible(many)
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([offer.sentence for offer in self._offers])
        for offer in () if many else self._offers:
            button = QPushButton(offer.sentence.replace("&", "&&"), self)
            button.setObjectName("offer")
            button.setCheckable(True)
            button.setToolTip(offer.sentence)
            # A long name must not make everything below the code wider than the panel.
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(1)
            button.clicked.connect(self._take_button)
            self._column.insertWidget(self._column.indexOf(self.train), button)
            button.show()  # Qt would do so a moment later, and the focus may go there now
            self.buttons.append(button)

    def _take_button(self) -> None:
        button = self.sender()
        if isinstance(button, QPushButton) and button in self.buttons:
            self._choose(self.buttons.index(button))

    def _take_entry(self, index: int) -> None:
        self._choose(index)

    def _choose(self, index: int) -> None:
        for place, button in enumerate(self.buttons):
            button.setChecked(place == index)
        self.chosen.emit(self._offers[index].part)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if enter and isinstance(focused, QPushButton) and focused in (*self.buttons, self.train):
            focused.click()  # outside dialogs a button leaves Enter alone
        else:
            super().keyPressEvent(event)
