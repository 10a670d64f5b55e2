"""A person's code runs as Python would run it, and leaves no trace in the process."""

from __future__ import annotations

import inspect
import os
import sys
import traceback
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from graphlab.engine.code.prelude import NAMES, running
from graphlab.errors import InputError
from graphlab.script.names import WITHOUT_IMPORT
from graphlab.script.reading import USER_FILE
from tests.scripts import LOGISTIC, MEMORY, SLICES

if TYPE_CHECKING:
    from pathlib import Path


def run(text: str) -> dict[str, object]:
    with running(text) as code:
        return code.execute()


def refusal(text: str) -> InputError:
    with pytest.raises(InputError) as caught:
        run(text)
    return caught.value


def test_libraries_are_there_without_an_import() -> None:
    names = run("x = torch.ones(2); n = nn.ReLU(); y = F.relu(x); z = np.zeros(2); p = math.pi\n"
                "class A(Dataset): pass\nDataLoader, optim.SGD")  # fmt: skip
    assert isinstance(names["x"], torch.Tensor)
    assert set(NAMES) == set(WITHOUT_IMPORT)


def test_the_lectures_snippets_run(capsys: pytest.CaptureFixture[str]) -> None:
    run(MEMORY)
    assert capsys.readouterr().out.startswith("True\nFalse\nA: tensor([[1., 1.],")
    run(SLICES)
    assert "tensor(" in capsys.readouterr().out


def test_code_runs_as_the_main_program() -> None:
    names = run("ran = False\nif __name__ == '__main__':\n    ran = True")
    assert names["ran"] is True


def test_a_future_import_of_graphlab_does_not_leak_into_the_code() -> None:
    names = run("def f(x: int): pass\nkept = f.__annotations__")
    assert names["kept"] == {"x": int}


def test_the_source_of_classes_and_functions_can_be_asked_for() -> None:
    with running(LOGISTIC + "import inspect\nsource = inspect.getsource(LogisticRegression)") as c:
        names = c.execute()
        assert str(names["source"]).startswith("class LogisticRegression")
        forward = names["LogisticRegression"].forward  # type: ignore[attr-defined]
        assert inspect.getsource(forward).lstrip().startswith("def forward")


def test_data_classes_and_type_hints_work() -> None:
    names = run(
        "from __future__ import annotations\nfrom dataclasses import dataclass\n"
        "import typing\n@dataclass\nclass P:\n    x: int = 3\nhints = typing.get_type_hints(P)"
    )
    assert names["hints"] == {"x": int}


def test_two_runs_share_no_names() -> None:
    with running("try:\n    n\nexcept NameError:\n    n = 0\nn += 1") as code:
        assert code.execute()["n"] == code.execute()["n"] == 1


def test_settings_of_the_process_are_put_back() -> None:
    before = sys.modules["__main__"], list(sys.path), list(sys.argv), os.getcwd()
    shown = repr(torch.tensor(1 / 3)), repr(np.float64(1 / 3)), sys.getrecursionlimit()
    run(
        "import sys, os\nsys.path.append('x'); sys.argv.append('y'); sys.setrecursionlimit(5000)\n"
        "torch.set_default_dtype(torch.float64); torch.set_grad_enabled(False)\n"
        "torch.set_printoptions(precision=1); np.set_printoptions(precision=1)\n"
        "torch.set_default_device('meta'); os.chdir('/')"
    )
    assert before == (sys.modules["__main__"], list(sys.path), list(sys.argv), os.getcwd())
    assert shown == (repr(torch.tensor(1 / 3)), repr(np.float64(1 / 3)), sys.getrecursionlimit())
    assert torch.get_default_dtype() is torch.float32
    assert torch.is_grad_enabled()
    assert torch.ones(1).device.type == "cpu"


def test_arguments_of_the_command_line_are_not_seen() -> None:
    assert run("import sys\na = sys.argv")["a"] == [USER_FILE]


