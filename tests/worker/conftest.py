"""A worker with a notebook of all that it said."""

from __future__ import annotations

import queue
from typing import TYPE_CHECKING

import pytest

from graphlab.worker.client import Worker
from graphlab.worker.messages import Ready, RecordRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PATIENCE = 20.0
FAKE = "tests.worker.fakes:serve"


class Heard:
    """A Worker and what it said, in order, as messages, ("exit", …) and ("overdue", …)."""

    def __init__(
        self, target: str = FAKE, time_limit: float = 30.0, memory_limit: int | None = None
    ) -> None:
        self.said: queue.Queue[object] = queue.Queue()
        self.worker = Worker(
            self.said.put,
            lambda sentence: self.said.put(("exit", sentence)),
            lambda number: self.said.put(("overdue", number)),
            target=target,
            time_limit=time_limit,
            memory_limit=memory_limit,
        )

    def ask(self, number: int, text: str = "", **inputs: float) -> None:
        self.worker.send(RecordRequest(number, text, inputs))

    def next(self, patience: float = PATIENCE) -> object:
        """What was said next, other than Ready."""
        while isinstance(said := self.said.get(timeout=patience), Ready):
            pass
        return said

    def nothing_more(self, patience: float = 0.2) -> bool:
        try:
            self.next(patience)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def worker() -> Iterator[Callable[..., Heard]]:
    """Makes started workers and closes them."""
    made: list[Heard] = []

    def make(
        target: str = FAKE, time_limit: float = 30.0, memory_limit: int | None = None
    ) -> Heard:
        heard = Heard(target, time_limit, memory_limit)
        made.append(heard)
        heard.worker.start()
        return heard

    yield make
    for heard in made:
        heard.worker.close()
