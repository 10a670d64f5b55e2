"""Mistakes that can be told from the text of a script alone, each with its line."""

from __future__ import annotations

import ast
import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphlab.script.definitions import Definitions
    from graphlab.script.reading import Positions


@dataclass(frozen=True, slots=True)
class Remark:
    """One mistake: ``kind`` super, spelling, self, forward, weight, layers, softmax, sigmoid, cuda.

    ``owner`` is the class it concerns; empty for a remark about the whole script.
    """

    kind: str
    sentence: str
    line: int
    column: int
    owner: str = ""


def remarks(definitions: Definitions, at: Positions) -> tuple[Remark, ...]:
    """All remarks on a script, in the order of its lines."""
    found: list[Remark] = []
    for name in definitions.classes:
        if definitions.kind(name) == "module":
            for rule in _CLASS_RULES:
                for kind, sentence, node in rule(name, definitions):
                    column = at.column(node)
                    found.append(Remark(kind, sentence, node.lineno, column, name))
    for kind, sentence, node in _graphics_card(definitions):
        found.append(Remark(kind, sentence, node.lineno, at.column(node)))
    return tuple(sorted(found, key=lambda remark: (remark.line, remark.column)))


def squashed_before(loss: str, name: str, definitions: Definitions) -> ast.expr | None:
    """The softmax or sigmoid that a module ends with, where a loss has its own one."""
    forward = definitions.method(name, "forward")
    wanted = _OWN_SQUASHING.get(loss)
    if forward is None or wanted is None:
        return None
    for result in _results(forward):
        if _squashes(result, wanted, name, definitions):
            return result
    return None


_Found = tuple[str, str, ast.expr | ast.stmt]

_OWN_SQUASHING: Final = {
    "cross_entropy": ("softmax", "log_softmax", "Softmax", "LogSoftmax"),
    "bce_with_logits": ("sigmoid", "Sigmoid"),
}
_LOSSES: Final = {
    "torch.nn.CrossEntropyLoss": "cross_entropy",
    "torch.nn.functional.cross_entropy": "cross_entropy",
    "torch.nn.BCEWithLogitsLoss": "bce_with_logits",
    "torch.nn.functional.binary_cross_entropy_with_logits": "bce_with_logits",
}
SQUASHED: Final = {
    "cross_entropy": (
        "softmax",
        "Cross-entropy takes the softmax itself; return the scores as they are, without softmax.",
    ),
    "bce_with_logits": (
        "sigmoid",
        "This loss takes the sigmoid itself; return the scores as they are, or use BCELoss.",
    ),
}


def _constructor(name: str, definitions: Definitions) -> Iterator[_Found]:
    """``super().__init__()`` forgotten, or called after the first layer is kept."""
    own = {method.name: method for method in definitions.own_methods(name)}
    init = own.get("__init__")
    if init is None:
        for method in own.values():
            if method.name in {"_init_", "__int__", "init", "__init", "_init__", "__init_"}:
                yield "spelling", f"“{method.name}” is never called; its name is __init__.", method
        return
    starts = [
        call.lineno
        for call in ast.walk(init)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "__init__"
    ]
    keeps = [
        node
        for node in ast.walk(init)
        if isinstance(node, ast.Assign) and _own_target(node) and _made_by_torch(node, definitions)
    ]
    if not starts:
        sentence = f"super().__init__() is missing; it must come first in __init__ of {name}."
        yield "super", sentence, init
    elif keeps and min(node.lineno for node in keeps) < min(starts):
        first = min(keeps, key=lambda node: node.lineno)
        yield "super", "super().__init__() must come before this line.", first


_SELF: Final = {"self", "this", "cls", "s", "_", "__", "me", "module"}


def _self(name: str, definitions: Definitions) -> Iterator[_Found]:
    """``self`` forgotten in the methods that PyTorch calls."""
    for method in definitions.own_methods(name):
        given = [*method.args.posonlyargs, *method.args.args]
        if method.name not in ("__init__", "forward") or method.decorator_list:
            continue
        if (given and given[0].arg in _SELF) or (not given and method.args.vararg):
            continue
        names = ", ".join(["self", *(argument.arg for argument in given)])
        yield "self", f"self is missing here: def {method.name}({names}).", method


def _forward(name: str, definitions: Definitions) -> Iterator[_Found]:
    if definitions.method(name, "forward") or not definitions.is_plain_module(name):
        return
    methods = definitions.own_methods(name)
    near = difflib.get_close_matches("forward", [m.name.lower() for m in methods], n=1, cutoff=0.7)
    for method in methods:
        if near and method.name.lower() == near[0]:
            sentence = f"“{method.name}” is never called by PyTorch; its name is forward."
            yield "forward", sentence, method
            return
    for method in methods:
        for inner in ast.walk(method):
            if isinstance(inner, ast.FunctionDef) and inner.name == "forward":
                sentence = f"forward stands inside {method.name}; indent both alike."
                yield "forward", sentence, inner
                return
    if methods and not definitions.is_built_upon(name):
        sentence = f"{name} has no forward; add def forward(self, x): … that returns the result."
        yield "forward", sentence, definitions.classes[name]


_TENSORS: Final = {f"torch.{name}" for name in "randn rand zeros ones tensor empty full".split()}
_KEEPERS: Final = {"torch.nn.Parameter", "torch.nn.parameter.Parameter", "torch.nn.Buffer"}


