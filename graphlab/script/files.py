"""Reading a Python file as text; nothing of it is run."""

from __future__ import annotations

import tokenize
from typing import TYPE_CHECKING

from graphlab.errors import DocumentError

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 1_000_000  # bytes


def read_file(path: Path) -> str:
    """The text of a Python file, in whatever encoding it declares."""
    try:
        if not path.is_file() and path.exists():
            raise DocumentError(f"{path.name} is no file that can be read.")
        if path.stat().st_size > LARGEST:
            raise DocumentError(f"{path.name} is larger than 1 MB, which graphlab does not read.")
        with tokenize.open(path) as file:
            return file.read()
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise DocumentError(f"{path.name} cannot be read: {reason}.") from None
    except (SyntaxError, UnicodeDecodeError):
        raise DocumentError(f"{path.name} is no text that can be read.") from None
