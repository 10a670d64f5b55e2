"""Example inputs that fit the layers of a module, as far as its text tells their sizes."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from graphlab.script.definitions import parameters_of
from graphlab.script.names import UnknownValueError, pairs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from graphlab.script.definitions import Definitions

_MAX_NESTING = 5

_LAYERS: Final = {
    # what a layer is called: the argument that says the size, and an input that fits
    "Linear": ("in_features", "randn({batch}, {size})"),
    "Bilinear": ("in1_features", "randn({batch}, {size})"),
    "Conv1d": ("in_channels", "randn({batch}, {size}, 16)"),
    "Conv2d": ("in_channels", "randn({batch}, {size}, {side}, {side})"),
    "Conv3d": ("in_channels", "randn({batch}, {size}, 8, 8, 8)"),
    "BatchNorm1d": ("num_features", "randn({batch}, {size})"),
    "BatchNorm2d": ("num_features", "randn({batch}, {size}, 8, 8)"),
    "LayerNorm": ("normalized_shape", "randn({batch}, {size})"),
    "Embedding": ("num_embeddings", "randint(0, {size}, ({batch}, 5))"),
    "RNN": ("input_size", "randn({sequence}, {size})"),
    "GRU": ("input_size", "randn({sequence}, {size})"),
    "LSTM": ("input_size", "randn({sequence}, {size})"),
    "RNNCell": ("input_size", "randn({batch}, {size})"),
    "GRUCell": ("input_size", "randn({batch}, {size})"),
    "LSTMCell": ("input_size", "randn({batch}, {size})"),
    "MultiheadAttention": ("embed_dim", "randn({sequence}, {size})"),
    "TransformerEncoderLayer": ("d_model", "randn({sequence}, {size})"),
}
_CONTAINERS: Final = ("torch.nn.Sequential", "torch.nn.ModuleList")
_SHAPED: Final = {f"torch.{name}" for name in "randn rand ones zeros empty".split()}
_PRODUCTS: Final = {"torch.matmul", "torch.mm", "torch.mv", "torch.dot"}


def needed(
    name: str, definitions: Definitions, known: Mapping[str, object], left: int = _MAX_NESTING
) -> dict[str, str]:
    """An input for each parameter of ``forward``; ``known`` are the constructor's values."""
    forward = definitions.method(name, "forward")
    if forward is None or left == 0:
        return {}
    needs = _Needs(name, definitions, known, left)
    found: dict[str, str] = {}
    for place, (parameter, _) in enumerate(parameters_of(forward)[1:]):
        text = needs.where_used(parameter.arg, forward)
        if text is None and place == 0:
            text = needs.of_first_layer()
        if text is not None:
            found[parameter.arg] = text
    return found


