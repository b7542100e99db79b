"""What a server process imports: the WSGI entry, on one core, ended with its parent.

A server process that outlived a killed `wardmote serve` would keep the port, and the next start would fail.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import signal
import sys

from django.conf import settings

from wardmote.conf import wsgi
from wardmote.core.http.one_core import on_one_core

_PR_SET_PDEATHSIG = 1  # Source: prctl(2), Linux.
_M_ARENA_MAX = -8  # Source: malloc.h of glibc.


def end_with_parent() -> None:
    """Ask the kernel to end this process when the one that started it dies; does nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def spare_the_collector() -> None:
    """Leave what was loaded out of each garbage collection, and collect less often: a page makes 10,000 objects."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def share_memory() -> None:
    """Let the threads of the process take memory from one heap: each with its own would keep what the others free."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):  # another C library than glibc
            ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


end_with_parent()
share_memory()
spare_the_collector()

application = on_one_core(wsgi.application, processes=settings.WORKERS)

__all__ = ["application"]
