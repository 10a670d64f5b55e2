"""The models that can be trained, one row each: what they give, and which objectives fit.

``graphlab.training.models`` builds them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graphlab.errors import InputError
from graphlab.task.choice import Field, Row, row_of

if TYPE_CHECKING:
    from graphlab.task.points import Kind

Gives = Literal["value", "score", "scores", "probability", "probabilities", "any"]
"""What comes out for a point: y, a score of the second class, a score or a probability of every
class, or whatever the objective expects."""

MOST_LAYERS = 8
MOST_UNITS = 512
ACTIVATIONS = ("tanh", "relu", "sigmoid")
FEATURES = ("powers", "waves", "bumps")


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Row):
    """``objectives`` are the keys that fit, the usual one first.

    ``takes_two`` is said of those that tell two classes apart and no more.
    """

    gives: Gives
    kinds: tuple[Kind, ...]
    objectives: tuple[str, ...]
    takes_two: bool = False


_C = Field(
    "C",
    "C",
    "What a point on the wrong side of the margin costs, against a wide margin. Large C: few "
    "points inside the margin; small C: a wide margin.",
    1.0,
    low=1e-6,
    high=1e6,
)

MODELS: tuple[Model, ...] = (
    Model(
        "linear",
        "Linear regression",
        "y = wᵀx + b: the line, or the plane, of best fit. The best weights also have a closed "
        "form.",
        gives="value",
        kinds=("curve", "surface"),
        objectives=("mse",),
    ),
    Model(
        "polynomial",
        "Features Φ(x)",
        "y = wᵀΦ(x) + b: linear regression on transformed inputs. It is still linear in w, so that "
        "the closed form holds with Φ(X) for X. With classes its boundary is bent.",
        (
            Field(
                "features",
                "Φ",
                "powers: x, x², x³ …; waves: sin and cos of multiples of x; bumps: bells side by "
                "side between −3 and 3.",
                "powers",
                "option",
                options=FEATURES,
            ),
            Field(
                "degree",
                "degree",
                "The highest power, the number of waves, or the bumps in a row. More features than "
                "points leave the weights undetermined.",
                3,
                "whole",
                low=1,
                high=12,
            ),
        ),
        gives="any",
        kinds=("curve", "surface", "classes"),
        objectives=("mse", "bce-logits", "hinge", "squared-hinge"),
        takes_two=True,
    ),
    Model(
        "linear-classifier",
        "Linear classifier",
        "z = wᵀx + b, and the class is whether z ≥ 0. With squared error a point far on its right "
        "side costs as much as a wrong one: being over-confident is penalised.",
        gives="score",
        kinds=("classes",),
        objectives=("mse", "hinge", "squared-hinge", "bce-logits"),
        takes_two=True,
    ),
    Model(
        "logistic",
        "Logistic regression",
        "σ(wᵀx + b): the probability of the second class. It begins at w = 1, b = 0.",
        gives="probability",
        kinds=("classes",),
        objectives=("bce", "mse"),
        takes_two=True,
    ),
    Model(
        "softmax",
        "Softmax regression",
        "z = Wx + b: a score for every class. Cross-entropy applies the softmax to them, so the "
        "model itself does not.",
        gives="scores",
        kinds=("classes",),
        objectives=("cross-entropy",),
    ),
    Model(
        "svm",
        "Linear SVM",
        "z = wᵀx + b, and only points inside the margin, −1 < z < 1, or on the wrong side pull at "
        "the boundary.",
        (_C,),
        gives="score",
        kinds=("classes",),
        objectives=("svm", "svm-printed", "hinge", "squared-hinge"),
        takes_two=True,
    ),
    Model(
        "mlp",
        "Neural network",
        "Linear layers with an activation between them. Without the activation they would collapse "
        "into a single linear layer.",
        (
            Field(
                "layers",
                "hidden layers",
                "The units of each hidden layer, for example 16,16. Nothing: no hidden layer.",
                "16,16",
                "text",
            ),
            Field(
                "activation",
                "activation",
                "What bends the plane between two layers. relu folds it, tanh and sigmoid bend it "
                "smoothly and flatten far out, where gradients vanish.",
                "tanh",
                "option",
                options=ACTIVATIONS,
            ),
        ),
        gives="any",
        kinds=("classes", "curve", "surface"),
        objectives=("cross-entropy", "bce-logits", "hinge", "squared-hinge", "mse"),
    ),
    Model(
        "typed",
        "Your nn.Module",
        "The module in the source panel. “Fed as” says how it is given a batch, and is checked.",
        (_C,),
        gives="any",
        kinds=("classes", "curve", "surface"),
        objectives=(
            "bce",
            "bce-logits",
            "cross-entropy",
            "mse",
            "hinge",
            "squared-hinge",
            "svm",
            "svm-printed",
        ),
    ),
)


def model_row(key: str) -> Model:
    """The row of that key; raises InputError, with the keys there are, if there is none."""
    return row_of(MODELS, key, "model")


def read_layers(text: str) -> tuple[int, ...]:
    """Units of each hidden layer from ``16,16``; raises InputError for anything else."""
    parts = [part for part in re.split(r"[\s,]+", text.strip()) if part]
    if not all(re.fullmatch(r"\d{1,4}", part) and 1 <= int(part) <= MOST_UNITS for part in parts):
        raise InputError(
            f"The hidden layers {text!r} cannot be read: write the units of each, from 1 to "
            f"{MOST_UNITS}, such as 16,16."
        )
    if len(parts) > MOST_LAYERS:
        raise InputError(f"There are {len(parts)} hidden layers; up to {MOST_LAYERS} can be had.")
    return tuple(int(part) for part in parts)
