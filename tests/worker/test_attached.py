"""A window at the end of a pipe whose other end answers in a worker's place."""

from __future__ import annotations

import queue
import threading
from multiprocessing import Pipe
from typing import TYPE_CHECKING

import pytest

from graphlab.worker.attached import ENDED, GIVEN, OVER, UNREADABLE, Attached
from graphlab.worker.codec import decode, encode
from graphlab.worker.messages import (
    CodeRequest,
    JacobianRequest,
    Program,
    Ready,
    Recorded,
    RecordRequest,
    Refused,
    Symbolic,
    SymbolicRequest,
)
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection


class Talk:
    """An Attached with a notebook of what it said, and the program's end of the pipe."""

    def __init__(self) -> None:
        self.said: queue.Queue[object] = queue.Queue()
        self.program: Connection
        self.program, theirs = Pipe()
        self.attached = Attached(
            theirs, self.said.put, lambda sentence: self.said.put(("exit", sentence))
        )
        self.attached.start()

    def asked(self) -> object:
        assert self.program.poll(20)
        return decode(self.program.recv_bytes())

    def answer(self, reply: object) -> None:
        self.program.send_bytes(encode(reply))

    def next(self) -> object:
        return self.said.get(timeout=20)

    def nothing_more(self) -> bool:
        try:
            self.said.get(timeout=0.2)
        except queue.Empty:
            return True
        return False


@pytest.fixture
def talk() -> Iterator[Talk]:
    talk = Talk()
    yield talk
    talk.attached.close()
    talk.program.close()
    talk.attached._reader.join(10)  # which waits for the writer
    assert not talk.attached._reader.is_alive()
    assert not talk.attached._writer.is_alive()


def test_the_run_that_the_program_made_is_heard_without_asking(talk: Talk) -> None:
    program = Program("Net", 3, (2.0,))
    for told in (Ready(), program, Recorded(GIVEN, lecture_record())):
        talk.answer(told)
    assert [talk.next(), talk.next()] == [Ready(), program]
    given = talk.next()
    assert isinstance(given, Recorded)
    assert given.number == GIVEN


def test_requests_are_answered_one_by_one(talk: Talk) -> None:
    for number in (1, 2):
        talk.attached.send(SymbolicRequest(number))
    assert talk.asked() == SymbolicRequest(1)
    assert not talk.program.poll(0.1)
    talk.answer(Symbolic(1, {}))
    assert talk.asked() == SymbolicRequest(2)
    talk.answer(Refused(2, "no"))
    assert [talk.next(), talk.next()] == [Symbolic(1, {}), Refused(2, "no")]


def test_the_latest_request_drops_those_that_were_not_sent(talk: Talk) -> None:
    for number in range(1, 9):
        talk.attached.send(RecordRequest(number, "x"), latest=True)
    assert talk.asked().number == 1
    talk.answer(Refused(1, "no"))
    assert talk.asked().number == 8


def test_what_was_stopped_is_answered_at_once_and_its_answer_not_heard(talk: Talk) -> None:
    for number in (1, 2):
        talk.attached.send(RecordRequest(number, "x"))
    assert talk.asked().number == 1
    talk.attached.stop()
    assert [talk.next(), talk.next()] == [Refused(1, "Stopped."), Refused(2, "Stopped.")]
    talk.attached.stop()
    talk.attached.send(RecordRequest(3, "x"))
    talk.answer(Refused(1, "late"))
    assert talk.asked().number == 3
    talk.answer(Refused(3, "no"))
    assert talk.next() == Refused(3, "no")


def test_after_the_programs_end_a_sentence_says_so_and_every_request_is_refused(
    talk: Talk,
) -> None:
    talk.attached.send(RecordRequest(1, "x"))
    talk.attached.send(RecordRequest(2, "x"))
    talk.asked()
    talk.program.close()
    assert talk.next() == ("exit", ENDED)
    assert [talk.next(), talk.next()] == [Refused(1, OVER), Refused(2, OVER)]
    talk.attached.send(CodeRequest(3, "x"))
    assert talk.next() == Refused(3, OVER)
    assert talk.attached.is_over


@pytest.mark.parametrize(
    "data",
    [
        b"hello",
        encode(Recorded(1, lecture_record())),
        encode(Symbolic(7, {})),
        encode(RecordRequest(7, "x")),
    ],
    ids=["garbage", "not asked for", "another answer", "a request"],
)
def test_nonsense_ends_the_talk(talk: Talk, data: bytes) -> None:
    talk.attached.send(JacobianRequest(7, "w1", "w3", 0))
    talk.program.send_bytes(data)
    assert talk.next() == ("exit", UNREADABLE)


def test_text_that_cannot_be_sent_is_refused(talk: Talk) -> None:
    talk.attached.send(RecordRequest(1, "x\ud800"))
    assert "half of a character" in talk.next().problem
    talk.attached.send(RecordRequest(2, "x"))
    assert talk.asked().number == 2


def test_nothing_is_heard_after_close_and_the_program_sees_the_end(talk: Talk) -> None:
    talk.attached.send(RecordRequest(1, "x"))
    talk.asked()
    talk.attached.close()
    with pytest.raises((EOFError, OSError)):
        talk.asked()
    assert talk.nothing_more()
    assert talk.attached.pids == ()


def test_sending_never_waits_for_a_program_that_does_not_read(talk: Talk) -> None:
    text = "x" * 1_000_000  # more than the pipe holds
    sent = threading.Event()

    def send() -> None:
        for number in range(1, 4):
            talk.attached.send(CodeRequest(number, text))
        talk.attached.stop()
        sent.set()

    threading.Thread(target=send, daemon=True).start()
    assert sent.wait(20)
    assert [talk.next().number for _ in range(3)] == [1, 2, 3]


def test_a_program_that_ends_in_the_middle_of_a_request_ends_the_writing(talk: Talk) -> None:
    talk.attached.send(CodeRequest(1, "x" * 1_000_000))
    assert talk.program.poll(20)  # the writer waits for room in the pipe from here on
    talk.program.close()
    assert talk.next() == ("exit", ENDED)
    assert talk.next() == Refused(1, OVER)
