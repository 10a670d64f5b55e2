"""The state of a session as bytes that are safe to load, and back."""

from __future__ import annotations

import dataclasses
import io
from typing import Any

import torch

from graphlab.errors import DocumentError
from graphlab.task.history import Epoch
from graphlab.training.divergence import Divergence

VERSION = 1


def packed(state: dict[str, Any]) -> bytes:
    """A state of tensors, numbers, lists and rows of history."""
    plain = {
        **state,
        "version": VERSION,
        "history": [dataclasses.astuple(row) for row in state["history"]],
        "divergence": state["divergence"] and dataclasses.astuple(state["divergence"]),
    }
    file = io.BytesIO()
    torch.save(plain, file)
    return file.getvalue()


def unpacked(kept: bytes) -> dict[str, Any]:
    """The state that was packed; raises DocumentError for bytes that hold none."""
    try:
        state: dict[str, Any] = torch.load(io.BytesIO(kept), weights_only=True)
        if state["version"] != VERSION:
            raise ValueError(state["version"])
        state["history"] = [Epoch(*row) for row in state["history"]]
        state["divergence"] = state["divergence"] and Divergence(*state["divergence"])
    except Exception:  # noqa: BLE001 - torch.load raises anything for bytes that are not its own
        raise DocumentError("This is not a checkpoint of a training run.") from None
    return state
