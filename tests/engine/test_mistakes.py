"""What goes wrong in a person's code is told in one sentence, at its line and column."""

from __future__ import annotations

import pytest

from graphlab.engine.code.prelude import running
from graphlab.engine.mistakes.explained import explained
from graphlab.errors import InputError

NET = """\
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(5, 2)
    def forward(self, x, scale=1):
        return self.fc(x) * scale
net = Net()
r = torch.randn
"""

TOLD = (
    # code after NET, line after it, column, words of the sentence
    ("net(r(3, 4))", -3, 16, "takes 5 values in the last dimension; this input has 4"),
    ("net(r(3, 4))", -3, 16, "x has the shape [3, 4]"),
    ("r(3, 4) @ r(5, 6)", 1, 1, "the first has 4 columns and the second 5 rows"),
    ("a = r(2, 3); b = r(5)\ny = a @ b", 2, 5, "Here a has the shape [2, 3] and b [5]."),
    ("r(3) @ r(4)", 1, 1, "3 and 4 elements"),
    ("a = r(3)\nb = a + r(4)", 2, 5, "in dimension 0 one has 3 elements and the other 4"),
    ("r(2, 3, 4) @ r(2, 5, 6)", 1, 1, "begin with [2, 4] and begins with [2, 5]"),
    ("r(3) @ torch.tensor(2.)", 1, 1, "Use * for a multiple"),
    ("r(5).view(2, 3)", 1, 1, "5 elements cannot be arranged in the shape [2, 3]"),
    ("torch.cat([r(2, 3), r(3, 4)])", 1, 1, "one has 3 and another 4"),
    ("torch.stack([r(2), r(3)])", 1, 1, "these are [2] and [3]"),
    ("r(3).sum(1)", 1, 1, "There is no dimension 1"),
    ("net(r(3, 5).double())", -3, 16, "Double and Float"),
    ("nn.Conv2d(3, 1, 3)(r(1, 1, 8, 8))", 1, 1, "takes 3 channels; this input of shape"),
    ("nn.Conv2d(1, 1, 3)(r(1, 1, 8, 8).double())", 1, 1, "the input is double and the layer float"),
    ("nn.LSTM(4, 3)(r(2, 1, 5))", 1, 1, "takes 4 values in the last dimension"),
    ("nn.BatchNorm1d(3)(r(1, 3))", 1, 1, "needs more than one example"),
    ("nn.Embedding(3, 2)(r(2))", 1, 1, "An embedding takes whole numbers"),
    ("F.cross_entropy(r(2, 3), r(2))", 1, 1, "whole numbers, int64"),
    ("F.cross_entropy(r(2, 3), torch.tensor([0, 5]))", 1, 1, "There is no class 5"),
    ("F.binary_cross_entropy(r(2)*9, torch.ones(2))", 1, 1, "put a sigmoid before it"),
    ("net()", 1, 1, "Net.forward needs a value for x."),
    ("net(r(5), 1, 2)", 1, 1, "takes 1 to 2 arguments, and 3 are given"),
    ("net(r(5), gain=2)", 1, 1, "no argument called “gain”"),
    ("net.fc1", 1, 1, "A Net has no “fc1”. Did you mean fc?"),
    ("r(3).cat", 1, 1, "A Tensor has no “cat”."),
    ("torch.rnadn(3)", 1, 1, "The library torch has no “rnadn”. Did you mean randn?"),
    ("y = relu(r(3))", 1, 5, "Did you mean torch.relu?"),
    ("y = Linear(3, 2)", 1, 5, "Did you mean nn.Linear?"),
    ("class S(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
     "        self.gate = nn.ReLU()\n    def forward(self, x): return gate(x)\nS()(r(2))",
     5, 34, "Did you mean self.gate?"),
    ("nn.Linear(2, 'a')", 1, 1, "must be a whole number, and a str is given"),
    ("nn.Linear(2.5, 2)", 1, 1, "must be a whole number, and a float is given"),
    ("nn.Linear(-2, 2)", 1, 1, "cannot be negative, and -2 is given"),
    ("class S(nn.Module):\n    def __init__(self): super.__init__()\nS()", 2, 25,
     "super().__init__()"),
    ("net.to('mps')", 1, 1, "no such device"),
    ("value = 3\ny = valve + 1", 2, 5, "“valve” has no meaning here. Did you mean value?"),
    ("def f():\n    y = y + 1\nf()", 2, 9, "before it has a value"),
    ("x = None\nx.sum()", 2, 1, "a function without return gives None"),
    ("r(3)[5]", 1, 1, "There is no element 5: dimension 0 has 3"),
    ("r(3)[0, 1]", 1, 1, "more indices than the tensor has dimensions"),
    ("[1][3]", 1, 1, "This list has no such element"),
    ("{'a': 1}['b']", 1, 1, "There is no key 'b' here"),
    ("a, b = r(3)", 1, 1, "too many values here for the 2 names"),
    ("torch.exp([1])", 1, 1, "exp takes a tensor and is given a list"),
    ("r(2) @ [1, 2]", 1, 1, "between a Tensor and a list"),
    ("r(2)(3)", 1, 1, "A Tensor cannot be called"),
    ("float(r(3))", 1, 1, "pick one, or sum it"),
    ("if r(3) > 0: pass", 1, 4, "neither True nor False"),
    ("r(3, requires_grad=True).numpy()", 1, 1, ".detach().numpy()"),
    ("r(3).sum().backward()", 1, 1, "give requires_grad=True"),
    ("r(3, requires_grad=True).backward()", 1, 1, "starts from a single number"),
    ("r(3, requires_grad=True).mul_(2)", 1, 1, "cannot be changed in place"),
    ("torch.ones(2, dtype=torch.int64, requires_grad=True)", 1, 1, "write them with a point"),
    ("torch.linalg.inv(torch.zeros(2, 2))", 1, 1, "no inverse"),
    ("torch.linalg.det(r(2, 3))", 1, 1, "takes a square matrix, not [2, 3]"),
    ("m = torch.ones(3, device='meta')\ny = m + r(3)", 2, 5, "on different devices, cpu and meta;"),
    ("m = torch.ones(3, device='meta')\nm.tolist()", 2, 1, "Here m has the shape [3] on meta."),
    ("raise RuntimeError('found at least two devices, cuda:0 and cpu!')", 1, 1,
     "on different devices, cuda:0 and cpu; move all of them by .to(\"cpu\")"),
    ("r(3).cuda()", 1, 1, "this PyTorch has none"),
    ("optim.SGD(nn.ReLU().parameters(), lr=1)", 1, 1, "no parameters"),
    ("net.fc.weight = r(2, 5)", 1, 1, "wrap the new value in nn.Parameter"),
    ("1/0", 1, 1, "divides by zero"),
    ("assert 1 > 2, 'two is more'", 1, 8, "does not hold: two is more"),
    ("assert 1 > 2", 1, 8, "This assertion does not hold."),
    ("open('nowhere.csv')", 1, 1, "no file 'nowhere.csv' here; give its whole path"),
    ("np.loadtxt('nowhere.csv')", 1, 1, "no file 'nowhere.csv' here"),
    ("raise FileNotFoundError('gone')", 1, 1, "stopped with FileNotFoundError: gone."),
    ("import sys; sys.exit(1)", 1, 13, "asked Python to exit"),
    ("def f(): f()\nf()", 1, 10, "calls itself without an end"),
    ("from torch import rnadn", 1, 1, "has no “rnadn”"),
    ("import torch.nowhere", 1, 1, "no part torch.nowhere"),
    ("raise ValueError('my own words')", 1, 1, "stopped with ValueError: my own words."),
    ("raise OSError", 1, 1, "The code stopped with OSError."),
    ("raise KeyError", 1, 1, "The code stopped with KeyError."),
    ("raise NameError('strange')", 1, 1, "stopped with NameError: strange."),
    ("raise AttributeError('strange')", 1, 1, "stopped with AttributeError: strange."),
    ("raise ImportError('strange')", 1, 1, "stopped with ImportError: strange."),
    ("raise RuntimeError('Found no NVIDIA driver')", 1, 1, "this PyTorch has none"),
    ("def f(a): pass\nf(1, 2)", 2, 1, "f takes 1 argument, and 2 are given."),
    ("net(r(5), x=1)", 1, 1, "Net.forward gets “x” twice."),
    ("class B(nn.Module):\n    def forward(self): return self.weigth\n    weight = 1\nB()()",
     2, 31, "Did you mean weight?"),
    ("class D:\n    def __dir__(self): raise ValueError\nD().x", 3, 1, "A D has no “x”."),
    ("y = (r(2) +\n     r(3))", 1, 6, "in dimension 0 one has 2 elements"),
    ("class S:\n    __slots__ = ('w',)\ns = S()\ns.w = r(2)\nr(3) + s.w", 5, 1, "one has 3"),
    ("raise MemoryError", 1, 1, "more memory"),
    ("raise EOFError('EOF when reading a line')", 1, 1, "keyboard input"),
    ("class Odd(Exception):\n    def __str__(self): 1/0\nraise Odd", 3, 1, "stopped with Odd."),
    ("class A(nn.Module):\n    def __init__(self):\n        self.w = nn.Parameter(r(2))\nA()",
     3, 9, "super().__init__() must come before this line"),
    ("class A(nn.Module):\n    def __init__(self): 0\n    def forward(self, x): return x\nA()(1)",
     4, 1, "call super().__init__() first"),
    ("class A(nn.Module): pass\nA()(1)", 2, 1, "has no forward"),
)  # fmt: skip

