"""Every example that the window offers runs as it stands and agrees with plain PyTorch."""

from __future__ import annotations

import pytest

from graphlab.app.requests import request_for
from graphlab.formula.parser import parse
from graphlab.study.code import Code
from graphlab.study.document import Document, document
from graphlab.study.examples import CODE_EXAMPLES, EXAMPLES, CodeExample, Example
from graphlab.worker.pytorch import PyTorch


@pytest.mark.parametrize("example", CODE_EXAMPLES, ids=lambda e: e.title)
def test_an_example_of_code_runs(example: CodeExample) -> None:
    code = Code(example.text, example.part).calling(example.setup)
    made = PyTorch().record(request_for(1, Document().coding(code))).record
    assert made.check.agrees, made.check.note
    assert len(made.nodes) > 2
    assert not [event for event in made.events if event.kind == "raised"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.title)
def test_an_example_of_a_formula_runs(example: Example) -> None:
    assert set(parse(example.text).inputs) == set(example.inputs)
    made = PyTorch().record(request_for(1, document(example.text, example.inputs))).record
    assert made.check.agrees, made.check.note
