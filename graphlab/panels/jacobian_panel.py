"""The Jacobian of one edge, and its product with the adjoint, as rows or as columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from graphlab.panels.math_label import MathLabel
from graphlab.panels.number_grid import ROW, NumberGrid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from graphlab.picture.theme import Theme
    from graphlab.record import Array

LAYOUTS = {
    "numerator": ("ȳᵀJ", "Numerator layout: gradients are rows, and multiply J from the left"),
    "denominator": ("Jᵀȳ", "Denominator layout: gradients are columns, and Jᵀ multiplies them"),
}
MOST_SHOWN = 64  # rows or columns with numbers; beyond, an image
TALLEST = 260
IMAGE = 220


@dataclass(frozen=True, eq=False)
class JacobianShown:
    """``array`` has a row for each element of the target; ``image`` stands in for a large one.

    ``source`` and ``target`` are the two adjoints' names, in LaTeX and in plain characters.
    ``shapes`` are the target's and the source's. ``adjoint`` is the target's and ``product`` the
    contribution, both flat, None while hidden.
    """

    source: tuple[str, str]
    target: tuple[str, str]
    shapes: tuple[tuple[int, ...], tuple[int, ...]]
    structure: str
    array: Array | None = None
    image: Array | None = None
    adjoint: Array | None = None
    product: Array | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the Jacobian."""
        return math.prod(self.shapes[0]), math.prod(self.shapes[1])


class JacobianPanel(QFrame):
    """``chosen`` sends the name of an edge, ``turned`` the layout that was chosen."""

    chosen = Signal(str)
    turned = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jacobianPanel")
        self.layout_ = "numerator"
        self._shown: JacobianShown | None = None
        self._theme: Theme | None = None
        self.edges = QComboBox(self)
        self.edges.setAccessibleName("Edge")
        self.edges.setToolTip("The edge whose Jacobian is shown; it follows the step")
        self.edges.setMinimumContentsLength(6)
        self.edges.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.edges.activated.connect(self._choose)
        self.switch: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        for name, (text, tip) in LAYOUTS.items():
            button = QToolButton(self)
            button.setObjectName("switch")
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setProperty("layout", name)
            button.clicked.connect(self._turn)
            self._group.addButton(button)
            self.switch[name] = button
        self.sentence = QLabel(self)
        self.sentence.setWordWrap(True)
        self.rule = MathLabel(17, self)
        self.parts = {name: _Part(name, self) for name in ("jacobian", "adjoint", "product")}
        self.image = QLabel(self)
        self.image.setAccessibleName("Picture of the Jacobian")
        self._lay_out()
        self.setFocusProxy(self.edges)
        self.set_layout("numerator")
        self.show_nothing("Choose an edge.")

    def set_theme(self, theme: Theme) -> None:
        """The colours of the tints."""
        self._theme = theme
        for part in self.parts.values():
            part.grid.set_theme(theme)

    def set_layout(self, name: str) -> None:
        """Gradients as rows or as columns."""
        self.layout_ = name if name in LAYOUTS else "numerator"
        self.switch[self.layout_].setChecked(True)
        if self._shown is not None:
            self.show_jacobian(self._shown)

    def show_edges(self, edges: Sequence[tuple[str, str]], current: str | None) -> None:
        """The edges to choose from: names and what they are called."""
        with QSignalBlocker(self.edges):
            if [self.edges.itemData(i) for i in range(self.edges.count())] != [n for n, _ in edges]:
                self.edges.clear()
                for name, title in edges:
                    self.edges.addItem(title, name)
            self.edges.setCurrentIndex(self.edges.findData(current))

    def show_nothing(self, sentence: str) -> None:
        """Says why there is no Jacobian."""
        self._shown = None
        self.sentence.setText(sentence)
        self.rule.hide()
        self.image.hide()
        for part in self.parts.values():
            part.hide()

    def show_jacobian(self, shown: JacobianShown) -> None:
        """Shows a Jacobian in the layout that is chosen."""
        self._shown = shown
        rows = self.layout_ == "numerator"
        size = f"{shown.shape[0]}×{shown.shape[1]}"
        self.sentence.setText(f"J is {size}: {shown.structure}.")
        (source, source_text), (target, target_text) = shown.source, shown.target
        rule = rf"{{{target}}}^{{\top}} J" if rows else rf"J^{{\top}} {target}"
        said = f"{target_text}ᵀJ" if rows else f"Jᵀ{target_text}"
        gradient = rf"{{{source}}}^{{\top}}" if rows else source
        self.rule.show_formula(rf"{rule} \;\to\; {gradient}", f"{said} is added to {source_text}")
        self.rule.show()
        small = max(shown.shape) <= MOST_SHOWN
        jacobian, adjoint, product = self.parts.values()
        matrix = shown.array if small else None
        laid = matrix if rows or matrix is None else matrix.T
        names = [partial(place_text, shape) for shape in shown.shapes]
        down, across = names if rows else names[::-1]
        jacobian.name(down, across)
        jacobian.show_array("J" if rows else r"J^{\top}", "J" if rows else "Jᵀ", laid)
        self._show_image(None if small else _image_of(shown))
        start = rf"{{{target}}}^{{\top}}" if rows else target
        for part, name in zip((adjoint, product), names, strict=True):
            part.name(nameless if rows else name, name if rows else nameless)
        adjoint.show_array(start, target_text, _laid(shown.adjoint, rows=rows))
        product.show_array(rule, said, _laid(shown.product, rows=rows))

    def _show_image(self, array: Array | None) -> None:
        theme = self._theme
        self.image.setVisible(array is not None and theme is not None)
        if array is not None and theme is not None:
            turned = array if self.layout_ == "numerator" else array.T
            self.image.setPixmap(QPixmap.fromImage(heat_image(turned, theme)))

    def _choose(self, index: int) -> None:
        self.chosen.emit(self.edges.itemData(index))

    def _turn(self) -> None:
        self.set_layout(self.sender().property("layout"))
        self.turned.emit(self.layout_)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addWidget(self.edges, 1)
        head.addSpacing(8)
        for button in self.switch.values():
            head.addWidget(button)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.sentence)
        column.addWidget(self.rule)
        column.addWidget(self.image)
        for part in self.parts.values():
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setObjectName("codeLower")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)


