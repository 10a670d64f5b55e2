"""A lesson file to pages, scenes and questions, and every mistake in one with its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from graphlab.errors import DocumentError
from graphlab.study.lesson.model import (
    CodeBlock,
    Condition,
    Display,
    EdgeName,
    Heading,
    Listing,
    Note,
    Paragraph,
    Problem,
    Run,
    StepAt,
    Table,
    Target,
    plain,
)
from graphlab.study.lesson.reading import load_lesson, read_lesson
from tests.study.lesson.example import EXAMPLE, HEAD, SCENE, block, lesson

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.study.lesson.model import Lesson, Question


def read(text: str) -> Lesson:
    """A lesson in which nothing is wrong."""
    made, problems = read_lesson(text, "a")
    assert problems == ()
    assert made is not None
    return made


def plain_text(blocks: tuple[object, ...]) -> str:
    return " ".join(plain(block.line) for block in blocks if isinstance(block, Paragraph))


def asked(*fields: str, kind: str = "number") -> Question:
    made = read(lesson(SCENE, block(f"ask {kind}", "question: What?", *fields)))
    return made.pages[0].questions[0]


def test_the_example_of_the_documentation_is_read_as_it_says() -> None:
    made = read(EXAMPLE)
    assert (made.title, made.minutes, made.topic) == (
        "The square of a sine",
        5,
        "Derivatives and the chain rule",
    )
    walk, edge = made.pages
    assert walk.scene is not None
    assert walk.scene.source == "sin(x)^2"
    assert walk.scene.values == {"x": 0.5}
    assert walk.questions[0].until == (Condition("step", ">=", 3.0),)
    assert edge.scene is not None
    assert edge.scene.step == StepAt("adjoint", node="w1", before=True)
    assert edge.scene.edges == (EdgeName("w1", "w2"),)
    assert edge.scene.lock == ("step",)
    partial, adjoint, choice = edge.questions
    assert partial.of == Target("partial", "w1", "w2")
    assert len(partial.hints) == 2
    assert adjoint.mistakes[0].answer == Target("adjoint", "w2")
    assert [option.is_right for option in choice.options] == [True, False, True]
    assert choice.proof.startswith("from math import")
    assert list(made.questions) == ["p1q1", "p2q1", "p2q2", "p2q3"]


def test_a_page_without_a_scene_keeps_the_one_before() -> None:
    first, second = read(lesson(SCENE) + "\n# Another\n\nText.\n").pages
    assert second.scene is first.scene is not None


def test_values_may_go_on_in_indented_lines() -> None:
    page = read(
        lesson(
            block(
                "scene",
                "source:",
                "  u = x*y",
                "  u + sin(u)",
                "at: x = 0.5, y = pi/2",
                "start: 2",
                "highlight: w₃, w_4 -> w5",
                "highlight: w1",
                "show: jacobian w3 → w4",
                "descent: rate=0.2 steps=9 momentum=0.5",
            ),
            block("ask number", "question: One", "  and the other?", "answer: 2"),
        )
    ).pages[0]
    scene = page.scene
    assert scene is not None
    assert scene.source == "u = x*y\nu + sin(u)"
    assert scene.values["y"] == pytest.approx(1.5707963)
    assert scene.start == (2.0,)
    assert scene.nodes == ("w3", "w1")
    assert scene.edges == (EdgeName("w4", "w5"),)
    assert (scene.show, scene.shown_edge) == ("jacobian", EdgeName("w3", "w4"))
    assert scene.descent == (("rate", "0.2"), ("steps", "9"), ("momentum", "0.5"))
    assert plain_text(page.questions[0].prompt) == "One and the other?"


def test_code_keeps_its_indentation_and_its_call() -> None:
    code = ["code:", "  def f(x):", "      return x*x", "", "  # more", "input: x = randn(2, 1)"]
    scene = read(lesson(block("scene", *code, "part: f", "seed: 3"))).pages[0].scene
    assert scene is not None
    assert scene.code == "def f(x):\n    return x*x\n\n# more"
    assert (scene.inputs, scene.part, scene.seed) == ((("x", "randn(2, 1)"),), "f", 3)
    assert scene.text_line == 9


def test_every_kind_of_question_has_its_own_fields() -> None:
    assert asked("answer: 0.25", "tolerance: 2%").tolerance == pytest.approx(0.02)
    assert asked("answer: 2*w4", "in: nodes", kind="formula").within == "nodes"
    click = asked("where: adjoint = largest and kind = call", kind="click")
    assert click.where == (
        Condition("adjoint", "=", "largest"),
        Condition("kind", "=", "call"),
    )
    assert asked("answer: w3, w₄", kind="click").nodes == ("w3", "w4")
    memory = asked("share: a", "among: b, c", kind="memory")
    assert (memory.share, memory.among) == ("a", ("b", "c"))
    printed = asked("print: print(1)", "answer: 1", kind="printed")
    assert (printed.printing, printed.answer) == ("print(1)", "1")
    again = asked("of: adjoint w1", "again: partial w1 -> w3 | And $a$?").again[0]
    assert again.of == Target("partial", "w1", "w3")
    named = asked("of: gradient x", "name: slope", "points: 2.5", "topic: Slopes")
    assert (named.name, named.points, named.topic) == ("slope", 2.5, "Slopes")


def test_a_bar_inside_of_mathematics_does_not_end_an_option() -> None:
    options = ["options:", "  - [x] $|x| | 1$ | since $|x|$", "  - [ ] no", "    and more"]
    right, wrong = asked(*options, kind="choice").options
    assert (plain(right.line), plain(right.why)) == ("|x| | 1", "since |x|")
    assert (plain(wrong.line), wrong.why) == ("no and more", ())


# ── mistakes ─────────────────────────────────────────────────────────────────────────────────

NUMBER = ["question: What?", "of: adjoint w1"]
MISTAKES = [
    # of a scene, whose first field is in line 8
    (["scene", "source: x", "at: x = 1", "highligt: w1"], 10, "Did you mean highlight?"),
    (["scene", "source: x", "at: x = 1", "at all"], 10, "“at all” is no field of a scene"),
    (["scene", "source: x", "at: x = 1", "step: before w1"], 10, "is no step: write 0, all"),
    (["scene", "source: x", "at: x = 1", "step: adjont w1"], 10, "Did you mean adjoint?"),
    (["scene", "source: x", "at: x = 1", "lock: stap"], 10, "Did you mean step?"),
    (["scene", "source: x", "at: x = 1", "hide: all"], 10, "There are values, answer."),
    (["scene", "source: x", "at: x = 1", "show: valeus"], 10, "Did you mean values?"),
    (["scene", "source: x", "at: x = 1", "show: jacobian w1"], 10, "is no edge: write w4 -> w5"),
    (["scene", "source: x", "at: x = 1", "show: jacobian"], 10, "write jacobian w4 -> w5"),
    (["scene", "source: x", "at: x = 1", "show: edges w1"], 10, "says nothing after edges"),
    (["scene", "source: x", "at: x = 1", "seed: one"], 10, "is no whole number"),
    (["scene", "source: x", "at: x = 1", "start: 1, 2"], 8, "There are 2 starting gradients"),
    (["scene", "source: x", "at: x = 1", "start: one"], 10, "is no list of numbers"),
    (["scene", "source: x", "at: x = 1", "part: f"], 10, "“part:” is for code:"),
    (["scene", "source: x", "at: x = 1", "descent: rat=1"], 10, "Did you mean rate?"),
    (["scene", "source: x", "at: x = 1", "descent: rate=one"], 10, "a number from 0"),
    (["scene", "source: x", "at: x = 1", "descent: steps=1.5"], 10, "a whole number"),
    (["scene", "source: x", "at: x = 1", "code: y"], 10, "source: or code:, not both"),
    (["scene", "source: x", "at: x = 1", "step: 1", "step: 2"], 11, "is given twice"),
    (["scene", "source: x", "at: x = 1", "step:"], 10, "“step:” has no value"),
    (["scene", "source: x", "at: x = one"], 9, "x = one is no number"),
    (["scene", "source: x", "at: x"], 9, "“x” gives no value: write x = 0.5"),
    (["scene", "source: x", "at: x = 1, x = 2"], 9, "x is given twice"),
    (["scene", "source: x", "at: x = [1, 2; 3]"], 9, "no number"),
    (["scene", "source: x*y", "at: x = 1"], 8, "y has no value: write “at: y = 0.5”"),
    (["scene", "source: x", "at: x = 1, z = 2"], 8, "z is not an input of this formula"),
    (["scene", "source:", "  u = x", "  u*tan2(u)", "at: x = 1"], 10, "tan2"),
    (["scene", "code: x = ("], 8, "never closed"),
    (["scene", "code: def f(x): return x", "part: g"], 8, "no class or function g"),
    (["scene", "code: x = torch.ones(2)*3", "input: x = 2"], 8, "belong to a class or function"),
    (["scene", "code: x = torch.ones(2)*3", "at: x = 1"], 9, "is for a formula; code takes input:"),
    (["scene", "train: data=moons lrate=1"], 8, "There is no setting “lrate”"),
    (["scene", "train: data=moon"], 8, "no data set called 'moon'"),
    (["scene", "train: data moons"], 8, "“data” sets nothing"),
    (["scene", "train: lr=0.1 degree=3"], 8, "degree belongs to none of"),
    (["scene", "step: 1"], 7, "neither source: nor code: nor train:"),
    (["scene", "train: lr=0.1", "step: 1"], 9, "needs a source: or code:"),
    (["scene"], 7, "This scene is empty"),
    (["scene one", "source: 1"], 7, "Nothing follows the word scene."),
    # of a question, whose first field is in line 13
    (["ask nmuber", *NUMBER], 12, "Did you mean number?"),
    (["ask", *NUMBER], 12, "A question says what is typed"),
    (["aks number", *NUMBER], 12, "Did you mean ask?"),
    (["ask number", "of: adjoint w1"], 12, "lacks “question:”"),
    (["ask number", "question: What?"], 12, "Nothing says what is right"),
    (["ask number", "question: What?", "of: adjiont w1"], 14, "Did you mean adjoint?"),
    (["ask number", "question: What?", "of: partial w1"], 14, "is no edge: write w4 -> w5"),
    (["ask number", "question: What?", "of: value w1 -> w2"], 14, "of an edge there are partial"),
    (["ask number", "question: What?", "of: value !"], 14, "is no node: write w4"),
    (["ask number", *NUMBER, "tolerance: 1"], 15, "write a share such as 1%"),
    (["ask number", *NUMBER, "wrong: 3"], 15, "Write the wrong answer, then “ | ”"),
    (["ask number", *NUMBER, "again: adjoint w2"], 15, "then “ | ” and the question"),
    (["ask number", *NUMBER, "points: many"], 15, "is no number of points"),
    (["ask number", *NUMBER, "name: p1q2"], 15, "is a name that questions without one get"),
    (["ask number", *NUMBER, "name: a b"], 15, "A name is one word"),
    (["ask number", *NUMBER, "options: a"], 15, "There is no “options:” in ask number."),
    (["ask formula", *NUMBER, "in: node"], 15, "Did you mean nodes?"),
    (["ask printed", "question: What?"], 12, "write “answer:”"),
    (["ask choice", "question: What?", "options:", "  - [x] a"], 12, "two lines"),
    (["ask choice", "question: What?", "options:", "  - [ ] a", "  - [ ] b"], 12, "No option is"),
    (["ask choice", "question: What?", "options:", "  - a", "  - [x] b"], 15, "is no option"),
    (["ask click", "question: What?"], 12, "either “answer: w4” or “where:"),
    (["ask click", "question: What?", "where: size > 1"], 14, "cannot be asked for here"),
    (["ask click", "question: What?", "where: value > big"], 14, "is no number to compare"),
    (["ask memory", "question: What?", "share: a"], 12, "“among: b, c, d”"),
    (["do", "task: Walk."], 12, "write “until: step >= 3”"),
    (["do", "task: Walk.", "until: step"], 14, "is no condition"),
    (["do", "task: Walk.", "until: phase = back"], 14, "Did you mean backward?"),
    (["do", "task: Walk.", "until: phase > forward"], 14, "compares no numbers"),
    (["do", "task: Look.", "until: page = edges"], 14, "There are values, memory"),
    (["do", "task: Walk.", "until: stepp > 1"], 14, "Did you mean step?"),
    (["do it", "task: Walk.", "until: step > 1"], 12, "Nothing follows the word do"),
    (["proof", "right = [True]"], 12, "right below its question"),
]


@pytest.mark.parametrize(("lines", "line", "sentence"), MISTAKES, ids=lambda value: str(value)[:60])
def test_a_mistake_has_its_line_and_a_sentence(lines: list[str], line: int, sentence: str) -> None:
    first = [] if lines[0].startswith("scene") else [SCENE.strip()]
    text = lesson(*first, block(*lines), block("ask number", "question: W?", "answer: 1"))
    made, problems = read_lesson(text, "a")
    assert [problem.line for problem in problems] == [line], problems
    assert sentence in problems[0].sentence
    assert problems[0].is_fatal
    assert made is not None
    assert plain_text(made.pages[0].questions[-1].prompt) == "W?"  # the rest works


TEXT_MISTAKES = [
    ("# A\n", 1, "begins with a line “---”"),
    ("---\ntitle: A\n# B\n", 1, "The head is not closed"),
    ("---\nsummary: A\n---\n# B\n", 1, "no title"),
    ("---\ntitel: A\n---\n# B\n", 2, "Did you mean title?"),
    ("---\ntitle: A\nminutes: few\n---\n# B\n", 3, "is no whole number"),
    ("---\ntitle: A\nexam: perhaps\n---\n# B\n", 3, "is neither yes nor no"),
    ("---\ntitle: A\ntitle: B\n---\n# B\n", 3, "given twice"),
    ("---\ntitle: A\n---\n", 4, "There is no page"),
    ("---\ntitle: A\n---\nText\n# B\n", 4, "Text before the first page"),
    ("---\ntitle: A\n---\n# B\n\n![a](b.png)\n", 6, "Pictures are not shown"),
    ("---\ntitle: A\n---\n# B\n\n```do\ntask: A\nuntil: step > 1\n", 6, "is not closed"),
    ("---\ntitle: A\n---\n# B\n\n- a\n  ```scene\n  source: 1\n  ```\n", 7, "cannot stand in"),
    ("---\ntitle: A\n---\n# B\n\n" + "> " * 20 + "a", 6, "nested deeper than"),
    ("---\ntitle: A\n---\n# B\n\n" + "a" * 20_001, 6, "longer than 20,000 characters"),
    ("---\ntitle: A\n---\n" + "# B\n" * 201, 204, "at most 200 pages"),
    ("---\ntitle: A\n---\n# B\n" + "[" * 40_001, 5, "at most 40,000 brackets"),
    ("---\ntitle: A\n---\n# B\n" + "\n" * 20_001, 20_001, "at most 20,000 lines"),
    ("a" * 1_000_001, 1, "longer than 1 MB"),
    (HEAD + SCENE + SCENE, 12, "has a scene already"),
    (HEAD + block("ask number", "question: W?", "of: value w1"), 7, "no scene above sets one"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), TEXT_MISTAKES, ids=lambda v: str(v)[-40:])
def test_a_mistake_in_the_text_has_its_line(text: str, line: int, sentence: str) -> None:
    found = [problem for problem in read_lesson(text, "a")[1] if sentence in problem.sentence]
    assert [problem.line for problem in found[:1]] == [line]


def test_a_block_that_is_not_closed_ends_where_the_next_one_begins() -> None:
    text = lesson("```do\ntask: Walk.\nuntil: step > 1\n", SCENE, "# Another\n\nText.")
    made, problems = read_lesson(text, "a")
    assert problems == (Problem(7, "This do block is not closed: write ``` below it."),)
    assert made is not None
    assert [len(page.questions) for page in made.pages] == [1, 0]


def test_the_proof_of_a_question_that_is_none_is_no_other_one_s() -> None:
    good = block("ask number", "question: W?", "answer: 1")
    bad = block("ask choice", "question: W?", "options:", "  - [ ] a", "  - [ ] b")
    made, problems = read_lesson(lesson(good, bad, block("proof", "right = [True]")), "a")
    assert [problem.sentence for problem in problems] == ["No option is right: mark one “- [x] …”."]
    assert made is not None
    assert made.pages[0].questions[0].proof == ""


def test_a_dollar_without_another_one_is_told() -> None:
    made, problems = read_lesson(lesson("The label $y = 1 is $x$.\n\nIt costs \\$."), "a")
    assert made is not None
    assert [(problem.line, problem.is_fatal) for problem in problems] == [(7, False)]


def test_two_questions_of_one_name_are_told_apart() -> None:
    one = block("ask number", "question: W?", "answer: 1", "name: same")
    made, problems = read_lesson(lesson(one, one), "a")
    assert made is not None
    assert list(made.questions) == ["same", "p1q2"]
    assert problems == (Problem(16, "“same” is the name of the question in line 7 too."),)


def test_a_newer_version_is_read_and_told() -> None:
    made, problems = read_lesson("---\ntitle: A\nversion: 7\n---\n# B\n", "a")
    assert made is not None
    assert made.version == 7
    assert [(problem.line, problem.is_fatal) for problem in problems] == [(3, False)]


def test_names_of_questions_stay_when_one_before_is_broken() -> None:
    good = block("ask number", "question: W?", "answer: 1")
    whole, _ = read_lesson(lesson(good, good), "a")
    broken, _ = read_lesson(lesson(block("ask number", "question: W?"), good), "a")
    assert whole is not None
    assert broken is not None
    assert list(whole.questions)[1:] == list(broken.questions) == ["p1q2"]


# ── text ─────────────────────────────────────────────────────────────────────────────────────

MARKDOWN = [
    ("a *b* **c** `d` $e$", [Paragraph((Run("a "), Run("b", "emphasis"), Run(" "),
      Run("c", "strong"), Run(" "), Run("d", "code"), Run(" "), Run("e", "math")))]),
    ("a <b>c</b> &amp; \\$5", [Paragraph((Run("a <b>c</b> & $5"),))]),
    ("see [the page](http://a.b)", [Paragraph((Run("see the page"),))]),
    ("one\ntwo", [Paragraph((Run("one two"),))]),
    ("before $$x$$ after", [Paragraph((Run("before"),)), Display("x"), Paragraph((Run("after"),))]),
    ("$$\n\\frac{1}{2}\n$$", [Display("\\frac{1}{2}")]),
    ("It costs $3 and $4", [Paragraph((Run("It costs $3 and $4"),))]),
    ("## Part", [Heading((Run("Part"),))]),
    ("> note", [Note((Paragraph((Run("note"),)),))]),
    ("```python\nx = 1\n```", [CodeBlock("x = 1", "python")]),
    ("3. a\n4. b", [Listing(((Paragraph((Run("a"),)),), (Paragraph((Run("b"),)),)), 3)]),
    ("- a\n  - b", [Listing(((Paragraph((Run("a"),)),
      Listing(((Paragraph((Run("b"),)),),))),))]),
    ("|a|b|\n|-|-|\n|$c$|", [Table(((Run("a"),), (Run("b"),)), (((Run("c", "math"),), ()),))]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MARKDOWN, ids=lambda value: str(value)[:30])
def test_markdown_becomes_blocks(text: str, expected: list[object]) -> None:
    assert list(read(lesson(text)).pages[0].blocks) == expected


# ── files ────────────────────────────────────────────────────────────────────────────────────


def test_a_file_is_read_with_any_line_ends_and_its_number_is_no_part_of_its_name(
    tmp_path: Path,
) -> None:
    path = tmp_path / "07-sine.md"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    made, problems = load_lesson(path)
    assert problems == ()
    assert made is not None
    assert made.name == "sine"
    assert replace(made, name="a") == read(EXAMPLE)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"---\ntitle: A\n---\n# \xff\n", "is no text in UTF-8: see line 4"),
        (b"a" * 1_000_001, "is larger than 1 MB"),
        (None, "cannot be read: no such file"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_sentence(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "a.md"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DocumentError, match=sentence):
        load_lesson(path)
