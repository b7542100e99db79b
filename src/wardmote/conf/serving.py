"""What a server process imports: the WSGI entry, ended with its parent.

A server process that outlived a killed `wardmote serve` would keep the port, and the next start would fail.
"""

from __future__ import annotations

import ctypes
import gc
import signal
import sys

from wardmote.conf.wsgi import application

_PR_SET_PDEATHSIG = 1  # Source: prctl(2), Linux.


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies; does nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def spare_the_collector() -> None:
    """Leave what was loaded out of each garbage collection, and collect less often: a page makes 10,000 objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


end_with_parent()
spare_the_collector()

__all__ = ["application"]
