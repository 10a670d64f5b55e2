"""Fusion, our palette, our font and a short style sheet: the same window on every system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase
from PySide6.QtWidgets import QToolTip

from graphlab.app.chrome import chrome_of, palette_of
from graphlab.resources import resource

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from graphlab.app.chrome import Chrome

FAMILY = "DejaVu Sans"
SIZE = 13
FIRST_FONTS = ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")


def set_font(application: QApplication) -> None:
    """Loads what the window itself is written in; the canvas loads the rest later."""
    for name in FIRST_FONTS:
        QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
    font = QFont(FAMILY)
    font.setPixelSize(SIZE)
    application.setFont(font)
    QToolTip.setFont(font)


def set_colours(application: QApplication, theme: str) -> None:
    """Fusion with the palette and the sheet of a theme."""
    chrome = chrome_of(theme)
    if application.style().name().lower() != "fusion":
        application.setStyle("Fusion")
    application.setPalette(palette_of(chrome))
    QToolTip.setPalette(palette_of(chrome))
    application.setStyleSheet(sheet(chrome))


def system_theme(application: QApplication) -> str:
    """Dark where the system says that it is dark, else light."""
    dark = application.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return "dark" if dark else "light"


def sheet(chrome: Chrome) -> str:
    """The style sheet in these colours."""
    c = chrome
    return f"""
QMainWindow, #desk {{ background: {c.window}; }}
QMenuBar {{ background: {c.window}; padding: 2px 6px; }}
QMenuBar::item {{ padding: 4px 9px; border-radius: 4px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.selected}; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 26px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.selected}; color: {c.text}; }}
QMenu::item:disabled {{ color: {c.border}; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: 4px 8px; }}
QMenu::indicator {{ left: 7px; }}
QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; padding: 4px; }}
#formulaBar {{ background: {c.base}; border: none; border-bottom: 1px solid {c.line}; }}
#inputsBar, #inputsBar QScrollArea, #inputsBar QScrollArea > QWidget > QWidget {{
  background: {c.window}; border: none; }}
#inputsBar {{ border-bottom: 1px solid {c.line}; }}
#formulaEdit {{ background: transparent; border: none; font-size: 17px; padding: 0 4px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
#quiet, #hint {{ color: {c.muted}; }}
#formulaBar #quiet {{ font-size: 11px; }}
#hintLine {{ background: {c.canvas}; border: none; }}
#hintLine QLabel {{ color: {c.muted}; }}
#narration {{ background: {c.canvas}; border: none; border-top: 1px solid {c.line}; }}
#sentence {{ font-size: 14px; }}
#sentence[presenting="true"] {{ font-size: 24px; }}
#transport {{ background: {c.window}; border: none; border-top: 1px solid {c.line}; }}
#values {{ background: {c.base}; border: none; }}
#panelTitle {{ font-weight: bold; font-size: 14px; }}
#digits {{ color: {c.muted}; font-size: 12px; border-top: 1px solid {c.line}; }}
#why, #palette {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 8px; }}
#why[presenting="true"] QLabel, #why[presenting="true"] QPushButton {{ font-size: 21px; }}
#codePanel, #side, #printed, #parameters, #notesList, #setupForm, #offersBar {{
  background: {c.base}; border: none; }}
#codeLower, #codeLower > QWidget > QWidget {{ background: {c.base}; border: none; }}
#codeLower {{ border-top: 1px solid {c.line}; }}
#codeEdit, #printed QPlainTextEdit {{ background: {c.base}; border: none;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
#codeEdit {{ border-top: 1px solid {c.line}; }}
#codePanel QProgressBar {{ border: none; background: {c.line}; }}
#codePanel QProgressBar::chunk {{ background: {c.accent}; }}
#consentBar {{ background: {c.selected}; border: none; border-top: 1px solid {c.line}; }}
#newsBar {{ background: {c.selected}; border: none; border-bottom: 1px solid {c.line}; }}
#problemStrip {{ background: {c.base}; border: none; border-top: 1px solid {c.line};
  border-left: 4px solid {c.fault}; }}
