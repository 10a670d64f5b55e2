"""All that a training run depends on but its points. Frozen: a change is a new one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from typing_extensions import override

from graphlab.errors import InputError
from graphlab.task.choice import Choice

Reduction = Literal["mean", "sum"]
Feeding = Literal["batch", "column", "each"]
"""How a typed model is given a batch: ``model(x)``, ``model(x.unsqueeze(-1)).squeeze(-1)``, or one
point at a time."""

_PART = re.compile(r"\s*(?:(rest)|(\d+(?:\.\d+)?)\s*(%?))\s*")


@dataclass(frozen=True, slots=True)
class Split:
    """How many points train, validate and test: counts, or shares of all where ``is_share``.

    None as the last is the rest.
    """

    train: float = 60.0
    validation: float = 20.0
    test: float | None = None
    is_share: tuple[bool, bool, bool] = (True, True, False)

    @classmethod
    def read(cls, text: str) -> Split:
        """``60,20,rest`` or ``60%,20%,20%``; raises InputError for anything else."""
        parts = [_PART.fullmatch(part) for part in text.split(",")]
        if len(parts) != 3 or not all(parts) or any(p and p[1] for p in parts[:2]):
            raise InputError(
                f"The split {text!r} cannot be read: write three counts such as 60,20,rest, "
                "or shares such as 60%,20%,20%."
            )
        found = [(float(p[2]) if p[2] else None, bool(p[3])) for p in parts if p]
        (train, a), (validation, b), (test, c) = found
        assert train is not None
        assert validation is not None
        for count, share in found:
            if count is not None and not share and count != int(count):
                raise InputError(
                    f"The split {text!r} asks for {count:g} points; write a whole number."
                )
        if sum(count for count, share in found if share and count is not None) > 100:
            raise InputError(f"The split {text!r} shares out more than 100 %.")
        return cls(train, validation, test, (a, b, c))

    @override
    def __str__(self) -> str:
        counts = (self.train, self.validation, self.test)
        return ",".join(
            "rest" if count is None else f"{count:g}{'%' if share else ''}"
            for count, share in zip(counts, self.is_share, strict=True)
        )

    def counts(self, points: int) -> tuple[int, int, int]:
        """Points of each part; raises InputError when there are too few."""
        found: list[int] = []
        shares_only = True
        asked_for = (self.train, self.validation, self.test)
        for count, share in zip(asked_for, self.is_share, strict=True):
            left = max(points - sum(found), 0)
            shares_only = shares_only and share
            if count is None:
                found.append(left)
            elif share:
                asked = round(count * points / 100)
                # Rounded shares may ask for one point more than there are.
                found.append(min(asked, left) if shares_only else asked)
            else:
                found.append(int(count))
        if sum(found) > points:
            raise InputError(
                f"The split {self} asks for {sum(found):,} points and there are {points:,}."
            )
        if not found[0]:
            raise InputError(f"The split {self} leaves no point of {points:,} to train on.")
        return found[0], found[1], found[2]


@dataclass(frozen=True, slots=True)
class Setup:
    """What is trained on points, and how.

    ``batch_size`` 0 is all points at once, gradient descent. ``feeding`` is how a typed model is
    given a batch, or a typed expression in ``model`` and ``x``. ``typed_model`` and ``typed_data``
    are class names of the source panel, with constructor arguments in ``model`` and ``data``.
    """

    data: Choice = field(default_factory=lambda: Choice("drawn"))
    model: Choice = field(default_factory=lambda: Choice("logistic"))
    objective: str = "bce"
    reduction: Reduction = "mean"
    optimizer: Choice = field(default_factory=lambda: Choice("sgd"))
    batch_size: int = 8
    epochs: int = 100
    split: Split = Split()
    seed: int = 0
    feeding: str = "batch"
    typed_model: str = ""
    typed_data: str = ""
