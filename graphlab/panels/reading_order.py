"""The order in which Tab goes over a page: as it is read, whatever was made first."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget


def in_reading_order(page: QWidget) -> list[QWidget]:
    """What can be reached by Tab now, line by line and in a line from the left."""
    found = [widget for widget in page.findChildren(QWidget) if _is_reached(widget, page)]
    places = {widget: widget.mapTo(page, QPoint()) for widget in found}
    lines: list[list[QWidget]] = []
    middle = 0
    for widget in sorted(found, key=lambda each: places[each].y()):
        top = places[widget].y()
        if not lines or top >= middle:
            lines.append([])
            middle = top + widget.height() // 2
        lines[-1].append(widget)
    return [widget for line in lines for widget in sorted(line, key=lambda each: places[each].x())]


def beyond(page: QWidget, widget: QWidget, *, forward: bool) -> QWidget | None:
    """The next one in the window that is not on the page; None if there is none."""
    at: QWidget | None = widget
    while True:
        assert at is not None
        at = at.nextInFocusChain() if forward else at.previousInFocusChain()
        if at is widget or at is None:
            return None
        if at is not page and not page.isAncestorOf(at) and _is_reached(at, at.window()):
            return at


def _is_reached(widget: QWidget, page: QWidget) -> bool:
    return (
        bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        and widget.isEnabled()
        and widget.isVisibleTo(page)
        and widget.focusProxy() is None
    )