#offer {{ text-align: left; }}
#offer:checked {{ background: {c.selected}; border: 1px solid {c.accent}; }}
#call {{ border: 1px solid transparent; text-align: left; padding: 3px 1px; }}
#switch {{ border: 1px solid {c.line}; border-radius: 0; padding: 4px 9px; background: {c.base}; }}
#switch:checked {{ background: {c.selected}; border: 1px solid {c.accent}; }}
#side QTabBar {{ background: {c.base}; }}
#side QTabBar::tab {{ background: transparent; padding: 7px 5px 5px 9px; color: {c.muted};
  border-bottom: 2px solid transparent; }}
#side QTabBar::tab:selected {{ color: {c.text}; border-bottom: 2px solid {c.accent}; }}
#side QTabBar::tab:focus {{ color: {c.text}; background: {c.selected}; }}
#side QTabBar::tear {{ width: 0; border: none; }}
#tabClose {{ padding: 1px; }}
#side QTabBar::scroller {{ width: 44px; }}
#side QTabBar QToolButton {{ background: {c.base}; padding: 2px; }}
#popover {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 6px; }}
#fieldProblem {{ color: {c.fault}; font-size: 12px; }}
#fieldRemark {{ color: {c.caution}; font-size: 12px; }}
#trainingPanel, #trainingPage {{ background: {c.base}; border: none; }}
#runButton, #openButton {{ background: {c.base}; border: 1px solid {c.border}; padding: 4px 5px; }}
#runButton {{ font-weight: bold; }}
#runButton:disabled, #openButton:disabled {{ color: {c.border}; background: {c.window};
  border-color: {c.line}; }}
#moreButton::menu-indicator {{ image: none; }}
#problemCount {{ color: {c.caution}; padding: 2px 4px; }}
#problemCount[blocks="true"] {{ color: {c.fault}; }}
#pointBar {{ background: {c.selected}; border: none; border-radius: 4px; }}
#loopLine {{ font-family: "DejaVu Sans Mono"; font-size: 12px; text-align: left; padding: 3px 8px;
  border: none; border-left: 3px solid {c.line}; border-radius: 0; background: {c.base};
  color: {c.text}; }}
#loopLine:checked {{ background: {c.selected}; border-left: 3px solid {c.accent};
  font-weight: bold; }}
#loopLine:focus {{ border: 1px solid {c.accent}; border-left: 3px solid {c.accent};
  padding: 2px 7px 2px 8px; }}
#weightsTable, #loopTable {{ font-size: 12px; }}
#loopTable {{ font-family: "DejaVu Sans Condensed"; }}
#loopTable::item {{ padding: 0; }}
#loopTable QHeaderView::section {{ padding: 2px 5px; }}
#loopTable QHeaderView::section:vertical {{ border: none; }}
#gridButton {{ padding: 1px 5px; border: 1px solid {c.line}; background: {c.base}; }}
#findBar {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 6px; }}
#notice {{ background: {c.raised}; border: 1px solid {c.border}; border-radius: 6px; }}
#notice[tone="mistake"] {{ border-left: 4px solid {c.fault}; }}
#notice[tone="differs"] {{ background: {c.fault_tint}; border: 2px solid {c.fault}; }}
#notice QLabel {{ font-size: 14px; }}
#badge {{ padding: 4px 8px; border-radius: 4px; color: {c.muted}; }}
#badge[state="checked"] {{ color: {c.good}; }}
#badge[state="unchecked"] {{ color: {c.caution}; background: {c.caution_tint};
  border: 1px solid {c.caution}; }}
#badge[state="differs"] {{ color: {c.base}; background: {c.fault}; font-weight: bold; }}
{_lessons(c)}
QLineEdit {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 4px;
  padding: 2px 5px; }}