class _Needs:
    def __init__(
        self, name: str, definitions: Definitions, known: Mapping[str, object], left: int
    ) -> None:
        self._definitions = definitions
        self._names = definitions.names
        self._left = left
        init = definitions.method(name, "__init__")
        self._held = dict(_held(init)) if init else {}
        self._known = dict(known)
        for attribute, value in self._held.items():
            try:
                self._known[f"self.{attribute}"] = self._names.literal(value, self._known)
            except UnknownValueError:
                continue
        layers = [self._layer_name(part) for value in self._held.values() for part in _calls(value)]
        self._batch = 4 if any(layer.startswith("BatchNorm") for layer in layers) else 1
        self._flattens = bool({"Linear", "LazyLinear", "Flatten"}.intersection(layers))

    def of_first_layer(self) -> str | None:
        return next((text for v in self._held.values() if (text := self._of_layer(v))), None)

    def where_used(self, parameter: str, forward: ast.FunctionDef) -> str | None:
        """What the first layer or weight that an input meets is made for."""
        nodes = [node for node in ast.walk(forward) if isinstance(node, ast.Call | ast.BinOp)]
        for node in sorted(nodes, key=lambda node: (node.lineno, node.col_offset)):
            text = self._at(node, parameter)
            if text is not None:
                return text
        return None

    def _at(self, node: ast.Call | ast.BinOp, parameter: str) -> str | None:
        match node:
            case ast.BinOp(left=one, right=other, op=ast.MatMult()):
                return self._of_product(one, other, parameter)
            case ast.BinOp(left=one, right=other):
                shape = self._shape(one if _is_name(other, parameter) else other)
                used = _is_name(one, parameter) or _is_name(other, parameter)
                return f"randn({_listed(shape)})" if used and shape is not None else None
            case ast.Call(func=function, args=arguments):
                attribute = _own_attribute(function)
                if attribute in self._held and any(_is_name(a, parameter) for a in arguments):
                    return self._of_layer(self._held[attribute])
                if self._names.dotted(function) in _PRODUCTS and len(arguments) == 2:
                    return self._of_product(arguments[0], arguments[1], parameter)
        return None

    def _of_product(self, one: ast.expr, other: ast.expr, parameter: str) -> str | None:
        """``self.w @ x`` and ``x @ self.w``: the side that meets x says its size."""
        if _is_name(other, parameter):
            shape = self._shape(one)
            if shape:
                return f"randn({shape[-1]}, 1)" if len(shape) == 1 else f"randn({shape[-1]})"
        elif _is_name(one, parameter):
            shape = self._shape(other)
            if shape:
                return f"randn({self._batch}, {shape[0] if len(shape) == 1 else shape[-2]})"
        return None

    def _shape(self, node: ast.expr) -> Sequence[int] | None:
        """The shape of ``self.w`` or ``self.w.T``, if the constructor's text tells it."""
        if isinstance(node, ast.Attribute) and node.attr == "T":
            shape = self._shape(node.value)
            return None if shape is None else shape[::-1]
        if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
            return self._shape(node.left) or self._shape(node.right)  # 2*self.w
        attribute = _own_attribute(node)
        if attribute not in self._held:
            return None
        for call in _calls(self._held[attribute]):
            if self._names.dotted(call.func) in _SHAPED:
                return self._sizes(call.args)
        return None

    def _sizes(self, parts: Sequence[ast.expr]) -> Sequence[int] | None:
        try:
            sizes = [self._names.literal(part, self._known) for part in parts]
        except UnknownValueError:
            return None
        if len(sizes) == 1 and isinstance(sizes[0], tuple | list):
            sizes = list(sizes[0])
        whole = [size for size in sizes if isinstance(size, int)]
        return whole if len(whole) == len(sizes) else None

    def _of_layer(self, value: ast.expr) -> str | None:
        if not isinstance(value, ast.Call):
            return None
        if self._names.dotted(value.func) in _CONTAINERS:
            parts = value.args
            if len(parts) == 1 and isinstance(parts[0], ast.List | ast.Tuple):
                parts = parts[0].elts
            return next((text for part in parts if (text := self._of_layer(part))), None)
        if isinstance(value.func, ast.Name) and value.func.id in self._definitions.classes:
            return self._of_own_module(value.func.id, value)
        layer = self._layer_name(value)
        if layer not in _LAYERS:
            return None
        argument, example = _LAYERS[layer]
        size = self._argument(value, argument)
        first = self._argument(value, "batch_first", None)
        if not isinstance(size, int):
            return None
        return example.format(
            size=size,
            batch=self._batch,
            side=8 if not self._flattens else 28 if size == 1 else 32,
            sequence=f"{self._batch}, 5" if first is True else f"5, {self._batch}",
        )

    def _of_own_module(self, name: str, call: ast.Call) -> str | None:
        init = self._definitions.method(name, "__init__")
        names = [parameter.arg for parameter, _ in parameters_of(init)[1:]] if init else []
        given = dict(zip(names, call.args, strict=False))
        given |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        known: dict[str, object] = {}
        for parameter, value in given.items():
            try:
                known[parameter] = self._names.literal(value, self._known)
            except UnknownValueError:
                continue
        found = needed(name, self._definitions, known, self._left - 1)
        return next(iter(found.values()), None)

    def _argument(self, call: ast.Call, name: str, place: int | None = 0) -> object:
        nodes = [keyword.value for keyword in call.keywords if keyword.arg == name]
        if place is not None and not nodes:
            nodes = call.args[place : place + 1]
        try:
            return self._names.literal(nodes[0], self._known) if nodes else None
        except UnknownValueError:
            return None

    def _layer_name(self, call: ast.Call) -> str:
        dotted = self._names.dotted(call.func)
        return dotted.split(".")[-1] if dotted.startswith("torch.nn.") else ""


def _held(init: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """``self.name = value`` in a constructor."""
    for node in ast.walk(init):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                for part, value in pairs(target, node.value):
                    if attribute := _own_attribute(part):
                        yield attribute, value


def _own_attribute(node: ast.expr) -> str:
    match node:
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return name
    return ""


def _is_name(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _calls(node: ast.expr) -> Iterator[ast.Call]:
    return (part for part in ast.walk(node) if isinstance(part, ast.Call))


def _listed(shape: Sequence[int]) -> str:
    return ", ".join(map(str, shape))
