"""When coverage is counted: tracing doubles the time of a test, so nothing is traced twice over.

Counted are a module when it is imported, the first rows of a table, and a fixture the first time
that it is set up; all rows and random examples only where 98 % are asked for. What nothing else
reaches does not count: the figure is lower than the truth, never higher.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from contextlib import contextmanager
from importlib.machinery import PathFinder, SourceFileLoader
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType

ROWS = 2
STRICT = ("tests/formula/", "tests/engine/")  # all of it: each row may be a rule of its own
COUNTED = pytest.StashKey[bool]()

_paused: list[tuple[int, object]] = []  # by which thread, and what is to trace again


def _tracer() -> object | None:
    """Coverage's, if it traces here; a debugger's is left alone."""
    tracer = sys.gettrace()
    return tracer if type(tracer).__module__.startswith("coverage") else None


def _is_random(item: pytest.Item) -> bool:
    return getattr(getattr(item, "obj", None), "is_hypothesis_test", False) is True


@contextmanager
def uncounted() -> Iterator[None]:
    if (tracer := _tracer()) is None:
        yield
        return
    _paused.append((threading.get_ident(), tracer))
    sys.settrace(None)
    try:
        yield
    finally:
        sys.settrace(_paused.pop()[1])


class CountedLoader(SourceFileLoader):
    """Traces what a module does when it is imported, whoever imports it."""

    def exec_module(self, module: ModuleType) -> None:
        thread, tracer = _paused[-1] if _paused else (None, None)
        if thread != threading.get_ident() or sys.gettrace() is not None:
            super().exec_module(module)
            return
        sys.settrace(tracer)
        try:
            super().exec_module(module)
        finally:
            sys.settrace(None)


class CountedImports:
    """Finds the modules of graphlab for their loader above."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name.partition(".")[0] != "graphlab":
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = CountedLoader(spec.loader.name, spec.loader.path)
        return spec


class Counting:
    """The plugin: which parts of the run are traced."""

    def __init__(self) -> None:
        self.set_up: set[tuple[str, str]] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        if _tracer() is not None:
            sys.meta_path.insert(0, CountedImports())
        with uncounted():
            return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        rows: Counter[str] = Counter()
        for item in items:
            name = item.nodeid.partition("[")[0]
            few = rows[name] < ROWS and not _is_random(item)
            item.stash[COUNTED] = few or name.startswith(STRICT)
            rows[name] += 1

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        if item.stash[COUNTED]:
            return (yield)
        with uncounted():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self) -> Iterator[None]:
        with uncounted():
            return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: pytest.FixtureDef[object]) -> Iterator[object]:
        key = (fixturedef.baseid, fixturedef.argname)
        if key not in self.set_up:
            if _tracer() is not None:
                self.set_up.add(key)
            return (yield)
        with uncounted():
            return (yield)
