"""How the window shows things: theme, direction, labels, digits, what is hidden. All remembered."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from graphlab.app.desk import VALUES
from graphlab.app.style import set_colours, system_theme
from graphlab.picture.options import EdgeLabels, Options, Orientation
from graphlab.picture.theme import THEMES
from graphlab.study.adjoint_form import FORMS, NONE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from graphlab.app.desk import Desk
    from graphlab.app.settings import Settings
    from graphlab.picture.theme import Theme
    from graphlab.study.labels import Numbering
    from graphlab.study.light import Light
    from graphlab.study.pins import Pins

ORIENTATIONS = ("auto", "lr", "tb")
LABELS = ("active", "symbols", "all")
NUMBERINGS = ("evaluation", "level")
DIGITS = ("3", "4", "6")
CHOICES = {
    "orientation": ORIENTATIONS,
    "labels": LABELS,
    "numbering": NUMBERINGS,
    "digits": DIGITS,
}
USUAL = {"orientation": "auto", "labels": "all", "numbering": "evaluation", "digits": "4"}
FORM = "adjoint-form"
ZOOM_STEP = 1.25


class View(QObject):
    """The slots of the View menu."""

    options_changed = Signal()
    theme_changed = Signal(object)
    presenting_wanted = Signal(bool)
    form_changed = Signal()

    def __init__(self, desk: Desk, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._settings = settings
        self.bare = False
        kept = {name: settings.choice(name, CHOICES[name], usual) for name, usual in USUAL.items()}
        self.options = Options(
            orientation=cast("Orientation", kept["orientation"]),
            labels=cast("EdgeLabels", kept["labels"]),
            numbering=cast("Numbering", kept["numbering"]),
            digits=int(kept["digits"]),
        )
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self._application = application
        self.theme: Theme = THEMES[
            settings.choice("theme", tuple(THEMES), system_theme(application))
        ]
        self.form = settings.choice(FORM, tuple(FORMS), NONE)

    @property
    def chosen(self) -> dict[str, str]:
        """The value of each group of exclusive commands."""
        return {
            "orientation": self.options.orientation,
            "labels": self.options.labels,
            "numbering": self.options.numbering,
            "digits": str(self.options.digits),
            "theme": self.theme.name,
        }

    def show(self, chosen: Mapping[str, str]) -> None:
        """Shows by these choices where they are known ones; the next window does not."""
        known = {name: chosen[name] for name, among in CHOICES.items() if chosen.get(name) in among}
        options = replace(
            self.options,
            labels=cast("EdgeLabels", known.get("labels", self.options.labels)),
            numbering=cast("Numbering", known.get("numbering", self.options.numbering)),
            digits=int(known.get("digits", self.options.digits)),
        )
        if known.get("orientation", options.orientation) != options.orientation:
            wanted = cast("Orientation", known["orientation"])
            options = replace(options, orientation=wanted, leaning="auto")
        self._change(options)

    # ── the picture ──────────────────────────────────────────────────────────────────────────

    def fit(self) -> None:
        self._desk.canvas.fit(whole=True)

    def zoom_in(self) -> None:
        self._desk.canvas.zoom_by(ZOOM_STEP)

    def zoom_out(self) -> None:
        self._desk.canvas.zoom_by(1 / ZOOM_STEP)

    def turn(self) -> None:
        """From left–right to top–down and back, seen from how the graph lies now."""
        picture = self._desk.canvas.picture
        lies = picture is None or picture.size[0] >= picture.size[1]
        now = self.options.orientation
        self.set_orientation("tb" if now == "lr" or (now == "auto" and lies) else "lr")

    def set_orientation(self, value: str) -> None:
        self._keep("orientation", value)
        wanted = cast("Orientation", value)
        self._change(replace(self.options, orientation=wanted, leaning="auto"))

    def set_labels(self, value: str) -> None:
        self._keep("labels", value)
        self._change(replace(self.options, labels=cast("EdgeLabels", value)))

    def set_numbering(self, value: str) -> None:
        self._keep("numbering", value)
        self._change(replace(self.options, numbering=cast("Numbering", value)))

    def set_digits(self, value: str) -> None:
        self._keep("digits", value)
        self._change(replace(self.options, digits=int(value)))

    def set_hidden(self, hidden: bool) -> None:
        """Hides what comes next, to predict it."""
        self._change(replace(self.options, hide=hidden))

    def set_aspect(self, aspect: float, leaning: Orientation = "auto") -> None:
        """The form of the place that a new graph is laid out for; nothing is drawn anew.

        ``leaning`` is how the graph lies already.
        """
        self.options = replace(self.options, aspect=aspect, leaning=leaning)

    # ── the tables ───────────────────────────────────────────────────────────────────────────

    def set_form(self, name: str) -> None:
        """What stands beside each node: its formula, or a form of its adjoint."""
        self._keep(FORM, name)
        self.lend_form(name)

    def lend_form(self, name: str = "") -> None:
        """The same, and what is remembered stays as it was; it comes back without a name."""
        self.form = name or self._settings.choice(FORM, tuple(FORMS), NONE)
        self.form_changed.emit()

    # ── the window ───────────────────────────────────────────────────────────────────────────

    def set_theme(self, name: str) -> None:
        self._keep("theme", name)
        self.theme = THEMES[name]
        set_colours(self._application, name)
        self.theme_changed.emit(self.theme)

    def set_memory(self, shown: bool) -> None:
        """Tints what shares memory."""
        self._change(replace(self.options, memory=shown))

    def set_light(self, light: Light | None, *, only: bool = False, draw: bool = True) -> None:
        """What is lit; ``only`` leaves out the rest. Without ``draw`` the next picture has it."""
        options = replace(self.options, light=light, only=only and light is not None)
        if draw:
            self._change(options)
        else:
            self.options = options

    def set_pins(self, pins: Pins) -> None:
        """Which cards a person has moved, and how far."""
        self._change(replace(self.options, pins=pins))

    def set_map(self, shown: bool) -> None:
        """The whole in small, where a part is seen."""
        self._keep("map", shown)
        self._desk.stage.map.set_wanted(shown)

    def set_values(self, shown: bool) -> None:
        self._keep("values", shown)
        self._desk.show_side(shown)
        if shown:
            self._desk.side.show_page(VALUES)

    def set_bare(self, bare: bool) -> None:
        """Leaves the graph and the transport."""
        self.bare = bare
        self._desk.show_bare(bare)

    def set_presenting(self, presenting: bool) -> None:
        self.presenting_wanted.emit(presenting)

    def to_formula(self) -> None:
        """The focus to the formula, all of it selected."""
        self._desk.formula.edit.setFocus()
        self._desk.formula.edit.selectAll()

    def next_region(self) -> None:
        """The focus to the next part of the window."""
        regions = [region for region in self._desk.regions() if region.isVisible()]
        focus = self._application.focusWidget()
        here = next(
            (
                place
                for place, region in enumerate(regions)
                if focus is not None and (region is focus or region.isAncestorOf(focus))
            ),
            -1,
        )
        if regions:
            self._desk.focus_region(regions[(here + 1) % len(regions)])

    def _keep(self, name: str, value: str | bool) -> None:
        self._settings.keep(name, value)

    def _change(self, options: Options) -> None:
        if options != self.options:
            self.options = options
            self.options_changed.emit()
