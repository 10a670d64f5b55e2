"""How a typed model is given a batch, and whether that means the same as one point at a time."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from types import EllipsisType
from typing import TYPE_CHECKING, Any

import torch

from graphlab.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor, nn

    Feed = Callable[[nn.Module, Tensor], Any]

WRITTEN = {
    "batch": "model(x)",
    "column": "model(x.unsqueeze(-1)).squeeze(-1)",
    "each": "model(x[0]), model(x[1]), …",
}
METHODS = frozenset(
    "unsqueeze squeeze reshape view flatten transpose permute t float double contiguous".split()
)
ATTRIBUTES = frozenset({"T", "mT"})
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Report:
    """Whether a batch gives what its points give one at a time, and a sentence about it.

    ``error`` is what the model raised, if it did.
    """

    agrees: bool
    sentence: str
    error: Exception | None = None


def feed_of(feeding: str) -> Feed:
    """The function for ``batch``, ``column``, ``each`` or an expression in model and x.

    Raises InputError for an expression that calls anything but the model and the reshaping methods.
    """
    if feeding in _KNOWN:
        return _KNOWN[feeding]
    text = feeding
    if len(text) > LONGEST:
        raise InputError(f"“Fed as” is longer than {LONGEST} characters.")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise InputError(
            f"“Fed as” cannot be read: {text!r}; write for example model(x).squeeze(-1)."
        ) from None
    _look_at(tree)
    if not any(isinstance(node, ast.Name) and node.id == "model" for node in ast.walk(tree)):
        raise InputError(f"“Fed as” does not call the model: {text!r}; write model(x).")
    return lambda model, x: _value(tree, {"model": model, "x": x})


def _batch(model: nn.Module, x: Tensor) -> Any:
    return model(x)


def _column(model: nn.Module, x: Tensor) -> Any:
    return model(x.unsqueeze(-1)).squeeze(-1)


def _each(model: nn.Module, x: Tensor) -> Tensor:
    results = torch.stack([model(point) for point in x])
    return results.squeeze(-1) if results.ndim > 1 and results.shape[-1] == 1 else results


_KNOWN: dict[str, Feed] = {"batch": _batch, "column": _column, "each": _each}


def _look_at(node: ast.expr) -> None:
    match node:
        case ast.Name(id="model" | "x") | ast.Constant(value=int() | None | EllipsisType()):
            return
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            _look_at(inner)
        case ast.Attribute(value=inner, attr=name) if name in ATTRIBUTES:
            _look_at(inner)
        case ast.Call(func=ast.Name(id="model"), args=arguments, keywords=[]):
            _look_at_all(arguments)
        case ast.Call(func=ast.Attribute(value=inner, attr=name), args=arguments, keywords=[]) if (
            name in METHODS
        ):
            _look_at_all([inner, *arguments])
        case ast.Subscript(value=inner, slice=index):
            _look_at_all([inner, index])
        case ast.Tuple(elts=parts):
            _look_at_all(parts)
        case ast.Slice(lower=lower, upper=upper, step=step):
            _look_at_all([part for part in (lower, upper, step) if part is not None])
        case _:
            raise InputError(
                f"“Fed as” may hold model, x, whole numbers and {', '.join(sorted(METHODS))}; "
                f"{ast.unparse(node)!r} is none of these."
            )


def _look_at_all(nodes: list[ast.expr]) -> None:
    for node in nodes:
        _look_at(node)


def _value(node: ast.expr, names: dict[str, Any]) -> Any:
    """The value of an expression that was looked at."""
    match node:
        case ast.Name(id=name):
            return names[name]
        case ast.Constant(value=value):
            return value
        case ast.UnaryOp(operand=inner):
            return -_value(inner, names)
        case ast.Attribute(value=inner, attr=name):
            return getattr(_value(inner, names), name)
        case ast.Call(func=called, args=arguments):
            given = [_value(argument, names) for argument in arguments]
            if isinstance(called, ast.Attribute):
                return getattr(_value(called.value, names), called.attr)(*given)
            return _value(called, names)(*given)
        case ast.Subscript(value=inner, slice=index):
            return _value(inner, names)[_value(index, names)]
        case ast.Tuple(elts=parts):
            return tuple(_value(part, names) for part in parts)
        case ast.Slice(lower=lower, upper=upper, step=step):
            ends = (None if part is None else _value(part, names) for part in (lower, upper, step))
            return slice(*ends)
    raise AssertionError(node)


def check(module: nn.Module, feeding: str, inputs: int, outputs: int, dtype: torch.dtype) -> Report:
    """Compares batches with the same points one at a time, in evaluation mode, on made points.

    Batches of as many points as there are inputs are among them: there the lecture's ``w@x``
    runs and is wrong. ``outputs`` is what the objective takes for a point.
    """
    feed, was_training = feed_of(feeding), module.training
    generator = torch.Generator().manual_seed(0)
    module.eval()
    try:
        with torch.no_grad():
            for count in (3, inputs, 2, 1):
                x = torch.randn(count, inputs, generator=generator, dtype=dtype)
                if (report := _compared(module, feed, feeding, x, outputs)) is not None:
                    return report
    finally:
        module.train(was_training)
    return Report(True, "A batch gives the same as its points one at a time.")


def _compared(
    module: nn.Module, feed: Feed, feeding: str, x: Tensor, outputs: int
) -> Report | None:
    """What is wrong with this batch; None if nothing is."""
    written, shape = WRITTEN.get(feeding, feeding), tuple(x.shape)
    try:
        batch: Any = feed(module, x)
    except Exception as error:  # noqa: BLE001 - the person's code may raise anything
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        singly = feeding == "batch" and _by_itself(module, x) is not None
        hint = "; it takes one point at a time: feed it as a column or each by itself" * singly
        return Report(False, f"{written} with x of shape {shape} fails: {reason}{hint}.", error)
    wanted = (len(x),) if outputs == 1 else (len(x), outputs)
    if not isinstance(batch, torch.Tensor) or tuple(batch.shape) != wanted:
        return Report(False, _of_shape(written, batch, shape, wanted))
    singles = [*_singly(module, feed, x)]
    if singles and not any(_same(batch, singly) for singly in singles):
        return Report(
            False,
            f"{written} runs with x of shape {shape} and gives other numbers than its points one "
            "at a time: it mixes the points of a batch. Feed it as a column, "
            f"{WRITTEN['column']}, or each point by itself.",
        )
    return None


def _singly(module: nn.Module, feed: Feed, x: Tensor) -> Iterator[Tensor]:
    """The points given one at a time: each by itself, then as batches of one."""
    each = _by_itself(module, x)
    if each is not None:
        yield each
    try:
        yield torch.cat([feed(module, x[i : i + 1]) for i in range(len(x))])
    except Exception:  # noqa: BLE001 - the person's code may raise anything
        return


def _same(batch: Tensor, singly: Tensor) -> bool:
    if batch.numel() != singly.numel():
        return False
    return torch.allclose(batch, singly.reshape(batch.shape), rtol=1e-3, atol=1e-5, equal_nan=True)


def _by_itself(module: nn.Module, x: Tensor) -> Tensor | None:
    """The points given one at a time, None if the model does not take a single point."""
    try:
        results = [module(point) for point in x]
    except Exception:  # noqa: BLE001 - the person's code may raise anything
        return None
    sizes = {result.numel() for result in results if isinstance(result, torch.Tensor)}
    return torch.stack(results) if len(sizes) == 1 else None


def _of_shape(written: str, given: object, shape: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if not isinstance(given, torch.Tensor):
        return f"{written} gives a {type(given).__name__}; the objective takes a tensor."
    told = f"{written} gives shape {tuple(given.shape)} for x of shape {shape}; the objective "
    told += f"takes {wanted}."
    if tuple(given.shape) == (*wanted, 1):
        told += f" Feed it as {written}.squeeze(-1)."
    return told
