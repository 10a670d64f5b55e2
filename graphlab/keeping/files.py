"""Files written whole or not at all: a temporary file beside it, checked, made safe, renamed.

Every call to the system goes through ``System``, so that tests can let any of them fail.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import secrets
import stat
from pathlib import Path
from typing import NamedTuple

import psutil

REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is used up",
    errno.EACCES: "you may not write there",
    errno.EPERM: "you may not write there",
    errno.EROFS: "that disk is read-only",
    errno.ENOENT: "the folder does not exist",
    errno.ENOTDIR: "the folder does not exist",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.EIO: "the disk reports an error",
}
_LITTER = re.compile(r"\.graphlab-(\d+)-[0-9a-f]{8}\.tmp")


class System:
    """The calls to the system that writing a file makes."""

    def create(self, path: str) -> int:
        """Opens a file that must not exist yet."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        return os.open(path, flags, 0o600)

    def write(self, handle: int, data: memoryview) -> int:
        """Writes some bytes, and says how many."""
        return os.write(handle, data)

    def size(self, handle: int) -> int:
        """How long a file is."""
        return os.fstat(handle).st_size

    def sync(self, handle: int) -> None:
        """Returns when a file lies on the disk."""
        os.fsync(handle)

    def close(self, handle: int) -> None:
        """Closes a file."""
        os.close(handle)

    def replace(self, source: str, target: str) -> None:
        """Renames a file over another, in one."""
        os.replace(source, target)

    def sync_folder(self, folder: str) -> None:
        """Returns when the names in a folder lie on the disk, where the system can say so."""
        if not hasattr(os, "O_DIRECTORY"):
            return
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


SYSTEM = System()


class Stamp(NamedTuple):
    """What tells whether a file is still the one that was read or written."""

    modified: int
    size: int
    number: int


def stamp_of(path: Path) -> Stamp | None:
    """The stamp of a file; None if it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Stamp(found.st_mtime_ns, found.st_size, found.st_ino)


def read(path: Path, most: int) -> bytes:
    """Up to so many bytes of an ordinary file. Raises OSError, also where it is another kind."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    with open(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "it is not an ordinary file")
        return file.read(most)


def store(path: Path, data: bytes, system: System = SYSTEM) -> None:
    """Puts ``data`` in the file ``path``. Raises OSError, and the file is as it was.

    Where only the last step fails, which makes the new name safe from a loss of power, the file
    has all of the new bytes already; that is told as a failure too.
    """
    target = Path(os.path.realpath(path))  # a link stays a link
    mode = _writable_mode(target)
    temporary = str(target.parent / f".graphlab-{os.getpid()}-{secrets.token_hex(4)}.tmp")
    try:
        _fill(temporary, data, system)
        os.chmod(temporary, mode)
        system.replace(temporary, str(target))
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    system.sync_folder(str(target.parent))


def reason_of(error: OSError) -> str:
    """Why a file could not be written, to follow a colon."""
    return REASONS.get(error.errno or 0, error.strerror or "writing failed")


def sweep(folder: Path) -> int:
    """Removes what processes that are no more left half-written in a folder, and says how many."""
    gone = 0
    try:
        names = os.listdir(folder)
    except OSError:
        return 0
    for name in names:
        found = _LITTER.fullmatch(name)
        if found and not psutil.pid_exists(int(found[1])):
            with contextlib.suppress(OSError):
                os.unlink(folder / name)
                gone += 1
    return gone


def _fill(temporary: str, data: bytes, system: System) -> None:
    handle = system.create(temporary)
    try:
        rest = memoryview(data)
        while rest:
            written = system.write(handle, rest)
            if not written:  # how a full disk announces itself
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[written:]
        if system.size(handle) != len(data):
            raise OSError(errno.EIO, "not all of it was written")
        system.sync(handle)
    finally:
        system.close(handle)


def _writable_mode(target: Path) -> int:
    """The permissions the new file gets: those of the old one, else the usual ones."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not an ordinary file")
    if not mode & stat.S_IWUSR or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(mode)
