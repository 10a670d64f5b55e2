"""Example inputs and constructor arguments are read by hand; mistakes are told with the column."""

from __future__ import annotations

import pytest

from graphlab.errors import InputError
from graphlab.script.losses import LOSSES, Loss, parse_loss
from graphlab.script.specs import Constant, Group, Spec, Typed, parse_argument, parse_spec

READ = (
    ("randn(2, 1)", Spec("randn", (2, 1))),
    ("torch.randn((2, 1))", Spec("randn", (2, 1))),
    ("randn(size=(2,))", Spec("randn", (2,))),
    ("randn()", Spec("randn", ())),
    ("ones(3, dtype=torch.float64)", Spec("ones", (3,), "float64")),
    ("ones(3, dtype=float)", Spec("ones", (3,), "float64")),
    ("ones(3, dtype='half')", Spec("ones", (3,), "float16")),
    ("zeros(2, dtype=int64)", Spec("zeros", (2,), "int64")),
    ("rand(2, requires_grad=True)", Spec("rand", (2,), None, True)),
    ("randint(0, 10, (5,))", Spec("randint", (5,), values=(0, 10))),
    ("randint(low=-99, high=100, size=(10, 10))", Spec("randint", (10, 10), values=(-99, 100))),
    ("randint(10, (5,))", Spec("randint", (5,), values=(0, 10))),
    ("arange(4)", Spec("arange", (4,), values=(0, 4, 1))),
    ("arange(1, 2, 0.25)", Spec("arange", (4,), values=(1, 2, 0.25))),
    ("linspace(0, 1, 5)", Spec("linspace", (5,), values=(0, 1))),
    ("full((2, 3), 1/2)", Spec("full", (2, 3), values=(0.5,))),
    ("eye(3)", Spec("eye", (3, 3))),
    ("tensor(3.)", Spec("tensor", (), values=(3.0,))),
    ("tensor([1, -1], requires_grad=False)", Spec("tensor", (2,), None, False, (1, -1))),
    ("[[1, 2], [3, 4.5]]", Spec("tensor", (2, 2), values=(1, 2, 3, 4.5))),
    (" [True, False] ", Spec("tensor", (2,), values=(True, False))),
    ("[1,\n 2]", Spec("tensor", (2,), values=(1, 2))),
    ("0.5", Constant(0.5)),
    ("-3", Constant(-3)),
    ("None", Constant(None)),
    ("'mean'", Constant("mean")),
    ("(2, 3)", Constant((2, 3))),
    ("{'a': 1}", Constant({"a": 1})),
    ("math.pi", Constant(3.141592653589793)),
    ("-inf", Constant(float("-inf"))),
    ("(zeros(4), None)", Group("tuple", (Spec("zeros", (4,)), Constant(None)))),
    ("[ones(1), ones(2)]", Group("list", (Spec("ones", (1,)), Spec("ones", (2,))))),
    ("{'a': ones(1)}", Group("dict", (Spec("ones", (1,)),), ("a",))),
)

REFUSED = (
    # typed, column, words of the sentence
    ("", 1, "Nothing is typed"),
    ("rndn(3)", 1, "Did you mean randn?"),
    ("randn", 1, "randn(2, 1)"),
    ("relu", 1, "'relu'"),
    ("randn(2, -1)", 10, "whole number"),
    ("  randn(2, 1.5)", 12, "whole number"),
    ("[[1, 2], [3]]", 10, "1 elements and the first 2"),
    ("[1, [2]]", 5, "A list stands where"),
    ("[[1], 2]", 7, "A number stands where"),
    ("[1, 'a']", 5, "is a number"),
    ("randn(2, dtype=int65)", 16, "no data type"),
    ("randn(2, device='cuda')", 17, "not known to randn"),
    ("randn(2, requires_grad=1)", 24, "True or False"),
    ("zeros(2, dtype=int64, requires_grad=True)", 1, "floating-point"),
    ("randint(0, 10)", 1, "randint(0, 10, (5,))"),
    ("randint(10, 0, (5,))", 1, "first limit below"),
    ("arange(0, 1, 0)", 1, "do not lead"),
    ("randn(100000, 100000)", 1, "10,000,000,000 elements"),
    ("f(1, 2", 2, "cannot be read"),
    ("'π' + rand(2)", 1, "no value"),
    ("('π', foo)", 7, "“foo”"),
    ("1/0", 1, "no result"),
    ("__import__('os').system('ls')", 1, "makes no tensor"),
    ("[" * 30 + "]" * 30, 1, "deeper than 20"),
)


@pytest.mark.parametrize(("typed", "meant"), READ)
def test_what_is_typed_for_an_input_is_read(typed: str, meant: Typed) -> None:
    assert parse_spec(typed) == meant


@pytest.mark.parametrize(("typed", "column", "words"), REFUSED)
def test_a_mistake_is_told_with_its_column(typed: str, column: int, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_spec(typed)
    assert words in caught.value.problem
    assert caught.value.column == column


def test_a_list_of_numbers_stays_a_list_for_a_constructor() -> None:
    assert parse_argument("[4, 8, 1]") == Constant([4, 8, 1])
    assert parse_argument("randn(2)") == Spec("randn", (2,))


@pytest.mark.parametrize(
    ("typed", "loss"),
    [
        (None, None),
        ("", None),
        ("none", None),
        ("sum", Loss("sum")),
        ("MSE", Loss("mse")),
        ("cross-entropy([0, 2])", Loss("cross_entropy", Spec("tensor", (2,), values=(0, 2)))),
        ("bce(ones(2, 1))", Loss("bce", Spec("ones", (2, 1)))),
        ("hinge()", Loss("hinge")),
    ],
)
def test_a_loss_is_read_with_its_target(typed: str | None, loss: Loss | None) -> None:
    assert parse_loss(typed) == loss


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mze", "Did you mean mse?"),
        ("l1", "There are mse, bce"),
        ("sum(ones(2))", "takes no target"),
        ("mse(rnd(2))", "The target cannot be read"),
        ("mse(", "not a loss"),
    ],
)
def test_a_loss_that_cannot_be_read_is_refused(typed: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_loss(typed)
    assert words in caught.value.problem


def test_every_loss_can_be_typed_by_its_name_and_by_its_label() -> None:
    for name, kind in LOSSES.items():
        assert parse_loss(name) == parse_loss(kind.label)