def _weights(name: str, definitions: Definitions) -> Iterator[_Found]:
    """A tensor or a list of layers that ``parameters()`` does not collect."""
    init = next((m for m in definitions.own_methods(name) if m.name == "__init__"), None)
    if init is None:
        return
    kept = [node for node in ast.walk(init) if isinstance(node, ast.Assign) and _own_target(node)]
    last = {_own_target(node): node for node in kept}
    for attribute, node in last.items():
        if _is_plain_tensor(node.value, definitions):
            sentence = (
                f"self.{attribute} is not in parameters(); use nn.Parameter"
                " (or register_buffer, if it is not to be learned)."
            )
            yield "weight", sentence, node
        elif isinstance(node.value, ast.List | ast.ListComp) and any(
            _is_layer(part, definitions) for part in ast.walk(node.value)
        ):
            sentence = f"The layers in self.{attribute} are not in parameters(); use nn.ModuleList."
            yield "layers", sentence, node


def _is_plain_tensor(value: ast.expr, definitions: Definitions) -> bool:
    calls = [part for part in ast.walk(value) if isinstance(part, ast.Call)]
    dotted = [definitions.names.dotted(call.func) for call in calls]
    if _KEEPERS.intersection(dotted) or any(_is_layer(call, definitions) for call in calls):
        return False
    while isinstance(value, ast.BinOp):  # torch.randn(3) * 0.1 and 0.1 * torch.randn(3)
        value = value.left if isinstance(value.left, ast.Call | ast.BinOp) else value.right
    if not isinstance(value, ast.Call) or definitions.names.dotted(value.func) not in _TENSORS:
        return False
    types = [k.value for k in value.keywords if k.arg == "dtype"]
    return not types or "float" in definitions.names.dotted(types[0])


def _is_layer(node: ast.AST, definitions: Definitions) -> bool:
    if not isinstance(node, ast.Call):
        return False
    dotted = definitions.names.dotted(node.func)
    if dotted in definitions.classes:
        return definitions.kind(dotted) == "module"
    last = dotted.split(".")[-1]
    return dotted.startswith("torch.nn.") and last[:1].isupper() and dotted not in _KEEPERS


def _made_by_torch(node: ast.Assign, definitions: Definitions) -> bool:
    """Whether keeping this needs ``Module.__init__`` to have run."""
    value = node.value
    if not isinstance(value, ast.Call):
        return False
    return definitions.names.dotted(value.func) in _KEEPERS or _is_layer(value, definitions)


def _own_target(node: ast.Assign) -> str:
    match node.targets:
        case [ast.Attribute(value=ast.Name(id="self"), attr=name)]:
            return name
    return ""


def _squashing(name: str, definitions: Definitions) -> Iterator[_Found]:
    """Softmax before cross-entropy, where the script uses that loss."""
    used = {loss for dotted, loss in _LOSSES.items() if dotted in definitions.called_by_dots}
    for loss, (kind, sentence) in SQUASHED.items():
        if loss in used and (result := squashed_before(loss, name, definitions)) is not None:
            yield kind, sentence, result


def _results(forward: ast.FunctionDef) -> Iterator[ast.expr]:
    """What a method returns; for a name, what was last assigned to it before."""
    nodes = [n for n in ast.walk(forward) if isinstance(n, ast.Assign | ast.Return)]
    values: dict[str, ast.expr] = {}
    for node in sorted(nodes, key=lambda node: node.lineno):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                values[name] = value
            case ast.Return(value=ast.Name(id=name)) if name in values:
                yield values[name]
            case ast.Return(value=ast.expr() as value):
                yield value


def _squashes(node: ast.expr, wanted: tuple[str, ...], name: str, definitions: Definitions) -> bool:
    """Whether an expression is a call of one of the wanted functions or layers."""
    if not isinstance(node, ast.Call):
        return False
    match node.func:
        case ast.Attribute(value=ast.Name(id="self"), attr=attribute):
            init = definitions.method(name, "__init__")
            kept = [n for n in ast.walk(init) if isinstance(n, ast.Assign)] if init else []
            return any(
                _own_target(n) == attribute and _ends_with(n.value, wanted, definitions)
                for n in kept
            )
        case ast.Attribute(attr=attribute) if attribute in wanted:
            return True
        case ast.Call() as layer:  # nn.Softmax(dim=1)(x)
            return _ends_with(layer, wanted, definitions)
    return definitions.names.dotted(node.func).split(".")[-1] in wanted


def _ends_with(value: ast.expr, wanted: tuple[str, ...], definitions: Definitions) -> bool:
    while isinstance(value, ast.Call):
        dotted = definitions.names.dotted(value.func)
        if dotted != "torch.nn.Sequential" or not value.args:
            return dotted.split(".")[-1] in wanted
        value = value.args[-1]
    return False


def _graphics_card(definitions: Definitions) -> Iterator[_Found]:
    """A graphics card asked for without a look whether there is one."""
    looks = any(
        isinstance(node, ast.Attribute) and node.attr == "is_available"
        for node in ast.walk(definitions.tree)
    )
    if looks:
        return
    for call in definitions.calls:
        named = isinstance(call.func, ast.Attribute) and call.func.attr == "cuda"
        typed = [*call.args, *(k.value for k in call.keywords if k.arg == "device")]
        if named or any(_is_cuda(part) for part in typed):
            sentence = "cuda is asked for here; where there is none this line fails. Use the cpu."
            yield "cuda", sentence, call


def _is_cuda(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.split(":")[0] == "cuda"
    )


_CLASS_RULES: Final = (_constructor, _self, _forward, _weights, _squashing)
