import errno
import os

import pytest

from graphlab.errors import ExportError
from graphlab.export.save import save


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "figure.svg"
    path.write_bytes(b"old")
    return path


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole(tmp_path):
    save(tmp_path / "new.svg", b"x" * 1_000_000)
    assert (tmp_path / "new.svg").read_bytes() == b"x" * 1_000_000
    assert files(tmp_path) == ["new.svg"]


def test_what_a_killed_export_left_goes_with_the_next(tmp_path):
    (tmp_path / ".graphlab-4999999-0123abcd.tmp").write_bytes(b"half")  # no process has this number
    save(tmp_path / "new.svg", b"new")
    assert files(tmp_path) == ["new.svg"]


def test_a_new_file_has_the_usual_permissions_and_an_old_one_keeps_its_own(tmp_path, file):
    mask = os.umask(0o027)
    try:
        save(tmp_path / "new.svg", b"new")
    finally:
        os.umask(mask)
    assert (tmp_path / "new.svg").stat().st_mode & 0o777 == 0o640
    file.chmod(0o604)
    save(file, b"new")
    assert file.stat().st_mode & 0o777 == 0o604


def test_a_link_stays_a_link(tmp_path, file):
    link = tmp_path / "link.svg"
    link.symlink_to(file)
    save(link, b"new")
    assert link.is_symlink()
    assert file.read_bytes() == b"new"


@pytest.mark.parametrize(
    ("number", "reason"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "that disk is read-only")],
)
def test_a_failed_write_leaves_the_old_file_and_nothing_else(file, monkeypatch, number, reason):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "write", refuse)
    with pytest.raises(ExportError, match=f"could not be written: {reason}"):
        save(file, b"new")
    assert file.read_bytes() == b"old"
    assert files(file.parent) == ["figure.svg"]


def test_a_short_write_is_continued(file, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(handle, bytes(data[:7])))
    save(file, b"a longer text than seven bytes")
    assert file.read_bytes() == b"a longer text than seven bytes"


def test_a_disk_that_takes_nothing_is_full(file, monkeypatch):
    monkeypatch.setattr(os, "write", lambda handle, data: 0)
    with pytest.raises(ExportError, match="the disk is full"):
        save(file, b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux has a disk that is always full")
def test_a_file_whose_disk_is_really_full_is_not_harmed(file, monkeypatch):
    full = os.open("/dev/full", os.O_WRONLY)
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, data: write(full, data))
    try:
        with pytest.raises(ExportError, match="the disk is full"):
            save(file, b"new")
    finally:
        os.close(full)
    assert files(file.parent) == ["figure.svg"]


def test_a_read_only_file_is_respected(file):
    file.chmod(0o444)
    with pytest.raises(ExportError, match="you may not write there"):
        save(file, b"new")
    assert file.read_bytes() == b"old"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("missing/f.svg", "the folder does not exist"),
        ("figure.svg/f.svg", "the folder does not exist"),
        (".", "it is a folder"),
        ("f" * 300 + ".svg", "the name is too long"),
    ],
)
def test_each_obstacle_is_one_sentence(file, name, reason):
    with pytest.raises(ExportError, match=f'^".*" could not be written: {reason}[.]$'):
        save(file.parent / name, b"new")
    assert files(file.parent) == ["figure.svg"]


def test_what_is_no_ordinary_file_is_left_alone():
    with pytest.raises(ExportError, match="not an ordinary file"):
        save(os.devnull, b"new")
