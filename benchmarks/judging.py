"""Judging an answer, warm, against evaluating it at 40 points, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ratio import Goal, main, timed  # isort: skip  # it limits numpy to one thread, too

import numpy as np

from graphlab.engine.expressions.expression import record_expression
from graphlab.study.judging.ground import Ground
from graphlab.study.judging.judge import judge
from graphlab.study.judging.table import table_of
from graphlab.study.judging.typed import read_answer
from graphlab.study.lesson.model import Question, Target

if TYPE_CHECKING:
    from ratio import Timer

GROUND = Ground(record_expression("2cos(x·y)^2 + ln(cos(x·y))", {"x": 0.5, "y": 1.2}))
PARTIAL = Question("partial", "formula", (), of=Target("partial", "w4", "w5"))
GRADIENT = Question("gradient", "formula", (), of=Target("gradient", "x"))
RIGHT = "-sin(xy)*y*(4cos(xy) + 1/cos(xy))"
WRONG = "sin(xy)*y*(4cos(xy) + 1/cos(xy))"
SHORT = "w4 + w4"
LOOPS = 20


def judged(question: Question, text: str) -> Timer:
    """Reads, evaluates and judges; what was asked before is ready."""
    return timed(lambda: judge(question, None, text, GROUND), LOOPS)


def evaluated(text: str) -> Timer:
    """The same formula at the same points, read before."""
    table = table_of(GROUND.record)
    typed = read_answer(text, table.known)
    count = len(next(iter(table.names.values())))
    points = [{name: float(n[i]) for name, n in table.names.items()} for i in range(count)]

    def everywhere() -> None:
        with np.errstate(all="ignore"):
            for point in points:
                typed.evaluate(point)

    return timed(everywhere, LOOPS)


if __name__ == "__main__":
    timers = {
        "a right formula judged": judged(GRADIENT, RIGHT),
        "a wrong formula judged": judged(GRADIENT, WRONG),
        "a formula at 40 points": evaluated(RIGHT),
        "a short formula judged": judged(PARTIAL, SHORT),
        "a short formula at 40 points": evaluated(SHORT),
    }
    goals = [
        Goal("a right formula judged", "a formula at 40 points", 5.0),
        Goal("a wrong formula judged", "a formula at 40 points", 5.0),
        Goal("a short formula judged", "a short formula at 40 points", 5.0),
    ]
    raise SystemExit(main(timers, goals, rounds=9))
