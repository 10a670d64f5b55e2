"""The house rules that no reader can be asked to check by eye."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import grimp
import pytest
from importlinter import cli as import_linter

import graphlab

PACKAGE = Path(graphlab.__file__).parent
PROJECT = PACKAGE.parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
WRITTEN = [
    path
    for folder in ("graphlab", "tests", "benchmarks", "docs", "scripts", ".ci", "resources")
    for path in sorted((PROJECT / folder).rglob("*"))
    if path.suffix in {".py", ".md", ".toml", ".json", ".svg", ".txt", ""} and path.is_file()
] + [path for path in sorted(PROJECT.glob("[!.]*")) if path.is_file()]
WHEN_TRAINING = {"pyqtgraph", "colorama"}
FORBIDDEN_IN_WINDOW = {"torch", "sympy", "graphlab.engine", "graphlab.worker.server"}
AFTER_FIRST_PAINT = {"numpy", "networkx", "ziafont", "msgspec", "pygraphviz"}


def modules_after(code: str) -> set[str]:
    """Names of the modules that a fresh interpreter holds after running ``code``."""
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps(list(sys.modules)))"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return set(json.loads(ended.stdout.splitlines()[-1]))


def test_rooms_import_downwards_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(PROJECT)
    assert import_linter.lint_imports(no_cache=True) == 0, "run lint-imports to see which"


def test_no_room_uses_the_public_interface() -> None:
    imports = grimp.build_graph("graphlab", cache_dir=None)
    assert imports.find_modules_that_directly_import("graphlab") <= {"graphlab.cli"}


def test_importing_graphlab_imports_nothing_heavy() -> None:
    heavy = FORBIDDEN_IN_WINDOW | AFTER_FIRST_PAINT | {"PySide6"}
    assert not modules_after("import graphlab, graphlab.cli") & heavy


def test_functions_of_the_public_interface_survive_the_modules_of_the_same_name() -> None:
    code = (
        "import graphlab\n"
        "import graphlab.record, graphlab.export.svg\n"
        "assert callable(graphlab.record) and callable(graphlab.export)\n"
        "from graphlab.record import Record"
    )
    assert "graphlab.export.svg" in modules_after(code)


def test_tracing_and_svg_export_import_no_qt(tmp_path: Path) -> None:
    code = (
        "from graphlab.cli import main\n"
        "assert main(['trace', 'x*x', '--at', 'x=2']) == 0\n"
        f"assert main(['export', 'x*x', '--at', 'x=2', '-o', {str(tmp_path / 'f.svg')!r}]) == 0"
    )
    assert not modules_after(code) & {"PySide6", "shiboken6"}


def test_window_process_never_imports_pytorch_sympy_or_the_engine() -> None:
    everything = "\n".join(
        f"import {'.'.join(path.relative_to(PROJECT).with_suffix('').parts)}"
        for path in SOURCES
        if path.parent.name in {"app", "panels", "canvas", "export", "picture", "study"}
        and path.name != "__init__.py"
    )
    assert not modules_after(everything) & FORBIDDEN_IN_WINDOW


OPEN_AND_CLOSE = """
import sys, time
from PySide6.QtWidgets import QApplication
from graphlab.app.start import run

def run_events(*_):
    print("shown", *sys.modules)
    until = time.monotonic() + 2
    while time.monotonic() < until:
        QApplication.processEvents()
        time.sleep(0.01)
    print("furnished", *sys.modules)
    QApplication.closeAllWindows()
    QApplication.processEvents()
    return 0

QApplication.exec = run_events
if __name__ == "__main__":
    sys.exit(run())
"""


def test_open_window_holds_only_what_it_may(tmp_path: Path) -> None:
    """Nothing heavy before it is shown; never PyTorch, SymPy or the engine."""
    script = tmp_path / "open_and_close.py"
    script.write_text(OPEN_AND_CLOSE, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=PROJECT,
        env=os.environ | {"XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": str(PROJECT)},
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    shown, furnished = (set(line.split()) for line in ended.stdout.splitlines())
    assert not shown & (FORBIDDEN_IN_WINDOW | AFTER_FIRST_PAINT)
    assert "graphlab.app.controller" in furnished
    assert not furnished & (FORBIDDEN_IN_WINDOW | WHEN_TRAINING)
    assert "Traceback" not in ended.stderr


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_pyside_keeps_the_reference_count_of_none() -> None:
    from PySide6.QtGui import QPainterPath

    path = QPainterPath()
    before = sys.getrefcount(None)
    for _ in range(1000):
        path.moveTo(1.0, 1.0)
    assert sys.getrefcount(None) > before - 100


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_file_is_short_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert text.startswith('"""'), "the first line says what the file is for"


def test_no_file_names_a_place_on_one_machine() -> None:
    place = re.compile(r"(?<![\w.$}/-])/(?:home|root|Users|work|tmp)/\w")
    found = [
        f"{path.relative_to(PROJECT)}:{number}: {line.strip()}"
        for path in WRITTEN
        if path != Path(__file__)
        for number, line in enumerate(_text(path).splitlines(), start=1)
        if place.search(line)
    ]
    assert not found


def test_code_becomes_a_running_program_in_one_place_only() -> None:
    runs = re.compile(r"(?<![\w.])(?:eval|exec|__import__)\(")
    unpickles = re.compile(
        r"pickle\.load|torch\.load\((?!.*weights_only=True)|\.recv\(\)|yaml\.load"
    )
    assert lines_with(runs) == ["engine/code/prelude.py: exec(code, program.__dict__)"]
    assert not lines_with(unpickles)


def test_code_is_compiled_to_run_it_and_to_find_its_mistakes_only() -> None:
    places = {line.split(":")[0] for line in lines_with(re.compile(r"(?<![\w.])compile\("))}
    assert places == {"engine/code/prelude.py", "script/reading.py"}


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands in the package: the file, and the line without its indentation."""
    return [
        f"{path.relative_to(PACKAGE)}: {line.strip()}"
        for path in SOURCES
        for line in _text(path).splitlines()
        if pattern.search(line)
    ]


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
