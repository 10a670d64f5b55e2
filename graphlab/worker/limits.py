"""How much memory the person's code may use, where the system can hold it to that."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

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


def memory_below(pid: int) -> int:
    """Bytes in use by a process and all below it; 0 when it is gone."""
    import psutil

    total = 0
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        for part in (process, *process.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += part.memory_info().rss
    return total


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
