"""Code that a worker must survive, or be survived by. Each text runs in a process of its own."""

from __future__ import annotations

# The sleep lets the line out before code in C holds the interpreter for ever.
BEGUN = "print('begun', flush=True)\nimport time\ntime.sleep(0.3)\n"

LOOPS = {
    "python": "while True: pass",
    "except everything": (
        "import time\n"
        "while True:\n"
        "    try:\n"
        "        time.sleep(0.01)\n"
        "    except BaseException:\n"
        "        pass"
    ),
    "sum in C": "sum(range(10**13))",
    "regular expression": "import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')",
    "lock": "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
    "a process that is waited for": "import subprocess\nsubprocess.run(['sleep', '1000'])",
    "signals ignored": (
        "import signal\n"
        "for number in (signal.SIGINT, signal.SIGTERM):\n"
        "    signal.signal(number, signal.SIG_IGN)\n"
        "while True: pass"
    ),
    "finally": ("while True:\n    try:\n        while True: pass\n    finally:\n        continue"),
    "at the end of an object": (
        "class Clinging:\n    def __del__(self):\n        while True: pass\nClinging()"
    ),
    "generator": (
        "def forever():\n"
        "    while True:\n"
        "        try:\n"
        "            yield 1\n"
        "        except GeneratorExit:\n"
        "            pass\n"
        "for _ in forever(): pass"
    ),
}
TORCH_LOOPS = {
    "one operation of torch": (
        "import torch\n"
        "x = torch.ones(3000, 3000, dtype=torch.float64)\n"
        "while True: x = x @ x / 3000"
    ),
    "a power of a matrix": (
        "import torch\ntorch.linalg.matrix_power(torch.eye(5000, dtype=torch.float64), 10**9)"
    ),
}

EXITS = {
    "os._exit": ("import os\nos._exit(3)", "it ended Python with status 3"),
    "os._exit(0)": ("import os\nos._exit(0)", "Your code stopped; "),
    "segfault": ("import ctypes\nctypes.string_at(0)", "it crashed Python itself: it used memory"),
    "abort": ("import os\nos.abort()", "it crashed Python itself: a library gave up (SIGABRT)"),
    "own kill": (
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
        "most likely because memory ran out",
    ),
    "own group": ("import os, signal\nos.killpg(0, signal.SIGTERM)", "it was asked to end"),
    "alarm": ("import signal, time\nsignal.alarm(1)\ntime.sleep(60)", "its own alarm rang"),
}

REFUSALS = {
    "sys.exit": ("import sys\nsys.exit(4)", "Your code asked Python to exit"),
    "quit": ("raise SystemExit", "Your code asked Python to exit"),
    "recursion": ("def f(): f()\nf()", "This is nested too deeply."),
    "input": ("input('x = ')", "Your code asks for keyboard input"),
    "interrupt": ("raise KeyboardInterrupt", "Stopped."),
    "syntax": ("def", "Running this failed: invalid syntax"),
    "an exception without words": (
        "class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd",
        "Running this failed: Odd.",
    ),
    "an exception that is no Exception": (
        "class Odd(BaseException): pass\nraise Odd('odd')",
        "Running this failed: odd",
    ),
}

MEMORY = "This needs more memory than graphlab may use."
BOMBS = {
    "one list": "[0] * 10**10",
    "doubling text": "s = 'x'\nwhile True: s += s",
    "growing list": "a = []\nwhile True: a.append(bytes(10**6))",
    "one array": "import numpy\nnumpy.ones(10**10)",
}
RECURSION_WITHOUT_LIMIT = "import sys\nsys.setrecursionlimit(10**9)\ndef f(x): return f([x])\nf(0)"
RECURSION_IN_C = (
    "import sys\n"
    "sys.setrecursionlimit(10**9)\n"
    "class Deep:\n"
    "    def __getattr__(self, name): return getattr(self, name + 'x')\n"
    "Deep().a"
)

# Each says the process ids of what it starts, and starts it so that it is hard to find.
IN_OWN_SESSION = """
import subprocess
for _ in range(3):
    child = subprocess.Popen(["sleep", "1000"], start_new_session=True)
    print(child.pid, flush=True)
"""
FORKED_TWICE = """
import os, time
for _ in range(3):
    reading, writing = os.pipe()
    if not os.fork():
        os.setsid()
        if not os.fork():
            os.write(writing, f"{os.getpid()}\\n".encode())
            time.sleep(1000)
        os._exit(0)
    print(os.read(reading, 99).decode().strip(), flush=True)
    os.wait()
"""
STUBBORN_CHILDREN = """
import subprocess, sys
code = "import signal, time; [signal.signal(n, signal.SIG_IGN) for n in (1, 2, 3, 15)]; " \\
    "print(flush=True); time.sleep(1000)"
child = subprocess.Popen(
    [sys.executable, "-c", code], start_new_session=True, stdout=subprocess.PIPE
)
child.stdout.readline()
print(child.pid, flush=True)
"""
CHILDREN = {
    "in a session of their own": IN_OWN_SESSION,
    "forked twice": FORKED_TWICE,
    "deaf to signals": STUBBORN_CHILDREN,
}
FORKS = """
import os, time
for _ in range(200):
    if not os.fork():
        os.setsid()
        time.sleep(1000)
"""

FLOODS = {
    "many lines": "import sys\nsys.stdout.writelines(f'{n}\\n' for n in range(10**5))",
    "one line of 10^7 characters": "import sys\nsys.stdout.write('x' * 10**7)",
    "below Python": (
        "import os\nline = b'y' * 99 + b'\\n'\nfor _ in range(2 * 10**4): os.write(1, line)"
    ),
    "from a child": (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'print(\"z\\\\n\" * 10**5)'])"
    ),
}

THREAD_LEFT = """
import threading, time
def forever():
    while True:
        time.sleep(0.01)
threading.Thread(target=forever).start()
"""
CHANGED = {
    "a thread": THREAD_LEFT,
    "a daemon thread": THREAD_LEFT.replace("forever).", "forever, daemon=True)."),
    "a child": "import subprocess\nsubprocess.Popen(['sleep', '1000'])",
    "the folder": "import os\nos.chdir('/')",
    "the environment": "import os\nos.environ['GRAPHLAB_TEST'] = '1'",
    "the recursion limit": "import sys\nsys.setrecursionlimit(5000)",
    "standard output": "import sys, io\nsys.stdout = io.StringIO()",
    "Ctrl+C": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
}
