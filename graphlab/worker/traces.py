"""What code can leave behind in the process that ran it, so that the next run would differ."""

from __future__ import annotations

import os
import signal
import sys
import threading


def traces() -> object:
    """Equal before and after a run that leaves nothing behind."""
    return (
        frozenset(thread.ident for thread in threading.enumerate()),
        _has_children(),
        os.getcwd(),
        frozenset(os.environ.items()),
        sys.getrecursionlimit(),
        tuple(sys.path),
        id(sys.stdout),
        id(sys.stderr),
        signal.getsignal(signal.SIGINT),
        sys.gettrace(),
        sys.getprofile(),
        _of_torch(),
    )


def _has_children() -> bool:
    if sys.platform == "win32":
        return False
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def _of_torch() -> object:
    torch = sys.modules.get("torch")
    if torch is None:
        return None
    return (
        torch.get_default_dtype(),
        torch.is_grad_enabled(),
        torch.is_inference_mode_enabled(),
        torch.are_deterministic_algorithms_enabled(),
        torch.is_anomaly_enabled(),
        str(torch.get_default_device()),
        torch.get_num_threads(),
    )
