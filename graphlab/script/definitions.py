"""The classes and functions of a script, what they inherit, and where they are called."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final, Literal

from graphlab.script.names import assigned

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graphlab.script.names import Names

_MOST_BASES: Final = 50
_MODULE_PLACES: Final = ("torch.nn.Module", "torch.nn.modules.module.Module")
_DATASETS: Final = ("torch.utils.data.", "torchvision.datasets.")
_NO_MODULES: Final = {"torch.nn.Parameter", "torch.nn.Buffer"}

Argument = tuple[ast.arg, ast.expr | None]


class Definitions:
    """All definitions outside of functions, by name; the last one of a name counts."""

    def __init__(self, tree: ast.Module, names: Names) -> None:
        self.tree = tree
        self.names = names
        self.classes: dict[str, ast.ClassDef] = {}
        self.functions: dict[str, ast.FunctionDef] = {}
        for definition in _outside(tree.body):
            if isinstance(definition, ast.ClassDef):
                self.classes[definition.name] = definition
            else:
                self.functions[definition.name] = definition
        self._bases: dict[str, list[str]] = {}
        self._parents: set[str] | None = None
        self._objects: dict[str, str] = {}
        self._calls: dict[str, list[ast.Call]] = {}
        calls: list[ast.Call] = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                calls.append(node)
            elif isinstance(node, ast.Assign | ast.AnnAssign):
                self._objects.update(_made(node))
        self.calls = sorted(calls, key=lambda call: (call.lineno, call.col_offset))
        for call in self.calls:
            for name in self._called(call.func):
                self._calls.setdefault(name, []).append(call)
        self.called = {call.func.id for call in self.calls if isinstance(call.func, ast.Name)}
        self.called_by_dots = {names.dotted(call.func) for call in self.calls}

    def calls_of(self, name: str) -> list[ast.Call]:
        """The calls of a class or function, in the order of the text."""
        return self._calls.get(name, [])

    def calls_of_objects(self, name: str) -> list[ast.Call]:
        """The calls of objects of a class: ``net(…)`` and ``Net(3)(…)``."""
        return self._calls.get(f"{name}()", [])

    def _called(self, function: ast.expr) -> Iterator[str]:
        match function:
            case ast.Name(id=name):
                yield name
                if name in self._objects:
                    yield f"{self._objects[name]}()"
            case ast.Call(func=ast.Name(id=name)):
                yield f"{name}()"

    def in_order_of_use(self) -> list[ast.ClassDef]:
        """The classes; those that another class of the script constructs come last."""
        parts = {
            call.func.id
            for node in self.classes.values()
            for call in ast.walk(node)
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
            if call.func.id != node.name
        }
        return sorted(self.classes.values(), key=lambda node: (node.name in parts, node.lineno))

    def bases(self, name: str) -> list[str]:
        """What a class is built on: classes of the script by name, others by dotted name."""
        if name not in self._bases:
            found: list[str] = []
            left = [name]
            while left and len(found) < _MOST_BASES:
                node = self.classes.get(left.pop(0))
                for base in node.bases if node else ():
                    dotted = self.names.dotted(base)
                    if dotted and dotted not in found:
                        found.append(dotted)
                        left.append(dotted)
            self._bases[name] = found
        return self._bases[name]

    def is_built_upon(self, name: str) -> bool:
        """Whether another class of the script inherits directly from this one."""
        if self._parents is None:
            bases = (base for node in self.classes.values() for base in node.bases)
            self._parents = {self.names.dotted(base) for base in bases}
        return name in self._parents

    def kind(self, name: str) -> Literal["module", "dataset", "other"]:
        bases = [base for base in self.bases(name) if base not in self.classes]
        if any(
            base.startswith("torch.nn.") and base.split(".")[-1][:1].isupper() for base in bases
        ) and not _NO_MODULES.intersection(bases):
            return "module"
        return "dataset" if any(base.startswith(_DATASETS) for base in bases) else "other"

    def is_plain_module(self, name: str) -> bool:
        """Whether nothing but ``nn.Module`` itself is inherited from elsewhere."""
        outside = [base for base in self.bases(name) if base not in self.classes]
        return bool(outside) and all(base in _MODULE_PLACES for base in outside)

    def method(self, class_name: str, name: str) -> ast.FunctionDef | None:
        """A method, the class's own or inherited from another class of the script."""
        for owner in (class_name, *self.bases(class_name)):
            for node in self.own_methods(owner):
                if node.name == name:
                    return node
        return None

    def own_methods(self, class_name: str) -> list[ast.FunctionDef]:
        node = self.classes.get(class_name)
        return [part for part in node.body if isinstance(part, ast.FunctionDef)] if node else []


def parameters_of(node: ast.FunctionDef) -> list[Argument]:
    """The parameters with their defaults, less ``*args`` and ``**kwargs``."""
    arguments = node.args
    plain = [*arguments.posonlyargs, *arguments.args]
    missing: Sequence[ast.expr | None] = [None] * (len(plain) - len(arguments.defaults))
    pairs = list(zip(plain, [*missing, *arguments.defaults], strict=True))
    return pairs + list(zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True))


def _made(node: ast.Assign | ast.AnnAssign) -> Iterator[tuple[str, str]]:
    """``net = Net(3)`` as net and Net."""
    for name, value in assigned(node):
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
            yield name, value.func.id


def _outside(body: Sequence[ast.stmt]) -> Iterator[ast.ClassDef | ast.FunctionDef]:
    for statement in body:
        match statement:
            case ast.ClassDef() | ast.FunctionDef():
                yield statement
            case ast.If(body=inner, orelse=other) | ast.Try(body=inner, orelse=other):
                yield from _outside([*inner, *other])
            case ast.With(body=inner):
                yield from _outside(inner)
