"""What every test shares: no screen, known hypothesis profiles, and nothing left behind."""

from __future__ import annotations

import gc
import os
from functools import partial
from typing import TYPE_CHECKING

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ.setdefault("OMP_NUM_THREADS", "1")

import psutil
import pytest
from hypothesis import HealthCheck, settings

from tests.children import child_pids, children, command_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

from tests.counting import Counting

PATIENCE = 30_000  # ms

settings.register_profile("ci", deadline=None, max_examples=50, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=400, derandomize=True)
settings.register_profile(
    "long", deadline=None, max_examples=2000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="also run the tests that take minutes")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Counting())
    if config.getoption("--long") and "HYPOTHESIS_PROFILE" not in os.environ:
        settings.load_profile("thorough")


def pytest_collection_finish() -> None:
    """Collections of garbage, one after each test with a window, pass over what is there by now."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--long"):
        return
    skip = pytest.mark.skip(reason="takes minutes: run with --long")
    for item in items:
        if "long" in item.keywords:
            item.add_marker(skip)


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """Waits longer than a busy machine takes; a test that passes does not wait."""
    qtbot.waitUntil = partial(qtbot.waitUntil, timeout=PATIENCE)
    qtbot.waitSignal = partial(qtbot.waitSignal, timeout=PATIENCE)
    return qtbot


@pytest.fixture(autouse=True)
def no_child_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a process running; end it in the test or in its fixture."""
    before = child_pids()
    yield
    if not child_pids() - before:
        return
    left = [child for child in children() if child.pid not in before]
    _, left = psutil.wait_procs(left, timeout=2)
    if left:
        said = "; ".join(command_of(child) for child in left)
        pytest.fail(f"processes still running after the test: {said}", pytrace=False)


@pytest.fixture(autouse=True)
def nothing_of_qt_left(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Fails a test that leaves a thread, a running timer or a top-level widget behind."""
    if not {"qapp", "qtbot"} & set(request.fixturenames):
        yield
        return
    from PySide6.QtCore import QThread, QTimer
    from PySide6.QtWidgets import QApplication

    started: list[QThread | QTimer] = []
    for kind in (QThread, QTimer):
        monkeypatch.setattr(kind, "start", _remembering(kind.start, started))
    before = set(QApplication.topLevelWidgets())
    yield
    _let_qt_finish()
    # Without a screen, Qt lets go of the clipboard after Python has ended, and crashes.
    QApplication.clipboard().clear()
    problems = _running(started)
    if left := _new_widgets(before):
        problems.append(
            f"widgets not closed (use qtbot.addWidget): {[type(w).__name__ for w in left]}"
        )
    for widget in left:
        widget.deleteLater()
    _let_qt_finish()
    if problems:
        pytest.fail("; ".join(problems), pytrace=False)


def _remembering(start: object, started: list) -> object:  # type: ignore[type-arg]
    def remembered(self, *args):  # type: ignore[no-untyped-def]
        started.append(self)
        return start(self, *args)  # type: ignore[operator]

    return remembered


def _running(started: list) -> list[str]:  # type: ignore[type-arg]
    from PySide6.QtCore import QThread
    from shiboken6 import isValid

    problems = []
    for thing in {id(thing): thing for thing in started if isValid(thing)}.values():
        if isinstance(thing, QThread):
            if thing.isRunning():
                problems.append(f"thread still running (quit() and wait()): {thing!r}")
        elif thing.isActive() and _owner_lives(thing):
            problems.append(f"timer still running (stop() it): {thing!r} of {thing.parent()!r}")
    return problems


def _owner_lives(timer: object) -> bool:
    from shiboken6 import isValid

    parent = timer.parent()  # type: ignore[attr-defined]
    return parent is None or isValid(parent)


def _new_widgets(before: set[QWidget]) -> list[QWidget]:
    """A full collection of garbage takes longer than most tests: only where there is doubt."""
    gc.collect(1)
    if any(widget not in before for widget in _visible_or_owned()):
        gc.collect()
    return [widget for widget in _visible_or_owned() if widget not in before]


def _visible_or_owned() -> list[QWidget]:
    """Top-level widgets that still exist; what Qt makes for itself has no Python owner."""
    from PySide6.QtWidgets import QApplication, QMenu, QWidget

    private = ("QTipLabel", "QComboBoxPrivateContainer", "QShapedPixmapWidget")
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.metaObject().className() not in private
        and not (type(widget) in (QMenu, QWidget) and not widget.isVisible())
    ]


def _let_qt_finish() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
