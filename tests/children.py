"""The processes below one, found without looking through all of the machine where that can be."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import psutil


def child_pids(pid: int | None = None) -> set[int]:
    """Of all descendants. Linux lists them; psutil looks through all processes of the machine."""
    found: set[int] = set()
    ask = [pid or os.getpid()]
    try:
        while ask:
            threads = Path(f"/proc/{ask.pop()}/task").iterdir()
            lists = [(thread / "children").read_text().split() for thread in threads]
            ask += [int(pid) for listed in lists for pid in listed]
            found.update(ask)
    except OSError:  # no such system, or one has just ended
        return {child.pid for child in children(pid)}
    return found


def children(pid: int | None = None) -> list[psutil.Process]:
    """Child processes, less the one that multiprocessing keeps for its own bookkeeping."""
    return [
        child
        for child in psutil.Process(pid).children(recursive=True)
        if "resource_tracker" not in command_of(child)
    ]


def command_of(child: psutil.Process) -> str:
    try:
        return " ".join(child.cmdline()) or child.name()
    except psutil.Error:
        return "resource_tracker gone" if sys.platform == "win32" else ""
