"""From launch to the first paint and to the first graph, against bare PySide6 and PyTorch.

The program is started as a person starts it; only QApplication.exec is wrapped, to see from outside
when the window and when the canvas with a checked run has been painted.
"""

from __future__ import annotations

import os
import tempfile

from ratio import SMOKE, Goal, main, process

# The graph that is shown first is shipped: with --smoke it need not have been checked by PyTorch.
MODULES = "sympy" if SMOKE else "torch, sympy"
SEEN = (
    f"""
checked_at_once = {SMOKE}
"""
    + """
import gc, sys
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

class Seen(QObject):
    painted = drawn = False
    checked = checked_at_once

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, self.say_painted)
            elif self.checked and not self.drawn and type(watched).__name__ == "CanvasView":
                self.drawn = True
                QTimer.singleShot(0, self.say_drawn)
        return False

    def say_painted(self):
        print("painted", flush=True)
        if last == "painted":
            QApplication.closeAllWindows()
        else:
            self.look_for_work()

    def look_for_work(self):
        # The work begins only after the first paint.
        made = "graphlab.app.work" in sys.modules
        work = [o for o in gc.get_objects() if type(o).__name__ == "Work"] if made else []
        if work:
            self.work = work[0]
            self.work.recorded.connect(self.hear)
        else:
            QTimer.singleShot(5, self.look_for_work)

    def say_drawn(self):
        print("drawn", flush=True)
        QApplication.closeAllWindows()

    def hear(self, *_):
        self.checked = self.work.is_checked

run_events = QApplication.exec
def exec_seen(*_):
    seen = Seen()
    QApplication.instance().installEventFilter(seen)
    return run_events()
QApplication.exec = exec_seen
"""
)

BARE = """
from PySide6.QtWidgets import QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1280, 800)
window.show()
QApplication.exec()
"""

GRAPHLAB = """
from graphlab.cli import main
main([])
"""


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as settings:
        os.environ["XDG_CONFIG_HOME"] = settings
        raise SystemExit(
            main(
                {
                    "bare window": process(f"last = 'painted'{SEEN}{BARE}", "painted"),
                    "window painted": process(f"last = 'painted'{SEEN}{GRAPHLAB}", "painted"),
                    f"import {MODULES}": process(f"import {MODULES}; print('done')", "done"),
                    "first graph": process(f"last = 'drawn'{SEEN}{GRAPHLAB}", "drawn"),
                },
                [
                    Goal("window painted", "bare window", 2),
                    Goal("first graph", f"import {MODULES}", 2.5),
                ],
                rounds=7,
            )
        )
