"""The walk in the window: the player, and the clock that plays it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from graphlab.study.player import Player

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.record import EdgeKey, Phase, Record

SPEEDS = (0.3, 0.6, 1.2, 2.0, 4.0)
USUAL_SPEED = 1.2
TURN = 1.5  # seconds at least on the first step of the backward pass


class Walk(QObject):
    """``moved`` tells of every new place; its flag says whether the way there may be animated.

    ``begun`` tells that another graph is there, ``missed`` that a node and a phase were asked for
    that have no step in it.
    """

    moved = Signal(object, bool)
    begun = Signal()
    missed = Signal(str, str)
    playing_changed = Signal(bool)
    speed_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.player: Player | None = None
        self.speed = USUAL_SPEED
        self.is_held = False
        """Whether the person stays where the walk is."""
        self._finer = False
        self._changes = 0
        self._untold = False
        self._clock = QTimer(self, singleShot=True)
        self._clock.timeout.connect(self._tick)

    @contextmanager
    def as_one(self) -> Iterator[None]:
        """What moves in here is told once, afterwards: it is drawn where it ends and only there."""
        self._changes += 1
        try:
            yield
        finally:
            self._changes -= 1
            if not self.is_changing and self._untold:
                self._untold = False
                if self.player is not None:
                    self.moved.emit(self.player, False)

    @property
    def is_changing(self) -> bool:
        """Whether there is more to come before ``moved`` tells of it."""
        return self._changes > 0

    # ── a record comes ───────────────────────────────────────────────────────────────────────

    def begin(self, record: Record) -> None:
        """Stands at the start of another graph."""
        self.pause()
        self._show(Player(record, fine=self._finer), animate=False)
        self.begun.emit()

    def go_on(self, record: Record) -> None:
        """Stands at the same step of another run of the same graph."""
        if self.player is None:
            self.begin(record)
        else:
            self._show(self.player.with_record(record), animate=False)

    # ── stepping ─────────────────────────────────────────────────────────────────────────────

    def forward(self) -> None:
        if self.player is not None:
            self._step(self.player.forward())

    def back(self) -> None:
        if self.player is not None:
            self._step(self.player.back())

    def first(self) -> None:
        if self.player is not None:
            self._step(self.player.first())

    def last(self) -> None:
        if self.player is not None:
            self._step(self.player.last())

    def next_border(self) -> None:
        if self.player is not None:
            self._step(self.player.next_border())

    def previous_border(self) -> None:
        if self.player is not None:
            self._step(self.player.previous_border())

    def backward_pass(self) -> None:
        if self.player is not None:
            self._step(self.player.backward_pass())

    def scrub(self, step: int, fine: int = 0) -> None:
        """To a step, or to some contributions of it, as fast as a slider moves."""
        if self.player is not None and not self.is_held:
            self.place(self.player.at(step, fine))

    def place(self, player: Player) -> None:
        """To a place that the person did not choose."""
        self.pause()
        self._show(player, animate=False)

    def to_node(self, node: str) -> None:
        if self.player is not None:
            self._step(self.player.to_node(node))

    def to_value(self, node: str) -> None:
        self._to(node, "forward")

    def to_adjoint(self, node: str) -> None:
        self._to(node, "backward")

    def to_edge(self, key: EdgeKey) -> None:
        if self.player is not None:
            self._step(self.player.to_edge(key))

    def set_finer(self, finer: bool) -> None:
        """One contribution at a time, or a step at a time."""
        self._finer = finer
        if self.player is not None:
            self._step(self.player.finer(finer))

    # ── playing ──────────────────────────────────────────────────────────────────────────────

    @property
    def playing(self) -> bool:
        return self._clock.isActive()

    def play_or_pause(self) -> None:
        """Plays on from here, from the start if this is the end; or pauses."""
        if self.playing or self.player is None or self.is_held:
            self.pause()
            return
        at_end = self.player.at_end
        self._show((self.player.first() if at_end else self.player).forward(), animate=True)
        self._wind()
        self.playing_changed.emit(self.playing)

    def pause(self) -> None:
        """Stops playing."""
        if self.playing:
            self._clock.stop()
            self.playing_changed.emit(False)

    def faster(self) -> None:
        self.set_speed(max((s for s in SPEEDS if s < self.speed), default=SPEEDS[0]))

    def slower(self) -> None:
        self.set_speed(min((s for s in SPEEDS if s > self.speed), default=SPEEDS[-1]))

    def set_speed(self, seconds: float) -> None:
        """Seconds a step."""
        self.speed = seconds
        if self.playing:
            self._wind()
        self.speed_changed.emit(seconds)

    def _tick(self) -> None:
        if self.player is None:
            return
        self._show(self.player.forward(), animate=True)
        self._wind()
        if not self.playing:
            self.playing_changed.emit(False)

    def _wind(self) -> None:
        if self.player is None or self.player.at_end:
            self._clock.stop()
            return
        seconds = max(self.speed, TURN) if self.player.at_turn else self.speed
        self._clock.start(round(1000 * seconds))

    def _to(self, node: str, phase: Phase) -> None:
        player = self.player
        if player is not None and player.stops_at(node, phase):
            forward = phase == "forward"
            self._step(player.to_value(node) if forward else player.to_adjoint(node))
        else:
            self.missed.emit(node, phase)

    def _step(self, player: Player) -> None:
        if self.is_held:
            return
        self.pause()
        if self.player is None or player.moment != self.player.moment:
            self._show(player, animate=True)
        else:
            self.player = player

    def _show(self, player: Player, *, animate: bool) -> None:
        self.player = player
        if self.is_changing:
            self._untold = True
        else:
            self.moved.emit(player, animate)
