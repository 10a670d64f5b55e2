"""The judge: an answer to a question, on the run of its scene, gives a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphlab.errors import InputError
from graphlab.study.judging.arrays import judge_tensor
from graphlab.study.judging.choices import (
    judge_choice,
    judge_click,
    judge_memory,
    judge_printed,
)
from graphlab.study.judging.formulas import judge_formula, judge_number
from graphlab.study.judging.tensor_formulas import judge_tensor_formula
from graphlab.study.judging.truth import truth
from graphlab.study.judging.verdict import Verdict

if TYPE_CHECKING:
    from graphlab.study.judging.ground import Ground
    from graphlab.study.lesson.model import Question, Target


def judge(question: Question, of: Target | None, text: str, ground: Ground) -> Verdict:
    """Judges what was typed, ticked or clicked; never raises for any text.

    ``of`` is what is asked now: the question's own quantity, or that of a similar question.
    Nothing that is typed is run: it is read by the parser of formulas and evaluated by numpy.
    """
    question = question.about(of)
    of = question.of
    match question.kind:
        case "number":
            return judge_number(question, of, text, ground)
        case "formula":
            if _is_tensor(of, ground):
                return judge_tensor_formula(question, of, text, ground)
            return judge_formula(question, of, text, ground)
        case "tensor":
            return judge_tensor(question, of, text, ground)
        case "printed":
            return judge_printed(question, text)
        case "choice":
            return judge_choice(question, text)
        case "click":
            return judge_click(question, text, ground)
        case "memory":
            return judge_memory(question, text, ground)
    return Verdict(True, "right", "Done.")


def _is_tensor(of: Target | None, ground: Ground) -> bool:
    if of is None or ground.record is None:
        return False
    try:
        found = truth(ground.record, of)
    except InputError:
        return True
    if of.quantity in {"partial", "contribution"} and not found.ndim:
        return False
    return found.ndim > 0 or any(node.shape != () for node in ground.record.nodes)
