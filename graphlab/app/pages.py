"""Two pages to read: the keys, and what the words mean."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from graphlab.app.commands import COMMANDS, MENUS
from graphlab.app.palette import keys_of

KEYS_NOTE = (
    "Plain keys work while the graph, a table or the step bar has the focus; a slider, a button,"
    " a list or a line that has it keeps its own. Presenting: PageUp and PageDown step, “.”"
    " blanks, Esc leaves. Enter on a card or a number opens Why?."
)
WORDS = (
    ("value", "The number a node has: what the forward pass computes, from the inputs on."),
    (
        "adjoint",
        "w̄ᵢ = ∂f/∂wᵢ: how much f changes per unit of wᵢ. The backward pass computes it, from the"
        " output on.",
    ),
    ("partial", "∂wⱼ/∂wᵢ: how much a node changes per unit of one of its arguments. One an edge."),
    (
        "contribution",
        "w̄ⱼ · ∂wⱼ/∂wᵢ: what one edge adds to the adjoint of its source. The adjoint is the sum"
        " over all edges that leave the node.",
    ),
    (
        "starting gradient",
        "The number the backward pass begins with at an output, 1 if nothing else is said. It is"
        " also called cotangent.",
    ),
    (
        "checked",
        "Every output and gradient was computed a second time by plain PyTorch and agrees up to"
        " rounding.",
    ),
    ("kink", "A point at which the slope jumps, as |x| at 0. PyTorch takes one of the slopes."),
    ("flat", "A function such as floor or sign, whose slope is 0 wherever it has one."),
    ("no gradient", "Nothing flows back here: no path leads from this node to the output."),
    (
        "shared memory",
        "Two tensors in one piece of memory (storage): a view, or a result written in place. A"
        " change of one shows in the other.",
    ),
    (
        "Jacobian",
        "∂wⱼ/∂wᵢ between tensors: a row for each element of wⱼ, a column for each of wᵢ. The"
        " contribution is the product with the adjoint, w̄ⱼᵀJ as a row or Jᵀw̄ⱼ as a column.",
    ),
    ("forward pass", "All values, each from the ones before it."),
    ("backward pass", "All adjoints, each from the ones after it."),
)


def keys_page(parent: QWidget) -> QDialog:
    """The page of keys, made from the table of commands."""
    rows = [f"<p>{KEYS_NOTE}</p><table cellspacing='0' cellpadding='3'>"]
    for menu in MENUS:
        listed = [c for c in COMMANDS if c.menu == menu and keys_of(c)]
        if listed:
            rows.append(f"<tr><td colspan='2'><br><b>{menu}</b></td></tr>")
        rows += [
            f"<tr><td width='190'>{keys_of(c).replace('<', '&lt;')}</td><td>{c.text}</td></tr>"
            for c in listed
        ]
    return _page("Keys", "".join(rows) + "</table>", parent)


def words_page(parent: QWidget) -> QDialog:
    """The page of words."""
    rows = [f"<p><b>{word}</b><br>{meaning}</p>" for word, meaning in WORDS]
    return _page("What the words mean", "".join(rows), parent)


def _page(title: str, html: str, parent: QWidget) -> QDialog:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    text = QTextBrowser(dialog)
    text.setFrameShape(QTextBrowser.Shape.NoFrame)
    text.setHtml(html)
    buttons = QDialogButtonBox(dialog)
    buttons.addButton(QPushButton("Close", dialog), QDialogButtonBox.ButtonRole.RejectRole)
    buttons.rejected.connect(dialog.close)
    column = QVBoxLayout(dialog)
    column.addWidget(text)
    column.addWidget(buttons)
    dialog.resize(560, 620)
    return dialog
