"""The tools of the plane in a row: which one, how wide and how dense, and what is done to all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.icons import icon
from graphlab.panels.own_keys import OwnKeys

if TYPE_CHECKING:
    from graphlab.panels.plane_tools import Tool

TIPS: dict[Tool, str] = {
    "brush": "Brush: sprays points along the way (B on the plane)",
    "point": "Point: one at each click; a click on a point opens it (P)",
    "eraser": "Eraser: takes away what it goes over (E)",
    "select": "Select: a rectangle, then drag or arrow keys to move, Delete to remove (S)",
}
RADIUS, DENSITY = (4, 60, 18), (1, 20, 5)


class PlaneBar(QWidget):
    """Tells what is wanted; ``brush_changed`` sends the radius in px and points a diameter."""

    tool_chosen = Signal(str)
    brush_changed = Signal(float, float)
    jitter_asked = Signal()
    clear_asked = Signal()
    fit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("planeBar")
        self.tools: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        for name, tip in TIPS.items():
            button = _button(tip, self)
            button.setCheckable(True)
            self._group.addButton(button)
            self.tools[name] = button
            row.addWidget(button)
        row.addStretch(1)
        self.jitter = _button("Jitter: moves all points a little, or those selected", self)
        self.clear = _button("Clear: takes all points away; Undo brings them back", self)
        self.fit = _button("Fit: shows all points (F on the plane)", self)
        for button in (self.jitter, self.clear, self.fit):
            row.addWidget(button)
        self.radius = _slider("Size", "How wide brush and eraser are", RADIUS, self)
        self.density = _slider("Density", "Points that the brush leaves in a place", DENSITY, self)
        grid = QGridLayout()
        grid.setHorizontalSpacing(6)
        for place, slider in enumerate((self.radius, self.density)):
            label = QLabel(slider.accessibleName(), self)
            label.setToolTip(slider.toolTip())
            grid.addWidget(label, 0, 2 * place)
            grid.addWidget(slider, 0, 2 * place + 1)
            slider.valueChanged.connect(self._brush)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addLayout(grid)
        self._keys = OwnKeys(self)
        self._keys.watch([*self.tools.values(), self.jitter, self.clear, self.fit])
        self._keys.watch([self.radius, self.density])
        self._group.buttonClicked.connect(self._tool)
        self.jitter.clicked.connect(self.jitter_asked)
        self.clear.clicked.connect(self.clear_asked)
        self.fit.clicked.connect(self.fit_asked)
        self.show_tool("brush")
        self.show_icons()

    def show_icons(self) -> None:
        """Icons in the colours of the application; again after a change of theme."""
        for name, button in self.tools.items():
            button.setIcon(icon(name))
        for name, button in (("jitter", self.jitter), ("clear", self.clear), ("fit", self.fit)):
            button.setIcon(icon(name))

    def show_tool(self, tool: str) -> None:
        """Which tool the plane has, without saying so."""
        with QSignalBlocker(self._group):
            self.tools[tool].setChecked(True)
        for slider, tools in ((self.radius, ("brush", "eraser")), (self.density, ("brush",))):
            slider.setEnabled(tool in tools)

    def _tool(self, button: QToolButton) -> None:
        tool = next(name for name, one in self.tools.items() if one is button)
        self.show_tool(tool)
        self.tool_chosen.emit(tool)

    def _brush(self) -> None:
        self.brush_changed.emit(float(self.radius.value()), float(self.density.value()))


def _button(tip: str, parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setToolTip(tip)
    button.setAccessibleName(tip.partition(":")[0])
    return button


def _slider(name: str, tip: str, numbers: tuple[int, int, int], parent: QWidget) -> QSlider:
    low, high, first = numbers
    slider = QSlider(Qt.Orientation.Horizontal, parent)
    slider.setRange(low, high)
    slider.setValue(first)
    slider.setAccessibleName(name)
    slider.setToolTip(tip)
    slider.setMinimumWidth(40)
    return slider
