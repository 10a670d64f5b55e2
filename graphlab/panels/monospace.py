"""The type that code and printed lines are set in: DejaVu Sans Mono, which comes along."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtGui import QFont, QFontDatabase

from graphlab.resources import resource

SIZE = 13


def monospace(size: int = SIZE) -> QFont:
    """The bundled font, or the system's fixed one where it cannot be loaded."""
    family = _family()
    font = QFont(family) if family else QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setPixelSize(size)
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


@lru_cache(maxsize=1)
def _family() -> str:
    number = QFontDatabase.addApplicationFont(str(resource("fonts/DejaVuSansMono.ttf")))
    families = QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else ""
