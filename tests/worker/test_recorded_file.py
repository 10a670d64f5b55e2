"""A run as a file: it comes back as it was, and what is damaged is told."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from graphlab.engine.call import record_call
from graphlab.errors import DocumentError
from graphlab.worker import recorded_file
from graphlab.worker.codec import encode
from graphlab.worker.messages import Refused
from graphlab.worker.recorded_file import read_recorded, recorded_bytes
from tests.lecture import lecture_record

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_comes_back_with_every_number(tmp_path: Path) -> None:
    record = record_call(torch.nn.Linear(3, 2), (torch.rand(4, 3),))
    path = tmp_path / "run.graphlab"
    path.write_bytes(recorded_bytes(record))
    again = read_recorded(path)
    assert [node.id for node in again.nodes] == [node.id for node in record.nodes]
    assert (again.steps, again.check, again.calls) == (record.steps, record.check, record.calls)
    for mine, theirs in zip(again.nodes, record.nodes, strict=True):
        np.testing.assert_array_equal(mine.value, theirs.value)
        if theirs.adjoint is not None:
            np.testing.assert_array_equal(mine.adjoint, theirs.adjoint)


def test_large_tensors_are_kept_as_digests(tmp_path: Path) -> None:
    record = record_call(lambda x: (x * 2).sum(), (torch.rand(600, 600),))
    path = tmp_path / "run.graphlab"
    path.write_bytes(recorded_bytes(record))
    again = read_recorded(path)
    assert again.nodes[0].value is None
    assert again.nodes[0].value_digest is not None
    assert path.stat().st_size < 1_000_000


def test_a_run_without_values_comes_back_as_one(tmp_path: Path) -> None:
    record = record_call(torch.nn.Linear(3, 2), (torch.rand(4, 3),), keeps_values=False)
    path = tmp_path / "run.graphlab"
    path.write_bytes(recorded_bytes(record))
    again = read_recorded(path)
    assert not again.keeps_values
    assert (again.steps, again.check, again.outputs) == (record.steps, record.check, ())
    assert again.flowing == record.flowing != set()
    for mine, theirs in zip(again.nodes, record.nodes, strict=True):
        assert mine.value is None
        np.testing.assert_array_equal(mine.value_digest.thumbnail, theirs.value_digest.thumbnail)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is no run that graphlab recorded"),
        (b"import torch\n", "is no run that graphlab recorded"),
        (b"graphlab run 2\n" + encode(Refused(1, "no")), "is no run that graphlab recorded"),
        (recorded_file._MAGIC + encode(Refused(1, "no")), "is no run that graphlab recorded"),
        (recorded_file._MAGIC + b"\x80\x04K\x01.", "is damaged: "),
        (recorded_bytes(lecture_record())[:-20], "is damaged: "),
    ],
)
def test_what_is_no_run_is_told(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "run.graphlab"
    path.write_bytes(data)
    with pytest.raises(DocumentError, match=problem):
        read_recorded(path)


def test_more_than_a_message_holds_is_neither_written_nor_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.graphlab"
    path.write_bytes(recorded_bytes(lecture_record()))
    monkeypatch.setattr(recorded_file, "MAX_BYTES", 100)
    with pytest.raises(DocumentError, match="larger than 0 MB"):
        read_recorded(path)


def test_every_byte_may_be_wrong(tmp_path: Path) -> None:
    data = recorded_bytes(lecture_record())
    path = tmp_path / "run.graphlab"
    for place in range(0, len(data), 37):
        path.write_bytes(data[:place] + bytes([data[place] ^ 0x5A]) + data[place + 1 :])
        with contextlib.suppress(DocumentError):
            read_recorded(path)
