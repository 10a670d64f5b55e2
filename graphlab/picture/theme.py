"""Colours of the three themes, chosen for contrast on canvas and card."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours as ``#RRGGBB``; a tint is None where a theme has none (print).

    ``negative``, ``zero`` and ``positive`` are the ends and the middle of heat maps; ``storages``
    (Okabe and Ito's hues) tint cards that share memory.
    """

    name: str
    canvas: str
    card: str
    ink: str
    muted: str
    edge: str
    divider: str
    value_text: str
    value_line: str
    adjoint_text: str
    adjoint_line: str
    value_tint: str | None
    adjoint_tint: str | None
    fault: str
    chip_fill: str
    chip_text: str
    negative: str
    zero: str
    positive: str
    storages: tuple[str, ...]
    dashed: bool = False

    def storage(self, place: int) -> str:
        """The tint of a card by the memory its tensor lives in; tints repeat, letters do not."""
        return self.storages[place % len(self.storages)]


LIGHT = Theme(
    name="light",
    canvas="#FAFBFC",
    card="#FFFFFF",
    ink="#16202C",
    muted="#4B5868",
    edge="#6B7787",
    divider="#E3E7EC",
    value_text="#005A9C",
    value_line="#0072B2",
    adjoint_text="#A63D00",
    adjoint_line="#D55E00",
    value_tint="#E8F2FB",
    adjoint_tint="#FFF1E6",
    fault="#8A1C7C",
    chip_fill="#A63D00",
    chip_text="#FFFFFF",
    negative="#762A83",
    zero="#F5F6F7",
    positive="#1B7837",
    storages=("#CFEFE2", "#F9F3B4", "#F3D9E8", "#D6ECFA", "#FCE4C4", "#DFE3E8"),
)

DARK = Theme(
    name="dark",
    canvas="#12171E",
    card="#1B222C",
    ink="#E9EEF5",
    muted="#A9B5C4",
    edge="#7F8C9D",
    divider="#303A47",
    value_text="#6DB8F2",
    value_line="#6DB8F2",
    adjoint_text="#FFA05C",
    adjoint_line="#FFA05C",
    value_tint="#12304A",
    adjoint_tint="#3A2415",
    fault="#F08FE0",
    chip_fill="#FFA05C",
    chip_text="#12171E",
    negative="#C79BD2",
    zero="#262E39",
    positive="#7FCB8A",
    storages=("#12493A", "#4D4A14", "#56304A", "#16415E", "#5A3E12", "#3B444F"),
)

PRINT = Theme(
    name="print",
    canvas="#FFFFFF",
    card="#FFFFFF",
    ink="#000000",
    muted="#333333",
    edge="#555555",
    divider="#CCCCCC",
    value_text="#00487D",
    value_line="#00487D",
    adjoint_text="#8F3400",
    adjoint_line="#8F3400",
    value_tint=None,
    adjoint_tint=None,
    fault="#000000",
    chip_fill="#8F3400",
    chip_text="#FFFFFF",
    negative="#762A83",
    zero="#FFFFFF",
    positive="#1B7837",
    storages=("#FFFFFF", "#F0F0F0", "#E2E2E2"),
    dashed=True,
)

THEMES: dict[str, Theme] = {theme.name: theme for theme in (LIGHT, DARK, PRINT)}
