"""A person's file imports what lies beside it, anew in every run, and leaves nothing of it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from graphlab.engine.code.scripts import record_script
from graphlab.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

SCRIPT = "from weights import w\nx = torch.ones(2, requires_grad=True)\ny = (w*x).sum()\n"


def test_a_script_imports_what_lies_beside_it(tmp_path: Path) -> None:
    (tmp_path / "weights.py").write_text("import torch\nw = torch.tensor([2., 3.])\n", "utf-8")
    before = list(sys.path), set(sys.modules)
    record = record_script(SCRIPT, folder=str(tmp_path))
    assert record.check.agrees, record.check.note
    assert record.outputs[0] == 5
    assert sys.path == before[0]
    assert "weights" not in sys.modules
    assert [path.name for path in tmp_path.iterdir()] == ["weights.py"]


def test_without_its_folder_it_does_not(tmp_path: Path) -> None:
    (tmp_path / "weights.py").write_text("w = 2", "utf-8")
    with pytest.raises(InputError, match="weights"):
        record_script(SCRIPT)


def test_random_weights_of_a_module_beside_are_the_same_in_both_runs(tmp_path: Path) -> None:
    (tmp_path / "weights.py").write_text("import torch\nw = torch.randn(2)\n", "utf-8")
    text = SCRIPT + "y = y + torch.randn(())\n"
    record = record_script(text, folder=str(tmp_path))
    assert record.check.agrees, record.check.note


def test_what_a_module_beside_prints_is_printed_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "weights.py").write_text("w = 2.\nprint('loaded')\n", "utf-8")
    record_script(SCRIPT, folder=str(tmp_path))
    assert capsys.readouterr().out == "loaded\n"


def test_a_changed_module_is_read_anew(tmp_path: Path) -> None:
    file = tmp_path / "weights.py"
    for factor in (2.0, 3.0):
        file.write_text(f"w = {factor}", "utf-8")
        assert record_script(SCRIPT, folder=str(tmp_path)).outputs[0] == 2 * factor


def test_packages_beside_work_with_all_their_parts(tmp_path: Path) -> None:
    (tmp_path / "nets").mkdir()
    (tmp_path / "nets" / "small.py").write_text(
        "from torch import nn\nfrom nets.size import n\n\nclass Net(nn.Module):\n"
        "    def __init__(self):\n        super().__init__()\n        self.a = nn.Linear(n, 1)\n"
        "    def forward(self, x):\n        return self.a(x)\n",
        "utf-8",
    )
    (tmp_path / "nets" / "size.py").write_text("n = 3", "utf-8")
    text = "from nets.small import Net\n\ndef f(x):\n    return Net()(x).sum()\n"
    record = record_script(text, kind="function", inputs={"x": "ones(1, 3)"}, folder=str(tmp_path))
    assert record.check.agrees, record.check.note
    assert not [name for name in sys.modules if name.split(".")[0] == "nets"]


def test_a_library_is_not_replaced_by_a_file_of_its_name_nor_loaded_twice(tmp_path: Path) -> None:
    (tmp_path / "torch.py").write_text("raise RuntimeError", "utf-8")
    known = sys.modules["torch"]
    (tmp_path / "weights.py").write_text("import torch\nw = 2.", "utf-8")
    assert record_script(SCRIPT, folder=str(tmp_path)).outputs[0] == 4
    assert sys.modules["torch"] is known


def test_what_is_installed_below_the_folder_stays_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / ".venv" / "site"
    installed.mkdir(parents=True)
    (installed / "library_below.py").write_text("two = 2.", "utf-8")
    (tmp_path / "weights.py").write_text("from library_below import two as w", "utf-8")
    monkeypatch.syspath_prepend(str(installed))
    try:
        assert record_script(SCRIPT, folder=str(tmp_path)).outputs[0] == 4
        assert "library_below" in sys.modules
    finally:
        sys.modules.pop("library_below", None)


def test_a_mistake_in_a_module_beside_is_told_at_the_persons_line(tmp_path: Path) -> None:
    (tmp_path / "weights.py").write_text("w = 1/0", "utf-8")
    with pytest.raises(InputError) as caught:
        record_script(SCRIPT, folder=str(tmp_path))
    assert caught.value.line == 1
    assert "weights" not in sys.modules
