"""`graphlab lesson check`: what ships is right, and a planted mistake is found in its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from graphlab.cli import main
from graphlab.lesson_check import check_lesson
from graphlab.study.lesson.reading import load_lesson, read_lesson, shipped
from tests.study.lesson.example import EXAMPLE, SCENE, block, lesson

if TYPE_CHECKING:
    from pathlib import Path

    from graphlab.study.lesson.reading import Shipped

CODE = """```scene
code:
  a = torch.arange(4.)
  b = a[1:]
  c = a.clone().requires_grad_()
  d = (c*c).sum()
  d.backward()
  print(d)
```
"""
HALF = """```scene
train: data=two-class n=20 epochs=30
```
"""


def told(text: str, *, trusts: bool = True) -> list[tuple[int, str]]:
    """What the check finds in a lesson that is read without complaint."""
    made, problems = read_lesson(text, "a")
    assert problems == ()
    assert made is not None
    return [(problem.line, problem.sentence) for problem in check_lesson(made, trusts=trusts)]


@pytest.mark.parametrize("each", shipped(), ids=lambda each: each.name)
def test_every_lesson_that_ships_is_all_right(each: Shipped) -> None:
    made, problems = load_lesson(each.path)
    assert made is not None
    assert (*problems, *check_lesson(made, trusts=True)) == ()


def test_there_are_lessons() -> None:
    assert shipped()


def test_the_example_of_the_documentation_is_all_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "sine.md"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert main(["lesson", "check", str(path), "--trust"]) == 0
    assert capsys.readouterr().out == "2 pages, 4 questions: all right.\n"


def test_code_is_not_run_without_trust(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "sine.md"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert main(["lesson", "check", str(path)]) == 2
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        f"{path}:49: Code of a lesson runs only with --trust; add it if you trust this file.",
        "2 pages, 4 questions: 1 mistake.",
    ]
    assert err == "1 lesson has mistakes.\n"
    run = 'code: raise SystemExit("it ran")'
    assert [line for line, _ in told(lesson(block("scene", run)), trusts=False)] == [8]


def test_a_file_that_cannot_be_read_is_told_and_the_others_are_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, gone = tmp_path / "good.md", tmp_path / "gone.md"
    good.write_text(EXAMPLE, encoding="utf-8")
    assert main(["lesson", "check", str(gone), str(good), "--trust"]) == 2
    first, second = capsys.readouterr().out.splitlines()
    assert first == f"{gone}: gone.md cannot be read: no such file or directory."
    assert second == f"{good}: 2 pages, 4 questions: all right."


def test_the_list_has_every_lesson(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lesson", "list"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(shipped())


# ── what is right ────────────────────────────────────────────────────────────────────────────


def ask(kind: str, *fields: str) -> str:
    return block(f"ask {kind}", "question: W?", *fields)


def with_proof(asked: str, code: str) -> str:
    return f"{asked}\n\n{block('proof', code)}"


def do(until: str) -> str:
    return block("do", "task: W", f"until: {until}")


RIGHT = [
    (SCENE, ask("number", "of: adjoint w1", "answer: 1.2 + cos(0.5)")),
    (SCENE, ask("number", "of: gradient x", "wrong: 1.2 | Two paths.")),
    (SCENE, ask("number", "of: value w3", "again: value w4 | And the sine?")),
    (SCENE, ask("formula", "of: partial w1 -> w3", "wrong: w1 | No.")),
    (SCENE, ask("click", "where: successors > 1")),
    (SCENE, do("step > 4 and input.x = 2")),
    (SCENE, do("why = w4 and page = values")),
    (CODE, ask("memory", "share: a", "among: b, c")),
    (CODE, with_proof(ask("tensor", "answer: [1, 2, 3]"), "right = b")),
    ("", with_proof(ask("number", "answer: 0.25"), "right = 1 / 4")),
    ("", with_proof(ask("formula", "answer: 2*y"), "right = 'y + y'")),
    (CODE, ask("tensor", "of: gradient c", "answer: [0, 2, 4, 6]")),
    (CODE, ask("tensor", "of: shape b", "answer: 3")),
    (CODE, ask("printed", "answer: tensor(14., grad_fn=<SumBackward0>)")),
    (CODE, ask("printed", "print: print(b + 1)", "answer: tensor([2., 3., 4.])")),
    ("", ask("printed", "print: print(1 / 2)", "answer: 0.5")),
    (HALF, do("epochs >= 30 and accuracy > 0.5")),
]


@pytest.mark.parametrize(("scene", "asked"), RIGHT, ids=lambda text: text[-50:])
def test_what_is_right_passes(scene: str, asked: str) -> None:
    assert told(lesson(scene, asked)) == []


# ── planted mistakes ─────────────────────────────────────────────────────────────────────────

OF_X = "source: x\nat: x = 1"
SCENES = [
    (f"{OF_X}\nstep: 9", 10, "There is no step 9: the walk has 2."),
    (f"{OF_X}\nstep: value w4", 10, "There is no w4 in this graph"),
    (f"{OF_X}\nhighlight: w2", 10, "There is no w2 in this graph"),
    ("source: x*x\nat: x = 1\nhighlight: w2 -> w1", 10, "no edge from w2 to w1"),
    (f"{OF_X}\nshow: jacobian w1 -> w2", 10, "There is no w2"),
    ("source: A x\nat: A = [1, 2; 3, 4], x = [1, 2]\nshow: descent", 10, "vector or a matrix"),
    ("code:\n  a = torch.ones(2)\n  b = a*a.sum(5)", 10, "dimension"),
    ("code: def f(x): return x\npart: f\ninput: x = rand", 8, "rand(2, 1)"),
    ("code: a = torch.ones(2)*2\nshow: printed", 9, "nothing is printed"),
    ("train: lr=1e9", 8, "rate"),
]


@pytest.mark.parametrize(("fields", "line", "sentence"), SCENES)
def test_a_mistake_in_a_scene_is_found_in_its_line(fields: str, line: int, sentence: str) -> None:
    found = told(lesson(block("scene", fields)))
    assert [place for place, _ in found] == [line], found
    assert sentence in found[0][1]


W1, W2 = "of: adjoint w1", "of: adjoint w2"
PARTIAL = "of: partial w1 -> w4"
CHOICE = ask("choice", "options:", "  - [x] 1", "  - [ ] 2")
NO_W9 = "There is no w9 in this graph"
QUESTIONS = [
    (ask("number", "answer: 2"), "Nothing verifies this answer"),
    (ask("number", W1, "answer: 1.2"), "The engine has 2.07758256189037"),
    (ask("number", "of: adjoint w9"), NO_W9),
    (ask("number", "of: partial w2 -> w4"), "There is no edge from w2 to w4"),
    (ask("number", W2, "answer: 1 +"), "The answer 1 + is not right"),
    (ask("number", W2, "wrong: 0.5 | No."), "“wrong: 0.5” is judged right."),
    (ask("number", W2, "wrong: value w1 | No."), "is judged right."),
    (ask("number", W2, "wrong: ((1 | No."), "cannot be read"),
    (ask("number", W2, "wrong: value w9 | No."), NO_W9),
    (ask("number", W2, "again: value w9 | Y?"), NO_W9),
    (ask("formula", PARTIAL, "answer: sin(w1)"), "The answer sin(w1) is not right"),
    (ask("formula", PARTIAL, "wrong: cos(x) | No."), "is judged right."),
    (ask("click", "where: successors > 5"), "No node of this graph is meant"),
    (ask("click", "where: value < 9"), "Every node of this graph is right."),
    (ask("click", "answer: w9"), NO_W9),
    (with_proof(CHOICE, "right = [False, False]"), "Option 1 is wrong by the proof"),
    (with_proof(CHOICE, "right = [True]"), "a list with True or False for each"),
    (with_proof(ask("number", "answer: 2"), "right = 3"), "By the proof 3 is right"),
    (with_proof(ask("number", "answer: 2"), "right = print"), "a number, a list or a formula"),
    (with_proof(ask("number", "answer: 2"), "left = 2"), "does not set right"),
    (with_proof(CHOICE, "right = [1/0, 1]"), "zero"),
    (ask("printed", "answer: 1"), "Nothing prints here"),
    (ask("printed", "answer: 1", "print: print(1.)"), "that is “1.0”"),
    (ask("printed", "answer: 1", "print: 1"), "Nothing is printed here."),
    (do("step > 10"), "No step is > 10: the walk has 10."),
    (do("step >= 0"), "done before anybody does anything"),
    (do("node = w9"), NO_W9),
    (do("input.z > 1"), "no input z in this scene (inputs: x, y)"),
    (ask("number", W2, r"hint: Use $\sine x$."), "“\\sine”, a command that graphlab does not set"),
    (ask("number", W2, r"solution: $\frac{1}{2$"), "a brace “{” lacks the other one"),
]


@pytest.mark.parametrize(("asked", "sentence"), QUESTIONS, ids=lambda text: text[-60:])
def test_a_mistake_in_a_question_is_found_in_its_line(asked: str, sentence: str) -> None:
    found = told(lesson(SCENE, asked))
    assert [place for place, _ in found] == [12], found
    assert sentence in found[0][1]


ELSEWHERE = [
    (SCENE.replace("at:", "lock: step\nat:"), do("step > 1"), "step is locked"),
    ("", do("step > 1"), "no scene above sets one"),
    (CODE, ask("memory", "share: a", "among: b, q"), "There is no q in this graph"),
    (CODE, ask("memory", "share: a", "among: a, b"), "shares memory with itself"),
    (CODE, ask("tensor", "of: gradient c", "answer: [0, 1, 2, 3]"), "is not right"),
    (HALF, do("epochs > 30"), "No epoch is > 30: the run has 30."),
]


def test_what_a_scene_that_fails_brings_with_it_is_not_told_too() -> None:
    fails = block("scene", "code:", "  a = torch.ones(2)", "  b = a.clne()", "show: printed")
    asked = ask("memory", "share: a", "among: b"), ask("printed", "print: print(b)", "answer: 1")
    ((line, sentence),) = told(lesson(fails, *asked))
    assert (line, "clne" in sentence) == (10, True)
    made, problems = read_lesson(lesson(block("scene", "source: x", "at: x = 0,5")), "a")
    assert made is not None
    assert [problem.sentence for problem in problems] == [
        "“0,5” is no number here: write 0.5, with a point."
    ]
    assert check_lesson(made, trusts=True) == ()


def test_an_answer_that_is_no_number_is_told() -> None:
    scene = block("scene", "source: ln(x)", "at: x = -1")
    ((_, sentence),) = told(lesson(scene, ask("number", "of: value w2")))
    assert "NaN or infinite" in sentence


@pytest.mark.parametrize(("scene", "asked", "sentence"), ELSEWHERE, ids=lambda text: text[-50:])
def test_a_mistake_on_another_scene_is_found_too(scene: str, asked: str, sentence: str) -> None:
    ((_, found),) = told(lesson(scene, asked))
    assert sentence in found
