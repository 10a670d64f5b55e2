"""A run as a PyTorch script that stands by itself and gives the same history, bit for bit.

The script holds the points, the source of the classes that are used, and the loop written out.
"""

from __future__ import annotations

import ast
import inspect
from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.task.models import model_row, read_layers
from graphlab.task.objectives import coding_of
from graphlab.training import features, models, objectives
from graphlab.training.feeding import WRITTEN, feed_of
from graphlab.training.measuring import meaning_of
from graphlab.training.models import outputs_of
from graphlab.training.objectives import margin_cost
from graphlab.training.optimizers import call_of
from graphlab.training.script_parts import ACCURACY, DATASET, LOOP, PLOTS, R2, SEEDS, TOP

DRAWN = """# In the run the points were drawn here; what follows begins where that left the
# generators. They are written out below.
{call}"""

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import nn

    from graphlab.task.points import Points
    from graphlab.task.setup import Setup


def script_of(
    setup: Setup, points: Points, *, source: str = "", made: str = "", drawn: str = ""
) -> str:
    """The script. ``source`` defines typed classes, ``made`` is the call that makes a model.

    ``drawn`` is the call of the data set that drew the points in the run. Raises InputError for a
    typed model without source and call.
    """
    if setup.model.key == "typed" and not (source and made):
        raise InputError("The source of the typed model is not there to be copied.")
    blocks = [
        TOP,
        SEEDS.format(seed=setup.seed),
        *([source.strip()] if source else []),
        *([DRAWN.format(call=drawn)] if drawn else []),
        _points(setup, points),
        DATASET,
        _split(setup, points),
        _model(setup, points, made),
        _loss(setup),
        _optimizer(setup),
        _measure(setup, points),
        LOOP.format(epochs=setup.epochs, measure=_measure_name(points)),
        PLOTS,
    ]
    return "\n\n\n".join(block.strip("\n") for block in blocks) + "\n"


def _points(setup: Setup, points: Points) -> str:
    coding = coding_of(setup.model.key, setup.objective, points.kind)
    targets = points.targets
    if coding == "±1":
        targets = 2 * targets - 1
    whole = points.kind == "classes"
    rows = ",\n".join(
        f"    ({', '.join(repr(float(x)) for x in place)}, {int(t) if whole else repr(float(t))})"
        for place, t in zip(points.inputs, targets, strict=True)
    )
    dtype = "torch.int64" if coding == "classes from 0" else "torch.float32"
    what = {"y": "y"}.get(coding, f"the class, coded as {coding}")
    return (
        f"# Inputs, then {what}.\nPOINTS = [\n{rows},\n]\n"
        "data = torch.tensor([point[:-1] for point in POINTS], dtype=torch.float64)\n"
        "data = data.to(torch.float32)\n"
        "labels = torch.tensor([point[-1] for point in POINTS], dtype=torch.float64)\n"
        f"labels = labels.to({dtype})"
    )


def _split(setup: Setup, points: Points) -> str:
    train, validation, test = setup.split.counts(len(points))
    return f"""
n_train, n_validation, n_test = {train}, {validation}, {test}
batch_size = {setup.batch_size or train}
dataset = PointsDataset(data, labels)
indices = np.arange(len(dataset))
np.random.shuffle(indices)
train_indices = indices[:n_train].tolist()
validation_indices = indices[n_train : n_train + n_validation].tolist()
test_indices = indices[n_train + n_validation : n_train + n_validation + n_test].tolist()
train_loader = DataLoader(
    dataset, batch_size=batch_size, sampler=SubsetRandomSampler(train_indices)
)
validation_loader = DataLoader(
    dataset, batch_size=batch_size, sampler=SubsetRandomSampler(validation_indices)
)"""


