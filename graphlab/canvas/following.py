"""Where the camera looks while one steps: it follows what the step is about, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.canvas.camera import fitted

if TYPE_CHECKING:
    from graphlab.canvas.camera import Camera
    from graphlab.picture.shapes import Picture

MADE_OUT = 0.06  # the least zoom at which one sees that there are cards
AHEAD = 0.5  # of the view: how far a pan goes beyond a step, so that not each step needs one


def next_camera(
    camera: Camera, picture: Picture, extent: tuple[float, float], readable: float | None
) -> Camera:
    """The camera for another frame of the same walk; the same where nothing is out of sight.

    ``readable`` is the least zoom of a view that chose itself what is seen, None after the person
    zoomed or panned.
    """
    if picture.active is None or (readable is not None and camera.zoom > readable):
        return camera  # at such a zoom the whole picture is in view
    if readable is not None and camera.zoom < readable:
        return fitted_camera(picture, extent, readable)
    goal = camera.following(picture.active, picture.size, extent, AHEAD)
    return _with_card(goal, picture, extent, AHEAD)


def fitted_camera(
    picture: Picture, extent: tuple[float, float], readable: float, *, whole: bool = False
) -> Camera:
    """The camera that shows the whole picture, or as much as keeps the numbers of a step readable.

    Before the first step that is where the graph begins. ``whole`` is all of it at any step, or as
    much as lets its cards be made out.
    """
    if whole:
        camera = fitted(picture.size, extent, None)
        if camera.zoom >= MADE_OUT:
            return camera
        readable = MADE_OUT
    about = picture.active or picture.beginning
    return _with_card(fitted(picture.size, extent, about, readable), picture, extent, 0.0)


def _with_card(goal: Camera, picture: Picture, extent: tuple[float, float], ahead: float) -> Camera:
    """Where the card of a step and the ends of its edges cannot all be in view, the card is."""
    for card in picture.actives:
        if card.kind == "card":
            goal = goal.following(card.bounds, picture.size, extent, ahead)
    return goal
