"""Which imports of a script mean files that lie beside it; told from the text and the folder."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from graphlab.errors import GraphlabError
from graphlab.script.reading import read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def beside(text: str, folder: Path) -> tuple[str, ...]:
    """The names of these files and folders, as they are called there; nothing is run."""
    try:
        tree = read(text)
        found = [name for module in _imported(tree) for name in _named(module, folder)]
    except (GraphlabError, OSError, ValueError):
        return ()
    return tuple(dict.fromkeys(found))


def _imported(tree: ast.Module) -> Iterator[str]:
    """The first part of every module that is imported, wherever the import stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]


def _named(module: str, folder: Path) -> Iterator[str]:
    if (folder / f"{module}.py").is_file():
        yield f"{module}.py"
    elif (folder / module).is_dir() and next((folder / module).glob("*.py"), None) is not None:
        yield f"{module}/"
