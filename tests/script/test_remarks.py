"""Mistakes that the text alone tells, each at its line."""

from __future__ import annotations

import pytest

from graphlab.script.survey import survey
from tests.scripts import LOGISTIC, MEMORY, SLICES, TRAINING

NET = "class Net(nn.Module):\n"
INIT = "    def __init__(self):\n        super().__init__()\n"
FORWARD = "    def forward(self, x):\n        return x\n"

REMARKS = (
    # the script, the line, words of the sentence
    (
        NET + "    def __init__(self):\n        self.a = 1\n" + FORWARD,
        2,
        "super().__init__() is mis",
    ),
    (
        NET + "    def __init__(self):\n        self.a = nn.Linear(1, 1)\n"
        "        super().__init__()\n" + FORWARD,
        3,
        "must come before this line",
    ),
    (
        NET + INIT + "        self.w = torch.randn(3)\n" + FORWARD,
        4,
        "self.w is not in parameters()",
    ),
    (NET + INIT + "        self.w = 0.1 * torch.randn(3)\n" + FORWARD, 4, "use nn.Parameter"),
    (NET + INIT + "        self.w = torch.ones(3, requires_grad=True)\n" + FORWARD, 4, "self.w is"),
    (NET + INIT + "        self.l = [nn.Linear(1, 1) for _ in 'ab']\n" + FORWARD, 4, "ModuleList"),
    (NET + INIT, 1, "Net has no forward"),
    (NET + INIT + FORWARD.replace("forward", "foward"), 4, "its name is forward"),
    (NET + INIT + FORWARD.replace("self, ", ""), 4, "def forward(self, x)"),
    (NET + INIT.replace("(self)", "()") + FORWARD, 2, "def __init__(self)"),
    (
        NET + INIT + "    " + FORWARD.replace("\n ", "\n     "),
        4,
        "forward stands inside __init__",
    ),
    (NET + INIT.replace("__init__(self)", "_init_(self)") + FORWARD, 2, "its name is __init__"),
    (
        NET + "    def forward(self, x):\n        return F.softmax(x, dim=1)\n"
        "loss = nn.CrossEntropyLoss()",
        3,
        "takes the softmax itself",
    ),
    (
        NET + INIT + "        self.s = nn.Sequential(nn.Linear(2, 2), nn.Softmax(dim=1))\n"
        "    def forward(self, x):\n        y = self.s(x)\n        return y\n"
        "F.cross_entropy(Net()(x), y)",
        6,
        "takes the softmax itself",
    ),
    (
        NET + "    def forward(self, x):\n        x = x.sum(1)\n        return x.sigmoid()\n"
        "criterion = torch.nn.BCEWithLogitsLoss()",
        4,
        "takes the sigmoid itself",
    ),
    ("x = torch.ones(2).cuda()", 1, "cuda"),
    ("\nx = torch.ones(2, device='cuda:0')", 2, "cuda"),
    ("model.to('cuda')", 1, "cuda"),
)

CORRECT = (
    LOGISTIC,
    MEMORY,
    SLICES,
    TRAINING,
    NET + "    def __init__(self):\n        super(Net, self).__init__()\n" + FORWARD,
    NET + "    def __init__(self):\n        nn.Module.__init__(self)\n" + FORWARD,
    NET + INIT + "        self.w = torch.ones(3, dtype=torch.int64)\n" + FORWARD,
    NET
    + INIT
    + "        self.w = torch.ones(3)\n        self.w = nn.Parameter(self.w)\n"
    + FORWARD,
    NET + INIT + "        self.register_buffer('w', torch.ones(3))\n" + FORWARD,
    NET + INIT + "        self.l = nn.ModuleList([nn.Linear(1, 1)])\n" + FORWARD,
    NET + INIT + "        self.sizes = [1, 2]\n" + FORWARD,
    "class Net(nn.Sequential):\n    pass",
    NET + FORWARD + "class More(Net):\n    pass",
    NET + "    pass",
    NET + "    def forward(self, x):\n        return x.softmax(1)\ncriterion = nn.NLLLoss()",
    "d = 'cuda' if torch.cuda.is_available() else 'cpu'\nx = torch.ones(2).to('cuda')",
    "class Data(Dataset):\n    def __init__(self):\n        self.x = torch.ones(3)",
)


@pytest.mark.parametrize(("text", "line", "words"), REMARKS)
def test_a_mistake_is_told_at_its_line(text: str, line: int, words: str) -> None:
    found = survey(text)
    assert found.problem is None
    assert [remark.line for remark in found.remarks] == [line]
    assert words in found.remarks[0].sentence


@pytest.mark.parametrize("text", CORRECT)
def test_nothing_is_said_about_what_is_right(text: str) -> None:
    found = survey(text)
    assert found.problem is None
    assert found.remarks == ()
