"""A right answer in another form gets better words when it is proved, and only then."""

from __future__ import annotations

import pytest

from graphlab.app.learning_proofs import Proofs
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.lesson.model import Question, Target
from graphlab.worker.messages import Refused, Sameness, SamenessRequest
from tests.app.conftest import HandLink
from tests.app.lessons import EngineLink
from tests.lecture import lecture_record

ASK = Question("q", "formula", (), of=Target("partial", "w4", "w5"))


@pytest.fixture
def asked(qtbot):
    link, heard = HandLink(), []
    proofs = Proofs(link)
    proofs.found.connect(lambda *found: heard.append(found))
    ground = Ground(lecture_record())

    def ask(text: str) -> None:
        proofs.ask(ASK, None, text, ground, judge(ASK, None, text, ground))

    yield ask, link, heard
    proofs.deleteLater()


def test_a_proof_gives_the_verdict_its_words(asked):
    ask, link, heard = asked
    ask("w4 + w4")
    (request,) = link.asked
    assert isinstance(request, SamenessRequest)
    assert (request.left, request.right) == ("w4 + w4", "2*w4")
    assert request.definitions["w4"] == "cos(w3)"
    link.message.emit(Sameness(request.number - 1, True))
    assert not heard
    link.message.emit(Sameness(request.number, True))
    ((name, text, verdict),) = heard
    assert (name, text, verdict.sentence) == ("q", "w4 + w4", "Right. Simplified, it is 2·w₄.")
    link.message.emit(Sameness(request.number, True))
    assert len(heard) == 1


@pytest.mark.parametrize("reply", [Sameness(0, False), Refused(0, "no")])
def test_without_a_proof_the_words_stay(asked, reply):
    ask, link, heard = asked
    ask("w4 + w4")
    number = link.asked[0].number
    link.message.emit(
        Sameness(number, False) if isinstance(reply, Sameness) else replace_number(reply, number)
    )
    assert not heard


@pytest.mark.parametrize("text", ["2*w4", "2*w5", "2 +"])
def test_nothing_is_asked_of_other_answers(asked, text):
    ask, link, _ = asked
    ask(text)
    assert link.asked == []


def test_only_the_newest_answer_is_heard_of(asked):
    ask, link, heard = asked
    ask("w4 + w4")
    ask("2*w5")
    link.message.emit(Sameness(link.asked[0].number, True))
    assert not heard


def replace_number(reply: Refused, number: int) -> Refused:
    return Refused(number, reply.problem)


ONE = """---
title: One
---

# One

```scene
source: sin(x)^2
at: x = 0.5
```

```ask formula
name: edge
question: The partial?
of: partial w2 -> w3
```
"""


class TestInTheWindow:
    @pytest.fixture
    def link(self):
        return EngineLink()

    def test_the_page_says_it_in_better_words(self, qtbot, controller, link, tmp_path):
        (tmp_path / "one.md").write_text(ONE, encoding="utf-8")
        controller.opening.open_path(tmp_path / "one.md")
        qtbot.wait(1)
        learning = controller.learn.learning
        learning.pane.answered.emit("edge", "w2 + w2")
        assert "points tried" in learning.progress.of("edge").last.verdict.sentence
        link.message.emit(Sameness(link.asked[-1].number, True))
        assert learning.progress.of("edge").last.verdict.sentence.startswith("Right. Simplified")
