"""The examples that the window offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graphlab.study.code import Part, Setup, setup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.document import Given


class Example(NamedTuple):
    """A formula worth looking at, with numbers for its inputs."""

    title: str
    text: str
    inputs: Mapping[str, Given]
    shows: str


class CodeExample(NamedTuple):
    """Code worth looking at, with what its part is called with."""

    title: str
    text: str
    part: Part
    setup: Setup
    shows: str


LECTURE = Example(
    "The lecture's function",
    "f(x, y) = 2cos²(xy) + ln(cos(xy))",
    {"x": 0.5, "y": 1.2},
    "cos(xy) is used twice: two contributions meet",
)
EXAMPLES = (
    LECTURE,
    Example("x·x", "x·x", {"x": 3.0}, "one input on both sides of a product"),
    Example(
        "Half a squared norm",
        "½‖Ax‖²",
        {"A": [[1.0, 2.0], [0.5, -1.0], [0.0, 1.5]], "x": [1.0, -2.0]},
        "a matrix, a vector, and the gradient AᵀAx",
    ),
    Example(
        "Quadratic form",
        "xᵀA x",
        {"x": [1.0, 2.0], "A": [[2.0, 1.0], [0.0, 3.0]]},
        "x is used twice: the gradient (A + Aᵀ)x is a sum of two vectors",
    ),
    Example(
        "Cross-entropy of a layer",
        "p = softmax(W x + b); −ln(p[1])",
        {"W": [[1.0, -1.0], [0.5, 2.0]], "x": [1.0, 0.5], "b": [0.0, 0.1]},
        "a matrix, a softmax and the element of the true class",
    ),
    Example(
        "Logistic loss",
        "u = t·(w·x + b); ln(1 + exp(−u))",
        {"t": 1.0, "w": 0.8, "x": 1.5, "b": -0.3},
        "what a classifier with one weight minimises",
    ),
    Example(
        "Vanishing gradient",
        "sigmoid(sigmoid(sigmoid(sigmoid(sigmoid(x)))))",
        {"x": 2.0},
        "each sigmoid makes the adjoint at least four times smaller",
    ),
    Example(
        "A kink",
        "max(x, 0) + |x − 1|",
        {"x": 1.0},
        "at x = 1 the slope jumps",
    ),
    Example(
        "Two outputs",
        "u = x·y; sin(u), u + x²",
        {"x": 0.5, "y": 1.2},
        "choose which one gradients are of",
    ),
)

LOGISTIC = """\
class LogisticRegression(nn.Module):
    def __init__(self, N):
        super().__init__()
        self.w = nn.Parameter(torch.ones(N))
        self.b = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return 1/(1 + torch.exp(-(self.w@x + self.b)))
"""
PERCEPTRON = """\
class MLP(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.hidden = nn.Linear(2, width)
        self.out = nn.Linear(width, 1)

    def forward(self, x):
        h = torch.tanh(self.hidden(x))
        return self.out(h)
"""
MEMORY = """\
def same_storage(one, other):
    return one.storage().data_ptr() == other.storage().data_ptr()

a = torch.zeros(3, 2)
b = a.cos_()        # the underscore writes into a
c = a + b
print(same_storage(a, b), same_storage(a, c))
print(c)
"""
SLICES = """\
a = torch.arange(12.0, requires_grad=True).reshape(3, 4)
b = a[0:2, 1:3]          # a block
c = a[a % 4 == 0]        # a mask
y = (b**2).sum() + c.sum()
y.backward()
"""
DEEP = """\
class Deep(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.sigmoids = nn.Sequential(*self.layers(depth, nn.Sigmoid))
        self.relus = nn.Sequential(*self.layers(depth, nn.ReLU))

    def layers(self, depth, kind):
        for _ in range(depth):
            layer = nn.Linear(8, 8)
            nn.init.kaiming_normal_(layer.weight)
            yield layer
            yield kind()

    def forward(self, x):
        return self.sigmoids(x).sum() + self.relus(x).sum()
"""
FAR_OUT = """\
z = torch.tensor(-110.0, requires_grad=True)
y = 1/(1 + torch.exp(-z))   # float32 ends at 3.4e38, and exp(110) is larger
y.backward()
print(y.item(), z.grad.item())
"""
CODE_EXAMPLES = (
    CodeExample(
        "Logistic regression",
        LOGISTIC,
        Part("module", "LogisticRegression"),
        setup({"N": "2"}, {"x": "[[-1.0], [0.5]]"}, "bce", "ones(1)"),
        "a module with two parameters, and the loss that is minimised",
    ),
    CodeExample(
        "Perceptron with a hidden layer",
        PERCEPTRON,
        Part("module", "MLP"),
        setup({"width": "3"}, {"x": "randn(4, 2)"}, "mse", "zeros(4, 1)"),
        "layers, matrices and a batch of four points",
    ),
    CodeExample(
        "Shared memory",
        MEMORY,
        Part("statements"),
        setup(),
        "an operation in place: two names, one piece of memory",
    ),
    CodeExample(
        "Slices and masks",
        SLICES,
        Part("statements"),
        setup(),
        "which elements an index takes, and where their gradient goes",
    ),
    CodeExample(
        "Where the gradient dies",
        DEEP,
        Part("module", "Deep"),
        setup({"depth": "20"}, {"x": "randn(4, 8)"}),
        "20 sigmoid layers beside 20 relu layers: see View, Gradient health",
    ),
    CodeExample(
        "A sigmoid far out",
        FAR_OUT,
        Part("statements"),
        setup(),
        "the value is 0 and the gradient NaN",
    ),
)
FIRST_TITLES = (
    "The lecture's function",
    "x·x",
    "Half a squared norm",
    "Logistic loss",
    "Vanishing gradient",
    "Shared memory",
)
FIRST: tuple[Example | CodeExample, ...] = tuple(
    next(e for e in (*EXAMPLES, *CODE_EXAMPLES) if e.title == title) for title in FIRST_TITLES
)
"""What an empty window offers."""
