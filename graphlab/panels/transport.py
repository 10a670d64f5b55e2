"""The transport: first, back, play, forward, last, the step bar, and how fast."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QToolButton, QWidget
from typing_extensions import override

from graphlab.panels.icons import icon
from graphlab.panels.math_label import MathLabel
from graphlab.panels.step_bar import StepBar
from graphlab.picture.mathset import typeset

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QResizeEvent

    from graphlab.picture.theme import Theme
    from graphlab.study.labels import Labels
    from graphlab.study.player import Player

HEIGHT = 44
SYMBOL = 16
ICONS = ("first", "back", "play", "forward", "last", "finer")


class Transport(QFrame):
    """Its buttons are the commands of the Step menu."""

    scrubbed = Signal(int)
    speed_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.setFixedHeight(HEIGHT)
        self.buttons = {name: self._button(name) for name in ICONS}
        self.bar = StepBar(self)
        self.bar.scrubbed.connect(self.scrubbed)
        self.place = QLabel(self)
        self.place.setObjectName("stepText")
        self.symbol = MathLabel(SYMBOL, self)
        self._reserved: tuple[bool, Labels] | None = None
        self._where = QWidget(self)
        words = QHBoxLayout(self._where)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(4)
        words.addWidget(self.place)
        words.addWidget(self.symbol)
        words.addStretch(1)
        self.speed = QComboBox(self)
        self.speed.setToolTip("Seconds a step while playing (+ faster, − slower)")
        self.speed.setAccessibleName("Seconds a step")
        self.speed.activated.connect(self._chose_speed)
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(8, 2, 8, 2)
        row.setSpacing(2)
        for name in ICONS[:-1]:
            row.addWidget(self.buttons[name])
        row.addSpacing(6)
        row.addWidget(self.bar, 1)
        row.addSpacing(6)
        row.addWidget(self._where)
        row.addSpacing(10)
        row.addWidget(self.buttons["finer"])
        row.addWidget(self.speed)

    def set_commands(self, actions: dict[str, QAction]) -> None:
        """Gives each button its command."""
        for name, button in self.buttons.items():
            action = actions[name]
            button.setDefaultAction(action)
            button.setIcon(icon(name))
            button.setAccessibleName(action.text().replace("&", ""))

    def set_theme(self, theme: Theme) -> None:
        """Tints icons and colours the bar."""
        self.bar.set_theme(theme)
        for name, button in self.buttons.items():
            action: QAction | None = button.defaultAction()
            if action is not None:
                action.setIcon(icon(name))

    def set_speeds(self, speeds: tuple[float, ...]) -> None:
        """The choices of speed, in seconds a step."""
        with QSignalBlocker(self.speed):
            self.speed.clear()
            for seconds in speeds:
                self.speed.addItem(f"{seconds:g} s", seconds)

    def show_speed(self, seconds: float) -> None:
        """Shows the speed chosen."""
        with QSignalBlocker(self.speed):
            self.speed.setCurrentIndex(self.speed.findData(seconds))

    def show_playing(self, playing: bool) -> None:
        """Shows play or pause."""
        self.buttons["play"].defaultAction().setIcon(icon("pause" if playing else "play"))

    def show_nothing(self) -> None:
        """There is no graph to walk on."""
        self.bar.show_nothing()
        self.place.clear()
        self.symbol.show_formula(None, "")

    def show_player(self, player: Player, labels: Labels) -> None:
        """Shows where a walk stands: ``Step 13 of 16 · backward · w̄₄``."""
        self.bar.show_player(player)
        words = _place(player, player.index)
        if player.moment.fine:
            words += f" · contribution {player.moment.fine} of {player.parts(player.index)}"
        elif player.phase:
            words += f" · {player.phase}"
        step = player.step
        self._reserve(player, labels)
        self.place.setText(f"{words} ·" if step else words)
        if step is None:
            self.symbol.show_formula(None, "")
        if step is not None:
            forward = step.phase == "forward"
            latex = labels.latex(step.node) if forward else labels.bar(step.node)
            words = labels.text(step.node) if forward else labels.bar_text(step.node)
            self.symbol.show_formula(latex, words)

    def _reserve(self, player: Player, labels: Labels) -> None:
        """Keeps room for the longest words of this walk, so that the bar stays where it is."""
        if self._reserved == (player.fine, labels):
            return
        self._reserved = (player.fine, labels)
        last = _place(player, player.count)
        longest = [f"{last} · backward ·"]
        if player.fine:
            most = max(map(player.parts, range(1, player.count + 1)), default=0)
            longest.append(f"{last} · contribution {most} of {most} ·")
        metrics = self.place.fontMetrics()
        room = max(map(metrics.horizontalAdvance, longest))
        widest = max((typeset(labels.bar(n.id)).width for n in player.record.nodes), default=0.0)
        self._where.setFixedWidth(room + ceil(widest * SYMBOL) + 12)
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow window the speeds go, which have keys too."""
        needed = self._row.minimumSize().width()
        if not self.speed.isVisibleTo(self):
            needed += self.speed.minimumSizeHint().width() + self._row.spacing()
        self.speed.setVisible(needed <= self.width())

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setIcon(icon(name))
        button.setIconSize(QSize(16, 16))
        button.setAutoRaise(True)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _chose_speed(self, index: int) -> None:
        self.speed_chosen.emit(self.speed.itemData(index))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._make_room()
        super().resizeEvent(event)


def _place(player: Player, index: int) -> str:
    """``Step 13 of 16``; with closed modules ``Stop 3 of 9 (step 41 of 212)``."""
    if player.among_all is None:
        return f"Step {index} of {player.count}"
    at, count = player.among_all if index == player.index else (player.among_all[1],) * 2
    return f"Stop {index} of {player.count} (step {at} of {count})"
