"""A module or function as Python: its definition, its inputs and its loss, for ``record``."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from graphlab.errors import ExportError, InputError
from graphlab.export.python_values import floating, holds_tensors, numbers, python_of
from graphlab.script.reading import read
from graphlab.script.selection import needed_for
from graphlab.script.specs import Constant, Spec, parse_argument, parse_spec

if TYPE_CHECKING:
    from graphlab.record import Record
    from graphlab.study.code import Code, Part, Setup

STATEMENTS = (
    "Only formulas, modules and functions can be had as Python; these are statements. Save the code"
    " itself."
)
WITHOUT = (
    "Of this run the code is not at hand, so it cannot be had as Python. Export the .py file or the"
    " document that it came from."
)
GIVEN = "A Python program ran this, and that program is the Python for it."
INSIDE = "One part of a module by itself cannot be had as Python; record the whole module."
FUSED = "# The window showed fused layers as their parts; here each of them is one operation."
IMPORTS = {
    "math": "import math",
    "np": "import numpy as np",
    "torch": "import torch",
    "F": "import torch.nn.functional as F",
    "nn": "from torch import nn",
    "optim": "from torch import optim",
    "DataLoader": "from torch.utils.data import DataLoader",
    "Dataset": "from torch.utils.data import Dataset",
}
"""What code in the window may use without an import."""
LOSSES = {
    "mse": "torch.nn.functional.mse_loss({}, {})",
    "bce": "torch.nn.functional.binary_cross_entropy({}, {})",
    "cross_entropy": "torch.nn.functional.cross_entropy({}, {})",
    "hinge": "torch.nn.functional.relu(1 - {1} * {0}).mean()",
    "sum": "{}.sum()",
}


def lines_of_code(record: Record, code: Code | None, seed: int) -> list[str]:
    """Up to ``r = graphlab.record(…)``. Raises ExportError where no such call stands for the run.

    Weights and inputs are made in the order in which the window makes them, from the same seed.
    """
    if code is None:
        raise ExportError(WITHOUT)
    part = code.part
    if part is None or part.kind == "statements":
        raise ExportError(STATEMENTS)
    if part.kind == "given":
        raise ExportError(GIVEN)
    if code.inside:
        raise ExportError(INSIDE)
    setup = code.setup
    future, body = _definition(code.text, part.name)
    target = _target(record, setup)
    made = f"{part.name}({_constructor(setup)})" if part.kind == "module" else part.name
    imports = _imports(body)
    body = [line for line in body if line not in imports]
    while body and not body[0].strip():
        body.pop(0)
    lines = [*future, *imports, "", "import graphlab", "", *_beginning(body, code, seed), ""]
    lines += ["", *body, ""]
    if setup.loss:
        lines += ["", *_on_top(part, setup, target), ""]
        made = made if part.kind == "module" else "with_loss"
    lines += [*([FUSED] if code.open_fused else []), "r = graphlab.record(", f"    {made},"]
    lines += [f"    {argument}," for argument in _inputs(record, setup, target)]
    lines += [f"    seed={seed},"] if seed else []
    lines += _starts(record)
    lines += [] if code.keeps_values else ["    values=False,"]
    return [*lines, ")"]


def _definition(text: str, name: str) -> tuple[list[str], list[str]]:
    """The lines that a part is made of, those from ``__future__`` apart."""
    lines, done, was_block = text.splitlines(), 0, False
    future, body = list[str](), list[str]()
    for statement in needed_for(read(text), name):
        decorators: list[ast.expr] = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(one.lineno for one in decorators)])
        first = max(first, done + 1)  # several may stand in one line
        done = max(done, statement.end_lineno or first)
        found = lines[first - 1 : done]
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            future += found
            continue
        is_block = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        body += ["", ""] if body and found and (is_block or was_block) else []
        body += found
        was_block = is_block
    return future, body


def _imports(body: list[str]) -> list[str]:
    used = {node.id for node in ast.walk(ast.parse("\n".join(body))) if isinstance(node, ast.Name)}
    return [line for name, line in IMPORTS.items() if name in used | {"torch"}]


def _beginning(body: list[str], code: Code, seed: int) -> list[str]:
    text = "\n".join(body)
    lines = ["import sys", "", f"sys.path.insert(0, {code.folder!r})"] if code.folder else []
    lines.append(f"torch.manual_seed({seed})")
    if re.search(r"\b(np|numpy)\.random\b", text):
        lines += ["import numpy", "", f"numpy.random.seed({seed})"]
    if re.search(r"\bimport random\b|\bfrom random\b", text):
        lines += ["import random", "", f"random.seed({seed})"]
    return lines


def _constructor(setup: Setup) -> str:
    return ", ".join(f"{name}={_argument(text)}" for name, text in setup.init if text.strip())


def _argument(text: str) -> str:
    try:
        return python_of(parse_argument(text))
    except InputError:
        return text


def _inputs(record: Record, setup: Setup, target: str) -> list[str]:
    """As the window makes them: a number with a point is a tensor, whole ones if all are whole."""
    typed = {name: parse_spec(text) for name, text in setup.inputs if text.strip()}
    has_tensors = any(map(holds_tensors, typed.values()))
    asks = bool(target) and not any(node.op == "parameter" for node in record.nodes)
    asks &= not any(isinstance(one, Spec) and one.requires_grad for one in typed.values())
    found, in_order = list[str](), True
    for name, text in setup.inputs:
        if not text.strip():
            in_order = False
            continue
        one = typed[name]
        made = python_of(one)
        match one:
            case Constant(value=float() | complex()):
                made = f"torch.tensor({made})"
            case Constant(value=bool()):
                pass
            case Constant(value=int() as number) if not has_tensors:
                made = f"torch.tensor({float(number)})"
        grad = ".requires_grad_()" if asks and floating(one) else ""
        found.append(f"{'' if in_order else f'{name}='}{made}{grad}")
    return [*found, f"{_target_name(setup)}={target}"] if target else found


def _target_name(setup: Setup) -> str:
    names = dict(setup.inputs)
    return next(name for name in ("target", "target_", "t_", "t__") if name not in names)


def _target(record: Record, setup: Setup) -> str:
    """What the loss compares with, as it was in the run; empty where there is none."""
    if not setup.loss or setup.loss == "sum":
        return ""
    name = _target_name(setup)
    for node in map(record.by_id.__getitem__, record.inputs):
        if node.name == name and node.value is not None:
            return f"torch.tensor({numbers(node.value)}, dtype=torch.{node.dtype})"
    return python_of(parse_spec(setup.target)) if setup.target.strip() else ""


def _on_top(part: Part, setup: Setup, target: str) -> list[str]:
    """The loss as a part of what is recorded: a module keeps its class and its names."""
    names, given, in_order = list[str](), list[str](), True
    for name, text in setup.inputs:
        if text.strip():
            names.append(name)
            given.append(name if in_order else f"{name}={name}")
        else:
            in_order = False
    self_ = ["self"] if part.kind == "module" else []
    last = ["*", _target_name(setup)] if target else []
    inner = "forward" if part.kind == "module" else part.name
    loss = LOSSES[setup.loss].format(f"{inner}({', '.join([*self_, *given])})", _target_name(setup))
    lines = [
        f"def with_loss({', '.join([*self_, *names, *last])}):",
        f"    return {loss}",
    ]
    if part.kind != "module":
        return lines
    return [
        f"forward = {part.name}.forward",
        "",
        "",
        *lines,
        "",
        "",
        f"{part.name}.forward = with_loss",
    ]


def _starts(record: Record) -> list[str]:
    outputs = [record.by_id[name] for name in record.output_ids]
    if not any(node.cotangent is not None and (node.cotangent != 1).any() for node in outputs):
        return []
    made = ", ".join(
        f"torch.tensor({numbers(node.cotangent)}, dtype=torch.{node.dtype})"
        for node in outputs
        if node.cotangent is not None
    )
    return [f"    cotangents=[{made}],"]
