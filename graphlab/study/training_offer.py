"""A script's own training as a set-up: what it does not tell stays as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from graphlab.script.training import squashed_by, training_in
from graphlab.task.choice import Choice
from graphlab.task.optimizers import optimizer_row

if TYPE_CHECKING:
    from graphlab.script.training import TrainingFound
    from graphlab.task.models import Gives
    from graphlab.task.setup import Reduction, Setup


def offer_of(text: str) -> str:
    """``Train LogisticRegression on TwoClassDataset``; empty where there is nothing to train."""
    found = training_in(text)
    return f"Train {found.model} on {found.data}" if found is not None else ""


def setup_of(text: str, setup: Setup) -> Setup | None:
    """The set-up of the script's training, on top of another one; None without any."""
    found = training_in(text)
    if found is None:
        return None
    made = replace(
        setup,
        model=Choice("typed", tuple(sorted(found.init))),
        data=Choice("typed", tuple(sorted(found.data_init))),
        typed_model=found.model,
        typed_data=found.data,
        feeding="column" if found.as_column else "batch",
        batch_size=found.batch_size or setup.batch_size,
        epochs=found.epochs or setup.epochs,
    )
    if found.objective:
        reduction = cast("Reduction", found.reduction)
        made = replace(made, objective=found.objective, reduction=reduction)
    return replace(made, optimizer=_optimizer(found)) if found.optimizer else made


def gives_of(text: str, setup: Setup) -> Gives | None:
    """What a typed model gives, as far as its text tells; None where it does not."""
    if setup.model.key != "typed":
        return None
    squashed = squashed_by(text, setup.typed_model)
    gives: dict[str, Gives] = {"softmax": "probabilities", "sigmoid": "probability"}
    return gives.get(squashed)


def _optimizer(found: TrainingFound) -> Choice:
    known = {field.name for field in optimizer_row(found.optimizer).fields}
    settings = tuple(pair for pair in found.settings if pair[0] in known)
    return Choice(found.optimizer, settings)
