"""One module or function of a script: defined, constructed, with its inputs, and a loss on top."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
from types import MethodType
from typing import TYPE_CHECKING, Any, Literal, cast

import torch
from torch import Tensor, nn

from graphlab.engine.code.constructing import constructed
from graphlab.engine.code.entries import (
    ask_for_gradients,
    call_values,
    first_tensor,
    floating_type,
    line_of,
    signature_of,
)
from graphlab.engine.code.losses import apply_loss, fitting_target, in_type
from graphlab.engine.code.standins import made
from graphlab.engine.seeds import everything_seeded
from graphlab.errors import InputError
from graphlab.record import Event
from graphlab.script.definitions import Definitions
from graphlab.script.names import Names
from graphlab.script.reading import Positions
from graphlab.script.remarks import SQUASHED, squashed_before
from graphlab.script.selection import needed_for

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from torch import Generator

    from graphlab.engine.code.prelude import UserCode
    from graphlab.engine.code.watching import Watch
    from graphlab.script.losses import Loss
    from graphlab.script.survey import Survey

Kind = Literal["statements", "module", "function"]

_BLAMED = ("spelling", "self", "forward")
"""Remarks that tell why a module cannot be made or called better than the failure does."""
_SAID_ANYWAY = ("weight", "layers", "softmax", "sigmoid")


class Part:
    """What is to be stepped through; ``prepare`` runs the person's definitions."""

    def __init__(self, code: UserCode, found: Survey, kind: Kind, name: str, seed: int) -> None:
        self._code = code
        self._kind = kind
        self._seed = seed
        self.name = _chosen(found, kind, name)
        self.args: list[object] = []
        self.kwargs: dict[str, object] = {}
        remarks = [r for r in found.remarks if r.owner == self.name and r.kind in _SAID_ANYWAY]
        self._remark = next(
            (r for r in found.remarks if r.owner == self.name and r.kind in _BLAMED), None
        )
        self.events = tuple(Event(r.kind, r.sentence, r.line, None, r.column) for r in remarks)
        self._function: Any = None
        self._typed: list[str] = []
        self._loss: Loss | None = None
        self._target = ""

    def prepare(
        self, init: Mapping[str, str], inputs: Mapping[str, str], loss: Loss | None
    ) -> None:
        """Define it, construct it and make its inputs; the same for the same seed."""
        try:
            self._prepare(init, inputs, loss)
        except InputError as error:
            raise self.blamed(error) from error

    def blamed(self, error: InputError) -> InputError:
        """What the text tells about a failure before there is a graph, else the failure itself."""
        if (remark := self._remark) is None:
            return error
        return InputError(
            remark.sentence, line=remark.line, column=remark.column, details=error.details
        )

    def _prepare(
        self, init: Mapping[str, str], inputs: Mapping[str, str], loss: Loss | None
    ) -> None:
        generator = torch.default_generator  # a new one would give x the numbers of the weights
        with everything_seeded(self._seed):
            names = self._code.execute(needed_for(self._code.tree, self.name))
            if self.name not in names:
                line = self._code.line_of_definition(self.name)
                raise InputError(f"{self.name} is not defined when this text runs.", line=line)
            self._function = names[self.name]
            if self._kind == "module":
                self._function = constructed(self._code, self.name, self._function, init, generator)
            called = getattr(self._function, "forward", self._function)
            label = f"{self.name}.forward" if self._kind == "module" else self.name
            self.args, self.kwargs = call_values(called, label, inputs, generator)
            self._typed = [name for name, text in inputs.items() if text.strip()]
            if loss is not None:
                self._put_on_top(loss, generator)

    def called(self, watch: Watch) -> Callable[..., Any]:
        """The module or function, with mistakes explained and the loss on top."""
        function, loss, target = self._function, self._loss, self._target
        is_module = isinstance(function, nn.Module)
        inner = type(function).forward if is_module else function
        line, label = line_of(inner), "forward" if is_module else self.name

        def whole(*args: Any, **kwargs: Any) -> Any:
            wanted = kwargs.pop(target, None) if target else None
            result = inner(*args, **kwargs)
            first = first_tensor(result)
            if first is None:
                raise InputError(_no_result(label, result), line=line)
            return result if loss is None else apply_loss(loss.name, first, wanted)

        outer = watch.over(whole)
        # The names of the inputs are read from here.
        vars(outer)["__signature__"] = _with_target(self._signature(), target)
        if not is_module:
            return outer
        # On the object: its class, and so its name, stays the person's own. A copy of the module
        # takes a method that is bound to the copy.
        vars(function)["forward"] = MethodType(outer, function)
        return cast("Callable[..., Any]", function)

    def _put_on_top(self, loss: Loss, generator: Generator) -> None:
        self._loss = loss
        self._say_what_is_squashed(loss)
        given = [*self.args, *self.kwargs.values()]
        if not _has_gradient(self._function, given):
            ask_for_gradients(given)  # of the inputs only, not of the target
        if loss.target is not None:
            target = made(loss.target, generator)
            if not isinstance(target, Tensor):
                target = torch.tensor(target)
            target = in_type(loss.name, target, floating_type(self._function, given))
        else:
            target = self._fitting_target(loss)
        if target is not None:
            names = {*self.kwargs, *self._signature().parameters}
            self._target = next(n for n in ("target", "target_", "t_", "t__") if n not in names)
            self.kwargs[self._target] = target

    def _fitting_target(self, loss: Loss) -> Tensor | None:
        """From a quiet run on copies; a mistake in it is told by the run that follows."""
        if loss.name == "sum":
            return None
        try:
            with everything_seeded(self._seed), torch.no_grad(), contextlib.ExitStack() as stack:
                stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
                stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
                function, args, kwargs = copy.deepcopy((self._function, self.args, self.kwargs))
                output = first_tensor(function(*args, **kwargs))
        except Exception:  # noqa: BLE001 (whatever the person's code raises)
            return None
        return None if output is None else fitting_target(loss.name, output.detach())

    def _signature(self) -> inspect.Signature:
        """What is called, with ``self``; where that cannot be read, the names that were typed."""
        is_module = isinstance(self._function, nn.Module)
        found = signature_of(type(self._function).forward if is_module else self._function)
        if found is not None:
            return found
        names = [
            inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in self._typed
        ]
        return inspect.Signature(names)

    def _say_what_is_squashed(self, loss: Loss) -> None:
        definitions = Definitions(self._code.tree, Names(self._code.tree))
        result = squashed_before(loss.name, self.name, definitions)
        if result is not None and not any(e.kind in ("softmax", "sigmoid") for e in self.events):
            kind, sentence = SQUASHED[loss.name]
            column = Positions(self._code.text).column(result)
            self.events += (Event(kind, sentence, result.lineno, None, column),)


