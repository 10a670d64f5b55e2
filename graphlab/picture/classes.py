"""How classes of points look: colours that all eyes tell apart, each with its own marker."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from graphlab.picture.theme import Theme


class ClassLook(NamedTuple):
    """Colours on a light and on a dark ground, the marker, and what a person calls the two."""

    light: str
    dark: str
    marker: str
    words: str


CLASS_LOOKS = (
    ClassLook("#0072B2", "#2E8FD0", "circle", "blue circle"),
    ClassLook("#D55E00", "#E8702A", "square", "vermilion square"),
    ClassLook("#009E73", "#10A97F", "triangle", "green triangle"),
    ClassLook("#CC79A7", "#CC79A7", "diamond", "pink diamond"),
    ClassLook("#E69F00", "#E69F00", "wedge", "orange triangle on its tip"),
    ClassLook("#56B4E9", "#7CC8F2", "plus", "light blue plus"),
    ClassLook("#F0E442", "#F0E442", "star", "yellow star"),
    ClassLook("#3C3C3C", "#B8C0CA", "pentagon", "grey pentagon"),
)
"""Hues of Okabe and Ito; three are lighter on the dark ground, black is grey there."""


def class_look(place: int) -> ClassLook:
    """The look of a class by its number; beyond the eighth they begin again."""
    return CLASS_LOOKS[place % len(CLASS_LOOKS)]


def class_color(place: int, theme: Theme) -> str:
    """The colour of a class on the ground of a theme, as ``#RRGGBB``."""
    look = class_look(place)
    return look.dark if theme.name == "dark" else look.light
