"""What happens before the first paint, after it, and at the end."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
HEAVY = ("numpy", "networkx", "ziafont", "msgspec", "torch", "sympy", "multiprocessing")


def said(code: str, home: Path) -> str:
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=PROJECT,
        env={"QT_QPA_PLATFORM": "offscreen", "HOME": str(home), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_the_window_is_painted_before_anything_heavy_is_imported(tmp_path: Path) -> None:
    code = f"""
        import sys
        from graphlab.app import start, window

        def painted(self):
            print([name for name in {HEAVY!r} if name in sys.modules])
            start.QApplication.quit()

        window.Window._furnish_soon = painted
        raise SystemExit(start.run())
    """
    assert said(code, tmp_path) == "[]"


def test_the_first_graph_comes_from_the_worker_and_the_panel_has_its_width(
    tmp_path: Path,
) -> None:
    code = """
        import sys, time
        from PySide6.QtCore import QTimer
        from graphlab.app import start, window

        begun = time.monotonic()

        def look():
            shown = next(w for w in start.QApplication.topLevelWidgets() if w.windowTitle())
            checked = shown.controller and shown.controller.work.is_checked
            if checked or time.monotonic() > begun + 60:
                desk = shown.controller.desk
                print(desk.formula.badge.text() or desk.notice.sentence.text())
                print(desk.split.sizes()[1] == (300 if shown.width() >= 1200 else 240))
                timer.stop()
                shown.close()

        timer = QTimer(interval=50)
        timer.timeout.connect(look)
        application = start.QApplication(["graphlab"])
        timer.start()
        status = start.run()
        print([name for name in ("torch", "sympy") if name in sys.modules])
        raise SystemExit(status)
    """
    assert said(code, tmp_path).splitlines() == ["✓ checked", "True", "[]"]