def _chosen(found: Survey, kind: Kind, name: str) -> str:
    """The name asked for, or the only one there is."""
    classes = [c.name for c in found.classes if c.kind == "module"]
    known = classes if kind == "module" else [f.name for f in found.functions]
    what = "nn.Module" if kind == "module" else "function"
    if name and any(c.name == name for c in found.classes) and kind == "module":
        return name
    if name in known:
        return name
    if not known:
        line = found.classes[0].line if found.classes and kind == "module" else None
        hint = " Write class Name(nn.Module): …." if kind == "module" else ""
        raise InputError(f"There is no {what} in this text.{hint}", line=line)
    if name:
        raise InputError(f"There is no {what} “{name}” in this text; it has {_listed(known)}.")
    if len(known) > 1:
        raise InputError(f"This text has {_listed(known)}; choose one of them.")
    return known[0]


def _listed(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _with_target(signature: inspect.Signature, target: str) -> inspect.Signature:
    if not target:
        return signature
    parameters = list(signature.parameters.values())
    last = (
        parameters[-1:]
        if parameters and parameters[-1].kind is inspect.Parameter.VAR_KEYWORD
        else []
    )
    first = parameters[: len(parameters) - len(last)]
    parameters = [*first, inspect.Parameter(target, inspect.Parameter.KEYWORD_ONLY), *last]
    return signature.replace(parameters=parameters)


def _has_gradient(function: Any, given: list[object]) -> bool:
    if isinstance(function, nn.Module) and any(p.requires_grad for p in function.parameters()):
        return True
    return any(isinstance(value, Tensor) and value.requires_grad for value in given)


def _no_result(label: str, result: object) -> str:
    if result is None:
        return f"{label} returns None, so there is no graph; end it with return and the result."
    name = type(result).__name__
    what = "a numpy array" if name == "ndarray" else f"a {name}"
    return f"{label} returns {what} and no tensor, so there is no graph."
