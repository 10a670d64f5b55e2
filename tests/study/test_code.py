"""Code in the document: what is chosen, what was entered, and taking it back."""

from __future__ import annotations

import pytest

from graphlab.study.code import Code, Part, looks_like_code, setup
from graphlab.study.document import document
from graphlab.study.history import History

MODEL, OTHER = Part("module", "M"), Part("module", "N")
FORMULA = document("x·y", {"x": 0.5, "y": 1.2})


def test_what_was_entered_for_a_class_is_there_again_when_it_is_chosen_again() -> None:
    entered = setup({"N": "2"}, {"x": "randn(2, 1)"}, "mse", "ones(1)")
    code = Code("class M…", MODEL).calling(entered)
    assert code.choosing(OTHER).setup == setup()
    assert code.choosing(OTHER).choosing(MODEL).setup == entered
    assert code.typing("another text").setup == entered
    assert code.choosing(None).setup == setup()
    assert Code("x").calling(entered) == Code("x")


def test_one_field_is_changed_at_a_time() -> None:
    entered = setup({"N": "2"}).given("inputs", "x", "ones(3)").given("init", "N", "3")
    assert entered.given("loss", "", "sum") == setup({"N": "3"}, {"x": "ones(3)"}, "sum")
    assert entered.given("target", "", "1").target == "1"


def test_code_is_a_change_of_the_document_like_any_other() -> None:
    coded = FORMULA.starting((2.0,)).coding(Code("y = x", MODEL))
    assert (coded.kind, coded.text, coded.cotangents) == ("code", "x·y", None)
    history = History(FORMULA).changed(coded, "Run M")
    called = coded.starting((3.0,)).coding(coded.code.calling(setup({"N": "2"})))
    assert called.cotangents == (3.0,)
    history = history.changed(called, "Change N")
    assert history.undone().present == coded
    assert history.undone().undone().present == FORMULA
    back = coded.reading("x·y", ("x", "y"))
    assert (back.kind, back.text, back.inputs) == ("expression", "x·y", FORMULA.inputs)


def test_a_document_knows_whether_another_studies_the_same_text() -> None:
    coded = FORMULA.coding(Code("y = x", MODEL))
    assert coded.has_source_of(FORMULA.coding(coded.code.calling(setup({"N": "2"}))))
    assert not coded.has_source_of(FORMULA.coding(Code("y = x", OTHER)))
    assert not coded.has_source_of(FORMULA)
    assert FORMULA.has_source_of(FORMULA.setting("x", 3.0))
    assert FORMULA.coding(Code(" \n")).is_empty
    assert not FORMULA.is_empty


@pytest.mark.parametrize(
    "text",
    [
        "class M(nn.Module):\n    pass",
        ">>> a = 1",
        "In [3]: a",
        "import torch",
        "a = torch.zeros(3, 2)\nb = a.cos_()",
        "for i in range(3):\n    x = x*x",
        "def f(x): return x",
        "\n\n    # a comment\nx = 1",
        "@torch.no_grad()",
    ],
)
def test_python_is_told_from_a_formula(text: str) -> None:
    assert looks_like_code(text)


@pytest.mark.parametrize(
    "text",
    [
        "f(x, y) = 2cos²(xy) + ln(cos(xy))",
        "u = x·y; sin(u), u + x²",
        r"\frac{1}{1 + e^{-x}}",
        "[1, 2; 3, 4] x",
        "‖x‖² + nn",
        "with = 3",
        "",
    ],
)
def test_a_formula_is_told_from_python(text: str) -> None:
    assert not looks_like_code(text)
