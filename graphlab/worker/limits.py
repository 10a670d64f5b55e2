"""How much memory the person's code may use, where the system can hold it to that."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil

GIBIBYTE = 1 << 30
_MOST = 4 * GIBIBYTE
_LEAST_ROOM = GIBIBYTE
_LEAST_OWN_ROOM = GIBIBYTE >> 3


def usual_limit() -> int:
    """4 GiB or half of the machine's memory, in bytes."""
    return min(_MOST, machine_memory() // 2)


def limit_memory(limit: int | None = None) -> int | None:
    """Limits this process once PyTorch is loaded; the limit in bytes, None if there is none.

    Without a ``limit`` it is the usual one, but at least 1 GiB above what is in use: PyTorch alone
    maps 0.6 GB, and builds for graphics cards far more. A limit of the person's own holds as long
    as it leaves 128 MiB.
    """
    if sys.platform != "linux":
        return None
    import resource

    if limit is None:
        limit = max(usual_limit(), _mapped() + _LEAST_ROOM)
    else:
        limit = max(limit, _mapped() + _LEAST_OWN_ROOM)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
        return limit
    return None


def uses_more(pid: int, limit: int) -> bool:
    """Whether a process and all below it use more bytes than that; no when it is gone."""
    import psutil

    parts: list[psutil.Process] = []
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        parts = [process, *process.children(recursive=True)]
    at_most = 0
    for part in parts:
        with contextlib.suppress(psutil.Error):
            at_most += part.memory_info().rss
    if at_most <= limit:
        return False
    # Pages that forks share were counted once for each of them; their shares take longer to read.
    return sum(_share(part) for part in parts) > limit


def _share(process: psutil.Process) -> int:
    """Bytes of a process, of shared pages its part; all of them where that cannot be told."""
    import psutil

    with contextlib.suppress(OSError, ValueError, StopIteration):
        told = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii").splitlines()
        line = next(line for line in told if line.startswith("Pss:"))
        return int(line.split()[1]) * 1024
    with contextlib.suppress(psutil.Error):
        return int(process.memory_info().rss)
    return 0


def machine_memory() -> int:
    """Bytes of memory that this machine has."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 2 * _MOST


def _mapped() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