PLOTS = """\
import matplotlib.pyplot as plt
from mpl_toolkits.mplot3d import Axes3D
import seaborn as sns
plt.figure(figsize=(12, 6))
fig, ax = plt.subplots()
fig, ((a, b), (c, d)) = plt.subplots(2, 2)
line, = plt.plot([1, 2])
counts, bins, _ = plt.hist([1, 2])
ax.plot([1, 2], label='x')[0].set_color('r')
for axis in fig.axes:
    axis.grid(True)
with plt.style.context('dark'):
    plt.title('x')
ax.axis = 3
width = float(ax.get_width()) + int(2 * ax.x) + len(ax.lines)
if ax: ax['x'] = repr(ax)
class Chart(plt.Axes): pass
copied = __import__('copy').copy(ax)
plt.show()
"""


def test_missing_plotting_libraries_draw_nothing_and_are_told() -> None:
    with running(PLOTS) as code:
        code.execute()
        told = [(event.kind, event.line, event.sentence) for event in code.events]
    assert told == [
        ("stand_in", 1, "matplotlib is not installed; its drawings are left out."),
        ("stand_in", 2, "mpl_toolkits is not installed; its drawings are left out."),
        ("stand_in", 3, "seaborn is not installed; its drawings are left out."),
    ]


def test_stand_ins_have_no_special_attributes() -> None:
    text = "import matplotlib as m\nfound = hasattr(m, '__file_x__'), hasattr(m.x, '__array__')"
    assert run(text)["found"] == (False, False)


def test_stand_ins_are_gone_after_the_run() -> None:
    run("import matplotlib.pyplot")
    assert not any(name.startswith("matplotlib") for name in sys.modules)
    with pytest.raises(ModuleNotFoundError):
        __import__("matplotlib")


def test_an_installed_matplotlib_opens_no_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "matplotlib"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import os\nbackend = os.environ['MPLBACKEND']\ndef use(name):\n"
        "    global backend\n    backend = name\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delenv("MPLBACKEND", raising=False)
    with running("import matplotlib\nbackend = matplotlib.backend") as code:
        assert code.execute()["backend"] == "Agg"
        assert code.events == ()
    sys.modules["matplotlib"].use("QtAgg")
    monkeypatch.setenv("MPLBACKEND", "QtAgg")
    with running("import matplotlib\nbackend = matplotlib.backend") as code:
        assert code.execute()["backend"] == "Agg"
    assert os.environ["MPLBACKEND"] == "QtAgg"
    monkeypatch.delenv("MPLBACKEND")
    del sys.modules["matplotlib"]
    assert "MPLBACKEND" not in os.environ


def test_a_warning_is_told_once_at_the_persons_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        "for _ in range(2):\n    F.mse_loss(torch.ones(2), torch.ones(2, 1))\n"
        "torch.ones(1).storage()\nimport warnings\nwarnings.warn('mine')"
    )
    with running(text) as code:
        code.execute()
        first, second = code.events
    assert (first.kind, first.line) == ("warning", 2)
    assert first.sentence.startswith("A warning: Using a target size (torch.Size([2, 1])) that is")
    assert (second.line, second.sentence) == (5, "A warning: mine.")
    assert capsys.readouterr() == ("", "")


def test_any_other_missing_library_is_named_with_its_line() -> None:
    error = refusal("x = 1\nimport pandas as pd\n")
    assert error.line == 2
    assert error.problem.startswith("The library pandas is not installed.")


def test_an_interruption_comes_through() -> None:
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt")


def test_a_text_that_cannot_be_read_is_refused_before_anything_runs() -> None:
    error = refusal("print('started')\nx = (")
    assert (error.line, error.column) == (2, 5)


def test_the_traceback_is_kept_and_holds_the_persons_lines_only() -> None:
    error = refusal("def f(x):\n    return x @ x\n\nf(torch.ones(2, 3))\n")
    assert "Traceback (most recent call last):" in error.details
    assert f'File "{USER_FILE}", line 4, in <module>' in error.details
    assert "return x @ x" in error.details
    assert "graphlab" not in error.details
    assert error.details.rstrip().endswith("(2x3 and 2x3)")


def test_a_traceback_shows_the_persons_text_after_the_run() -> None:
    names = run("def f():\n    raise OSError('gone')\n")
    with pytest.raises(OSError, match="gone") as caught:
        names["f"]()  # type: ignore[operator]
    assert "raise OSError('gone')" in "".join(traceback.format_exception(caught.value))
