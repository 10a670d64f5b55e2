"""Unsaved work is found again after its window is gone, also a second time."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from graphlab.keeping import recovery
from graphlab.keeping.files import System
from graphlab.keeping.recovery import Recovery
from tests.keeping.works import EVERYTHING

WRITTEN = Path(__file__).parent / "written" / "v1-everything.graphlab"
LEAVE = """
import sys
from pathlib import Path
from graphlab.keeping.reading import read_document
from graphlab.keeping.recovery import Recovery
kept = read_document(Path(sys.argv[2]).read_bytes(), "a")
path = Path(sys.argv[3]) if len(sys.argv) > 3 else None
Recovery(Path(sys.argv[1])).keep(kept, path, [f"Change {n}" for n in range(9)])
"""


def crash(folder, *more):
    subprocess.run([sys.executable, "-c", LEAVE, str(folder), str(WRITTEN), *more], check=True)


def test_a_window_that_is_there_leaves_nothing_and_one_that_crashed_its_work(tmp_path):
    ours = Recovery(tmp_path / "recovery")
    ours.keep(EVERYTHING, None, ["Type x"])
    assert Recovery(tmp_path / "recovery").left() == ()
    saved = tmp_path / "a.graphlab"
    saved.write_bytes(b"{}")
    os.utime(saved, (1e9, 1e9))
    crash(tmp_path / "recovery", str(saved))
    (left,) = Recovery(tmp_path / "recovery").left()
    assert left.kept == EVERYTHING
    assert left.path == saved
    assert left.changes == tuple(f"Change {n}" for n in range(4, 9))
    assert left.saved_at == datetime.fromtimestamp(1e9, UTC)
    assert left.is_newer_than_file
    os.utime(saved, (4e9, 4e9))
    assert not left.is_newer_than_file


def test_it_is_offered_until_it_is_taken_or_declined(tmp_path):
    crash(tmp_path)
    for _ in range(2):  # a second crash before anything was done about it
        (left,) = Recovery(tmp_path).left()
    assert left.path is None
    assert left.saved_at is None
    assert left.is_newer_than_file
    taking = Recovery(tmp_path)
    taking.keep(left.kept, left.path, ["Recover"])
    taking.forget(left)
    assert taking.left() == ()
    taking.clear()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff" * 50, b'{"graphlab": "unsaved", "pid": "x"}'])
def test_what_cannot_be_read_is_told_and_can_be_declined(tmp_path, data):
    (tmp_path / "1-abc.unsaved").write_bytes(data)
    mine = Recovery(tmp_path)
    (left,) = mine.left()
    assert left.kept is None
    assert left.problem.startswith("It cannot be read")
    mine.forget(left)
    assert mine.left() == ()


def test_a_damaged_document_inside_is_told(tmp_path):
    crash(tmp_path)
    (file,) = tmp_path.iterdir()
    entry = msgspec.json.decode(file.read_bytes(), type=recovery._File)
    entry.document = b"{}"
    file.write_bytes(msgspec.json.encode(entry))
    (left,) = Recovery(tmp_path).left()
    assert "no document of graphlab" in left.problem


def test_a_full_disk_is_told(tmp_path):
    class Full(System):
        def write(self, handle, data):
            raise OSError(28, "no space")

    with pytest.raises(OSError, match="no space"):
        Recovery(tmp_path, Full()).keep(EVERYTHING, None, [])
    assert not list(tmp_path.iterdir())
