"""What a server process imports: the WSGI entry, ended with its parent.

A server process that outlived a killed `wardmote serve` would keep the port, and the next start would fail.
"""

from __future__ import annotations

import ctypes
import signal
import sys

from wardmote.conf.wsgi import application

_PR_SET_PDEATHSIG = 1  # Source: prctl(2), Linux.


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies; does nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


end_with_parent()

__all__ = ["application"]