class _Part(QWidget):
    """A matrix or vector with its name above it."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.title = MathLabel(15, self)
        self.grid = NumberGrid(name.capitalize(), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self.title)
        column.addWidget(self.grid)

    def name(self, rows: Callable[[int], str], columns: Callable[[int], str]) -> None:
        """How rows and columns are called."""
        self.grid.numbers.row_name, self.grid.numbers.column_name = rows, columns

    def show_array(self, latex: str, words: str, array: Array | None) -> None:
        """Hidden without numbers."""
        self.setVisible(array is not None)
        if array is None:
            return
        self.title.show_formula(latex, words)
        self.grid.setAccessibleName(words)
        self.grid.show_array(array)
        self.grid.setFixedHeight(max(2 * ROW, min(self.grid.whole_height, TALLEST)))


def _laid(flat: Array | None, *, rows: bool) -> Array | None:
    """A vector as one row or one column; a long one is not written out."""
    if flat is None or flat.size > MOST_SHOWN:
        return None
    return flat.reshape(1, -1) if rows else flat.reshape(-1, 1)


def place_text(shape: tuple[int, ...], flat: int) -> str:
    """The index of an element counted in row-major order: ``1,2``."""
    places = []
    for side in reversed(shape):
        flat, place = divmod(flat, max(1, side))
        places.append(str(place))
    return ",".join(reversed(places))


def nameless(_place: int) -> str:
    """For the one row or column of a vector."""
    return ""


def _image_of(shown: JacobianShown) -> Array | None:
    return shown.array if shown.array is not None else shown.image


def heat_image(array: Array, theme: Theme) -> QImage:
    """A matrix as a picture, a pixel or more an element, symmetric about 0."""
    import numpy as np

    from graphlab.study.arrays import numbers

    real = np.nan_to_num(numbers(array))
    step = max(1, -(-max(real.shape) // (2 * IMAGE)))
    real = real[::step, ::step]
    reach = float(np.abs(real).max()) or 1.0
    share = np.abs(real)[..., None] / reach
    zero, low, high = (
        np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=float)
        for colour in (theme.zero, theme.negative, theme.positive)
    )
    end = np.where(real[..., None] < 0, low, high)
    pixels = np.ascontiguousarray((zero + share * (end - zero)).round().astype(np.uint8))
    height, width, _ = pixels.shape
    image = QImage(pixels.tobytes(), width, height, 3 * width, QImage.Format.Format_RGB888).copy()
    return image.scaled(IMAGE, IMAGE, Qt.AspectRatioMode.KeepAspectRatio)
