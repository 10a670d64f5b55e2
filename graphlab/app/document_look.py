"""How a document was looked at: taken when it is saved, shown again when it is opened."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graphlab.keeping.kept import Look

if TYPE_CHECKING:
    from graphlab.app.actions import Actions
    from graphlab.app.bookmarks import Bookmarks
    from graphlab.app.learn import Learn
    from graphlab.app.side_pages import SidePages
    from graphlab.app.view import View
    from graphlab.study.bookmarks import Aim, Bookmark

SAME_PLACE = 1.5  # of the picture's units, by which another size of the window moves what is seen
SAME_ZOOM = 1.002


class Looks:
    """The choices of the View menu, and what is seen, as a bookmark has it."""

    def __init__(
        self,
        view: View,
        pages: SidePages,
        bookmarks: Bookmarks,
        learn: Learn,
        actions: Actions,
    ) -> None:
        self._view = view
        self._pages = pages
        self._bookmarks = bookmarks
        self._learn = learn
        self._actions = actions

    def taken(self, before: Look) -> Look:
        """How it is looked at now; ``before`` is how it was when it was opened or saved.

        That stays where it is as good as the same, and where there is nothing to be seen yet.
        """
        options = self._view.options
        seen = self._bookmarks.seen() if self._learn.own is None else None
        at = before.at if seen is None or _is_same(seen, before.at) else seen
        return Look(
            options.orientation,
            options.labels,
            self._learn.numbering,
            options.digits,
            at,
            None if before.memory is None and not options.memory else options.memory,
        )

    def show(self, look: Look) -> None:
        """Looks at it so, as soon as its graph is there."""
        self._view.show(
            {
                "orientation": look.orientation,
                "labels": look.labels,
                "numbering": look.numbering,
                "digits": str(look.digits),
            }
        )
        if look.memory is not None and look.memory != self._view.options.memory:
            self._pages.lend_memory(look.memory)
        self._actions.show_choices(self._view.chosen)
        self._bookmarks.show_once_drawn(look.at)


def _is_same(now: Bookmark, before: Bookmark | None) -> bool:
    if before is None or replace(now, name=before.name, aim=before.aim) != before:
        return False
    return now.aim == before.aim or _is_near(now.aim, before.aim)


def _is_near(now: Aim | None, before: Aim | None) -> bool:
    if now is None or before is None or now.node != before.node:
        return False
    is_zoom = 1 / SAME_ZOOM < now.zoom / before.zoom < SAME_ZOOM
    return is_zoom and max(abs(now.dx - before.dx), abs(now.dy - before.dy)) < SAME_PLACE
