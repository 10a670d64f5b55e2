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
BAR = 90  # px of the bar below which words and speeds make room for it
WAYS = ((0, True), (1, True), (1, False), (2, False))
"""How short the words are, and whether the speeds are there; the first that has room counts."""
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
        self._widths = [0, 0, 0]
        self._short = 0
        self._shown: tuple[Player, Labels] | None = None
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
        self._shown = None
        self.bar.show_nothing()
        self.place.clear()
        self.symbol.show_formula(None, "")

    def show_player(self, player: Player, labels: Labels) -> None:
        """Shows where a walk stands: ``Step 13 of 16 · backward · w̄₄``."""
        self.bar.show_player(player)
        self._shown = player, labels
        self._reserve(player, labels)
        self._show_words(player, labels)

    def _show_words(self, player: Player, labels: Labels) -> None:
        fine = player.moment.fine
        part = f"contribution {fine} of {player.parts(player.index)}" if fine else player.phase
        step = player.step
        self.place.setText(_words(player, player.index, part or "", self._short, bool(step)))
        whole = _words(player, player.index, part or "", 0, False)
        self.place.setToolTip(whole if self._short else "")
        self.place.setAccessibleName(whole)
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
        parts = ["backward"]
        if player.fine:
            most = max(map(player.parts, range(1, player.count + 1)), default=0)
            parts.append(f"contribution {most} of {most}")
        metrics = self.place.fontMetrics()
        widest = max((typeset(labels.bar(n.id)).width for n in player.record.nodes), default=0.0)
        for short in range(len(self._widths)):
            longest = (_words(player, player.count, part, short, True) for part in parts)
            room = max(map(metrics.horizontalAdvance, longest))
            self._widths[short] = room + ceil(widest * SYMBOL) + 12
        self._make_room()

    def _make_room(self) -> None:
        """In a narrow window words go that colours say too, then the speeds, which have keys."""
        speeds = self.speed.minimumSizeHint().width() + self._row.spacing()
        others = self._row.minimumSize().width() - self._where.minimumWidth()
        others += BAR - self.bar.minimumWidth() - speeds * self.speed.isVisibleTo(self)
        fit = (
            way for way in WAYS if others + self._widths[way[0]] + speeds * way[1] <= self.width()
        )
        self._short, with_speeds = next(fit, WAYS[-1])
        self._where.setFixedWidth(self._widths[self._short])
        self.speed.setVisible(with_speeds)

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
        if self._shown is not None:
            self._show_words(*self._shown)
        super().resizeEvent(event)


def _words(player: Player, index: int, part: str, short: int, more: bool) -> str:
    """``Step 13 of 16 · backward``; with closed modules ``Stop 3 of 9 (step 41 of 212) · …``.

    ``short`` leaves out the pass, and from 2 on the step of the whole run; ``more`` will follow.
    """
    words = f"{'Step' if player.among_all is None else 'Stop'} {index} of {player.count}"
    if player.among_all is not None and short < 2:
        at, count = player.among_all
        words += f" (step {at if index == player.index else count} of {count})"
    if part and (not short or part.startswith("contribution")):
        words += f" · {part}"
    return f"{words} ·" if more else words
