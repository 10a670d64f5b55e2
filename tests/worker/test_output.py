"""Printed text is cut into whole lines, and never grows without end."""

from __future__ import annotations

import os
from multiprocessing import Pipe

from hypothesis import given
from hypothesis import strategies as st

from graphlab.worker.output import (
    LEFT_OUT,
    MAX_LINE,
    MAX_PRINTED_CHARACTERS,
    MAX_PRINTED_LINES,
    Lines,
    Output,
)


@given(st.lists(st.text(alphabet="ab é\n", max_size=20).map(str.encode)))
def test_however_it_arrives_the_text_is_the_same(chunks: list[bytes]) -> None:
    said: list[str] = []
    lines = Lines(said.append)
    for chunk in chunks:
        lines.add(chunk)
    lines.end_line()
    text = b"".join(chunks).decode()
    assert "".join(said) == text + ("\n" if text and not text.endswith("\n") else "")
    assert all(part.endswith("\n") for part in said)


def test_after_5000_lines_one_line_says_so_until_the_next_run() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    for _ in range(3):
        lines.add(b"x\n" * 4_000)
    text = "".join(said).splitlines(keepends=True)
    assert text == ["x\n"] * MAX_PRINTED_LINES + [LEFT_OUT]
    lines.reset()
    lines.add(b"again\n")
    assert said[-1] == "again\n"


def test_a_line_more_than_fits_is_told_however_it_arrives() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    lines.add(b"x\n" * MAX_PRINTED_LINES)
    assert "".join(said).count("\n") == MAX_PRINTED_LINES
    lines.add(b"x\n")
    lines.add(b"x\n")
    assert said[1:] == [LEFT_OUT]


def test_a_line_without_end_is_cut() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    for _ in range(100):
        lines.add(b"x" * 10_000)
    text = "".join(said)
    assert max(map(len, text.splitlines())) == MAX_LINE + 1
    assert len(text) < MAX_PRINTED_CHARACTERS


def test_a_megabyte_is_enough() -> None:
    said: list[str] = []
    lines = Lines(said.append)
    for _ in range(2_000):
        lines.add(b"x" * 900 + b"\n")
    text = "".join(said)
    assert text.endswith(LEFT_OUT)
    assert len(text) <= MAX_PRINTED_CHARACTERS + len(LEFT_OUT)


def test_all_that_is_in_the_pipe_is_taken_also_after_the_writer_is_gone() -> None:
    said: list[str] = []
    reading, writing = Pipe(duplex=False)
    output = Output(reading, said.append)
    output.finish()
    assert (said, output.is_open) == ([], True)
    os.write(writing.fileno(), b"one\ntw")
    assert output.take() == 6
    assert said == ["one\n"]
    os.write(writing.fileno(), b"o")
    writing.close()
    output.finish()
    assert (said, output.is_open) == (["one\n", "two\n"], False)
    assert output.take() == 0
    reading.close()


def test_one_who_goes_on_printing_does_not_keep_the_answer_waiting() -> None:
    reading, writing = Pipe(duplex=False)
    output = Output(reading, lambda _: os.write(writing.fileno(), b"again\n"))
    os.write(writing.fileno(), b"once\n")
    output.finish()
    assert output.is_open
    writing.close()
    reading.close()
