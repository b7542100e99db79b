"""Which core of the processor a thread runs on, where the system lets a program say so (Linux).

Elsewhere a thread runs where it will, and nothing here does anything.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Collection

_ALL: Final[Collection[int]] = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else frozenset()
"""The cores that this process was given when it started."""
ANY: Final = -1
_ask: Final[Any] = getattr(ctypes.CDLL(None), "sched_getcpu", None) if sys.platform == "linux" else None


def may_choose() -> bool:
    """Say whether threads can be told which of several cores to take."""
    return count() > 1


def count() -> int:
    """Return how many cores there are to choose from, 0 where there is no choice."""
    return 0 if _ask is None else len(_ALL)


def here() -> int:
    """Return the core that runs this thread at the moment, ANY where that is not known. Source: sched_getcpu(3)."""
    return ANY if _ask is None else int(_ask())


def stay_on(core: int) -> None:
    """Let this thread, and those that it starts, run on this core alone, if it still may."""
    _set(_ALL if core == ANY else {core})


def roam() -> None:
    """Let this thread run wherever the process may."""
    _set(_ALL)


def _set(cores: Collection[int]) -> None:
    if may_choose():
        with contextlib.suppress(OSError):  # the process has been given others since
            os.sched_setaffinity(0, cores)
