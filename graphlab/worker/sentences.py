"""What a person is told when the process that runs their code is gone."""

from __future__ import annotations

import signal

STOPPED = "Stopped."
NOT_ASIDE = "Code that ran before has left something in this process."
NOT_KEPT = (
    "Stopped. Your code was where it could not be interrupted, so nothing of the run could be kept."
)
_KEPT = "the last graph is still here."
_CRASHES = {
    "SIGSEGV": "it used memory that is not its own",
    "SIGBUS": "it used memory that is not there",
    "SIGABRT": "a library gave up",
    "SIGILL": "it ran what is no instruction",
    "SIGFPE": "it divided whole numbers by zero",
    "SIGTRAP": "it hit a breakpoint",
}
_ENDINGS = {
    "SIGTERM": "it was asked to end",
    "SIGINT": "it was interrupted",
    "SIGHUP": "its terminal was closed",
    "SIGXCPU": "it used more processor time than the system allows",
    "SIGXFSZ": "it wrote a larger file than the system allows",
    "SIGPIPE": "it wrote where nobody reads",
    "SIGALRM": "its own alarm rang",
}


def exit_sentence(status: int | None, *, readable: bool = True) -> str:
    """Why there is no answer; ``status`` is that of the process, negative for a signal."""
    if not readable:
        return f"Your code stopped, its answer could not be read; {_KEPT}"
    if status is None or status == 0:
        return f"Your code stopped; {_KEPT}"
    if status > 0:
        return f"Your code stopped, it ended Python with status {status}; {_KEPT}"
    name = _signal_name(-status)
    if name == "SIGKILL":
        return f"Your code stopped, most likely because memory ran out; {_KEPT}"
    if name in _CRASHES:
        return f"Your code stopped, it crashed Python itself: {_CRASHES[name]} ({name}); {_KEPT}"
    why = _ENDINGS.get(name, "the system ended it")
    return f"Your code stopped, {why} ({name}); {_KEPT}"


def memory_sentence(limit: int) -> str:
    """Why the run was ended: it and what it started together used too much."""
    return (
        f"Your code stopped, it needed more memory than allowed ({limit / 2**30:.3g} GB); {_KEPT}"
    )


def start_sentence(reason: str) -> str:
    """Why nothing can be computed at all."""
    why = f": {reason.rstrip('.')}" if reason else ""
    return f"PyTorch could not be started{why}. Press Enter in the expression to try again."


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
