"""What a file of a person's work holds: the Document, how it was looked at, where in a lesson."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from graphlab.study.document import Document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.study.bookmarks import Bookmark

VERSION = 1
"""Of the files that are written."""


@dataclass(frozen=True, slots=True)
class Look:
    """Choices of the View menu, in its own words; "", 0 or None leaves one as it is.

    ``at`` has the modules that were closed, the step and the place, as a bookmark has them.
    """

    orientation: str = ""
    labels: str = ""
    numbering: str = ""
    digits: int = 0
    at: Bookmark | None = None
    memory: bool | None = None


@dataclass(frozen=True, slots=True)
class LessonPlace:
    """The lesson that was open, by its name or its file's path, and the page, from 0."""

    name: str
    page: int = 0


@dataclass(frozen=True)
class Kept:
    """``strange`` are fields of the file that this graphlab does not know, by their place.

    They are written again. ``version`` is that of the file; one of a newer version is not written.
    """

    document: Document = field(default_factory=Document)
    look: Look = field(default_factory=Look)
    lesson: LessonPlace | None = None
    version: int = VERSION
    strange: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_newer(self) -> bool:
        """Whether a newer graphlab wrote the file, so that only that may write it."""
        return self.version > VERSION
