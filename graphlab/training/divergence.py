"""Whether a run has gone astray: numbers that are none, or a loss that only grows."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor, nn

GROWTH = 1e8


@dataclass(frozen=True, slots=True)
class Divergence:
    """What stopped a run: after which update, where it showed first, and in a sentence.

    ``place`` is "loss", or the name of a parameter.
    """

    update: int
    epoch: int
    batch: int
    place: str
    sentence: str


def look(
    module: nn.Module,
    loss: float,
    first: float,
    outputs: Tensor,
    *,
    update: int,
    epoch: int,
    batch: int,
) -> Divergence | None:
    """What is wrong after this update, None if nothing is.

    ``first`` is the loss of the first update; ``outputs`` are those of the batch after this one,
    and tell whether it is worth looking through the parameters.
    """
    place = ""
    if not isfinite(loss):
        place, what = "loss", f"the loss is {_told(loss)}"
    elif loss > GROWTH * max(first, 1.0):
        place, what = "loss", f"the loss has grown from {first:.3g} to {loss:.3g}"
    elif not isfinite(outputs.sum().item()):
        for name, parameter in module.named_parameters():
            if not bool(torch.isfinite(parameter).all()):
                wrong = parameter.detach()[~torch.isfinite(parameter)][0].item()
                place, what = name, f"{name} is {_told(wrong)} after the step"
                break
    if not place:
        return None
    sentence = (
        f"Stopped at update {update} (epoch {epoch}, batch {batch}): {what}. "
        "Try a smaller learning rate."
    )
    return Divergence(update, epoch, batch, place, sentence)


def _told(number: float) -> str:
    return "not a number (NaN)" if number != number else "infinite"
