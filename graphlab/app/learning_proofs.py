"""Right answers in another form: sympy is asked, in the worker, whether they are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from graphlab.study.judging.proof import claim_of, proved
from graphlab.worker.messages import Sameness, SamenessRequest

if TYPE_CHECKING:
    from graphlab.app.questions import Link
    from graphlab.study.judging.ground import Ground
    from graphlab.study.judging.proof import Claim
    from graphlab.study.judging.verdict import Verdict
    from graphlab.study.lesson.model import Question, Target

FIRST_NUMBER = 1 << 51
"""Numbers of these requests are never those of runs."""

ANOTHER = "right in another form"


class Proofs(QObject):
    """``found`` sends a question's name, the answer, and the verdict in better words.

    Where nothing is proved the verdict stays as it was, and nothing is sent.
    """

    found = Signal(str, str, object)

    def __init__(self, link: Link, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link = link
        self._number = FIRST_NUMBER
        self._asked: tuple[str, str, Verdict, Claim] | None = None
        link.message.connect(self._hear)

    def ask(
        self, question: Question, of: Target | None, text: str, ground: Ground, verdict: Verdict
    ) -> None:
        """Asks about the newest answer; one that waits still is not heard of any more."""
        self._asked = None
        if verdict.finding != ANOTHER:
            return
        claim = claim_of(question, of, text, ground)
        if claim is None:
            return
        self._number += 1
        self._asked = question.name, text, verdict, claim
        self._link.send(
            SamenessRequest(self._number, claim.left, claim.right, dict(claim.definitions))
        )

    def _hear(self, reply: object) -> None:
        if not isinstance(reply, Sameness) or reply.number != self._number or self._asked is None:
            return
        (name, text, verdict, claim), self._asked = self._asked, None
        if reply.is_proved:
            self.found.emit(name, text, proved(verdict, claim))
