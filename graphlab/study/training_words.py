"""A training run and its set-up in words: where it stands, and a line for each part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.errors import InputError
from graphlab.formula.numbers import format_number
from graphlab.task.data_sets import data_row
from graphlab.task.models import model_row
from graphlab.task.objectives import objective_row
from graphlab.task.optimizers import optimizer_row

if TYPE_CHECKING:
    from graphlab.study.training import Run
    from graphlab.task.choice import Choice, Row
    from graphlab.task.points import Kind, Points
    from graphlab.task.problems import Problem
    from graphlab.task.setup import Setup

FEEDINGS = {
    "batch": "model(x)",
    "column": "model(x.unsqueeze(-1)).squeeze(-1)",
    "each": "one point at a time",
}


def standing(run: Run, setup: Setup, kind: Kind) -> str:
    """``Epoch 12 of 100 · batch 3 of 8 · loss 0.213 · train 94 % · validation 92 %``."""
    last = run.last
    if last is None or not last.updates:
        return "Beginning …" if run.state == "beginning" else "Not trained yet."
    said = [f"Epoch {last.epoch:,} of {max(setup.epochs, last.epoch):,}"]
    if last.batch:
        said.append(f"batch {last.batch:,} of {last.batches:,}")
    if run.rows:
        row = run.rows[-1]
        if not last.batch:
            said.append(f"loss {format_number(row.train_loss, 3)}")
        elif last.loss is not None:
            said.append(f"loss {format_number(last.loss, 3)}")
        said.append(f"train {measured(row.train_score, kind)}")
        if row.val_score is not None:
            said.append(f"validation {measured(row.val_score, kind)}")
    elif last.loss is not None:
        said.append(f"loss {format_number(last.loss, 3)}")
    if run.test is not None:
        loss, score = run.test
        said.append(f"test {measured(score, kind)}, loss {format_number(loss, 3)}")
    return " · ".join(said)


def measured(score: float, kind: Kind) -> str:
    """``94 %`` of points that are right, or ``R² 0.93``."""
    if kind == "classes":
        return f"{format_number(100 * score, 3)} %"
    return f"R² {format_number(score, 3)}"


def counted(problems: tuple[Problem, ...]) -> str:
    """``1 problem``, ``2 problems and 1 remark``; empty for none."""
    blocking = sum(problem.blocks for problem in problems)
    remarks = len(problems) - blocking
    parts = [
        f"{count} {word}{'s' if count > 1 else ''}"
        for count, word in ((blocking, "problem"), (remarks, "remark"))
        if count
    ]
    return " and ".join(parts)


# ── the set-up, a line for each part ─────────────────────────────────────────────────────────


def data_told(setup: Setup, points: Points) -> str:
    """``Two Gaussians · 200 points``."""
    count = "1 point" if len(points) == 1 else f"{len(points):,} points"
    return f"{_label(data_row, setup.data)} · {count}"


def model_told(setup: Setup) -> str:
    """``Neural network · 16,16 · tanh``; a typed one by its name and how it is fed."""
    if setup.model.key == "typed":
        name = setup.typed_model or "Your nn.Module"
        return f"{name} · fed as {FEEDINGS.get(setup.feeding, setup.feeding)}"
    return _told(model_row, setup.model)


def objective_told(setup: Setup) -> str:
    """``Binary cross-entropy (BCE) · mean``."""
    try:
        return f"{objective_row(setup.objective).label} · {setup.reduction}"
    except InputError:
        return setup.objective


def optimizer_told(setup: Setup) -> str:
    """``SGD · α 0.01 · momentum 0.99``; what is 0 or off is left out."""
    try:
        row = optimizer_row(setup.optimizer.key)
        values = setup.optimizer.values(row)
    except InputError:
        return setup.optimizer.key
    said = [row.label]
    for field in row.fields:
        value = values[field.name]
        if isinstance(value, bool):
            said += [field.label] if value else []
        elif field.name == "lr":
            said.append(f"α {format_number(float(value))}")
        elif value and value != field.default:
            said.append(f"{field.label} {format_number(float(value))}")
    return " · ".join(said)


def loop_told(setup: Setup) -> str:
    """``batches of 8 · 100 epochs · split 60,20,rest · seed 0``."""
    batch = f"batches of {setup.batch_size:,}" if setup.batch_size else "gradient descent"
    epochs = "1 epoch" if setup.epochs == 1 else f"{setup.epochs:,} epochs"
    return f"{batch} · {epochs} · split {setup.split} · seed {setup.seed}"


def _told(row_of: object, choice: Choice) -> str:
    row = _row(row_of, choice)
    if row is None:
        return choice.key
    try:
        values = choice.values(row)
    except InputError:
        return row.label
    said = [
        value if isinstance(value, str) else format_number(float(value))
        for value in values.values()
    ]
    names = [field.label for field in row.fields]
    pairs = [
        text if isinstance(value, str) else f"{name} {text}"
        for name, text, value in zip(names, said, values.values(), strict=True)
        if text
    ]
    return " · ".join([row.label, *pairs])


def _label(row_of: object, choice: Choice) -> str:
    row = _row(row_of, choice)
    return choice.key if row is None else row.label


def _row(row_of: object, choice: Choice) -> Row | None:
    assert callable(row_of)
    try:
        found: Row = row_of(choice.key)
    except InputError:
        return None
    return found


# ── what the model says at a place ───────────────────────────────────────────────────────────


def said_at(run: Run, points: Points, at: tuple[float, float]) -> str:
    """What the model says at a place of the plane, from the nearest cell; empty where unknown."""
    if run.said is None or run.last is None:
        return ""
    left, bottom, right, top = run.ground
    rows, columns = run.said.shape[:2]
    column = int(np.floor((at[0] - left) / (right - left) * columns))
    row = 0 if rows == 1 else int(np.floor((at[1] - bottom) / (top - bottom) * rows))
    if not (0 <= column < columns and 0 <= row < rows):
        return ""
    number = run.said[row, column]
    match run.last.meaning:
        case "probabilities":
            names = points.names[: len(number)]
            best = np.argsort(number)[::-1][:2]
            return " · ".join(f"P({names[k]}) {format_number(float(number[k]), 3)}" for k in best)
        case "probability":
            share = float(number)
            return f"P({_second(points)}) {format_number(share, 3)}"
        case "score":
            side = _second(points) if number >= 0 else points.names[0]
            return f"score z {format_number(float(number), 3)}: class {side}"
    return f"the model gives {format_number(float(number), 3)}"


def _second(points: Points) -> str:
    return points.names[min(1, len(points.names) - 1)] if points.names else "1"
