"""How training went: loss on a logarithmic axis, and below it the share that is right, or R²."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from graphlab.formula.numbers import format_number
from graphlab.panels.loss_paint import Legend, Pane, paint_pane
from graphlab.picture.axis import decades, exponents, round_step
from graphlab.picture.theme import LIGHT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from PySide6.QtGui import QMouseEvent, QPaintEvent

    from graphlab.picture.theme import Theme

    Floats = NDArray[np.float64]

MOST_GHOSTS = 3
COLUMNS = 4
LOSS, VALIDATION_LOSS, SCORE, VALIDATION_SCORE = range(COLUMNS)
ROOM = 64
Key = Qt.Key


class Curves(NamedTuple):
    """One number an epoch, from epoch 0 on; NaN where nothing was measured."""

    loss: Floats
    validation_loss: Floats
    score: Floats
    validation_score: Floats


class LossPlot(QWidget):
    """``hovered`` sends the epoch under the mouse or the keys, ``epoch_clicked`` one clicked on."""

    hovered = Signal(int)
    epoch_clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._pixels = LIGHT, 12
        self._rows = np.full((ROOM, COLUMNS), np.nan)
        self._count = 0
        self._ghosts: tuple[Curves, ...] = ()
        self._score_name = "accuracy"
        self._epoch: int | None = None
        self._under: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setAccessibleName("Loss of each epoch")
        self._tell()

    # ── what is shown ────────────────────────────────────────────────────────────────────────

    @property
    def curves(self) -> Curves:
        """What has been added so far."""
        loss, validation_loss, score, validation_score = self._rows[: self._count].T
        return Curves(loss, validation_loss, score, validation_score)

    @property
    def ghosts(self) -> tuple[Curves, ...]:
        return self._ghosts

    def set_theme(self, theme: Theme, pixels: int = 12) -> None:
        """Colours and the height of the text."""
        self._theme, self._pixels = theme, pixels
        self.update()

    def add(
        self,
        loss: float,
        validation_loss: float = np.nan,
        score: float = np.nan,
        validation_score: float = np.nan,
    ) -> None:
        """The numbers of one more epoch; what was not measured is left out."""
        if self._count == len(self._rows):
            more = np.full_like(self._rows, np.nan)
            self._rows = np.concatenate([self._rows, more])
        self._rows[self._count] = loss, validation_loss, score, validation_score
        self._count += 1
        self._tell()
        self.update()

    def show_curves(self, curves: Curves) -> None:
        """Other numbers from the first epoch on, as after a reset or from a file."""
        self._rows = np.stack([np.asarray(part, np.float64) for part in curves], axis=1)
        self._count = len(self._rows)
        if not self._count:
            self._rows = np.full((ROOM, COLUMNS), np.nan)
        self._under = None
        self._tell()
        self.update()

    def show_ghosts(self, runs: Sequence[Curves]) -> None:
        """Earlier runs, the newest last; three are shown."""
        self._ghosts = tuple(runs)[-MOST_GHOSTS:]
        self.update()

    def show_epoch(self, epoch: int | None) -> None:
        """The line at the epoch that the model is at; None takes it away."""
        if epoch != self._epoch:
            self._epoch = epoch
            self.update()

    def set_score(self, name: str) -> None:
        """What the lower part is called: ``accuracy``, which is a share, or ``R²``."""
        self._score_name = name
        self._tell()
        self.update()

    @property
    def words(self) -> str:
        """The numbers of the epoch under the mouse, else of the last one."""
        if not self._count:
            return "No epoch yet"
        epoch = self._count - 1 if self._under is None else self._under
        row = self._rows[epoch]
        said = [f"epoch {epoch:,}"]
        if not np.isnan(row[LOSS]):  # nothing was measured before the first
            said.append(f"loss {format_number(float(row[LOSS]))}")
        names = ((VALIDATION_LOSS, "validation"), (SCORE, self._score_name))
        for place, name in (*names, (VALIDATION_SCORE, "validation")):
            if not np.isnan(row[place]):
                said.append(f"{name} {self._number(float(row[place]), place)}")
        return " · ".join(said)

    def _number(self, value: float, place: int) -> str:
        if place < SCORE:
            return format_number(value)
        if self._score_name == "accuracy":
            return f"{format_number(100 * value, 3)} %"
        return format_number(value, 3)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words)

    # ── places ───────────────────────────────────────────────────────────────────────────────

    def _last(self) -> int:
        """The epoch at the right edge."""
        return max([1, self._count - 1, *(len(ghost.loss) - 1 for ghost in self._ghosts)])

    def _panes(self) -> tuple[Pane, Pane | None]:
        line = self._pixels + 6
        left, right = self._pixels * 3.9, 10.0
        wide = max(10.0, self.width() - left - right)
        every = (self.curves, *self._ghosts)
        has_score = any(np.isfinite(part).any() for run in every for part in run[SCORE:])
        tall = self.height() - 1.5 * line - 1.4 * line - (1.5 * line if has_score else 0)
        upper = max(30.0, tall * (0.58 if has_score else 1))
        low, high = decades(np.concatenate([part for run in every for part in run[:SCORE]]))
        most = max(1, min(4, int(upper / (2 * self._pixels))))
        loss = Pane(
            QRectF(left, 1.5 * line, wide, upper),
            (float(low), float(high)),
            self._last(),
            tuple(range(low, high + 1, max(1, -(-(high - low) // most)))),
            is_log=True,
        )
        if not has_score:
            return loss, None
        top = 1.5 * line + upper + 1.5 * line
        bottom = 0.0 if self._score_name == "accuracy" else self._lowest(every)
        score = Pane(
            QRectF(left, top, wide, max(20.0, self.height() - top - 1.4 * line)),
            (bottom, 1.0),
            self._last(),
            (0.0, 0.5, 1.0) if not bottom and tall > 10 * self._pixels else (bottom, 1.0),
            is_share=self._score_name == "accuracy",
        )
        return loss, score

    def _lowest(self, runs: Sequence[Curves]) -> float:
        """R² has no lower end: what is far below 0 is not shown."""
        found = [part[np.isfinite(part)] for run in runs for part in run[SCORE:]]
        least = min((float(part.min()) for part in found if part.size), default=0.0)
        return -1.0 if least < 0 else 0.0

    def _epoch_at(self, x: float) -> int | None:
        room = self._panes()[0].room
        if not self._count or not room.left() - 6 <= x <= room.right() + 6:
            return None
        epoch = round((x - room.left()) / room.width() * self._last())
        return min(max(epoch, 0), self._count - 1)

    def _look(self, epoch: int | None) -> None:
        if epoch != self._under:
            self._under = epoch
            if epoch is not None:
                self.hovered.emit(epoch)
            self._tell()
            self.update()

    # ── Qt ───────────────────────────────────────────────────────────────────────────────────

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 240)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 150)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), theme.canvas)
            font = QFont(self.font())
            font.setPixelSize(self._pixels)
            painter.setFont(font)
            loss, score = self._panes()
            floor = int(loss.span[0])
            runs = [
                [exponents(part, floor) for part in run[:SCORE]]
                for run in (*self._ghosts, self.curves)
            ]
            marks = (self._epoch, self._under)
            paint_pane(painter, loss, runs, marks, theme, self._legend("loss", LOSS))
            if score is not None:
                low, high = score.span
                runs = [
                    [np.clip(part, low, high) for part in run[SCORE:]]
                    for run in (*self._ghosts, self.curves)
                ]
                legend = self._legend(self._score_name, SCORE)
                paint_pane(painter, score, runs, marks, theme, legend)
            self._paint_epochs(painter, (score or loss).room)
            if self.hasFocus():
                painter.setPen(theme.value_line)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _legend(self, name: str, first: int) -> Legend:
        if not self._count:
            return Legend(name, ("", ""), False)
        row = self._rows[self._count - 1 if self._under is None else self._under]
        one, other = (
            "" if np.isnan(row[place]) and place != LOSS else self._number(float(row[place]), first)
            for place in (first, first + 1)
        )
        return Legend(name, (one, other), self._under is not None)

    def _paint_epochs(self, painter: QPainter, room: QRectF) -> None:
        painter.setPen(self._theme.muted)
        step = round(round_step(self._last(), max(2, int(room.width() / (self._pixels * 5)))))
        letters = painter.fontMetrics()
        under = self._under
        words = "epoch" if under is None else f"epoch {under:,}"
        end = room.right() - letters.horizontalAdvance(words) - 6
        top = room.bottom() + 3
        for epoch in range(0, self._last() + 1, step):
            x = room.left() + epoch / self._last() * room.width()
            wide = letters.horizontalAdvance(f"{epoch:,}")
            if x + wide / 2 < end:
                painter.drawText(QPointF(x - wide / 2, top + letters.ascent()), f"{epoch:,}")
        at = QRectF(end, top, room.right() - end, letters.height())
        painter.drawText(at, Qt.AlignmentFlag.AlignRight, words)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._look(self._epoch_at(event.position().x()))

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        epoch = self._epoch_at(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and epoch is not None:
            self.epoch_clicked.emit(epoch)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._look(None)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in WAYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                event.accept()
                return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = WAYS.get(Key(event.key()))
        if way is None or not self._count:
            super().keyPressEvent(event)
            return
        at = self._count - 1 if self._under is None else self._under
        self._look(min(max(at + way * max(1, self._count // 100), 0), self._count - 1))


WAYS = {Key.Key_Left: -1, Key.Key_Right: 1}
