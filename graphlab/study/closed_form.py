"""The curve that the weights of the closed form give."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from graphlab.task.models import model_row

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from graphlab.task.setup import Setup
    from graphlab.worker.training_messages import Fit

    Floats = NDArray[np.float64]


def closed_form_curve(fit: Fit, setup: Setup, x: Floats) -> Floats | None:
    """Y at each x of one input; None where the weights are not those of the set-up's features."""
    features = x[:, None]
    if setup.model.key == "polynomial":
        values = setup.model.values(model_row("polynomial"))
        features = _transformed(x, str(values["features"]), int(values["degree"]))
    w, b = (np.asarray(fit.weights.get(name, ()), np.float64).ravel() for name in ("w", "b"))
    if len(w) != features.shape[1] or len(b) != 1:
        return None
    return np.asarray(features @ w + b, np.float64)


def _transformed(x: Floats, name: str, degree: int) -> Floats:
    """Φ of one input, as training transforms it."""
    ways = np.arange(1, degree + 1)
    match name:
        case "powers":
            return np.asarray(x[:, None] ** ways, np.float64)
        case "waves":
            both = [f(way * x) for way in ways for f in (np.sin, np.cos)]
            return np.stack(both, axis=1)
    centres = np.linspace(-3.0, 3.0, degree) if degree > 1 else np.zeros(1)
    width = 6.0 / max(degree - 1, 1)
    return np.asarray(np.exp(-((x[:, None] - centres) ** 2) / (2 * width**2)), np.float64)