def _model(setup: Setup, points: Points, made: str) -> str:
    inputs, key = points.inputs.shape[1], setup.model.key
    if key == "typed":
        return f"model = {made}\n\n\n{_feed(setup)}"
    values = setup.model.values(model_row(key))
    first = ""
    cls: type[nn.Module]
    if key == "polynomial":
        phi = features.FEATURES[str(values["features"])]
        degree = int(values["degree"])
        count = features.feature_count(str(values["features"]), inputs, degree)
        first = _plain_source(phi) + "\n\n\n"
        made, cls = f"Features({phi.__name__}, {degree}, {count})", models.Features
    elif key == "mlp":
        sizes = [inputs, *read_layers(str(values["layers"])), outputs_of(setup, points)]
        made, cls = f"NeuralNetwork({sizes}, {values['activation']!r})", models.NeuralNetwork
    elif key == "softmax":
        made = f"SoftmaxRegression({inputs}, {len(points.names)})"
        cls = models.SoftmaxRegression
    elif key == "logistic":
        made, cls = f"LogisticRegression({inputs})", models.LogisticRegression
    else:
        made, cls = f"Linear({inputs})", models.Linear
    return f"{first}{_plain_source(cls)}\n\n\nmodel = {made}\n\n\n{_feed(setup)}"


def _feed(setup: Setup) -> str:
    feeding = setup.feeding if setup.model.key == "typed" else "batch"
    feed_of(feeding)  # what the person typed must be nothing but an expression in model and x
    if feeding == "each":
        return (
            "def outputs_of(model, x):\n"
            "    results = torch.stack([model(point) for point in x])\n"
            "    single = results.ndim > 1 and results.shape[-1] == 1\n"
            "    return results.squeeze(-1) if single else results"
        )
    return f"def outputs_of(model, x):\n    return {WRITTEN.get(feeding, feeding).strip()}"


def _loss(setup: Setup) -> str:
    key, reduction, cost = setup.objective, setup.reduction, margin_cost(setup)
    if key in _TORCH_LOSSES:
        return f"criterion = nn.{_TORCH_LOSSES[key]}(reduction={reduction!r})"
    if key in ("hinge", "squared-hinge"):
        power = 2 if key == "squared-hinge" else 1
        return (
            f"{_plain_source(objectives.HingeLoss)}\n\n\n"
            f"criterion = HingeLoss({power}, {reduction!r})"
        )
    cls = objectives.SVMLoss if key == "svm" else objectives.PrintedSVMLoss
    return (
        f"{_plain_source(cls)}\n\n\n{_plain_source(objectives.weights_without_bias)}\n\n\n"
        f"criterion = {cls.__name__}(weights_without_bias(model), {cost!r}, {reduction!r})"
    )


_TORCH_LOSSES = {
    "mse": "MSELoss",
    "bce": "BCELoss",
    "bce-logits": "BCEWithLogitsLoss",
    "cross-entropy": "CrossEntropyLoss",
}


def _optimizer(setup: Setup) -> str:
    cls, arguments = call_of(setup)
    told = "".join(f", {name}={value!r}" for name, value in arguments.items())
    return f"optimizer = torch.optim.{cls.__name__}(model.parameters(){told})"


def _measure_name(points: Points) -> str:
    return "accuracy" if points.kind == "classes" else "r2"


def _measure(setup: Setup, points: Points) -> str:
    if points.kind != "classes":
        return R2
    per_class = coding_of(setup.model.key, setup.objective, points.kind) == "classes from 0"
    if per_class:
        return ACCURACY.format(decided="outputs.argmax(dim=-1)", label="y")
    threshold = "0.5" if meaning_of(setup, points.kind) == "probability" else "0"
    return ACCURACY.format(decided=f"(outputs >= {threshold})", label="(y > 0)")


def _plain_source(thing: Callable[..., object]) -> str:
    """The source without annotations and what belongs to this project's checks."""
    tree = ast.parse(inspect.getsource(thing))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
            node.decorator_list = []
            for argument in (*node.args.args, *node.args.kwonlyargs):
                argument.annotation = None
        for name in ("body", "orelse"):
            body = getattr(node, name, None)
            if isinstance(body, list):
                setattr(node, name, [_unannotated(line) for line in body])
    return ast.unparse(ast.fix_missing_locations(tree))


def _unannotated(line: ast.stmt) -> ast.stmt:
    if isinstance(line, ast.AnnAssign) and line.value is not None:
        return ast.Assign([line.target], line.value)
    return line
