"""A training run as text for `train`: aligned table, JSON or CSV, one row a format."""

from __future__ import annotations

import json
from math import isfinite
from typing import TYPE_CHECKING, Any

from graphlab.study.arrays import short

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from graphlab.training.closed_form import ClosedForm
    from graphlab.training.session import Session

    Floats = NDArray[np.float64]
    Tested = tuple[float, float] | None


def write_run(session: Session, tested: Tested, form: str) -> str:
    """Text of a run that is over, in one of FORMATS, with what ``session.test()`` gave."""
    return FORMATS[form](session, tested)


def _as_json(session: Session, tested: Tested) -> str:
    """The JSON of the contract."""
    form = _closed_form(session)
    told = {
        "history": [row.named(session.measure) for row in session.history],
        "final": _final(session, tested),
        "weights": {name: array.tolist() for name, array in session.weights().items()},
        "closed_form": form and {name: array.tolist() for name, array in form.weights.items()},
    }
    return json.dumps(_spelled(told), ensure_ascii=False, allow_nan=False) + "\n"


def _final(session: Session, tested: Tested) -> dict[str, Any]:
    measure = session.measure
    names = ("epoch", "train_loss", f"train_{measure}", "val_loss", f"val_{measure}")
    last = session.history[-1].named(measure) if session.history else dict.fromkeys(names)
    loss, score = tested or (None, None)
    return {**last, "test_loss": loss, f"test_{measure}": score}


def _closed_form(session: Session) -> ClosedForm | None:
    from graphlab.training.closed_form import closed_form

    return closed_form(session.setup, session.parts.points, session.parts.train)


def _spelled(told: Any) -> Any:
    """Numbers that are not finite as the contract spells them."""
    if isinstance(told, dict):
        return {name: _spelled(value) for name, value in told.items()}
    if isinstance(told, list):
        return [_spelled(value) for value in told]
    if isinstance(told, float) and not isfinite(told):
        return "NaN" if told != told else "Infinity" if told > 0 else "-Infinity"
    return told


def _as_csv(session: Session, tested: Tested) -> str:
    from graphlab.task.history import history_csv

    return history_csv(session.history, session.measure)


def _as_table(session: Session, tested: Tested) -> str:
    """A line an epoch, then the test, the weights and the closed form."""
    measure = session.measure
    head = ("epoch", "train_loss", f"train_{measure}", "val_loss", f"val_{measure}")
    rows: list[tuple[str, ...]] = [head]
    for row in session.history:
        _, *cells = row.named(measure).values()
        rows.append((str(row.epoch), *map(_number, cells)))
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    if tested is not None:
        lines += ["", f"test_loss {_number(tested[0])}  test_{measure} {_number(tested[1])}"]
    lines += ["", *(f"{name} = {_array(array)}" for name, array in session.weights().items())]
    form = _closed_form(session)
    if form is not None:
        lines += ["", "Closed form"]
        lines += [f"{name} = {_array(array)}" for name, array in form.weights.items()]
        lines.append(form.sentence)
    return "\n".join(lines) + "\n"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"


def _array(array: Floats) -> str:
    return short(array)


FORMATS: dict[str, Callable[[Session, Tested], str]] = {
    "table": _as_table,
    "json": _as_json,
    "csv": _as_csv,
}
