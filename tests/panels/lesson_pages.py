"""A small lesson and an exam, for the tests of the widgets that show them."""

from __future__ import annotations

from graphlab.study.judging.verdict import Verdict
from graphlab.study.lesson.model import (
    Block,
    Lesson,
    Option,
    Page,
    Paragraph,
    Question,
    Run,
    Target,
)

RIGHT = Verdict(True, "right", "Right.")
WRONG = Verdict(False, "wrong sign", "The sign is the other one.", "At x = 1 it is 2, yours −2.")
UNREAD = Verdict(False, "unreadable", "Column 4: a bracket is not closed.")


def words(text: str) -> Block:
    return Paragraph((Run(text),))


NUMBER = Question(
    "slope",
    "number",
    (words("What is the slope?"),),
    of=Target("adjoint", "w1"),
    hints=((words("It is a product."),), (words("Of two factors."),)),
    solution=(words("It is the cosine."),),
)
SEVERAL = Question(
    "zeros",
    "choice",
    (words("Where is it zero?"),),
    options=tuple(Option((Run(text),), text != "one") for text in ("zero", "one", "half of π")),
)
ONE = Question(
    "rule",
    "choice",
    (words("Which rule?"),),
    options=tuple(Option((Run(text),), text == "chain") for text in ("product", "chain")),
)
PRINTED = Question("print", "printed", (words("What is printed?"),), answer="1\n2")
MEMORY = Question("share", "memory", (words("Which share?"),), share="a", among=("b", "c"))
CLICK = Question("node", "click", (words("Which is used twice?"),), nodes=("w4",))
DO = Question("walk", "do", (words("Walk to the end."),))

LESSON = Lesson(
    "sine",
    "The square of a sine",
    (
        Page((Run("First"),), (words("Text. " * 400), NUMBER, SEVERAL)),
        Page((Run("Second"),), (ONE, PRINTED, MEMORY, CLICK, DO)),
    ),
)
EXAM = Lesson(
    "exam",
    "Exam",
    (Page((Run("One"),), (NUMBER,)), Page((Run("Two"),), (ONE,))),
    topic="Slopes",
    is_exam=True,
)
