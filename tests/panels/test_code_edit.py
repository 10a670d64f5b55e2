"""Typing Python with real keys, and the marks that the editor shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor

from graphlab.errors import InputError
from graphlab.panels import python_colours
from graphlab.panels.code_edit import CodeEdit
from graphlab.panels.python_colours import COLOURS, tokens
from graphlab.picture.theme import THEMES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def edit(qtbot: QtBot) -> CodeEdit:
    edit = CodeEdit()
    qtbot.addWidget(edit)
    edit.resize(400, 200)
    edit.show()
    qtbot.waitExposed(edit)
    edit.setFocus()
    return edit


def select_all(edit: CodeEdit) -> None:
    cursor = edit.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    edit.setTextCursor(cursor)


def to_end(edit: CodeEdit) -> None:
    edit.moveCursor(QTextCursor.MoveOperation.End)


# ── keys ─────────────────────────────────────────────────────────────────────────────────────


def test_a_class_typed_line_by_line_indents_itself(qtbot: QtBot, edit: CodeEdit) -> None:
    for line in ("class M(nn.Module):", "def forward(self, x):", "return x*x", "y = 2"):
        qtbot.keyClicks(edit, line)
        qtbot.keyClick(edit, Key.Key_Return)
    assert edit.text == (
        "class M(nn.Module):\n    def forward(self, x):\n        return x*x\n    y = 2\n    "
    )


def test_a_comment_after_the_colon_changes_nothing(qtbot: QtBot, edit: CodeEdit) -> None:
    qtbot.keyClicks(edit, "if x:  # why not")
    qtbot.keyClick(edit, Key.Key_Return)
    assert edit.text.endswith("\n    ")
    edit.open_text("")
    qtbot.keyClicks(edit, "s = '#:'")
    qtbot.keyClick(edit, Key.Key_Return)
    assert edit.text == "s = '#:'\n"


def test_backspace_goes_a_level_back_and_otherwise_takes_one_letter(
    qtbot: QtBot, edit: CodeEdit
) -> None:
    edit.open_text("      x")
    edit.moveCursor(QTextCursor.MoveOperation.EndOfLine)
    edit.moveCursor(QTextCursor.MoveOperation.Left)
    qtbot.keyClick(edit, Key.Key_Backspace)
    assert edit.text == "    x"
    to_end(edit)
    qtbot.keyClick(edit, Key.Key_Backspace)
    assert edit.text == "    "


def test_tab_and_shift_tab_move_all_selected_lines(qtbot: QtBot, edit: CodeEdit) -> None:
    edit.open_text("a\n\n  b")
    select_all(edit)
    qtbot.keyClick(edit, Key.Key_Tab)
    assert edit.text == "    a\n\n      b"
    qtbot.keyClick(edit, Key.Key_Backtab, SHIFT)
    assert edit.text == "a\n\n    b"
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert edit.text == "    a\n\n      b"


def test_tab_without_a_selection_goes_to_the_next_level(qtbot: QtBot, edit: CodeEdit) -> None:
    qtbot.keyClicks(edit, "ab")
    qtbot.keyClick(edit, Key.Key_Tab)
    assert edit.text == "ab  "


def test_comments_go_in_and_out(edit: CodeEdit) -> None:
    edit.open_text("    a\n        b\n\n    c")
    select_all(edit)
    edit.toggle_comment()
    assert edit.text == "    # a\n    #     b\n\n    # c"
    edit.toggle_comment()
    assert edit.text == "    a\n        b\n\n    c"


def test_home_goes_to_the_first_letter_and_then_to_the_start(qtbot: QtBot, edit: CodeEdit) -> None:
    edit.open_text("    abc")
    to_end(edit)
    seen = []
    for _ in range(3):
        qtbot.keyClick(edit, Key.Key_Home)
        seen.append(edit.textCursor().position())
    assert seen == [4, 0, 4]


def test_undo_and_redo_are_the_editors_own(qtbot: QtBot, edit: CodeEdit) -> None:
    qtbot.keyClicks(edit, "x")
    qtbot.keyClick(edit, Key.Key_Return)
    edit.set_text("other")
    qtbot.keyClick(edit, Key.Key_Z, CTRL)
    assert edit.text == "x\n"
    qtbot.keyClick(edit, Key.Key_Y, CTRL)
    assert edit.text == "other"


def test_what_is_pasted_is_cleaned(qtbot: QtBot, edit: CodeEdit) -> None:
    edit.cleaned = lambda text: text.replace(">>> ", "")
    data = QMimeData()
    data.setText(">>> x = 1\n")
    QGuiApplication.clipboard().setMimeData(data)
    qtbot.keyClick(edit, Key.Key_V, CTRL)
    assert edit.text == "x = 1\n"


# ── marks ────────────────────────────────────────────────────────────────────────────────────


def test_the_line_of_the_step_moves_with_the_text_and_scrolls_into_view(
    qtbot: QtBot, edit: CodeEdit
) -> None:
    edit.open_text("\n".join(f"x{i} = {i}" for i in range(100)))
    edit.show_step(80, "backward")
    assert 80 in [line for line, *_ in edit.lines_in_view()]
    assert edit.textCursor().position() == 0
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(edit, Key.Key_Return)
    assert edit.step_line == 81
    edit.show_step(None)
    assert edit.step_line is None


def test_a_mistake_is_marked_with_its_sentence(qtbot: QtBot, edit: CodeEdit) -> None:
    edit.open_text("a = 1\nb = = 2\nc = 3")
    edit.show_mistake(InputError("This is no Python.", line=2, column=5, length=1))
    assert edit.wrong_line == 2
    assert edit._gutter.tips == {2: "This is no Python."}
    wave = edit.extraSelections()[-1]
    assert (wave.cursor.selectedText(), wave.format.underlineColor().name()) == ("=", "#8a1c7c")
    edit.show_mistake(None)
    assert edit._gutter.marks == {}


def test_a_mistake_without_a_column_underlines_its_line(edit: CodeEdit) -> None:
    edit.open_text("  abc\nd")
    edit.show_mistake(InputError("wrong", line=1))
    assert edit.extraSelections()[-1].cursor.selectedText() == "abc"
    edit.show_mistake(InputError("beyond the end", line=9))
    assert edit.wrong_line is None


def test_notes_are_signs_in_the_margin(edit: CodeEdit) -> None:
    edit.open_text("a\nb")
    edit.show_notes([(2, "This number left the graph.")])
    assert edit._gutter.marks[2][0] == "•"
    assert edit._gutter.tips[2] == "This number left the graph."


def test_the_margin_has_room_for_all_numbers_and_knows_its_lines(edit: CodeEdit) -> None:
    narrow = edit._gutter.width()
    edit.open_text("\n" * 1200)
    assert edit._gutter.width() > narrow
    height = edit.fontMetrics().height()
    assert edit._gutter.line_at(edit.contentOffset().y() + 1.5 * height) == 2
    assert edit._gutter.line_at(-50) is None


def test_go_to_puts_the_cursor_there(edit: CodeEdit) -> None:
    edit.open_text("\n" * 99)
    edit.go_to(60)
    assert edit.textCursor().blockNumber() == 59


@pytest.mark.parametrize("theme", list(THEMES))
def test_every_theme_paints(edit: CodeEdit, theme: str) -> None:
    edit.open_text("class A:\n    pass  # nothing")
    edit.set_theme(THEMES[theme])
    edit.show_step(1)
    assert not edit.grab(edit.rect().adjusted(0, 0, -1, -1)).isNull()
    assert edit.cursorForPosition(QPoint(200, 5)).blockNumber() == 0


# ── colours ──────────────────────────────────────────────────────────────────────────────────


def kinds(line: str, state: int = 0) -> list[tuple[str, str]]:
    return [(line[start : start + length], kind) for start, length, kind in tokens(line, state)[0]]


def test_the_words_of_a_line_are_told_apart() -> None:
    assert kinds("    def forward(self, x): return x*2.5e-3 # half 'of' it") == [
        ("def", "keyword"),
        ("forward", "definition"),
        ("self", "self"),
        ("return", "keyword"),
        ("2.5e-3", "number"),
        ("# half 'of' it", "comment"),
    ]
    assert kinds("@torch.no_grad()") == [("@torch.no_grad", "keyword")]
    assert kinds('w1 = f\'{a}#\' + "\\""') == [("f'{a}#'", "text"), ('"\\""', "text")]
    assert kinds("a@b") == []


def test_text_over_several_lines_keeps_its_colour() -> None:
    parts, state = tokens('x = r"""one', 0)
    assert (parts[-1][2], state) == ("text", 1)
    assert tokens("two", state) == ([(0, 3, "text")], 1)
    assert kinds('three""" if', 1) == [('three"""', "text"), ("if", "keyword")]


def test_what_is_too_long_to_be_read_is_not_coloured_until_it_is_shorter(
    qtbot: QtBot, edit: CodeEdit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(python_colours, "MAX_CHARACTERS", 20)
    coloured: list[str] = []
    monkeypatch.setattr(
        python_colours, "tokens", lambda line, state: (coloured.append(line), ([], state))[1]
    )
    edit.set_text("x = 1\n" * 4)
    edit.open_text("x = 1\n" * 5)
    assert coloured == []
    edit.set_text("y = 1")
    qtbot.waitUntil(lambda: coloured == ["y = 1"])


def test_every_colour_can_be_read_on_the_editors_ground() -> None:
    for name, colours in COLOURS.items():
        ground = THEMES[name].card
        for field in colours.__slots__:
            assert contrast(getattr(colours, field), ground) >= 4.5, (name, field)


def contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    a, b = sorted((light(one), light(other)))
    return (b + 0.05) / (a + 0.05)
