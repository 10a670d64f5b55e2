"""Which imports mean files beside a script is told without running anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.script.beside import beside

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "layers.py").write_text("raise SystemExit('this must not run')", "utf-8")
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "one.py").touch()
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("import layers", ("layers.py",)),
        ("from layers import Net", ("layers.py",)),
        ("import parts.one as p, layers", ("parts/", "layers.py")),
        ("def f():\n    from layers import a\n    import layers", ("layers.py",)),
        ("import torch, math", ()),
        ("from . import layers", ()),
        ("import data", ()),
        ("layers = 1", ()),
        ("import layers\nthis is no Python", ()),
        ("import layers" + "\0", ()),
        ("", ()),
    ],
)
def test_files_beside_a_script_are_named(folder: Path, text: str, files: tuple[str, ...]) -> None:
    assert beside(text, folder) == files


def test_a_folder_that_is_not_there_has_no_files(tmp_path: Path) -> None:
    assert beside("import layers", tmp_path / "gone") == ()
