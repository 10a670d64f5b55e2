"""Points on the plane, as they were drawn, made or read; frozen, a change is a new set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from typing_extensions import override

from graphlab.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Kind = Literal["classes", "curve", "surface"]
"""What is learned: a class of (x₁, x₂), y of x, or a number at each (x₁, x₂)."""

MOST_CLASSES = 8
MOST_POINTS = 100_000
LETTERS = "ABCDEFGH"


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """``xy`` of shape (N, 2), and ``mark`` of shape (N,), both float64 and finite.

    ``mark`` is the number of the class from 0, or the number that was painted (a surface); of a
    curve, where y is what is to be found, it is 0. ``names`` are those of the classes; a curve and
    a surface have none. Raises InputError for more points or classes than graphlab takes, numbers
    that are not finite and classes that are not listed.
    """

    xy: Floats
    mark: Floats
    kind: Kind = "classes"
    names: tuple[str, ...] = ("A", "B")

    def __post_init__(self) -> None:
        xy = np.array(self.xy, np.float64).reshape(-1, 2)
        mark = np.array(self.mark, np.float64).reshape(-1)
        if len(xy) != len(mark):
            raise InputError(f"There are {len(xy):,} points and {len(mark):,} marks for them.")
        if len(xy) > MOST_POINTS:
            raise InputError(f"There are {len(xy):,} points; graphlab takes up to {MOST_POINTS:,}.")
        if not (np.isfinite(xy).all() and np.isfinite(mark).all()):
            raise InputError("A point has a coordinate that is not a finite number.")
        if self.kind == "classes":
            self._look_at_classes(mark)
        elif self.names:
            object.__setattr__(self, "names", ())
        for name, array in (("xy", xy), ("mark", mark)):
            array.setflags(write=False)
            object.__setattr__(self, name, array)

    def _look_at_classes(self, mark: Floats) -> None:
        count = len(self.names)
        if not 1 <= count <= MOST_CLASSES:
            raise InputError(f"There are {count} classes; graphlab takes 1 to {MOST_CLASSES}.")
        wrong = (mark != np.rint(mark)) | (mark < 0) | (mark >= count)
        if wrong.any():
            raise InputError(f"A point is of class {mark[wrong][0]:g}, which is not in the list.")

    def __len__(self) -> int:
        return len(self.xy)

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Points):
            return NotImplemented
        return (
            (self.kind, self.names) == (other.kind, other.names)
            and np.array_equal(self.xy, other.xy)
            and np.array_equal(self.mark, other.mark)
        )

    @override
    def __hash__(self) -> int:
        return hash((self.kind, self.names, self.xy.tobytes(), self.mark.tobytes()))

    @property
    def inputs(self) -> Floats:
        """What a model is given: shape (N, 1) for a curve, else (N, 2)."""
        return self.xy[:, :1] if self.kind == "curve" else self.xy

    @property
    def targets(self) -> Floats:
        """What it is to give, of shape (N,): the class from 0, or y."""
        return self.xy[:, 1] if self.kind == "curve" else self.mark

    def taking(self, chosen: NDArray[np.bool_] | NDArray[np.intp]) -> Points:
        """Those that ``chosen`` indexes, in that order."""
        return Points(self.xy[chosen], self.mark[chosen], self.kind, self.names)

    def with_more(self, xy: Floats, mark: Floats) -> Points:
        """The same with other points behind them."""
        return Points(
            np.concatenate([self.xy, np.reshape(xy, (-1, 2))]),
            np.concatenate([self.mark, np.reshape(mark, -1)]),
            self.kind,
            self.names,
        )


NO_POINTS = Points(np.empty((0, 2)), np.empty(0))