QLineEdit:focus {{ border: 1px solid {c.accent}; }}
QLineEdit[readOnly="true"] {{ background: {c.window}; border: 1px solid {c.line}; }}
QLineEdit[wrong="true"] {{ border: 1px solid {c.fault}; color: {c.fault}; }}
QToolButton {{ border: 1px solid transparent; border-radius: 4px; padding: 5px; }}
QToolButton:hover {{ background: {c.selected}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.selected};
  border: 1px solid {c.border}; }}
QToolButton:focus, QPushButton:focus, #runButton:focus, #openButton:focus,
#gridButton:focus, #examples:focus,
#call:focus {{ border: 1px solid {c.accent}; }}
#switch:focus {{ border: 2px solid {c.text}; padding: 3px 8px; }}
#offer:focus {{ border: 2px solid {c.text}; padding: 4px; }}
#examples {{ padding: 4px 20px 4px 9px; border: 1px solid {c.line}; background: {c.base}; }}
#examples::menu-indicator {{ subcontrol-position: right center; right: 6px; }}
QPushButton {{ background: {c.base}; border: 1px solid {c.border}; border-radius: 4px;
  padding: 4px 12px; }}
QPushButton:hover {{ background: {c.selected}; }}
QPushButton:default {{ background: {c.accent}; color: {c.on_accent}; border-color: {c.accent}; }}
QPushButton:disabled {{ color: {c.border}; background: {c.window}; border-color: {c.line}; }}
QTableCornerButton::section {{ background: {c.base}; border: none; }}
QTableView {{ background: {c.base}; border: none; outline: none; }}
QHeaderView {{ background: {c.base}; }}
QHeaderView::section {{ background: {c.base}; color: {c.muted}; border: none;
  border-bottom: 1px solid {c.line}; padding: 4px 6px; font-size: 12px; }}
#healthTable {{ font-size: 12px; }}
#healthTable::item {{ padding: 0 5px; }}
#descentTable {{ font-size: 12px; }}
#descentTable::item {{ padding: 0 4px; }}
#memoryTable {{ font-size: 12px; }}
#memoryTable::item {{ padding: 0 1px; }}
#memoryTable QHeaderView::section {{ padding: 4px 2px; font-size: 11px; }}
#inputsBar QSlider::groove:horizontal,
#planeBar QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.line}; }}
#inputsBar QSlider::sub-page:horizontal,
#planeBar QSlider::sub-page:horizontal {{ border-radius: 2px; background: {c.accent}; }}
#inputsBar QSlider::handle:horizontal,
#planeBar QSlider::handle:horizontal {{ width: 14px; margin: -6px 0; border-radius: 8px;
  background: {c.accent}; border: 1px solid {c.window}; }}
#inputsBar QSlider::handle:horizontal:focus,
#planeBar QSlider::handle:horizontal:focus {{ border: 2px solid {c.text}; }}
QCheckBox::indicator {{ width: 13px; height: 13px; border: 1px solid {c.border};
  border-radius: 3px; background: {c.base}; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent};
  image: url("{_tick(c)}"); }}
QCheckBox::indicator:focus {{ border: 2px solid {c.text}; }}
QCheckBox::indicator:disabled {{ background: {c.window}; border-color: {c.line}; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border-radius: 4px; margin: 1px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.border}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: {c.base}; }}
QSplitter::handle:hover {{ background: {c.selected}; }}
QSplitter::handle:horizontal {{ border-left: 1px solid {c.line}; }}
QSplitter::handle:vertical {{ border-top: 1px solid {c.line}; }}
"""


def _lessons(c: Chrome) -> str:
    """Pages of lessons and their list."""
    return f"""
