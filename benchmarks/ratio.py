"""Compares pieces of work in one run: interleaved rounds, medians, one thread, ratios only."""

from __future__ import annotations

import os

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import argparse
import math
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    Timer = Callable[[], float]

SMOKE = "--smoke" in sys.argv
"""Only to show that it works: once, and of less."""


class Goal(NamedTuple):
    """``work`` may take ``at_most`` times as long as ``against``; inf is for information."""

    work: str
    against: str
    at_most: float = math.inf


def timed(work: Callable[[], object], loops: int = 1) -> Timer:
    """Seconds for one of ``loops`` calls in a row."""
    if SMOKE:
        loops = 1

    def once() -> float:
        begin = time.perf_counter()
        for _ in range(loops):
            work()
        return (time.perf_counter() - begin) / loops

    return once


def process(code: str, until: str) -> Timer:
    """Seconds from starting Python on ``code`` until it prints a line ``until``."""

    def once() -> float:
        begin = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.PIPE, text=True
        ) as started:
            assert started.stdout is not None
            for line in started.stdout:
                if line.strip() == until:
                    seconds = time.perf_counter() - begin
                    started.stdout.read()
                    return seconds
        raise RuntimeError(f"ended before it printed {until!r}: {code}")

    return once


def medians(timers: Mapping[str, Timer], rounds: int, warm_up: int = 1) -> dict[str, float]:
    """Median seconds of each; every round runs all of them, after some that are not counted."""
    seconds: dict[str, list[float]] = {name: [] for name in timers}
    for round_ in range(warm_up + rounds):
        for name, timer in timers.items():
            taken = timer()
            if round_ >= warm_up:
                seconds[name].append(taken)
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def report(found: Mapping[str, float], goals: Sequence[Goal]) -> bool:
    """Print a line for each goal; whether all are met."""
    met = True
    for work, against, at_most in goals:
        ratio = found[work] / found[against]
        kept = ratio <= at_most
        met &= kept
        print(
            f"{'ok  ' if kept else 'MISS'} {ratio:6.2f} (at most {at_most:g})  {work} / {against}:"
            f" {found[work] * 1e3:.3f} ms / {found[against] * 1e3:.3f} ms"
        )
    return met


def main(timers: Mapping[str, Timer], goals: Sequence[Goal], rounds: int = 15) -> int:
    """Run one benchmark from its own command line; ``--smoke`` only shows that it works."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--smoke", action="store_true", help="one round, and goals do not count")
    parser.add_argument("--rounds", type=int, default=rounds)
    options = parser.parse_args()
    found = medians(timers, 1, 0) if options.smoke else medians(timers, options.rounds)
    met = report(found, goals)
    return 0 if met or options.smoke else 1