SECOND_BACKWARD = "y = r(3, requires_grad=True).exp().sum()\ny.backward()\ny.backward()"


def refusal(text: str) -> InputError:
    with pytest.raises(InputError) as caught, running(text) as code:
        code.execute()
    return caught.value


@pytest.mark.parametrize(("code", "line", "column", "words"), TOLD)
def test_a_mistake_is_one_sentence_at_its_place(
    code: str, line: int, column: int, words: str
) -> None:
    error = refusal(NET + code)
    assert words in error.problem
    first = NET.count("\n") + 1
    assert error.line == (first - 1 + line if line > 0 else first + line)
    assert error.column == column
    assert error.problem.endswith((".", "?"))
    assert "Traceback" in error.details


def test_a_second_backward_pass_is_explained() -> None:
    error = refusal(NET + SECOND_BACKWARD)
    assert "retain_graph=True" in error.problem


def test_columns_are_counted_in_characters() -> None:
    error = refusal("é = 'äöü'; ü = é + 1/0")
    assert (error.column, error.length) == (20, 3)


def test_the_innermost_line_of_the_persons_own_is_the_place() -> None:
    error = refusal("def f(x):\n    return g(x)\ndef g(x):\n    return x.foo\nf(1)")
    assert error.line == 4


def test_looking_up_shapes_calls_nothing_of_the_persons() -> None:
    text = (
        "class A:\n    @property\n    def w(self): raise SystemExit('asked')\n"
        "    def __getattr__(self, name): raise SystemExit('asked')\n"
        "a = A()\nx = torch.ones(3)\ntry:\n    a.w\nexcept SystemExit: pass\n"
        "def f(a, x): return x @ torch.ones(4) if True else a.w + a.v\nf(a, x)"
    )
    assert "x has the shape [3]" in refusal(text).problem


def test_an_error_of_a_text_that_is_not_known_has_its_line_only() -> None:
    with running("def f(x):\n    return x.foo") as code:
        f = code.execute()["f"]
        with pytest.raises(AttributeError) as caught:
            f(1)  # type: ignore[operator]
    assert explained(caught.value, "").sentence == "Line 2: A int has no “foo”."
    assert explained(caught.value, "\n  (").line == 2
    assert explained(caught.value, "", "<other file>").line is None


def test_an_error_of_graphlabs_own_is_told_as_it_is() -> None:
    own = InputError("Too many numbers.")
    assert explained(own, "").sentence == "Too many numbers."
    assert explained(own, "").details == ""
    placed = InputError("Here.", line=3)
    assert explained(placed, "") is placed
