"""Whatever fails while a file is written: the old one or the new one is there, and it is told."""

import errno
import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from graphlab.keeping.files import System, reason_of, stamp_of, store, sweep

OLD, NEW = b"old" * 1000, b"new!" * 3000
CALLS = ("create", "write", "size", "sync", "close", "replace", "sync_folder")


class Failing(System):
    """Lets the N-th call fail, once or from then on; ``short`` writes half instead."""

    def __init__(self, nth, *, sticky, short=False, number=errno.ENOSPC):
        self.left, self.sticky, self.short, self.number = nth, sticky, short, number
        self.fired = False

    def _due(self):
        self.left -= 1
        due = self.left == 0 or (self.sticky and self.left < 0)
        self.fired |= due
        return due

    def write(self, handle, data):
        if self._due():
            if not self.short:
                raise OSError(self.number, os.strerror(self.number))
            data = data[: len(data) // 2]
        return super().write(handle, data[:5000])  # several calls a file


def _failing(name):
    def call(self, *given):
        if self._due():
            if name == "close":
                getattr(System, name)(self, *given)
            raise OSError(self.number, os.strerror(self.number))
        return getattr(System, name)(self, *given)

    return call


for _name in CALLS:
    if _name != "write":
        setattr(Failing, _name, _failing(_name))


@pytest.mark.parametrize("sticky", [False, True])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EROFS])
@pytest.mark.parametrize("is_there", [True, False])
def test_each_call_that_fails_is_told_and_leaves_the_old_file_or_the_new_one(
    tmp_path, sticky, number, is_there
):
    path = tmp_path / "a.graphlab"
    for nth in count(1):
        path.unlink(missing_ok=True)
        if is_there:
            path.write_bytes(OLD)
        system = Failing(nth, sticky=sticky, number=number)
        told = ""
        try:
            store(path, NEW, system)
        except OSError as error:
            told = reason_of(error)
        assert bool(told) == system.fired
        left = path.read_bytes() if path.exists() else None
        assert left in ((OLD if is_there else None), NEW)
        assert left == NEW or told, nth
        assert os.listdir(tmp_path) in ([], ["a.graphlab"]), "no litter"
        if not system.fired:
            break
    assert nth > len(CALLS)


@pytest.mark.parametrize("sticky", [False, True])
def test_short_writes_are_gone_on_with(tmp_path, sticky):
    path = tmp_path / "a.graphlab"
    path.write_bytes(OLD)
    try:
        store(path, NEW, Failing(2, sticky=sticky, short=True))
    except OSError:
        assert path.read_bytes() == OLD
    else:
        assert path.read_bytes() == NEW


def test_a_file_that_came_out_too_short_is_told(tmp_path):
    class Lying(System):
        def write(self, handle, data):
            super().write(handle, data[:10])
            return len(data)

    path = tmp_path / "a.graphlab"
    path.write_bytes(OLD)
    with pytest.raises(OSError, match="not all of it"):
        store(path, NEW, Lying())
    assert path.read_bytes() == OLD


def test_links_permissions_and_stamps(tmp_path):
    path, link = tmp_path / "a.graphlab", tmp_path / "link"
    path.write_bytes(OLD)
    path.chmod(0o640)
    link.symlink_to(path)
    before = stamp_of(path)
    store(link, NEW)
    assert link.is_symlink()
    assert path.read_bytes() == NEW
    assert path.stat().st_mode & 0o777 == 0o640
    assert stamp_of(path) != before
    assert stamp_of(tmp_path / "none") is None
    with pytest.raises(IsADirectoryError):
        store(tmp_path, NEW)


def test_litter_of_those_who_are_gone_is_swept(tmp_path):
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"],
                           capture_output=True, text=True, check=True)  # fmt: skip
    gone = tmp_path / f".graphlab-{ended.stdout.strip()}-0123abcd.tmp"
    ours = tmp_path / f".graphlab-{os.getpid()}-0123abcd.tmp"
    others = tmp_path / ".graphlab-notes.tmp"
    for file in (gone, ours, others):
        file.write_bytes(b"x")
    assert sweep(tmp_path) == 1
    assert sorted(tmp_path.iterdir()) == sorted([ours, others])
    assert sweep(tmp_path / "none") == 0


KILLED = Path(__file__).parent / "killed.py"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_no_kill_while_saving_loses_a_document(tmp_path, request):
    kills = 500 if request.config.getoption("--long") else 60
    ended = subprocess.run(
        [sys.executable, str(KILLED), str(tmp_path), str(kills)],
        capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split() == [str(kills), "0", "0"], ended.stdout
