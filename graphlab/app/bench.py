"""What nearly every part behind a window works with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graphlab.app.actions import Actions
    from graphlab.app.desk import Desk
    from graphlab.app.questions import Link
    from graphlab.app.settings import Settings
    from graphlab.app.view import View
    from graphlab.app.walk import Walk
    from graphlab.app.window import Window
    from graphlab.app.work import Work


@dataclass(frozen=True, slots=True)
class Bench:
    """One window's: made once, before the parts, which take of it what they need."""

    window: Window
    desk: Desk
    work: Work
    walk: Walk
    view: View
    actions: Actions
    link: Link
    settings: Settings
