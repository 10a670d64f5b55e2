"""Finds the files that come with graphlab: fonts, icons, examples, themes."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Path of a bundled file or folder, such as ``fonts/DejaVuSans.ttf``.

    An installed wheel holds ``resources`` inside the package; a checkout holds it beside it.
    """
    inside = PACKAGE / "resources"
    return (inside if inside.is_dir() else PACKAGE.parent / "resources") / name
