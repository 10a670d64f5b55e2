"""The window's own colours, for light and dark; print is light on pure white."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True, slots=True)
class Chrome:
    """Colours of bars, fields and text around the graph."""

    window: str
    base: str
    canvas: str
    raised: str
    selected: str
    text: str
    muted: str
    line: str
    border: str
    accent: str
    on_accent: str
    fault: str
    fault_tint: str
    good: str
    caution: str
    caution_tint: str


LIGHT = Chrome(
    window="#F1F4F7",
    base="#FFFFFF",
    canvas="#FAFBFC",
    raised="#FFFFFF",
    selected="#E2ECF5",
    text="#16202C",
    muted="#4B5868",
    line="#D3DAE2",
    border="#8794A3",
    accent="#0072B2",
    on_accent="#FFFFFF",
    fault="#8A1C7C",
    fault_tint="#F8EAF6",
    good="#1B6B35",
    caution="#754600",
    caution_tint="#FCF1D8",
)
DARK = Chrome(
    window="#171D25",
    base="#1B222C",
    canvas="#12171E",
    raised="#222B37",
    selected="#24384C",
    text="#E9EEF5",
    muted="#A9B5C4",
    line="#2E3845",
    border="#66758A",
    accent="#6DB8F2",
    on_accent="#12171E",
    fault="#F08FE0",
    fault_tint="#3A2138",
    good="#7FCB8A",
    caution="#F2C46D",
    caution_tint="#3A2E14",
)
PRINT = replace(LIGHT, canvas="#FFFFFF", text="#000000", muted="#333333")
CHROMES = {"light": LIGHT, "dark": DARK, "print": PRINT}


def chrome_of(theme: str) -> Chrome:
    """The chrome that goes with a picture's theme."""
    return CHROMES.get(theme, LIGHT)


def palette_of(chrome: Chrome) -> QPalette:
    """The Qt palette, for every role that Fusion paints with."""
    role = QPalette.ColorRole
    colours = {
        role.Window: chrome.window,
        role.WindowText: chrome.text,
        role.Base: chrome.base,
        role.AlternateBase: chrome.selected,
        role.Text: chrome.text,
        role.PlaceholderText: chrome.muted,
        role.Button: chrome.window,
        role.ButtonText: chrome.text,
        role.BrightText: chrome.fault,
        role.Highlight: chrome.accent,
        role.Accent: chrome.accent,
        role.HighlightedText: chrome.on_accent,
        role.Link: chrome.accent,
        role.LinkVisited: chrome.accent,
        role.ToolTipBase: chrome.raised,
        role.ToolTipText: chrome.text,
        role.Light: chrome.raised,
        role.Midlight: chrome.line,
        role.Mid: chrome.border,
        role.Dark: chrome.border,
        role.Shadow: chrome.canvas,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    pale = QColor(chrome.muted)
    pale.setAlphaF(0.55)
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, pale)
    return palette