#lessonPane, #lessonList, #lessonList QScrollArea, #lessonList QScrollArea > QWidget > QWidget,
#lessonPage, #lessonInside {{ background: {c.base}; border: none; }}
#lessonPage {{ border: 1px solid transparent; }}
#lessonPage:focus {{ border: 1px solid {c.accent}; }}
#lessonQuestion {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 6px; }}
#lessonPane[presenting="true"] * {{ font-size: 21px; }}
#lessonReport {{ background: {c.selected}; border: none; border-radius: 6px; }}
#lessonReportTotal, #lessonTopic, #lessonCardTitle, #lessonToldTitle,
#lessonVerdictHead {{ font-weight: bold; }}
#lessonTopic {{ padding-top: 10px; }}
#lessonTold {{ border: none; border-left: 3px solid {c.line}; }}
#lessonToldTitle {{ color: {c.muted}; }}
#lessonVerdict {{ border: none; border-left: 3px solid {c.line}; }}
#lessonVerdict[tone="right"] {{ border-left: 3px solid {c.good}; }}
#lessonVerdict[tone="wrong"] {{ border-left: 3px solid {c.fault}; }}
#lessonVerdict[tone="almost"], #lessonVerdict[tone="unread"] {{
  border-left: 3px solid {c.caution}; }}
#lessonVerdictHead[tone="right"] {{ color: {c.good}; }}
#lessonVerdictHead[tone="wrong"] {{ color: {c.fault}; }}
#lessonVerdictHead[tone="almost"], #lessonVerdictHead[tone="unread"] {{ color: {c.caution}; }}
#lessonVerdictHead[tone="quiet"] {{ color: {c.muted}; }}
#lessonLines {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 4px;
  selection-background-color: {c.accent}; selection-color: {c.on_accent}; }}
#lessonLines:focus {{ border: 1px solid {c.accent}; }}
#lessonFoot {{ background: {c.base}; border: none; border-top: 1px solid {c.line}; }}
#lessonScene {{ background: {c.selected}; border: 1px solid {c.accent}; }}
#lessonProgress {{ border: none; background: {c.line}; }}
#lessonProgress::chunk {{ background: {c.accent}; }}
#lessonProblems, #lessonProblemsInside {{ background: {c.base}; border: none; }}
#lessonProblems {{ border-left: 4px solid {c.fault}; border-bottom: 1px solid {c.line}; }}
#lessonCard {{ border: 1px solid {c.line}; border-radius: 6px; text-align: left; }}
#lessonFirst {{ text-align: left; padding: 7px 10px; }}
#lessonNext, #lessonFirst[first="true"] {{ background: {c.accent}; color: {c.on_accent};
  border: 1px solid {c.accent}; }}
#lessonPane QPushButton:focus {{ background: {c.base}; color: {c.text};
  border: 2px solid {c.text}; padding: 3px 11px; }}
#lessonPane #lessonFirst:focus {{ padding: 6px 9px; }}
#lessonPane #lessonScene:focus {{ background: {c.selected}; }}
#lessonPane #lessonNext:focus, #lessonPane #lessonFirst[first="true"]:focus {{
  background: {c.accent}; color: {c.on_accent}; }}
QRadioButton::indicator {{ width: 13px; height: 13px; border: 1px solid {c.border};
  border-radius: 7px; background: {c.base}; }}
QRadioButton::indicator:checked {{ background: qradialgradient(cx:0.5, cy:0.5, radius:0.5,
  fx:0.5, fy:0.5, stop:0 {c.accent}, stop:0.5 {c.accent}, stop:0.6 {c.base}, stop:1 {c.base}); }}
QRadioButton::indicator:focus {{ border: 2px solid {c.text}; }}
QRadioButton::indicator:disabled {{ border-color: {c.line}; }}
"""


def _tick(chrome: Chrome) -> str:
    """A file, for a style sheet takes an image from nowhere else and does not tint it."""
    name = "tick-white" if QColor(chrome.on_accent).lightness() > 128 else "tick-black"
    return resource(f"icons/{name}.svg").as_posix()
