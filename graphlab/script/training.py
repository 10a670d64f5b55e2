"""How a script trains: its module, its data set, and the numbers of its loop; read, never run."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from graphlab.errors import InputError
from graphlab.script.definitions import Definitions
from graphlab.script.names import Names, UnknownValueError
from graphlab.script.reading import read
from graphlab.script.remarks import squashed_before
from graphlab.script.survey import survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.script.survey import ClassFound

CRITERIA: Final = {
    "torch.nn.BCELoss": "bce",
    "torch.nn.BCEWithLogitsLoss": "bce-logits",
    "torch.nn.CrossEntropyLoss": "cross-entropy",
    "torch.nn.MSELoss": "mse",
    "torch.nn.functional.binary_cross_entropy": "bce",
    "torch.nn.functional.binary_cross_entropy_with_logits": "bce-logits",
    "torch.nn.functional.cross_entropy": "cross-entropy",
    "torch.nn.functional.mse_loss": "mse",
}
OPTIMIZERS: Final = {
    "torch.optim.SGD": "sgd",
    "torch.optim.Adam": "adam",
    "torch.optim.RMSprop": "rmsprop",
}
SETTINGS: Final = ("lr", "momentum", "weight_decay", "nesterov", "alpha")


@dataclass(frozen=True, slots=True)
class TrainingFound:
    """What the text tells; what it does not tell is empty or None.

    ``settings`` are keyword arguments of the optimiser, ``as_column`` that batches are given to
    the module with an axis more.
    """

    model: str
    init: tuple[tuple[str, str], ...] = ()
    data: str = ""
    data_init: tuple[tuple[str, str], ...] = ()
    objective: str = ""
    reduction: str = ""
    optimizer: str = ""
    settings: tuple[tuple[str, float | bool], ...] = ()
    batch_size: int | None = None
    epochs: int | None = None
    as_column: bool = False


@lru_cache(maxsize=8)
def training_in(text: str) -> TrainingFound | None:
    """The training that a script holds; None without a module and a data set of its own."""
    found = survey(text)
    datasets = [each for each in found.classes if each.kind == "dataset"]
    if not found.modules or not datasets:
        return None
    try:
        tree = read(text)
    except InputError:
        return None
    names = Names(tree)
    calls = Definitions(tree, names).calls
    model, data = found.modules[0], datasets[0]
    objective, reduction = _criterion(calls, names)
    optimizer, settings = _optimizer(calls, names)
    return TrainingFound(
        model.name,
        tuple(_arguments(model)),
        data.name,
        tuple(_arguments(data)),
        objective,
        reduction,
        optimizer,
        settings,
        _batch_size(calls, names),
        _epochs(tree, names),
        _is_column(calls),
    )


@lru_cache(maxsize=8)
def squashed_by(text: str, name: str) -> str:
    """``softmax`` or ``sigmoid`` where the module of this name ends with it, else nothing.

    Without a name the only module is meant.
    """
    found = survey(text)
    names = [module.name for module in found.modules]
    if found.problem is not None or (name not in names if name else len(names) != 1):
        return ""
    tree = read(text)
    definitions = Definitions(tree, Names(tree))
    for loss, what in (("cross_entropy", "softmax"), ("bce_with_logits", "sigmoid")):
        if squashed_before(loss, name or names[0], definitions) is not None:
            return what
    return ""


def _arguments(found: ClassFound) -> Iterator[tuple[str, str]]:
    for parameter in found.constructor:
        if parameter.guess is not None and parameter.guess != parameter.default:
            yield parameter.name, parameter.guess


def _criterion(calls: list[ast.Call], names: Names) -> tuple[str, str]:
    for call in calls:
        objective = CRITERIA.get(names.dotted(call.func))
        if objective is not None:
            reduction = _value(_keyword(call, "reduction"), names)
            return objective, reduction if reduction in ("mean", "sum") else "mean"
    return "", ""


def _optimizer(
    calls: list[ast.Call], names: Names
) -> tuple[str, tuple[tuple[str, float | bool], ...]]:
    for call in calls:
        optimizer = OPTIMIZERS.get(names.dotted(call.func))
        if optimizer is None:
            continue
        given = {name: _value(_keyword(call, name), names) for name in SETTINGS}
        numbers = {n: v for n, v in given.items() if isinstance(v, int | float)}
        return optimizer, tuple(sorted(numbers.items()))
    return "", ()


def _batch_size(calls: list[ast.Call], names: Names) -> int | None:
    for call in calls:
        if names.dotted(call.func) == "torch.utils.data.DataLoader":
            node = _keyword(call, "batch_size") or (call.args[1] if len(call.args) > 1 else None)
            found = _value(node, names)
            if isinstance(found, int) and found > 0:
                return found
    return None


def _epochs(tree: ast.Module, names: Names) -> int | None:
    """Passes of the first loop over a range that has another loop in it."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.For) or not any(isinstance(n, ast.For) for n in node.body):
            continue
        match node.iter:
            case ast.Call(func=ast.Name(id="range"), args=[count]):
                found = _value(count, names)
                return found if isinstance(found, int) and found > 0 else None
    return None


def _is_column(calls: list[ast.Call]) -> bool:
    """Whether something is called with ``x.unsqueeze(-1)`` and squeezed after it."""
    for call in calls:
        match call:
            case ast.Call(
                func=ast.Attribute(
                    attr="squeeze",
                    value=ast.Call(args=[ast.Call(func=ast.Attribute(attr="unsqueeze"))]),
                )
            ):
                return True
    return False


def _keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def _value(node: ast.expr | None, names: Names) -> object:
    if node is None:
        return None
    try:
        return names.literal(node)
    except UnknownValueError:
        return None
